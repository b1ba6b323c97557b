// What a live book says and refuses, call by call.

#include "leadscore/live_book.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/leadscore.h"
#include "tests/live/told_transitions.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::NetOf;
using testing::Now;
using testing::StatusIs;

constexpr char kFading[] = R"pb(
  name: "fading"
  attributes { name: "size" type: INT }
  activities { type: "visit" }
  activities {
    type: "form"
    properties { name: "page" type: STRING }
  }
  activities { type: "back" }
  lifecycle { returned: "back" }
  scores {
    name: "fit"
    groups {
      name: "g"
      rules { name: "size" when: "lead.size > 10" points: 5 }
    }
  }
  scores {
    name: "interest"
    groups {
      name: "g"
      rules {
        name: "forms"
        points: 10
        each {
          types: "form"
          decay { linear: "10d" }
        }
      }
    }
  }
  stages { name: "LEAD" }
  stages {
    name: "MQL"
    enter {
      name: "score"
      at_least { score: "interest" points: 10 }
    }
    hold { at_least { score: "interest" points: 5 } }
  }
)pb";

Activity Form(absl::Time time, std::string id = "", int64_t revision = 0) {
  Activity activity;
  activity.type = "form";
  activity.time = time;
  activity.id = std::move(id);
  activity.revision = revision;
  return activity;
}

std::unique_ptr<LiveBook> FadingBook() {
  return *LiveBook::Create(testing::ParseModelText(kFading), Now());
}

TEST(LiveBookTest, TellsWhatAnActivityDidAndWhatTimeUndid) {
  const auto book = FadingBook();
  LeadState state;
  ASSERT_TRUE(book->Upsert({"L-1", {{"size", int64_t{20}}}}, &state).ok());
  EXPECT_EQ(state.scores[0], Points::FromWhole(5));
  EXPECT_EQ(state.stage, 0);
  ASSERT_TRUE(book->Add("L-1", Form(Now()), &state).ok());
  EXPECT_EQ(state.scores[1], Points::FromWhole(10));
  EXPECT_EQ(state.total, Points::FromWhole(15));
  EXPECT_EQ(state.stage, 1);
  ASSERT_EQ(state.transitions.size(), 1u);
  EXPECT_EQ(state.transitions[0].number, 1);
  EXPECT_EQ(state.transitions[0].transition.to, "MQL");
  EXPECT_EQ(state.transitions[0].transition.CauseText(), "form");
  AdvanceReport report;
  ASSERT_TRUE(book->Advance(Now() + absl::Hours(24 * 5), &report).ok());
  EXPECT_EQ(report.transitions, 0);
  ASSERT_TRUE(book->Advance(Now() + absl::Hours(24 * 30), &report).ok());
  EXPECT_EQ(report.transitions, 1);
  const std::vector<BookTransition> told = book->Transitions(1);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].transition.time, Now() + absl::Hours(24 * 5 + 1));
  EXPECT_EQ(told[0].transition.to, "LEAD");
  EXPECT_EQ(told[0].transition.CauseText(), "fading: forms");
}

TEST(LiveBookTest, WhatIsLaterThanTheClockWaits) {
  const auto book = FadingBook();
  ASSERT_TRUE(book->Upsert({"L-1"}).ok());
  LeadState state;
  ASSERT_TRUE(book->Add("L-1", Form(Now() + absl::Hours(1)), &state).ok());
  EXPECT_EQ(state.total, Points());
  EXPECT_TRUE(book->Transitions(0).empty());
  ASSERT_TRUE(book->Advance(Now() + absl::Hours(2)).ok());
  ASSERT_EQ(book->Transitions(0).size(), 1u);
  EXPECT_EQ(book->Transitions(0)[0].transition.time, Now() + absl::Hours(1));
}

TEST(LiveBookTest, ARetractionWithdrawsWhatFollowsFromIt) {
  const auto book = FadingBook();
  ASSERT_TRUE(book->Upsert({"L-1"}).ok());
  ASSERT_TRUE(book->Add("L-1", Form(Now() - absl::Hours(2), "f")).ok());
  ASSERT_EQ(book->Transitions(0).size(), 1u);
  // Known at once to have never been.
  Activity retraction;
  retraction.type = "$retract";
  retraction.time = Now() - absl::Hours(2);
  retraction.id = "f";
  LeadState state;
  ASSERT_TRUE(book->Add("L-1", retraction, &state).ok());
  ASSERT_EQ(state.transitions.size(), 1u);
  EXPECT_EQ(state.transitions[0].withdraws, 1);
  EXPECT_EQ(state.transitions[0].transition.to, "MQL");
  EXPECT_EQ(state.stage, 0);
  // Delivered again, nothing happens.
  ASSERT_TRUE(book->Add("L-1", retraction, &state).ok());
  EXPECT_TRUE(state.transitions.empty());
}

TEST(LiveBookTest, ForgetsALeadAndTakesBackWhatItTold) {
  const auto book = FadingBook();
  ASSERT_TRUE(book->Upsert({"L-1"}).ok());
  ASSERT_TRUE(book->Add("L-1", Form(Now())).ok());
  ASSERT_TRUE(book->Remove("L-1").ok());
  EXPECT_EQ(book->size(), 0u);
  EXPECT_TRUE(NetOf(*book).empty());
  EXPECT_THAT(book->Add("L-1", Form(Now())),
              StatusIs(absl::StatusCode::kNotFound,
                       "the book has no lead with this id; Upsert adds it"));
  EXPECT_TRUE(absl::IsNotFound(book->Remove("L-1")));
  // It may come back, as a new one.
  LeadState state;
  ASSERT_TRUE(book->Upsert({"L-1"}, &state).ok());
  EXPECT_EQ(state.total, Points());
  ASSERT_TRUE(book->Advance(Now() + absl::Hours(24 * 40)).ok());
  EXPECT_TRUE(NetOf(*book).empty());
}

TEST(LiveBookTest, RefusesWhatIsWrongAndKeepsWhatItHas) {
  const auto book = FadingBook();
  ASSERT_TRUE(book->Upsert({"L-1", {{"size", int64_t{20}}}}).ok());
  EXPECT_THAT(book->Advance(Now() - absl::Seconds(1)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "the book's clock is at 2026-11-20T12:00:00Z, and does "
                       "not go back"));
  EXPECT_THAT(book->Add("L-1", Activity{"vist", Now()}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "unknown activity of type \"vist\"; did you mean "
                       "\"visit\"?"));
  EXPECT_FALSE(book->Upsert({"L-1", {{"size", "many"}}}).ok());
  EXPECT_FALSE(book->Upsert({"", {}}).ok());
  Activity adjustment{"$adjust", Now()};
  adjustment.properties = {
      {"score", "fit"}, {"points", 5.0}, {"until", Now() - absl::Hours(1)}};
  EXPECT_THAT(book->Add("L-1", adjustment),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "$adjust: it ends before it begins"));
  ActivityView view;
  view.type = 7;
  EXPECT_THAT(book->Add("L-1", view),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "an activity of type 7 of 3 types"));
  const ValueView number[] = {5};
  view.type = 1;
  view.properties = number;
  EXPECT_FALSE(book->Add("L-1", view).ok());
  LeadState state;
  ASSERT_TRUE(book->Get("L-1", &state).ok());
  EXPECT_EQ(state.total, Points::FromWhole(5));
  EXPECT_TRUE(book->GetLead("L-1")->activities.empty());
  EXPECT_EQ(
      LiveBook::Create(testing::ParseModelText(kFading), Now(), {0}).status(),
      absl::InvalidArgumentError("a book needs at least one shard"));
}

TEST(LiveBookTest, TransitionsAreThereUntilTheyAreForgotten) {
  const auto book = FadingBook();
  for (int i = 0; i < 5; ++i) {
    const std::string id = absl::StrCat("L-", i);
    ASSERT_TRUE(book->Upsert({id}).ok());
    ASSERT_TRUE(book->Add(id, Form(Now())).ok());
  }
  EXPECT_EQ(book->Transitions(0).size(), 5u);
  EXPECT_EQ(book->Transitions(0, 2).back().number, 2);
  EXPECT_EQ(book->Transitions(3).front().number, 4);
  book->ForgetTransitions(3);
  EXPECT_EQ(book->Transitions(0).front().number, 4);
  EXPECT_EQ(book->Transitions(4).front().number, 5);
  ASSERT_TRUE(book->Upsert({"L-9"}).ok());
  ASSERT_TRUE(book->Add("L-9", Form(Now())).ok());
  EXPECT_EQ(book->Transitions(5).front().number, 6);
}

TEST(LiveBookTest, RollsAccountsUpAtItsClock) {
  ModelSpec spec = testing::ParseSpec(kFading);
  spec.account_scores = {{"best", "interest", RollUp::kMax},
                         {"all", "total", RollUp::kSum}};
  const auto book = *LiveBook::Create(*Model::Create(spec), Now());
  for (int i = 0; i < 3; ++i) {
    Lead lead;
    lead.id = absl::StrCat("L-", i);
    lead.account = i < 2 ? "A" : "B";
    lead.attributes = {{"size", int64_t{20}}};
    ASSERT_TRUE(book->Upsert(lead).ok());
  }
  ASSERT_TRUE(book->Add("L-0", Form(Now())).ok());
  EXPECT_EQ(
      book->GetAccount("A")->scores,
      (std::vector<Points>{Points::FromWhole(10), Points::FromWhole(20)}));
  EXPECT_EQ(book->GetAccount("A")->leads, 2);
  EXPECT_EQ(book->GetAccount("A")->stage, 1);
  EXPECT_EQ(book->GetAccount("B")->stage, 0);
  EXPECT_EQ(book->GetAccount("B")->scores,
            (std::vector<Points>{Points(), Points::FromWhole(5)}));
  ASSERT_TRUE(book->Upsert({"L-0", {}, {}, "B"}).ok());
  EXPECT_EQ(book->GetAccount("A")->scores,
            (std::vector<Points>{Points(), Points::FromWhole(5)}));
  EXPECT_TRUE(absl::IsNotFound(book->GetAccount("C").status()));
}

TEST(LiveBookTest, SeveralThreadsAddAtOnce) {
  const auto book = FadingBook();
  constexpr int kThreads = 8;
  constexpr int kLeadsEach = 50;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&book, t] {
      LeadState state;
      for (int i = 0; i < kLeadsEach; ++i) {
        const std::string id = absl::StrCat(t, "-", i);
        EXPECT_TRUE(book->Upsert({id}, &state).ok());
        EXPECT_TRUE(book->Add(id, Form(Now()), &state).ok());
        EXPECT_EQ(state.stage, 1);
        EXPECT_TRUE(book->Advance(Now()).ok());
        EXPECT_FALSE(book->Transitions(0, 3).empty());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(book->size(), size_t{kThreads} * kLeadsEach);
  EXPECT_EQ(NetOf(*book).size(), size_t{kThreads} * kLeadsEach);
}

}  // namespace
}  // namespace leadscore
