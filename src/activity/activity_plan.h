// How the activities of leads are counted for all rules and signals at once:
// which of them go through which filter, and what each rule and signal makes of
// those.

#ifndef LEADSCORE_SRC_ACTIVITY_ACTIVITY_PLAN_H_
#define LEADSCORE_SRC_ACTIVITY_ACTIVITY_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <tuple>
#include <vector>

#include "src/model/checked_model.h"

namespace leadscore::internal {

// Some types of activities for which a condition holds. Rules and signals that
// ask for the same share it.
struct ActivityFilter {
  std::vector<bool> types;
  const cel::Program* where = nullptr;  // Null: always true.
};

struct PlannedEach {
  const CheckedRule* rule = nullptr;
  size_t filter = 0;
  // By the plain evaluator, lead by lead.
  bool is_plain = false;
  // Of what goes through the filter some are kept: the first of days, the last
  // of values.
  bool selects = false;
  // The weights by age in ticks, the last of them for all that is older; null
  // if nothing decays.
  std::shared_ptr<const std::vector<int32_t>> weights;
  // If nothing decays: the points of the rule by number of activities.
  std::vector<int64_t> points_of_count;
};

struct PlannedSignal {
  enum class Method : uint8_t {
    kCount,
    kDistinctText,
    kDaysSinceFirst,
    kDaysSinceLast,
    kRatio,
    kPlain,     // By the plain evaluator, lead by lead.
    kUnneeded,  // Nothing reads it.
  };
  const CheckedSignal* signal = nullptr;
  int variable = -1;
  Method method = Method::kUnneeded;
  size_t filter = 0;  // But for kRatio and kUnneeded.
};

// Immutable and thread-safe. The model has to outlive it.
class ActivityPlan {
 public:
  // For some rules of the model, all with `each`, and some signals, by their
  // numbers.
  ActivityPlan(const CheckedModel& model,
               const std::vector<const CheckedRule*>& rules,
               const std::vector<int>& signals);

  const CheckedModel& model() const { return model_; }
  const std::vector<ActivityFilter>& filters() const { return filters_; }
  const std::vector<PlannedEach>& rules() const { return rules_; }
  // By signal of the model.
  const std::vector<PlannedSignal>& signals() const { return signals_; }
  // The filters that an activity may go through, by the code of its type.
  const std::vector<std::vector<size_t>>& filters_of_type() const {
    return filters_of_type_;
  }

  size_t MemoryBytes() const;

 private:
  size_t AddFilter(const std::vector<bool>& types, const Condition& where);
  PlannedEach PlanRule(const CheckedRule& rule);
  void PlanSignal(int index);
  std::shared_ptr<const std::vector<int32_t>> WeightsOf(
      const CheckedEach& each);

  const CheckedModel& model_;
  std::vector<ActivityFilter> filters_;
  std::vector<PlannedEach> rules_;
  std::vector<PlannedSignal> signals_;
  std::vector<std::vector<size_t>> filters_of_type_;
  // By decay and last age.
  std::map<std::tuple<Decay::Kind, int64_t, int64_t, int64_t>,
           std::shared_ptr<const std::vector<int32_t>>>
      weights_;
  int64_t num_weights_ = 0;
};

// What a rule without decay gives for so many activities.
int64_t PointsOfCount(const CheckedRule& rule, int64_t count);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_ACTIVITY_PLAN_H_
