#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/arrow.h"
#include "leadscore/scorer.h"
#include "tests/testing/arrow_arrays.h"
#include "tests/testing/arrow_reading.h"
#include "tests/testing/lead_values.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/seeds.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::AllOf;
using testing::BoolArray;
using testing::DictionaryArray;
using ::testing::ElementsAre;
using testing::GivenArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ListArray;
using ::testing::Not;
using testing::Now;
using testing::NullArray;
using testing::NumberArray;
using testing::NumUnreleased;
using ::testing::Pair;
using testing::ParseModelText;
using testing::Random;
using testing::ReadScores;
using testing::StatusIs;
using testing::StructArray;
using testing::TestArray;
using testing::TextArray;
using testing::Values;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// A model whose total says what the attribute `x` of a row is.
Model ModelOf(const std::string& type, const std::string& rules,
              const std::string& more = "") {
  return ParseModelText(absl::StrCat(
      "name: 'test' attributes { name: 'x' type: ", type, " ", more,
      " } scores { name: 'fit' groups { name: 'g' ", rules, " } }"));
}

// 1 point if the condition is true, 10 if it is missing.
Model ModelAsking(const std::string& type, const std::string& when,
                  const std::string& more = "") {
  return ModelOf(type,
                 absl::StrCat("rules { name: 'true' points: 1 when: '", when,
                              "' } rules { name: 'none' points: 10 when: "
                              "'!has(lead.x)' }"),
                 more);
}

std::vector<std::string> TotalsOf(const Model& model, const TestArray& column,
                                  ArrowOptions options = {}) {
  options.points = ArrowPoints::kDecimal;
  const GivenArray leads(StructArray({column}, column.length));
  ArrowScorer scorer(Scorer(model), options);
  ArrowArray scores = {};
  const absl::Status status =
      scorer.Score({&leads.schema, &leads.array}, Now(), &scores);
  if (!status.ok()) return {std::string(status.message())};
  ArrowSchema schema = {};
  scorer.GetSchema(&schema);
  std::vector<std::string> totals = ReadScores(&schema, &scores)["total"];
  return totals;
}

// ---- Types -----------------------------------------------------------------

template <typename T>
void ExpectNumbers(const std::string& format) {
  const Model whole = ModelAsking("INT", "lead.x == 7");
  const Model real = ModelAsking("DOUBLE", "lead.x == 7.0");
  for (const int64_t offset : {0, 1, 63, 64, 100}) {
    const TestArray column =
        NumberArray<T>("x", format, {T{7}, std::nullopt, T{8}, T{7}}, offset);
    EXPECT_THAT(TotalsOf(whole, column), ElementsAre("1", "10", "0", "1"))
        << format << " " << offset;
    EXPECT_THAT(TotalsOf(real, column), ElementsAre("1", "10", "0", "1"))
        << format << " " << offset;
  }
}

TEST(ArrowScorerTest, ReadsNumbersOfEveryWidth) {
  ExpectNumbers<int8_t>("c");
  ExpectNumbers<uint8_t>("C");
  ExpectNumbers<int16_t>("s");
  ExpectNumbers<uint16_t>("S");
  ExpectNumbers<int32_t>("i");
  ExpectNumbers<uint32_t>("I");
  ExpectNumbers<int64_t>("l");
  ExpectNumbers<uint64_t>("L");
  ExpectNumbers<float>("f");
  ExpectNumbers<double>("g");
}

TEST(ArrowScorerTest, ReadsTheLargestNumbersAndNoLarger) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  const Model model = ModelAsking("INT", "lead.x == 9223372036854775807");
  EXPECT_THAT(TotalsOf(model, NumberArray<uint64_t>("x", "L", {kMost})),
              ElementsAre("1"));
  EXPECT_THAT(
      TotalsOf(model, NumberArray<uint64_t>(
                          "x", "L", {1, std::nullopt, uint64_t{1} << 63})),
      ElementsAre("leads: column \"x\", row 3: a number beyond 2^63 - 1"));
  EXPECT_THAT(TotalsOf(model, NumberArray<double>("x", "g", {1.0, 1.5})),
              ElementsAre(HasSubstr("row 2: not a whole number")));
  EXPECT_THAT(TotalsOf(model, NumberArray<double>("x", "g", {9.3e18})),
              ElementsAre(HasSubstr("row 1: not a whole number")));
}

TEST(ArrowScorerTest, TakesNaNForMissing) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(TotalsOf(ModelAsking("DOUBLE", "lead.x > 1.0"),
                       NumberArray<double>("x", "g", {nan, 2.0})),
              ElementsAre("10", "1"));
  EXPECT_THAT(TotalsOf(ModelAsking("INT", "lead.x > 1"),
                       NumberArray<double>("x", "g", {nan, 2.0})),
              ElementsAre("10", "1"));
}

TEST(ArrowScorerTest, ReadsDecimals) {
  const TestArray small = NumberArray<int32_t>("x", "d:9,2,32", {150, -150});
  const TestArray middle = NumberArray<int64_t>("x", "d:18,2,64", {150, -150});
  __extension__ using Int128 = __int128;
  const TestArray large =
      NumberArray<Int128>("x", "d:38,2", {Int128{150}, Int128{-150}});
  for (const TestArray& column : {small, middle, large}) {
    EXPECT_THAT(TotalsOf(ModelAsking("DOUBLE", "lead.x == 1.5"), column),
                ElementsAre("1", "0"));
    EXPECT_THAT(TotalsOf(ModelAsking("DOUBLE", "lead.x == -1.5"), column),
                ElementsAre("0", "1"));
    EXPECT_THAT(TotalsOf(ModelAsking("INT", "lead.x == 1"), column),
                ElementsAre(HasSubstr("row 1: not a whole number")));
  }
  EXPECT_THAT(TotalsOf(ModelAsking("INT", "lead.x == -3"),
                       NumberArray<Int128>("x", "d:38,2", {Int128{-300}})),
              ElementsAre("1"));
}

TEST(ArrowScorerTest, ReadsBools) {
  const Model model = ModelAsking("BOOL", "lead.x");
  for (const int64_t offset : {0, 5, 64}) {
    EXPECT_THAT(
        TotalsOf(model, BoolArray("x", {true, std::nullopt, false}, offset)),
        ElementsAre("1", "10", "0"));
  }
  EXPECT_THAT(TotalsOf(model, NumberArray<int8_t>("x", "c", {1, 0})),
              ElementsAre("1", "0"));
  EXPECT_THAT(TotalsOf(model, NumberArray<int8_t>("x", "c", {1, 2})),
              ElementsAre(HasSubstr("row 2: not true or false")));
}

TEST(ArrowScorerTest, ReadsTextsOfEveryKind) {
  const Model model = ModelAsking("STRING", "lead.x == \"a text of 20 bytes.\"",
                                  "null_values: 'none'");
  for (const char* format : {"u", "U", "vu"}) {
    for (const int64_t offset : {0, 3}) {
      EXPECT_THAT(TotalsOf(model, TextArray("x", format,
                                            {"a text of 20 bytes.",
                                             std::nullopt, "short", "", "none",
                                             "a text of 20 bytes."},
                                            offset)),
                  ElementsAre("1", "10", "0", "10", "10", "1"))
          << format;
    }
    EXPECT_THAT(
        TotalsOf(model, TextArray("x", format, {"fine", "\xff\xfe"})),
        ElementsAre("leads: column \"x\", row 2: a text with a NUL byte "
                    "or that is not valid UTF-8"));
  }
}

TEST(ArrowScorerTest, ReadsTextsOfOtherTypesLikeCellsOfCsv) {
  EXPECT_THAT(TotalsOf(ModelAsking("INT", "lead.x == 7"),
                       TextArray("x", "u", {" 7 ", "", "8"})),
              ElementsAre("1", "10", "0"));
  EXPECT_THAT(TotalsOf(ModelAsking("INT", "lead.x == 7"),
                       TextArray("x", "u", {"7", "secret"})),
              ElementsAre(AllOf(HasSubstr("row 2: not a whole number; digits"),
                                Not(HasSubstr("secret")))));
  EXPECT_THAT(TotalsOf(ModelAsking("BOOL", "lead.x"),
                       TextArray("x", "vu", {"yes", "no"})),
              ElementsAre("1", "0"));
  EXPECT_THAT(
      TotalsOf(ModelAsking("TIMESTAMP",
                           "lead.x == timestamp(\"2026-01-02T00:00:00Z\")",
                           "time_format: '%d.%m.%Y'"),
               TextArray("x", "u", {"02.01.2026", "03.01.2026"})),
      ElementsAre("1", "0"));
  EXPECT_THAT(TotalsOf(ModelAsking("STRING_LIST", "\"b\" in lead.x"),
                       TextArray("x", "u", {"a;b", "a"})),
              ElementsAre("1", "0"));
}

TEST(ArrowScorerTest, ReadsNumbersAsTextsWhereTheModelHasTexts) {
  EXPECT_THAT(TotalsOf(ModelAsking("STRING", "lead.x == \"20095\""),
                       NumberArray<int32_t>("x", "i", {20095, std::nullopt})),
              ElementsAre("1", "10"));
  EXPECT_THAT(TotalsOf(ModelAsking("STRING", "lead.x == \"true\""),
                       BoolArray("x", {true, false})),
              ElementsAre("1", "0"));
  // How many digits it had nobody knows.
  EXPECT_THAT(TotalsOf(ModelAsking("STRING", "lead.x == \"1\""),
                       NumberArray<double>("x", "g", {1.0})),
              ElementsAre("leads: column \"x\" is double and cannot become a "
                          "string; cast the column, or declare the attribute "
                          "otherwise"));
}

TEST(ArrowScorerTest, ReadsTimestampsOfEveryUnitAndZone) {
  const Model model =
      ModelAsking("TIMESTAMP", "lead.x == timestamp(\"2026-01-02T03:04:05Z\")");
  constexpr int64_t kSeconds = 1'767'323'045;
  const std::pair<const char*, int64_t> units[] = {{"tss:", 1},
                                                   {"tsm:", 1'000},
                                                   {"tsu:", 1'000'000},
                                                   {"tsn:", 1'000'000'000}};
  for (const auto& [format, scale] : units) {
    for (const char* zone : {"", "UTC", "Europe/Berlin", "+07:00"}) {
      EXPECT_THAT(
          TotalsOf(model, NumberArray<int64_t>("x", absl::StrCat(format, zone),
                                               {kSeconds * scale, std::nullopt,
                                                (kSeconds + 1) * scale})),
          ElementsAre("1", "10", "0"))
          << format << zone;
    }
  }
  // Before 1970 a part of a microsecond is dropped towards the past.
  EXPECT_THAT(
      TotalsOf(ModelAsking("TIMESTAMP",
                           "lead.x == "
                           "timestamp(\"1969-12-31T23:59:59.999999Z\")"),
               NumberArray<int64_t>("x", "tsn:UTC", {-1, -1000, 0})),
      ElementsAre("1", "1", "0"));
}

TEST(ArrowScorerTest, TakesTimesWithoutZoneAndDatesInTheZoneOfTheModel) {
  const Model model = ParseModelText(
      "name: 'test' time_zone: 'Europe/Berlin' "
      "attributes { name: 'x' type: TIMESTAMP } "
      "scores { name: 'fit' groups { name: 'g' rules { name: 'r' points: 1 "
      "when: 'lead.x == timestamp(\"2026-07-01T22:00:00Z\")' } } }");
  constexpr int64_t kDay = 20'636;  // 2026-07-02.
  EXPECT_THAT(TotalsOf(model, NumberArray<int32_t>("x", "tdD", {kDay, 0})),
              ElementsAre("1", "0"));
  EXPECT_THAT(
      TotalsOf(model, NumberArray<int64_t>("x", "tdm", {kDay * 86'400'000})),
      ElementsAre("1"));
  EXPECT_THAT(
      TotalsOf(model, NumberArray<int64_t>("x", "tss:", {kDay * 86'400})),
      ElementsAre("1"));
  EXPECT_THAT(
      TotalsOf(model, NumberArray<int64_t>("x", "tss:Asia/Tokyo",
                                           {kDay * 86'400 - 2 * 3'600})),
      ElementsAre("1"));
}

TEST(ArrowScorerTest, RefusesTimesBeyondCalendars) {
  const Model model = ModelAsking("TIMESTAMP", "true");
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  for (const char* format : {"tss:", "tsm:UTC", "tsu:UTC", "tdm"}) {
    for (const int64_t time : {kMost, -kMost - 1}) {
      EXPECT_THAT(TotalsOf(model, NumberArray<int64_t>("x", format, {0, time})),
                  ElementsAre(HasSubstr("row 2: a time outside of the years")))
          << format;
    }
  }
  EXPECT_THAT(
      TotalsOf(model, NumberArray<int32_t>(
                          "x", "tdD", {std::numeric_limits<int32_t>::min()})),
      ElementsAre(HasSubstr("row 1: a time outside of the years")));
}

TEST(ArrowScorerTest, ReadsWholeNumbersAsTimesOnlyByAFormat) {
  const std::string when = "lead.x == timestamp(\"1970-01-01T00:01:40Z\")";
  EXPECT_THAT(TotalsOf(ModelAsking("TIMESTAMP", when, "time_format: '%s'"),
                       NumberArray<int64_t>("x", "l", {100, 101})),
              ElementsAre("1", "0"));
  EXPECT_THAT(TotalsOf(ModelAsking("TIMESTAMP", when),
                       NumberArray<int64_t>("x", "l", {100})),
              ElementsAre(HasSubstr("is int64 and cannot become a time")));
}

TEST(ArrowScorerTest, ReadsLists) {
  const Model model = ModelAsking("STRING_LIST", "\"b\" in lead.x");
  for (const char* format : {"+l", "+L"}) {
    for (const char* text : {"u", "U", "vu"}) {
      const TestArray column =
          ListArray("x", format, {2, std::nullopt, 0, 1},
                    TextArray("item", text, {"a", "b", "c"}, 2));
      EXPECT_THAT(TotalsOf(model, column), ElementsAre("1", "10", "0", "0"));
    }
  }
  EXPECT_THAT(
      TotalsOf(model, ListArray("x", "+l", {1},
                                NumberArray<int32_t>("item", "i", {1}))),
      ElementsAre(HasSubstr("cannot become a list of strings")));
}

TEST(ArrowScorerTest, ReadsDictionariesOfAnyIndexType) {
  const Model texts = ModelAsking("STRING", "lead.x == \"b\"");
  const Model numbers = ModelAsking("INT", "lead.x == 7");
  for (const char* format : {"c", "C", "s", "S", "i", "I", "l", "L"}) {
    const Values<int64_t> codes = {1, std::nullopt, 0, 2, 3, 1};
    EXPECT_THAT(
        TotalsOf(texts, DictionaryArray(
                            "x", format, codes,
                            TextArray("", "U", {"a", "b", std::nullopt, "b"}))),
        ElementsAre("1", "10", "0", "10", "1", "1"));
    EXPECT_THAT(
        TotalsOf(numbers,
                 DictionaryArray("x", format, codes,
                                 NumberArray<int16_t>(
                                     "", "s", {6, 7, std::nullopt, 7}, 2))),
        ElementsAre("1", "10", "0", "10", "1", "1"));
    EXPECT_THAT(
        TotalsOf(texts, DictionaryArray("x", format, {0, 4},
                                        TextArray("", "u", {"a", "b"}))),
        ElementsAre("leads: column \"x\", row 2: its code is none of its "
                    "dictionary"));
  }
  EXPECT_THAT(TotalsOf(texts, DictionaryArray("x", "c", {0, -1},
                                              TextArray("", "u", {"a", "b"}))),
              ElementsAre(HasSubstr("row 2: its code is none")));
  // What is wrong in a dictionary is so only for the rows that have it.
  const TestArray wrong = TextArray("", "u", {"b", "\xff"});
  EXPECT_THAT(TotalsOf(texts, DictionaryArray("x", "c", {0, 0}, wrong)),
              ElementsAre("1", "1"));
  EXPECT_THAT(TotalsOf(texts, DictionaryArray("x", "c", {0, 1, 1}, wrong)),
              ElementsAre(HasSubstr("row 2: a text with a NUL byte")));
}

TEST(ArrowScorerTest, ForgetsTheDictionaryOfTheLastBatch) {
  ArrowOptions options;
  options.points = ArrowPoints::kDecimal;
  ArrowScorer scorer(Scorer(ModelAsking("STRING", "lead.x == \"b\"")), options);
  const std::vector<std::vector<std::string>> dictionaries = {
      {"a", "b"}, {"a", "b"}, {"b", "a"}, {"b"}, {"a"}, {"b", "a"}};
  for (const std::vector<std::string>& dictionary : dictionaries) {
    Values<int64_t> codes;
    Values<std::string> texts;
    std::vector<std::string> expected;
    for (const std::string& text : dictionary) {
      codes.emplace_back(codes.size());
      texts.emplace_back(text);
      expected.push_back(text == "b" ? "1" : "0");
    }
    const GivenArray leads(StructArray(
        {DictionaryArray("x", "i", codes, TextArray("", "u", texts))},
        static_cast<int64_t>(codes.size())));
    ArrowArray scores = {};
    ASSERT_THAT(scorer.Score({&leads.schema, &leads.array}, Now(), &scores),
                IsOk());
    ArrowSchema schema = {};
    scorer.GetSchema(&schema);
    EXPECT_EQ(ReadScores(&schema, &scores)["total"], expected);
  }
}

TEST(ArrowScorerTest, TakesNullColumnsAndThoseThatAreNotThereForMissing) {
  const Model model = ModelAsking("INT", "lead.x == 7");
  EXPECT_THAT(TotalsOf(model, NullArray("x", 2)), ElementsAre("10", "10"));
  EXPECT_THAT(TotalsOf(model, NullArray("y", 1)), ElementsAre("10"));
  const Model texts = ModelAsking("STRING", "lead.x == \"a\"");
  EXPECT_THAT(TotalsOf(texts, NullArray("x", 2)), ElementsAre("10", "10"));
  EXPECT_THAT(TotalsOf(texts, DictionaryArray("x", "c", {0, 1, std::nullopt},
                                              NullArray("", 2))),
              ElementsAre("10", "10", "10"));
}

TEST(ArrowScorerTest, ReadsSlices) {
  TestArray batch = StructArray(
      {NumberArray<int64_t>("x", "l", {1, 7, 2, 7, std::nullopt}, 3)}, 5);
  batch.offset = 1;
  batch.length = 3;
  const GivenArray leads(batch);
  ArrowOptions options;
  options.points = ArrowPoints::kDecimal;
  ArrowScorer scorer(Scorer(ModelAsking("INT", "lead.x == 7")), options);
  ArrowArray scores = {};
  ASSERT_THAT(scorer.Score({&leads.schema, &leads.array}, Now(), &scores),
              IsOk());
  ArrowSchema schema = {};
  scorer.GetSchema(&schema);
  EXPECT_THAT(ReadScores(&schema, &scores)["total"],
              ElementsAre("1", "0", "1"));
}

TEST(ArrowScorerTest, ScoresABatchWithoutRows) {
  EXPECT_THAT(TotalsOf(ModelAsking("INT", "lead.x == 7"),
                       NumberArray<int64_t>("x", "l", {})),
              IsEmpty());
}

// ---- What is wrong ---------------------------------------------------------

// What is said about a batch of leads with one column.
std::string ErrorOf(const TestArray& column, const std::string& type = "INT",
                    bool check_all = false) {
  ArrowOptions options;
  options.check_all = check_all;
  ArrowScorer scorer(Scorer(ModelAsking(type, "true")), options);
  const GivenArray leads(StructArray({column}, column.length));
  ArrowArray scores = {};
  const absl::Status status =
      scorer.Score({&leads.schema, &leads.array}, Now(), &scores);
  EXPECT_EQ(status.code(), kInvalid);
  EXPECT_EQ(scores.release, nullptr);
  return std::string(status.message());
}

TEST(ArrowScorerTest, RefusesNumbersThatDoNotFitTogether) {
  const TestArray right = NumberArray<int64_t>("x", "l", {1, std::nullopt});
  TestArray wrong = right;
  wrong.length = -1;
  const GivenArray negative(StructArray({wrong}, 2));
  ArrowScorer scorer(Scorer(ModelAsking("INT", "true")), {});
  ArrowArray scores = {};
  EXPECT_THAT(
      scorer.Score({&negative.schema, &negative.array}, Now(), &scores),
      StatusIs(kInvalid,
               "leads: column \"x\": its length or offset is not possible"));

  wrong = right;
  wrong.offset = std::numeric_limits<int64_t>::max();
  EXPECT_THAT(ErrorOf(wrong), HasSubstr("its length or offset"));
  wrong = right;
  wrong.null_count = 3;
  EXPECT_THAT(ErrorOf(wrong), HasSubstr("its null_count is not possible"));
  wrong = right;
  wrong.buffers[0].reset();
  wrong.null_count = 1;
  EXPECT_THAT(ErrorOf(wrong), HasSubstr("no buffer that says which"));
  wrong = right;
  wrong.buffers[1].reset();
  EXPECT_THAT(ErrorOf(wrong),
              HasSubstr("its buffer of values is a null pointer"));
  wrong = right;
  wrong.buffers.pop_back();
  EXPECT_THAT(ErrorOf(wrong), HasSubstr("it has 1 buffers where an array of "
                                        "int64 has 2"));
  wrong = right;
  wrong.children.push_back(NullArray("", 2));
  wrong.format = "+l";
  wrong.buffers = {"\x3", std::string(12, '\0')};
  wrong.children.push_back(NullArray("", 2));
  EXPECT_THAT(ErrorOf(wrong, "STRING_LIST"),
              HasSubstr("a list has exactly one child"));
  // Shorter than its batch.
  const GivenArray longer(StructArray({right}, 3));
  EXPECT_THAT(scorer.Score({&longer.schema, &longer.array}, Now(), &scores),
              StatusIs(kInvalid,
                       "leads: column \"x\": it is shorter than what it is a "
                       "part of"));
}

TEST(ArrowScorerTest, RefusesOffsetsThatLeaveTheMemory) {
  const auto offsets = [](std::vector<int32_t> values) {
    return std::string(reinterpret_cast<const char*>(values.data()),
                       values.size() * sizeof(int32_t));
  };
  TestArray texts = TextArray("x", "u", {"a", "b"});
  for (const std::vector<int32_t>& wrong :
       std::vector<std::vector<int32_t>>{{-1, 1, 2}, {0, 2, -1}, {2, 1, 1}}) {
    texts.buffers[1] = offsets(wrong);
    EXPECT_THAT(ErrorOf(texts, "STRING"),
                HasSubstr("its offsets are negative or descend"));
  }
  texts.buffers[1] = offsets({0, 5, 2});
  EXPECT_THAT(ErrorOf(texts, "STRING"),
              HasSubstr("row 1: its offsets leave the memory they are of"));
  texts.buffers[1] = offsets({1, -3, 2});
  EXPECT_THAT(ErrorOf(texts, "STRING"),
              HasSubstr("row 1: its offsets leave the memory they are of"));

  const std::string text = "longer than twelve";
  for (const auto& [where, value] : std::vector<std::pair<size_t, int32_t>>{
           {0, -1}, {8, 1}, {8, -1}, {12, 1}, {12, -1}}) {
    TestArray view = TextArray("x", "vu", {text});
    std::memcpy(view.buffers[1]->data() + where, &value, sizeof(value));
    EXPECT_THAT(ErrorOf(view, "STRING"), HasSubstr("row 1: its offsets leave"))
        << where;
  }
  TestArray list = ListArray("x", "+l", {1, 1}, TextArray("", "u", {"a"}));
  EXPECT_THAT(ErrorOf(list, "STRING_LIST"),
              HasSubstr("its elements: it is shorter than"));
  list = ListArray("x", "+l", {1, 1}, TextArray("", "u", {"a", "b"}));
  list.buffers[1] = offsets({0, 9, 2});
  EXPECT_THAT(ErrorOf(list, "STRING_LIST"),
              HasSubstr("row 1: an element that is too long"));
}

TEST(ArrowScorerTest, ChecksWhatNobodyReadsOnlyIfAsked) {
  TestArray other = TextArray("other", "u", {"a", "b"});
  other.buffers[1]->replace(4, 4, std::string("\x09\0\0\0", 4));
  const Model model = ModelAsking("INT", "true");
  EXPECT_THAT(TotalsOf(model, other), ElementsAre("11", "11"));
  ArrowOptions options;
  options.check_all = true;
  EXPECT_THAT(TotalsOf(model, other, options),
              ElementsAre("leads.other: row 1: its offsets leave the memory "
                          "they are of"));
  EXPECT_THAT(TotalsOf(model,
                       DictionaryArray("other", "i", {0, 2},
                                       TextArray("", "u", {"a", "b"})),
                       options),
              ElementsAre("leads.other: row 2: its code is none of its "
                          "dictionary"));
}

TEST(ArrowScorerTest, RefusesWhatIsNoBatchOfLeads) {
  ArrowScorer scorer(Scorer(ModelAsking("INT", "true")), {});
  ArrowArray scores = {};
  const auto score = [&](const ArrowSchema* schema, const ArrowArray* array) {
    return scorer.Score({schema, array}, Now(), &scores);
  };
  GivenArray right(StructArray({NumberArray<int64_t>("x", "l", {1})}, 1));
  EXPECT_THAT(score(nullptr, &right.array),
              StatusIs(kInvalid, "leads: its schema is a null pointer"));
  EXPECT_THAT(score(&right.schema, nullptr),
              StatusIs(kInvalid, "leads: its array is a null pointer"));
  const GivenArray column(NumberArray<int64_t>("x", "l", {1}));
  EXPECT_THAT(score(&column.schema, &column.array),
              StatusIs(kInvalid, HasSubstr("has to be a struct")));
  TestArray null_rows =
      StructArray({NumberArray<int64_t>("x", "l", {1, 2})}, 2);
  null_rows.buffers = {"\x1"};
  null_rows.null_count = 1;
  const GivenArray nulls(null_rows);
  EXPECT_THAT(score(&nulls.schema, &nulls.array),
              StatusIs(kInvalid, HasSubstr("rows that are null as a whole")));
  const GivenArray twice(StructArray({NumberArray<int64_t>("x", "l", {1}),
                                      NumberArray<int64_t>("x", "l", {1})},
                                     1));
  EXPECT_THAT(score(&twice.schema, &twice.array),
              StatusIs(kInvalid, HasSubstr("column \"x\" is there twice")));
  const GivenArray nested(StructArray(
      {DictionaryArray(
          "x", "i", {0},
          DictionaryArray("", "i", {0}, NumberArray<int64_t>("", "l", {1})))},
      1));
  EXPECT_THAT(score(&nested.schema, &nested.array),
              StatusIs(kInvalid, HasSubstr("a dictionary of a dictionary")));
  right.array.release(&right.array);
  EXPECT_THAT(score(&right.schema, &right.array),
              StatusIs(kInvalid, "leads: its array has been released"));
  EXPECT_EQ(scores.release, nullptr);
}

TEST(ArrowScorerTest, RefusesLongTexts) {
  ArrowOptions options;
  options.max_text_bytes = 3;
  EXPECT_THAT(TotalsOf(ModelAsking("STRING", "lead.x == \"abc\""),
                       TextArray("x", "u", {"abc", "abcd"}), options),
              ElementsAre("leads: column \"x\", row 2: a text of more than 3 "
                          "bytes"));
}

TEST(ArrowScorerTest, SaysOutOfRangeOfInstants) {
  ArrowScorer scorer(Scorer(ModelAsking("INT", "true")), {});
  for (const int64_t length : {0, 1}) {
    const GivenArray leads(StructArray({NullArray("x", length)}, length));
    ArrowArray scores = {};
    EXPECT_THAT(scorer.Score({&leads.schema, &leads.array},
                             absl::InfiniteFuture(), &scores),
                StatusIs(absl::StatusCode::kOutOfRange, ::testing::_));
  }
}

TEST(ArrowScorerTest, IsCancelledByProgress) {
  ArrowOptions options;
  options.scoring.progress = [](size_t) { return false; };
  EXPECT_THAT(
      TotalsOf(ModelAsking("INT", "true"), NullArray("x", 10'000), options),
      ElementsAre("cancelled by the caller"));
}

// ---- Activities ------------------------------------------------------------

Model ModelOfVisits() {
  return ParseModelText(
      "name: 'test' activities { type: 'visit' "
      "  properties { name: 'page' type: STRING } } "
      "scores { name: 'web' groups { name: 'g' rules { name: 'r' points: 1 "
      "  each { types: 'visit' where: 'activity.page == \"price\"' } } } }");
}

TEST(ArrowScorerTest, RefusesActivitiesThatAreWrong) {
  const auto error_of = [](std::vector<TestArray> columns, int64_t length) {
    ArrowScorer scorer(Scorer(ModelOfVisits()), {});
    const GivenArray activities(StructArray(std::move(columns), length));
    const absl::Status status =
        scorer.AddActivities({&activities.schema, &activities.array});
    return std::string(status.message());
  };
  const TestArray leads = TextArray("lead_id", "u", {"1", "2"});
  const TestArray types = TextArray("type", "u", {"visit", "visit"});
  const TestArray times = NumberArray<int64_t>("time", "tsu:UTC", {1, 2});
  EXPECT_THAT(error_of({leads, types, times}, 2), IsEmpty());
  EXPECT_THAT(error_of({types, times}, 2),
              HasSubstr("activities: no column \"lead_id\""));
  EXPECT_THAT(error_of({leads, times}, 2),
              HasSubstr("activities: no column \"type\""));
  EXPECT_THAT(error_of({leads, types}, 2),
              HasSubstr("activities: no column \"time\""));
  EXPECT_THAT(
      error_of({leads, TextArray("type", "u", {"visit", ""}), times}, 2),
      HasSubstr("activities, row 2: an activity without type"));
  EXPECT_THAT(
      error_of({leads, types,
                NumberArray<int64_t>("time", "tsu:UTC", {1, std::nullopt})},
               2),
      HasSubstr("activities, row 2: the time of the activity is missing"));
  EXPECT_THAT(error_of({TextArray("lead_id", "u", {"", "2"}), types, times}, 2),
              HasSubstr("row 1: an activity without the id of its lead"));
  EXPECT_THAT(
      error_of({leads, TextArray("type", "u", {"visit", "$retract"}), times},
               2),
      HasSubstr("row 2: a $retract without the id"));
  EXPECT_THAT(
      error_of({leads, TextArray("type", "u", {"visit", "$stage"}), times}, 2),
      HasSubstr("activities, row 2: "));
  EXPECT_THAT(
      error_of({NumberArray<double>("lead_id", "g", {1.0, 2.0}), types, times},
               2),
      HasSubstr("\"lead_id\" is double, where text or whole numbers"));
}

TEST(ArrowScorerTest, IsOfNoUseWithSomeOfTheActivities) {
  const auto batch_of = [](const std::string& second) {
    return StructArray({NumberArray<int64_t>("lead_id", "l", {1, 1}),
                        TextArray("type", "u", {"visit", second}),
                        NumberArray<int64_t>("time", "tsu:UTC", {1, 2})},
                       2);
  };
  const GivenArray wrong(batch_of(""));
  const GivenArray right(batch_of("visit"));
  const GivenArray leads(
      StructArray({NumberArray<int64_t>("id", "l", {1})}, 1));
  ArrowScorer scorer(Scorer(ModelOfVisits()), {});
  EXPECT_THAT(scorer.AddActivities({&wrong.schema, &wrong.array}),
              StatusIs(kInvalid, HasSubstr("row 2")));
  constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;
  EXPECT_THAT(scorer.AddActivities({&right.schema, &right.array}),
              StatusIs(kFailed, HasSubstr("make another scorer")));
  ArrowArray scores = {};
  EXPECT_THAT(scorer.Score({&leads.schema, &leads.array}, Now(), &scores),
              StatusIs(kFailed, HasSubstr("make another scorer")));
  EXPECT_EQ(scores.release, nullptr);
}

TEST(ArrowScorerTest, TakesActivitiesOneWay) {
  const TestArray inside =
      ListArray("activities", "+l", {1},
                StructArray({TextArray("type", "u", {"visit"}),
                             NumberArray<int64_t>("time", "tsu:UTC", {1})},
                            1));
  const GivenArray leads(
      StructArray({NumberArray<int64_t>("id", "l", {1}), inside}, 1));
  const GivenArray activities(
      StructArray({NumberArray<int64_t>("lead_id", "l", {1}),
                   TextArray("type", "u", {"visit"}),
                   NumberArray<int64_t>("time", "tsu:UTC", {1})},
                  1));
  ArrowScorer scorer(Scorer(ModelOfVisits()), {});
  ASSERT_THAT(scorer.AddActivities({&activities.schema, &activities.array}),
              IsOk());
  ArrowArray scores = {};
  EXPECT_THAT(scorer.Score({&leads.schema, &leads.array}, Now(), &scores),
              StatusIs(kInvalid, HasSubstr("drop one")));
  EXPECT_THAT(scorer.AddActivities({&activities.schema, &activities.array}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       "activities are added before leads are scored"));
}

TEST(ArrowScorerTest, NeedsIdsForActivitiesOfTheirOwn) {
  const GivenArray activities(
      StructArray({NumberArray<int64_t>("lead_id", "l", {1}),
                   TextArray("type", "u", {"visit"}),
                   NumberArray<int64_t>("time", "tsu:UTC", {1})},
                  1));
  ArrowScorer scorer(Scorer(ModelOfVisits()), {});
  ASSERT_THAT(scorer.AddActivities({&activities.schema, &activities.array}),
              IsOk());
  const GivenArray leads(StructArray({NullArray("x", 1)}, 1));
  ArrowArray scores = {};
  EXPECT_THAT(scorer.Score({&leads.schema, &leads.array}, Now(), &scores),
              StatusIs(kInvalid, HasSubstr("leads: no column \"id\"")));
}

TEST(ArrowScorerTest, ReportsWhatItPassesOver) {
  const Model model = ParseModelText(
      "name: 'test' attributes { name: 'x' type: INT }"
      " activities { type: 'visit' }"
      " screens { name: 'Bots' types: 'visit' burst { count: 2 within: '1m' } }"
      " scores { name: 'fit' groups { name: 'g'"
      "  rules { name: 'visits' points: 1 each { types: 'visit' } }"
      "  rules { name: 'share' points: 1 when: '10 / lead.x > 1' } } }");
  const int64_t later = absl::ToUnixMicros(Now()) + 1;
  const auto activities_of = [&](const std::string& leads_name) {
    std::vector<TestArray> columns = {
        TextArray("type", "u",
                  {"visit", "webinar", "visit", "visit", "webinar", "call"}),
        NumberArray<int64_t>("time", "tsu:UTC", {0, 0, 1, later, 0, 0})};
    if (!leads_name.empty()) {
      columns.push_back(
          NumberArray<int64_t>(leads_name, "l", {1, 1, 1, 2, 2, 3}));
    }
    return columns;
  };
  const TestArray x = NumberArray<int64_t>("x", "l", {0, 5});
  for (const int threads : {1, 2}) {
    ArrowOptions options;
    options.scoring.threads = threads;
    ArrowScorer scorer(Scorer(model), options);
    const GivenArray activities(StructArray(activities_of("lead_id"), 6));
    ASSERT_THAT(scorer.AddActivities({&activities.schema, &activities.array}),
                IsOk());
    const GivenArray leads(
        StructArray({x, NumberArray<int64_t>("id", "l", {1, 2})}, 2));
    ArrowArray scores = {};
    // Each of two batches counts.
    for (int i = 0; i < 2; ++i) {
      ASSERT_THAT(scorer.Score({&leads.schema, &leads.array}, Now(), &scores),
                  IsOk());
      scores.release(&scores);
    }
    const ArrowReport report = scorer.report();
    EXPECT_THAT(report.unknown_types,
                ElementsAre(Pair("call", 1), Pair("webinar", 2)));
    EXPECT_EQ(report.activities_later, 2);
    EXPECT_THAT(report.screened, ElementsAre(4));
    EXPECT_THAT(report.rule_errors, ElementsAre(0, 2));
    EXPECT_EQ(ArrowReportJson(report, scorer.model()),
              "{\"missing_columns\":[],"
              "\"unknown_types\":{\"call\":1,\"webinar\":2},"
              "\"activities_later\":2,\"screened\":{\"Bots\":4},"
              "\"rule_errors\":{\"share\":2}}");
  }

  // Inside the leads.
  ArrowScorer scorer(Scorer(model), {});
  const GivenArray leads(
      StructArray({x, ListArray("activities", "+l", {3, 3},
                                StructArray(activities_of(""), 6))},
                  2));
  ArrowArray scores = {};
  ASSERT_THAT(scorer.Score({&leads.schema, &leads.array}, Now(), &scores),
              IsOk());
  scores.release(&scores);
  EXPECT_THAT(scorer.report().unknown_types,
              ElementsAre(Pair("call", 1), Pair("webinar", 2)));
  const GivenArray others(
      StructArray({NumberArray<int64_t>("X", "l", {1})}, 1));
  ASSERT_THAT(scorer.Score({&others.schema, &others.array}, Now(), &scores),
              IsOk());
  scores.release(&scores);
  EXPECT_THAT(scorer.report().missing_columns, ElementsAre("x"));
  EXPECT_EQ(ArrowReportJson(ArrowReport(), model),
            "{\"missing_columns\":[],\"unknown_types\":{},\"activities_later\":"
            "0,\"screened\":{},"
            "\"rule_errors\":{}}");
}

TEST(ArrowScorerTest, ExplainsARow) {
  const GivenArray leads(
      StructArray({NumberArray<int64_t>("x", "l", {1, 7})}, 2));
  ArrowScorer scorer(Scorer(ModelAsking("INT", "lead.x == 7")), {});
  const ArrowBatch batch = {&leads.schema, &leads.array};
  const absl::StatusOr<Explanation> why = scorer.Explain(batch, 1, Now());
  ASSERT_THAT(why, IsOk());
  EXPECT_EQ(why->result.total, Points::FromWhole(1));
  EXPECT_EQ(why->result.id, "");
  EXPECT_THAT(scorer.Explain(batch, 2, Now()),
              StatusIs(absl::StatusCode::kOutOfRange,
                       HasSubstr("no row of index 2: the batch has 2 rows")));

  const GivenArray with_ids(StructArray({NumberArray<int64_t>("x", "l", {1, 7}),
                                         TextArray("id", "u", {"L-1", "L-2"})},
                                        2));
  const absl::StatusOr<Explanation> of_id =
      scorer.Explain({&with_ids.schema, &with_ids.array}, 1, Now());
  ASSERT_THAT(of_id, IsOk());
  EXPECT_EQ(of_id->result.id, "L-2");
}

// ---- Any model, any leads, any types ---------------------------------------

// The columns that scores have as the rows of files have them.
std::map<std::string, std::vector<std::string>> ExpectedScores(
    const Model& model, const std::vector<Lead>& leads, ScoreOptions options) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (const Lead& lead : leads) EXPECT_THAT(builder.Add(lead), IsOk());
  const Tables tables = builder.Build();
  ScoreTable scores;
  EXPECT_THAT(
      Scorer(model).Score(tables, testing::GeneratedNow(), options, &scores),
      IsOk());
  return testing::ColumnsOfScores(model, tables.leads, scores, options.reasons);
}

class GeneratedArrowTest : public ::testing::TestWithParam<bool> {};

TEST_P(GeneratedArrowTest, GivesWhatTablesGive) {
  const bool inside = GetParam();
  for (const uint64_t seed : testing::SeedsToTry(40)) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const ModelSpec spec = testing::GenerateModel(random);
    const Model model = *Model::Create(spec);
    const int count = random.OneIn(15) ? 3'500 : random.Between(1, 80);
    const std::vector<Lead> leads =
        testing::CommonLeads::Of(testing::GenerateLeads(spec, count, random));
    ArrowOptions options;
    options.points = ArrowPoints::kDecimal;
    options.scoring.stages = count < 60;
    options.scoring.valid_until = count < 20;
    options.scoring.reasons = random.Below(3);
    options.scoring.threads = random.Between(1, 3);
    options.check_all = random.OneIn(2);
    {
      const GivenArray batch(BatchOfLeads(model, leads, inside, random));
      const GivenArray activities(BatchOfActivities(model, leads, random));
      ArrowScorer scorer(Scorer(model), options);
      if (!inside) {
        ASSERT_THAT(
            scorer.AddActivities({&activities.schema, &activities.array}),
            IsOk());
      }
      ArrowArray scores = {};
      ASSERT_THAT(scorer.Score({&batch.schema, &batch.array},
                               testing::GeneratedNow(), &scores),
                  IsOk());
      ArrowSchema schema = {};
      scorer.GetSchema(&schema);
      EXPECT_EQ(ReadScores(&schema, &scores),
                ExpectedScores(model, leads, options.scoring));
    }
    EXPECT_EQ(NumUnreleased(), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(InsideOrApart, GeneratedArrowTest, ::testing::Bool());

}  // namespace
}  // namespace leadscore
