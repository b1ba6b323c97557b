// What a pipeline needs around `leadscore score`: manifests of what was made of
// what.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "src/io/byte_digest.h"
#include "src/io/run_manifest.h"
#include "tests/cli/program_test_util.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using internal::ReadManifestOf;
using internal::RunManifest;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;
using testing::ProgramOutput;
using testing::RunProgram;
using ::testing::StartsWith;
using testing::TestFolder;

constexpr char kModel[] = R"(
name: "acme"  version: "1"
attributes { name: "employees"  type: INT }
activities { type: "visit" }
scores {
  name: "fit"
  groups { name: "G"  rules { name: "R"  points: 2  each { types: "visit" } } }
}
)";

// Of five leads two are rejected.
constexpr char kLeads[] =
    "id,employees,note\n1,100,\n2,many,\"a\nb\"\n3,7,\"c\nd\"\n,1,\n4,,\n";

constexpr char kActivities[] =
    "lead_id,type,time,id\n"
    "1,visit,2026-11-19T00:00:00Z,\n"
    "1,visit,2026-11-19T00:00:00Z,a\n"
    "4,visit,2026-11-19T00:00:00Z,a\n"
    "4,visit,2026-11-19T00:00:00Z,a\n"
    "3,visit,2026-12-24T00:00:00Z,\n"
    "2,visit,2026-11-19T00:00:00Z,\n"
    "5,visit,2026-11-19T00:00:00Z,\n"
    "1,click,2026-11-19T00:00:00Z,\n"
    "1,visit,soon,\n";

class PipelineTest : public ::testing::Test {
 protected:
  PipelineTest() {
    folder_.Write("m.textproto", kModel);
    folder_.Write("leads.csv", kLeads);
    folder_.Write("activities.csv", kActivities);
  }

  static ProgramOutput Run(const std::string& command) {
    const ProgramOutput output = RunProgram(absl::StrSplit(command, ' '));
    EXPECT_EQ(output.exit_code, 0) << output.err;
    return output;
  }

  static ProgramOutput Score(const std::string& options) {
    return Run(
        "score --model m.textproto --leads leads.csv --activities "
        "activities.csv --as-of 2026-11-20T12:00:00Z --max-errors 9 "
        "--rejected bad " +
        options);
  }

  static std::string DigestOf(const std::string& bytes) {
    internal::ByteDigest digest;
    digest.Add(bytes);
    return digest.Hex();
  }

  TestFolder folder_;
};

TEST_F(PipelineTest, AManifestTellsWhatAnOutputWasMadeOf) {
  Score("--output s.csv --keep note --reasons 2");
  const absl::StatusOr<RunManifest> read = ReadManifestOf("s.csv");
  ASSERT_THAT(read.status(), IsOk());
  const RunManifest& manifest = *read;
  EXPECT_EQ(manifest.model.file, "m.textproto");
  EXPECT_EQ(manifest.model.name, "acme");
  EXPECT_EQ(manifest.as_of, "2026-11-20T12:00:00Z");
  ASSERT_EQ(manifest.inputs.size(), 2u);
  EXPECT_EQ(manifest.inputs[0].path, "leads.csv");
  EXPECT_EQ(manifest.inputs[0].holds, FileContent::kLeads);
  EXPECT_EQ(manifest.inputs[0].bytes, static_cast<int64_t>(strlen(kLeads)));
  EXPECT_EQ(manifest.inputs[0].xxh3_128, DigestOf(kLeads));
  EXPECT_EQ(manifest.inputs[0].records, 5);
  EXPECT_EQ(manifest.inputs[0].rejected, 2);
  EXPECT_EQ(manifest.inputs[1].xxh3_128, DigestOf(kActivities));
  EXPECT_EQ(manifest.inputs[1].records, 9);
  EXPECT_EQ(manifest.inputs[1].rejected, 1);
  EXPECT_EQ(manifest.leads_scored, 3);
  EXPECT_EQ(manifest.activities.of_scored_leads, 5);
  EXPECT_EQ(manifest.activities.of_rejected_leads, 1);
  EXPECT_EQ(manifest.activities.of_unknown_leads, 1);
  EXPECT_EQ(manifest.activities.of_unknown_types, 1);
  EXPECT_EQ(manifest.activities.repeated, 1);
  EXPECT_EQ(manifest.activities.later_than_as_of, 1);
  EXPECT_EQ(manifest.output.file, "s.csv");
  EXPECT_EQ(manifest.output.reasons, 2);
  EXPECT_EQ(manifest.output.rows, 3);
  EXPECT_EQ(manifest.output.xxh3_128, DigestOf(folder_.Read("s.csv")));
}

// Whether the leads are in memory at once, or how many threads there are, is
// no part of what a result is made of.
TEST_F(PipelineTest, TheSameRunHasTheSameManifest) {
  Score("--output s.csv");
  const std::string manifest = folder_.Read("s.csv.manifest.json");
  Score("--output s.csv --threads 3");
  EXPECT_EQ(folder_.Read("s.csv.manifest.json"), manifest);
  Score("--output s.csv --summary");
  EXPECT_EQ(folder_.Read("s.csv.manifest.json"), manifest);
}

TEST_F(PipelineTest, RowsThatWereChosenAreSaidToBe) {
  Score("--output s.csv --sort total --top 2");
  const RunManifest manifest = *ReadManifestOf("s.csv");
  EXPECT_EQ(manifest.leads_scored, 3);
  EXPECT_EQ(manifest.output.sort, "total");
  EXPECT_EQ(manifest.output.top, 2);
  EXPECT_EQ(manifest.output.rows, 2);
}

// They have no leads from which a score could come.
TEST_F(PipelineTest, AccountsOfRejectedLeadsAreNone) {
  folder_.Write("a.textproto",
                std::string(kModel) +
                    "account_scores { name: 'best' of: 'fit' take: MAX }");
  folder_.Write("l.csv",
                "id,account,employees\n1,acme,many\n2,beta,3\n3,alfa,4\n");
  Run("score --model a.textproto --leads l.csv --max-errors 1 --as-of "
      "2026-11-20T12:00:00Z --accounts a.csv");
  EXPECT_EQ(folder_.Read("a.csv"), "account,leads,best\nbeta,1,0\nalfa,1,0\n");
}

TEST_F(PipelineTest, ARowOfAShardTellsWhereItsLeadStands) {
  const std::string rows = Score("--shard 1/1").out;
  EXPECT_THAT(rows, StartsWith("row,id,account,fit,"));
  // The second and the fourth record are rejected.
  for (const char* begin : {"\n1,1,,", "\n3,3,,", "\n5,4,,"}) {
    EXPECT_THAT(rows, HasSubstr(begin));
  }
  EXPECT_THAT(Score("--shard 1/1 --format jsonl").out,
              StartsWith("{\"row\":1,\"id\":\"1\","));
}

TEST_F(PipelineTest, ShardsNeedNotHaveLeads) {
  std::vector<std::string> merge = {"merge", "--output", "s.csv"};
  for (int i = 1; i <= 9; ++i) {
    const std::string name = absl::StrCat("s", i, ".csv");
    Score(absl::StrCat("--shard ", i, "/9 --output ", name));
    merge.push_back(name);
  }
  EXPECT_EQ(RunProgram(merge).err,
            "leadscore: merged 9 shards with 3 leads into s.csv\n");
  EXPECT_EQ(folder_.Read("s.csv"), Score("--format csv").out);
}

TEST_F(PipelineTest, OverviewsOfAShardSayThatTheyAre) {
  EXPECT_THAT(Score("--shard 1/1 --summary").out,
              HasSubstr("\n\nShard 1/1: 3 leads\n"));
}

// Of leads that are unknown or were rejected; bad records are kept elsewhere.
TEST_F(PipelineTest, ActivitiesWithoutLeadsAreKept) {
  folder_.Write("activities.csv", std::string(kActivities) +
                                      "5,visit,soon,\n"
                                      "6,\"cl\nick\",2026-11-19T00:00:00Z,\n"
                                      " 5 ,visit,2026-11-19T00:00:00Z\n");
  const std::string kept =
      "lead_id,type,time,id\n"
      "2,visit,2026-11-19T00:00:00Z,\n"
      "5,visit,2026-11-19T00:00:00Z,\n"
      "6,\"cl\nick\",2026-11-19T00:00:00Z,\n";
  EXPECT_THAT(Score("--unlinked u.csv").err,
              HasSubstr("activities whose leads have no score are in u.csv"));
  EXPECT_EQ(folder_.Read("u.csv"), kept);
  Score("--unlinked u.csv --summary");
  EXPECT_EQ(folder_.Read("u.csv"), kept);
  // Each in one of the shards.
  std::string of_shards;
  for (const char* shard : {"1/3", "2/3", "3/3"}) {
    Score(absl::StrCat("--unlinked u.csv --shard ", shard));
    const std::string records = folder_.Read("u.csv");
    of_shards += records.substr(std::min(records.size(), kept.find('\n') + 1));
  }
  EXPECT_EQ(of_shards.size(), kept.size() - kept.find('\n') - 1);
}

TEST_F(PipelineTest, ActivitiesWithoutLeadsFitIntoOneFile) {
  folder_.Write("more.csv",
                "time,lead_id,type\n2026-11-19T00:00:00Z,7,visit\n");
  const ProgramOutput refused =
      RunProgram({"score", "--model", "m.textproto", "--leads", "leads.csv",
                  "--activities", "activities.csv", "--activities", "more.csv",
                  "--unlinked", "u.csv", "--max-errors", "9", "--output",
                  "s.csv", "--rejected", "bad"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err,
              HasSubstr("more.csv: error: another header than that of"));
  EXPECT_THAT(folder_.Files(), Not(Contains("s.csv")));
}

TEST_F(PipelineTest, VerboseTellsTimeAndMemory) {
  EXPECT_THAT(Score("--format csv").err, Not(HasSubstr("memory")));
  EXPECT_THAT(
      Score("--verbose").err,
      ContainsRegex("leadscore: took [0-9.]+ s, [0-9,]+ leads a second\n"
                    "leadscore: held at its end ids [0-9.]+ MB, texts [0-9.]+ "
                    "MB, activities [0-9.]+ MB, parts in work [0-9.]+ MB\n"
                    "leadscore: the process had at most [0-9.]+ MB of memory"));
  EXPECT_THAT(Score("--verbose --summary").err,
              ContainsRegex("a second\nleadscore: the process had at most"));
}

TEST_F(PipelineTest, NoLinkMakesAnInputAnOutput) {
  std::filesystem::create_symlink("leads.csv", "link");
  std::filesystem::create_hard_link("activities.csv", "twin");
  for (const char* output : {"link", "twin"}) {
    const ProgramOutput refused =
        RunProgram({"score", "--model", "m.textproto", "--leads", "leads.csv",
                    "--activities", "activities.csv", "--output", output});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err,
                HasSubstr("--output is one of the files that are read"));
  }
  EXPECT_EQ(folder_.Read("leads.csv"), kLeads);
}

TEST_F(PipelineTest, AManifestCanBeLeftOut) {
  Score("--output s.csv");
  Score("--output s.csv --no-manifest");
  EXPECT_THAT(folder_.Files(), Not(Contains("s.csv.manifest.json")));
  Score("--format jsonl");
  EXPECT_THAT(folder_.Files(), Not(Contains(HasSubstr("manifest"))));
}

}  // namespace
}  // namespace leadscore
