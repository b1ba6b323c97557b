#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "leadscore/arrow.h"
#include "src/io/json_writer.h"
#include "src/model/checked_model.h"

namespace leadscore {

using internal::CheckedGroup;
using internal::CheckedRule;
using internal::CheckedScore;

std::string ArrowReportJson(const ArrowReport& report, const Model& model) {
  std::string json;
  internal::JsonWriter writer(/*indented=*/false, &json);
  const auto count = [&](std::string_view name, int64_t number) {
    if (number == 0) return;
    writer.Key(name);
    writer.Number(number);
  };
  writer.BeginObject();
  writer.Key("missing_columns");
  writer.BeginArray();
  for (const std::string& column : report.missing_columns) writer.Text(column);
  writer.EndArray();
  writer.Key("unknown_types");
  writer.BeginObject();
  for (const auto& [type, number] : report.unknown_types) count(type, number);
  writer.EndObject();
  writer.Key("activities_later");
  writer.Number(report.activities_later);
  writer.Key("screened");
  writer.BeginObject();
  for (size_t i = 0; i < report.screened.size(); ++i) {
    count(model.checked().screens[i].name, report.screened[i]);
  }
  writer.EndObject();
  writer.Key("rule_errors");
  writer.BeginObject();
  size_t index = 0;
  for (const CheckedScore& score : model.checked().scores) {
    for (const CheckedGroup& group : score.groups) {
      for (const CheckedRule& rule : group.rules) {
        if (index < report.rule_errors.size()) {
          count(rule.name, report.rule_errors[index]);
        }
        ++index;
      }
    }
  }
  writer.EndObject();
  writer.EndObject();
  return json;
}

}  // namespace leadscore
