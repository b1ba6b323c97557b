// The worked examples of docs/semantics.md, by their names there: what other
// products' documentation says a score is, reproduced.

#include <gtest/gtest.h>

#include <string>

#include "leadscore/leadscore.h"
#include "tests/testing/score_testing.h"

namespace leadscore {
namespace {

using testing::DaysAgo;
using testing::Did;
using testing::FirstScore;
using testing::HoursAgo;
using testing::ParseModelText;
using testing::ScoreLead;

std::vector<Activity> Repeat(int count, const std::string& type,
                             absl::Time time) {
  return std::vector<Activity>(static_cast<size_t>(count), Did(type, time));
}

std::vector<Activity> Join(std::vector<std::vector<Activity>> parts) {
  std::vector<Activity> joined;
  for (const auto& part : parts) {
    joined.insert(joined.end(), part.begin(), part.end());
  }
  return joined;
}

// HubSpot's decay, and the same compounding.
TEST(WorkedExample, P1) {
  const auto model = [](const char* compounding) {
    return ParseModelText(absl::StrCat(
        R"pb(name: "p1"
             activities { type: "click" }
             scores {
               name: "engagement"
               groups { name: "all"
                        rules { name: "click" points: 10
                                each { types: "click"
                                       decay { step { percent: 50 every: "30d"
                                                      compounding:)pb",
        compounding, " } } } } } }"));
  };
  const Model plain = model("false");
  EXPECT_EQ(FirstScore(ScoreLead(plain, {}, {Did("click", DaysAgo(30))})), "5");
  EXPECT_EQ(FirstScore(ScoreLead(plain, {}, {Did("click", DaysAgo(60))})), "0");
  const Model compounding = model("true");
  EXPECT_EQ(FirstScore(ScoreLead(compounding, {}, {Did("click", DaysAgo(30))})),
            "5");
  EXPECT_EQ(FirstScore(ScoreLead(compounding, {}, {Did("click", DaysAgo(60))})),
            "2.5");
}

TEST(WorkedExample, P2) {
  const Model model = ParseModelText(R"pb(
    name: "p2"
    scores {
      name: "fit"
      max: 100
      groups {
        name: "one"
        max: 60
        rules { name: "75" points: 75 }
      }
      groups {
        name: "two"
        max: 40
        rules { name: "55" points: 55 }
      }
    })pb");
  const LeadResult result = ScoreLead(model, {});
  EXPECT_EQ(FirstScore(result), "100");
  EXPECT_EQ(result.scores[0].groups[0].raw.ToString(), "75");
  EXPECT_EQ(result.scores[0].groups[0].points.ToString(), "60");
}

// A condition counts once, however often it comes true.
TEST(WorkedExample, P3) {
  const Model model = ParseModelText(R"pb(
    name: "p3"
    activities { type: "contact_form" }
    signals { name: "forms" kind: COUNT types: "contact_form" }
    scores {
      name: "score"
      groups {
        name: "all"
        rules { name: "Filled the form" when: "signal.forms > 0" points: 5 }
      }
    })pb");
  EXPECT_EQ(
      FirstScore(ScoreLead(model, {}, Repeat(2, "contact_form", DaysAgo(1)))),
      "5");
}

// Marketo's default tokens.
TEST(WorkedExample, P4) {
  const Model model = ParseModelText(R"pb(
    name: "p4"
    activities { type: "ppc" }
    activities { type: "pdf" }
    activities { type: "contact_form" }
    activities { type: "webinar" }
    activities { type: "click" }
    activities { type: "no_activity" }
    scores {
      name: "behavior"
      groups {
        name: "tokens"
        rules {
          name: "PPC"
          points: 15
          each { types: "ppc" }
        }
        rules {
          name: "PDF"
          points: 5
          each { types: "pdf" }
        }
        rules {
          name: "Contact form"
          points: 30
          each { types: "contact_form" }
        }
        rules {
          name: "Webinar"
          points: 20
          each { types: "webinar" }
        }
        rules {
          name: "Click"
          points: 2
          each { types: "click" }
        }
        rules {
          name: "Nothing"
          points: -10
          each { types: "no_activity" }
        }
      }
    })pb");
  std::vector<Activity> all;
  for (const std::string& type : model.activity_schema().types) {
    all.push_back(Did(type, DaysAgo(3)));
  }
  EXPECT_EQ(FirstScore(ScoreLead(model, {}, all)), "62");
}

// Pardot's baseline.
TEST(WorkedExample, P5) {
  const Model model = ParseModelText(R"pb(
    name: "p5"
    activities { type: "session" }
    activities { type: "page_view" }
    activities { type: "form_error" }
    activities { type: "form_success" }
    scores {
      name: "score"
      groups {
        name: "baseline"
        rules {
          name: "Session"
          points: 3
          each { types: "session" }
        }
        rules {
          name: "Page view"
          points: 1
          each { types: "page_view" }
        }
        rules {
          name: "Form error"
          points: -5
          each { types: "form_error" }
        }
        rules {
          name: "Form success"
          points: 50
          each { types: "form_success" }
        }
      }
    })pb");
  EXPECT_EQ(
      FirstScore(ScoreLead(model, {},
                           Join({Repeat(1, "session", DaysAgo(1)),
                                 Repeat(4, "page_view", DaysAgo(1)),
                                 Repeat(1, "form_error", DaysAgo(1)),
                                 Repeat(1, "form_success", DaysAgo(1))}))),
      "52");
}

TEST(WorkedExample, P6) {
  const Model model = ParseModelText(R"pb(
    name: "p6"
    activities { type: "click" }
    scores {
      name: "score"
      groups {
        name: "all"
        rules {
          name: "Click"
          points: 50
          each { types: "click" within: "30d" }
        }
      }
    })pb");
  EXPECT_EQ(FirstScore(ScoreLead(model, {}, {Did("click", DaysAgo(29))})),
            "50");
  EXPECT_EQ(FirstScore(ScoreLead(model, {}, {Did("click", DaysAgo(30))})), "0");
}

TEST(WorkedExample, P7) {
  const Model model = ParseModelText(R"pb(
    name: "p7"
    activities { type: "visit" }
    scores {
      name: "score"
      groups {
        name: "all"
        rules {
          name: "Visit"
          points: 1
          each { types: "visit" keep_first_per_day: 20 within: "30d" }
        }
      }
    })pb");
  EXPECT_EQ(FirstScore(ScoreLead(model, {}, Repeat(35, "visit", HoursAgo(2)))),
            "20");
  EXPECT_EQ(FirstScore(ScoreLead(model, {}, {Did("visit", DaysAgo(31))})), "0");
}

TEST(WorkedExample, P8) {
  const Model model = ParseModelText(R"pb(
    name: "p8"
    attributes { name: "employees" type: INT }
    scores {
      name: "fit"
      groups {
        name: "all"
        rules {
          name: "Size"
          curve {
            of: "lead.employees"
            at { x: 10 points: 0 }
            at { x: 100 points: 10 }
            at { x: 1000 points: 0 }
          }
        }
      }
    })pb");
  const auto points = [&model](int employees) {
    return FirstScore(ScoreLead(model, {{"employees", int64_t{employees}}}));
  };
  EXPECT_EQ(points(100), "10");
  EXPECT_EQ(points(55), "5");
  EXPECT_EQ(points(550), "5");
  EXPECT_EQ(points(5), "0");
  EXPECT_EQ(points(5000), "0");
}

TEST(WorkedExample, P9) {
  const Model model = ParseModelText(R"pb(
    name: "p9"
    activities { type: "ebook" }
    activities { type: "blog" }
    scores {
      name: "score"
      groups {
        name: "all"
        rules {
          name: "Ebook"
          points: 10
          each { types: "ebook" }
        }
        rules {
          name: "Blog"
          points: 1
          max: 10
          each { types: "blog" }
        }
      }
    })pb");
  EXPECT_EQ(FirstScore(ScoreLead(model, {},
                                 Join({Repeat(2, "ebook", DaysAgo(2)),
                                       Repeat(14, "blog", DaysAgo(1))}))),
            "30");
}

TEST(WorkedExample, P10) {
  const Model model = ParseModelText(R"pb(
    name: "p10"
    activities { type: "ebook" }
    scores {
      name: "score"
      groups {
        name: "all"
        decay { half_life: "30d" }
        rules {
          name: "Ebook"
          points: 10
          each { types: "ebook" }
        }
      }
    })pb");
  EXPECT_EQ(FirstScore(ScoreLead(model, {}, Repeat(2, "ebook", HoursAgo(48)))),
            "19.096832");
}

// Eloqua's sample card: shares of weighted criteria.
Model EloquaModel() {
  return ParseModelText(R"pb(
    name: "eloqua"
    attributes { name: "title" type: STRING }
    attributes { name: "industry" type: STRING }
    attributes { name: "revenue" type: STRING }
    attributes { name: "solution" type: STRING }
    scores {
      name: "profile"
      bands { label: "A" from: 75 }
      bands { label: "B" from: 50 }
      bands { label: "C" from: 25 }
      bands { label: "D" }
      groups {
        name: "criteria"
        rules {
          name: "Title"
          weight: 30
          table {
            of: "lead.title"
            row { is: "VP Marketing" points: 1 }
            row { is: "Director of Sales" points: 0.5 }
          }
        }
        rules {
          name: "Industry"
          weight: 30
          table {
            of: "lead.industry"
            row {
              is: [ "Software", "Pharmaceutical" ]
              points: 1
            }
          }
        }
        rules {
          name: "Revenue"
          weight: 25
          table {
            of: "lead.revenue"
            row { is: "$1 bn" points: 1 }
            row { is: "$100 m" points: 0.2 }
          }
        }
        rules {
          name: "Solution"
          weight: 15
          table {
            of: "lead.solution"
            row { is: "Competitor-2" points: 0.8 }
          }
        }
      }
    }
    grade: "profile")pb");
}

TEST(WorkedExample, G1) {
  const LeadResult result =
      ScoreLead(EloquaModel(), {{"title", "VP Marketing"},
                                {"industry", "Software"},
                                {"revenue", "$1 bn"},
                                {"solution", "Competitor-2"}});
  EXPECT_EQ(FirstScore(result), "97");
  EXPECT_EQ(result.grade, "A");
}

TEST(WorkedExample, G2) {
  const LeadResult result =
      ScoreLead(EloquaModel(), {{"title", "Director of Sales"},
                                {"industry", "Pharmaceutical"},
                                {"revenue", "$100 m"},
                                {"solution", "none"}});
  EXPECT_EQ(FirstScore(result), "50");
  EXPECT_EQ(result.grade, "B");
}

// Pardot's grades: a point is a third of a letter.
TEST(WorkedExample, G3) {
  const Model model = ParseModelText(R"pb(
    name: "g3"
    attributes { name: "thirds" type: INT }
    scores {
      name: "profile"
      bands { label: "C" from: 3 }
      bands { label: "C-" from: 2 }
      bands { label: "D+" from: 1 }
      bands { label: "D" }
      groups {
        name: "matches"
        rules {
          name: "Matched criteria"
          curve {
            of: "lead.thirds"
            at { x: 0 points: 0 }
            at { x: 10 points: 10 }
          }
        }
      }
    }
    grade: "profile")pb");
  const auto grade = [&model](int thirds) {
    return ScoreLead(model, {{"thirds", int64_t{thirds}}}).grade;
  };
  EXPECT_EQ(grade(0), "D");
  EXPECT_EQ(grade(1), "D+");
  EXPECT_EQ(grade(2), "C-");
  EXPECT_EQ(grade(3), "C");
}

// HubSpot's matrix of fit and readiness.
TEST(WorkedExample, G4) {
  const Model model = ParseModelText(R"pb(
    name: "g4"
    attributes { name: "fits" type: BOOL }
    attributes { name: "readiness" type: INT }
    scores {
      name: "fit"
      bands { label: "Good fit, " from: 1 }
      bands { label: "Poor fit, " }
      groups {
        name: "fit"
        rules { name: "Fits" when: "lead.fits" points: 1 }
      }
    }
    scores {
      name: "readiness"
      bands { label: "hand-raiser" from: 2 }
      bands { label: "ready" from: 1 }
      bands { label: "not ready" }
      groups {
        name: "readiness"
        rules {
          name: "Ready"
          curve {
            of: "lead.readiness"
            shape: STEP
            at { x: 0 points: 0 }
            at { x: 1 points: 1 }
            at { x: 2 points: 2 }
          }
        }
      }
    }
    grade: [ "fit", "readiness" ])pb");
  const auto cell = [&model](bool fits, int readiness) {
    return ScoreLead(model, {{"fits", fits}, {"readiness", int64_t{readiness}}})
        .grade;
  };
  EXPECT_EQ(cell(true, 0), "Good fit, not ready");
  EXPECT_EQ(cell(true, 1), "Good fit, ready");
  EXPECT_EQ(cell(true, 2), "Good fit, hand-raiser");
  EXPECT_EQ(cell(false, 0), "Poor fit, not ready");
  EXPECT_EQ(cell(false, 1), "Poor fit, ready");
  EXPECT_EQ(cell(false, 2), "Poor fit, hand-raiser");
}

TEST(WorkedExample, R1) {
  RevenuePlanSpec spec;
  spec.revenue = 500'000;
  spec.deal = 10'000;
  spec.steps = {{"prospect", 0.05}};
  const RevenuePlan plan = *PlanRevenue(spec);
  EXPECT_EQ(plan.customers, 50);
  EXPECT_EQ(plan.stages[0].needed, 1000);
}

TEST(WorkedExample, R2) {
  RevenuePlanSpec spec;
  spec.lifetime_value = 7'500;
  spec.steps = {{"MQL", 0.15}, {"SQL", 0.30}, {"SAL", 0.15}};
  const RevenuePlan plan = *PlanRevenue(spec);
  EXPECT_EQ(plan.stages[0].worth, 50.625);
  EXPECT_EQ(plan.stages[1].worth, 337.5);
  EXPECT_EQ(plan.stages[2].worth, 1125);
}

}  // namespace
}  // namespace leadscore
