// What marketing delivered: collected lead by lead, then counted by period.

#ifndef LEADSCORE_SRC_SLA_DELIVERIES_H_
#define LEADSCORE_SRC_SLA_DELIVERIES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "leadscore/sla.h"
#include "src/sla/checked_policy.h"
#include "src/sla/lead_story.h"

namespace leadscore::internal {

// An event that a commitment counts.
struct Delivery {
  Micros time = 0;
  size_t row = 0;
  bool is_taken_back = false;
  // Of a commitment with a worth: millionths; nothing if it has none.
  std::optional<int64_t> worth;
  // Of a quality: 1 accepted, -1 rejected, 0 undecided.
  int decision = 0;
};

// The deliveries of one lead, ascending.
std::vector<Delivery> FindDeliveries(const CheckedCommitment& commitment,
                                     LeadStory& story);
std::vector<Delivery> FindDeliveries(const CheckedQuality& quality,
                                     LeadStory& story);

// The span of time that is judged.
struct JudgedSpan {
  std::optional<Micros> from;
  Micros as_of = 0;
};

// The periods that overlap the span, without one that the start of the policy
// cuts. Without a start they begin with the first delivery; of more than 1,000
// the last ones.
//
// Errors: kOutOfRange, a calendar is not known for a period.
absl::StatusOr<std::vector<CommitmentPeriod>> CountCommitment(
    const CheckedPolicy& policy, size_t index,
    const std::vector<Delivery>& deliveries, const JudgedSpan& span);
std::vector<QualityPeriod> CountQuality(const CheckedPolicy& policy,
                                        size_t index,
                                        const std::vector<Delivery>& deliveries,
                                        const JudgedSpan& span);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_DELIVERIES_H_
