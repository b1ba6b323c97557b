#include "src/draft/drafted_activities.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"
#include "src/core/time_format.h"
#include "src/draft/column_names.h"

namespace leadscore::internal {
namespace {

using Shape = ColumnKind::Shape;
using Use = DraftColumn::Use;

// A column of types has no more different ones than this ...
constexpr int64_t kMostTypes = 1'000;
// ... of which so many, the most frequent, may get points.
constexpr size_t kMostJudged = 60;

bool IsCalled(const std::string& name, const std::set<std::string>& names) {
  return names.count(absl::StrJoin(WordsOfName(name), "_")) > 0;
}

class ActivityFinder {
 public:
  ActivityFinder(const RawTable& activities, const RawTable& leads,
                 size_t id_column, const DraftOptions& options)
      : table_(activities),
        leads_(leads),
        id_column_(id_column),
        options_(options) {}

  absl::StatusOr<DraftedActivities> Find() && {
    if (table_.num_rows() == 0) {
      return absl::InvalidArgumentError("there are no activities");
    }
    for (size_t i = 0; i < table_.columns().size(); ++i) {
      std::vector<int64_t> counts(static_cast<size_t>(table_.texts(i).size()));
      for (const int32_t code : table_.codes(i)) {
        ++counts[static_cast<size_t>(code)];
      }
      const std::string& name = table_.columns()[i];
      const auto format = options_.time_formats.find(name);
      kinds_.push_back(FindColumnKind(
          name, table_.texts(i), counts, options_.null_values,
          format == options_.time_formats.end() ? "" : format->second));
    }
    LEADSCORE_RETURN_IF_ERROR(FindLeads());
    LEADSCORE_RETURN_IF_ERROR(FindTimes());
    LEADSCORE_RETURN_IF_ERROR(FindTypes());
    FindId();
    FindProperties();
    return std::move(found_);
  }

 private:
  const std::string& NameOf(size_t column) const {
    return table_.columns()[column];
  }

  // The column that the options name.
  absl::StatusOr<size_t> Named(const std::string& name,
                               const char* what) const {
    std::vector<std::string_view> names;
    for (size_t i = 0; i < table_.columns().size(); ++i) {
      if (NameOf(i) == name) return i;
      names.push_back(NameOf(i));
    }
    return absl::InvalidArgumentError(
        absl::StrCat("the activities have no column ", Quoted(name), " for ",
                     what, DidYouMean(name, names)));
  }

  // The column whose texts are ids of leads.
  absl::Status FindLeads() {
    absl::flat_hash_map<absl::string_view, int32_t> rows;
    const std::vector<int32_t>& ids = leads_.codes(id_column_);
    rows.reserve(ids.size());
    for (size_t row = 0; row < ids.size(); ++row) {
      rows.emplace(
          ToAbsl(TrimWhitespace(leads_.texts(id_column_).value(ids[row]))),
          static_cast<int32_t>(row));
    }
    std::vector<size_t> candidates;
    if (!options_.activity_lead.empty()) {
      LEADSCORE_ASSIGN_OR_RETURN(const size_t named,
                                 Named(options_.activity_lead, "their leads"));
      candidates = {named};
    } else {
      for (size_t i = 0; i < kinds_.size(); ++i) candidates.push_back(i);
    }
    size_t most = 0;
    for (const size_t column : candidates) {
      std::vector<int32_t> row_of_code;
      for (int32_t code = 0; code < table_.texts(column).size(); ++code) {
        const auto found =
            rows.find(ToAbsl(TrimWhitespace(table_.texts(column).value(code))));
        row_of_code.push_back(found == rows.end() ? -1 : found->second);
      }
      size_t known = 0;
      std::set<int32_t> some;
      for (const int32_t code : table_.codes(column)) {
        const int32_t row = row_of_code[static_cast<size_t>(code)];
        if (row >= 0) ++known;
        if (row >= 0 && some.size() < 3) some.insert(row);
      }
      // Small numbers are ids by chance: some of them, of few leads.
      const bool is_better =
          known > most && (some.size() == 3 || known == table_.num_rows() ||
                           !options_.activity_lead.empty());
      if (!is_better) continue;
      most = known;
      found_.lead = column;
      found_.leads.clear();
      for (const int32_t code : table_.codes(column)) {
        found_.leads.push_back(row_of_code[static_cast<size_t>(code)]);
      }
    }
    if (most == 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "no column of the activities holds ids of leads, which stand in ",
          Quoted(leads_.columns()[id_column_]), " of theirs"));
    }
    found_.of_unknown_leads =
        static_cast<int64_t>(table_.num_rows()) - static_cast<int64_t>(most);
    return absl::OkStatus();
  }

  absl::Status FindTimes() {
    std::vector<size_t> candidates;
    if (!options_.activity_time.empty()) {
      LEADSCORE_ASSIGN_OR_RETURN(const size_t named,
                                 Named(options_.activity_time, "their times"));
      candidates = {named};
    } else {
      for (size_t i = 0; i < kinds_.size(); ++i) {
        if (i == found_.lead || kinds_[i].present < Rows()) continue;
        if (kinds_[i].shape == Shape::kTimes ||
            kinds_[i].shape == Shape::kAmbiguous) {
          candidates.push_back(i);
        }
      }
      Prefer({"time", "timestamp", "date", "datetime", "occurred_at",
              "event_time", "activity_time", "created_at"},
             &candidates);
    }
    if (candidates.size() != 1) {
      return absl::InvalidArgumentError(
          candidates.empty()
              ? "no column of the activities holds a time in every row"
              : absl::StrCat("which column of the activities holds their "
                             "times: ",
                             QuotedNames(candidates), "?"));
    }
    found_.time = candidates[0];
    const ColumnKind& kind = kinds_[found_.time];
    if (kind.shape == Shape::kAmbiguous) {
      return absl::InvalidArgumentError(absl::StrCat(
          "column ", Quoted(NameOf(found_.time)), " of the activities: ",
          kind.note, ". Say which (--time-format COLUMN=FORMAT)"));
    }
    if (kind.type != ValueType::kTimestamp || kind.present < Rows()) {
      return absl::InvalidArgumentError(
          absl::StrCat("column ", Quoted(NameOf(found_.time)),
                       " of the activities does not hold a time in every row"));
    }
    found_.time_format = kind.time_format;
    ParseTimes();
    return absl::OkStatus();
  }

  void ParseTimes() {
    const Dictionary& texts = table_.texts(found_.time);
    absl::TimeZone zone = absl::UTCTimeZone();
    // One that is wrong is refused when the model is checked.
    if (const auto named = LoadZone(options_.time_zone); named.ok()) {
      zone = *named;
    }
    std::optional<TimeFormat> format;
    if (!found_.time_format.empty()) {
      format = *TimeFormat::Create(found_.time_format);
    }
    std::vector<Micros> time_of_code;
    for (int32_t code = 0; code < texts.size(); ++code) {
      const std::string_view text = TrimWhitespace(texts.value(code));
      const absl::StatusOr<Micros> time =
          format.has_value() ? format->Parse(text, zone) : ParseInstant(text);
      time_of_code.push_back(time.ok() ? *time : 0);
    }
    found_.last = kMinInstant;
    for (size_t row = 0; row < table_.num_rows(); ++row) {
      const int32_t code = table_.codes(found_.time)[row];
      found_.times.push_back(time_of_code[static_cast<size_t>(code)]);
      if (found_.leads[row] >= 0) {
        found_.last = std::max(found_.last, found_.times.back());
      }
    }
  }

  absl::Status FindTypes() {
    std::vector<size_t> candidates;
    if (!options_.activity_type.empty()) {
      LEADSCORE_ASSIGN_OR_RETURN(const size_t named,
                                 Named(options_.activity_type, "their types"));
      candidates = {named};
    } else {
      for (size_t i = 0; i < kinds_.size(); ++i) {
        const ColumnKind& kind = kinds_[i];
        const bool is_text =
            kind.type == ValueType::kString &&
            (kind.shape == Shape::kValues || kind.shape == Shape::kConstant);
        if (i != found_.lead && is_text && kind.present == Rows() &&
            kind.distinct <= kMostTypes) {
          candidates.push_back(i);
        }
      }
      Prefer({"type", "activity_type", "event_type", "activity", "event",
              "action", "event_name", "activity_name", "kind"},
             &candidates);
    }
    if (candidates.size() != 1) {
      return absl::InvalidArgumentError(
          candidates.empty()
              ? "no column of the activities holds a type in every row"
              : absl::StrCat("which column of the activities holds their "
                             "types: ",
                             QuotedNames(candidates), "?"));
    }
    found_.type = candidates[0];
    NumberTypes();
    return absl::OkStatus();
  }

  void NumberTypes() {
    const Dictionary& texts = table_.texts(found_.type);
    const std::vector<int32_t>& codes = table_.codes(found_.type);
    std::map<std::string_view, int64_t> counts;
    for (const int32_t code : codes) {
      ++counts[TrimWhitespace(texts.value(code))];
    }
    for (const auto& [name, count] : counts) {
      // Reserved types are entries that every model knows.
      if (name.empty() || name[0] == '$') continue;
      DraftedType type;
      type.name = std::string(name);
      type.activities = count;
      found_.types.push_back(std::move(type));
    }
    std::stable_sort(found_.types.begin(), found_.types.end(),
                     [](const DraftedType& a, const DraftedType& b) {
                       return a.activities > b.activities;
                     });
    std::map<std::string_view, int32_t> numbers;
    for (size_t i = 0; i < found_.types.size(); ++i) {
      numbers[found_.types[i].name] = static_cast<int32_t>(i);
    }
    std::vector<int32_t> type_of_code;
    for (int32_t code = 0; code < texts.size(); ++code) {
      const auto number = numbers.find(TrimWhitespace(texts.value(code)));
      type_of_code.push_back(number == numbers.end() ? -1 : number->second);
    }
    for (const int32_t code : codes) {
      found_.type_of_row.push_back(type_of_code[static_cast<size_t>(code)]);
    }
  }

  void FindId() {
    for (size_t i = 0; i < kinds_.size(); ++i) {
      const ColumnKind& kind = kinds_[i];
      if (i == found_.lead || kind.distinct < Rows() ||
          !IsCalled(NameOf(i), {"id", "activity_id", "event_id"})) {
        continue;
      }
      found_.id = static_cast<ptrdiff_t>(i);
      return;
    }
  }

  void FindProperties() {
    std::set<std::string> taken = {"type", "time"};
    for (size_t i = 0; i < kinds_.size(); ++i) {
      DraftColumn column;
      column.name = NameOf(i);
      column.is_of_activities = true;
      column.use = Use::kKnown;
      ColumnKind& kind = kinds_[i];
      if (i == found_.lead) {
        column.note = "the lead";
      } else if (i == found_.type) {
        column.note = "the type";
      } else if (i == found_.time) {
        column.note = "the time";
      } else if (static_cast<ptrdiff_t>(i) == found_.id) {
        column.note = "the id";
      } else if (kind.shape == Shape::kAmbiguous) {
        column.use = Use::kQuestion;
        column.note = kind.note;
      } else if (kind.shape != Shape::kValues && kind.shape != Shape::kTimes) {
        column.use = Use::kLeftOut;
        column.note = kind.note;
      } else {
        column.use = Use::kDeclared;
        DraftedProperty property;
        property.column = i;
        property.name = NameOf(i);
        property.property = IdentifierFor(NameOf(i), &taken);
        property.kind = std::move(kind);
        AddToTypes(property);
        found_.properties.push_back(std::move(property));
      }
      found_.columns.push_back(std::move(column));
    }
  }

  // Notes which types have a value of the property that comes next.
  void AddToTypes(const DraftedProperty& property) {
    std::vector<bool> has(found_.types.size());
    const std::vector<int32_t>& codes = table_.codes(property.column);
    for (size_t row = 0; row < codes.size(); ++row) {
      const int32_t type = found_.type_of_row[row];
      const auto code = static_cast<size_t>(codes[row]);
      if (type >= 0 && property.kind.value_of_code[code] >= 0) {
        has[static_cast<size_t>(type)] = true;
      }
    }
    for (size_t i = 0; i < has.size(); ++i) {
      if (has[i]) {
        found_.types[i].properties.push_back(found_.properties.size());
      }
    }
  }

  int64_t Rows() const { return static_cast<int64_t>(table_.num_rows()); }

  // Leaves one of several candidates, if there is one of these names; those
  // that come first count more.
  void Prefer(const std::vector<std::string>& names,
              std::vector<size_t>* candidates) const {
    if (candidates->size() < 2) return;
    for (const std::string& name : names) {
      for (const size_t column : *candidates) {
        if (!IsCalled(NameOf(column), {name})) continue;
        *candidates = {column};
        return;
      }
    }
  }

  std::string QuotedNames(const std::vector<size_t>& columns) const {
    std::vector<std::string_view> names;
    for (const size_t column : columns) names.push_back(NameOf(column));
    return QuotedSome(names);
  }

  const RawTable& table_;
  const RawTable& leads_;
  const size_t id_column_;
  const DraftOptions& options_;
  std::vector<ColumnKind> kinds_;
  DraftedActivities found_;
};

// The first time of a type by lead; kMaxInstant for those who never did it.
std::vector<Micros> FirstTimes(const DraftedActivities& activities,
                               size_t num_leads, const std::string& type) {
  std::vector<Micros> first(num_leads, kMaxInstant);
  for (size_t row = 0; row < activities.leads.size(); ++row) {
    const int32_t number = activities.type_of_row[row];
    if (activities.leads[row] < 0 || number < 0 ||
        activities.types[static_cast<size_t>(number)].name != type) {
      continue;
    }
    Micros& time = first[static_cast<size_t>(activities.leads[row])];
    time = std::min(time, activities.times[row]);
  }
  return first;
}

}  // namespace

absl::StatusOr<DraftedActivities> FindActivities(const RawTable& activities,
                                                 const RawTable& leads,
                                                 size_t id_column,
                                                 const DraftOptions& options) {
  return ActivityFinder(activities, leads, id_column, options).Find();
}

absl::StatusOr<Outcome> OutcomeOfActivities(const DraftedActivities& activities,
                                            size_t num_leads,
                                            const DraftOptions& options) {
  std::vector<std::string_view> names;
  for (const DraftedType& type : activities.types) names.push_back(type.name);
  if (std::find(names.begin(), names.end(), options.outcome_activity) ==
      names.end()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "no activity is of the type ", Quoted(options.outcome_activity),
        " for the outcome", DidYouMean(options.outcome_activity, names)));
  }
  Outcome outcome;
  for (const Micros first :
       FirstTimes(activities, num_leads, options.outcome_activity)) {
    outcome.of_row.push_back(first < kMaxInstant ? 1 : 0);
  }
  outcome.note =
      absl::StrCat("leads with an activity ", Quoted(options.outcome_activity),
                   " are won, the others lost; what a lead did from "
                   "then on does not count");
  LEADSCORE_RETURN_IF_ERROR(CountOutcome(options.outcome_activity, &outcome));
  return outcome;
}

void FindWhoDid(size_t num_leads, const DraftOptions& options,
                const Outcome* outcome, DraftedActivities* activities) {
  std::vector<Micros> until(num_leads, kMaxInstant);
  if (outcome != nullptr && !options.outcome_activity.empty()) {
    until = FirstTimes(*activities, num_leads, options.outcome_activity);
  }
  activities->did.assign(std::min(activities->types.size(), kMostJudged),
                         std::vector<uint8_t>(num_leads));
  for (size_t row = 0; row < activities->leads.size(); ++row) {
    const int32_t type = activities->type_of_row[row];
    if (activities->leads[row] < 0 || type < 0 ||
        static_cast<size_t>(type) >= activities->did.size()) {
      continue;
    }
    const auto lead = static_cast<size_t>(activities->leads[row]);
    if (activities->times[row] >= until[lead]) continue;
    activities->did[static_cast<size_t>(type)][lead] = 1;
  }
  for (size_t i = 0; i < activities->did.size(); ++i) {
    DraftedType& type = activities->types[i];
    for (const uint8_t did : activities->did[i]) type.leads += did;
    if (outcome != nullptr) {
      type.counts = CountGroups(activities->did[i], 2, *outcome);
    }
  }
}

}  // namespace leadscore::internal
