// What the program leaves behind when it is killed or cannot write: each of its
// files is there whole, or as it was before. Runs the built program.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "src/cli/commands.h"
#include "tests/cli/program_test_util.h"

namespace leadscore {
namespace {

using internal::kExitBreached;
using internal::kExitFailedIo;
using internal::kExitOk;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using testing::TestFolder;

constexpr char kModel[] = R"pb(
  name: "m"
  attributes { name: "size" type: INT }
  activities { type: "visit" }
  scores {
    name: "fit"
    groups {
      name: "g"
      rules { name: "Large" when: "lead.size > 500" points: 5 }
    }
  }
  account_scores { name: "sum" of: "fit" take: SUM }
  stages { name: "LEAD" }
  stages {
    name: "MQL"
    enter {
      name: "score"
      at_least { score: "fit" points: 5 }
    }
  }
)pb";

const std::string& Score() {
  static const auto* const score = new std::string(
      "score --model in/m.textproto --leads in/leads.csv --activities "
      "in/activities.csv --as-of 2026-11-20T12:00:00Z --max-errors 100");
  return *score;
}

// A command and what it writes last.
struct Writing {
  std::string name;
  std::string command;
  std::string output;
};

std::vector<Writing> Writings() {
  return {
      {"Streamed", Score() + " --output out/scores.csv", "out/scores.csv"},
      {"Sorted",
       Score() + " --sort total --accounts out/accounts.csv "
                 "--rejected out/bad --output out/scores.csv",
       "out/scores.csv"},
      {"History",
       "history --model in/m.textproto --leads in/few.csv --as-of "
       "2026-11-20T12:00:00Z --output out/history.csv",
       "out/history.csv"},
      {"Replay",
       "replay --model in/m.textproto --leads in/leads.csv --activities "
       "in/activities.csv --max-errors 100 --to 2026-11-20T12:00:00Z --funnel "
       "none --output out/rows.csv",
       "out/rows.csv"}};
}

// Files by name.
using Files = std::map<std::string, std::string>;

struct Outcome {
  int exit_code = 0;
  bool is_killed = false;
  std::string err;
  std::string failed_call;  // Empty: none did.
};

constexpr char kNoNamelessFiles[] =
    "this file system has no files without names, so that temporary ones need "
    "names that a killed program leaves";

bool HasNamelessFiles() {
  const int file = open(".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
  if (file >= 0) close(file);
  return file >= 0;
}

// In "in" are files to read, in "out" what the program writes, and beside them
// what is said.
class WholeFilesTest : public ::testing::Test {
 protected:
  WholeFilesTest() {
    folder_.Write("in/m.textproto", kModel);
    std::string leads = "id,account,size,note\n";
    std::string activities = "lead_id,type,time\n";
    for (int i = 0; i < 3'000; ++i) {
      // Some cannot be read.
      absl::StrAppend(&leads, "lead ", i, ",account ", i % 50, ",",
                      i % 500 == 7 ? "many" : absl::StrCat(i % 1'000), ",",
                      std::string(60, 'x'), "\n");
      if (i % 4 > 0) continue;
      absl::StrAppend(&activities, "lead ", i, ",visit,",
                      i % 800 == 0 ? "then" : "2026-11-18T11:00:00Z", "\n");
    }
    folder_.Write("in/few.csv", "id,size\n1,600\n");
    folder_.Write("in/leads.csv", leads);
    folder_.Write("in/activities.csv", activities);
    std::filesystem::create_directory("out");
  }

  // As a shell would run it, with `redirections` of its own.
  Outcome RunProgram(const std::string& command,
                     const std::string& redirections = "> stdout",
                     const std::string& environment = "") const {
    std::filesystem::remove("fault");
    const pid_t child = Start(command, redirections, environment);
    return Wait(child);
  }

  static pid_t Start(const std::string& command,
                     const std::string& redirections,
                     const std::string& environment) {
    const std::string line =
        absl::StrCat("exec 2> stderr ", redirections, "; ", "exec env ",
                     environment, " " LEADSCORE_PROGRAM " ", command);
    const pid_t child = fork();
    if (child == 0) {
      execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
      _exit(127);
    }
    EXPECT_GT(child, 0);
    return child;
  }

  Outcome Wait(pid_t child) const {
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    Outcome run;
    run.is_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    run.err = folder_.Read("stderr");
    run.failed_call = folder_.Read("fault");
    return run;
  }

  Outcome RunWithFault(const std::string& command, int call,
                       const std::string& environment) const {
    return RunProgram(
        command, "> stdout",
        absl::StrCat("'LD_PRELOAD=" LEADSCORE_FAULT_LIBRARY "' FAULT_LOG=fault "
                     "FAULT_AT=",
                     call, " ", environment));
  }

  // What an undisturbed run writes.
  Files Complete(const std::string& command) const {
    SetOutputs({});
    const Outcome run = RunProgram(command);
    EXPECT_EQ(run.exit_code, kExitOk) << run.err;
    return Outputs();
  }

  static Files Older(Files files) {
    for (auto& [path, bytes] : files) bytes = "older\n";
    return files;
  }

  static std::string ManifestOf(const std::string& path) {
    return path + ".manifest.json";
  }

  // Every file is as it was, or complete, and there is no other; where the last
  // is complete, all are. Only its manifest may be gone or not there yet, but
  // where one is, it is that of the file beside it.
  static void ExpectWhole(const Files& after, const Files& before,
                          const Files& complete, const std::string& last) {
    const std::string manifest = ManifestOf(last);
    for (const auto& [path, bytes] : after) {
      const auto older = before.find(path);
      const auto whole = complete.find(path);
      ASSERT_NE(whole, complete.end()) << path;
      EXPECT_TRUE(bytes == whole->second ||
                  (older != before.end() && bytes == older->second))
          << path << " has " << bytes.size() << " bytes";
    }
    for (const auto& [path, bytes] : before) {
      if (path == manifest) continue;
      EXPECT_EQ(after.count(path), 1u) << path;
    }
    if (BytesOf(last, after) == complete.at(last)) {
      EXPECT_TRUE(Without(manifest, after) == Without(manifest, complete));
    }
    if (after.count(manifest) > 0) {
      const Files& of =
          after.at(manifest) == complete.at(manifest) ? complete : before;
      EXPECT_TRUE(BytesOf(last, after) == BytesOf(last, of));
    }
  }

  static Files Without(const std::string& path, Files files) {
    files.erase(path);
    return files;
  }

  static std::string BytesOf(const std::string& path, const Files& files) {
    const auto found = files.find(path);
    return found == files.end() ? "absent" : found->second;
  }

  Files Outputs() const {
    Files files;
    for (const auto& entry : std::filesystem::directory_iterator("out")) {
      const std::string path = entry.path().string();
      files[path] = folder_.Read(path);
    }
    return files;
  }

  void SetOutputs(const Files& files) const {
    std::filesystem::remove_all("out");
    std::filesystem::create_directory("out");
    for (const auto& [path, bytes] : files) folder_.Write(path, bytes);
  }

  TestFolder folder_;
};

// ---- Nothing can be written ------------------------------------------------

// Calls that may fail without harm: another way is found, or everything is on
// disk by then.
bool IsHarmless(const std::string& call) {
  return call == "open without a name" || call == "close";
}

// Calls after which the last file is in its place already.
bool IsLate(const std::string& call) {
  return call == "open of the folder" || call == "fsync of the folder";
}

class CallsThatFailTest : public WholeFilesTest,
                          public ::testing::WithParamInterface<Writing> {
 protected:
  // Makes one call after another fail until none is left, and returns which.
  std::set<std::string> FailEach(const Files& before, const Files& complete,
                                 const std::string& environment = "") const {
    std::set<std::string> failed;
    for (int n = 1;; ++n) {
      SetOutputs(before);
      const Outcome run = RunWithFault(GetParam().command, n, environment);
      SCOPED_TRACE(
          absl::StrCat("call ", n, ", ", run.failed_call, "\n", run.err));
      const Files after = Outputs();
      if (run.failed_call.empty() || IsHarmless(run.failed_call)) {
        EXPECT_EQ(run.exit_code, kExitOk);
        EXPECT_TRUE(after == complete);
      } else {
        EXPECT_EQ(run.exit_code, kExitFailedIo);
        EXPECT_THAT(run.err,
                    ContainsRegex("leadscore: out/[a-z.-]+: cannot "
                                  "(create|write|remove): (No space left on "
                                  "device|Input/output error)\n"));
        const std::string& last = GetParam().output;
        ExpectWhole(after, before, complete, last);
        // Behind it comes nothing but its manifest.
        if (!IsLate(run.failed_call) &&
            run.err.find(ManifestOf(last)) == std::string::npos) {
          EXPECT_TRUE(BytesOf(last, after) == BytesOf(last, before));
        }
      }
      if (run.failed_call.empty()) return failed;
      failed.insert(run.failed_call);
    }
  }
};

TEST_P(CallsThatFailTest, LeaveNoFileWhereThereWasNone) {
  if (!HasNamelessFiles()) GTEST_SKIP() << kNoNamelessFiles;
  const Files complete = Complete(GetParam().command);
  EXPECT_THAT(
      FailEach({}, complete),
      IsSupersetOf({"open without a name", "write", "fsync", "linkat", "close",
                    "open of the folder", "fsync of the folder"}));
}

TEST_P(CallsThatFailTest, LeaveTheOlderFile) {
  if (!HasNamelessFiles()) GTEST_SKIP() << kNoNamelessFiles;
  const Files complete = Complete(GetParam().command);
  EXPECT_THAT(FailEach(Older(complete), complete),
              IsSupersetOf({"write", "fsync", "linkat", "rename"}));
}

TEST_P(CallsThatFailTest, LeaveTheOlderFileWhereTemporaryOnesHaveNames) {
  const Files complete = Complete(GetParam().command);
  EXPECT_THAT(FailEach(Older(complete), complete, "FAULT_NAMED=1"),
              IsSupersetOf({"open", "write", "fsync", "rename"}));
}

INSTANTIATE_TEST_SUITE_P(Commands, CallsThatFailTest,
                         ::testing::ValuesIn(Writings()),
                         [](const auto& tested) { return tested.param.name; });

// ---- Killed ----------------------------------------------------------------

// Only while a file takes the place of an older one it has a name of its own.
// It is complete then.
Files WithoutReplacing(Files after, const Files& before,
                       const Files& complete) {
  for (auto file = after.begin(); file != after.end();) {
    // As in "out/scores.csv.123.0.tmp".
    std::vector<std::string> parts = absl::StrSplit(file->first, '.');
    if (parts.back() != "tmp" || parts.size() < 4) {
      ++file;
      continue;
    }
    parts.resize(parts.size() - 3);
    const std::string path = absl::StrJoin(parts, ".");
    EXPECT_EQ(before.count(path), 1u) << file->first;
    EXPECT_TRUE(file->second == complete.at(path)) << file->first;
    file = after.erase(file);
  }
  return after;
}

class KilledProgramTest : public WholeFilesTest,
                          public ::testing::WithParamInterface<Writing> {
 protected:
  // Kills it before each call by which it writes.
  void KillBeforeEach(const Files& before, const Files& complete) const {
    int killed = 0;
    for (int n = 1;; ++n) {
      SetOutputs(before);
      const Outcome run = RunWithFault(GetParam().command, n, "FAULT_KILLS=1");
      SCOPED_TRACE(absl::StrCat("call ", n, ", ", run.failed_call));
      EXPECT_EQ(run.is_killed, !run.failed_call.empty());
      ExpectWhole(WithoutReplacing(Outputs(), before, complete), before,
                  complete, GetParam().output);
      if (!run.is_killed) break;
      ++killed;
    }
    EXPECT_GE(killed, 6);
  }
};

TEST_P(KilledProgramTest, LeavesNoFileOrAWholeOne) {
  if (!HasNamelessFiles()) GTEST_SKIP() << kNoNamelessFiles;
  KillBeforeEach({}, Complete(GetParam().command));
}

TEST_P(KilledProgramTest, LeavesTheOlderFileOrAWholeOne) {
  if (!HasNamelessFiles()) GTEST_SKIP() << kNoNamelessFiles;
  const Files complete = Complete(GetParam().command);
  KillBeforeEach(Older(complete), complete);
}

INSTANTIATE_TEST_SUITE_P(Commands, KilledProgramTest,
                         ::testing::ValuesIn(Writings()),
                         [](const auto& tested) { return tested.param.name; });

// The same, but at any time.
class KilledAtRandomTest : public WholeFilesTest {
 protected:
  // Waits so long before it kills that about one run of four comes to an end.
  void KillAtRandom(const Files& before, const Files& complete) const {
    constexpr int kKills = 100;
    constexpr int kCompletions = 20;
    std::mt19937_64 random(1);
    uint64_t longest = 10'000;  // Microseconds.
    int killed = 0;
    int completed = 0;
    while (killed < kKills || completed < kCompletions) {
      SetOutputs(before);
      const uint64_t wait = random() % longest;
      const pid_t child = Start(Writings()[0].command, "> stdout", "");
      std::this_thread::sleep_for(std::chrono::microseconds(wait));
      kill(child, SIGKILL);
      const Outcome run = Wait(child);
      SCOPED_TRACE(absl::StrCat("after ", killed, " kills, ", wait, " us"));
      const Files after = Outputs();
      ExpectWhole(WithoutReplacing(after, before, complete), before, complete,
                  Writings()[0].output);
      ASSERT_FALSE(HasFailure());
      if (run.is_killed) {
        ++killed;
        longest += longest / 30;
        continue;
      }
      ASSERT_EQ(run.exit_code, kExitOk) << run.err;
      EXPECT_TRUE(after == complete);
      ++completed;
      longest -= longest / 10;
    }
  }
};

TEST_F(KilledAtRandomTest, LeavesNoFileOrAWholeOne) {
  if (!HasNamelessFiles()) GTEST_SKIP() << kNoNamelessFiles;
  KillAtRandom({}, Complete(Writings()[0].command));
}

TEST_F(KilledAtRandomTest, LeavesTheOlderFileOrAWholeOne) {
  if (!HasNamelessFiles()) GTEST_SKIP() << kNoNamelessFiles;
  const Files complete = Complete(Writings()[0].command);
  KillAtRandom(Older(complete), complete);
}

// ---- Standard output and error ---------------------------------------------

// Nobody keeps it.
constexpr char kPolicy[] = R"pb(
  name: "p"
  time_zone: "UTC"
  activities { types: "call" }
  touch { types: "call" }
  clocks {
    name: "called"
    within: "2h"
    start { enters: "MQL" }
    stop { touch: true }
  }
)pb";

class StandardStreamsTest : public WholeFilesTest {
 protected:
  StandardStreamsTest() {
    folder_.Write("in/p.textproto", kPolicy);
    folder_.Write("in/visits.csv",
                  "lead_id,type,time\n1,visit,2026-11-18T11:00:00Z\n");
  }
};

TEST_F(StandardStreamsTest, OutputThatIsFullOrClosedIsAnError) {
  const std::string few = "--model in/m.textproto --leads in/few.csv";
  const std::string breached = absl::StrCat(
      "sla ", few,
      " --policy in/p.textproto --activities in/visits.csv --as-of "
      "2026-11-20T12:00:00Z --fail-on-breach");
  EXPECT_EQ(RunProgram(breached).exit_code, kExitBreached);
  for (const std::string& command :
       {Score(), Score() + " --sort total",
        Score() + " --summary --output out/scores.csv", "history " + few,
        "diff " + few + " --against in/m.textproto", breached,
        std::string("check --model in/m.textproto"), std::string("--help")}) {
    for (const char* redirection : {"> /dev/full", ">&-"}) {
      SCOPED_TRACE(command + " " + redirection);
      const Outcome run = RunProgram(command, redirection);
      EXPECT_EQ(run.exit_code, kExitFailedIo);
      EXPECT_THAT(run.err,
                  HasSubstr("leadscore: cannot write to standard output\n"));
    }
  }
}

// What is said must not come into the file that took the place of a stream.
TEST_F(StandardStreamsTest, ClosedOnesHarmNoFile) {
  for (const Writing& writing : Writings()) {
    const Files complete = Complete(writing.command);
    for (const char* redirections : {"2>&-", ">&- 2>&-", "<&- >&- 2>&-"}) {
      SCOPED_TRACE(writing.command + " " + redirections);
      SetOutputs({});
      EXPECT_EQ(RunProgram(writing.command, redirections).exit_code, kExitOk);
      EXPECT_TRUE(Outputs() == complete);
    }
  }
}

}  // namespace
}  // namespace leadscore
