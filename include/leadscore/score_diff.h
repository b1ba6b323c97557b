// What a changed model does to many leads before it is live, or what the time
// between two instants did to them: who moves to another stage, grade or score,
// which rules cause it, and how the whole is distributed then.
//
//   ScoreDiff diff = *DiffScores({live, tables_for_live, now},
//                                {changed, tables_for_changed, now});
//   for (const Mover& mover : diff.movers) {
//     std::cout << tables_for_live.leads.id(mover.from_row) << "\n";
//   }
//
// Leads are the same if their ids are. Stages and scores are the same if their
// names are; a score that only one of the models has is 0 points in the other,
// and so is a rule. What differs between the models themselves tells
// model_diff.h.

#ifndef LEADSCORE_SCORE_DIFF_H_
#define LEADSCORE_SCORE_DIFF_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/model.h"
#include "leadscore/points.h"
#include "leadscore/table.h"

namespace leadscore {

// Leads as one model sees them at an instant.
struct DiffSide {
  Model model;
  Tables tables;
  absl::Time as_of;
};

struct ScoreDiffOptions {
  // How many threads score and explain, this one among them. The result is the
  // same for any number.
  int threads = 1;

  // How many movers are explained, the first ones. Each costs two evaluations
  // by the plain scorer, some tens of microseconds.
  size_t explained = std::numeric_limits<size_t>::max();

  // By what to count the load, such as the owner: a value for each lead of the
  // side that is compared from. Null: not at all.
  const std::vector<std::string>* by = nullptr;
};

// Points before and after.
struct PointsMove {
  Points from;
  Points to;

  Points change() const { return to - from; }
};

enum class MoveCauseKind {
  kRule,
  kGroupLimit,  // What the bounds of a group add or take away.
  kBase,
  kScoreLimit,
  kAdjustment,
  kWeight,      // Of the score in the total.
  kTotalLimit,  // And what the total is rounded by.
};

// Something that changes scores, and what it does to all explained movers.
struct MoveCause {
  MoveCauseKind kind = MoveCauseKind::kRule;
  std::string score;  // What changes: its name, or "total".
  std::string name;   // Of the rule, the group or the score that it is.
  std::string text;   // For people: "Company size", "limit of Content".
  int64_t leads = 0;
  // The sum of the changes; one beyond 9 * 10^12 points stays there.
  Points points;
};

// A part of a lead's change.
struct CausedChange {
  size_t cause = 0;  // Of ScoreDiff::causes.
  Points change;     // Not 0.
};

// A lead whose stage, grade, total or score is another one.
struct Mover {
  size_t from_row = 0;  // Of the tables of both sides.
  size_t to_row = 0;
  int stage_from = -1;  // Of ScoreDiff::stages; -1: the model has none.
  int stage_to = -1;
  int grade_from = -1;  // Of ScoreDiff::grades; -1: the model has none.
  int grade_to = -1;
  PointsMove total;
  std::vector<PointsMove> scores;  // In the order of ScoreDiff::scores.

  // If it is explained: for each score they add up to its change. The change of
  // the total is the weighted sum of those of the scores, rounded, and the
  // causes of "total", weights being those of the side that is compared to. The
  // largest first, equal ones in the order of ScoreDiff::causes.
  std::vector<CausedChange> causes;

  bool changes_stage() const { return stage_from != stage_to; }
  bool changes_grade() const { return grade_from != grade_to; }
};

// How points are distributed: percentiles are nearest-rank, the mean is rounded
// once.
struct PointsDistribution {
  Points min;
  Points p10;
  Points p25;
  Points median;
  Points p75;
  Points p90;
  Points max;
  Points mean;
};

// A score, or the total.
struct ScoreShift {
  std::string name;
  std::string label;
  bool is_in_from = true;
  bool is_in_to = true;
  PointsDistribution from;  // Of no leads all are 0.
  PointsDistribution to;
  int64_t up = 0;  // Leads.
  int64_t down = 0;
  Points mean_change;  // Of those that change; 0 if none does.
};

struct GradeMove {
  int from = -1;  // As of a mover.
  int to = -1;
  int64_t leads = 0;
};

// The leads of one value of what the load is counted by.
struct LoadShift {
  std::string value;
  int64_t leads = 0;
  int64_t moved = 0;          // To another stage or grade.
  std::vector<int64_t> from;  // By stage.
  std::vector<int64_t> to;
};

struct ScoreDiff {
  // Leads of both sides, which alone are compared, and of one of them only.
  int64_t leads = 0;
  int64_t only_in_from = 0;
  int64_t only_in_to = 0;

  // How many of the leads change ...
  int64_t stage_changes = 0;
  int64_t grade_changes = 0;
  int64_t stage_or_grade_changes = 0;
  int64_t points_changes = 0;  // The total or a score.

  // The stages of both models, in the order of the one compared to; "" if one
  // of them has none. stage_moves[from][to] are leads. Empty: neither has any.
  std::vector<std::string> stages;
  std::vector<std::vector<int64_t>> stage_moves;

  // The grades that leads may have; and the changes between them, the most
  // frequent first, equal ones in the order of `grades`.
  std::vector<std::string> grades;
  std::vector<GradeMove> grade_moves;

  std::vector<ScoreShift> scores;  // As stages are ordered.
  ScoreShift total;

  // First those that change their stage, then those whose total changes most;
  // equal ones in the order of the leads that are compared from.
  std::vector<Mover> movers;

  // How many movers, from the first, are explained, and by what: each cause
  // that changes one of them, in the order of the models.
  size_t explained = 0;
  std::vector<MoveCause> causes;

  // The most leads first, equal ones by their value.
  std::vector<LoadShift> load;
};

// Compares what two models, or one at two instants, give to the leads that both
// sides have. Leads get what Scorer::Score gives them, `stage` among it.
//
// Errors: as of Scorer::Score for tables; kInvalidArgument, `by` of another
// number of leads.
absl::StatusOr<ScoreDiff> DiffScores(const DiffSide& from, const DiffSide& to,
                                     const ScoreDiffOptions& options = {});

}  // namespace leadscore

#endif  // LEADSCORE_SCORE_DIFF_H_
