#include "leadscore/revenue_plan.h"

#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::HasSubstr;
using testing::StatusIs;

TEST(PlanRevenueTest, LeadsAreRoundedUpFromTheCustomers) {
  RevenuePlanSpec spec;
  spec.revenue = 1'000'000;
  spec.deal = 30'000;
  spec.steps = {{"MQL", 0.15}, {"SQL", 0.3}};
  const RevenuePlan plan = *PlanRevenue(spec);
  EXPECT_EQ(plan.customers, 34);          // 33.3
  EXPECT_EQ(plan.stages[1].needed, 114);  // 34 / 0.3 = 113.3
  EXPECT_EQ(plan.stages[0].needed, 756);  // 34 / 0.045 = 755.6
  EXPECT_EQ(plan.stages[1].worth, 9'000);
}

TEST(PlanRevenueTest, TheLifetimeValueIsWhatALeadIsWorth) {
  RevenuePlanSpec spec;
  spec.revenue = 100;
  spec.deal = 10;
  spec.lifetime_value = 50;
  spec.steps = {{"lead", 0.5}};
  const RevenuePlan plan = *PlanRevenue(spec);
  EXPECT_EQ(plan.stages[0].needed, 20);
  EXPECT_EQ(plan.stages[0].worth, 25);
}

TEST(PlanRevenueTest, RefusesWhatIsNoPlan) {
  const auto refusal = [](const RevenuePlanSpec& spec) {
    return std::string(PlanRevenue(spec).status().message());
  };
  RevenuePlanSpec spec;
  EXPECT_THAT(refusal(spec), HasSubstr("no stage"));
  spec.steps = {{"MQL", 1.5}};
  EXPECT_THAT(refusal(spec), HasSubstr("the rate of stage \"MQL\""));
  spec.steps = {{"MQL", 0}};
  EXPECT_THAT(refusal(spec), HasSubstr("the rate of stage \"MQL\""));
  spec.steps = {{"MQL", 0.1}};
  spec.revenue = 100;
  EXPECT_THAT(refusal(spec), HasSubstr("needed together"));
  spec.deal = -1;
  EXPECT_THAT(refusal(spec), HasSubstr("positive numbers"));
  spec.deal = 1e-300;
  EXPECT_THAT(refusal(spec), HasSubstr("more than 10^15"));
}

}  // namespace
}  // namespace leadscore
