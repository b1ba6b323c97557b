#include "src/exec/timed_gains.h"

#include <algorithm>
#include <cstdlib>

#include "src/exec/text_matcher.h"

namespace leadscore::internal {

TimedGains::TimedGains(const FusedModel& model, size_t source) {
  const Plan& plan = model.plan();
  const Source& of = plan.sources[source];
  const NumberTable& table = *model.number(source);
  is_bounded_ = !table.is_computed_with;
  const auto touch = [&](int lane) {
    const auto index = static_cast<size_t>(lane);
    if (plan.lanes[index].score < 0 || !model.has_extra()[index]) {
      is_bounded_ = false;
    }
  };
  for (const Gain& gain : of.gains) touch(gain.lane);
  for (const Term& term : plan.terms) {
    const bool reads_it = std::any_of(
        term.factors.begin(), term.factors.end(), [&](const Factor& factor) {
          return static_cast<size_t>(factor.source) == source;
        });
    if (!reads_it) continue;
    touch(term.lane);
    Of(term.lane).of_terms += std::abs(term.amount);
  }
  if (!is_bounded_) return;
  std::vector<uint8_t> outcomes;
  std::vector<uint8_t> predicates;
  const size_t bins = table.search.num_cuts + 1;
  for (size_t bin = 0; bin < bins; ++bin) {
    const int64_t key = bin > 0                     ? table.cuts[bin - 1]
                        : table.search.num_cuts > 0 ? table.cuts[0] - 1
                                                    : 0;
    OutcomesOfKey(of, model.model(), key, &outcomes);
    if (HasError(outcomes)) is_bounded_ = false;
    EvaluatePredicates(of, outcomes, &predicates);
    for (const Gain& gain : of.gains) {
      std::vector<int64_t>& amounts = Of(gain.lane).amounts;
      amounts.resize(bins);
      if (predicates[static_cast<size_t>(gain.predicate)] != 0) {
        amounts[bin] += gain.amount;
      }
    }
  }
  for (LaneGains& lane : lanes_) lane.amounts.resize(bins);
}

TimedGains::LaneGains& TimedGains::Of(int lane) {
  const auto index = static_cast<size_t>(lane);
  for (LaneGains& known : lanes_) {
    if (known.lane == index) return known;
  }
  lanes_.push_back({index, {}, 0});
  return lanes_.back();
}

void TimedGains::AddRange(uint16_t bin, uint16_t first, uint16_t last,
                          std::vector<int64_t>* low,
                          std::vector<int64_t>* high) const {
  for (const LaneGains& lane : lanes_) {
    const auto at = [&lane](uint16_t of) {
      return lane.amounts.begin() + (of - kFirstBin);
    };
    const auto [least, most] = std::minmax_element(at(first), at(last) + 1);
    (*low)[lane.lane] += *least - *at(bin) - lane.of_terms;
    (*high)[lane.lane] += *most - *at(bin) + lane.of_terms;
  }
}

}  // namespace leadscore::internal
