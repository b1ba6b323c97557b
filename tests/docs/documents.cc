#include "tests/docs/documents.h"

#include <stdlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "leadscore/business_calendar.h"
#include "src/cli/commands.h"

namespace leadscore::testing {
namespace {

constexpr char kFence[] = "```";
constexpr char kFileMark[] = "<!-- file: ";
constexpr char kRealFolder[] = "$REAL";

using Lines = std::vector<std::string>;

// The arguments of a command, as a shell would split it: at blanks outside of
// quotes. Backslashes and variables are not interpreted.
Lines SplitCommand(const std::string& command) {
  Lines args;
  bool is_in_arg = false;
  char quote = 0;
  for (char c : command) {
    if (quote == 0 && c == ' ') {
      is_in_arg = false;
      continue;
    }
    if (!is_in_arg) args.emplace_back();
    is_in_arg = true;
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      args.back() += c;
    }
  }
  return args;
}

// What a command prints: standard output, then standard error.
std::string Printed(const std::string& command) {
  Lines args = SplitCommand(command);
  args.erase(args.begin());  // The program itself.
  std::ostringstream out;
  std::ostringstream err;
  internal::Terminal terminal{out, err, /*out_is_terminal=*/false};
  internal::RunProgram(args, terminal);
  // Machines have other versions of the data; the documents show one.
  return absl::StrReplaceAll(
      out.str() + err.str(),
      {{absl::StrCat("time zones of ", TimeZoneDataVersion()),
        "time zones of 2025b"}});
}

// A block of commands with what they print now.
std::string UpdatedConsole(const Lines& block, const std::string& real_folder) {
  std::string text;
  for (size_t i = 0; i < block.size(); ++i) {
    if (!absl::StartsWith(block[i], "$ ")) continue;
    std::string command = block[i].substr(2);
    absl::StrAppend(&text, block[i], "\n");
    while (absl::EndsWith(command, "\\") && i + 1 < block.size()) {
      command.pop_back();
      command += block[++i];
      absl::StrAppend(&text, block[i], "\n");
    }
    if (absl::StrContains(command, kRealFolder)) {
      if (real_folder.empty())
        return absl::StrCat(absl::StrJoin(block, "\n"), "\n");
      command = absl::StrReplaceAll(command, {{kRealFolder, real_folder}});
    }
    std::string printed = Printed(command);
    if (!real_folder.empty()) {
      printed = absl::StrReplaceAll(printed, {{real_folder, kRealFolder}});
    }
    absl::StrAppend(&text, printed);
    if (text.back() != '\n') text += '\n';
  }
  return text;
}

}  // namespace

std::vector<std::string> DocumentPaths() {
  namespace fs = std::filesystem;
  const fs::path root = LEADSCORE_SOURCE_DIR;
  std::vector<std::string> paths = {"README.md", "CHANGELOG.md"};
  for (const char* folder : {"docs", "examples"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() == ".md") {
        paths.push_back(fs::relative(entry.path(), root).string());
      }
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string ReadProjectFile(const std::string& path) {
  std::ifstream file(std::filesystem::path(LEADSCORE_SOURCE_DIR) / path,
                     std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

RealData::RealData() {
  namespace fs = std::filesystem;
  const fs::path data = fs::path(LEADSCORE_TEST_DATA_DIR) / "data";
  if (std::string_view(LEADSCORE_TEST_DATA_DIR).empty() || !fs::exists(data)) {
    return;
  }
  std::string folder = (fs::temp_directory_path() / "real_XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return;
  folder_ = folder;
  const std::string command =
      absl::StrCat(LEADSCORE_SOURCE_DIR "/examples/real/prepare '",
                   data.string(), "' '", folder_, "'");
  if (std::system(command.c_str()) != 0) std::exit(EXIT_FAILURE);
}

RealData::~RealData() {
  if (!folder_.empty()) std::filesystem::remove_all(folder_);
}

std::string UpdatedDocument(std::string_view text,
                            const std::string& real_folder) {
  const Lines lines =
      absl::StrSplit(absl::string_view(text.data(), text.size()), '\n');
  std::string updated;
  std::string quoted_file;
  for (size_t i = 0; i < lines.size(); ++i) {
    absl::StrAppend(&updated, lines[i], i + 1 < lines.size() ? "\n" : "");
    if (absl::StartsWith(lines[i], kFileMark)) {
      quoted_file = std::string(
          absl::StripSuffix(absl::StripPrefix(lines[i], kFileMark), " -->"));
    }
    if (!absl::StartsWith(lines[i], kFence)) continue;
    Lines block;
    size_t end = i + 1;
    while (end < lines.size() && lines[end] != kFence) {
      block.push_back(lines[end++]);
    }
    if (!quoted_file.empty()) {
      absl::StrAppend(&updated, ReadProjectFile(quoted_file));
    } else if (lines[i] == absl::StrCat(kFence, "console")) {
      absl::StrAppend(&updated, UpdatedConsole(block, real_folder));
    } else {
      for (const std::string& line : block) {
        absl::StrAppend(&updated, line, "\n");
      }
    }
    quoted_file.clear();
    absl::StrAppend(&updated, kFence, "\n");
    i = end;
  }
  return updated;
}

std::vector<std::string> RelativeLinks(std::string_view text) {
  static const std::regex* const link = new std::regex(R"(\]\(([^)#\s]+))");
  std::vector<std::string> links;
  const std::string whole(text);
  for (std::sregex_iterator i(whole.begin(), whole.end(), *link), end; i != end;
       ++i) {
    const std::string target = (*i)[1];
    if (!absl::StrContains(target, "://")) links.push_back(target);
  }
  return links;
}

}  // namespace leadscore::testing
