#include "src/draft/column_kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/draft/column_names.h"
#include "tests/draft/draft_testing.h"

namespace leadscore::internal {
namespace {

using Shape = ColumnKind::Shape;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Cells, each so often that it is no key.
std::vector<std::string> Often(const std::vector<std::string>& cells) {
  std::vector<std::string> all;
  for (int i = 0; i < 30; ++i)
    all.insert(all.end(), cells.begin(), cells.end());
  return all;
}

struct KindCase {
  std::string name;
  std::vector<std::string> cells;
  Shape shape;
  ValueType type;
  std::string time_format;
};

class ColumnKindTest : public ::testing::TestWithParam<KindCase> {};

TEST_P(ColumnKindTest, IsWhatAllCellsAre) {
  const ColumnKind kind = Cells(Often(GetParam().cells)).Kind();
  EXPECT_EQ(kind.shape, GetParam().shape) << kind.note;
  EXPECT_EQ(kind.type, GetParam().type);
  EXPECT_EQ(kind.time_format, GetParam().time_format);
}

INSTANTIATE_TEST_SUITE_P(
    Cells, ColumnKindTest,
    ::testing::ValuesIn<KindCase>({
        {"Words", {"a", "b"}, Shape::kValues, ValueType::kString, ""},
        {"YesAndNo", {"Yes", "no", ""}, Shape::kValues, ValueType::kBool, ""},
        // Next month there may be a 2.
        {"ZeroAndOne", {"0", "1"}, Shape::kValues, ValueType::kInt, ""},
        {"Negative", {"-1", "250"}, Shape::kValues, ValueType::kInt, ""},
        {"Fractions",
         {"0.5", "7.50E-05", "3"},
         Shape::kValues,
         ValueType::kDouble,
         ""},
        {"PostalCodes",
         {"00501", "10115"},
         Shape::kValues,
         ValueType::kString,
         ""},
        {"PhoneNumbers",
         {"+4930123456", "+4930654321"},
         Shape::kValues,
         ValueType::kString,
         ""},
        {"MoreDigitsThanADoubleHolds",
         {"12345678901234567890", "12345678901234567891"},
         Shape::kValues,
         ValueType::kString,
         ""},
        {"Nothing", {"", " ", "N/A"}, Shape::kEmpty, ValueType::kString, ""},
        {"OneValue", {"No"}, Shape::kConstant, ValueType::kBool, ""},
        {"OneValueOrNone", {"x", ""}, Shape::kValues, ValueType::kString, ""},
        {"Instants",
         {"2026-01-02T10:00:00Z", "2026-02-03T10:00:00.5+01:00"},
         Shape::kTimes,
         ValueType::kTimestamp,
         ""},
        {"Dates",
         {"2017-06-14", "2018-01-31"},
         Shape::kTimes,
         ValueType::kTimestamp,
         "%Y-%m-%d"},
        {"LocalTimes",
         {"2018-02-26 19:58:54", "2018-05-08 20:17:59"},
         Shape::kTimes,
         ValueType::kTimestamp,
         "%Y-%m-%d %H:%M:%S"},
        {"GermanDates",
         {"31.12.2025", "01.02.2026"},
         Shape::kTimes,
         ValueType::kTimestamp,
         "%d.%m.%Y"},
        // The 13th month tells that the day comes first.
        {"DayFirst",
         {"13/02/2025", "01/02/2026"},
         Shape::kTimes,
         ValueType::kTimestamp,
         "%d/%m/%Y"},
        {"MonthFirst",
         {"02/13/2025", "01/02/2026"},
         Shape::kTimes,
         ValueType::kTimestamp,
         "%m/%d/%Y"},
        {"DayOrMonthFirst",
         {"01/02/2026", "03/04/2026"},
         Shape::kAmbiguous,
         ValueType::kString,
         ""},
        {"TwoFormats",
         {"2026-01-02", "31.12.2025"},
         Shape::kAmbiguous,
         ValueType::kString,
         ""},
        {"DayFirstAndMonthFirst",
         {"13/02/2025", "02/13/2025"},
         Shape::kAmbiguous,
         ValueType::kString,
         ""},
    }),
    [](const auto& tested) { return tested.param.name; });

TEST(ColumnKindTest, NullSpellingsAreNotValues) {
  const Cells cells(
      Often({"Select", "NULL", "-", "Marketing", "unknown", "", "(No value)"}));
  const ColumnKind kind = cells.Kind();
  EXPECT_THAT(kind.null_values,
              ElementsAre("(No value)", "-", "NULL", "Select"));
  // It may be an answer.
  EXPECT_THAT(kind.values, ElementsAre("Marketing", "unknown"));
  EXPECT_EQ(kind.present, 60);
}

TEST(ColumnKindTest, NamibiaIsACountryAmongOthers) {
  const Cells countries(Often({"DE", "NA", "ZA"}));
  EXPECT_THAT(countries.Kind().values, ElementsAre("DE", "NA", "ZA"));
  EXPECT_THAT(Cells(Often({"12", "NA"})).Kind().null_values, ElementsAre("NA"));
}

TEST(ColumnKindTest, ValuesThatDifferByCaseAreFolded) {
  const Cells cells(Often({"Google", "google", "Bing"}));
  const ColumnKind kind = cells.Kind();
  EXPECT_TRUE(kind.fold);
  EXPECT_THAT(kind.values, ElementsAre("Google", "Bing"));
  EXPECT_THAT(kind.counts, ElementsAre(60, 30));
}

TEST(ColumnKindTest, EveryLeadItsOwnIsAKey) {
  std::vector<std::string> words;
  std::vector<std::string> numbers;
  std::vector<std::string> revenues;
  for (int i = 0; i < 100; ++i) {
    words.push_back("id-" + std::to_string(i));
    numbers.push_back(std::to_string(660'000 + i));
    revenues.push_back(std::to_string(17 + i * i * 1'000));
  }
  EXPECT_EQ(Cells(words).Kind().shape, Shape::kKey);
  EXPECT_EQ(Cells(numbers).Kind("Lead").shape, Shape::kKey);
  EXPECT_EQ(Cells(revenues).Kind("Revenue").shape, Shape::kValues);
  EXPECT_EQ(Cells(revenues).Kind("account id").shape, Shape::kKey);
}

TEST(ColumnKindTest, SentencesAreFreeText) {
  std::vector<std::string> notes;
  for (int i = 0; i < 100; ++i) {
    notes.push_back("called them on day " + std::to_string(i) +
                    " and they want to think about it");
  }
  EXPECT_EQ(Cells(notes).Kind().shape, Shape::kFreeText);
}

TEST(ColumnKindTest, SaysThatNearlyAllAreNumbers) {
  std::vector<std::string> cells = Often({"1", "2"});
  cells.push_back("many");
  EXPECT_THAT(Cells(cells).Kind().note,
              HasSubstr("60 of 61 cells are numbers, but not those like "
                        "\"many\""));
  EXPECT_EQ(Cells(cells).Kind("column", {"many"}).type, ValueType::kInt);
}

TEST(ColumnKindTest, NumbersMayHaveMarks) {
  const ColumnKind money =
      Cells(Often({"$1,200,000", "$950", "-$1,000.5"})).Kind();
  EXPECT_EQ(money.type, ValueType::kDouble);
  EXPECT_THAT(money.marks, ElementsAre("$", ","));
  EXPECT_THAT(money.numbers, ElementsAre(1'200'000, 950, -1000.5));
  EXPECT_THAT(Cells(Often({"45 %", "7%"})).Kind().marks, ElementsAre(" ", "%"));
  EXPECT_THAT(Cells(Often({"\u20ac 5", "6"})).Kind().numbers,
              ElementsAre(5, 6));
  // None of these is certainly a number.
  for (const char* text :
       {"1,2", "1,2345", "12,34,567", ",123", "1.5,000", "51-200", "$", "0,123",
        "030 1234", "$$", "1 200", "5-", "%"}) {
    EXPECT_EQ(Cells(Often({"17", "$1,000", text})).Kind().type,
              ValueType::kString)
        << text;
  }
}

TEST(ColumnKindTest, AFormatThatIsGivenAnswers) {
  const std::vector<std::string> cells = Often({"01/02/2026", "03/04/2026"});
  EXPECT_EQ(Cells(cells).Kind("column", {}, "%d/%m/%Y").shape, Shape::kTimes);
  EXPECT_EQ(Cells(cells).Kind("column", {}, "%Y").shape, Shape::kAmbiguous);
}

TEST(ColumnNamesTest, WordsAreFoundInAnyWriting) {
  EXPECT_THAT(WordsOfName("TotalVisits"), ElementsAre("total", "visits"));
  EXPECT_THAT(WordsOfName("HTTPStatus 2"), ElementsAre("http", "status", "2"));
  EXPECT_THAT(WordsOfName("emp.var.rate"), ElementsAre("emp", "var", "rate"));
}

TEST(ColumnNamesTest, IdentifiersAreOfTheirOwn) {
  std::set<std::string> taken;
  EXPECT_EQ(IdentifierFor("Lead Source", &taken), "lead_source");
  EXPECT_EQ(IdentifierFor("lead-source", &taken), "lead_source_2");
  EXPECT_EQ(IdentifierFor("2nd mail", &taken), "the_2nd_mail");
  EXPECT_EQ(IdentifierFor("in", &taken), "the_in");
  EXPECT_EQ(IdentifierFor("年齢", &taken), "column");
}

}  // namespace
}  // namespace leadscore::internal
