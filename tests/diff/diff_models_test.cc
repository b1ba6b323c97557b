#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "leadscore/model_diff.h"
#include "tests/testing/score_testing.h"

namespace leadscore {
namespace {

using ::testing::IsEmpty;
using testing::ParseModelText;
using ::testing::SizeIs;

constexpr char kModel[] = R"(
  name: 'm'
  attributes { name: 'employees' type: INT }
  scores { name: 'fit' groups { name: 'Company'
    rules { name: 'Size' when: 'lead.employees >= 200' points: 30 } } }
  agreed { name: 'large' lead: '{employees: 300}'
           expect { points { score: 'fit' points: 30 } } }
  agreed { name: 'middling' lead: '{employees: 150}'
           expect { points { score: 'fit' points: 30 } } }
  agreed { name: 'small' lead: '{employees: 3}'
           expect { points { score: 'fit' points: 0 } } }
)";

Model Changed(const std::string& what, const std::string& with) {
  return ParseModelText(absl::StrReplaceAll(kModel, {{what, with}}));
}

TEST(DiffModels, FindsNothingInOneModel) {
  const Model model = ParseModelText(kModel);
  const ModelDiff diff = DiffModels(model, model);
  EXPECT_THAT(diff.differences, IsEmpty());
  EXPECT_THAT(diff.agreed, IsEmpty());
  EXPECT_THAT(diff.warnings_gone, IsEmpty());
  EXPECT_THAT(diff.warnings_new, IsEmpty());
}

TEST(DiffModels, TellsWhichExamplesAreMended) {
  const ModelDiff diff =
      DiffModels(ParseModelText(kModel), Changed(">= 200", ">= 100"));
  ASSERT_THAT(diff.agreed, SizeIs(1));
  EXPECT_EQ(diff.agreed[0].name, "middling");
  EXPECT_EQ(diff.agreed[0].before, AgreedOutcome::kNotAsAgreed);
  EXPECT_EQ(diff.agreed[0].after, AgreedOutcome::kAsAgreed);
  ASSERT_THAT(diff.agreed[0].mismatches, SizeIs(1));
  EXPECT_EQ(diff.agreed[0].mismatches[0].agreed, "30");
  EXPECT_EQ(diff.agreed[0].mismatches[0].found, "0");
}

TEST(DiffModels, TellsWhichExamplesBreak) {
  const ModelDiff diff =
      DiffModels(ParseModelText(kModel), Changed(">= 200", ">= 2"));
  ASSERT_THAT(diff.agreed, SizeIs(2));
  EXPECT_EQ(diff.agreed[1].name, "small");
  EXPECT_EQ(diff.agreed[1].before, AgreedOutcome::kAsAgreed);
  EXPECT_EQ(diff.agreed[1].after, AgreedOutcome::kNotAsAgreed);
  ASSERT_THAT(diff.agreed[1].mismatches, SizeIs(1));
  EXPECT_EQ(diff.agreed[1].mismatches[0].name, "fit");
  EXPECT_EQ(diff.agreed[1].mismatches[0].found, "30");
}

TEST(DiffModels, RunsExamplesThatOnlyOneModelHasByBoth) {
  // Who takes an example out breaks it nevertheless.
  const Model without = Changed(
      "agreed { name: 'small' lead: '{employees: 3}'\n"
      "           expect { points { score: 'fit' points: 0 } } }",
      "");
  const Model low = Changed(">= 200", ">= 2");
  ASSERT_EQ(without.spec().agreed.size(), 2u);
  EXPECT_THAT(DiffModels(low, without).agreed, SizeIs(2));
  EXPECT_THAT(DiffModels(without, low).agreed, SizeIs(2));
}

TEST(DiffModels, TellsWhichExamplesAModelCannotHave) {
  const Model other = ParseModelText(
      "name: 'm' attributes { name: 'staff' type: INT } scores { name: 'fit' "
      "groups { name: 'g' rules { name: 'Size' when: 'lead.staff >= 200' "
      "points: 30 } } }");
  const ModelDiff diff = DiffModels(ParseModelText(kModel), other);
  ASSERT_THAT(diff.agreed, SizeIs(3));
  EXPECT_EQ(diff.agreed[0].after, AgreedOutcome::kImpossible);
}

TEST(DiffModels, TellsWhichWarningsComeAndGo) {
  const Model odd = Changed("lead.employees >= 200",
                            "lead.employees >= 200 && lead.employees < 100");
  const ModelDiff diff = DiffModels(ParseModelText(kModel), odd);
  EXPECT_THAT(diff.warnings_gone, IsEmpty());
  EXPECT_FALSE(diff.warnings_new.empty());
  const ModelDiff back = DiffModels(odd, ParseModelText(kModel));
  EXPECT_THAT(back.warnings_new, IsEmpty());
  EXPECT_EQ(back.warnings_gone.size(), diff.warnings_new.size());
}

}  // namespace
}  // namespace leadscore
