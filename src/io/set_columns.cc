#include "src/io/set_columns.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/io/file_columns.h"

namespace leadscore::internal {
namespace {

constexpr char kAttribute[] = "attribute";
constexpr char kValue[] = "value";
constexpr char kRemedy[] =
    "files name it in the column \"attribute\", and its value in the column "
    "\"value\"";

}  // namespace

SetColumns::SetColumns(const CheckedModel& model, std::string prefix)
    : model_(model), prefix_(std::move(prefix)) {
  const std::vector<FileColumn> columns = LeadColumnsOf(model);
  for (int i = 0; i < model.lead_schema.num_attributes; ++i) {
    const auto index = static_cast<size_t>(i);
    attributes_.emplace(model.lead_schema.columns[index].name,
                        columns[index].parser);
  }
}

absl::Status SetColumns::FindColumns(RecordHeader& header) {
  LEADSCORE_ASSIGN_OR_RETURN(attribute_,
                             header.FindColumn(kAttribute, ValueType::kString));
  LEADSCORE_ASSIGN_OR_RETURN(value_, header.FindColumn(kValue));
  TakeEncoding(header.encoding());
  return absl::OkStatus();
}

absl::Status SetColumns::NeedColumns(RecordHeader& header) {
  const auto need = [&header](
                        const char* name,
                        const char* purpose) -> absl::StatusOr<ptrdiff_t> {
    LEADSCORE_ASSIGN_OR_RETURN(const size_t position,
                               header.NeedColumn(name, purpose, kRemedy));
    return static_cast<ptrdiff_t>(position);
  };
  LEADSCORE_ASSIGN_OR_RETURN(attribute_, need(kAttribute, "the attributes"));
  LEADSCORE_ASSIGN_OR_RETURN(value_, need(kValue, "the values"));
  TakeEncoding(header.encoding());
  return absl::OkStatus();
}

void SetColumns::TakeEncoding(CellEncoding encoding) {
  for (auto& [name, parser] : attributes_) parser = parser.In(encoding);
}

const CellParser* SetColumns::FindAttribute(
    const std::string& name, const Field& field,
    std::optional<RecordFault>* fault) const {
  const auto attribute = attributes_.find(name);
  if (attribute != attributes_.end()) return &attribute->second;
  for (const AttributeSpec& spec : model_.spec.attributes) {
    if (spec.name == name) {
      *fault = FaultAt(field,
                       absl::StrCat(prefix_, "attribute ", Quoted(name),
                                    " is derived from others"),
                       "set those that it is derived from");
      return nullptr;
    }
    if (spec.column == name) {
      *fault = FaultAt(
          field, absl::StrCat(prefix_, "unknown attribute; the model calls it ",
                              Quoted(spec.name)));
      return nullptr;
    }
  }
  std::vector<std::string_view> names;
  for (const auto& [known, unused] : attributes_) names.push_back(known);
  const std::string hint = DidYouMean(name, names);
  *fault = FaultAt(field, absl::StrCat(prefix_, "unknown attribute", hint),
                   hint.empty() ? "attributes are called as in the model" : "");
  return nullptr;
}

std::optional<RecordFault> SetColumns::Read(
    const Record& record, const Field& place,
    std::vector<NamedValue>* values) const {
  std::string name;
  if (auto fault = ParseText(record, attribute_, &name)) return fault;
  if (name.empty()) {
    return FaultAt(place, absl::StrCat(prefix_, "no attribute is named"),
                   kRemedy);
  }
  std::optional<RecordFault> fault;
  const CellParser* const parser = FindAttribute(
      name, record.fields[static_cast<size_t>(attribute_)], &fault);
  if (parser == nullptr) return fault;
  values->emplace_back(name, std::monostate());
  if (value_ < 0) return std::nullopt;
  const Field& field = record.fields[static_cast<size_t>(value_)];
  if (auto wrong = CheckCell(field, *parser)) return wrong;
  absl::StatusOr<AttributeValue> value = parser->Parse(field.text);
  if (!value.ok()) {
    return FaultAt(field,
                   absl::StrCat("the value of ", Quoted(name), ": ",
                                value.status().message()),
                   std::string(parser->Remedy()));
  }
  values->back().second = *std::move(value);
  return std::nullopt;
}

std::optional<RecordFault> SetColumns::ReadNamed(
    const Record& record, std::vector<NamedValue>* values) const {
  for (const auto& [name, field] : record.named) {
    std::optional<RecordFault> fault;
    const CellParser* const parser = FindAttribute(name, field, &fault);
    if (parser == nullptr) return fault;
    absl::StatusOr<AttributeValue> value = parser->Parse(field.text);
    if (!value.ok()) {
      return FaultAt(field, absl::StrCat(prefix_, "attribute ", Quoted(name),
                                         ": ", value.status().message()));
    }
    values->emplace_back(name, *std::move(value));
  }
  return std::nullopt;
}

}  // namespace leadscore::internal
