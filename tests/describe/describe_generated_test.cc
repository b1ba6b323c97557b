// Generated models: nothing of them is left out of their pages.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/describe.h"
#include "src/core/number_text.h"
#include "src/core/text.h"
#include "src/describe/phrases.h"
#include "src/model/checked_model.h"
#include "src/model/spec_fields.h"
#include "tests/describe/description_words.h"
#include "tests/model/spec_samples.h"
#include "tests/testing/generator.h"
#include "tests/testing/seeds.h"

namespace leadscore {
namespace {

namespace cel = internal::cel;
using testing::AllText;
using testing::IsSame;

// Texts, numbers and durations of a spec that should be found on its page.
class LeafFinder {
 public:
  explicit LeafFinder(const std::string& all)
      : all_(WithoutCommas(internal::FoldText(all))) {}

  template <typename T>
  void Find(const T& value, const std::string& path) {
    if constexpr (internal::kIsSpec<T>) {
      internal::SpecFields<T>::Visit(
          value, [&](const char* name, const auto& member) {
            // Conditions and operands are said in other words.
            for (const char* other : {"when", "where", "from", "of", "to"}) {
              if (std::is_same_v<decltype(member), const std::string&> &&
                  std::string(other) == name) {
                return;
              }
            }
            Find(member, absl::StrCat(path, ".", name));
          });
    } else if constexpr (internal::kIsVector<T>) {
      for (const auto& one : value) Find(one, path);
    } else if constexpr (internal::kIsOptional<T>) {
      if (value.has_value()) Find(*value, path);
    } else if constexpr (std::is_same_v<T, std::string>) {
      FindText(value, path);
    } else if constexpr (std::is_same_v<T, absl::Duration>) {
      if (value != absl::ZeroDuration()) {
        Expect(internal::ExactDurationWords(value), path);
      }
    } else if constexpr (std::is_same_v<T, double>) {
      if (value != 0 && value != 1) FindNumber(value, path);
    } else if constexpr (std::is_same_v<T, int>) {
      if (value != 0) Expect(absl::StrCat(value), path);
    }
  }

 private:
  static std::string WithoutCommas(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), ','), text.end());
    return text;
  }

  void FindText(const std::string& text, const std::string& path) {
    // Said in words.
    for (const char* word : {"true", "false", "DAY", "WEEK"}) {
      if (text == word) return;
    }
    const std::string quoted = internal::QuotedText(text);
    Expect(quoted.substr(1, quoted.size() - 2), path);
  }

  void FindNumber(double number, const std::string& path) {
    Expect(internal::FormatDouble(number), path);
  }

  void Expect(const std::string& text, const std::string& path) {
    const std::string folded = WithoutCommas(internal::FoldText(text));
    EXPECT_NE(all_.find(folded), std::string::npos) << path << ": " << text;
  }

  const std::string all_;
};

std::vector<const cel::Expr*> ConditionsOf(
    const internal::CheckedModel& model) {
  std::vector<const cel::Expr*> roots;
  const auto add = [&roots](const internal::Condition& condition) {
    if (condition != nullptr) roots.push_back(&condition->root());
  };
  for (const auto& attribute : model.attributes) add(attribute.from);
  for (const auto& screen : model.screens) add(screen.where);
  for (const auto& signal : model.signals) add(signal.where);
  for (const auto& reason : model.disqualify) add(reason.when);
  for (const auto& score : model.scores) {
    for (const auto& group : score.groups) {
      for (const auto& rule : group.rules) {
        add(rule.when);
        for (const auto& tier : rule.tiers.tiers) add(tier.when);
        if (rule.each != nullptr) add(rule.each->where);
      }
    }
  }
  for (const auto& stage : model.stages) {
    for (const auto& way : stage.enter) add(way.when);
    for (const auto& evidence : stage.evidence) add(evidence.when);
    if (stage.hold.has_value()) add(stage.hold->when);
  }
  return roots;
}

// The texts and numbers that conditions compare with.
void CollectConstants(const cel::Expr& expr,
                      std::vector<cel::Value>* constants) {
  if (expr.kind == cel::ExprKind::kCall &&
      (expr.name == "timestamp" || expr.name == "duration")) {
    return;
  }
  if (expr.kind == cel::ExprKind::kConstant) {
    constants->push_back(expr.constant);
  }
  for (const auto& child : expr.children) CollectConstants(*child, constants);
}

TEST(DescribeGeneratedTest, HoldsAllTextsAndNumbersOfGeneratedModels) {
  for (uint64_t seed : testing::SeedsToTry(60)) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    testing::Random random(seed);
    const ModelSpec spec = testing::GenerateModel(random);
    const Model model = *Model::Create(spec);
    const std::string all = AllText(model);
    LeafFinder(all).Find(spec, "model");
    for (const cel::Expr* root : ConditionsOf(model.checked())) {
      std::vector<cel::Value> constants;
      CollectConstants(*root, &constants);
      for (const cel::Value& value : constants) {
        if (value.is(cel::Kind::kBool)) continue;
        const std::string words =
            internal::ValueWords(value, model.time_zone()).value_or("none");
        EXPECT_TRUE(all.find(words) != std::string::npos ||
                    all.find(value.ToString()) != std::string::npos)
            << value.ToString();
      }
    }
  }
}

TEST(DescribeGeneratedTest, TellsGeneratedModelsApartFromWhatTheyAreNot) {
  for (uint64_t seed : testing::SeedsToTry(4)) {
    testing::Random random(seed);
    const ModelSpec spec = testing::GenerateModel(random);
    const Model original = *Model::Create(spec);
    const std::string before = AllText(original);
    testing::SpecMutator::ForEachChange(
        spec, [&](const ModelSpec& changed, int index) {
          const absl::StatusOr<Model> model = Model::Create(changed);
          if (!model.ok() || IsSame(*model, original)) return;
          EXPECT_TRUE(AllText(*model) != before)
              << "seed " << seed << ", change " << index;
        });
  }
}

TEST(DescribeGeneratedTest, WritesTheSameEveryTime) {
  testing::Random random(7);
  const ModelSpec spec = testing::GenerateModel(random);
  EXPECT_EQ(DescriptionHtml(DescribeModel(*Model::Create(spec))),
            DescriptionHtml(DescribeModel(*Model::Create(spec))));
}

}  // namespace
}  // namespace leadscore
