#include "src/io/merge_shards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "src/io/byte_digest.h"
#include "tests/testing/status_matchers.h"

namespace leadscore::internal {
namespace {

using leadscore::testing::IsOk;
using leadscore::testing::StatusIs;
using ::testing::HasSubstr;

RunManifest ManifestOf(int64_t number, int64_t of) {
  RunManifest manifest;
  manifest.leadscore_version = "0.1.0";
  manifest.time_zone_data = "2025b";
  manifest.model = {"m.textproto", "m", "1", "b988"};
  manifest.as_of = "2026-11-20T00:00:00Z";
  manifest.delimiter = ",";
  manifest.inputs = {
      {"leads.csv", FileContent::kLeads, FileFormat::kCsv, 10, "aa", 5, 1}};
  manifest.leads_scored = 2;
  manifest.output.format = "csv";
  manifest.output.rows = 2;
  manifest.shard = Shard{number, of};
  return manifest;
}

std::vector<ShardOutput> Shards() {
  return {{"b.csv", ManifestOf(2, 2)}, {"a.csv", ManifestOf(1, 2)}};
}

TEST(JoinManifests, AddsUpCounts) {
  const RunManifest joined = *JoinManifests(Shards());
  EXPECT_EQ(joined.leads_scored, 4);
  EXPECT_EQ(joined.output.rows, 4);
  EXPECT_EQ(joined.inputs[0].records, 5);
  EXPECT_EQ(joined.inputs[0].rejected, 2);
  EXPECT_FALSE(joined.shard.has_value());
}

TEST(JoinManifests, NeedsEveryShardOnce) {
  const auto message = [](std::vector<ShardOutput> shards) {
    return std::string(JoinManifests(std::move(shards)).status().message());
  };
  EXPECT_EQ(message({}), "there are no shards to merge");
  EXPECT_EQ(message({{"a", ManifestOf(1, 3)}, {"c", ManifestOf(3, 3)}}),
            "the shard 2/3 is missing; name the outputs of all shards");
  EXPECT_EQ(message({{"a", ManifestOf(1, 2)}}),
            "the shard 2/2 is missing; name the outputs of all shards");
  EXPECT_EQ(message({{"a", ManifestOf(1, 2)}, {"b", ManifestOf(1, 2)}}),
            "b: the shard 1/2, as a is; name each once");
  EXPECT_EQ(message({{"a", ManifestOf(1, 2)}, {"b", ManifestOf(2, 3)}}),
            "b: the shard 2/3, but a is 1/2; only shards of one number fit "
            "together");
  std::vector<ShardOutput> whole = Shards();
  whole[0].manifest.shard.reset();
  EXPECT_EQ(message(whole), "b.csv: no shard: it was scored without --shard");
}

struct DifferenceCase {
  std::string name;
  std::function<void(RunManifest*)> change;
  std::string message;
};

class DifferenceTest : public ::testing::TestWithParam<DifferenceCase> {};

TEST_P(DifferenceTest, IsSaid) {
  std::vector<ShardOutput> shards = Shards();
  GetParam().change(&shards[0].manifest);
  EXPECT_EQ(JoinManifests(shards).status().message(), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    JoinManifests, DifferenceTest,
    ::testing::ValuesIn<DifferenceCase>({
        {"Version", [](RunManifest* m) { m->leadscore_version = "0.2.0"; },
         "b.csv: the version of leadscore is 0.2.0, but a.csv has 0.1.0; score "
         "all shards with the same version"},
        {"TimeZones", [](RunManifest* m) { m->time_zone_data = "unknown"; },
         "b.csv: the version of the time zones is unknown, but a.csv has "
         "2025b; score all shards with the same time zones"},
        {"Model", [](RunManifest* m) { m->model.fingerprint = "c0"; },
         "b.csv: the fingerprint of the model is c0, but a.csv has b988; score "
         "all shards with the same model"},
        {"Instant", [](RunManifest* m) { m->as_of = "2026-11-21T00:00:00Z"; },
         "b.csv: the instant of scoring is 2026-11-21T00:00:00Z, but a.csv has "
         "2026-11-20T00:00:00Z; give all shards the same --as-of"},
        {"Column", [](RunManifest* m) { m->as_of_column = "seen"; },
         "b.csv: the column of instants is seen, but a.csv has not given; "
         "score all shards with the same options"},
        {"Reasons", [](RunManifest* m) { m->output.reasons = 3; },
         "b.csv: the number of reasons is 3, but a.csv has 0; score all shards "
         "with the same options"},
        {"Inputs", [](RunManifest* m) { m->inputs.push_back(m->inputs[0]); },
         "b.csv: the number of inputs is 2, but a.csv has 1; score all shards "
         "from the same files"},
        {"Hash", [](RunManifest* m) { m->inputs[0].xxh3_128 = "ab"; },
         "b.csv: the hash of input 1 (leads) is ab, but a.csv has aa; score "
         "all shards from the same files"},
    }),
    [](const auto& tested) { return tested.param.name; });

class MergeShardsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("leadscore_merge_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // An output of so many rows, and what its manifest says of it.
  ShardOutput Write(const std::string& name, const std::string& bytes,
                    int64_t rows) const {
    ShardOutput shard{(folder_ / name).string(), ManifestOf(1, 2)};
    Change(shard, bytes);
    ByteDigest digest;
    digest.Add(bytes);
    shard.manifest.output.bytes = digest.bytes();
    shard.manifest.output.xxh3_128 = digest.Hex();
    shard.manifest.output.rows = rows;
    return shard;
  }

  static void Change(const ShardOutput& shard, const std::string& bytes) {
    std::ofstream(shard.path, std::ios::binary) << bytes;
  }

  absl::Status Merge(const std::vector<ShardOutput>& shards) {
    merged_.clear();
    return MergeShards(shards, [this](std::string_view rows) {
      merged_ += rows;
      return absl::OkStatus();
    });
  }

  static auto IsNotAsItsManifest() {
    return StatusIs(absl::StatusCode::kInvalidArgument,
                    HasSubstr("not the file that its manifest tells of; score "
                              "the shard 1/2 once more"));
  }

  std::filesystem::path folder_;
  std::string merged_;
};

TEST_F(MergeShardsTest, LineEndsAndQuotesWithinCellsSurvive) {
  const ShardOutput a =
      Write("a", "row,id,note\n2,x,\"a\n\"\"3,b\"\"\n\"\n40,y,\"\"\"\n\"\n", 2);
  const ShardOutput b = Write("b", "row,id,note\n1,\"p\n\",q\n9,r,\n", 2);
  ASSERT_THAT(Merge({a, b}), IsOk());
  EXPECT_EQ(merged_,
            "id,note\n\"p\n\",q\nx,\"a\n\"\"3,b\"\"\n\"\nr,\ny,\"\"\"\n\"\n");
}

TEST_F(MergeShardsTest, RowsMayBeLongerThanWhatIsReadAtOnce) {
  const std::string cell(1 << 20, '\n');
  const ShardOutput a = Write("a", "row,id\n7,\"" + cell + "\"\n", 1);
  ASSERT_THAT(Merge({a}), IsOk());
  EXPECT_EQ(merged_, "id\n\"" + cell + "\"\n");
}

TEST_F(MergeShardsTest, QuotesAreNothingInJsonLines) {
  ShardOutput a = Write("a", "{\"row\":3,\"id\":\"\\\"\"}\n", 1);
  ShardOutput b = Write("b", "{\"row\":1,\"id\":\"x\"}\n", 1);
  a.manifest.output.format = b.manifest.output.format = "jsonl";
  ASSERT_THAT(Merge({a, b}), IsOk());
  EXPECT_EQ(merged_, "{\"id\":\"x\"}\n{\"id\":\"\\\"\"}\n");
}

TEST_F(MergeShardsTest, WhatChangedSinceIsNotMerged) {
  const std::string bytes = "row,id\n1,a\n2,b\n";
  const ShardOutput a = Write("a", bytes, 2);
  for (const char* changed :
       {"row,id\n1,a\n2,c\n", "row,id\n1,a\n", "row,id\n2,a\n1,b\n",
        "row,id\n1,a\nx,b\n", "row,id\n1,a\n2,\"\n", "roW,id\n1,a\n2,b\n",
        "row,id\n1,a\n22b\n", "row,id\n1,a\n2,bc"}) {
    Change(a, changed);
    EXPECT_THAT(Merge({a}), IsNotAsItsManifest()) << changed;
  }
  Change(a, bytes);
  EXPECT_THAT(Merge({a}), IsOk());
  EXPECT_THAT(Merge({a, a}), IsNotAsItsManifest()) << "rows that stand twice";
}

TEST_F(MergeShardsTest, ErrorsOfTheWriterEndIt) {
  const ShardOutput a = Write("a", "row,id\n1,a\n", 1);
  EXPECT_THAT(
      MergeShards({a},
                  [](std::string_view) {
                    return absl::ResourceExhaustedError("full");
                  }),
      StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("full")));
}

}  // namespace
}  // namespace leadscore::internal
