#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "leadscore/model_draft.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/draft/draft_spec.h"
#include "src/draft/draft_text.h"
#include "src/draft/draft_thresholds.h"
#include "src/draft/drafted_activities.h"
#include "src/draft/drafted_columns.h"
#include "src/draft/learn_points.h"
#include "src/draft/outcome.h"
#include "src/draft/share_text.h"

namespace leadscore {
namespace internal {
namespace {

using Use = DraftColumn::Use;

// Of more leads than this, every n-th goes into the regression; all are
// counted.
constexpr size_t kMostLearnedFrom = 20'000;
// With fewer won or lost leads than this nothing is learned.
constexpr int64_t kFewestOfEach = 25;
// Points that are not better than chance by this much, and this many standard
// errors, say nothing.
constexpr double kLeastGain = 0.03;
constexpr double kLeastErrors = 3;

class Drafter {
 public:
  // `repeated` rows were left out of the leads already.
  Drafter(const RawTable& leads, const RawTable* activities,
          const DraftOptions& options, int64_t repeated)
      : leads_(leads),
        table_(activities),
        options_(options),
        repeated_(repeated) {}

  absl::StatusOr<ModelDraft> Draft() && {
    if (leads_.num_rows() == 0) {
      return absl::InvalidArgumentError("there are no leads");
    }
    columns_ = FindColumns(leads_, options_);
    LEADSCORE_ASSIGN_OR_RETURN(ids_,
                               FindIds(options_, leads_.num_rows(), &columns_));
    if (table_ != nullptr) LEADSCORE_RETURN_IF_ERROR(ReadActivities());
    LEADSCORE_RETURN_IF_ERROR(CheckNames());
    LEADSCORE_RETURN_IF_ERROR(FindOutcome());
    GroupColumns(&columns_);
    if (activities_.has_value()) {
      FindWhoDid(leads_.num_rows(), options_, outcome(), &*activities_);
      LeaveOutTypes();
    }
    if (outcome_.has_value()) Learn();
    LEADSCORE_RETURN_IF_ERROR(MakeSpec());
    MakeReport();
    MakeHeader();
    draft_.text = DraftText(draft_.spec, notes_);
    return std::move(draft_);
  }

 private:
  const Outcome* outcome() const {
    return outcome_.has_value() ? &*outcome_ : nullptr;
  }

  absl::Status ReadActivities() {
    if (ids_.id < 0) {
      return absl::InvalidArgumentError(
          "no column of the leads holds a different id for each, to which "
          "activities could belong");
    }
    LEADSCORE_ASSIGN_OR_RETURN(
        activities_, FindActivities(*table_, leads_,
                                    static_cast<size_t>(ids_.id), options_));
    if (activities_->last > kMinInstant) {
      draft_.as_of = FromMicros(activities_->last);
    }
    return absl::OkStatus();
  }

  // Whether what the options name is there.
  absl::Status CheckNames() const {
    std::vector<std::string_view> names(leads_.columns().begin(),
                                        leads_.columns().end());
    for (size_t i = 0; activities_.has_value() && i < activities_->types.size();
         ++i) {
      names.push_back(activities_->types[i].name);
    }
    for (const auto* asked : {&options_.leave_out, &options_.keep}) {
      for (const std::string& name : *asked) {
        if (std::find(names.begin(), names.end(), name) != names.end()) {
          continue;
        }
        return absl::InvalidArgumentError(
            absl::StrCat("no column of the leads and no type of activity is "
                         "called ",
                         Quoted(name), DidYouMean(name, names)));
      }
    }
    return absl::OkStatus();
  }

  absl::Status FindOutcome() {
    if (!options_.outcome.empty() && !options_.outcome_activity.empty()) {
      return absl::InvalidArgumentError(
          "the outcome is either a column or a type of activity");
    }
    if (!options_.outcome.empty()) {
      LEADSCORE_ASSIGN_OR_RETURN(outcome_, ReadOutcome(leads_, options_));
    } else if (!options_.outcome_activity.empty()) {
      if (!activities_.has_value()) {
        return absl::InvalidArgumentError(
            "an outcome by a type of activity needs the activities");
      }
      LEADSCORE_ASSIGN_OR_RETURN(
          outcome_,
          OutcomeOfActivities(*activities_, leads_.num_rows(), options_));
    }
    if (outcome_.has_value()) {
      draft_.decided = outcome_->decided;
      draft_.won = outcome_->won;
    }
    return absl::OkStatus();
  }

  void Learn() {
    JudgeColumns(leads_, *outcome_, options_, &columns_);
    if (activities_.has_value()) JudgeTypes();
    const int64_t lost = outcome_->decided - outcome_->won;
    if (std::min(outcome_->won, lost) < kFewestOfEach) return;
    LearnInput input;
    std::vector<size_t> rows;
    for (size_t row = 0; row < leads_.num_rows(); ++row) {
      if (outcome_->of_row[row] != kUndecided) rows.push_back(row);
    }
    const size_t step = (rows.size() + kMostLearnedFrom - 1) / kMostLearnedFrom;
    std::vector<size_t> sample;
    for (size_t i = 0; i < rows.size(); i += step) {
      sample.push_back(rows[i]);
      input.won.push_back(static_cast<uint8_t>(outcome_->of_row[rows[i]]));
      input.folds.push_back(static_cast<uint8_t>(FoldOfRow(rows[i])));
    }
    std::vector<std::vector<int64_t>*> points;
    for (size_t i = 0; i < columns_.size(); ++i) {
      DraftedColumn& column = columns_[i];
      if (column.use != Use::kDeclared || !column.can_score()) continue;
      LearnColumn learned;
      learned.groups = column.counts;
      learned.drops_average = !column.groups.are_ranges;
      for (const size_t row : sample) {
        const auto code = static_cast<size_t>(leads_.codes(i)[row]);
        learned.sample.push_back(column.groups.group_of_code[code]);
      }
      input.columns.push_back(std::move(learned));
      points.push_back(&column.points);
    }
    std::vector<DraftedType*> types;
    for (size_t i = 0; activities_.has_value() && i < activities_->did.size();
         ++i) {
      DraftedType& type = activities_->types[i];
      if (type.use != Use::kDeclared || type.leads < kFewestInGroup) continue;
      LearnColumn learned;
      learned.groups = type.counts;
      learned.drops_average = true;
      for (const size_t row : sample) {
        learned.sample.push_back(activities_->did[i][row]);
      }
      input.columns.push_back(std::move(learned));
      types.push_back(&type);
    }
    const Learned learned = LearnPoints(input);
    draft_.auc = learned.auc;
    draft_.auc_error = learned.auc_error;
    draft_.has_signal = learned.auc - 0.5 >=
                        std::max(kLeastGain, kLeastErrors * learned.auc_error);
    if (!draft_.has_signal) return;
    base_ = learned.base;
    for (size_t i = 0; i < points.size(); ++i) *points[i] = learned.points[i];
    for (size_t i = 0; i < types.size(); ++i) {
      // Those who did not do it are where the score begins.
      const std::vector<int64_t>& of_type = learned.points[points.size() + i];
      types[i]->points = of_type[1] - of_type[0];
      base_ += of_type[0];
    }
  }

  static bool Contains(const std::vector<std::string>& names,
                       const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  void LeaveOutTypes() {
    for (DraftedType& type : activities_->types) {
      if (type.name == options_.outcome_activity) {
        type.use = Use::kKnown;
        type.note = "the outcome";
      } else if (Contains(options_.leave_out, type.name)) {
        type.use = Use::kLeftOut;
        type.note = "as asked";
      }
    }
  }

  void JudgeTypes() {
    for (size_t i = 0; i < activities_->did.size(); ++i) {
      DraftedType& type = activities_->types[i];
      if (type.use != Use::kDeclared || Contains(options_.keep, type.name)) {
        continue;
      }
      const std::string evidence =
          EvidenceOfLeak(type.counts, {"", "such an activity"});
      if (evidence.empty()) continue;
      type.use = Use::kLeak;
      type.note = evidence;
    }
  }

  absl::Status MakeSpec() {
    ModelSpec& spec = draft_.spec;
    spec.name = options_.model_name;
    spec.version = "1";
    spec.description = "A first draft, made from data";
    spec.time_zone = options_.time_zone;
    spec.null_values = options_.null_values;
    spec.columns.id =
        ids_.id < 0 ? "#" : leads_.columns()[static_cast<size_t>(ids_.id)];
    if (ids_.account >= 0) {
      spec.columns.account =
          leads_.columns()[static_cast<size_t>(ids_.account)];
    }
    if (spec.columns.id == "id") spec.columns.id = "";
    if (spec.columns.account == "account") spec.columns.account = "";
    DraftedPoints points;
    points.columns = &columns_;
    points.base = base_;
    points.are_learned = draft_.has_signal;
    points.outcome = outcome();
    if (activities_.has_value()) {
      points.activities = &*activities_;
      const std::vector<std::string>& names = table_->columns();
      const auto name_if_other = [&names](size_t column, const char* usual) {
        return names[column] == usual ? "" : names[column];
      };
      spec.columns.activity_lead = name_if_other(activities_->lead, "lead_id");
      spec.columns.activity_type = name_if_other(activities_->type, "type");
      spec.columns.activity_time = name_if_other(activities_->time, "time");
      spec.columns.activity_time_format = activities_->time_format;
      if (activities_->id >= 0) {
        spec.columns.activity_id =
            name_if_other(static_cast<size_t>(activities_->id), "id");
      }
      if (!options_.outcome_activity.empty()) {
        spec.lifecycle.won = {options_.outcome_activity};
      }
    }
    AddScores(points, static_cast<int64_t>(leads_.num_rows()), &spec, &notes_);
    DraftedLeads leads;
    leads.leads = &leads_;
    leads.table = table_;
    leads.columns = &columns_;
    leads.activities = points.activities;
    leads.outcome = outcome();
    leads.as_of = draft_.as_of.value_or(absl::FromUnixSeconds(1'767'225'600));
    return AddThresholds(leads, options_, &spec, &notes_);
  }

  void MakeReport() {
    for (const DraftedColumn& column : columns_) {
      draft_.columns.push_back({column.name, false, column.use, column.note,
                                column.kind.is_nearly_number});
    }
    if (!activities_.has_value()) return;
    draft_.columns.insert(draft_.columns.end(), activities_->columns.begin(),
                          activities_->columns.end());
    for (const DraftedType& type : activities_->types) {
      if (type.use == Use::kLeak || type.use == Use::kLeftOut) {
        draft_.columns.push_back({type.name, true, type.use, type.note});
      }
    }
  }

  void Say(std::string_view line) { notes_.header.emplace_back(line); }

  // Names with what is said about them, on lines below a heading.
  void SayColumns(const std::vector<DraftColumn>& columns,
                  std::string_view heading) {
    if (columns.empty()) return;
    constexpr size_t kShown = 40;
    constexpr size_t kWidest = 40;
    Say("");
    for (const std::string& line : WrappedLines(heading)) Say(line);
    size_t width = 0;
    for (const DraftColumn& column : columns) {
      width = std::max(width, std::min(kWidest, column.name.size()));
    }
    for (size_t i = 0; i < std::min(kShown, columns.size()); ++i) {
      std::string line = "  " + columns[i].name;
      if (columns[i].is_of_activities) line += " (activities)";
      if (!columns[i].note.empty()) {
        if (line.size() < width + 2) line.append(width + 2 - line.size(), ' ');
        absl::StrAppend(&line, "  ", columns[i].note);
      }
      Say(line);
    }
    if (columns.size() > kShown) {
      Say(absl::StrCat("  and ", columns.size() - kShown, " more"));
    }
  }

  std::vector<DraftColumn> ColumnsOf(Use use) const {
    std::vector<DraftColumn> columns;
    for (const DraftColumn& column : draft_.columns) {
      if (column.use == use) columns.push_back(column);
    }
    return columns;
  }

  void SayText(const std::string& text) {
    for (const std::string& line : WrappedLines(text)) Say(line);
  }

  void MakeHeader() {
    Say("");
    std::string first = absl::StrCat("A first draft, made from ",
                                     CountText(leads_.num_rows(), "lead"));
    if (outcome_.has_value()) {
      const bool are_all_known =
          outcome_->decided == static_cast<int64_t>(leads_.num_rows());
      absl::StrAppend(
          &first,
          are_all_known ? ", of which "
                        : absl::StrCat("; it is known how ",
                                       FormatGrouped(outcome_->decided),
                                       " of them came out, of which "),
          FormatGrouped(outcome_->won), " (",
          ShareText(outcome_->won, outcome_->decided), ") were won");
    }
    SayText(absl::StrCat(first,
                         ". Something to begin the talk with, not an "
                         "agreement: look at every line."));
    if (repeated_ > 0) {
      Say("");
      SayText(absl::StrCat(
          "Left out: ", CountText(static_cast<uint64_t>(repeated_), "row"),
          " with the id of an earlier one. Scoring refuses them, or leaves "
          "them out with --max-errors ",
          repeated_, "."));
    }
    if (outcome_.has_value()) {
      Say("");
      SayText(
          absl::StrCat("The outcome: ",
                       options_.outcome.empty()
                           ? ""
                           : absl::StrCat(Quoted(options_.outcome), ", where "),
                       outcome_->note, "."));
    }
    Say("");
    SayHowGood();
    SayColumns(ColumnsOf(Use::kQuestion),
               "Questions, which nobody but you can answer. Until then these "
               "columns are left out; --time-format COLUMN=FORMAT answers:");
    SayColumns(ColumnsOf(Use::kLeak),
               "Left out, because they seem to know the outcome. A model with "
               "them looks brilliant and is of no use: for a new lead they are "
               "not there yet. Of one that is, say --keep NAME:");
    SayColumns(ColumnsOf(Use::kLeftOut),
               "Left out, because there is nothing to score by:");
    if (!options_.outcome.empty()) {
      Say("");
      SayText(
          "What the data cannot show: a column that was filled in later for "
          "won and lost leads alike. Take out what sales writes.");
    }
  }

  void SayHowGood() {
    if (!outcome_.has_value()) {
      SayText(absl::StrCat(
          "How leads came out was not given, so that nothing tells good ones "
          "from others: the values are listed with 0 points, to be filled "
          "in.",
          activities_.has_value()
              ? " What leads do gets the more points the fewer do it."
              : "",
          " With an outcome (--outcome) the points come from the data."));
      return;
    }
    if (!draft_.auc.has_value()) {
      SayText(absl::StrCat(
          "That is too little to learn from: at least ", kFewestOfEach,
          " won and ", kFewestOfEach,
          " lost leads are needed. The values are listed with 0 points, to be "
          "filled in."));
      return;
    }
    const std::string auc = absl::StrCat(
        "of pairs of a won and a lost lead that the points were not learned "
        "from, they put ",
        PercentOf(*draft_.auc), " in the right order, give or take ",
        PercentOf(draft_.auc_error), "; chance does 50.0 %");
    if (!draft_.has_signal) {
      SayText(absl::StrCat(
          "There is no signal: nothing in this data tells won leads from lost "
          "ones. Tried, ",
          auc,
          ". So no points are given; the values are listed with 0, to be "
          "filled "
          "in by those who know better."));
      return;
    }
    SayText(absl::StrCat(
        "How good it is: ", auc,
        ". Ten points double the odds, and a total of 50 means even odds: 60 "
        "is 2 to 1, 40 is 1 to 2. Lift is how many times the average a group "
        "is won. Groups of few leads are drawn to the average, and what "
        "several columns say is counted once, so that points need not follow "
        "the lift beside them."));
    if (activities_.has_value()) {
      SayText(
          "The points of activities were learned from whether leads did them, "
          "at any time; that they fade by half in 30 days is a guess.");
    }
  }

  const RawTable& leads_;
  const RawTable* const table_;
  const DraftOptions& options_;
  const int64_t repeated_;
  std::vector<DraftedColumn> columns_;
  LeadIds ids_;
  std::optional<DraftedActivities> activities_;
  std::optional<Outcome> outcome_;
  int64_t base_ = 0;
  DraftNotes notes_;
  ModelDraft draft_;
};

}  // namespace
}  // namespace internal

absl::StatusOr<ModelDraft> DraftModel(const RawTable& leads,
                                      const RawTable* activities,
                                      const DraftOptions& options) {
  const ptrdiff_t ids = internal::FindRepeatingIds(leads, options);
  if (ids < 0) {
    return internal::Drafter(leads, activities, options, 0).Draft();
  }

  constexpr size_t kMostNamed = 10;
  const std::vector<int32_t>& codes = leads.codes(static_cast<size_t>(ids));
  std::vector<bool> is_seen(
      static_cast<size_t>(leads.texts(static_cast<size_t>(ids)).size()));
  RawTable first(leads.columns());
  std::vector<std::string_view> cells(leads.columns().size());
  int64_t repeated = 0;
  std::vector<int64_t> rows;
  for (size_t row = 0; row < leads.num_rows(); ++row) {
    const auto code = static_cast<size_t>(codes[row]);
    if (is_seen[code]) {
      ++repeated;
      if (rows.size() < kMostNamed) {
        rows.push_back(static_cast<int64_t>(row) + 1);
      }
      continue;
    }
    is_seen[code] = true;
    for (size_t i = 0; i < cells.size(); ++i) cells[i] = leads.cell(i, row);
    first.AddRow(cells);
  }
  LEADSCORE_ASSIGN_OR_RETURN(
      ModelDraft draft,
      internal::Drafter(first, activities, options, repeated).Draft());
  draft.repeated = repeated;
  draft.repeated_rows = std::move(rows);
  return draft;
}

}  // namespace leadscore
