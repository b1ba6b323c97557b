#include "src/cli/bench_data.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/model/checked_model.h"
#include "src/model/number_keys.h"
#include "src/plan/plan.h"

namespace leadscore::internal {
namespace {

class Random {
 public:
  int64_t Below(int64_t count) {
    return static_cast<int64_t>(engine_() % static_cast<uint64_t>(count));
  }
  bool OneIn(int64_t count) { return Below(count) == 0; }

 private:
  std::mt19937_64 engine_{1};
};

// What a column may hold.
struct ColumnValues {
  std::vector<AttributeValue> values;
};

constexpr int kOthers = 24;  // Texts that no condition names.

void AddTexts(const Source& source, ColumnValues* column) {
  for (const std::string& literal : source.literals) {
    column->values.emplace_back(literal);
  }
  for (const Atom& atom : source.atoms) {
    switch (atom.kind) {
      case Atom::Kind::kContains:
        column->values.emplace_back("a " + atom.text + " b");
        break;
      case Atom::Kind::kStartsWith:
        column->values.emplace_back(atom.text + " b");
        break;
      case Atom::Kind::kEndsWith:
        column->values.emplace_back("a " + atom.text);
        break;
      case Atom::Kind::kTableRow:
        for (const TablePhrase& phrase : atom.table->phrases) {
          std::string text;
          for (const std::string& word : phrase.words) {
            absl::StrAppend(&text, text.empty() ? "" : " ", word);
          }
          column->values.emplace_back(text);
        }
        break;
      default:
        break;
    }
  }
}

AttributeValue NumberOf(ValueType type, int64_t key, absl::Time as_of) {
  switch (type) {
    case ValueType::kDouble:
      return DoubleOfKey(key);
    case ValueType::kTimestamp:
      return as_of - absl::Microseconds(key);
    default:
      return key;
  }
}

// Numbers at and around what they are compared with.
void AddNumbers(const Source& source, ValueType type, absl::Time as_of,
                ColumnValues* column) {
  constexpr int64_t kNear = 1'000;
  for (const Atom& atom : source.atoms) {
    if (atom.kind != Atom::Kind::kBelow) continue;
    const int64_t cut = std::clamp(atom.cut, KeysOf(source.type).least + kNear,
                                   KeysOf(source.type).largest - kNear);
    if (type == ValueType::kTimestamp && !source.is_age) {
      column->values.emplace_back(FromMicros(cut));
      column->values.emplace_back(FromMicros(cut - 1));
      continue;
    }
    column->values.push_back(NumberOf(type, cut, as_of));
    column->values.push_back(NumberOf(type, cut - 1, as_of));
  }
}

// Some values of a type, for what no condition names.
void AddOthers(ValueType type, absl::Time as_of, ColumnValues* column) {
  for (int i = 0; i < kOthers; ++i) {
    switch (type) {
      case ValueType::kBool:
        column->values.emplace_back(i % 2 == 0);
        break;
      case ValueType::kInt:
        column->values.emplace_back(int64_t{i} * i * 7);
        break;
      case ValueType::kDouble:
        column->values.emplace_back(i * i * 3.5);
        break;
      case ValueType::kTimestamp:
        column->values.emplace_back(as_of - absl::Hours(i * 24 * 9 - 48));
        break;
      case ValueType::kStringList:
        column->values.emplace_back(
            std::vector<std::string>{absl::StrCat("value ", i)});
        break;
      default:
        column->values.emplace_back(absl::StrCat("value ", i));
    }
  }
}

std::vector<ColumnValues> ColumnsOf(const Model& model, absl::Time as_of) {
  const CheckedModel& checked = model.checked();
  const Plan plan = MakePlan(checked);
  std::vector<ColumnValues> columns(model.lead_schema().columns.size());
  for (const Source& source : plan.sources) {
    if (source.attribute < 0) continue;
    const CheckedAttribute& attribute =
        checked.attributes[static_cast<size_t>(source.attribute)];
    ColumnValues& column = columns[static_cast<size_t>(attribute.column)];
    if (source.is_text()) {
      AddTexts(source, &column);
    } else if (source.type != ValueType::kBool) {
      AddNumbers(source, attribute.type, as_of, &column);
    }
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    AddOthers(model.lead_schema().columns[i].type, as_of, &columns[i]);
  }
  return columns;
}

}  // namespace

Tables GenerateBenchTables(const Model& model, size_t leads, absl::Time as_of) {
  Random random;
  const std::vector<ColumnValues> columns = ColumnsOf(model, as_of);
  const LeadSchema& schema = model.lead_schema();
  const size_t attributes = schema.num_attributes < 0
                                ? schema.columns.size()
                                : static_cast<size_t>(schema.num_attributes);
  std::vector<ColumnValues> properties;
  for (const ColumnSchema& property : model.activity_schema().properties) {
    properties.emplace_back();
    AddOthers(property.type, as_of, &properties.back());
  }
  const auto some = [&random](const ColumnValues& column) {
    return column.values[static_cast<size_t>(
        random.Below(static_cast<int64_t>(column.values.size())))];
  };
  const std::vector<ActivitySpec>& types = model.spec().activities;
  std::map<std::string, size_t> property_index;
  for (size_t i = 0; i < properties.size(); ++i) {
    property_index[model.activity_schema().properties[i].name] = i;
  }
  TableBuilder builder(schema, model.activity_schema());
  for (size_t i = 0; i < leads; ++i) {
    Lead lead;
    lead.id = absl::StrCat(i);
    for (size_t a = 0; a < attributes; ++a) {
      if (random.OneIn(12)) continue;
      lead.attributes.emplace_back(schema.columns[a].name, some(columns[a]));
    }
    const int64_t count = types.empty() ? 0 : random.Below(21);
    for (int64_t k = 0; k < count; ++k) {
      const ActivitySpec& type = types[static_cast<size_t>(
          random.Below(static_cast<int64_t>(types.size())))];
      Activity activity;
      activity.type = type.type;
      activity.time = as_of - absl::Seconds(random.Below(200 * 86'400));
      for (const PropertySpec& property : type.properties) {
        activity.properties.emplace_back(
            property.name, some(properties[property_index[property.name]]));
      }
      lead.activities.push_back(std::move(activity));
    }
    // What a model's own schema says is taken.
    (void)builder.Add(lead).ok();
  }
  return builder.Build();
}

}  // namespace leadscore::internal
