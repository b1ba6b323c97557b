#include "leadscore/raw_table_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/file_folder.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::ElementsAre;
using testing::FileFolder;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::ParseModelText;
using testing::StatusIs;
using ::testing::UnorderedElementsAre;

ReadOptions AnyDelimiter() {
  ReadOptions options;
  options.delimiter = kDelimiterOfHeader;
  return options;
}

// The cells of a row, by name.
std::string Cell(const RawTable& table, const std::string& column, size_t row) {
  for (size_t i = 0; i < table.columns().size(); ++i) {
    if (table.columns()[i] == column) return std::string(table.cell(i, row));
  }
  return "(no such column)";
}

TEST(RawTableReaderTest, GivesTheCellsOfCsvAsTheyAre) {
  const FileFolder folder("raw_table");
  const std::string path = folder.Write(
      "leads.csv",
      "id, name ,note,\n1,\"Kim, \"\"K\"\"\", x ,unnamed\n2,\"a\nb\",,\n");
  const auto read = ReadRawTable(path, {});
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->table.columns(), ElementsAre("id", "name", "note"));
  ASSERT_EQ(read->table.num_rows(), 2);
  EXPECT_EQ(read->table.cell(1, 0), "Kim, \"K\"");
  EXPECT_EQ(read->table.cell(2, 0), " x ");
  EXPECT_EQ(read->table.cell(1, 1), "a\nb");
  EXPECT_EQ(read->table.cell(2, 1), "");
}

TEST(RawTableReaderTest, GivesTheValuesOfJsonLines) {
  const FileFolder folder("raw_table");
  const std::string path = folder.Write(
      "leads.jsonl",
      "{\"id\": \"1\", \"attributes\": {\"size\": 7, \"ok\": true}}\n"
      "{\"id\": \"2\", \"attributes\": {\"tags\": [\"a\", \"b\"]}}\n");
  const auto read = ReadRawTable(path, {});
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->table.columns(),
              UnorderedElementsAre("id", "size", "ok", "tags"));
  EXPECT_EQ(Cell(read->table, "size", 0), "7");
  EXPECT_EQ(Cell(read->table, "ok", 0), "true");
  EXPECT_EQ(Cell(read->table, "size", 1), "");
  EXPECT_EQ(Cell(read->table, "tags", 1), "a;b");
}

TEST(RawTableReaderTest, ManyRowsAreThoseOfSingleOnes) {
  const FileFolder folder("raw_table");
  std::string text = "id,value\n";
  for (int i = 0; i < 3'000; ++i) {
    text += std::to_string(i) + "," +
            (i % 97 == 0 ? "\"quoted, " + std::to_string(i) + "\""
                         : std::to_string(i % 7)) +
            "\n";
  }
  const auto read = ReadRawTable(folder.Write("leads.csv", text), {});
  ASSERT_THAT(read, IsOk());
  ASSERT_EQ(read->table.num_rows(), 3'000);
  for (size_t row = 0; row < 3'000; ++row) {
    ASSERT_EQ(read->table.cell(0, row), std::to_string(row));
    ASSERT_EQ(read->table.cell(1, row), row % 97 == 0
                                            ? "quoted, " + std::to_string(row)
                                            : std::to_string(row % 7));
  }
}

TEST(RawTableReaderTest, FindsTheDelimiter) {
  const FileFolder folder("raw_table");
  for (const char delimiter : {',', ';', '\t', '|'}) {
    // Others stand in quotes.
    const std::string text = "\"a,;|,;|\"" + std::string(1, delimiter) +
                             "b\n1" + std::string(1, delimiter) + "2\n";
    const auto read =
        ReadRawTable(folder.Write("leads.csv", text), AnyDelimiter());
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(read->delimiter, delimiter);
    EXPECT_EQ(read->table.columns().size(), 2);
  }
}

TEST(RawTableReaderTest, RefusesWhatItCannotRead) {
  const FileFolder folder("raw_table");
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(ReadRawTable(folder.PathOf("none.csv"), {}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none.csv")));
  EXPECT_THAT(ReadRawTable(folder.Write("a.csv", ""), AnyDelimiter()),
              StatusIs(kInvalid, HasSubstr("an empty file")));
  EXPECT_THAT(ReadRawTable(folder.Write("b.csv", "a,b,a\n1,2,3\n"), {}),
              StatusIs(kInvalid, HasSubstr("stands twice")));
  EXPECT_THAT(ReadRawTable(folder.Write("c.csv", "a,b\n1\n"), {}),
              StatusIs(kInvalid, HasSubstr("1 bad record")));
  EXPECT_THAT(ReadRawTable(folder.Write("d.binpb", "x"), {}),
              StatusIs(kInvalid, HasSubstr("messages")));
  EXPECT_THAT(ReadRawTable(folder.Write("e.jsonl", "{\"a\": 1}\n{\n"), {}),
              StatusIs(kInvalid, HasSubstr("1 bad record")));
}

// ---- Leads without ids
// -------------------------------------------------------

TEST(RecordNumbersTest, AreTheIdsOfAFileThatHasNone) {
  const FileFolder folder("raw_table");
  const Model model = ParseModelText(
      "name: 'm' columns { id: '#' } attributes { name: 'size' type: INT } "
      "scores { name: 'fit' groups { name: 'g' rules { name: 'r' "
      "when: 'lead.size > 1' points: 1 } } }");
  std::string text = "size,name\n";
  for (int i = 1; i <= 1'000; ++i) {
    // Some are bad, some unusual.
    text += i % 100 == 0   ? "many,x\n"
            : i % 110 == 0 ? "1\n"
            : i % 7 == 0   ? "\"" + std::to_string(i) + "\",\"a\nb\"\n"
                           : std::to_string(i) + ",x\n";
  }
  ReadOptions options;
  options.max_errors = 100;
  TableReader reader(model, options);
  ASSERT_THAT(reader.ReadLeads(folder.Write("leads.csv", text)), IsOk());
  const ReadResult read = reader.Finish();
  EXPECT_EQ(read.leads_rejected, 19);
  EXPECT_EQ(read.tables.leads.size(), 981);
  size_t row = 0;
  for (int i = 1; i <= 1'000; ++i) {
    if (i % 100 == 0 || i % 110 == 0) continue;
    ASSERT_EQ(read.tables.leads.id(row), std::to_string(i));
    ++row;
  }
}

TEST(RecordNumbersTest, AColumnOfThatNameComesFirst) {
  const FileFolder folder("raw_table");
  const Model model =
      ParseModelText("name: 'm' columns { id: '#' } scores { name: 'fit' }");
  TableReader reader(model, {});
  ASSERT_THAT(reader.ReadLeads(folder.Write("leads.csv", "#,a\nx,1\ny,2\n")),
              IsOk());
  EXPECT_EQ(reader.Finish().tables.leads.id(1), "y");
}

}  // namespace
}  // namespace leadscore
