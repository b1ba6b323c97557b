// What a salesperson reads about a condition that does not hold.

#include "src/explain/need_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/cel/program.h"

namespace leadscore::internal {
namespace {

// What the whole of a condition asks for.
std::string Need(const std::string& condition) {
  using cel::Kind;
  cel::Environment environment;
  environment.AddVariable("lead.size", Kind::kInt);
  environment.AddVariable("lead.other", Kind::kInt);
  environment.AddVariable("lead.country", Kind::kString);
  environment.AddVariable("lead.vip", Kind::kBool);
  environment.AddVariable("lead.tags", cel::Type::List(Kind::kString));
  std::vector<cel::Issue> issues;
  const auto program = cel::Program::Compile(condition, environment, &issues);
  EXPECT_NE(program, nullptr) << condition << ": " << issues[0].message;
  return program == nullptr ? ""
                            : NeedText(program->root(), absl::UTCTimeZone());
}

TEST(NeedTextTest, OfComparisonsEitherWayAround) {
  EXPECT_EQ(Need("lead.size == 5"), "has to be 5");
  EXPECT_EQ(Need("lead.size != 5"), "must not be 5");
  EXPECT_EQ(Need("lead.size >= 5"), "has to be at least 5");
  EXPECT_EQ(Need("lead.size > 5"), "has to be more than 5");
  EXPECT_EQ(Need("lead.size <= 5"), "has to be at most 5");
  EXPECT_EQ(Need("lead.size < 5"), "has to be less than 5");
  EXPECT_EQ(Need("5 == lead.size"), "has to be 5");
  EXPECT_EQ(Need("5 <= lead.size"), "has to be at least 5");
  EXPECT_EQ(Need("5 < lead.size"), "has to be more than 5");
  EXPECT_EQ(Need("5 >= lead.size"), "has to be at most 5");
  EXPECT_EQ(Need("5 > lead.size"), "has to be less than 5");
}

TEST(NeedTextTest, OfTextsAndLists) {
  EXPECT_EQ(Need("lead.country == 'DE'"), "has to be DE");
  EXPECT_EQ(Need("lead.country != ''"), "must not be empty");
  EXPECT_EQ(Need("lead.country in ['DE', 'AT']"), "has to be one of: DE, AT");
  EXPECT_EQ(Need("'partner' in lead.tags"), "has to have: partner");
}

TEST(NeedTextTest, OfWhatIsTrueOrKnown) {
  EXPECT_EQ(Need("lead.vip"), "has to be yes");
  EXPECT_EQ(Need("!lead.vip"), "has to be no");
  EXPECT_EQ(Need("has(lead.size)"), "has to be known");
  EXPECT_EQ(Need("!has(lead.size)"), "must not be known");
}

// Where a few words would be wrong there are none.
TEST(NeedTextTest, OfOtherConditionsNothing) {
  for (const char* condition :
       {"lead.size > lead.other", "lead.size + 1 > 5", "5 > 3",
        "lead.country.contains('x')", "lead.size > 5 && lead.vip",
        "lead.country in []", "lead.size in [1, lead.other]",
        "!(lead.size > 5)", "true"}) {
    EXPECT_EQ(Need(condition), "") << condition;
  }
}

}  // namespace
}  // namespace leadscore::internal
