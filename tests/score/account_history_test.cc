// Stages of accounts: of histories that are written down here, and of random
// ones beside a look at every instant.

#include "leadscore/account_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/leadscore.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::Now;

Model ThreeStages() {
  return testing::ParseModelText(R"pb(
    name: "m"
    attributes { name: "size" type: INT }
    scores {
      name: "s"
      groups {
        name: "g"
        rules { name: "r" when: "lead.size > 1" points: 1 }
      }
    }
    stages { name: "LEAD" }
    stages {
      name: "MQL"
      enter { name: "some" when: "lead.size > 1" }
    }
    stages {
      name: "SQL"
      enter { name: "many" when: "lead.size > 5" }
    }
  )pb");
}

// Leads of the accounts that are named, with ids "0", "1" and so on.
LeadTable LeadsOf(const Model& model,
                  const std::vector<std::string>& accounts) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (size_t i = 0; i < accounts.size(); ++i) {
    Lead lead;
    lead.id = absl::StrCat(i);
    lead.account = accounts[i];
    EXPECT_THAT(builder.Add(lead), IsOk());
  }
  return builder.Build().leads;
}

// A history that goes through some stages, at hours from Now().
LeadHistory Through(const std::vector<std::pair<int, std::string>>& stages) {
  LeadHistory history;
  history.first_entry = Now();
  std::string from = "LEAD";
  for (const auto& [hour, to] : stages) {
    Transition transition;
    transition.time = Now() + absl::Hours(hour);
    transition.from = from;
    transition.to = to;
    history.transitions.push_back(transition);
    from = to;
  }
  return history;
}

std::vector<std::string> ToTexts(const AccountHistory& history) {
  std::vector<std::string> texts;
  for (const AccountTransition& one : history.transitions) {
    texts.push_back(absl::StrCat((one.time - Now()) / absl::Hours(1), " ",
                                 one.from, "->", one.to, " by ", one.lead_id));
  }
  return texts;
}

TEST(AccountHistoryTest, AnAccountIsWhereTheFurthestOfItsLeadsIs) {
  const Model model = ThreeStages();
  const auto accounts = MakeAccountHistories(
      model, LeadsOf(model, {"A", "B", "A", ""}),
      {Through({{1, "MQL"}, {5, "LEAD"}}), Through({}),
       Through({{2, "MQL"}, {3, "SQL"}, {4, "MQL"}, {6, "LEAD"}}),
       Through({{1, "SQL"}})});
  ASSERT_THAT(accounts, IsOk());
  ASSERT_EQ(accounts->size(), 2u);
  const AccountHistory& a = (*accounts)[0];
  EXPECT_EQ(a.account, "A");
  EXPECT_EQ(a.leads, 2);
  EXPECT_EQ(a.stage, "LEAD");
  EXPECT_THAT(ToTexts(a), ElementsAre("1 LEAD->MQL by 0", "3 MQL->SQL by 2",
                                      "4 SQL->MQL by 2", "6 MQL->LEAD by 2"));
  EXPECT_EQ((*accounts)[1].account, "B");
  EXPECT_TRUE((*accounts)[1].transitions.empty());
  EXPECT_EQ((*accounts)[1].stage, "LEAD");
}

TEST(AccountHistoryTest, WhatLeadsDoAtOneInstantIsOneStep) {
  const Model model = ThreeStages();
  const auto accounts = MakeAccountHistories(
      model, LeadsOf(model, {"A", "A"}),
      {Through({{1, "MQL"}, {2, "LEAD"}}), Through({{2, "MQL"}, {2, "SQL"}})});
  ASSERT_THAT(accounts, IsOk());
  // The one comes as the other goes.
  EXPECT_THAT(ToTexts((*accounts)[0]),
              ElementsAre("1 LEAD->MQL by 0", "2 MQL->SQL by 1"));
}

TEST(AccountHistoryTest, ALeadWithoutEntriesIsInItsStageForEver) {
  const Model model = ThreeStages();
  LeadHistory always = Through({{9, "MQL"}});
  always.first_entry.reset();
  const auto accounts =
      MakeAccountHistories(model, LeadsOf(model, {"A", "A"}),
                           {always, Through({{1, "MQL"}, {2, "SQL"}})});
  ASSERT_THAT(accounts, IsOk());
  EXPECT_THAT(ToTexts((*accounts)[0]), ElementsAre("2 MQL->SQL by 1"));
}

TEST(AccountHistoryTest, RefusesHistoriesOfOthers) {
  const Model model = ThreeStages();
  const auto too_few = MakeAccountHistories(model, LeadsOf(model, {"A"}), {});
  EXPECT_TRUE(absl::IsInvalidArgument(too_few.status()));
  const auto unknown = MakeAccountHistories(model, LeadsOf(model, {"A"}),
                                            {Through({{1, "WON"}})});
  EXPECT_TRUE(absl::IsInvalidArgument(unknown.status()));
  EXPECT_THAT(std::string(unknown.status().message()), HasSubstr("WON"));
}

// Where a history is at an hour.
size_t StageAt(const LeadHistory& history, int hour,
               const std::vector<std::string>& names) {
  std::string stage = names[0];
  for (const Transition& transition : history.transitions) {
    if (transition.time <= Now() + absl::Hours(hour)) stage = transition.to;
  }
  return static_cast<size_t>(std::find(names.begin(), names.end(), stage) -
                             names.begin());
}

TEST(AccountHistoryTest, IsTheFurthestStageAtEveryInstant) {
  const Model model = ThreeStages();
  const std::vector<std::string>& names = model.stage_names();
  std::mt19937_64 random(7);
  const auto below = [&random](size_t count) {
    return static_cast<size_t>(random() % count);
  };
  size_t changes = 0;
  for (int i = 0; i < 200; ++i) {
    std::vector<std::string> accounts;
    std::vector<LeadHistory> histories;
    for (size_t lead = 0; lead < 6; ++lead) {
      accounts.emplace_back(below(2) == 0 ? "A" : "B");
      std::vector<std::pair<int, std::string>> stages;
      size_t stage = 0;
      for (int hour = 0; hour < 20; ++hour) {
        const size_t next = below(names.size());
        if (below(4) != 0 || next == stage) continue;
        stage = next;
        stages.emplace_back(hour, names[stage]);
      }
      histories.push_back(Through(stages));
    }
    const auto found =
        MakeAccountHistories(model, LeadsOf(model, accounts), histories);
    ASSERT_THAT(found, IsOk());
    for (const AccountHistory& account : *found) {
      changes += account.transitions.size();
      std::string present = names[0];
      auto next = account.transitions.begin();
      for (int hour = -1; hour < 20; ++hour) {
        size_t furthest = 0;
        for (size_t lead = 0; lead < accounts.size(); ++lead) {
          if (accounts[lead] != account.account) continue;
          furthest = std::max(furthest, StageAt(histories[lead], hour, names));
        }
        if (next != account.transitions.end() &&
            next->time == Now() + absl::Hours(hour)) {
          EXPECT_EQ(next->from, present);
          EXPECT_NE(next->to, present);
          present = next->to;
          ++next;
        }
        EXPECT_EQ(present, names[furthest]) << account.account << " " << hour;
      }
      EXPECT_EQ(next, account.transitions.end());
      EXPECT_EQ(account.stage, present);
    }
  }
  EXPECT_GT(changes, 400u);
}

TEST(AccountHistoryTest, BatchesSayWhereAnAccountIs) {
  const Model model = ThreeStages();
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (const Lead& lead : std::vector<Lead>{
           {"1", {{"size", int64_t{3}}}, {}, "A"},
           {"2", {{"size", int64_t{9}}}, {}, "A"},
           {"3", {{"size", int64_t{2}}}, {}, "B"},
           {"4", {}, {}, "C"},
       }) {
    ASSERT_THAT(builder.Add(lead), IsOk());
  }
  const Tables tables = builder.Build();
  const Scorer scorer(model);
  ScoreOptions options;
  options.stages = true;
  ScoreTable scores;
  ASSERT_THAT(scorer.Score(tables, Now(), options, &scores), IsOk());
  EXPECT_THAT(scorer.ScoreAccounts(tables, scores)->stage,
              ElementsAre(2, 1, 0));
  options.stages = false;
  ASSERT_THAT(scorer.Score(tables, Now(), options, &scores), IsOk());
  EXPECT_TRUE(scorer.ScoreAccounts(tables, scores)->stage.empty());
}

}  // namespace
}  // namespace leadscore
