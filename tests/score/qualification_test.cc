// From scores to who gets the lead.

#include <gtest/gtest.h>

#include <string>

#include "leadscore/leadscore.h"
#include "tests/testing/score_testing.h"

namespace leadscore {
namespace {

using testing::ParseModelText;
using testing::ScoreLead;

// Scores that are what attributes say, and stages over them.
Model StageModel(const std::string& more = "") {
  return ParseModelText(
      R"pb(name: "stages"
           attributes { name: "fit" type: DOUBLE }
           attributes { name: "engagement" type: DOUBLE }
           attributes { name: "raised_hand" type: BOOL }
           attributes { name: "competitor" type: BOOL }
           attributes { name: "budget" type: DOUBLE }
           attributes { name: "authority" type: BOOL }
           scores {
             name: "fit"
             bands { label: "A" from: 50 }
             bands { label: "B" }
             groups {
               name: "fit"
               rules {
                 name: "fit"
                 curve {
                   of: "lead.fit"
                   at { x: -1000 points: -1000 }
                   at { x: 1000 points: 1000 }
                 }
               }
             }
           }
           scores {
             name: "engagement"
             bands { label: "1" from: 40 }
             bands { label: "2" }
             groups {
               name: "engagement"
               rules {
                 name: "engagement"
                 curve {
                   of: "lead.engagement"
                   at { x: -1000 points: -1000 }
                   at { x: 1000 points: 1000 }
                 }
               }
             }
           }
           grade: [ "fit", "engagement" ]
           disqualify { name: "competitor" when: "lead.competitor" }
           stages { name: "NURTURE" }
           stages {
             name: "MQL"
             enter {
               name: "score"
               at_least { score: "fit" points: 50 }
               at_least { score: "engagement" points: 40 }
             }
             enter { name: "hand-raiser" when: "lead.raised_hand" }
             enter {
               name: "total"
               at_least { score: "total" points: 500 }
             }
           }
           stages {
             name: "SQL"
             enter {
               name: "BANT"
               at_least { score: "fit" points: 50 }
               evidence: true
             }
             enter {
               name: "top"
               when: "score.fit >= 900.0 && band.engagement == '1' && "
                     "grade == 'A1' && total > 940.0"
             }
             evidence { name: "Budget" when: "lead.budget >= 10000.0" }
             evidence { name: "Authority" when: "lead.authority" }
           })pb" +
      more);
}

TEST(QualificationTest, BandsAndGrade) {
  const Model model = StageModel();
  EXPECT_EQ(ScoreLead(model, {{"fit", 50.0}, {"engagement", 39.0}}).grade,
            "A2");
  EXPECT_EQ(ScoreLead(model, {{"fit", 49.999999}, {"engagement", 40.0}}).grade,
            "B1");
  const LeadResult result = ScoreLead(model, {});
  EXPECT_EQ(result.grade, "B2");
  EXPECT_EQ(result.scores[0].band, "B");
}

TEST(QualificationTest, AllOfAWayHasToHold) {
  const Model model = StageModel();
  LeadResult result = ScoreLead(model, {{"fit", 50.0}, {"engagement", 40.0}});
  EXPECT_EQ(result.qualifies_for, "MQL");
  EXPECT_EQ(result.way, "score");
  result = ScoreLead(model, {{"fit", 50.0}, {"engagement", 39.999999}});
  EXPECT_EQ(result.qualifies_for, "NURTURE");
  EXPECT_EQ(result.way, "");
}

TEST(QualificationTest, TheFirstOpenWayIsNamed) {
  const Model model = StageModel();
  EXPECT_EQ(ScoreLead(model, {{"raised_hand", true}}).way, "hand-raiser");
  EXPECT_EQ(
      ScoreLead(model,
                {{"raised_hand", true}, {"fit", 50.0}, {"engagement", 40.0}})
          .way,
      "score");
  EXPECT_EQ(ScoreLead(model, {{"engagement", 500.0}}).way, "total");
}

TEST(QualificationTest, EvidenceIsYesNoOrUnknown) {
  const Model model = StageModel();
  LeadResult result = ScoreLead(
      model, {{"fit", 50.0}, {"budget", 10000.0}, {"authority", true}});
  EXPECT_EQ(result.qualifies_for, "SQL");
  EXPECT_EQ(result.way, "BANT");
  ASSERT_EQ(result.evidence.size(), 2u);
  EXPECT_EQ(result.evidence[0].stage, "SQL");
  EXPECT_EQ(result.evidence[0].name, "Budget");
  EXPECT_EQ(result.evidence[0].answer, Answer::kYes);
  result = ScoreLead(model, {{"fit", 50.0}, {"budget", 9999.0}});
  EXPECT_EQ(result.evidence[0].answer, Answer::kNo);
  EXPECT_EQ(result.evidence[1].answer, Answer::kUnknown);
  EXPECT_EQ(result.qualifies_for, "NURTURE");
}

TEST(QualificationTest, TheHighestOpenStageCounts) {
  // Not an MQL by its score, but SQL by evidence.
  const LeadResult result = ScoreLead(StageModel(), {{"fit", 60.0},
                                                     {"budget", 20000.0},
                                                     {"authority", true},
                                                     {"raised_hand", true}});
  EXPECT_EQ(result.qualifies_for, "SQL");
}

TEST(QualificationTest, ConditionsOfStagesReadScoresBandsTotalAndGrade) {
  const LeadResult result =
      ScoreLead(StageModel(), {{"fit", 901.0}, {"engagement", 40.0}});
  EXPECT_EQ(result.qualifies_for, "SQL");
  EXPECT_EQ(result.way, "top");
}

TEST(QualificationTest, DisqualificationComesBeforeAllWays) {
  const LeadResult result =
      ScoreLead(StageModel(),
                {{"competitor", true}, {"raised_hand", true}, {"fit", 60.0}});
  EXPECT_EQ(result.qualifies_for, "NURTURE");
  EXPECT_EQ(result.disqualified_by, "competitor");
  EXPECT_EQ(result.way, "");
  EXPECT_EQ(result.evidence.size(), 2u);
}

TEST(QualificationTest, AMissingValueDisqualifiesNobody) {
  EXPECT_EQ(ScoreLead(StageModel(), {{"raised_hand", true}}).disqualified_by,
            "");
}

TEST(TotalTest, IsTheWeightedSumWithinItsBounds) {
  const auto total = [](const std::string& bounds, double fit) {
    const Model model = ParseModelText(
        R"pb(name: "total"
             attributes { name: "fit" type: DOUBLE }
             scores {
               name: "fit"
               base: 1
               weight: 0.5
               groups {
                 name: "fit"
                 rules {
                   name: "fit"
                   curve {
                     of: "lead.fit"
                     at { x: -100 points: -100 }
                     at { x: 100 points: 100 }
                   }
                 }
               }
             }
             scores { name: "constant" base: 7 weight: -1 })pb" +
        bounds);
    return ScoreLead(model, {{"fit", fit}}).total.ToString();
  };
  EXPECT_EQ(total("", 20.0), "3.5");
  EXPECT_EQ(total("total { min: 0 max: 3 }", 20.0), "3");
  EXPECT_EQ(total("total { min: 0 max: 3 }", -20.0), "0");
  // A product that has to round is rounded once.
  EXPECT_EQ(total("", 0.000001), "-6.5");
}

TEST(ModelWithoutStagesTest, QualifiesForNothing) {
  const Model model = ParseModelText("name: 'm' scores { name: 's' base: 3 }");
  const LeadResult result = ScoreLead(model, {});
  EXPECT_EQ(result.total.ToString(), "3");
  EXPECT_EQ(result.qualifies_for, "");
  EXPECT_EQ(result.grade, "");
}

TEST(ReasonsTest, TheStrongestFirstByWeightedPoints) {
  const Model model = ParseModelText(R"pb(
    name: "reasons"
    scores {
      name: "fit"
      weight: 0.1
      groups {
        name: "fit"
        rules { name: "Large but light" points: 50 }
        rules { name: "Nothing" points: 0 }
      }
    }
    scores {
      name: "engagement"
      groups {
        name: "engagement"
        rules { name: "Small" points: 4 }
        rules { name: "Against" label: "Silent" points: -20.126 }
        rules { name: "As small" points: 4 }
      }
    })pb");
  const LeadResult result = ScoreLead(model, {});
  std::string text;
  for (const Reason& reason : StrongestReasons(model, result, 10)) {
    text += reason.ToString() + "; ";
  }
  EXPECT_EQ(text,
            "Silent -20.13; Large but light +50; Small +4; As small +4; ");
  EXPECT_EQ(StrongestReasons(model, result, 1).size(), 1u);
}

}  // namespace
}  // namespace leadscore
