#include "src/model/check_context.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

constexpr Points kMaxModelPoints = Points::FromWhole(1'000'000);
constexpr Points kMaxWeight = Points::FromWhole(1'000);
constexpr size_t kMaxNameBytes = 256;

}  // namespace

absl::Status FirstError(const char* what, const Diagnostics& diagnostics) {
  const auto is_error = [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Diagnostic::Severity::kError;
  };
  const auto first =
      std::find_if(diagnostics.begin(), diagnostics.end(), is_error);
  const auto count =
      std::count_if(diagnostics.begin(), diagnostics.end(), is_error);
  const std::string path = first->PathText();
  std::string place = first->file;
  if (!place.empty() && first->line > 0) {
    absl::StrAppend(&place, ":", first->line, ":", first->column);
  }
  return absl::InvalidArgumentError(
      absl::StrCat(what, " has ", count, count == 1 ? " error" : " errors",
                   ": ", place, place.empty() ? "" : ": ", path,
                   path.empty() ? "" : ": ", first->message));
}

cel::Type ToCelType(ValueType type) {
  switch (type) {
    case ValueType::kBool:
      return cel::Kind::kBool;
    case ValueType::kInt:
      return cel::Kind::kInt;
    case ValueType::kDouble:
      return cel::Kind::kDouble;
    case ValueType::kString:
      return cel::Kind::kString;
    case ValueType::kTimestamp:
      return cel::Kind::kTimestamp;
    case ValueType::kStringList:
      return cel::Type::List(cel::Kind::kString);
    case ValueType::kUnspecified:
      break;
  }
  // Reported where it is declared; whoever reads it is not to blame.
  return cel::Kind::kError;
}

cel::Limits CheckContext::cel_limits() const {
  cel::Limits limits;
  limits.max_text_bytes = limits_.max_condition_bytes;
  limits.max_depth = limits_.max_condition_depth;
  limits.max_regex_bytes = limits_.max_regex_bytes;
  return limits;
}

Diagnostic& CheckContext::Add(Diagnostic::Severity severity,
                              std::string_view field, std::string message,
                              std::string remedy) {
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.path = path_;
  if (!field.empty()) {
    diagnostic.path.push_back(PathStep{std::string(field), -1, ""});
  }
  diagnostic.message = std::move(message);
  diagnostic.remedy = std::move(remedy);
  if (severity == Diagnostic::Severity::kError) has_errors_ = true;
  diagnostics_->push_back(std::move(diagnostic));
  return diagnostics_->back();
}

void CheckContext::Error(std::string_view field, std::string message,
                         std::string remedy) {
  Add(Diagnostic::Severity::kError, field, std::move(message),
      std::move(remedy));
}

void CheckContext::Warning(std::string_view field, std::string message,
                           std::string remedy) {
  Add(Diagnostic::Severity::kWarning, field, std::move(message),
      std::move(remedy));
}

void CheckContext::WarningIn(std::string_view field, size_t begin, size_t end,
                             std::string message, std::string remedy) {
  Diagnostic& diagnostic = Add(Diagnostic::Severity::kWarning, field,
                               std::move(message), std::move(remedy));
  diagnostic.offset = static_cast<int>(begin);
  diagnostic.length = static_cast<int>(end - begin);
}

void CheckContext::WarningAt(std::string_view field, size_t index,
                             std::string message, std::string remedy) {
  Add(Diagnostic::Severity::kWarning, field, std::move(message),
      std::move(remedy))
      .path.back()
      .index = static_cast<int>(index);
}

void CheckContext::ErrorAt(std::string_view field, size_t index,
                           std::string message, std::string remedy) {
  Add(Diagnostic::Severity::kError, field, std::move(message),
      std::move(remedy))
      .path.back()
      .index = static_cast<int>(index);
}

void CheckContext::Errors(std::string_view field, int index,
                          std::vector<cel::Issue> issues) {
  for (cel::Issue& issue : issues) {
    Diagnostic& diagnostic =
        Add(Diagnostic::Severity::kError, field, std::move(issue.message),
            std::move(issue.remedy));
    diagnostic.path.back().index = index;
    diagnostic.offset = static_cast<int>(issue.begin);
    diagnostic.length = static_cast<int>(issue.end - issue.begin);
  }
}

void CheckContext::CheckName(std::string_view noun, const std::string& name,
                             std::set<std::string>* taken) {
  if (name.empty()) {
    Error("", absl::StrCat(ToAbsl(noun), " has no name"),
          "give it one: name: \"...\"");
  } else if (!IsValidUtf8(name)) {
    Error("name",
          absl::StrCat("the name of a ", ToAbsl(noun), " is not valid UTF-8"));
  } else if (name.size() > kMaxNameBytes) {
    Error("name",
          absl::StrCat("the name of a ", ToAbsl(noun), " is longer than ",
                       kMaxNameBytes, " bytes"),
          "put the long form into its label");
  } else if (!taken->insert(name).second) {
    Error("name",
          absl::StrCat("there is another ", ToAbsl(noun), " named ",
                       Quoted(name)),
          "give each its own name");
  }
}

void CheckContext::CheckIdentifier(std::string_view noun,
                                   const std::string& name,
                                   std::set<std::string>* taken) {
  if (!name.empty() && !IsIdentifier(name)) {
    Error("name",
          absl::StrCat("conditions cannot spell the name ", Quoted(name)),
          "use letters, digits and underscores, such as \"lead_source\"; how "
          "files call it goes into column, how people call it into label");
    return;
  }
  CheckName(noun, name, taken);
}

Points CheckContext::CheckPoints(std::string_view field, double value) {
  if (!std::isfinite(value)) {
    Error(field, "points that are not a finite number");
    return Points();
  }
  if (std::fabs(value) > kMaxModelPoints.ToDouble()) {
    Error(field, "points beyond 1,000,000",
          "use a smaller scale; only the proportions matter");
    return Points();
  }
  const absl::StatusOr<Points> points = Points::FromDouble(value);
  if (!points.ok()) {
    Error(field, "points with more than 6 digits after the decimal point",
          "round them; a millionth of a point is the smallest there is");
    return Points();
  }
  return *points;
}

Points CheckContext::CheckWeight(std::string_view field, double value) {
  const absl::StatusOr<Points> weight = Points::FromDouble(value);
  if (!weight.ok() || *weight > kMaxWeight || *weight < -kMaxWeight) {
    Error(field,
          "a weight that is not a decimal from -1000 to 1000 of at most "
          "6 fractional digits");
    return Points::FromWhole(1);
  }
  return *weight;
}

void CheckContext::CheckBounds(const std::optional<double>& min,
                               const std::optional<double>& max, Points* low,
                               Points* high) {
  if (min.has_value()) *low = CheckPoints("min", *min);
  if (max.has_value()) *high = CheckPoints("max", *max);
  if (*low > *high) {
    Error(max.has_value() ? "max" : "min", "max is below min",
          "swap them, or leave one out");
    *high = *low;
  }
}

std::optional<Micros> CheckContext::CheckDuration(
    std::string_view field, std::optional<absl::Duration> duration) {
  if (!duration.has_value()) return std::nullopt;
  constexpr absl::Duration kMax = absl::Hours(24 * 100'000);
  if (*duration <= absl::ZeroDuration() || *duration > kMax ||
      *duration % absl::Microseconds(1) != absl::ZeroDuration()) {
    Error(field, "a duration that is not above zero and at most 100,000 days",
          "such as \"30d\" or \"12h\"");
    return std::nullopt;
  }
  return absl::ToInt64Microseconds(*duration);
}

Condition CheckContext::Compile(std::string_view field, const std::string& text,
                                const cel::Environment& environment) {
  std::vector<cel::Issue> issues;
  Condition program = cel::Program::Compile(text, environment, &issues);
  Errors(field, /*index=*/-1, std::move(issues));
  return program;
}

Condition CheckContext::CheckCondition(std::string_view field,
                                       const std::string& text,
                                       const cel::Environment& environment,
                                       bool required) {
  if (text.empty()) {
    if (required) {
      Error(field, absl::StrCat("no condition in ", ToAbsl(field)),
            "write one, or \"true\"");
    }
    return nullptr;
  }
  Condition program = Compile(field, text, environment);
  if (program == nullptr) return nullptr;
  const cel::Type& type = program->type();
  if (!type.is(cel::Kind::kBool) && !type.is(cel::Kind::kDyn) &&
      !type.is(cel::Kind::kError)) {
    Error(
        field,
        absl::StrCat("a condition has to be true or false, not ",
                     type.is(cel::Kind::kInt) ? "an " : "a ", type.ToString()),
        type.is(cel::Kind::kString) || type.is_numeric()
            ? "compare it with something; whether a value is there is asked "
              "by has(lead.name)"
            : "");
    return nullptr;
  }
  return program;
}

Condition CheckContext::CheckExpression(std::string_view field,
                                        const std::string& text,
                                        const cel::Environment& environment,
                                        const cel::Type& type) {
  Condition program = Compile(field, text, environment);
  if (program == nullptr) return nullptr;
  const cel::Type& found = program->type();
  const bool is_known = !found.is(cel::Kind::kDyn) &&
                        !found.is(cel::Kind::kError) &&
                        !type.is(cel::Kind::kError);
  const bool fits =
      found.kind() == type.kind() &&
      (!type.is(cel::Kind::kList) || found.param(0) == type.param(0) ||
       found.param(0).is(cel::Kind::kDyn));
  if (is_known && !fits) {
    Error(field,
          absl::StrCat("the expression gives ", found.ToString(),
                       ", but the attribute is ", type.ToString()),
          "change the type of the attribute, or convert the value as in "
          "double(...)");
    return nullptr;
  }
  return program;
}

int CheckContext::CheckReference(std::string_view field, std::string_view noun,
                                 const std::string& name,
                                 const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<int>(found - names.begin());
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string hint = DidYouMean(name, candidates);
  std::string remedy;
  if (hint.empty()) {
    remedy = names.empty()
                 ? absl::StrCat("the model declares no ", ToAbsl(noun))
                 : absl::StrCat("the model has ", QuotedSome(candidates));
  }
  Error(field,
        name.empty()
            ? absl::StrCat("no ", ToAbsl(noun), " is named")
            : absl::StrCat("unknown ", ToAbsl(noun), " ", Quoted(name), hint),
        std::move(remedy));
  return -1;
}

std::vector<bool> CheckContext::CheckTypes(
    const std::vector<std::string>& types, const ActivitySchema& schema) {
  std::vector<bool> codes(schema.types.size());
  if (types.empty()) {
    Error("types", "no type of activity is named",
          "name at least one: types: \"...\"");
  }
  for (size_t i = 0; i < types.size(); ++i) {
    const auto found =
        std::find(schema.types.begin(), schema.types.end(), types[i]);
    if (found != schema.types.end()) {
      codes[static_cast<size_t>(found - schema.types.begin())] = true;
      continue;
    }
    const std::vector<std::string_view> candidates(schema.types.begin(),
                                                   schema.types.end());
    const std::string hint = DidYouMean(types[i], candidates);
    ErrorAt("types", i,
            absl::StrCat("unknown type of activity ", Quoted(types[i]), hint),
            hint.empty() ? "declare it: activities { type: \"...\" }" : "");
  }
  return codes;
}

}  // namespace leadscore::internal
