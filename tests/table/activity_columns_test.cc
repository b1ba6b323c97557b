// Compares the columns of generated activities with a plain sort of them by the
// documented order.

#include "src/table/activity_columns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "src/table/log_entry.h"

namespace leadscore::internal {
namespace {

// Some of one shape: how many, of how many leads, and what they may have.
struct LogCase {
  std::string name;
  size_t activities;
  size_t leads;
  int64_t instants;  // Different times.
  bool is_in_order = false;
  bool has_ids = false;
  bool has_revisions = false;
  bool has_properties = false;
  bool has_entries = false;
  size_t first_with_them = 0;  // Those before have none of these.
};

struct LoggedActivity {
  size_t lead = 0;
  Micros time = 0;
  int type = 0;
  std::string id;
  int64_t revision = 0;
  // A missing one is less than all others.
  int64_t b = -1;
  std::string a;
  std::string author;  // Of an $adjust.
};

ActivitySchema MakeSchema() {
  ActivitySchema schema;
  schema.types = {"view", "click", "a call"};  // Not in the order of names.
  // Their order is that of their names as well.
  schema.properties = {{"b", ValueType::kInt}, {"a", ValueType::kString}};
  return schema;
}

std::string NameOf(int type) {
  return type < 0 ? std::string(ReservedTypeOf(type))
                  : MakeSchema().types[static_cast<size_t>(type)];
}

auto KeyOf(const LoggedActivity& activity) {
  return std::make_tuple(activity.lead, activity.time, NameOf(activity.type),
                         activity.id, activity.revision, activity.a, activity.b,
                         activity.author);
}

bool IsBefore(const LoggedActivity& a, const LoggedActivity& b) {
  return KeyOf(a) < KeyOf(b);
}

LoggedActivity MakeActivity(const LogCase& log, size_t index,
                            std::mt19937_64& random) {
  const auto below = [&random](uint64_t end) { return random() % end; };
  LoggedActivity activity;
  // The last tenth of the leads has nothing.
  activity.lead = below(log.leads - log.leads / 10);
  activity.time = static_cast<Micros>(below(log.instants)) - log.instants / 2;
  activity.type = static_cast<int>(below(3));
  if (index < log.first_with_them) return activity;
  if (log.has_ids && below(4) > 0) activity.id = std::to_string(below(500));
  if (log.has_revisions && below(2) > 0) {
    activity.revision = static_cast<int64_t>(below(3)) - 1;
  }
  if (log.has_entries && below(5) == 0) {
    activity.type = kAdjustCode;
    activity.author = std::string(1, static_cast<char>('a' + below(3)));
  } else if (log.has_properties) {
    if (below(2) > 0) activity.b = static_cast<int64_t>(below(3));
    if (below(2) > 0) {
      activity.a = std::string(1, static_cast<char>('a' + below(3)));
    }
  }
  return activity;
}

std::vector<LoggedActivity> MakeLog(const LogCase& log, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<LoggedActivity> made;
  for (size_t i = 0; i < log.activities; ++i) {
    made.push_back(MakeActivity(log, i, random));
  }
  // In files activities are often there twice.
  for (size_t i = log.activities / 2; i < log.activities; i += 7) {
    made[i] = made[i - log.activities / 3];
  }
  if (log.is_in_order) std::sort(made.begin(), made.end(), IsBefore);
  return made;
}

std::shared_ptr<const ActivityColumns> Build(
    const std::vector<LoggedActivity>& log, size_t num_leads) {
  ActivityColumnsBuilder builder(MakeSchema());
  for (const LoggedActivity& activity : log) {
    builder.Add(activity.lead, activity.type, activity.time, activity.id,
                activity.revision);
    if (!activity.author.empty()) {
      LogEntry entry;
      entry.author = activity.author;
      builder.SetEntry(entry);
    }
    if (activity.b >= 0) builder.WritableProperty(0).AppendInt(activity.b);
    if (!activity.a.empty()) {
      builder.WritableProperty(1).AppendString(activity.a);
    }
  }
  return builder.Build(num_leads);
}

// What the columns have to hold.
struct Expected {
  std::vector<LoggedActivity> activities;
  // By lead: how many were repeated.
  std::map<size_t, uint32_t> repeats;
};

Expected SortPlainly(std::vector<LoggedActivity> log) {
  std::sort(log.begin(), log.end(), IsBefore);
  Expected expected;
  for (const LoggedActivity& activity : log) {
    const bool is_repeated =
        !activity.id.empty() && !expected.activities.empty() &&
        KeyOf(expected.activities.back()) == KeyOf(activity);
    if (is_repeated) {
      ++expected.repeats[activity.lead];
    } else {
      expected.activities.push_back(activity);
    }
  }
  return expected;
}

// Codes of ids are in the order of their first appearance.
std::map<std::string, int32_t> IdCodes(const std::vector<LoggedActivity>& log) {
  std::map<std::string, int32_t> codes = {{"", -1}};
  for (const LoggedActivity& activity : log) {
    codes.emplace(activity.id, static_cast<int32_t>(codes.size()) - 1);
  }
  return codes;
}

LoggedActivity ActivityAt(const ActivityColumns& columns, size_t lead,
                          size_t i) {
  LoggedActivity activity;
  activity.lead = lead;
  activity.time = columns.time(i);
  activity.type = columns.type(i);
  activity.revision = columns.revision(i);
  if (columns.property(0).IsPresent(i)) {
    activity.b = columns.property(0).Int(i);
  }
  if (columns.property(1).IsPresent(i)) {
    activity.a = columns.property(1).String(i);
  }
  if (activity.type == kAdjustCode) activity.author = columns.entry(i).author;
  return activity;
}

// Whether none of the activities is of a reserved type or has the id of
// another.
bool IsPlain(std::vector<LoggedActivity>::const_iterator begin,
             std::vector<LoggedActivity>::const_iterator end) {
  std::map<std::string, int> ids;
  return std::all_of(begin, end, [&ids](const LoggedActivity& activity) {
    return activity.type >= 0 &&
           (activity.id.empty() || ++ids[activity.id] == 1);
  });
}

void ExpectSame(const ActivityColumns& columns,
                const std::vector<LoggedActivity>& log, size_t num_leads) {
  const Expected expected = SortPlainly(log);
  std::map<std::string, int32_t> id_codes = IdCodes(log);
  ASSERT_EQ(columns.num_leads(), num_leads);
  ASSERT_EQ(columns.size(), expected.activities.size());
  EXPECT_EQ(columns.num_repeated(), log.size() - expected.activities.size());
  auto next = expected.activities.begin();
  for (size_t lead = 0; lead < num_leads; ++lead) {
    ASSERT_EQ(columns.begin(lead),
              static_cast<size_t>(next - expected.activities.begin()));
    const auto first = next;
    for (size_t i = columns.begin(lead); i < columns.end(lead); ++i, ++next) {
      LoggedActivity found = ActivityAt(columns, lead, i);
      ASSERT_EQ(columns.id_code(i), id_codes[next->id]) << i;
      found.id = next->id;
      ASSERT_EQ(KeyOf(found), KeyOf(*next)) << i;
    }
    ASSERT_EQ(columns.is_plain(lead), IsPlain(first, next)) << lead;
  }
  ASSERT_EQ(columns.repeats().size(), expected.repeats.size());
  auto repeats = columns.repeats().begin();
  for (const auto& [lead, count] : expected.repeats) {
    EXPECT_EQ(repeats->lead, lead);
    EXPECT_EQ(repeats->count, count);
    EXPECT_EQ(repeats->known, count);
    ++repeats;
  }
}

class ActivityColumnsOfLogTest : public ::testing::TestWithParam<LogCase> {};

TEST_P(ActivityColumnsOfLogTest, AreThoseOfAPlainSort) {
  const LogCase& log_case = GetParam();
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    const std::vector<LoggedActivity> log = MakeLog(log_case, seed);
    ExpectSame(*Build(log, log_case.leads), log, log_case.leads);
  }
}

std::vector<LogCase> MakeCases() {
  constexpr int64_t kDay = 86'400;
  std::vector<LogCase> cases = {
      {"Empty", 0, 20, kDay},
      {"OneLead", 10'000, 1, 1'000'000},  // Many blocks of one part.
      {"FewLeads", 10'000, 7, kDay},
      {"ManyLeads", 30'000, 20'000, kDay},  // Several parts.
      {"LeadsWithoutPart", 5, 30'000, kDay},
      {"ManyAtOneInstant", 10'000, 100, 5},
  };
  const size_t plain = cases.size();
  for (size_t i = 1; i < plain; ++i) {
    LogCase log = cases[i];
    log.name += "InOrder";
    log.is_in_order = true;
    cases.push_back(log);
  }
  for (size_t i = 0; i < 2 * plain - 1; ++i) {
    LogCase log = cases[i];
    log.name += "WithAll";
    log.has_ids = log.has_revisions = true;
    log.has_properties = log.has_entries = true;
    cases.push_back(log);
  }
  LogCase late = {"LateWithAll", 20'000, 500, 50};
  late.has_ids = late.has_revisions = true;
  late.has_properties = late.has_entries = true;
  late.first_with_them = 15'000;
  cases.push_back(late);
  LogCase one = {"WithIds", 20'000, 500, 50};
  one.has_ids = true;
  cases.push_back(one);
  one = {"WithRevisions", 20'000, 500, 50};
  one.has_revisions = true;
  cases.push_back(one);
  one = {"WithProperties", 20'000, 500, 50};
  one.has_properties = true;
  cases.push_back(one);
  one = {"WithEntries", 20'000, 500, 50};
  one.has_entries = true;
  cases.push_back(one);
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Logs, ActivityColumnsOfLogTest,
                         ::testing::ValuesIn(MakeCases()),
                         [](const auto& tested) { return tested.param.name; });

TEST(ActivityColumnsTest, OfOtherLeadsAreThoseOfThatLeadHere) {
  LogCase log_case = {"", 10'000, 6'000, 50};
  log_case.has_ids = log_case.has_properties = log_case.has_entries = true;
  const std::vector<LoggedActivity> log = MakeLog(log_case, 1);
  const auto columns = Build(log, log_case.leads);
  const std::vector<int32_t> leads = {5'001, -1, 0, 5'001, 5'999, 4'096, 4'095};
  const auto selected = columns->Select(leads);
  ASSERT_EQ(selected->num_leads(), leads.size());
  for (size_t row = 0; row < leads.size(); ++row) {
    const size_t begin = selected->begin(row);
    const size_t size = selected->end(row) - begin;
    if (leads[row] < 0) {
      EXPECT_EQ(size, 0u);
      continue;
    }
    const auto lead = static_cast<size_t>(leads[row]);
    ASSERT_EQ(size, columns->end(lead) - columns->begin(lead));
    EXPECT_EQ(selected->is_plain(row), columns->is_plain(lead));
    for (size_t i = 0; i < size; ++i) {
      EXPECT_EQ(KeyOf(ActivityAt(*selected, lead, begin + i)),
                KeyOf(ActivityAt(*columns, lead, columns->begin(lead) + i)));
    }
  }
}

TEST(ActivityColumnsTest, MayBeOfAnyNumberOfTypes) {
  ActivitySchema schema;
  constexpr int kTypes = 100'000;
  for (int i = 0; i < kTypes; ++i) schema.types.push_back(std::to_string(i));
  ActivityColumnsBuilder builder(schema);
  const std::vector<int> types = {99'999,       32'767, 32'768, 7,
                                  kRetractCode, 65'536, 65'535};
  for (int type : types) builder.Add(0, type, 1, "", 0);
  const auto columns = builder.Build(1);
  std::vector<int> found(columns->types(), columns->types() + columns->size());
  // In the order of their names.
  EXPECT_EQ(found, (std::vector<int>{kRetractCode, 32'767, 32'768, 65'535,
                                     65'536, 7, 99'999}));
}

TEST(ActivityColumnsTest, RepeatsAreOfTypesThatWereThereOrAdded) {
  ActivityColumnsBuilder builder(MakeSchema());
  const int added = builder.AddType("new");
  for (int type : {added, added, 0, 0, 0}) builder.Add(3, type, 1, "id", 0);
  const auto columns = builder.Build(4);
  EXPECT_EQ(columns->size(), 2u);
  ASSERT_EQ(columns->repeats().size(), 1u);
  EXPECT_EQ(columns->repeats()[0].lead, 3u);
  EXPECT_EQ(columns->repeats()[0].count, 3u);
  EXPECT_EQ(columns->repeats()[0].known, 2u);
}

}  // namespace
}  // namespace leadscore::internal
