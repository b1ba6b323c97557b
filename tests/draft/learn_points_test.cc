#include "src/draft/learn_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "src/draft/value_groups.h"
#include "tests/draft/draft_testing.h"

namespace leadscore::internal {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

// Leads in two groups, of each of which so many in ten were won.
class TwoGroups {
 public:
  TwoGroups(size_t won_of_first, size_t won_of_second, size_t leads) {
    for (size_t row = 0; row < leads; ++row) {
      const auto group = static_cast<uint16_t>(row / 10 % 2);
      const size_t won = group == 0 ? won_of_first : won_of_second;
      groups_.push_back(group);
      won_.push_back(row % 10 < won ? 1 : 0);
    }
  }

  LearnInput Input(int copies) const {
    LearnInput input;
    input.won = won_;
    LearnColumn column;
    column.groups.resize(2);
    column.sample = groups_;
    for (size_t row = 0; row < won_.size(); ++row) {
      const size_t fold = FoldOfRow(row);
      input.folds.push_back(static_cast<uint8_t>(fold));
      ++column.groups[groups_[row]].decided[fold];
      column.groups[groups_[row]].won[fold] += won_[row];
    }
    for (int i = 0; i < copies; ++i) input.columns.push_back(column);
    return input;
  }

 private:
  std::vector<uint16_t> groups_;
  std::vector<uint8_t> won_;
};

TEST(LearnPointsTest, TenPointsDoubleTheOdds) {
  // Odds of 5 to 5 and of 2 to 8: twice doubled.
  const Learned learned = LearnPoints(TwoGroups(5, 2, 20'000).Input(1));
  EXPECT_THAT(learned.points[0][0] - learned.points[0][1],
              AllOf(Ge(19), Le(21)));
  // Even odds have 50 points.
  EXPECT_THAT(learned.base + learned.points[0][0], AllOf(Ge(49), Le(51)));
  EXPECT_GT(learned.auc, 0.6);
}

TEST(LearnPointsTest, WhatTwoColumnsSayIsCountedOnce) {
  const TwoGroups leads(5, 1, 20'000);
  const Learned once = LearnPoints(leads.Input(1));
  const Learned twice = LearnPoints(leads.Input(2));
  int64_t sum = 0;
  for (const auto& points : twice.points) sum += points[0] - points[1];
  EXPECT_NEAR(static_cast<double>(sum),
              static_cast<double>(once.points[0][0] - once.points[0][1]), 2);
}

TEST(LearnPointsTest, ChanceGivesNothing) {
  const Learned learned = LearnPoints(TwoGroups(3, 3, 20'000).Input(1));
  EXPECT_EQ(learned.points[0], (std::vector<int64_t>{0, 0}));
  EXPECT_NEAR(learned.auc, 0.5, 0.02);
}

TEST(LearnPointsTest, SmallGroupsComeOutCloseToTheAverage) {
  std::vector<int64_t> apart;
  for (const size_t leads : {60, 600, 20'000}) {
    const Learned learned = LearnPoints(TwoGroups(6, 2, leads).Input(1));
    apart.push_back(learned.points[0][0] - learned.points[0][1]);
  }
  EXPECT_LT(apart[0], apart[1]);
  EXPECT_LE(apart[1], apart[2]);
  EXPECT_GT(apart[0], 0);
}

TEST(AucOfGroupsTest, CountsPairsInTheRightOrder) {
  std::vector<GroupCounts> groups(2);
  groups[0].decided[0] = 4;
  groups[0].won[0] = 3;
  groups[1].decided[0] = 4;
  groups[1].won[0] = 1;
  // Of 16 pairs 3 * 3 are right, 3 * 1 + 1 * 3 are even.
  EXPECT_DOUBLE_EQ(AucOfGroups(groups), (9.0 + 3.0) / 16);
  groups[1].won[0] = 3;
  EXPECT_DOUBLE_EQ(AucOfGroups(groups), 0.5);
}

TEST(RoundestBetweenTest, HasTheFewestDigits) {
  EXPECT_EQ(RoundestBetween(399, 403), 400);
  EXPECT_EQ(RoundestBetween(1, 2), 2);
  EXPECT_EQ(RoundestBetween(0.51, 0.58), 0.58);
  EXPECT_EQ(RoundestBetween(-3, 17), 0);
  EXPECT_EQ(RoundestBetween(-17, -3), -10);
  EXPECT_EQ(RoundestBetween(1e-9, 2e-9), 2e-9);
}

TEST(RoundestBetweenTest, LiesBetween) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 10'000; ++i) {
    const auto any = [&random] {
      return (static_cast<double>(random() % 2'000'001) - 1'000'000) /
             std::pow(10.0, static_cast<double>(random() % 12));
    };
    double below = any();
    double upper = any();
    if (below == upper) continue;
    if (below > upper) std::swap(below, upper);
    const double found = RoundestBetween(below, upper);
    ASSERT_GT(found, below);
    ASSERT_LE(found, upper);
  }
}

TEST(GroupValuesTest, RangesHaveAboutAsManyLeads) {
  std::vector<std::string> cells;
  for (int i = 0; i < 8'000; ++i) cells.push_back(std::to_string(i));
  const Cells column(cells);
  ColumnKind kind = column.Kind("Revenue");
  kind.shape = ColumnKind::Shape::kValues;  // They look like keys.
  const ValueGroups groups = GroupValues(kind, column.counts());
  ASSERT_EQ(groups.groups.size(), 9);
  for (size_t i = 1; i < 9; ++i) {
    EXPECT_EQ(groups.groups[i].leads, 1'000);
    EXPECT_EQ(groups.groups[i].from,
              i == 1 ? 0.0 : 1e3 * static_cast<double>(i - 1));
  }
}

TEST(GroupValuesTest, ACommonValueStandsAlone) {
  std::vector<std::string> cells(5'000, "0");
  for (int i = 1; i <= 40; ++i) cells.push_back(std::to_string(i * 7) + ".5");
  const Cells column(cells);
  const ValueGroups groups = GroupValues(column.Kind(), column.counts());
  ASSERT_EQ(groups.groups.size(), 3);
  EXPECT_EQ(groups.groups[1].leads, 5'000);
  EXPECT_EQ(groups.groups[2].leads, 40);
}

TEST(GroupValuesTest, RareValuesAreOthers) {
  std::vector<std::string> cells(100, "often");
  cells.insert(cells.end(), 19, "seldom");
  const Cells column(cells);
  const ValueGroups groups = GroupValues(column.Kind(), column.counts());
  ASSERT_EQ(groups.groups.size(), 3);
  EXPECT_EQ(groups.groups[1].leads, 19);
  EXPECT_EQ(groups.groups[2].value, "often");
}

}  // namespace
}  // namespace leadscore::internal
