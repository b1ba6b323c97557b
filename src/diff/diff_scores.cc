// Both sides are scored in bulk, as a run of scores would; then movers alone
// are scored once more by the plain scorer, which knows what each rule gives.

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "leadscore/score_diff.h"
#include "leadscore/score_table.h"
#include "leadscore/scorer.h"
#include "src/core/fixed.h"
#include "src/core/status_macros.h"
#include "src/core/threads.h"
#include "src/diff/distribution.h"
#include "src/diff/merged_names.h"
#include "src/diff/move_causes.h"
#include "src/exec/lead_facts.h"
#include "src/exec/plain_scores.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/scorer/make_result.h"
#include "src/table/lead_columns.h"

namespace leadscore {
namespace internal {
namespace {

absl::StatusOr<ScoreTable> ScoreSide(const DiffSide& side, int threads) {
  ScoreOptions options;
  options.stages = true;
  options.threads = threads;
  ScoreTable scores;
  LEADSCORE_RETURN_IF_ERROR(
      Scorer(side.model).Score(side.tables, side.as_of, options, &scores));
  return scores;
}

// A side whose leads can be scored one by one.
class PlainSide {
 public:
  static absl::StatusOr<PlainSide> Create(const DiffSide& side) {
    LEADSCORE_ASSIGN_OR_RETURN(const Micros as_of, CheckAsOf(side.as_of));
    LEADSCORE_ASSIGN_OR_RETURN(
        BoundTables bound,
        BoundTables::Bind(side.model.checked(), side.tables.leads,
                          side.tables.activities));
    return PlainSide(side.model.checked(), std::move(bound), as_of);
  }

  PlainScores Score(size_t row) const {
    const LeadFacts facts(
        model_, tables_, row,
        ResolveLeadLog(model_, tables_, accounts_, row, as_of_), as_of_);
    return EvaluateScores(model_, tables_, facts);
  }

 private:
  PlainSide(const CheckedModel& model, BoundTables tables, Micros as_of)
      : model_(model),
        tables_(std::move(tables)),
        accounts_(HasAccountSignals(model) ? AccountIndex(tables_.leads())
                                           : AccountIndex()),
        as_of_(as_of) {}

  const CheckedModel& model_;
  BoundTables tables_;
  AccountIndex accounts_;
  Micros as_of_;
};

// The stages of a model; one that has none has one that is called "", if the
// other has some.
std::vector<std::string> StagesOf(const Model& model, const Model& other) {
  if (!model.stage_names().empty() || other.stage_names().empty()) {
    return model.stage_names();
  }
  return {""};
}

class Comparison {
 public:
  Comparison(const DiffSide& from, const DiffSide& to,
             const ScoreDiffOptions& options)
      : from_(from), to_(to), options_(options) {}

  absl::StatusOr<ScoreDiff> Run() {
    LEADSCORE_ASSIGN_OR_RETURN(scores_from_,
                               ScoreSide(from_, options_.threads));
    LEADSCORE_ASSIGN_OR_RETURN(scores_to_, ScoreSide(to_, options_.threads));
    PairLeads();
    MergeAll();
    for (size_t i = 0; i < rows_.size(); ++i) CompareLead(i);
    SortMovers();
    CountGradeMoves();
    SetShifts();
    LEADSCORE_RETURN_IF_ERROR(Explain());
    if (options_.by != nullptr) CountLoad();
    return std::move(diff_);
  }

 private:
  struct RowPair {
    size_t from = 0;
    size_t to = 0;
  };

  void PairLeads() {
    const LeadTable& leads_from = from_.tables.leads;
    const LeadTable& leads_to = to_.tables.leads;
    for (size_t row = 0; row < leads_from.size(); ++row) {
      const ptrdiff_t other = leads_to.columns().FindRow(leads_from.id(row));
      if (other >= 0) rows_.push_back({row, static_cast<size_t>(other)});
    }
    diff_.leads = static_cast<int64_t>(rows_.size());
    diff_.only_in_from = static_cast<int64_t>(leads_from.size()) - diff_.leads;
    diff_.only_in_to = static_cast<int64_t>(leads_to.size()) - diff_.leads;
  }

  void MergeAll() {
    stages_ = MergeNames(StagesOf(from_.model, to_.model),
                         StagesOf(to_.model, from_.model));
    diff_.stages = stages_.names;
    diff_.stage_moves.assign(stages_.names.size(),
                             std::vector<int64_t>(stages_.names.size()));
    grades_ = MergeNames(scores_from_.grades, scores_to_.grades);
    diff_.grades = grades_.names;
    score_names_ =
        MergeNames(from_.model.score_names(), to_.model.score_names());
    columns_.resize(score_names_.names.size());
    const auto add = [](const ScoreTable& scores, size_t index) {
      return &scores.scores[index];
    };
    for (size_t i = 0; i < score_names_.from.size(); ++i) {
      columns_[score_names_.from[i]].from = add(scores_from_, i);
    }
    for (size_t i = 0; i < score_names_.to.size(); ++i) {
      columns_[score_names_.to[i]].to = add(scores_to_, i);
    }
  }

  int StageFrom(size_t row) const {
    return IndexOf(scores_from_.stage[row], stages_.from);
  }
  int StageTo(size_t row) const {
    return IndexOf(scores_to_.stage[row], stages_.to);
  }

  // Of a lead without a stage that of a model without stages.
  static int IndexOf(int stage, const std::vector<size_t>& merged) {
    if (merged.empty()) return -1;
    return static_cast<int>(merged[static_cast<size_t>(std::max(stage, 0))]);
  }

  static int GradeOf(const ScoreTable& scores, size_t row,
                     const std::vector<size_t>& merged) {
    if (scores.grade.empty()) return -1;
    return static_cast<int>(merged[static_cast<size_t>(scores.grade[row])]);
  }

  void CompareLead(size_t index) {
    const RowPair& rows = rows_[index];
    Mover mover;
    mover.from_row = rows.from;
    mover.to_row = rows.to;
    mover.stage_from = StageFrom(rows.from);
    mover.stage_to = StageTo(rows.to);
    mover.grade_from = GradeOf(scores_from_, rows.from, grades_.from);
    mover.grade_to = GradeOf(scores_to_, rows.to, grades_.to);
    mover.total = {scores_from_.total[rows.from], scores_to_.total[rows.to]};
    bool changes_points = mover.total.change() != Points();
    for (const Columns& column : columns_) {
      changes_points = changes_points || column.At(rows).change() != Points();
    }
    if (mover.stage_from >= 0) {
      ++diff_.stage_moves[static_cast<size_t>(mover.stage_from)]
                         [static_cast<size_t>(mover.stage_to)];
    }
    const bool moves = mover.changes_stage() || mover.changes_grade();
    if (mover.changes_stage()) ++diff_.stage_changes;
    if (mover.changes_grade()) ++diff_.grade_changes;
    if (moves) ++diff_.stage_or_grade_changes;
    if (changes_points) ++diff_.points_changes;
    if (!moves && !changes_points) return;
    for (const Columns& column : columns_) {
      mover.scores.push_back(column.At(rows));
    }
    diff_.movers.push_back(std::move(mover));
  }

  void SortMovers() {
    // They are in the order of the leads.
    std::stable_sort(diff_.movers.begin(), diff_.movers.end(),
                     [](const Mover& a, const Mover& b) {
                       if (a.changes_stage() != b.changes_stage()) {
                         return a.changes_stage();
                       }
                       return Magnitude(a.total.change()) >
                              Magnitude(b.total.change());
                     });
  }

  void CountGradeMoves() {
    std::map<std::pair<int, int>, int64_t> counts;
    for (const Mover& mover : diff_.movers) {
      if (mover.changes_grade()) ++counts[{mover.grade_from, mover.grade_to}];
    }
    for (const auto& [grades, leads] : counts) {
      diff_.grade_moves.push_back({grades.first, grades.second, leads});
    }
    std::stable_sort(diff_.grade_moves.begin(), diff_.grade_moves.end(),
                     [](const GradeMove& a, const GradeMove& b) {
                       return a.leads > b.leads;
                     });
  }

  void SetShifts() {
    for (size_t i = 0; i < columns_.size(); ++i) {
      ScoreShift shift;
      shift.name = score_names_.names[i];
      shift.is_in_from = columns_[i].from != nullptr;
      shift.is_in_to = columns_[i].to != nullptr;
      const CheckedModel& model =
          (shift.is_in_to ? to_ : from_).model.checked();
      for (const CheckedScore& score : model.scores) {
        if (score.name == shift.name) shift.label = score.label;
      }
      SetShift(columns_[i], &shift);
      diff_.scores.push_back(std::move(shift));
    }
    diff_.total.name = "total";
    diff_.total.label = "total";
    SetShift({&scores_from_.total, &scores_to_.total}, &diff_.total);
  }

  absl::Status Explain() {
    diff_.explained = std::min(diff_.movers.size(), options_.explained);
    const MoveCauses causes(from_.model.checked(), to_.model.checked(),
                            score_names_);
    LEADSCORE_ASSIGN_OR_RETURN(const PlainSide from, PlainSide::Create(from_));
    LEADSCORE_ASSIGN_OR_RETURN(const PlainSide to, PlainSide::Create(to_));
    std::atomic<size_t> next = 0;
    const auto work = [&](int) {
      for (size_t i = next++; i < diff_.explained; i = next++) {
        Mover& mover = diff_.movers[i];
        mover.causes =
            causes.Find(from.Score(mover.from_row), to.Score(mover.to_row));
      }
    };
    const size_t threads = std::clamp<size_t>(
        diff_.explained, 1, static_cast<size_t>(options_.threads));
    RunOnThreads(static_cast<int>(threads), work);
    SumUp(causes);
    return absl::OkStatus();
  }

  // Keeps the causes that change something, and what they change in all.
  void SumUp(const MoveCauses& causes) {
    std::vector<MoveCause> all = causes.all();
    std::vector<absl::int128> sums(all.size());
    for (const Mover& mover : diff_.movers) {
      for (const CausedChange& caused : mover.causes) {
        ++all[caused.cause].leads;
        sums[caused.cause] += caused.change.micros();
      }
    }
    constexpr Points kMostPoints = Points::FromWhole(9'000'000'000'000);
    std::vector<size_t> kept(all.size());
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i].leads == 0) continue;
      all[i].points = ClampToPoints(sums[i], kMostPoints);
      kept[i] = diff_.causes.size();
      diff_.causes.push_back(std::move(all[i]));
    }
    for (Mover& mover : diff_.movers) {
      for (CausedChange& caused : mover.causes) {
        caused.cause = kept[caused.cause];
      }
    }
  }

  void CountLoad() {
    std::map<std::string_view, LoadShift> load;
    for (const RowPair& rows : rows_) {
      LoadShift& shift = load[(*options_.by)[rows.from]];
      shift.from.resize(diff_.stages.size());
      shift.to.resize(diff_.stages.size());
      ++shift.leads;
      const int stage_from = StageFrom(rows.from);
      const int stage_to = StageTo(rows.to);
      if (stage_from >= 0) {
        ++shift.from[static_cast<size_t>(stage_from)];
        ++shift.to[static_cast<size_t>(stage_to)];
      }
      if (stage_from != stage_to ||
          GradeOf(scores_from_, rows.from, grades_.from) !=
              GradeOf(scores_to_, rows.to, grades_.to)) {
        ++shift.moved;
      }
    }
    for (auto& [value, shift] : load) {
      shift.value = std::string(value);
      diff_.load.push_back(std::move(shift));
    }
    std::stable_sort(diff_.load.begin(), diff_.load.end(),
                     [](const LoadShift& a, const LoadShift& b) {
                       return a.leads > b.leads;
                     });
  }

  // The points of both sides by row; null of a score that one does not have.
  struct Columns {
    const std::vector<Points>* from = nullptr;
    const std::vector<Points>* to = nullptr;

    PointsMove At(const RowPair& rows) const {
      return {from == nullptr ? Points() : (*from)[rows.from],
              to == nullptr ? Points() : (*to)[rows.to]};
    }
  };

  void SetShift(const Columns& columns, ScoreShift* shift) const {
    std::vector<Points> before;
    std::vector<Points> after;
    for (const RowPair& rows : rows_) {
      const PointsMove move = columns.At(rows);
      before.push_back(move.from);
      after.push_back(move.to);
    }
    internal::SetShift(before, after, shift);
  }

  const DiffSide& from_;
  const DiffSide& to_;
  const ScoreDiffOptions& options_;
  ScoreTable scores_from_;
  ScoreTable scores_to_;
  std::vector<RowPair> rows_;  // Of the leads that both have.
  MergedNames stages_;
  MergedNames grades_;
  MergedNames score_names_;
  std::vector<Columns> columns_;  // By score of both.
  ScoreDiff diff_;
};

}  // namespace
}  // namespace internal

absl::StatusOr<ScoreDiff> DiffScores(const DiffSide& from, const DiffSide& to,
                                     const ScoreDiffOptions& options) {
  if (options.by != nullptr && options.by->size() != from.tables.leads.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(options.by->size(), " values to count the load by for ",
                     from.tables.leads.size(), " leads"));
  }
  return internal::Comparison(from, to, options).Run();
}

}  // namespace leadscore
