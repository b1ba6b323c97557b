#include "src/activity/activity_plan.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/numeric/int128.h"
#include "src/activity/each_points.h"
#include "src/core/decay.h"
#include "src/core/fixed.h"

namespace leadscore::internal {
namespace {

// Of all decays of a model together.
constexpr int64_t kMostWeights = int64_t{1} << 20;
constexpr int64_t kListedCounts = 64;

// From which age in ticks on a decay has no other weight than the one there;
// nothing if that is beyond all tables.
std::optional<int64_t> LastAge(const Decay& decay) {
  switch (decay.kind) {
    case Decay::Kind::kNone:
      return 0;
    case Decay::Kind::kLinear:
      return decay.ticks;
    default:
      break;
  }
  // Weights never rise with age, and change only at whole `ticks` or, of a
  // half-life, are zero after some of them.
  const int64_t most = kMostWeights / decay.ticks;
  if (DecayWeight(decay, most * decay.ticks) != 0) return std::nullopt;
  int64_t low = 0;
  int64_t high = most;
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    (DecayWeight(decay, middle * decay.ticks) == 0 ? high : low) = middle;
  }
  return high * decay.ticks;
}

}  // namespace

int64_t PointsOfCount(const CheckedRule& rule, int64_t count) {
  const absl::int128 sum =
      absl::int128(rule.points.micros()) * count * kDecayOne;
  return Clamp(PointsOfSum(rule, sum), rule.min, rule.max).micros();
}

ActivityPlan::ActivityPlan(const CheckedModel& model,
                           const std::vector<const CheckedRule*>& rules,
                           const std::vector<int>& signals)
    : model_(model),
      signals_(model.signals.size()),
      filters_of_type_(model.activity_schema.types.size()) {
  for (const CheckedRule* rule : rules) rules_.push_back(PlanRule(*rule));
  for (int signal : signals) PlanSignal(signal);
}

// Null if they are too many.
std::shared_ptr<const std::vector<int32_t>> ActivityPlan::WeightsOf(
    const CheckedEach& each) {
  std::optional<int64_t> last = LastAge(each.decay);
  if (each.within.has_value()) {
    // An activity in the window may be one tick older than the window is long.
    const int64_t last_in_window = *each.within / model_.tick + 1;
    last = std::min(last.value_or(last_in_window), last_in_window);
  }
  if (!last.has_value()) return nullptr;
  auto& weights =
      weights_[{each.decay.kind, each.decay.ticks, each.decay.share, *last}];
  if (weights == nullptr && num_weights_ + *last < kMostWeights) {
    num_weights_ += *last + 1;
    auto made = std::make_shared<std::vector<int32_t>>();
    for (int64_t age = 0; age <= *last; ++age) {
      made->push_back(static_cast<int32_t>(DecayWeight(each.decay, age)));
    }
    weights = std::move(made);
  }
  return weights;
}

size_t ActivityPlan::AddFilter(const std::vector<bool>& types,
                               const Condition& where) {
  const auto found = std::find_if(
      filters_.begin(), filters_.end(), [&](const ActivityFilter& filter) {
        return filter.types == types &&
               (filter.where == nullptr
                    ? where == nullptr
                    : where != nullptr &&
                          filter.where->text() == where->text());
      });
  const auto index = static_cast<size_t>(found - filters_.begin());
  if (found != filters_.end()) return index;
  ActivityFilter filter;
  filter.types = types;
  filter.where = where.get();
  for (size_t type = 0; type < types.size(); ++type) {
    if (types[type]) filters_of_type_[type].push_back(index);
  }
  filters_.push_back(std::move(filter));
  return index;
}

PlannedEach ActivityPlan::PlanRule(const CheckedRule& rule) {
  const CheckedEach& each = *rule.each;
  PlannedEach planned;
  planned.rule = &rule;
  planned.filter = AddFilter(each.types, each.where);
  planned.selects = each.first_of != CalendarUnit::kNone ||
                    each.latest_per_property >= 0 ||
                    each.keep_latest.has_value();
  // Values other than texts have no codes to tell them apart by.
  planned.is_plain =
      rule.shape != RuleShape::kPoints ||
      (each.latest_per_property >= 0 &&
       model_.properties[static_cast<size_t>(each.latest_per_property)].type !=
           ValueType::kString);
  if (planned.is_plain) return planned;
  if (each.decay.kind == Decay::Kind::kNone) {
    for (int64_t count = 0; count < kListedCounts; ++count) {
      planned.points_of_count.push_back(PointsOfCount(rule, count));
    }
    return planned;
  }
  planned.weights = WeightsOf(each);
  planned.is_plain = planned.weights == nullptr;
  return planned;
}

void ActivityPlan::PlanSignal(int index) {
  using Method = PlannedSignal::Method;
  const CheckedSignal& signal = model_.signals[static_cast<size_t>(index)];
  PlannedSignal& planned = signals_[static_cast<size_t>(index)];
  if (planned.method != Method::kUnneeded) return;
  planned.signal = &signal;
  planned.variable = model_.lead_variables.signals + index;
  if (signal.kind == SignalKind::kRatio) {
    planned.method = Method::kRatio;
    PlanSignal(signal.of);
    PlanSignal(signal.to);
    return;
  }
  planned.filter = AddFilter(signal.types, signal.where);
  planned.method = Method::kPlain;
  switch (signal.kind) {
    case SignalKind::kCount:
      planned.method = Method::kCount;
      break;
    case SignalKind::kDistinct:
      if (model_.properties[static_cast<size_t>(signal.property)].type ==
          ValueType::kString) {
        planned.method = Method::kDistinctText;
      }
      break;
    case SignalKind::kDaysSinceFirst:
      planned.method = Method::kDaysSinceFirst;
      break;
    case SignalKind::kDaysSinceLast:
      planned.method = Method::kDaysSinceLast;
      break;
    default:
      break;
  }
}

size_t ActivityPlan::MemoryBytes() const {
  size_t bytes = static_cast<size_t>(num_weights_) * sizeof(int32_t);
  for (const PlannedEach& rule : rules_) {
    bytes += rule.points_of_count.capacity() * sizeof(int64_t);
  }
  return bytes;
}

}  // namespace leadscore::internal
