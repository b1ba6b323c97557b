#include "src/io/atomic_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "tests/testing/status_matchers.h"

namespace leadscore::internal {
namespace {

using leadscore::testing::IsOk;
using leadscore::testing::StatusIs;

class AtomicFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("leadscore_atomic_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    path_ = (folder_ / "out.csv").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static std::string Read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  size_t CountFiles() const {
    return static_cast<size_t>(
        std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

  std::filesystem::path folder_;
  std::string path_;
};

TEST_F(AtomicFileTest, AppearsOnCommit) {
  AtomicFile file = *AtomicFile::Create(path_);
  const std::string large(1 << 20, 'x');
  ASSERT_THAT(file.Write(large), IsOk());
  EXPECT_FALSE(std::filesystem::exists(path_));
  ASSERT_THAT(file.Commit(), IsOk());
  EXPECT_EQ(Read(path_), large);
  EXPECT_EQ(CountFiles(), 1u);
}

TEST_F(AtomicFileTest, WithoutCommitNothingStays) {
  std::ofstream(path_) << "old";
  {
    AtomicFile file = *AtomicFile::Create(path_);
    ASSERT_THAT(file.Write("new"), IsOk());
    const AtomicFile moved = std::move(file);
  }
  EXPECT_EQ(Read(path_), "old");
  EXPECT_EQ(CountFiles(), 1u);
}

TEST_F(AtomicFileTest, AKilledProgramLeavesNothing) {
  const int nameless =
      open(folder_.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
  if (nameless < 0) {
    GTEST_SKIP() << "this file system has no files without names, so that "
                    "temporary ones need names that a killed program leaves";
  }
  close(nameless);
  std::ofstream(path_) << "old";
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    AtomicFile file = *AtomicFile::Create(path_);
    const std::string large(1 << 20, 'x');
    if (!file.Write(large).ok()) _exit(1);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(Read(path_), "old");
  EXPECT_EQ(CountFiles(), 1u);
}

TEST_F(AtomicFileTest, ReplacesKeepingThePermissions) {
  std::ofstream(path_) << "old";
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  AtomicFile file = *AtomicFile::Create(path_);
  ASSERT_THAT(file.Write("new"), IsOk());
  ASSERT_THAT(file.Commit(), IsOk());
  EXPECT_EQ(Read(path_), "new");
  struct stat status;
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST_F(AtomicFileTest, WhatALinkLeadsToIsReplacedAndNotTheLink) {
  std::ofstream(folder_ / "target.csv") << "old";
  std::filesystem::create_symlink("target.csv", path_);
  AtomicFile file = *AtomicFile::Create(path_);
  ASSERT_THAT(file.Write("new"), IsOk());
  ASSERT_THAT(file.Commit(), IsOk());
  EXPECT_TRUE(std::filesystem::is_symlink(path_));
  EXPECT_EQ(Read((folder_ / "target.csv").string()), "new");
}

TEST_F(AtomicFileTest, PipesAreWrittenDirectly) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  std::string received;
  std::thread reader([&] { received = Read(path_); });
  AtomicFile file = *AtomicFile::Create(path_);
  EXPECT_THAT(file.Write("through"), IsOk());
  EXPECT_THAT(file.Commit(), IsOk());
  reader.join();
  EXPECT_EQ(received, "through");
  EXPECT_TRUE(std::filesystem::is_fifo(path_));
}

TEST_F(AtomicFileTest, AFullDiskIsAnError) {
  // A device that is always full.
  absl::StatusOr<AtomicFile> file = AtomicFile::Create("/dev/full");
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->Write("x"), IsOk());
  EXPECT_THAT(file->Commit(),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       "cannot write: No space left on device"));
}

TEST_F(AtomicFileTest, FoldersAreRefused) {
  EXPECT_THAT(
      AtomicFile::Create(folder_.string()),
      StatusIs(absl::StatusCode::kInvalidArgument, "a folder, not a file"));
  EXPECT_THAT(AtomicFile::Create((folder_ / "none/out.csv").string()),
              StatusIs(absl::StatusCode::kNotFound,
                       "cannot create: No such file or directory"));
}

}  // namespace
}  // namespace leadscore::internal
