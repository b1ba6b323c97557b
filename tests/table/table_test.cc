#include "leadscore/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "src/table/activity_columns.h"
#include "src/table/column.h"
#include "src/table/lead_columns.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using internal::ActivityColumns;
using internal::ActivityColumnsBuilder;
using internal::Column;
using ::testing::ElementsAre;
using testing::IsOk;
using testing::StatusIs;

TEST(ColumnTest, KeepsWhatIsThereAndWhatIsNot) {
  Column column(ValueType::kString);
  column.AppendString("a");
  column.AppendMissing();
  column.PadTo(200);
  column.AppendString("");
  EXPECT_EQ(column.size(), 201u);
  EXPECT_TRUE(column.IsPresent(0));
  EXPECT_FALSE(column.IsPresent(1));
  EXPECT_FALSE(column.IsPresent(199));
  EXPECT_TRUE(column.IsPresent(200));
  EXPECT_EQ(column.String(200), "");
  EXPECT_EQ(column.dictionary().size(), 2);
}

TEST(ColumnTest, NotANumberIsMissing) {
  Column column(ValueType::kDouble);
  column.AppendDouble(std::nan(""));
  column.AppendDouble(0.5);
  EXPECT_FALSE(column.IsPresent(0));
  EXPECT_EQ(column.Double(1), 0.5);
}

TEST(ColumnTest, ListsMayBeEmpty) {
  Column column(ValueType::kStringList);
  column.AppendStringList({"a", "b"});
  column.AppendStringList({});
  column.AppendMissing();
  column.AppendStringList({"a"});
  EXPECT_THAT(column.StringList(0), ElementsAre("a", "b"));
  EXPECT_TRUE(column.IsPresent(1));
  EXPECT_THAT(column.StringList(1), ElementsAre());
  EXPECT_FALSE(column.IsPresent(2));
  const Column reordered = column.Reordered({3, 2, 0});
  EXPECT_THAT(reordered.StringList(0), ElementsAre("a"));
  EXPECT_FALSE(reordered.IsPresent(1));
  EXPECT_THAT(reordered.StringList(2), ElementsAre("a", "b"));
}

TEST(ColumnTest, OrderOfValues) {
  Column column(ValueType::kDouble);
  column.AppendMissing();
  column.AppendDouble(-1.0);
  column.AppendDouble(0.0);
  column.AppendDouble(1.0);
  for (size_t i = 0; i < 4; ++i) {
    for (size_t j = 0; j < 4; ++j) {
      const int order = column.Compare(i, j);
      EXPECT_EQ(order < 0, i < j);
      EXPECT_EQ(order == 0, i == j);
    }
  }
}

TEST(ColumnTest, ThereIsOneZero) {
  Column column(ValueType::kDouble);
  column.AppendDouble(-0.0);
  column.AppendDouble(0.0);
  EXPECT_FALSE(std::signbit(column.Double(0)));
  EXPECT_EQ(column.Compare(0, 1), 0);
}

// Each activity as "lead/type@time:id.revision/amount".
std::vector<std::string> Describe(const ActivityColumns& columns) {
  std::vector<std::string> texts;
  for (size_t lead = 0; lead < columns.num_leads(); ++lead) {
    for (size_t i = columns.begin(lead); i < columns.end(lead); ++i) {
      texts.push_back(std::to_string(lead) + "/" +
                      std::to_string(columns.type(i)) + "@" +
                      std::to_string(columns.time(i)) + "." +
                      std::to_string(columns.revision(i)) + "/" +
                      (columns.property(0).IsPresent(i)
                           ? std::to_string(columns.property(0).Int(i))
                           : "-"));
    }
  }
  return texts;
}

TEST(ActivityColumnsTest, AreGroupedInTheCanonicalOrder) {
  ActivitySchema schema;
  schema.types = {"view", "click"};
  schema.properties = {{"amount", ValueType::kInt}};
  ActivityColumnsBuilder builder(schema);
  const auto add = [&](size_t lead, const char* type, int64_t time,
                       const char* id, int64_t revision, int amount) {
    builder.Add(lead, builder.FindType(type), time, id, revision);
    if (amount >= 0) builder.WritableProperty(0).AppendInt(amount);
  };
  add(1, "view", 5, "", 0, 1);
  add(0, "view", 5, "", 0, 2);
  add(0, "click", 5, "", 0, 3);   // Types by their names.
  add(0, "click", 5, "", 0, -1);  // A missing property first.
  add(0, "click", 4, "b", 0, 1);
  add(0, "click", 4, "a", 1, 1);
  add(0, "click", 4, "a", 0, 9);
  add(0, "click", 4, "a", 0, 9);  // Alike in everything.
  add(0, "click", 5, "", 0, 3);   // Without an id it is another one.
  const auto columns = builder.Build(3);
  EXPECT_THAT(Describe(*columns),
              ElementsAre("0/1@4.0/9", "0/1@4.1/1", "0/1@4.0/1", "0/1@5.0/-",
                          "0/1@5.0/3", "0/1@5.0/3", "0/0@5.0/2", "1/0@5.0/1"));
  EXPECT_EQ(columns->num_repeated(), 1u);
  EXPECT_EQ(columns->begin(2), columns->end(2));
}

TEST(ActivityColumnsTest, RetractionsAreAlwaysKnown) {
  ActivityColumnsBuilder builder(ActivitySchema{});
  EXPECT_EQ(builder.FindType("$retract"), internal::kRetractCode);
  EXPECT_EQ(builder.FindType("view"), internal::kNoType);
  EXPECT_EQ(builder.AddType("view"), 0);
  EXPECT_EQ(builder.FindType("view"), 0);
}

TEST(TableBuilderTest, AfterAnErrorNothingIsAdded) {
  LeadSchema leads;
  leads.columns = {{"a", ValueType::kInt}};
  ActivitySchema activities;
  activities.types = {"view"};
  TableBuilder builder(leads, activities);
  Lead lead;
  lead.id = "1";
  lead.attributes = {{"a", int64_t{1}}};
  lead.activities = {{"view", absl::UnixEpoch()}, {"none", absl::UnixEpoch()}};
  EXPECT_FALSE(builder.Add(lead).ok());
  lead.activities.pop_back();
  EXPECT_THAT(builder.Add(lead), IsOk());
  EXPECT_THAT(builder.Add(lead), StatusIs(absl::StatusCode::kAlreadyExists,
                                          "a lead with this id was added "
                                          "before"));
  EXPECT_THAT(
      builder.AddActivity("2", lead.activities[0]),
      StatusIs(absl::StatusCode::kNotFound, "no lead with this id was added"));
  EXPECT_THAT(builder.AddActivity("1", lead.activities[0]), IsOk());
  const Tables tables = builder.Build();
  EXPECT_EQ(tables.leads.size(), 1u);
  EXPECT_EQ(tables.activities.size(), 2u);
  EXPECT_EQ(builder.Build().leads.size(), 0u);
}

TEST(TableTest, EmptyTablesAreTables) {
  EXPECT_EQ(LeadTable().size(), 0u);
  EXPECT_EQ(ActivityTable().size(), 0u);
  EXPECT_EQ(ActivityTable().num_leads(), 0u);
}

}  // namespace
}  // namespace leadscore
