// The files of csv-spectrum, which hold what breaks CSV readers, against the
// JSON beside them. Skipped where the test data are not at hand.

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "src/core/csv_reader.h"
#include "src/core/file.h"

namespace leadscore::internal {
namespace {

constexpr size_t kMostBytes = size_t{1} << 20;

std::string Folder() {
  return std::string(LEADSCORE_TEST_DATA_DIR) +
         "/data/csv_and_text_edge_cases/csv-spectrum";
}

// The records of a file below its header.
std::vector<std::vector<std::string>> ReadRecords(
    const std::string& path, std::vector<std::string>* header) {
  const std::string bytes = *ReadFile(path, kMostBytes);
  size_t pos = 0;
  CsvReader reader(
      [&](char* buffer, size_t size) -> absl::StatusOr<size_t> {
        const size_t count = std::min(size, bytes.size() - pos);
        std::copy_n(bytes.data() + pos, count, buffer);
        pos += count;
        return count;
      },
      ',', CsvLimits());
  std::vector<std::vector<std::string>> records;
  for (Record record; *reader.Next(&record);) {
    EXPECT_EQ(record.error, "") << path;
    records.emplace_back();
    for (const Field& field : record.fields) {
      records.back().push_back(field.text);
    }
  }
  *header = records.at(0);
  records.erase(records.begin());
  return records;
}

TEST(CsvSpectrum, EveryFileReadsAsItsJsonSays) {
  if (!std::filesystem::exists(Folder())) {
    GTEST_SKIP() << "no csv-spectrum in LEADSCORE_TEST_DATA_DIR";
  }
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(Folder() + "/csvs")) {
    ++files;
    const std::string name = entry.path().stem().string();
    std::vector<std::string> header;
    const auto records = ReadRecords(entry.path().string(), &header);
    google::protobuf::ListValue expected;
    std::string json =
        *ReadFile(Folder() + "/json/" + name + ".json", kMostBytes);
    // A single record may stand alone.
    if (json[0] == '{') json = "[" + json + "]";
    const auto parsed =
        google::protobuf::util::JsonStringToMessage(json, &expected);
    ASSERT_TRUE(parsed.ok()) << name << ": " << parsed.ToString();
    ASSERT_EQ(static_cast<int>(records.size()), expected.values_size()) << name;
    for (int row = 0; row < expected.values_size(); ++row) {
      const auto& fields = expected.values(row).struct_value().fields();
      for (size_t i = 0; i < header.size(); ++i) {
        const auto found = fields.find(header[i]);
        ASSERT_NE(found, fields.end()) << name;
        // The suite's two files tell different numbers here.
        if (header[i] == "Contact Phone Number") continue;
        EXPECT_EQ(records[static_cast<size_t>(row)][i],
                  found->second.string_value())
            << name;
      }
    }
  }
  EXPECT_GE(files, 12);
}

}  // namespace
}  // namespace leadscore::internal
