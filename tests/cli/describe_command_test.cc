// The page of a model as files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/cli/program_test_util.h"

namespace leadscore {
namespace {

using ::testing::HasSubstr;
using testing::ProgramOutput;
using testing::RunProgram;
using ::testing::StartsWith;
using testing::TestFolder;

class DescribeCommandTest : public ::testing::Test {
 protected:
  DescribeCommandTest() {
    folder_.Write("m.textproto", R"(
        name: "acme"  version: "1"
        attributes { name: "size"  type: INT  label: "Employees" }
        scores { name: "fit"  groups { name: "Company"
          rules { name: "Big"  when: "lead.size > 200"  points: 30 } } })");
  }
  TestFolder folder_;
};

TEST_F(DescribeCommandTest, PrintsText) {
  const ProgramOutput run = RunProgram({"describe", "--model", "m.textproto"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(run.out, StartsWith("acme 1\n======\n"));
  EXPECT_THAT(run.out,
              HasSubstr("\n  Big        +30  Employees is more than 200\n"));
}

TEST_F(DescribeCommandTest, WritesEachFormatToAFile) {
  for (const auto& [format, words] :
       {std::pair("text", "Employees is more than 200\n"),
        std::pair("markdown", "| Big | \\+30 | Employees is more than 200 |\n"),
        std::pair("html", "<td>Employees is more than 200</td>")}) {
    const ProgramOutput printed =
        RunProgram({"describe", "--model", "m.textproto", "--format", format});
    const ProgramOutput written =
        RunProgram({"describe", "--model", "m.textproto", "--format", format,
                    "--output", "page"});
    EXPECT_EQ(written.exit_code, 0) << written.err;
    EXPECT_EQ(written.out, "");
    EXPECT_THAT(printed.out, HasSubstr(words));
    EXPECT_EQ(folder_.Read("page"), printed.out);
  }
}

}  // namespace
}  // namespace leadscore
