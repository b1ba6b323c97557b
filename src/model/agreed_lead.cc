#include "src/model/agreed_lead.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/cel/parser.h"
#include "src/cel/program.h"
#include "src/core/number_text.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"
#include "src/table/log_entry.h"

namespace leadscore::internal {
namespace {

using cel::Issue;
using cel::Value;

// There is nothing to read.
class NoVariables : public cel::Activation {
 public:
  Value Get(int variable) const override { return Value::Missing(variable); }
};

void AddIssue(size_t begin, size_t end, std::string message, std::string remedy,
              std::vector<Issue>* issues) {
  issues->push_back(Issue{begin, end, std::move(message), std::move(remedy)});
}

// A value as an attribute of a type; nothing if it is none.
std::optional<AttributeValue> ToAttribute(const Value& value, ValueType type) {
  switch (type) {
    case ValueType::kBool:
      if (value.is(cel::Kind::kBool)) return value.as_bool();
      break;
    case ValueType::kInt:
      if (value.is(cel::Kind::kInt)) return value.as_int();
      break;
    case ValueType::kDouble:
      if (value.is(cel::Kind::kDouble)) return value.as_double();
      if (value.is(cel::Kind::kInt)) return static_cast<double>(value.as_int());
      break;
    case ValueType::kString:
      if (value.is(cel::Kind::kString)) return std::string(value.as_string());
      break;
    case ValueType::kTimestamp:
      if (value.is(cel::Kind::kString)) {
        const absl::StatusOr<Micros> instant = ParseInstant(value.as_string());
        if (instant.ok()) return FromMicros(*instant);
      }
      if (value.is(cel::Kind::kTimestamp)) {
        const Instant instant = value.as_timestamp();
        return absl::FromUnixSeconds(instant.seconds) +
               absl::Microseconds(instant.nanos / 1000);
      }
      break;
    default: {
      if (!value.is(cel::Kind::kList)) break;
      std::vector<std::string> texts;
      for (const Value& item : value.as_list()) {
        if (!item.is(cel::Kind::kString)) return std::nullopt;
        texts.emplace_back(item.as_string());
      }
      return texts;
    }
  }
  return std::nullopt;
}

std::string_view Wanted(ValueType type) {
  switch (type) {
    case ValueType::kBool:
      return "true or false";
    case ValueType::kInt:
      return "a whole number";
    case ValueType::kDouble:
      return "a number";
    case ValueType::kString:
      return "a text, such as 'Berlin'";
    case ValueType::kTimestamp:
      return "a time, such as '2026-11-20T09:00:00Z'";
    default:
      return "a list of texts, such as ['a', 'b']";
  }
}

class NamedValuesParser {
 public:
  NamedValuesParser(std::string_view text,
                    const std::vector<ColumnSchema>& schema,
                    std::string_view noun, std::vector<Issue>* issues)
      : text_(text), schema_(schema), noun_(noun), issues_(issues) {}

  std::vector<NamedValue> Parse() {
    std::vector<Issue> issues;
    const std::unique_ptr<cel::Expr> root =
        cel::Parse(text_, environment_.limits(), &issues);
    if (!issues.empty()) {
      issues_->insert(issues_->end(), issues.begin(), issues.end());
      return {};
    }
    if (root->kind != cel::ExprKind::kMap) {
      AddIssue(root->begin, root->end, "values have to be named, in braces",
               "such as \"{title: 'CTO', employees: 300}\"", issues_);
      return {};
    }
    std::vector<NamedValue> values;
    for (size_t i = 0; i < root->children.size(); i += 2) {
      Add(*root->children[i], *root->children[i + 1], &values);
    }
    return values;
  }

 private:
  void Add(const cel::Expr& key, const cel::Expr& value,
           std::vector<NamedValue>* values) {
    std::string name = key.name;
    if (key.kind == cel::ExprKind::kConstant &&
        key.constant.is(cel::Kind::kString)) {
      name = std::string(key.constant.as_string());
    } else if (key.kind != cel::ExprKind::kIdentifier) {
      AddIssue(key.begin, key.end, "not a name", "", issues_);
      return;
    }
    const auto column = std::find_if(
        schema_.begin(), schema_.end(),
        [&name](const ColumnSchema& known) { return known.name == name; });
    if (column == schema_.end()) {
      std::vector<std::string_view> names;
      for (const ColumnSchema& known : schema_) names.push_back(known.name);
      AddIssue(key.begin, key.end,
               absl::StrCat("unknown ", ToAbsl(noun_), " ", Quoted(name),
                            DidYouMean(name, names)),
               "", issues_);
      return;
    }
    if (!names_.insert(name).second) {
      AddIssue(key.begin, key.end, absl::StrCat(Quoted(name), " stands twice"),
               "", issues_);
      return;
    }
    AddValue(value, *column, values);
  }

  void AddValue(const cel::Expr& expr, const ColumnSchema& column,
                std::vector<NamedValue>* values) {
    std::vector<Issue> found;
    const auto program = cel::Program::Compile(
        text_.substr(expr.begin, expr.end - expr.begin), environment_, &found);
    for (Issue& issue : found) {
      issue.begin += expr.begin;
      issue.end += expr.begin;
      issues_->push_back(std::move(issue));
    }
    if (program == nullptr) return;
    const Value value = program->Evaluate(NoVariables());
    std::optional<AttributeValue> attribute = ToAttribute(value, column.type);
    if (!attribute.has_value()) {
      AddIssue(expr.begin, expr.end,
               absl::StrCat(Quoted(column.name), " has to be ",
                            ToAbsl(Wanted(column.type))),
               "", issues_);
      return;
    }
    values->emplace_back(column.name, *std::move(attribute));
  }

  const std::string_view text_;
  const std::vector<ColumnSchema>& schema_;
  const std::string_view noun_;
  std::vector<Issue>* issues_;
  const cel::Environment environment_;
  std::set<std::string> names_;
};

// The longest known type with which a text begins, up to a blank or the end;
// empty if there is none.
std::string_view LeadingType(std::string_view text, const ModelSpec& model) {
  std::string_view longest;
  const auto consider = [&](std::string_view type) {
    if (type.size() > longest.size() && text.substr(0, type.size()) == type &&
        (text.size() == type.size() || text[type.size()] == ' ')) {
      longest = type;
    }
  };
  for (const ActivitySpec& activity : model.activities) consider(activity.type);
  for (std::string_view type : {kSetType, kAdjustType, kStageType}) {
    consider(type);
  }
  return longest;
}

// What may follow a type in braces.
std::vector<ColumnSchema> ColumnsOf(std::string_view type,
                                    const ModelSpec& model,
                                    const LeadSchema& leads) {
  if (type == kStageType) return {{"stage", ValueType::kString}};
  if (type == kAdjustType) {
    return {{"score", ValueType::kString},  {"points", ValueType::kDouble},
            {"stage", ValueType::kString},  {"until", ValueType::kTimestamp},
            {"reason", ValueType::kString}, {"author", ValueType::kString}};
  }
  if (type == kSetType) {
    return std::vector<ColumnSchema>(
        leads.columns.begin(), leads.columns.begin() + leads.num_attributes);
  }
  std::vector<ColumnSchema> columns;
  for (const ActivitySpec& activity : model.activities) {
    if (activity.type != type) continue;
    for (const PropertySpec& property : activity.properties) {
      columns.push_back(ColumnSchema{property.name, property.type});
    }
  }
  return columns;
}

// A value that stands alone.
std::optional<AttributeValue> ParseLoneValue(std::string_view text,
                                             ValueType type) {
  switch (type) {
    case ValueType::kBool:
      if (const auto value = ParseBool(text)) return *value;
      return std::nullopt;
    case ValueType::kInt:
      if (const auto value = ParseInt64(text)) return *value;
      return std::nullopt;
    case ValueType::kDouble:
      if (const auto value = ParseDouble(text)) return *value;
      return std::nullopt;
    case ValueType::kTimestamp: {
      const absl::StatusOr<Micros> instant = ParseInstant(text);
      if (instant.ok()) return FromMicros(*instant);
      return std::nullopt;
    }
    default:
      return std::string(text);
  }
}

}  // namespace

std::vector<NamedValue> ParseNamedValues(
    std::string_view text, const std::vector<ColumnSchema>& schema,
    std::string_view noun, std::vector<Issue>* issues) {
  return NamedValuesParser(text, schema, noun, issues).Parse();
}

Activity ParseDid(std::string_view text, Micros as_of, const ModelSpec& model,
                  const LeadSchema& leads, const ActivitySchema& activities,
                  std::vector<Issue>* issues) {
  Activity activity;
  const size_t age_end = std::min(text.find(' '), text.size());
  const absl::StatusOr<absl::Duration> age =
      ParseDuration(text.substr(0, age_end));
  if (!age.ok()) {
    AddIssue(0, age_end, "an activity begins with its age",
             "as in \"1d download whitepaper\": a day before as_of", issues);
    return activity;
  }
  if (as_of - absl::ToInt64Microseconds(*age) < kMinInstant) {
    AddIssue(0, age_end, "an activity before the year 1", "", issues);
    return activity;
  }
  activity.time = FromMicros(as_of) - *age;
  const size_t type_begin =
      std::min(text.find_first_not_of(' ', age_end), text.size());
  const std::string_view rest = text.substr(type_begin);
  const std::string_view type = LeadingType(rest, model);
  if (type.empty()) {
    const size_t word = std::min(rest.find(' '), rest.size());
    std::vector<std::string_view> names;
    for (const ActivitySpec& known : model.activities) {
      names.push_back(known.type);
    }
    AddIssue(type_begin, type_begin + word,
             word == 0 ? "no type of activity"
                       : absl::StrCat("unknown type of activity ",
                                      Quoted(rest.substr(0, word)),
                                      DidYouMean(rest.substr(0, word), names)),
             "", issues);
    return activity;
  }
  activity.type = std::string(type);
  const std::vector<ColumnSchema> columns = ColumnsOf(type, model, leads);
  const size_t value_begin = std::min(
      text.find_first_not_of(' ', type_begin + type.size()), text.size());
  const std::string_view value = text.substr(value_begin);
  if (!value.empty() && value.front() == '{') {
    std::vector<Issue> found;
    activity.properties = ParseNamedValues(value, columns, "property", &found);
    for (Issue& issue : found) {
      issue.begin += value_begin;
      issue.end += value_begin;
      issues->push_back(std::move(issue));
    }
    if (!found.empty()) return activity;
  } else if (!value.empty()) {
    std::optional<AttributeValue> lone;
    if (!columns.empty() && type != kSetType && type != kAdjustType) {
      lone = ParseLoneValue(value, columns[0].type);
    }
    if (!lone.has_value()) {
      AddIssue(value_begin, text.size(),
               columns.empty() ? "the type has no property"
                               : "not a value of its first property",
               "name the properties, in braces", issues);
      return activity;
    }
    activity.properties.emplace_back(columns[0].name, *std::move(lone));
  }
  const int code = ReservedCodeOf(type);
  if (code < kRetractCode) {
    const absl::StatusOr<LogEntry> entry =
        MakeLogEntry(code, activity, leads, activities);
    if (!entry.ok()) {
      AddIssue(type_begin, text.size(), std::string(entry.status().message()),
               "", issues);
    }
  }
  return activity;
}

}  // namespace leadscore::internal
