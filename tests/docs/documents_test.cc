// The documents show what the program prints now, quote files as they are, and
// link to what is there.

#include "tests/docs/documents.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "src/cel/functions.h"

namespace leadscore {
namespace {

namespace fs = std::filesystem;

using testing::DocumentPaths;
using testing::ReadProjectFile;
using testing::RealData;
using testing::RelativeLinks;
using testing::UpdatedDocument;

void ExpectUpToDate(const std::string& real_folder) {
  const fs::path before = fs::current_path();
  fs::current_path(LEADSCORE_SOURCE_DIR);
  for (const std::string& path : DocumentPaths()) {
    const std::string text = ReadProjectFile(path);
    const std::string updated = UpdatedDocument(text, real_folder);
    const auto differs =
        std::mismatch(text.begin(), text.end(), updated.begin(), updated.end());
    EXPECT_TRUE(text == updated)
        << path << ":" << 1 + std::count(text.begin(), differs.first, '\n')
        << " is out of date; the program update_documents mends it";
  }
  fs::current_path(before);
}

TEST(DocumentsTest, ShowWhatTheProgramPrintsAndWhatFilesHold) {
  ExpectUpToDate("");
}

TEST(DocumentsTest, ShowWhatTheProgramPrintsOfRealData) {
  const RealData real;
  if (real.folder().empty()) {
    GTEST_SKIP() << "no data sets in LEADSCORE_TEST_DATA_DIR";
  }
  ExpectUpToDate(real.folder());
}

TEST(DocumentsTest, LinkToWhatIsThere) {
  const fs::path root = LEADSCORE_SOURCE_DIR;
  for (const std::string& path : DocumentPaths()) {
    for (const std::string& link : RelativeLinks(ReadProjectFile(path))) {
      EXPECT_TRUE(fs::exists((root / path).parent_path() / link))
          << path << " links to " << link;
    }
  }
}

TEST(DocumentsTest, NameThePackagesThatScriptsInstall) {
  const std::string scripts = ReadProjectFile("scripts/packages");
  const std::string readme = ReadProjectFile("README.md");
  const size_t begin = scripts.find("build_packages=(") + 16;
  const size_t command = readme.find("apt-get install");
  ASSERT_NE(command, std::string::npos);
  std::istringstream named(
      readme.substr(command, readme.find("cmake --preset", command) - command));
  std::istringstream installed(
      scripts.substr(begin, scripts.find(')', begin) - begin));
  using Words = std::istream_iterator<std::string>;
  const std::set<std::string> in_readme(Words(named), {});
  int count = 0;
  for (Words package(installed); package != Words(); ++package, ++count) {
    EXPECT_EQ(in_readme.count(*package), 1u)
        << "README.md does not name " << *package;
  }
  EXPECT_GT(count, 10);
}

TEST(DocumentsTest, TellEveryFunctionOfConditions) {
  const std::string text = ReadProjectFile("docs/conditions.md");
  for (std::string_view name : internal::cel::FunctionNames()) {
    EXPECT_NE(text.find(std::string(name) + "("), std::string::npos)
        << "docs/conditions.md does not tell of " << name;
  }
}

TEST(DocumentsTest, AnOutputThatIsOutOfDateIsFound) {
  const std::string stale =
      "```console\n$ leadscore --version\nleadscore 0.0.0\n```\n";
  EXPECT_NE(UpdatedDocument(stale, ""), stale);
  EXPECT_EQ(RelativeLinks("[a](b.md#c) [d](https://e.example)"),
            std::vector<std::string>{"b.md"});
}

}  // namespace
}  // namespace leadscore
