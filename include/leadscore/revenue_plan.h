// From a revenue target back to the leads that it takes, and what a lead is
// worth at each stage: the arithmetic with which marketing and sales begin
// their agreement.
//
//   RevenuePlanSpec spec;
//   spec.revenue = 500'000;
//   spec.deal = 10'000;
//   spec.steps = {{"prospect", 0.05}};
//   RevenuePlan plan = *PlanRevenue(spec);
//   plan.customers;        // 50
//   plan.stages[0].needed; // 1000 prospects

#ifndef LEADSCORE_REVENUE_PLAN_H_
#define LEADSCORE_REVENUE_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace leadscore {

// A stage and the share of its leads, above 0 and at most 1, that come into the
// next one; those of the last stage become customers.
struct FunnelStep {
  std::string stage{};
  double rate = 0;
};

struct RevenuePlanSpec {
  // The revenue to reach and that of one deal; both 0: no customers are
  // planned, only the worth of leads.
  double revenue = 0;
  double deal = 0;

  // What a customer is worth over his life; 0: as much as a deal.
  double lifetime_value = 0;

  std::vector<FunnelStep> steps{};  // From the first stage to the last.
};

struct PlannedStage {
  std::string stage{};
  double rate = 0;
  int64_t needed = 0;  // Leads, rounded up.
  double worth = 0;    // Of one lead, rounded to 10^-6.
};

struct RevenuePlan {
  int64_t customers = 0;  // Rounded up.
  std::vector<PlannedStage> stages{};
};

// Errors:
//   kInvalidArgument  no step, a rate outside (0, 1], an amount that is not
//                     positive, revenue without deal or the reverse, or more
//                     than 10^15 leads
absl::StatusOr<RevenuePlan> PlanRevenue(const RevenuePlanSpec& spec);

}  // namespace leadscore

#endif  // LEADSCORE_REVENUE_PLAN_H_
