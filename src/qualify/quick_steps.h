// The steps of a fold through the kernels of batches: the same as PlainSteps,
// at a hundredth of the cost.
//
// A span is judged by its two ends. While nothing happens, what a rule with
// activities gives goes one way, because activities leave windows and weights
// fall; a signal goes one way too, so that no condition on it turns in between
// if its value is on the same side of all limits at both ends. What goes both
// ways is left to shorter spans.

#ifndef LEADSCORE_SRC_QUALIFY_QUICK_STEPS_H_
#define LEADSCORE_SRC_QUALIFY_QUICK_STEPS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "src/exec/fused_model.h"
#include "src/exec/kernels.h"
#include "src/exec/single_scorer.h"
#include "src/qualify/activity_gains.h"
#include "src/qualify/causes.h"
#include "src/qualify/fold_steps.h"
#include "src/qualify/lead_log_view.h"
#include "src/qualify/qualification.h"

namespace leadscore::internal {

// For one thread. Allocates little once it has seen some leads.
class QuickSteps final : public FoldSteps {
  static constexpr Micros kNever = std::numeric_limits<Micros>::min();

 public:
  // Whether leads of a model are not all for the plain steps.
  static bool MayRun(const FusedModel& model);

  // Both have to outlive it.
  //
  // REQUIRES: MayRun(model).
  QuickSteps(const FusedModel& model, const Kernels& kernels);

  // Goes to a lead. `plain` gives its plain steps, for what has to be left to
  // them; it is called at most once for a lead. The log has to outlive the use
  // of it.
  void SetLead(const LeadLogView& log, std::function<FoldSteps*()> plain);

  void MoveTo(Micros entry) override;
  void TakeIn(StageMemory* memory) override;
  StageJudgement Judge(Micros instant, const StageMemory& memory) override;
  Points total() const override;
  std::string grade() const override;
  bool Stays(Micros first, Micros last, const StageMemory& memory) override;
  bool StaysAtOnce(Micros first, Micros last,
                   const StageMemory& memory) override;
  std::vector<Micros> AdjustmentEnds() override;
  const SoftPoints& Soft() override;

  // As MoveTo, but what becomes known later stays unknown.
  void StandStillAt(Micros instant);

  // The lead at an instant of the log of MoveTo.
  struct State {
    Micros time = kNever;
    uint64_t last_use = 0;
    SingleScorer::TimedState timed;
    std::vector<Points> scores;
    Points total;
    std::vector<StageStanding> standings;
    int disqualified_by = -1;
  };
  // Null if it is for the plain scorer. Until the next call of any.
  const State* Look(Micros instant) {
    return is_left_to_plain_ ? nullptr : At(instant);
  }

  // What made a change that no entry of the lead did, but a condition that
  // turned in time; nothing if it cannot tell.
  std::optional<Cause> FindCause(const StageChange& change);

  // Whether all scores are these over a span, and the lead stays in its stage,
  // if the model has stages. At an instant before the span it was looked at.
  bool IsConstant(Micros first, Micros last, const StageMemory& memory,
                  const std::vector<Points>& scores);

  // After Stays, which said that the lead stays over a span: how large a margin
  // all activities may have together that come into the span, with which it
  // stays all the same (activity_gains.h).
  int FindMargin(const StageMemory& memory);
  const ActivityGains& gains() const { return gains_; }

  // How many scores were found so far.
  int64_t num_scores() const { return num_scores_; }

  // The stage that an adjustment in force at an instant of the log of MoveTo
  // puts the lead into, the last of several, and since when.
  struct AdjustedStage {
    int stage = -1;  // None does.
    Micros since = 0;
  };
  AdjustedStage FindAdjustedStage(Micros as_of) const;

 private:
  // Scores between which a lead is over a span.
  struct Range {
    std::vector<Points> low;
    std::vector<Points> high;
    Points low_total;
    Points high_total;
  };

  void Resolve();
  void ResolveAttributes();
  // Leaves the log of MoveTo to the plain steps.
  FoldSteps& LeaveToPlain();

  // The lead at an instant; null if it is for the plain steps.
  State* At(Micros instant);
  bool Score(absl::Span<const ActivityView> activities, Micros instant);
  // Of the last scores, at an instant.
  void GetScores(Micros instant, std::vector<Points>* scores, Points* total);
  void SetStandings(State* state);
  bool Holds(const PlannedCondition& condition) const;
  static bool Reaches(const std::vector<CheckedThreshold>& thresholds,
                      const std::vector<Points>& scores, Points total);

  // The total without what the lead did since it was returned; nothing if it
  // cannot be told.
  std::optional<Points> StaleTotal(Micros instant, Micros returned);
  static absl::Span<const ActivityView> UpTo(
      Micros instant, absl::Span<const ActivityView> activities);
  // Sets what screens leave of the activities; false if it cannot be told.
  bool FindLeft();
  // Between what the scores of some activities are from the instant before a
  // span, at which the scorer was last, to its end; false if nothing can be
  // said. The flags are those of all the span then. What is lowest is the
  // highest if it is not needed.
  bool FindRange(absl::Span<const ActivityView> activities, Micros first,
                 Micros last, const SingleScorer::TimedState& begin,
                 bool needs_low, Range* range);
  // Sets the total of all scores between bounds.
  void SetTotal(Range* range) const;
  void SetChances(const Range& range);
  bool HasRetraction(Micros instant) const;
  Chance CooldownChance(int stage, Micros first, Micros last,
                        const StageMemory& memory, const Range& range);

  const FusedModel& fused_;
  const CheckedModel& model_;
  SingleScorer scorer_;
  bool has_falling_total_ = false;  // Some score has a negative weight.
  const ActivityGains gains_;

  // The lead.
  const LeadLogView* log_ = nullptr;
  std::function<FoldSteps*()> make_plain_;
  FoldSteps* plain_ = nullptr;
  std::vector<ActivityView> all_activities_;  // If its log is plain.

  // The log of MoveTo.
  Micros entry_ = 0;
  bool is_left_to_plain_ = false;
  std::vector<ActivityView> resolved_;
  absl::Span<const ActivityView> activities_;
  bool has_left_ = false;
  absl::Span<const ActivityView> left_;  // By the screens.
  std::vector<ActivityView> copy_of_left_;
  std::vector<const RecordView*> entries_;  // Of reserved types.
  std::vector<ValueView> set_attributes_;
  absl::Span<const ValueView> attributes_;
  bool are_scored_ = false;  // The scorer has them.
  std::optional<SoftPoints> soft_;

  int64_t num_scores_ = 0;
  std::array<State, 4> states_;
  uint64_t uses_ = 0;
  const State* judged_ = nullptr;

  // Scratch.
  Range range_;
  Range stale_range_;
  Range wide_range_;
  SingleScorer::TimedState stale_begin_;
  std::vector<StageChances> chances_;
  Chance disqualified_;
  std::vector<Points> stale_scores_;
  std::vector<int64_t> points_;  // By rule with activities.
  std::vector<int64_t> before_points_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_QUICK_STEPS_H_
