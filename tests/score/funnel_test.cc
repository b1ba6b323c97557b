// Funnels of histories that are written down here, and of generated ones beside
// a walk over every stay.

#include "leadscore/funnel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::ParseModelText;
using testing::StatusIs;

constexpr absl::Duration kDay = absl::Hours(24);

// Stages of which the histories here are free.
Model ThreeStages() {
  return ParseModelText(R"pb(
    name: "m"
    time_zone: "Europe/Berlin"
    attributes { name: "size" type: INT }
    scores {
      name: "s"
      groups {
        name: "g"
        rules { name: "r" when: "lead.size > 1" points: 1 }
      }
    }
    disqualify { name: "small" when: "lead.size == 0" }
    disqualify { name: "odd" when: "lead.size == 1" }
    stages { name: "LEAD" }
    stages {
      name: "MQL"
      enter {
        name: "score"
        at_least { score: "s" points: 1 }
      }
    }
    stages {
      name: "SQL"
      enter { name: "size" when: "lead.size > 5" }
    }
  )pb");
}

// The days of November 2026, at noon in UTC; the 2nd is a Monday.
absl::Time Nov(int day) {
  return absl::FromCivil(absl::CivilHour(2026, 11, 1, 12),
                         absl::UTCTimeZone()) +
         (day - 1) * kDay;
}

Transition To(const std::string& stage, absl::Time time,
              TransitionCause cause = TransitionCause::kActivity) {
  Transition transition;
  transition.to = stage;
  transition.time = time;
  transition.cause = cause;
  return transition;
}

LeadHistory History(std::optional<absl::Time> first_entry,
                    std::vector<Transition> transitions) {
  LeadHistory history;
  history.first_entry = first_entry;
  history.transitions = std::move(transitions);
  return history;
}

Funnel MustMakeFunnel(const std::vector<LeadHistory>& histories,
                      const FunnelOptions& options = {}) {
  absl::StatusOr<Funnel> funnel = MakeFunnel(ThreeStages(), histories, options);
  EXPECT_THAT(funnel, IsOk());
  return funnel.ok() ? *std::move(funnel) : Funnel();
}

// "leads 2 of 3, again 1, up 1, down 1, there 1, on 1, ended 2: 24h/48h, open
// 1"
std::string TextOf(const StageFlow& flow) {
  return absl::StrCat(
      flow.leads, " of ", flow.entries, ", again ", flow.recycled, ", up ",
      flow.went_up, ", down ", flow.fell_back, ", there ", flow.remained,
      ", on ", flow.converted, ", ended ", flow.ended,
      flow.ended == 0 ? ""
                      : absl::StrCat(": ", absl::FormatDuration(flow.median),
                                     "/", absl::FormatDuration(flow.p90)),
      ", open ", flow.open);
}

std::vector<std::string> TextsOf(const FunnelPart& part) {
  std::vector<std::string> texts;
  for (const StageFlow& flow : part.stages) texts.push_back(TextOf(flow));
  return texts;
}

TEST(MakeFunnel, CountsWhatBecomesOfEveryEntry) {
  const Funnel funnel =
      MustMakeFunnel({History(Nov(1), {To("MQL", Nov(2)), To("SQL", Nov(5))}),
                      History(Nov(1), {To("MQL", Nov(2)), To("LEAD", Nov(3)),
                                       To("MQL", Nov(7))}),
                      // Over the head of a stage.
                      History(Nov(1), {To("SQL", Nov(4)), To("MQL", Nov(6))})});
  ASSERT_EQ(funnel.parts.size(), 1u);
  EXPECT_THAT(
      TextsOf(funnel.parts[0]),
      ElementsAre(
          "3 of 4, again 1, up 4, down 0, there 0, on 3, ended 4: 24h/96h, "
          "open 0",
          "3 of 4, again 1, up 1, down 1, there 2, on 1, ended 2: 24h/72h, "
          "open 2",
          "2 of 2, again 0, up 0, down 1, there 1, on 0, ended 1: 48h/48h, "
          "open 1"));
}

TEST(MakeFunnel, ALeadThatSalesGaveBackIsRecycledWhereverItComes) {
  const Funnel funnel = MustMakeFunnel(
      {History(Nov(1), {To("MQL", Nov(2)),
                        To("LEAD", Nov(3), TransitionCause::kReturned),
                        To("SQL", Nov(4))})});
  EXPECT_EQ(funnel.parts[0].stages[0].recycled, 1);
  EXPECT_EQ(funnel.parts[0].stages[1].recycled, 0);
  EXPECT_EQ(funnel.parts[0].stages[2].recycled, 1);
}

TEST(MakeFunnel, ThePeriodBeginsWithItsFirstInstantAndEndsBeforeItsLast) {
  FunnelOptions options;
  options.from = Nov(3);
  options.to = Nov(6);
  const Funnel funnel = MustMakeFunnel(
      {// In at the first instant; what moves it at the last does not count.
       History(Nov(1), {To("MQL", Nov(3)), To("SQL", Nov(6))}),
       // In before; the stay ends within the period. It comes back.
       History(Nov(1),
               {To("MQL", Nov(2)), To("LEAD", Nov(4)), To("MQL", Nov(5))}),
       // In before, and out later.
       History(Nov(1), {To("SQL", Nov(2)), To("LEAD", Nov(8))}),
       // Not there yet.
       History(Nov(9), {To("MQL", Nov(9))})},
      options);
  EXPECT_THAT(
      TextsOf(funnel.parts[0]),
      ElementsAre(
          "1 of 1, again 1, up 1, down 0, there 0, on 1, ended 2: 24h/48h, "
          "open 1",
          "2 of 2, again 1, up 0, down 0, there 2, on 0, ended 1: 48h/48h, "
          "open 2",
          "0 of 0, again 0, up 0, down 0, there 0, on 0, ended 0, open 1"));
}

TEST(MakeFunnel, ALeadWithoutEntriesHasAlwaysBeenWhereItIs) {
  const std::vector<LeadHistory> histories = {
      History(std::nullopt, {}), History(std::nullopt, {To("MQL", Nov(2))})};
  const std::string once =
      "1 of 1, again 0, up 0, down 0, there 1, on 0, ended 0, open 1";
  const std::string before =
      "0 of 0, again 0, up 0, down 0, there 0, on 0, ended 0, open 1";
  const std::string never =
      "0 of 0, again 0, up 0, down 0, there 0, on 0, ended 0, open 0";
  EXPECT_THAT(TextsOf(MustMakeFunnel(histories).parts[0]),
              ElementsAre(once, once, never));
  FunnelOptions options;
  options.from = Nov(1);
  EXPECT_THAT(TextsOf(MustMakeFunnel(histories, options).parts[0]),
              ElementsAre(before, before, never));
}

TEST(MakeFunnel, WeeksBeginOnMondayInTheTimeZoneOfTheModel) {
  FunnelOptions options;
  options.weekly = true;
  // 23:30 of Sunday, the 8th, in UTC is Monday in Berlin.
  const absl::Time late = Nov(8) + absl::Hours(11) + absl::Minutes(30);
  const Funnel funnel =
      MustMakeFunnel({History(Nov(2), {To("MQL", Nov(8)), To("SQL", Nov(20))}),
                      History(Nov(2), {To("MQL", late)})},
                     options);
  ASSERT_EQ(funnel.parts.size(), 4u);
  EXPECT_EQ(funnel.parts[1].week, absl::CivilDay(2026, 11, 2));
  EXPECT_EQ(funnel.parts[2].week, absl::CivilDay(2026, 11, 9));
  EXPECT_EQ(funnel.parts[3].week, absl::CivilDay(2026, 11, 16));
  // It converts whenever that is, and its stay belongs to its entry.
  EXPECT_THAT(TextOf(funnel.parts[1].stages[1]),
              "1 of 1, again 0, up 1, down 0, there 0, on 1, ended 1: "
              "288h/288h, open 0");
  EXPECT_THAT(TextOf(funnel.parts[2].stages[1]),
              "1 of 1, again 0, up 0, down 0, there 1, on 0, ended 0, open 1");
}

TEST(MakeFunnel, SegmentsHaveWeeksOfTheirOwn) {
  const std::vector<std::string> by = {"web", "", "web"};
  FunnelOptions options;
  options.by = &by;
  options.weekly = true;
  const Funnel funnel = MustMakeFunnel(
      {History(Nov(2), {To("MQL", Nov(3))}),
       History(Nov(2), {To("MQL", Nov(10))}), History(Nov(9), {})},
      options);
  std::vector<std::string> parts;
  for (const FunnelPart& part : funnel.parts) {
    parts.push_back(absl::StrCat(
        part.segment.has_value() ? absl::StrCat("'", *part.segment, "'")
                                 : "all",
        " ",
        part.week.has_value() ? absl::FormatCivilTime(*part.week) : "whole",
        " ", part.stages[0].leads, " ", part.stages[1].leads));
  }
  EXPECT_THAT(parts, ElementsAre("all whole 3 2", "all 2026-11-02 2 1",
                                 "all 2026-11-09 1 1", "'' whole 1 1",
                                 "'' 2026-11-02 1 0", "'' 2026-11-09 0 1",
                                 "'web' whole 2 1", "'web' 2026-11-02 1 1",
                                 "'web' 2026-11-09 1 0"));
}

TEST(MakeFunnel, CountsWhomADisqualificationKeepsOut) {
  std::vector<LeadHistory> histories(3);
  histories[0].disqualified_by = "odd";
  histories[2].disqualified_by = "odd";
  EXPECT_THAT(MustMakeFunnel(histories).kept_out, ElementsAre(0, 2));
}

TEST(MakeFunnel, OfNoLeadsIsEmpty) {
  const Funnel funnel = MustMakeFunnel({});
  ASSERT_EQ(funnel.parts.size(), 1u);
  EXPECT_EQ(TextsOf(funnel.parts[0])[0],
            "0 of 0, again 0, up 0, down 0, there 0, on 0, ended 0, open 0");
}

TEST(MakeFunnel, RefusesWhatDoesNotGoTogether) {
  const std::vector<LeadHistory> one = {
      History(Nov(1), {To("Kim Ostkamp", Nov(2))})};
  const Model model = ThreeStages();
  EXPECT_THAT(MakeFunnel(model, one, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("which the model does not have")));
  FunnelOptions options;
  options.from = Nov(2);
  options.to = Nov(1);
  EXPECT_THAT(MakeFunnel(model, {}, options),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("ends before it begins")));
  const std::vector<std::string> by = {"a", "b"};
  options = FunnelOptions();
  options.by = &by;
  EXPECT_THAT(MakeFunnel(model, one, options),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("2 segments for 1 histories")));
  const Model without_stages = ParseModelText(R"pb(
    name: "m"
    attributes { name: "size" type: INT }
    scores {
      name: "s"
      groups {
        name: "g"
        rules { name: "r" when: "lead.size > 1" points: 1 }
      }
    }
  )pb");
  EXPECT_THAT(
      MakeFunnel(without_stages, {}, {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no stages")));
}

std::vector<LeadHistory> Generated(std::mt19937* random) {
  const std::vector<std::string> names = {"LEAD", "MQL", "SQL"};
  std::vector<LeadHistory> histories;
  for (int lead = 0; lead < 20; ++lead) {
    absl::Time time = Nov(1) + absl::Hours((*random)() % 200);
    LeadHistory history = History(time, {});
    if ((*random)() % 8 == 0) history.first_entry.reset();
    size_t stage = 0;
    for (uint32_t left = (*random)() % 8; left > 0; --left) {
      time += absl::Hours(1 + (*random)() % 60);
      stage = (stage + 1 + (*random)() % 2) % 3;
      const bool is_return = stage == 0 && (*random)() % 2 == 0;
      history.transitions.push_back(To(
          names[stage], time,
          is_return ? TransitionCause::kReturned : TransitionCause::kActivity));
    }
    histories.push_back(std::move(history));
  }
  return histories;
}

// The same for one stage, by looking from every entry at everything.
StageFlow PlainFlow(const std::vector<LeadHistory>& histories,
                    const std::string& name, const FunnelOptions& options) {
  const std::vector<std::string> names = {"LEAD", "MQL", "SQL"};
  const auto level = [&names](const std::string& stage) {
    return std::find(names.begin(), names.end(), stage) - names.begin();
  };
  StageFlow flow;
  std::vector<absl::Duration> lengths;
  for (const LeadHistory& history : histories) {
    std::vector<Transition> all = {
        To("LEAD", history.first_entry.value_or(absl::InfinitePast()))};
    if (all[0].time >= options.to) all[0].time = absl::InfinitePast();
    for (const Transition& t : history.transitions) {
      if (!history.first_entry.has_value()) {
        all[0].to = t.to;
      } else if (t.time < options.to) {
        all.push_back(t);
      }
    }
    bool has_entered = false;
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i].to != name) continue;
      const bool has_ended = i + 1 < all.size();
      if (!has_ended) ++flow.open;
      if (has_ended && all[i + 1].time >= options.from &&
          all[i].time != absl::InfinitePast()) {
        lengths.push_back(all[i + 1].time - all[i].time);
      }
      if (all[i].time < options.from) continue;
      ++flow.entries;
      bool is_recycled = false;
      for (size_t j = 0; j < i; ++j) {
        is_recycled = is_recycled || all[j].to == name ||
                      all[j].cause == TransitionCause::kReturned;
      }
      if (is_recycled) ++flow.recycled;
      if (!has_ended) ++flow.remained;
      if (has_ended && level(all[i + 1].to) > level(name)) ++flow.went_up;
      if (has_ended && level(all[i + 1].to) < level(name)) ++flow.fell_back;
      if (has_entered) continue;
      has_entered = true;
      ++flow.leads;
      for (size_t j = i + 1; j < all.size(); ++j) {
        if (level(all[j].to) <= level(name)) continue;
        ++flow.converted;
        break;
      }
    }
  }
  std::sort(lengths.begin(), lengths.end());
  flow.ended = static_cast<int64_t>(lengths.size());
  if (!lengths.empty()) {
    flow.median = lengths[(lengths.size() + 1) / 2 - 1];
    flow.p90 = lengths[(lengths.size() * 9 + 9) / 10 - 1];
  }
  return flow;
}

TEST(MakeFunnel, IsWhatALookAtEveryEntryGives) {
  for (uint32_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::vector<LeadHistory> histories = Generated(&random);
    FunnelOptions options;
    if (random() % 3 > 0)
      options.from = Nov(1 + static_cast<int>(random() % 8));
    if (random() % 3 > 0) options.to = Nov(8 + static_cast<int>(random() % 12));
    options.weekly = true;
    const Funnel funnel = MustMakeFunnel(histories, options);
    size_t stage = 0;
    for (const char* name : {"LEAD", "MQL", "SQL"}) {
      const StageFlow& flow = funnel.parts[0].stages[stage];
      EXPECT_EQ(TextOf(flow), TextOf(PlainFlow(histories, name, options)));
      EXPECT_EQ(flow.entries, flow.went_up + flow.fell_back + flow.remained);
      // All but those before all time have a week.
      int64_t entries = 0;
      for (size_t i = 1; i < funnel.parts.size(); ++i) {
        entries += funnel.parts[i].stages[stage].entries;
      }
      if (options.from != absl::InfinitePast()) {
        EXPECT_EQ(entries, flow.entries);
      }
      ++stage;
    }
  }
}

}  // namespace
}  // namespace leadscore
