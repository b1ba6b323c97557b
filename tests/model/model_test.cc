#include "leadscore/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/generator.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::HasSubstr;
using testing::StatusIs;

// A spec as a program would write it, without files.
ModelSpec SmallSpec() {
  ModelSpec spec;
  spec.name = "acme";
  spec.attributes = {{"employees", ValueType::kInt},
                     {"industry", ValueType::kString}};
  RuleSpec size;
  size.name = "Size";
  size.when = "lead.employees >= 200";
  size.points = 30;
  spec.scores = {{"fit", {{"Company", {size}}}}};
  return spec;
}

// The diagnostics of a spec, each as "path: message".
std::vector<std::string> Mistakes(const ModelSpec& spec,
                                  const ModelLimits& limits = {}) {
  Diagnostics diagnostics;
  const bool ok = Model::Create(spec, &diagnostics, limits).ok();
  EXPECT_EQ(ok, !HasErrors(diagnostics));
  std::vector<std::string> mistakes;
  for (const Diagnostic& diagnostic : diagnostics) {
    mistakes.push_back(diagnostic.PathText() + ": " + diagnostic.message);
  }
  return mistakes;
}

TEST(ModelTest, WhatIsFineIsAccepted) {
  const absl::StatusOr<Model> model = Model::Create(SmallSpec());
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->name(), "acme");
  EXPECT_EQ(model->fingerprint().size(), 32u);
  EXPECT_THAT(model->score_names(), ::testing::ElementsAre("fit"));
  EXPECT_EQ(model->lead_schema().columns.size(), 2u);
}

TEST(ModelTest, TheStatusNamesTheFirstErrorAndTheirNumber) {
  ModelSpec spec = SmallSpec();
  spec.scores[0].groups[0].rules[0].when = "lead.employes > 1";
  spec.time_zone = "Nowhere";
  EXPECT_THAT(
      Model::Create(spec),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("the model has 2 errors: time_zone: unknown time")));
}

TEST(ModelTest, AllMistakesAreReported) {
  ModelSpec spec = SmallSpec();
  spec.attributes.push_back({"employees", ValueType::kInt});
  spec.attributes.push_back({"first name", ValueType::kString});
  spec.attributes.push_back({"untyped"});
  spec.scores[0].groups[0].rules[0].when = "lead.employes > 1";
  spec.scores[0].groups[0].rules[0].weight = 1001;
  EXPECT_THAT(
      Mistakes(spec),
      ::testing::ElementsAre(
          "attributes[employees].name: there is another attribute named "
          "\"employees\"",
          "attributes[first name].name: conditions cannot spell the name "
          "\"first name\"",
          "attributes[untyped].type: the attribute has no type",
          "scores[fit].groups[Company].rules[Size].when: unknown attribute "
          "\"employes\"; did you mean \"employees\"?",
          "scores[fit].groups[Company].rules[Size].weight: a weight that is "
          "not a decimal from -1000 to 1000 of at most 6 fractional digits"));
}

TEST(ModelTest, ATypeThatIsWrongIsReportedOnce) {
  // Conditions that read an attribute without type are not to blame.
  ModelSpec spec = SmallSpec();
  spec.attributes[0].type = ValueType::kUnspecified;
  EXPECT_THAT(Mistakes(spec),
              ::testing::ElementsAre(
                  "attributes[employees].type: the attribute has no type"));
}

TEST(ModelTest, LimitsAreTheCallers) {
  ModelSpec spec = SmallSpec();
  ModelLimits limits;
  limits.max_rules = 0;
  EXPECT_THAT(
      Mistakes(spec, limits),
      ::testing::ElementsAre("scores: the model has 1 rules, more than 0"));
  limits = {};
  limits.max_condition_bytes = 5;
  EXPECT_THAT(Mistakes(spec, limits),
              ::testing::ElementsAre(
                  "scores[fit].groups[Company].rules[Size].when: longer than 5 "
                  "bytes"));
  limits = {};
  limits.max_list_values = 1;
  spec.lists = {{"l", {"a", "b"}}};
  EXPECT_THAT(
      Mistakes(spec, limits),
      ::testing::ElementsAre("lists[l]: the lists have more than 1 values"));
}

TEST(ModelTest, TwentyThousandRulesAreEnough) {
  ModelSpec spec = SmallSpec();
  RuleSpec rule = spec.scores[0].groups[0].rules[0];
  for (int i = 1; i < 20'000; ++i) {
    rule.name = "rule " + std::to_string(i);
    spec.scores[0].groups[0].rules.push_back(rule);
  }
  EXPECT_TRUE(Mistakes(spec).empty());
  rule.name = "one too many";
  spec.scores[0].groups[0].rules.push_back(rule);
  EXPECT_THAT(Mistakes(spec),
              ::testing::ElementsAre(
                  "scores: the model has 20001 rules, more than 20000"));
}

TEST(ModelTest, CirclesOfDerivedAttributesAreFound) {
  ModelSpec spec = SmallSpec();
  spec.attributes.push_back({"a", ValueType::kInt, "", false, "lead.c + 1"});
  spec.attributes.push_back({"b", ValueType::kInt, "", false, "lead.a + 1"});
  spec.attributes.push_back({"c", ValueType::kInt, "", false, "lead.b + 1"});
  EXPECT_THAT(Mistakes(spec),
              ::testing::ElementsAre("attributes[a].from: the attribute \"a\" "
                                     "is derived from itself"));
}

TEST(ModelTest, KnownAtOfADerivedAttributeIsRefused) {
  ModelSpec spec = SmallSpec();
  spec.attributes.push_back(
      {"since", ValueType::kTimestamp, "", false, "as_of"});
  spec.attributes.push_back(
      {"budget", ValueType::kInt, "", false, "", "since"});
  EXPECT_THAT(Mistakes(spec),
              ::testing::ElementsAre("attributes[budget].known_at: known_at "
                                     "names a derived attribute"));
}

TEST(ModelTest, LongChainsOfDerivedAttributesAreRefused) {
  ModelSpec spec = SmallSpec();
  for (int i = 0; i < 5000; ++i) {
    spec.attributes.push_back(
        {"d" + std::to_string(i), ValueType::kInt, "", false,
         i == 4999 ? "1" : "lead.d" + std::to_string(i + 1)});
  }
  EXPECT_THAT(Mistakes(spec)[0], HasSubstr("a chain of more than 100"));
}

TEST(ModelTest, TextThatIsNotUtf8IsRefused) {
  ModelSpec spec = SmallSpec();
  spec.scores[0].groups[0].name = "\xff";
  EXPECT_THAT(Mistakes(spec),
              ::testing::ElementsAre(
                  "scores[0].groups[0].name: text that is not UTF-8"));
}

TEST(ModelTest, AllGeneratedModelsAreFine) {
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    testing::Random random(seed);
    EXPECT_THAT(Mistakes(testing::GenerateModel(random)), ::testing::IsEmpty())
        << "seed " << seed;
  }
}

TEST(DiagnosticTest, IsWordedLikeACompilers) {
  Diagnostic diagnostic;
  diagnostic.path = {{"scores", 0, "fit"}, {"when", -1, ""}};
  diagnostic.message = "unknown attribute";
  diagnostic.remedy = "declare it";
  EXPECT_EQ(diagnostic.ToString(),
            "error: unknown attribute\n"
            "  in scores[fit].when\n"
            "  remedy: declare it\n");
  diagnostic.severity = Diagnostic::Severity::kWarning;
  diagnostic.file = "m.textproto";
  diagnostic.line = 3;
  diagnostic.column = 4;
  diagnostic.length = 3;
  diagnostic.source_line = "\t\u00fc abc";
  EXPECT_EQ(diagnostic.ToString(),
            "m.textproto:3:4: warning: unknown attribute\n"
            "  in scores[fit].when\n"
            "    \t\u00fc abc\n"
            "    \t  ^~~\n"
            "  remedy: declare it\n");
}

}  // namespace
}  // namespace leadscore
