#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "src/core/text.h"
#include "src/core/time_format.h"
#include "src/model/checks.h"

namespace leadscore::internal {
namespace {

using Scope = CheckContext::Scope;

void CheckTimeFormat(CheckContext& context, std::string_view field,
                     const std::string& format) {
  if (format.empty()) return;
  const absl::StatusOr<TimeFormat> checked = TimeFormat::Create(format);
  if (!checked.ok()) {
    context.Error(field, std::string(checked.status().message()));
  }
}

std::string LabelOr(const std::string& label, const std::string& name) {
  return label.empty() ? name : label;
}

void DeclareAttributes(CheckContext& context, CheckedModel* model) {
  std::set<std::string> names;
  for (size_t i = 0; i < model->spec.attributes.size(); ++i) {
    const AttributeSpec& spec = model->spec.attributes[i];
    const Scope scope(context, "attributes", i, spec.name);
    context.CheckIdentifier("attribute", spec.name, &names);
    if (spec.type == ValueType::kUnspecified) {
      context.Error("type", "the attribute has no type",
                    "one of BOOL, INT, DOUBLE, STRING, TIMESTAMP and "
                    "STRING_LIST");
    }
    if (spec.fold && spec.type != ValueType::kString &&
        spec.type != ValueType::kStringList) {
      context.Error("fold", "only text can be folded");
    }
    if (!spec.time_format.empty() && spec.type != ValueType::kTimestamp) {
      context.Error("time_format", "only a TIMESTAMP has a time format");
    }
    if (!spec.separator.empty() && spec.type != ValueType::kStringList) {
      context.Error("separator", "only a STRING_LIST has a separator");
    }
    CheckTimeFormat(context, "time_format", spec.time_format);
    if (!spec.from.empty() &&
        (!spec.column.empty() || !spec.null_values.empty() ||
         !spec.time_format.empty() || !spec.separator.empty())) {
      context.Error("from",
                    "a derived attribute has no column, null_values, "
                    "time_format or separator",
                    "remove them, or remove from");
    }
    if (!spec.from.empty() && !spec.known_at.empty()) {
      context.Error("known_at",
                    "a derived attribute is known when what it is derived from "
                    "is",
                    "put known_at there");
    }
    CheckedAttribute attribute;
    attribute.name = spec.name;
    attribute.label = LabelOr(spec.label, spec.name);
    attribute.type = spec.type;
    attribute.fold = spec.fold;
    model->attributes.push_back(std::move(attribute));
  }
}

// The column of the attribute that known_at names by its column in files or,
// if none has that, by its name; -1 if it is no attribute.
int FindKnownAtColumn(CheckContext& context, const CheckedModel& model,
                      const std::string& known_at) {
  const std::vector<AttributeSpec>& specs = model.spec.attributes;
  const auto find = [&specs](const auto& matches) {
    return static_cast<size_t>(
        std::find_if(specs.begin(), specs.end(), matches) - specs.begin());
  };
  size_t found = find([&known_at](const AttributeSpec& spec) {
    return spec.from.empty() &&
           (spec.column.empty() ? spec.name : spec.column) == known_at;
  });
  if (found == specs.size()) {
    found = find([&known_at](const AttributeSpec& spec) {
      return spec.name == known_at;
    });
  }
  if (found == specs.size()) return -1;
  if (!specs[found].from.empty()) {
    context.Error("known_at", "known_at names a derived attribute",
                  "name a column of the leads' file, or the attribute that it "
                  "is derived from");
  }
  return model.attributes[found].column;
}

// Gives every attribute that is not derived its column, and a column to what
// tells since when one is known.
void MakeLeadSchema(CheckContext& context, CheckedModel* model) {
  std::vector<ColumnSchema>& columns = model->lead_schema.columns;
  for (size_t i = 0; i < model->attributes.size(); ++i) {
    if (!model->spec.attributes[i].from.empty()) continue;
    CheckedAttribute& attribute = model->attributes[i];
    attribute.column = static_cast<int>(columns.size());
    columns.push_back(ColumnSchema{attribute.name, attribute.type});
  }
  model->lead_schema.num_attributes = static_cast<int>(columns.size());
  for (size_t i = 0; i < model->attributes.size(); ++i) {
    const std::string& known_at = model->spec.attributes[i].known_at;
    if (known_at.empty()) continue;
    const Scope scope(context, "attributes", i, model->attributes[i].name);
    int column = FindKnownAtColumn(context, *model, known_at);
    for (size_t j = 0; column < 0 && j < columns.size(); ++j) {
      if (columns[j].name == known_at) column = static_cast<int>(j);
    }
    if (column < 0) {
      column = static_cast<int>(columns.size());
      columns.push_back(ColumnSchema{known_at, ValueType::kTimestamp});
    }
    if (columns[static_cast<size_t>(column)].type != ValueType::kTimestamp) {
      context.Error("known_at",
                    "known_at names an attribute that is not a "
                    "TIMESTAMP");
    }
    model->attributes[i].known_at_column = column;
  }
}

void DeclareLists(CheckContext& context, CheckedModel* model) {
  std::set<std::string> names;
  size_t num_values = 0;
  for (size_t i = 0; i < model->spec.lists.size(); ++i) {
    const ListSpec& spec = model->spec.lists[i];
    const Scope scope(context, "lists", i, spec.name);
    context.CheckIdentifier("list", spec.name, &names);
    if (!spec.file.empty() && !spec.file_values.has_value()) {
      context.Error("file", "the file of the list has not been read",
                    "load the model with LoadModelFile, or call ReadListFiles");
    }
    if (spec.values.empty() && spec.file.empty()) {
      context.Error("", "the list is empty",
                    "give it values: \"...\" or a file: \"...\"");
    }
    std::vector<std::string> values = spec.values;
    if (spec.file_values.has_value()) {
      values.insert(values.end(), spec.file_values->begin(),
                    spec.file_values->end());
    }
    num_values += values.size();
    if (num_values > context.limits().max_list_values) {
      context.Error("",
                    absl::StrCat("the lists have more than ",
                                 context.limits().max_list_values, " values"));
      values.clear();
    }
    // A set, however it was written down, as for the fingerprint.
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    model->lists.push_back(
        CheckedList{spec.name, cel::Value::StringSet(values)});
  }
}

// A property is declared once for each type that has it, always alike.
void DeclareProperty(CheckContext& context, const PropertySpec& spec,
                     CheckedModel* model) {
  if (spec.type == ValueType::kUnspecified ||
      spec.type == ValueType::kStringList) {
    context.Error("type", "the property has no type that a property can have",
                  "one of BOOL, INT, DOUBLE, STRING and TIMESTAMP");
  }
  if (!spec.time_format.empty() && spec.type != ValueType::kTimestamp) {
    context.Error("time_format", "only a TIMESTAMP has a time format");
  }
  CheckTimeFormat(context, "time_format", spec.time_format);
  if (spec.name == "type" || spec.name == "time") {
    context.Error("name",
                  absl::StrCat("a property cannot be named ", Quoted(spec.name),
                               "; every activity has that"),
                  "use another name and put this one into column");
    return;
  }
  for (const CheckedProperty& other : model->properties) {
    if (other.name != spec.name) continue;
    if (other.type != spec.type) {
      context.Error("type",
                    absl::StrCat("the property ", Quoted(spec.name),
                                 " has another type elsewhere"),
                    "use one type, or another name");
    }
    return;
  }
  model->properties.push_back(CheckedProperty{spec.name, spec.type});
}

void DeclareActivities(CheckContext& context, CheckedModel* model) {
  std::set<std::string> types;
  for (size_t i = 0; i < model->spec.activities.size(); ++i) {
    const ActivitySpec& spec = model->spec.activities[i];
    const Scope scope(context, "activities", i, spec.type);
    if (spec.type.empty()) {
      context.Error("type", "the activity has no type", "type: \"...\"");
    } else if (spec.type.front() == '$') {
      context.Error("type", "types that begin with $ are reserved",
                    "use another name");
    } else if (!types.insert(spec.type).second) {
      context.Error(
          "type",
          absl::StrCat("there is another activity of type ", Quoted(spec.type)),
          "declare each once");
    }
    std::set<std::string> properties;
    for (size_t j = 0; j < spec.properties.size(); ++j) {
      const PropertySpec& property = spec.properties[j];
      const Scope inner(context, "properties", j, property.name);
      context.CheckIdentifier("property", property.name, &properties);
      DeclareProperty(context, property, model);
    }
    model->activity_schema.types.push_back(spec.type);
  }
  for (const CheckedProperty& property : model->properties) {
    model->activity_schema.properties.push_back(
        ColumnSchema{property.name, property.type});
  }
}

void CheckLifecycle(CheckContext& context, CheckedModel* model) {
  const LifecycleSpec& spec = model->spec.lifecycle;
  const Scope scope(context, "lifecycle");
  const auto& known = model->activity_schema.types;
  const auto check = [&](const char* field,
                         const std::vector<std::string>& types) {
    for (size_t i = 0; i < types.size(); ++i) {
      if (std::find(known.begin(), known.end(), types[i]) != known.end()) {
        continue;
      }
      const std::vector<std::string_view> names(known.begin(), known.end());
      const std::string hint = DidYouMean(types[i], names);
      context.ErrorAt(
          field, i,
          absl::StrCat("unknown type of activity ", Quoted(types[i]), hint),
          hint.empty() ? "declare it: activities { type: \"...\" }" : "");
    }
  };
  check("assigned", spec.assigned);
  check("touched", spec.touched);
  check("replied", spec.replied);
  check("accepted", spec.accepted);
  check("returned", spec.returned);
  check("won", spec.won);
  check("lost", spec.lost);
  for (const std::string& type : known) {
    model->returned_types.push_back(std::find(spec.returned.begin(),
                                              spec.returned.end(),
                                              type) != spec.returned.end());
  }
}

bool NeedsProperty(SignalKind kind) {
  return kind == SignalKind::kDistinct || kind == SignalKind::kSum ||
         kind == SignalKind::kMin || kind == SignalKind::kMax;
}

// Finds the property of a signal and the type of the signal's value.
void ResolveSignalType(CheckContext& context, const SignalSpec& spec,
                       const CheckedModel& model, CheckedSignal* signal) {
  if (spec.kind == SignalKind::kRatio) signal->type = ValueType::kDouble;
  if (!NeedsProperty(spec.kind)) {
    if (!spec.property.empty()) {
      context.Error("property", "a signal of this kind reads no property",
                    "remove it, or use DISTINCT, SUM, MIN or MAX");
    }
    return;
  }
  std::vector<std::string> names;
  for (const CheckedProperty& property : model.properties) {
    names.push_back(property.name);
  }
  signal->property =
      context.CheckReference("property", "property", spec.property, names);
  if (signal->property < 0 || spec.kind == SignalKind::kDistinct) return;
  const ValueType type =
      model.properties[static_cast<size_t>(signal->property)].type;
  const bool is_number = type == ValueType::kInt || type == ValueType::kDouble;
  const bool is_time = type == ValueType::kTimestamp;
  if (!is_number && !(is_time && spec.kind != SignalKind::kSum)) {
    context.Error("property", spec.kind == SignalKind::kSum
                                  ? "only numbers can be summed"
                                  : "only numbers and times have a least and "
                                    "a largest one");
    return;
  }
  signal->type = type;
}

void DeclareSignals(CheckContext& context, CheckedModel* model) {
  std::set<std::string> names;
  for (size_t i = 0; i < model->spec.signals.size(); ++i) {
    const SignalSpec& spec = model->spec.signals[i];
    const Scope scope(context, "signals", i, spec.name);
    context.CheckIdentifier("signal", spec.name, &names);
    if (spec.kind == SignalKind::kUnspecified) {
      context.Error("kind", "the signal has no kind",
                    "one of COUNT, DISTINCT, SUM, MIN, MAX, RATIO, "
                    "DAYS_SINCE_FIRST, DAYS_SINCE_LAST, ACTIVE_DAYS and "
                    "ACTIVE_WEEKS");
    }
    CheckedSignal signal;
    signal.name = spec.name;
    signal.label = LabelOr(spec.label, spec.name);
    signal.kind = spec.kind;
    signal.over_account = spec.over == SignalScope::kAccount;
    ResolveSignalType(context, spec, *model, &signal);
    model->signals.push_back(std::move(signal));
  }
}

void DeclareScores(CheckContext& context, CheckedModel* model) {
  // What result columns are called.
  static const auto* const reserved = new std::set<std::string>{
      "id",          "account",       "total",      "grade",
      "stage",       "qualifies_for", "way",        "since",
      "valid_until", "as_of",         "model",      "coverage",
      "reasons",     "model_version", "fingerprint"};
  std::set<std::string> names;
  if (model->spec.scores.empty()) {
    context.Error("scores", "the model has no score",
                  "add one: scores { name: \"fit\" ... }");
  }
  for (size_t i = 0; i < model->spec.scores.size(); ++i) {
    const ScoreSpec& spec = model->spec.scores[i];
    const Scope scope(context, "scores", i, spec.name);
    context.CheckIdentifier("score", spec.name, &names);
    if (reserved->count(spec.name) > 0) {
      context.Error("name",
                    absl::StrCat("a score cannot be named ", Quoted(spec.name),
                                 "; that is another column of results"),
                    "use another name");
    }
    CheckedScore score;
    score.name = spec.name;
    score.label = LabelOr(spec.label, spec.name);
    model->scores.push_back(std::move(score));
    model->score_names.push_back(spec.name);
  }
}

}  // namespace

void CheckBasics(CheckContext& context, CheckedModel* model) {
  const ModelSpec& spec = model->spec;
  if (spec.name.empty()) {
    context.Error("name", "the model has no name",
                  "give it one, which names it in results: name: \"...\"");
  }
  const std::string zone = spec.time_zone.empty() ? "UTC" : spec.time_zone;
  const absl::StatusOr<absl::TimeZone> loaded = LoadZone(zone);
  if (loaded.ok()) {
    model->zone = *loaded;
  } else {
    context.Error("time_zone", std::string(loaded.status().message()));
  }
  const absl::Duration tick = spec.tick.value_or(absl::Hours(1));
  if (tick < absl::Seconds(1) ||
      absl::Hours(24) % tick != absl::ZeroDuration() ||
      tick % absl::Microseconds(1) != absl::ZeroDuration()) {
    context.Error("tick", "a tick that does not divide a day into equal parts",
                  "such as \"1h\", \"15m\" or \"1d\"; at least \"1s\"");
    model->tick = kMicrosPerDay;
  } else {
    model->tick = absl::ToInt64Microseconds(tick);
  }
  const Scope scope(context, "columns");
  CheckTimeFormat(context, "activity_time_format",
                  spec.columns.activity_time_format);
}

void CheckDeclarations(CheckContext& context, CheckedModel* model) {
  DeclareAttributes(context, model);
  MakeLeadSchema(context, model);
  DeclareLists(context, model);
  DeclareActivities(context, model);
  CheckLifecycle(context, model);
  DeclareSignals(context, model);
  DeclareScores(context, model);
}

}  // namespace leadscore::internal
