#include "src/io/manifested_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace leadscore::internal {
namespace {

namespace fs = std::filesystem;
using leadscore::testing::IsOk;
using leadscore::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ManifestedOutputTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              ("leadscore_manifested_" + std::to_string(getpid()));
    fs::create_directories(folder_);
    path_ = (folder_ / "scores.csv").string();
  }
  void TearDown() override { fs::remove_all(folder_); }

  static RunManifest Manifest() {
    RunManifest manifest;
    manifest.as_of = "2026-11-20T00:00:00Z";
    manifest.delimiter = ",";
    manifest.output.format = "csv";
    return manifest;
  }

  static absl::Status Write(const std::string& path, std::string_view rows,
                            bool with_manifest = true) {
    auto output = ManifestedOutput::Create(path, with_manifest);
    if (!output.ok()) return output.status();
    if (absl::Status s = output->Write(rows); !s.ok()) return s;
    return output->Commit(Manifest());
  }

  // The names of the files, sorted.
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  fs::path folder_;
  std::string path_;
};

TEST_F(ManifestedOutputTest, TellsOfTheOutput) {
  ASSERT_THAT(Write(path_, "id\n1\n"), IsOk());
  EXPECT_THAT(Files(), ElementsAre("scores.csv", "scores.csv.manifest.json"));
  const RunManifest manifest = *ReadManifestOf(path_);
  EXPECT_EQ(manifest.output.file, "scores.csv");
  EXPECT_EQ(manifest.output.bytes, 5);
  ByteDigest digest;
  digest.Add("id\n1\n");
  EXPECT_EQ(manifest.output.xxh3_128, digest.Hex());
}

TEST_F(ManifestedOutputTest, WithoutCommitBothStayAsTheyWere) {
  ASSERT_THAT(Write(path_, "old"), IsOk());
  {
    ManifestedOutput output = *ManifestedOutput::Create(path_, true);
    ASSERT_THAT(output.Write("new"), IsOk());
  }
  EXPECT_THAT(Files(), ElementsAre("scores.csv", "scores.csv.manifest.json"));
  EXPECT_EQ(ReadManifestOf(path_)->output.bytes, 3);
}

TEST_F(ManifestedOutputTest, NoManifestOfAnotherOutputStays) {
  ASSERT_THAT(Write(path_, "old"), IsOk());
  ASSERT_THAT(Write(path_, "new", /*with_manifest=*/false), IsOk());
  EXPECT_THAT(Files(), ElementsAre("scores.csv"));
}

// The link may lead elsewhere later.
TEST_F(ManifestedOutputTest, StandsBesideWhatALinkLeadsTo) {
  ASSERT_THAT(Write(path_, "old"), IsOk());
  const std::string link = (folder_ / "latest.csv").string();
  fs::create_symlink("scores.csv", link);
  ASSERT_THAT(Write(link, "newer"), IsOk());
  EXPECT_THAT(Files(), ElementsAre("latest.csv", "scores.csv",
                                   "scores.csv.manifest.json"));
  EXPECT_EQ(ReadManifestOf(path_)->output.bytes, 5);
  EXPECT_EQ(ReadManifestOf(link)->output.bytes, 5);
}

TEST_F(ManifestedOutputTest, DevicesHaveNone) {
  EXPECT_THAT(Write("/dev/null", "rows"), IsOk());
  EXPECT_FALSE(fs::exists("/dev/null.manifest.json"));
}

TEST_F(ManifestedOutputTest, WhatCannotBeWrittenIsSaidAtOnce) {
  EXPECT_THAT(ManifestedOutput::Create(folder_.string(), true).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a folder, not a file")));
  fs::create_directory(path_ + ".manifest.json");
  EXPECT_THAT(ManifestedOutput::Create(path_, true).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("scores.csv.manifest.json: a folder")));
  EXPECT_THAT(Files(), ElementsAre("scores.csv.manifest.json"));
}

TEST_F(ManifestedOutputTest, AManifestThatIsNotThereIsAnError) {
  EXPECT_THAT(ReadManifestOf(path_).status(),
              StatusIs(absl::StatusCode::kNotFound,
                       HasSubstr("scores.csv.manifest.json: cannot open")));
}

}  // namespace
}  // namespace leadscore::internal
