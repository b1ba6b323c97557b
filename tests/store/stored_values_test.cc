// Values come back as they were, and damaged bytes are told.

#include "src/store/stored_values.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "src/core/time_text.h"
#include "tests/testing/generator.h"

namespace leadscore::internal {
namespace {

std::vector<NamedValue> AllKinds() {
  return {{"none", {}},
          {"yes", true},
          {"no", false},
          {"least", std::numeric_limits<int64_t>::min()},
          {"tenth", 0.1},
          {"tiny", 5e-324},
          {"text", std::string("Gr\u00fc\u00dfe\0!", 9)},
          {"empty", ""},
          {"time", FromMicros(-1)},
          {"list", std::vector<std::string>{"", "a", "\u65e5"}},
          {"no list", std::vector<std::string>{}}};
}

TEST(StoredValuesTest, ComeBackBitForBit) {
  std::vector<NamedValue> values;
  ASSERT_TRUE(DecodeValues(EncodeValues(AllKinds()), &values));
  EXPECT_EQ(values, AllKinds());
  ASSERT_TRUE(DecodeValues(EncodeValues({}), &values));
  EXPECT_TRUE(values.empty());
  std::vector<std::string> texts;
  ASSERT_TRUE(DecodeTexts(EncodeTexts({"a", "", "b"}), &texts));
  EXPECT_EQ(texts, (std::vector<std::string>{"a", "", "b"}));
}

TEST(StoredValuesTest, AnyOtherBytesAreReadOrRefusedAndNothingElse) {
  leadscore::testing::Random random(1);
  const std::string good = EncodeValues(AllKinds());
  std::vector<NamedValue> values;
  for (size_t size = 0; size < good.size(); ++size) {
    DecodeValues(good.substr(0, size), &values);
  }
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = good;
    for (int change = 1 + random.Below(3); change > 0; --change) {
      bytes[static_cast<size_t>(random.Below(static_cast<int>(bytes.size())))] =
          static_cast<char>(random.Below(256));
    }
    if (DecodeValues(bytes, &values)) {
      EXPECT_EQ(EncodeValues(values).size(), bytes.size());
    }
  }
}

TEST(StoredValuesTest, ASumTellsCellsApart) {
  EXPECT_NE(RowSum().Add("ab").Add("c").Get(),
            RowSum().Add("a").Add("bc").Get());
  EXPECT_NE(RowSum().Add(1).Get(), RowSum().Add(2).Get());
  EXPECT_EQ(RowSum().Add(1).Add("x").Get(), RowSum().Add(1).Add("x").Get());
}

}  // namespace
}  // namespace leadscore::internal
