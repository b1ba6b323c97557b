#include "src/core/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/testing/csv_reading.h"
#include "tests/testing/seeds.h"
#include "tests/testing/status_matchers.h"

namespace leadscore::internal {
namespace {

using leadscore::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// All records, each as its fields, or as "!" and its error.
std::vector<std::vector<std::string>> ReadAll(const std::string& bytes,
                                              size_t piece = 1 << 16,
                                              char delimiter = ',',
                                              CsvLimits limits = {}) {
  size_t pos = 0;
  CsvReader reader(
      [&](char* buffer, size_t size) -> absl::StatusOr<size_t> {
        const size_t count = std::min({size, piece, bytes.size() - pos});
        std::copy_n(bytes.data() + pos, count, buffer);
        pos += count;
        return count;
      },
      delimiter, limits);
  std::vector<std::vector<std::string>> records;
  Record record;
  while (true) {
    const absl::StatusOr<bool> more = reader.Next(&record);
    if (!more.ok()) {
      records.push_back({"status: " + std::string(more.status().message())});
      break;
    }
    if (!*more) break;
    records.emplace_back();
    for (const Field& field : record.fields) {
      records.back().push_back(field.text);
    }
    if (!record.error.empty()) {
      records.back() = {"!" + std::to_string(record.error_line) + ":" +
                        std::to_string(record.error_column) + " " +
                        record.error};
    }
  }
  return records;
}

using Fields = std::vector<std::string>;

TEST(CsvReaderTest, SplitsRecordsAndFields) {
  EXPECT_THAT(ReadAll("a,b\nc,\n"),
              ElementsAre(Fields{"a", "b"}, Fields{"c", ""}));
  EXPECT_THAT(ReadAll("a;b\n", 100, ';'), ElementsAre(Fields{"a", "b"}));
  EXPECT_THAT(ReadAll(""), ElementsAre());
  EXPECT_THAT(ReadAll(","), ElementsAre(Fields{"", ""}));
}

TEST(CsvReaderTest, QuotedFieldsHoldAnything) {
  EXPECT_THAT(ReadAll("\"a,\"\"b\"\"\n,c\",d\n"),
              ElementsAre(Fields{"a,\"b\"\n,c", "d"}));
  EXPECT_THAT(ReadAll("\"\",\"\"\n"), ElementsAre(Fields{"", ""}));
  EXPECT_THAT(ReadAll("\"a\r\nb\"\n"), ElementsAre(Fields{"a\r\nb"}));
}

TEST(CsvReaderTest, AQuoteInsideAnUnquotedFieldIsACharacter) {
  EXPECT_THAT(ReadAll("a\"b,5\"\n"), ElementsAre(Fields{"a\"b", "5\""}));
}

TEST(CsvReaderTest, LineEndsMayDiffer) {
  EXPECT_THAT(ReadAll("a\r\nb\rc\nd"),
              ElementsAre(Fields{"a"}, Fields{"b"}, Fields{"c"}, Fields{"d"}));
  EXPECT_THAT(ReadAll("a,b\r\n\r\n\n\rc,d\r\n"),
              ElementsAre(Fields{"a", "b"}, Fields{"c", "d"}));
}

TEST(CsvReaderTest, AByteOrderMarkIsDropped) {
  EXPECT_THAT(ReadAll("\xEF\xBB\xBFid\n1\n"),
              ElementsAre(Fields{"id"}, Fields{"1"}));
  EXPECT_THAT(ReadAll("\xEF\xBB\xBF"), ElementsAre());
}

TEST(CsvReaderTest, Utf16IsRefused) {
  EXPECT_THAT(ReadAll(std::string("\xFF\xFEi\0d\0", 6))[0][0],
              HasSubstr("UTF-16"));
  EXPECT_THAT(ReadAll(std::string("\xFE\xFF\0i\0d", 6))[0][0],
              HasSubstr("UTF-16"));
}

TEST(CsvReaderTest, PiecesOfAnySizeGiveTheSame) {
  const std::string bytes =
      "\xEF\xBB\xBF"
      "id,\"na\"\"me\"\r\n1,\"a\r\nb\"\r2,\"open\n3,x\r\n\"x\"y\n";
  const auto expected = ReadAll(bytes);
  EXPECT_EQ(expected.size(), 5u);
  for (size_t piece = 1; piece <= bytes.size(); ++piece) {
    EXPECT_EQ(ReadAll(bytes, piece), expected) << piece;
  }
}

TEST(CsvReaderTest, ABrokenRecordCostsItsFirstLineOnly) {
  EXPECT_THAT(ReadAll("a,\"b\nc,d\ne,f\n"),
              ElementsAre(Fields{"!1:3 a quoted field that does not end"},
                          Fields{"c", "d"}, Fields{"e", "f"}));
  EXPECT_THAT(
      ReadAll("a,\"b\"c\nd,e\n"),
      ElementsAre(Fields{"!1:6 text behind the closing quote of a field"},
                  Fields{"d", "e"}));
}

TEST(CsvReaderTest, PlacesCountCharactersAndLines) {
  EXPECT_THAT(
      ReadAll("\u00fc,\"\u00fc\n\r\n\u20ac\"x\n"),
      ElementsAre(Fields{"!3:3 text behind the closing quote of a field"},
                  Fields{"\u20ac\"x"}));
}

TEST(CsvReaderTest, FieldsAndRecordsAreBounded) {
  CsvLimits limits;
  limits.max_field_bytes = 4;
  limits.max_record_bytes = 10;
  EXPECT_THAT(ReadAll("abcd,e\nabcde,f\ng,h\n", 3, ',', limits),
              ElementsAre(Fields{"abcd", "e"},
                          Fields{"!2:1 a field of more than 4 bytes"},
                          Fields{"g", "h"}));
  EXPECT_THAT(ReadAll("a,b,c,d,e,f\ng,h\n", 3, ',', limits),
              ElementsAre(Fields{"!1:1 a record of more than 10 bytes"},
                          Fields{"g", "h"}));
  EXPECT_THAT(ReadAll("\"a\nb\nc\nd\ne\nf\",g\nh\n", 3, ',', limits)[0][0],
              HasSubstr("a record of more than 10 bytes"));
}

TEST(CsvReaderTest, ALineOfAHundredMegabytesIsNotKept) {
  // The source makes the line up; nothing here or in the reader holds it.
  constexpr size_t kLine = size_t{100} << 20;
  size_t given = 0;
  CsvReader reader(
      [&given](char* buffer, size_t size) -> absl::StatusOr<size_t> {
        const std::string tail = "\nnext,1\n";
        if (given >= kLine + tail.size()) return 0;
        const size_t count = std::min(
            size, given < kLine ? kLine - given : kLine + tail.size() - given);
        if (given < kLine) {
          std::fill_n(buffer, count, 'x');
        } else {
          std::copy_n(tail.data() + (given - kLine), count, buffer);
        }
        given += count;
        return count;
      },
      ',', CsvLimits());
  Record record;
  ASSERT_TRUE(*reader.Next(&record));
  EXPECT_EQ(record.error, "a record of more than 1048576 bytes");
  EXPECT_LE(record.raw.size(), (size_t{1} << 20) + 2);
  ASSERT_TRUE(*reader.Next(&record));
  ASSERT_EQ(record.fields.size(), 2u);
  EXPECT_EQ(record.fields[0].text, "next");
  EXPECT_EQ(record.line, 2);
}

// A file of some records of about so many fields: quotes, line ends and their
// mistakes at a rate that the seed decides.
std::string MakeFile(uint64_t seed, size_t bytes) {
  std::mt19937_64 random(seed);
  const auto one_in = [&random](uint64_t count) {
    return random() % count == 0;
  };
  const size_t width = 1 + random() % 8;
  const uint64_t quoted = 1 + random() % 20;
  const uint64_t mistakes = one_in(3) ? 20 + random() % 200 : ~uint64_t{0};
  const uint64_t longest = one_in(5) ? 400 : 12;
  const std::string line_ends[] = {"\n", "\r\n", "\r"};
  const std::string plain = "ab 1\u00e9";
  const std::string any = "ab,;\"\"\n\r1";
  std::string file;
  const std::string usual_end = line_ends[random() % 3];
  while (file.size() < bytes) {
    size_t fields = one_in(mistakes) ? random() % 10 : width;
    for (size_t i = 0; i < fields; ++i) {
      if (i > 0) file += ',';
      const bool is_quoted = one_in(quoted);
      if (is_quoted) file += '"';
      for (size_t size = random() % (1 + random() % longest); size > 0;
           --size) {
        const char c = is_quoted || one_in(mistakes)
                           ? any[random() % any.size()]
                           : plain[random() % plain.size()];
        file += c;
        if (is_quoted && c == '"' && !one_in(mistakes)) file += '"';
      }
      if (is_quoted && !one_in(mistakes)) file += '"';
    }
    file += one_in(50) ? line_ends[random() % 3] : usual_end;
    if (one_in(40)) file += usual_end;
  }
  if (one_in(2)) file.pop_back();
  return file;
}

TEST(CsvReaderTest, BatchesGiveWhatSingleRecordsGive) {
  size_t in_batches = 0;
  size_t differing = 0;
  size_t all = 0;
  for (uint64_t seed : testing::SeedsToTry(3'000)) {
    testing::CsvReading how;
    std::mt19937_64 random(seed);
    const std::string file =
        MakeFile(seed, random() % 50 == 0 ? size_t{300} << 10 : 2'000);
    if (random() % 2 == 0) how.piece = 1 + random() % 200;
    how.stride = 1 + random() % 2;
    if (random() % 4 == 0) how.limits.max_record_bytes = 60;
    if (random() % 4 == 0) how.limits.max_field_bytes = 20;
    const auto expected = testing::ReadCsvPlainly(file, how);
    ASSERT_EQ(testing::ReadCsvInChunks(file, how, &in_batches, &differing),
              expected)
        << "LEADSCORE_SEED=" << seed;
    ASSERT_EQ(differing, 0u) << "LEADSCORE_SEED=" << seed;
    all += expected.size();
  }
  // Nearly all come in batches, or the test compares little.
  if (all > 10'000) {
    EXPECT_GT(in_batches, all / 2);
  }
}

TEST(CsvReaderTest, ErrorsOfTheSourceArePassedOn) {
  CsvReader reader(
      [](char*, size_t) -> absl::StatusOr<size_t> {
        return absl::UnavailableError("cannot read");
      },
      ',', CsvLimits());
  Record record;
  EXPECT_THAT(reader.Next(&record),
              StatusIs(absl::StatusCode::kUnavailable, "cannot read"));
}

}  // namespace
}  // namespace leadscore::internal
