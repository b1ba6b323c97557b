#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/model_diff.h"
#include "src/diff/spec_text.h"
#include "src/model/spec_fields.h"
#include "tests/model/spec_samples.h"
#include "tests/testing/generator.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/seeds.h"

namespace leadscore {
namespace {

using ::testing::ElementsAre;
using testing::FullSpec;
using ::testing::IsEmpty;
using testing::ParseSpec;
using testing::SpecMutator;

// Where two specs that differ in one place do so, found plainly: the names of
// the members on the way, and the places in lists.
class PlaceFinder {
 public:
  static std::string Find(const ModelSpec& a, const ModelSpec& b) {
    PlaceFinder finder;
    finder.Walk(a, b);
    return finder.place_;
  }

 private:
  template <typename T>
  void Walk(const T& a, const T& b) {
    if (internal::SpecText(a) == internal::SpecText(b)) return;
    if constexpr (internal::kIsSpec<T>) {
      std::vector<const void*> members;
      internal::SpecFields<T>::Visit(a, [&](const char*, const auto& member) {
        members.push_back(&member);
      });
      size_t index = 0;
      internal::SpecFields<T>::Visit(
          b, [&](const char* name, const auto& member) {
            using Member = std::decay_t<decltype(member)>;
            const auto& other = *static_cast<const Member*>(members[index++]);
            if (internal::SpecText(other) == internal::SpecText(member)) return;
            absl::StrAppend(&place_, ".", name);
            Walk(other, member);
          });
    }
  }

  template <typename T>
  void Walk(const std::optional<T>& a, const std::optional<T>& b) {
    if (a.has_value() && b.has_value()) Walk(*a, *b);
  }

  template <typename T>
  void Walk(const std::vector<T>& a, const std::vector<T>& b) {
    if constexpr (internal::kIsSpec<T>) {
      for (size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        if (i >= a.size() || i >= b.size()) {
          absl::StrAppend(&place_, "[", i, "]");
        } else if (internal::SpecText(a[i]) != internal::SpecText(b[i])) {
          absl::StrAppend(&place_, "[", i, "]");
          Walk(a[i], b[i]);
        }
      }
    }
  }

  std::string place_;
};

std::string PlaceOf(const SpecDifference& difference) {
  std::string place;
  for (const PathStep& step : difference.path) {
    absl::StrAppend(&place, ".", step.field);
    if (step.index >= 0) absl::StrAppend(&place, "[", step.index, "]");
  }
  return place;
}

TEST(DiffSpecs, FindsNothingInEqualSpecs) {
  EXPECT_THAT(DiffSpecs(FullSpec(), FullSpec()), IsEmpty());
  EXPECT_THAT(DiffSpecs(ModelSpec(), ModelSpec()), IsEmpty());
}

TEST(DiffSpecs, FindsEachChangedMemberAndNothingElse) {
  const ModelSpec spec = FullSpec();
  const int changes = SpecMutator::ForEachChange(
      spec, [&spec](const ModelSpec& changed, int index) {
        const std::string place = PlaceFinder::Find(spec, changed);
        for (const bool is_back : {false, true}) {
          const std::vector<SpecDifference> differences =
              is_back ? DiffSpecs(changed, spec) : DiffSpecs(spec, changed);
          ASSERT_EQ(differences.size(), 1u) << index << " " << place;
          EXPECT_EQ(PlaceOf(differences[0]), place);
          EXPECT_NE(differences[0].before, differences[0].after) << place;
        }
      });
  EXPECT_GT(changes, 500);
}

// The lines for people.
std::vector<std::string> Lines(const ModelSpec& before,
                               const ModelSpec& after) {
  std::vector<std::string> lines;
  for (const SpecDifference& difference : DiffSpecs(before, after)) {
    lines.push_back(difference.ToString());
  }
  return lines;
}

struct LineCase {
  std::string name;
  std::string before;
  std::string after;
  std::vector<std::string> want;
};

class DiffSpecsLines : public ::testing::TestWithParam<LineCase> {};

TEST_P(DiffSpecsLines, SayWhatDiffers) {
  EXPECT_EQ(Lines(ParseSpec(GetParam().before), ParseSpec(GetParam().after)),
            GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, DiffSpecsLines,
    ::testing::ValuesIn<LineCase>({
        {"MemberOfTheModel",
         "version: '1'",
         "version: '2' total { max: 100 }",
         {R"(version: "1" -> "2")", "total.max: none -> 100"}},
        {"DurationAndFlag",
         "signals { name: 's' within: '14d' } attributes { name: 'a' }",
         "signals { name: 's' within: '30d' } attributes { name: 'a' fold: "
         "true }",
         {R"(attribute "a": fold false -> true)",
          R"(signal "s": within "14d" -> "30d")"}},
        {"RuleByItsNameAlone",
         "scores { name: 'fit' groups { name: 'g' rules { name: 'Size' points: "
         "30 } } }",
         "scores { name: 'fit' groups { name: 'g' rules { name: 'Size' points: "
         "20 when: 'lead.a > 1' } } }",
         {R"(rule "Size": when none -> "lead.a > 1")",
          R"(rule "Size": points 30 -> 20)"}},
        {"AddedAndRemoved",
         "scores { name: 'fit' groups { name: 'g' rules { name: 'Old' points: "
         "1 "
         "} rules { name: 'Stays' points: 2 } } }",
         "scores { name: 'fit' groups { name: 'g' rules { name: 'Stays' "
         "points: "
         "2 } rules { name: 'New' when: 'true' points: 3 } } }",
         {R"(rule "Old" removed {points: 1})",
          R"(rule "New" added {when: "true"  points: 3})"}},
        {"RenamedIfNothingElseDiffers",
         "stages { name: 'MQL' enter { name: 'score' when: 'true' } }",
         "stages { name: 'MAL' enter { name: 'score' when: 'true' } }",
         {R"(stage "MAL": renamed from "MQL")"}},
        {"NotRenamedIfThereIsNothingElse",
         "activities { type: 'visit' }",
         "activities { type: 'call' }",
         {R"(activity "visit" removed)", R"(activity "call" added)"}},
        {"MovedInItsList",
         "stages { name: 'A' } stages { name: 'B' } stages { name: 'C' }",
         "stages { name: 'C' } stages { name: 'A' } stages { name: 'B' }",
         {R"(stage "C": moved, behind "B" -> first)"}},
        {"MovedToAnotherGroup",
         "scores { name: 'fit' groups { name: 'g' rules { name: 'Role' points: "
         "1 } } groups { name: 'h' } }",
         "scores { name: 'fit' groups { name: 'g' } groups { name: 'h' rules { "
         "name: 'Role' points: 2 } } }",
         {R"(rule "Role": moved, in scores[fit].groups[g] -> in )"
          R"(scores[fit].groups[h])",
          R"(rule "Role": points 1 -> 2)"}},
        {"WayOfAStage",
         "stages { name: 'M' enter { name: 'w' at_least { score: 'fit' points: "
         "40 } } }",
         "stages { name: 'M' enter { name: 'w' at_least { score: 'fit' points: "
         "45 } at_least { score: 'web' points: 1 } } }",
         {R"(stage "M", way "w": at_least[fit].points 40 -> 45)",
          R"(stage "M", way "w": at_least[web] added {points: 1})"}},
        // Tiers have no names: what they look for tells them apart.
        {"TierBetweenOthers",
         "scores { name: 's' groups { name: 'g' rules { name: 'r' tiers { tier "
         "{ when: 'a' points: 1 } tier { when: 'b' points: 2 } } } } }",
         "scores { name: 's' groups { name: 'g' rules { name: 'r' tiers { tier "
         "{ when: 'a' points: 1 } tier { when: 'c' points: 9 } tier { when: "
         "'b' points: 3 } } } } }",
         {R"(rule "r": tiers.tier[1] added {when: "c"  points: 9})",
          "rule \"r\": tiers.tier[2].points 2 -> 3"}},
        {"TierOfAnotherConditionAndPoints",
         "scores { name: 's' groups { name: 'g' rules { name: 'r' tiers { tier "
         "{ when: 'a' points: 1 } } } } }",
         "scores { name: 's' groups { name: 'g' rules { name: 'r' tiers { tier "
         "{ when: 'b' points: 2 } } } } }",
         {R"(rule "r": tiers.tier[0].when "a" -> "b")",
          "rule \"r\": tiers.tier[0].points 1 -> 2"}},
        {"ListIsASet",
         "lists { name: 'l' values: ['a', 'b', 'c'] }",
         "lists { name: 'l' values: ['c', 'd', 'a'] }",
         {R"(list "l": values ["b"] -> ["d"])"}},
        {"OptionalPart",
         "stages { name: 'M' }",
         "stages { name: 'M' hold { when: 'true' } }",
         {R"(stage "M": hold added {when: "true"})"}},
    }),
    [](const auto& tested) { return tested.param.name; });

TEST(DiffSpecs, CutsLongValuesShortForPeopleOnly) {
  ModelSpec after;
  after.description = std::string(1000, 'x');
  const std::vector<SpecDifference> differences = DiffSpecs({}, after);
  ASSERT_EQ(differences.size(), 1u);
  EXPECT_EQ(differences[0].after, "\"" + after.description + "\"");
  EXPECT_LT(differences[0].ToString().size(), 200u);
}

TEST(DiffSpecs, ValuesOfAListCountWhereverTheyAreFrom) {
  ModelSpec before;
  before.lists = {{"l", {"a", "b"}}};
  ModelSpec after = before;
  after.lists[0].values = {"b"};
  after.lists[0].file = "list.txt";
  after.lists[0].file_values = {"a", "c"};
  EXPECT_THAT(Lines(before, after),
              ElementsAre(R"(list "l": values none -> ["c"])",
                          R"(list "l": file none -> "list.txt")"));
}

TEST(DiffSpecs, TellsSomethingOfDifferentModels) {
  for (uint64_t seed : testing::SeedsToTry(100)) {
    testing::Random random(seed);
    const ModelSpec one = testing::GenerateModel(random);
    const ModelSpec other = testing::GenerateModel(random);
    EXPECT_THAT(DiffSpecs(one, one), IsEmpty()) << "seed " << seed;
    EXPECT_FALSE(DiffSpecs(one, other).empty()) << "seed " << seed;
    EXPECT_FALSE(DiffSpecs(other, one).empty()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace leadscore
