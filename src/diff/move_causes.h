// What moves a lead from its points by one model to those by another, taken
// apart: rules by their names, and all else that adds to a score.

#ifndef LEADSCORE_SRC_DIFF_MOVE_CAUSES_H_
#define LEADSCORE_SRC_DIFF_MOVE_CAUSES_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "leadscore/score_diff.h"
#include "src/diff/merged_names.h"
#include "src/exec/plain_scores.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// Immutable and thread-safe. Refers to the models.
class MoveCauses {
 public:
  // `scores` are the names of the scores of both.
  MoveCauses(const CheckedModel& from, const CheckedModel& to,
             const MergedNames& scores);

  // All that there are, without their leads and points.
  const std::vector<MoveCause>& all() const { return causes_; }

  // Those that apply to a lead, as of Mover::causes.
  std::vector<CausedChange> Find(const PlainScores& from,
                                 const PlainScores& to) const;

 private:
  // Where in `causes_` the parts of a model's scores are, in the order in which
  // Collect comes by them.
  std::vector<size_t> AddCauses(const CheckedModel& model);
  size_t FindOrAdd(MoveCause cause);
  static void Collect(const PlainScores& scores, const CheckedModel& model,
                      const std::vector<size_t>& places, int sign,
                      std::vector<Points>* changes);
  void CollectTotal(const PlainScores& from, const PlainScores& to,
                    std::vector<Points>* changes) const;

  const CheckedModel& from_;
  const CheckedModel& to_;
  std::vector<MoveCause> causes_;
  std::map<std::tuple<MoveCauseKind, std::string, std::string>, size_t> places_;
  std::vector<size_t> from_places_;
  std::vector<size_t> to_places_;
  // Of each score of both: where it is in the models, and the cause of its
  // weight.
  struct ScorePair {
    std::optional<size_t> from;
    std::optional<size_t> to;
    size_t weight = 0;
  };
  std::vector<ScorePair> scores_;
  size_t total_limit_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DIFF_MOVE_CAUSES_H_
