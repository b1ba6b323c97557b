#include "src/core/csv_marks.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace leadscore::internal {
namespace {

std::vector<uint32_t> MarksOf(const CsvScan& scan, std::string bytes,
                              char delimiter) {
  const size_t size = bytes.size();
  // What lies behind does not count.
  bytes.append(kCsvBlockBytes, '"');
  std::vector<uint32_t> marks(size + kCsvBlockBytes);
  marks.resize(scan.find_marks(bytes.data(), size, delimiter, marks.data()));
  return marks;
}

TEST(CsvMarks, EveryLevelFindsTheSame) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 2'000; ++i) {
    // From hardly any marks to nothing else.
    const uint64_t rarity = 1 + random() % 30;
    std::string bytes;
    for (size_t size = random() % 300; bytes.size() < size;) {
      bytes += random() % rarity == 0 ? ",;\"\n\r"[random() % 5]
                                      : static_cast<char>(random());
    }
    for (char delimiter : {',', ';', '\t'}) {
      std::vector<uint32_t> expected;
      for (size_t pos = 0; pos < bytes.size(); ++pos) {
        const char c = bytes[pos];
        if (c == delimiter || c == '"' || c == '\n' || c == '\r') {
          expected.push_back(static_cast<uint32_t>(pos));
        }
      }
      for (const CsvScan* scan : CsvScans()) {
        EXPECT_EQ(MarksOf(*scan, bytes, delimiter), expected) << scan->name;
      }
    }
  }
}

}  // namespace
}  // namespace leadscore::internal
