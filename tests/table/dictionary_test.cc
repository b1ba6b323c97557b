#include "src/table/dictionary.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace leadscore::internal {
namespace {

TEST(Dictionary, IsAMapFromTextsToCodesInTheirOrder) {
  std::mt19937_64 random(1);
  Dictionary dictionary;
  for (int round = 0; round < 20; ++round) {
    // Of any length, the empty one among them, many again and again.
    if (random() % 2 == 0) dictionary.Reserve(random() % 5'000);
    std::map<std::string, int32_t> expected;
    for (int i = 0; i < 3'000; ++i) {
      const std::string text(random() % 40,
                             static_cast<char>('a' + random() % 20));
      const auto [found, is_new] =
          expected.emplace(text, static_cast<int32_t>(expected.size()));
      EXPECT_EQ(dictionary.Find(text), is_new ? -1 : found->second);
      EXPECT_EQ(dictionary.Encode(text), found->second);
    }
    ASSERT_EQ(dictionary.size(), static_cast<int32_t>(expected.size()));
    std::vector<std::string> texts = {"not there", "neither"};
    std::vector<int32_t> codes = {-1, -1};
    for (const auto& [text, code] : expected) {
      EXPECT_EQ(dictionary.value(code), text);
      texts.push_back(text);
      codes.push_back(code);
    }
    const std::vector<Dictionary::Key> keys(texts.begin(), texts.end());
    std::vector<int32_t> found(keys.size());
    dictionary.FindAll(keys.data(), keys.size(), found.data());
    EXPECT_EQ(found, codes);

    dictionary.Clear();
    EXPECT_EQ(dictionary.size(), 0);
    EXPECT_EQ(dictionary.Find("a"), -1);
  }
}

TEST(Dictionary, KeepsTextsOfAnySize) {
  std::vector<std::string> texts;
  for (size_t size : {0, 1, 253, 254, 255, 256, 257, 70'000, 3'000'000}) {
    texts.emplace_back(size, 'a');
  }
  Dictionary dictionary;
  for (const std::string& text : texts) dictionary.Encode(text);
  for (size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(dictionary.Find(texts[i]), static_cast<int32_t>(i));
    EXPECT_EQ(dictionary.value(static_cast<int32_t>(i)), texts[i]);
  }
}

TEST(Dictionary, NeedsFewBytesBeyondThoseOfTexts) {
  Dictionary dictionary;
  constexpr size_t kTexts = 300'000;
  for (size_t i = 0; i < kTexts; ++i) {
    dictionary.Encode(std::to_string(1'000'000'000 + i));
  }
  EXPECT_LT(dictionary.MemoryBytes(), 45 * kTexts);
}

}  // namespace
}  // namespace leadscore::internal
