#include "src/table/log_entry.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <variant>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/table/value_checks.h"

namespace leadscore::internal {
namespace {

constexpr Points kMaxAdjustment = Points::FromWhole(1'000'000);

struct ReservedType {
  std::string_view name;
  int code;
};
constexpr ReservedType kReservedTypes[] = {{kRetractType, kRetractCode},
                                           {kSetType, kSetCode},
                                           {kAdjustType, kAdjustCode},
                                           {kStageType, kStageCode}};

absl::Status Mistake(std::string_view type, std::string_view problem) {
  return absl::InvalidArgumentError(
      absl::StrCat(std::string(type), ": ", std::string(problem)));
}

// A value as columns keep it: NaN is none, there is one zero, and an int is a
// double where the column is of doubles.
AttributeValue Normalised(const AttributeValue& value, ValueType type) {
  if (type != ValueType::kDouble) return value;
  const auto* whole = std::get_if<int64_t>(&value);
  const auto* real = std::get_if<double>(&value);
  if (whole == nullptr && real == nullptr) return value;
  const double number = whole != nullptr ? static_cast<double>(*whole) : *real;
  if (std::isnan(number)) return std::monostate();
  return number == 0 ? 0.0 : number;
}

absl::StatusOr<LogEntry> MakeSet(const Activity& activity,
                                 const LeadSchema& leads) {
  absl::Span<const ColumnSchema> attributes = leads.columns;
  if (leads.num_attributes >= 0) {
    attributes =
        attributes.subspan(0, static_cast<size_t>(leads.num_attributes));
  }
  LEADSCORE_ASSIGN_OR_RETURN(
      const std::vector<size_t> columns,
      FindColumns(attributes, activity.properties, "attribute", "$set: "));
  if (columns.empty()) return Mistake(kSetType, "no attribute is set");
  LogEntry entry;
  for (size_t i = 0; i < columns.size(); ++i) {
    const ColumnSchema& attribute = attributes[columns[i]];
    entry.values.push_back(
        {static_cast<int>(columns[i]), attribute.name,
         Normalised(activity.properties[i].second, attribute.type)});
  }
  std::sort(
      entry.values.begin(), entry.values.end(),
      [](const SetValue& a, const SetValue& b) { return a.name < b.name; });
  return entry;
}

// Takes the properties of $stage and $adjust one by one.
class PropertyReader {
 public:
  PropertyReader(std::string_view type, const Activity& activity)
      : type_(type), activity_(activity), taken_(activity.properties.size()) {}

  // The value of a property that is a T; nothing if it is not there.
  template <typename T>
  absl::StatusOr<std::optional<T>> Take(std::string_view name, ValueType type) {
    std::optional<T> found;
    for (size_t i = 0; i < taken_.size(); ++i) {
      const auto& [key, value] = activity_.properties[i];
      if (key != name) continue;
      if (taken_[i] || found.has_value()) {
        return Mistake(type_, absl::StrCat(Quoted(name), " stands twice"));
      }
      taken_[i] = true;
      LEADSCORE_RETURN_IF_ERROR(
          CheckValue(value, ColumnSchema{key, type},
                     absl::StrCat(std::string(type_), ": ", Quoted(name))));
      const AttributeValue normalised = Normalised(value, type);
      if (const T* held = std::get_if<T>(&normalised)) found = *held;
    }
    return found;
  }

  // An error if there is a property that nobody took.
  absl::Status Finish() const {
    for (size_t i = 0; i < taken_.size(); ++i) {
      if (!taken_[i]) {
        return Mistake(type_,
                       absl::StrCat("unknown property ",
                                    Quoted(activity_.properties[i].first)));
      }
    }
    return absl::OkStatus();
  }

 private:
  std::string_view type_;
  const Activity& activity_;
  std::vector<bool> taken_;
};

// The index of a name among others.
absl::StatusOr<int> IndexOf(std::string_view type, std::string_view noun,
                            const std::string& name,
                            const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<int>(found - names.begin());
  // What was named is not repeated: it may come from a file of leads.
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string hint = DidYouMean(name, candidates);
  return Mistake(type,
                 absl::StrCat("unknown ", std::string(noun),
                              !hint.empty() ? hint
                              : candidates.empty()
                                  ? "; the model has none"
                                  : absl::StrCat("; the model has ",
                                                 QuotedSome(candidates))));
}

absl::StatusOr<LogEntry> MakeStage(const Activity& activity,
                                   const ActivitySchema& activities) {
  PropertyReader reader(kStageType, activity);
  LEADSCORE_ASSIGN_OR_RETURN(
      const std::optional<std::string> stage,
      reader.Take<std::string>("stage", ValueType::kString));
  LEADSCORE_RETURN_IF_ERROR(reader.Finish());
  if (!stage.has_value()) return Mistake(kStageType, "no stage is stated");
  LogEntry entry;
  LEADSCORE_ASSIGN_OR_RETURN(
      entry.stage, IndexOf(kStageType, "stage", *stage, activities.stages));
  entry.stage_name = *stage;
  return entry;
}

// Checks the points of an adjustment.
absl::StatusOr<Points> AdjustedPoints(double value) {
  const absl::StatusOr<Points> points = Points::FromDouble(value);
  if (!points.ok()) {
    return Mistake(kAdjustType,
                   "points that are not a decimal of at most 6 "
                   "digits after the point");
  }
  if (*points > kMaxAdjustment || *points < -kMaxAdjustment) {
    return Mistake(kAdjustType, "points beyond 1,000,000");
  }
  return *points;
}

absl::StatusOr<LogEntry> MakeAdjustment(const Activity& activity,
                                        const ActivitySchema& activities) {
  PropertyReader reader(kAdjustType, activity);
  const auto text = [&reader](std::string_view name) {
    return reader.Take<std::string>(name, ValueType::kString);
  };
  LEADSCORE_ASSIGN_OR_RETURN(const auto score, text("score"));
  LEADSCORE_ASSIGN_OR_RETURN(const auto stage, text("stage"));
  LEADSCORE_ASSIGN_OR_RETURN(const auto reason, text("reason"));
  LEADSCORE_ASSIGN_OR_RETURN(const auto author, text("author"));
  LEADSCORE_ASSIGN_OR_RETURN(const auto points,
                             reader.Take<double>("points", ValueType::kDouble));
  LEADSCORE_ASSIGN_OR_RETURN(
      const auto until,
      reader.Take<absl::Time>("until", ValueType::kTimestamp));
  LEADSCORE_RETURN_IF_ERROR(reader.Finish());
  if (score.has_value() != points.has_value() ||
      score.has_value() == stage.has_value()) {
    return Mistake(kAdjustType, "it needs a score and points, or else a stage");
  }
  LogEntry entry;
  if (score.has_value()) {
    LEADSCORE_ASSIGN_OR_RETURN(
        entry.score, IndexOf(kAdjustType, "score", *score, activities.scores));
    LEADSCORE_ASSIGN_OR_RETURN(entry.points, AdjustedPoints(*points));
  } else {
    LEADSCORE_ASSIGN_OR_RETURN(
        entry.stage, IndexOf(kAdjustType, "stage", *stage, activities.stages));
  }
  if (until.has_value()) {
    entry.until = ToMicros(*until);
    if (entry.until <= ToMicros(activity.time)) {
      return Mistake(kAdjustType, "it ends before it begins");
    }
  }
  entry.score_name = score.value_or("");
  entry.stage_name = stage.value_or("");
  entry.reason = reason.value_or("");
  entry.author = author.value_or("");
  return entry;
}

}  // namespace

int ReservedCodeOf(std::string_view type) {
  for (const ReservedType& reserved : kReservedTypes) {
    if (reserved.name == type) return reserved.code;
  }
  return kNoType;
}

std::string_view ReservedTypeOf(int code) {
  for (const ReservedType& reserved : kReservedTypes) {
    if (reserved.code == code) return reserved.name;
  }
  return "";
}

int LogEntry::Compare(const LogEntry& other) const {
  // The first attribute of which one has another value, or none.
  auto a = values.begin();
  auto b = other.values.begin();
  for (; a != values.end() && b != other.values.end(); ++a, ++b) {
    if (a->name != b->name) return a->name < b->name ? 1 : -1;
    if (a->value != b->value) return a->value < b->value ? -1 : 1;
  }
  if (a != values.end() || b != other.values.end()) {
    return a != values.end() ? 1 : -1;
  }
  const auto rest = [](const LogEntry& entry) {
    const bool has_points = entry.score >= 0;
    const bool has_end = entry.until != kForEver;
    return std::make_tuple(std::cref(entry.author), has_points, entry.points,
                           std::cref(entry.reason), std::cref(entry.score_name),
                           std::cref(entry.stage_name), has_end, entry.until);
  };
  return rest(*this) < rest(other) ? -1 : rest(other) < rest(*this) ? 1 : 0;
}

absl::StatusOr<LogEntry> MakeLogEntry(int code, const Activity& activity,
                                      const LeadSchema& leads,
                                      const ActivitySchema& activities) {
  if (code == kSetCode) return MakeSet(activity, leads);
  if (code == kAdjustCode) return MakeAdjustment(activity, activities);
  return MakeStage(activity, activities);
}

}  // namespace leadscore::internal
