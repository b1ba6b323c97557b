// What is promised of memory: a lead by position allocates nothing once its
// texts are known, and a batch nothing for its rows once it was scored before.

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "leadscore/leadscore.h"
#include "tests/testing/count_allocations.h"

namespace leadscore {
namespace {

constexpr absl::Time kNow = absl::FromUnixSeconds(1'728'000'000);

RuleSpec RuleFor(const char* name, const char* when, double points) {
  RuleSpec rule;
  rule.name = name;
  rule.when = when;
  rule.points = points;
  return rule;
}

// Texts, numbers, a term of two sources, a signal, points that fade, screens.
Model MakeModel() {
  ModelSpec spec;
  spec.name = "m";
  spec.attributes = {{"title", ValueType::kString},
                     {"size", ValueType::kInt},
                     {"rating", ValueType::kDouble}};
  ActivitySpec visit;
  visit.type = "visit";
  visit.properties = {{"page", ValueType::kString}};
  spec.activities = {visit};
  ScreenSpec screen;
  screen.name = "robots";
  screen.types = {"visit"};
  screen.where = "activity.page == 'robots.txt'";
  spec.screens = {screen};
  SignalSpec pages;
  pages.name = "pages";
  pages.kind = SignalKind::kDistinct;
  pages.types = {"visit"};
  pages.property = "page";
  spec.signals = {pages};
  GroupSpec group;
  group.name = "g";
  group.rules = {
      RuleFor("vp", "lead.title.contains('VP')", 10),
      RuleFor("big vp", "lead.title.contains('VP') && lead.size > 50", 5),
      RuleFor("rated", "lead.rating >= 0.5", 2),
      RuleFor("reader", "signal.pages >= 2", 3)};
  RuleSpec visits;
  visits.name = "visits";
  visits.points = 1;
  visits.each.emplace();
  visits.each->types = {"visit"};
  visits.each->decay.emplace();
  visits.each->decay->half_life = absl::Hours(24 * 7);
  group.rules.push_back(visits);
  ScoreSpec score;
  score.name = "fit";
  score.groups = {group};
  score.bands = {{"A", 10}, {"B", std::nullopt}};
  spec.scores = {score};
  spec.grade = {"fit"};
  return *Model::Create(spec);
}

Lead MakeLead(int i) {
  Lead lead;
  lead.id = absl::StrCat(i);
  lead.attributes = {{"title", absl::StrCat(i % 2 == 0 ? "VP " : "Clerk ",
                                            "of department ", i % 40)},
                     {"size", int64_t{i % 100}},
                     {"rating", i % 7 / 7.0}};
  for (int k = 0; k < i % 9; ++k) {
    lead.activities.push_back({"visit",
                               kNow - absl::Hours(k * 30 + i % 5),
                               {{"page", absl::StrCat("page ", k % 4)}}});
  }
  return lead;
}

TEST(Allocations, ALeadByPositionNeedsNone) {
  const Scorer scorer(MakeModel());
  ScoreContext context;
  LeadScore score;
  const auto score_all = [&] {
    int64_t allocations = 0;
    for (int i = 0; i < 200; ++i) {
      const Lead lead = MakeLead(i);
      std::vector<ValueView> attributes;
      for (const NamedValue& named : lead.attributes) {
        const AttributeValue& value = named.second;
        if (const auto* text = std::get_if<std::string>(&value)) {
          attributes.emplace_back(*text);
        } else if (const auto* whole = std::get_if<int64_t>(&value)) {
          attributes.emplace_back(*whole);
        } else {
          attributes.emplace_back(std::get<double>(value));
        }
      }
      std::vector<ValueView> pages;
      for (const Activity& activity : lead.activities) {
        pages.emplace_back(
            std::get<std::string>(activity.properties[0].second));
      }
      std::vector<ActivityView> activities;
      for (size_t k = 0; k < pages.size(); ++k) {
        activities.push_back({0, absl::ToUnixMicros(lead.activities[k].time),
                              absl::MakeConstSpan(&pages[k], 1)});
      }
      const int64_t before = testing::NumAllocations();
      EXPECT_TRUE(
          scorer.Score({attributes, activities}, kNow, &context, &score).ok());
      allocations += testing::NumAllocations() - before;
    }
    return allocations;
  };
  EXPECT_GT(score_all(), 0);
  EXPECT_EQ(score_all(), 0);
}

TEST(Allocations, ABatchNeedsNoneForItsRows) {
  const Scorer scorer(MakeModel());
  std::vector<int64_t> allocations;
  for (const int leads : {5'000, 50'000}) {
    TableBuilder builder(scorer.model().lead_schema(),
                         scorer.model().activity_schema());
    for (int i = 0; i < leads; ++i) {
      ASSERT_TRUE(builder.Add(MakeLead(i)).ok());
    }
    const Tables tables = builder.Build();
    ScoreContext context;
    ScoreTable scores;
    for (int batch = 0; batch < 2; ++batch) {
      const int64_t before = testing::NumAllocations();
      ASSERT_TRUE(scorer.Score(tables, kNow, {}, &scores, &context).ok());
      allocations.push_back(testing::NumAllocations() - before);
    }
  }
  EXPECT_GT(allocations[0], allocations[1]);
  EXPECT_EQ(allocations[1], allocations[3]);
  EXPECT_LT(allocations[3], 100);
}

}  // namespace
}  // namespace leadscore
