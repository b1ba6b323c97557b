// Writes cases for sql_by_engines.py: a folder for each seed with the files of
// generated leads, a query for each dialect, and what the scorer gives.
//
//   write_sql_cases FOLDER FIRST_SEED COUNT LEADS
//   write_sql_cases FOLDER MODEL LEADS.csv ACTIVITIES.csv AS_OF

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "leadscore/model_file.h"
#include "leadscore/scorer.h"
#include "leadscore/sql.h"
#include "leadscore/table_reader.h"
#include "src/core/time_text.h"
#include "src/model/checked_model.h"
#include "tests/testing/generator.h"
#include "tests/testing/lead_files.h"

namespace leadscore {
namespace {

struct NamedDialect {
  SqlDialect dialect;
  const char* name;
};
constexpr NamedDialect kDialects[] = {{SqlDialect::kDuckDb, "duckdb"},
                                      {SqlDialect::kPostgres, "postgres"},
                                      {SqlDialect::kSqlite, "sqlite"}};

void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// id, each score, total, grade, then each rule: as the query has them.
std::string ScoresText(const Model& model, const Tables& tables,
                       absl::Time as_of) {
  std::string text = "id";
  for (const std::string& name : model.score_names()) text += "," + name;
  text += ",total,grade";
  for (const internal::CheckedScore& score : model.checked().scores) {
    for (const internal::CheckedGroup& group : score.groups) {
      for (const internal::CheckedRule& rule : group.rules) {
        text += "," + rule.name;
      }
    }
  }
  text += "\n";
  const Scorer scorer(model);
  for (size_t row = 0; row < tables.leads.size(); ++row) {
    const LeadResult result = *scorer.ScoreRow(tables, row, as_of);
    std::vector<std::string> cells = {result.id};
    for (const ScoreResult& score : result.scores) {
      cells.push_back(score.points.ToString());
    }
    cells.push_back(result.total.ToString());
    cells.push_back(result.grade);
    for (const ScoreResult& score : result.scores) {
      for (const GroupResult& group : score.groups) {
        for (const RuleResult& rule : group.rules) {
          cells.push_back(rule.points.ToString());
        }
      }
    }
    testing::AppendCsvRow(cells, &text);
  }
  return text;
}

// The queries, and what the scorer makes of the files beside them.
int WriteAnswers(const Model& model, const std::string& folder,
                 absl::Time as_of) {
  for (const NamedDialect& named : kDialects) {
    SqlOptions options;
    options.as_of = as_of;
    options.with_rules = true;
    Write(absl::StrCat(folder, "/", named.name, ".sql"),
          WriteSql(model, named.dialect, options).text);
  }
  TableReader reader(model, ReadOptions());
  if (!reader.ReadLeads(folder + "/leads.csv").ok() ||
      !reader.ReadActivities(folder + "/activities.csv").ok()) {
    std::cerr << folder << ": its files are not read\n";
    return 1;
  }
  Write(folder + "/expected.csv",
        ScoresText(model, reader.Finish().tables, as_of));
  return 0;
}

int WriteGenerated(const std::string& folder, uint64_t seed, int count) {
  testing::Random random(seed);
  const ModelSpec spec = testing::GenerateModel(random);
  const Model model = *Model::Create(spec);
  const std::vector<Lead> leads =
      testing::CommonLeads::Of(testing::GenerateLeads(spec, count, random));
  std::filesystem::create_directories(folder);
  Write(folder + "/leads.csv", testing::CsvOfLeads(model, leads));
  Write(folder + "/activities.csv", testing::CsvOfActivities(leads));
  return WriteAnswers(model, folder, testing::GeneratedNow());
}

int WriteOfFiles(const std::string& folder, const std::string& model_path,
                 const std::string& leads, const std::string& activities,
                 const std::string& as_of) {
  const absl::StatusOr<Model> model = LoadModel(model_path);
  const absl::StatusOr<internal::Micros> instant =
      internal::ParseInstant(as_of);
  if (!model.ok() || !instant.ok()) {
    std::cerr << model_path << " or " << as_of << " cannot be used\n";
    return 1;
  }
  namespace fs = std::filesystem;
  fs::create_directories(folder);
  const auto overwrite = fs::copy_options::overwrite_existing;
  fs::copy_file(leads, folder + "/leads.csv", overwrite);
  fs::copy_file(activities, folder + "/activities.csv", overwrite);
  return WriteAnswers(*model, folder, internal::FromMicros(*instant));
}

}  // namespace
}  // namespace leadscore

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  if (args.size() == 5) {
    return leadscore::WriteOfFiles(args[0], args[1], args[2], args[3], args[4]);
  }
  if (args.size() != 4) {
    std::cerr << "write_sql_cases FOLDER FIRST_SEED COUNT LEADS\n";
    return 2;
  }
  const auto first = static_cast<uint64_t>(std::atoll(args[1].c_str()));
  for (int i = 0; i < std::atoi(args[2].c_str()); ++i) {
    const uint64_t seed = first + static_cast<uint64_t>(i);
    if (leadscore::WriteGenerated(absl::StrCat(args[0], "/", seed), seed,
                                  std::atoi(args[3].c_str())) != 0) {
      return 1;
    }
  }
  return 0;
}
