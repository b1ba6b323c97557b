// A durable book against one in memory that was fed with the same: closed and
// opened again, killed at any moment, taken over by another model, damaged.
// LEADSCORE_KILLS=N kills it so often.

#include "leadscore/durable_book.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "leadscore/leadscore.h"
#include "src/core/time_text.h"
#include "tests/testing/file_folder.h"
#include "tests/testing/fusible_model.h"
#include "tests/testing/generator.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::FileFolder;
using testing::GeneratedNow;
using testing::Now;
using testing::Random;
using testing::StatusIs;

// One call to a book.
struct Input {
  enum Kind { kUpsert, kAdd, kRemove, kAdvance };
  Kind kind = kAdd;
  Lead lead;  // Of kUpsert; of the others its id.
  Activity activity;
  absl::Time now;
};

template <typename Book>
absl::Status Feed(const Input& input, Book* book) {
  switch (input.kind) {
    case Input::kUpsert:
      return book->Upsert(input.lead);
    case Input::kAdd:
      return book->Add(input.lead.id, input.activity);
    case Input::kRemove:
      return book->Remove(input.lead.id);
    default:
      return book->Advance(input.now);
  }
}

// A generated model, and calls in an order that says nothing.
struct Story {
  explicit Story(uint64_t seed, int num_leads = 6) : random(seed) {
    spec = testing::GenerateFusibleModel(random);
    start = GeneratedNow() - absl::Hours(60);
    std::vector<Lead> leads =
        testing::GenerateLeads(spec, num_leads, random, absl::Hours(60));
    for (const Lead& lead : leads) {
      Input row;
      row.kind = Input::kUpsert;
      row.lead = lead;
      row.lead.activities.clear();
      // Some come with what they did.
      if (random.OneIn(3)) row.lead.activities = lead.activities;
      inputs.push_back(row);
    }
    std::vector<Input> later;
    for (const Lead& lead : leads) {
      for (const Activity& activity : lead.activities) {
        Input add;
        add.lead.id = lead.id;
        add.activity = activity;
        later.push_back(add);
        // Delivered twice.
        if (random.OneIn(4)) later.push_back(add);
      }
    }
    std::shuffle(later.begin(), later.end(), random.engine());
    absl::Time clock = start;
    for (Input& input : later) {
      inputs.push_back(std::move(input));
      if (!random.OneIn(3)) continue;
      clock += absl::Minutes(random.Below(240));
      Input advance;
      advance.kind = Input::kAdvance;
      advance.now = clock;
      inputs.push_back(advance);
    }
    Input remove;
    remove.kind = Input::kRemove;
    remove.lead.id = leads[0].id;
    inputs.push_back(remove);
    remove.kind = Input::kUpsert;
    remove.lead = leads[0];
    inputs.push_back(remove);
  }

  Model model() const { return *Model::Create(spec); }
  DurableBookOptions options() const {
    DurableBookOptions made;
    made.start = start;
    made.sync = false;  // The machine does not crash.
    return made;
  }

  // A book in memory that was fed with the first inputs.
  std::unique_ptr<LiveBook> Fed(size_t count) const {
    auto book = *LiveBook::Create(model(), start);
    for (size_t i = 0; i < count; ++i) {
      const absl::Status status = Feed(inputs[i], book.get());
      EXPECT_TRUE(status.ok()) << status;
    }
    return book;
  }

  Random random;
  ModelSpec spec;
  absl::Time start;
  std::vector<Input> inputs;
};

std::string ToText(const BookTransition& told) {
  const Transition& of = told.transition;
  // The cause of what is withdrawn may lack.
  return absl::StrCat(told.number, " ", told.lead_id, " ",
                      absl::FormatTime(of.time), " ", of.from, "->", of.to, " ",
                      of.way, of.disqualified_by, " ", of.total.ToString(), " ",
                      of.grade, " withdraws ", told.withdraws,
                      told.withdraws == 0 ? of.CauseText() : "");
}

// To the microsecond, to the last bit of doubles, by name.
std::string ToText(std::vector<NamedValue> values) {
  struct Writer {
    std::string operator()(std::monostate) const { return "none"; }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(int64_t number) const {
      return absl::StrCat(number);
    }
    std::string operator()(double real) const {
      return absl::StrFormat("%a", real);
    }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(absl::Time time) const {
      return absl::StrCat(internal::ToMicros(time), "us");
    }
    std::string operator()(const std::vector<std::string>& texts) const {
      return absl::StrJoin(texts, "|");
    }
  };
  std::sort(values.begin(), values.end(),
            [](const NamedValue& a, const NamedValue& b) {
              return a.first < b.first;
            });
  std::string text;
  for (const auto& [name, value] : values) {
    absl::StrAppend(&text, " ", name, "=", std::visit(Writer(), value));
  }
  return text;
}

std::string ToText(const Activity& activity) {
  return absl::StrCat(activity.type, " ", internal::ToMicros(activity.time),
                      " ", activity.id, " ", activity.revision,
                      ToText(activity.properties));
}

// By what a durable book differs from another one; empty if by nothing.
std::string Difference(const DurableBook& durable, const LiveBook& book) {
  if (durable.book().now() != book.now()) return "clock";
  if (durable.book().LeadIds() != book.LeadIds()) return "leads";
  for (const std::string& id : book.LeadIds()) {
    const Lead a = *durable.book().GetLead(id);
    const Lead b = *book.GetLead(id);
    if (a.account != b.account) return "account of " + id;
    if (ToText(a.attributes) != ToText(b.attributes)) {
      return absl::StrCat(id, ":", ToText(a.attributes), " for",
                          ToText(b.attributes));
    }
    if (a.activities.size() != b.activities.size()) return "log of " + id;
    for (size_t i = 0; i < a.activities.size(); ++i) {
      const std::string x = ToText(a.activities[i]);
      const std::string y = ToText(b.activities[i]);
      if (x != y) return absl::StrCat(id, ": ", x, " for ", y);
    }
    LeadState of_a;
    LeadState of_b;
    if (!durable.book().Get(id, &of_a).ok() || !book.Get(id, &of_b).ok()) {
      return "no state of " + id;
    }
    if (of_a.scores != of_b.scores) return "scores of " + id;
    if (of_a.stage != of_b.stage) return "stage of " + id;
  }
  const auto told = durable.Transitions(0);
  if (!told.ok()) return std::string(told.status().message());
  const std::vector<BookTransition> expected = book.Transitions(0);
  for (size_t i = 0; i < std::max(told->size(), expected.size()); ++i) {
    const std::string x = i < told->size() ? ToText((*told)[i]) : "nothing";
    const std::string y = i < expected.size() ? ToText(expected[i]) : "nothing";
    if (x != y) return absl::StrCat(x, " for ", y);
  }
  return "";
}

bool IsSame(const DurableBook& durable, const LiveBook& book) {
  return Difference(durable, book).empty();
}

TEST(DurableBookTest, IsTheSameWhenItIsOpenedAgain) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    const FileFolder folder(absl::StrCat("durable", seed));
    const Story story(seed);
    std::unique_ptr<DurableBook> book;
    for (size_t i = 0; i < story.inputs.size(); ++i) {
      // Now and then it is closed in between.
      if (book == nullptr || i % 17 == 16) {
        book.reset();
        OpenReport report;
        auto opened = DurableBook::Open(folder.PathOf(""), story.model(),
                                        story.options(), &report);
        ASSERT_TRUE(opened.ok()) << opened.status();
        book = *std::move(opened);
        EXPECT_EQ(report.is_new, i == 0);
        EXPECT_EQ(report.unknown, 0);
        ASSERT_EQ(Difference(*book, *story.Fed(i)), "") << "seed " << seed;
      }
      const absl::Status status = Feed(story.inputs[i], book.get());
      ASSERT_TRUE(status.ok()) << status;
      ASSERT_TRUE(book->Commit().ok());
    }
    EXPECT_EQ(Difference(*book, *story.Fed(story.inputs.size())), "");
  }
}

TEST(DurableBookTest, WhatWasNotCommittedHasNotBeen) {
  const FileFolder folder("uncommitted");
  const Story story(3);
  const size_t half = story.inputs.size() / 2;
  {
    auto book =
        *DurableBook::Open(folder.PathOf(""), story.model(), story.options());
    for (size_t i = 0; i < story.inputs.size(); ++i) {
      if (i == half) {
        ASSERT_TRUE(book->Commit().ok());
      }
      ASSERT_TRUE(Feed(story.inputs[i], book.get()).ok());
    }
  }
  const auto book =
      *DurableBook::Open(folder.PathOf(""), story.model(), story.options());
  EXPECT_EQ(Difference(*book, *story.Fed(half)), "");
}

// ---- Killed ---------------------------------------------------------------

constexpr size_t kGroup = 5;

// In a process of its own: feeds a book from an input on, and writes to a pipe
// how many are acknowledged.
[[noreturn]] void FeedUntilKilled(const std::string& directory,
                                  const Story& story, size_t from, int pipe) {
  auto book = DurableBook::Open(directory, story.model(), story.options());
  if (!book.ok()) _exit(1);
  for (size_t i = from; i < story.inputs.size(); ++i) {
    if (!Feed(story.inputs[i], book->get()).ok()) _exit(1);
    if ((i + 1) % kGroup != 0) continue;
    if (!(*book)->Commit().ok()) _exit(1);
    const size_t acknowledged = i + 1;
    if (write(pipe, &acknowledged, sizeof(acknowledged)) < 0) _exit(1);
  }
  // The last of them are never acknowledged.
  while (true) pause();
}

TEST(DurableBookTest, KilledAtAnyMomentItHasWhatWasAcknowledged) {
  int kills = 12;
  if (const char* asked = std::getenv("LEADSCORE_KILLS")) {
    ASSERT_TRUE(absl::SimpleAtoi(asked, &kills));
  }
  Random random(7);
  size_t lost = 0;
  for (int killed = 0; killed < kills;) {
    const FileFolder folder(absl::StrCat("killed", killed));
    const Story story(100 + static_cast<uint64_t>(killed), 60);
    size_t done = 0;
    for (; killed < kills && done + kGroup <= story.inputs.size(); ++killed) {
      int ends[2];
      ASSERT_EQ(pipe(ends), 0);
      const pid_t child = fork();
      ASSERT_GE(child, 0);
      if (child == 0) FeedUntilKilled(folder.PathOf(""), story, done, ends[1]);
      close(ends[1]);
      usleep(static_cast<useconds_t>(random.Below(60'000)));
      kill(child, SIGKILL);
      int status = 0;
      ASSERT_EQ(waitpid(child, &status, 0), child);
      ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
      size_t acknowledged = done;
      while (read(ends[0], &acknowledged, sizeof(acknowledged)) > 0) {
      }
      close(ends[0]);
      auto book =
          DurableBook::Open(folder.PathOf(""), story.model(), story.options());
      ASSERT_TRUE(book.ok()) << book.status();
      // It may have been killed between a commit and its word.
      done = acknowledged;
      if (!IsSame(**book, *story.Fed(done))) {
        done += kGroup;
        ++lost;
        ASSERT_LE(done, story.inputs.size());
        ASSERT_EQ(Difference(**book, *story.Fed(done)), "")
            << "kill " << killed << ", " << acknowledged << " acknowledged";
      }
    }
  }
  EXPECT_LE(lost, static_cast<size_t>(kills));
}

// ---- Other processes, models, damage
// ------------------------------------------

TEST(DurableBookTest, IsOpenInOneProcessAtATime) {
  const FileFolder folder("twice");
  const Story story(4);
  const auto book =
      *DurableBook::Open(folder.PathOf(""), story.model(), story.options());
  const absl::Status second =
      DurableBook::Open(folder.PathOf(""), story.model(), story.options())
          .status();
  EXPECT_EQ(second.code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(second.message().find("another process has it open"),
            std::string_view::npos)
      << second;
}

TEST(DurableBookTest, AnotherModelIsRefusedOrTakesItOver) {
  const FileFolder folder("model");
  const Story story(5);
  {
    auto book =
        *DurableBook::Open(folder.PathOf(""), story.model(), story.options());
    for (const Input& input : story.inputs) {
      ASSERT_TRUE(Feed(input, book.get()).ok());
    }
    ASSERT_TRUE(book->Commit().ok());
  }
  ModelSpec next = story.spec;
  next.version = "2";
  for (StageSpec& stage : next.stages) {
    for (WaySpec& way : stage.enter) way.at_least.push_back({"total", 6});
  }
  const Model model = *Model::Create(next);
  DurableBookOptions options = story.options();
  const absl::Status refused =
      DurableBook::Open(folder.PathOf(""), model, options).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(refused.message().find("migrate takes it over"),
            std::string_view::npos);
  options.migrate = true;
  OpenReport report;
  auto book = DurableBook::Open(folder.PathOf(""), model, options, &report);
  ASSERT_TRUE(book.ok()) << book.status();
  EXPECT_TRUE(report.is_migrated);
  // What is left of what was told is what the new model says.
  std::vector<std::string> left;
  const std::vector<BookTransition> all = *(*book)->Transitions(0);
  for (const BookTransition& one : all) {
    const std::string text =
        absl::StrCat(one.lead_id, " ", absl::FormatTime(one.transition.time),
                     " ", one.transition.to, " ", one.transition.CauseText());
    if (one.withdraws == 0)
      left.push_back(absl::StrCat(one.number, ": ", text));
    left.erase(std::remove_if(left.begin(), left.end(),
                              [&](const std::string& other) {
                                return other.rfind(
                                           absl::StrCat(one.withdraws, ": "),
                                           0) == 0;
                              }),
               left.end());
  }
  for (std::string& text : left) text = text.substr(text.find(' ') + 1);
  std::vector<std::string> expected;
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (const std::string& id : (*book)->book().LeadIds()) {
    ASSERT_TRUE(builder.Add(*(*book)->book().GetLead(id)).ok());
  }
  const auto histories =
      Scorer(model).Histories(builder.Build(), (*book)->book().now());
  for (const LeadHistory& history : *histories) {
    if (!history.first_entry.has_value()) continue;
    for (const Transition& one : history.transitions) {
      expected.push_back(absl::StrCat(history.id, " ",
                                      absl::FormatTime(one.time), " ", one.to,
                                      " ", one.CauseText()));
    }
  }
  std::sort(left.begin(), left.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(left, expected);
  // From now on it belongs to that one.
  book->reset();
  options.migrate = false;
  EXPECT_TRUE(DurableBook::Open(folder.PathOf(""), model, options).ok());
}

TEST(DurableBookTest, DamageIsToldOrDoesNotMatter) {
  const FileFolder folder("whole");
  const Story story(6, 20);
  {
    auto book =
        *DurableBook::Open(folder.PathOf(""), story.model(), story.options());
    for (const Input& input : story.inputs) {
      ASSERT_TRUE(Feed(input, book.get()).ok());
    }
    ASSERT_TRUE(book->Commit().ok());
  }
  const auto whole = story.Fed(story.inputs.size());
  std::ifstream file(folder.PathOf("leads.sqlite"), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  ASSERT_GT(bytes.size(), 4096u);
  Random random(8);
  int told = 0;
  for (int i = 0; i < 60; ++i) {
    const FileFolder damaged(absl::StrCat("damaged", i));
    std::string changed = bytes;
    for (int count = 1 + random.Below(40); count > 0; --count) {
      changed[static_cast<size_t>(
          random.Below(static_cast<int>(changed.size())))] =
          static_cast<char>(random.Below(256));
    }
    damaged.Write("leads.sqlite", changed);
    auto book =
        DurableBook::Open(damaged.PathOf(""), story.model(), story.options());
    if (book.ok()) {
      EXPECT_EQ(Difference(**book, *whole), "") << "damage " << i;
    } else {
      ++told;
      EXPECT_NE(book.status().message().find("leads.sqlite"),
                std::string_view::npos)
          << book.status();
    }
  }
  EXPECT_GT(told, 30);
}

TEST(DurableBookTest, AFullDiskLeavesTheLastCommit) {
  const FileFolder folder("full");
  const Story story(9, 200);
  size_t committed = 0;
  // In a process of its own, whose files may not grow beyond a size.
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {200'000, 200'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    auto book =
        DurableBook::Open(folder.PathOf(""), story.model(), story.options());
    if (!book.ok()) _exit(2);
    for (size_t i = 0; i < story.inputs.size(); ++i) {
      absl::Status status = Feed(story.inputs[i], book->get());
      if (status.ok()) status = (*book)->Commit();
      if (!status.ok()) {
        // Every other call says so.
        const bool says_so =
            (*book)->Commit().code() == absl::StatusCode::kFailedPrecondition;
        _exit(says_so ? 0 : 3);
      }
      const size_t done = i + 1;
      if (write(ends[1], &done, sizeof(done)) < 0) _exit(4);
    }
    _exit(5);
  }
  close(ends[1]);
  while (read(ends[0], &committed, sizeof(committed)) > 0) {
  }
  close(ends[0]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  const auto book =
      DurableBook::Open(folder.PathOf(""), story.model(), story.options());
  ASSERT_TRUE(book.ok()) << book.status();
  EXPECT_EQ(Difference(**book, *story.Fed(committed)), "");
}

TEST(DurableBookTest, ErrorsSayWhatToDo) {
  const Story story(10);
  EXPECT_THAT(
      DurableBook::Open("/nowhere/at/all", story.model(), story.options())
          .status(),
      StatusIs(absl::StatusCode::kNotFound,
               "/nowhere/at/all: no such directory; make it first"));
  const FileFolder folder("new");
  const absl::Status no_start =
      DurableBook::Open(folder.PathOf(""), story.model(), {}).status();
  EXPECT_EQ(no_start.code(), absl::StatusCode::kInvalidArgument);
  const FileFolder other("other");
  other.Write("leads.sqlite", std::string(10'000, 'x'));
  EXPECT_EQ(DurableBook::Open(other.PathOf(""), story.model(), story.options())
                .status()
                .code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace leadscore
