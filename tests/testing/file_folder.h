// A folder of files for a test, gone after it.

#ifndef LEADSCORE_TESTS_TESTING_FILE_FOLDER_H_
#define LEADSCORE_TESTS_TESTING_FILE_FOLDER_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace leadscore::testing {

class FileFolder {
 public:
  // `name` tells it from those of other tests of the process.
  explicit FileFolder(const std::string& name)
      : path_(std::filesystem::path(::testing::TempDir()) /
              ("leadscore_" + name + "_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~FileFolder() { std::filesystem::remove_all(path_); }
  FileFolder(const FileFolder&) = delete;
  FileFolder& operator=(const FileFolder&) = delete;

  std::string PathOf(const std::string& name) const {
    return (path_ / name).string();
  }

  // Writes a file and returns its path.
  std::string Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(PathOf(name), std::ios::binary) << bytes;
    return PathOf(name);
  }

 private:
  const std::filesystem::path path_;
};

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_FILE_FOLDER_H_
