// Keeps the order of docs/design.md: includes run downward, and the core knows
// neither protobuf nor standard output.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace leadscore {
namespace {

namespace fs = std::filesystem;

// Floors: a file may include what lies on a lower floor, and its own folder.
const std::map<std::string, int>& Floors() {
  static const auto* const floors = new std::map<std::string, int>{
      {"core", 0},    {"cel", 1},      {"table", 1},    {"funnel", 6},
      {"model", 2},   {"plan", 3},     {"activity", 3}, {"exec", 4},
      {"qualify", 5}, {"lint", 5},     {"explain", 6},  {"profile", 6},
      {"sla", 6},     {"scorer", 7},   {"proto", 8},    {"io", 9},
      {"diff", 8},    {"draft", 8},    {"describe", 8}, {"umbrella", 9},
      {"sql", 4},     {"generate", 4}, {"live", 8},     {"store", 10},
      {"cli", 11},    {"arrow", 10},   {"capi", 11},
  };
  return *floors;
}

// The folder whose business a public header is.
const std::map<std::string, std::string>& HeaderFolders() {
  static const auto* const folders = new std::map<std::string, std::string>{
      {"points.h", "core"},
      {"arrow.h", "arrow"},
      {"arrow_c_data.h", "core"},
      {"c.h", "capi"},
      {"lead.h", "table"},
      {"lead_view.h", "table"},
      {"model_spec.h", "table"},
      {"model_draft.h", "draft"},
      {"raw_table.h", "table"},
      {"raw_table_reader.h", "io"},
      {"table.h", "table"},
      {"revenue_plan.h", "funnel"},
      {"describe.h", "describe"},
      {"diagnostics.h", "model"},
      {"funnel.h", "funnel"},
      {"generate.h", "generate"},
      {"model.h", "model"},
      {"result.h", "activity"},
      {"score_table.h", "scorer"},
      {"lead_score.h", "scorer"},
      {"score_context.h", "scorer"},
      {"scoring_plan.h", "scorer"},
      {"scorer.h", "scorer"},
      {"leadscore.h", "umbrella"},
      {"table_reader.h", "io"},
      {"account_history.h", "funnel"},
      {"account_table.h", "scorer"},
      {"agreed.h", "explain"},
      {"history.h", "qualify"},
      {"explain.h", "explain"},
      {"event_parser.h", "io"},
      {"explanation_json.h", "io"},
      {"score_files.h", "io"},
      {"score_writer.h", "io"},
      {"messages.h", "proto"},
      {"model_file.h", "proto"},
      {"profile.h", "profile"},
      {"lint.h", "lint"},
      {"live_book.h", "live"},
      {"durable_book.h", "store"},
      {"sla_policy_spec.h", "table"},
      {"business_calendar.h", "sla"},
      {"clock.h", "sla"},
      {"sla.h", "sla"},
      {"sla_policy.h", "sla"},
      {"sla_policy_file.h", "proto"},
      {"sla_summary.h", "sla"},
      {"model_diff.h", "diff"},
      {"score_diff.h", "diff"},
      {"sql.h", "sql"},
  };
  return *folders;
}

struct Include {
  std::string file;  // From the root of the project.
  std::string included;
};

std::vector<Include> FindIncludes(const std::string& folder) {
  const fs::path root = LEADSCORE_SOURCE_DIR;
  std::vector<Include> includes;
  for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".h" && extension != ".cc") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (line.substr(0, 9) != "#include ") continue;
      const size_t end = line.find_first_of("\">", 10);
      includes.push_back({fs::relative(entry.path(), root).generic_string(),
                          line.substr(10, end - 10)});
    }
  }
  return includes;
}

// The folder below src that a path belongs to; empty if it is not ours.
std::string FolderOf(const std::string& path) {
  if (path.substr(0, 4) == "src/") {
    return path.substr(4, path.find('/', 4) - 4);
  }
  for (const char* prefix : {"leadscore/", "include/leadscore/"}) {
    const std::string start = prefix;
    if (path.substr(0, start.size()) != start) continue;
    const auto found = HeaderFolders().find(path.substr(start.size()));
    return found == HeaderFolders().end() ? "" : found->second;
  }
  return "";
}

TEST(Layering, IncludesRunDownward) {
  int checked = 0;
  for (const char* folder : {"src", "include"}) {
    for (const Include& include : FindIncludes(folder)) {
      const std::string from = FolderOf(include.file);
      const std::string to = FolderOf(include.included);
      ASSERT_TRUE(Floors().count(from)) << include.file;
      if (to.empty() || to == from) continue;
      ASSERT_TRUE(Floors().count(to)) << include.included;
      EXPECT_LT(Floors().at(to), Floors().at(from))
          << include.file << " includes " << include.included;
      ++checked;
    }
  }
  EXPECT_GT(checked, 100);
}

TEST(Layering, EveryPublicHeaderHasItsPlace) {
  const fs::path folder = fs::path(LEADSCORE_SOURCE_DIR) / "include/leadscore";
  for (const auto& entry : fs::directory_iterator(folder)) {
    EXPECT_TRUE(HeaderFolders().count(entry.path().filename().string()))
        << entry.path().filename();
  }
}

TEST(Layering, PublicHeadersIncludeNothingInternal) {
  for (const Include& include : FindIncludes("include")) {
    EXPECT_NE(include.included.substr(0, 4), "src/") << include.file;
  }
}

bool IsProtobuf(const std::string& included) {
  return included.find(".pb.h") != std::string::npos ||
         included.find("google/protobuf") != std::string::npos;
}

TEST(Layering, OnlyProtoKnowsProtobuf) {
  for (const char* folder : {"src", "include"}) {
    for (const Include& include : FindIncludes(folder)) {
      if (FolderOf(include.file) == "proto") continue;
      EXPECT_FALSE(IsProtobuf(include.included))
          << include.file << " includes " << include.included;
    }
  }
}

TEST(Layering, OnlyTheProgramPrints) {
  for (const char* folder : {"src", "include"}) {
    for (const Include& include : FindIncludes(folder)) {
      if (FolderOf(include.file) == "cli") continue;
      for (const char* printing : {"iostream", "stdio.h", "print"}) {
        EXPECT_NE(include.included, printing) << include.file;
      }
    }
  }
}

}  // namespace
}  // namespace leadscore
