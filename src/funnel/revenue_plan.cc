#include "leadscore/revenue_plan.h"

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"

namespace leadscore {
namespace {

constexpr double kMostLeads = 1e15;

bool IsAmount(double value) { return std::isfinite(value) && value >= 0; }

absl::Status CheckSpec(const RevenuePlanSpec& spec) {
  if (!IsAmount(spec.revenue) || !IsAmount(spec.deal) ||
      !IsAmount(spec.lifetime_value)) {
    return absl::InvalidArgumentError(
        "revenue, deal and lifetime value have to be positive numbers");
  }
  if ((spec.revenue > 0) != (spec.deal > 0)) {
    return absl::InvalidArgumentError(
        "revenue and deal are needed together: one divided by the other is "
        "the number of customers");
  }
  if (spec.steps.empty()) {
    return absl::InvalidArgumentError(
        "no stage; name at least one and the share of its leads that go on");
  }
  for (const FunnelStep& step : spec.steps) {
    if (!(step.rate > 0) || step.rate > 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("the rate of stage ", internal::Quoted(step.stage),
                       " is not above 0 and at most 1 (100 %)"));
    }
  }
  return absl::OkStatus();
}

// Rounds up, but forgives the last digits of a double: 50 / 0.05 is 1000.
absl::StatusOr<int64_t> RoundUp(double count) {
  constexpr double kForgiven = 1e-12;
  if (count > kMostLeads) {
    return absl::InvalidArgumentError("more than 10^15 leads are needed");
  }
  return static_cast<int64_t>(std::ceil(count * (1 - kForgiven)));
}

double RoundToMillionths(double value) {
  constexpr double kScale = 1e6;
  return std::round(value * kScale) / kScale;
}

}  // namespace

absl::StatusOr<RevenuePlan> PlanRevenue(const RevenuePlanSpec& spec) {
  LEADSCORE_RETURN_IF_ERROR(CheckSpec(spec));
  const double customers = spec.deal > 0 ? spec.revenue / spec.deal : 0;
  const double value =
      spec.lifetime_value > 0 ? spec.lifetime_value : spec.deal;
  RevenuePlan plan;
  LEADSCORE_ASSIGN_OR_RETURN(plan.customers, RoundUp(customers));
  double share = 1;  // Of the leads of a stage that become customers.
  plan.stages.resize(spec.steps.size());
  for (size_t i = spec.steps.size(); i-- > 0;) {
    share *= spec.steps[i].rate;
    PlannedStage& stage = plan.stages[i];
    stage.stage = spec.steps[i].stage;
    stage.rate = spec.steps[i].rate;
    LEADSCORE_ASSIGN_OR_RETURN(
        stage.needed, RoundUp(static_cast<double>(plan.customers) / share));
    stage.worth = RoundToMillionths(value * share);
  }
  return plan;
}

}  // namespace leadscore
