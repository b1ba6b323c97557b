#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "leadscore/sql.h"
#include "src/cli/commands.h"
#include "src/cli/load_model.h"
#include "src/cli/table_input.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/io/atomic_file.h"

namespace leadscore::internal {
namespace {

std::optional<SqlDialect> DialectNamed(const std::string& name) {
  if (name == "duckdb") return SqlDialect::kDuckDb;
  if (name == "postgres") return SqlDialect::kPostgres;
  if (name == "sqlite") return SqlDialect::kSqlite;
  return std::nullopt;
}

absl::Status WriteFile(const std::string& path, const std::string& text) {
  LEADSCORE_ASSIGN_OR_RETURN(AtomicFile file, AtomicFile::Create(path));
  LEADSCORE_RETURN_IF_ERROR(file.Write(text));
  return file.Commit();
}

int RunSql(const Options& options, Terminal& terminal) {
  const std::optional<SqlDialect> dialect =
      DialectNamed(options.Value("dialect"));
  if (!dialect.has_value()) {
    return BadUsage("sql",
                    absl::StrCat("--dialect has to be duckdb, postgres or "
                                 "sqlite, not ",
                                 Quoted(options.Value("dialect"))),
                    terminal);
  }
  const auto as_of = ParseInstantOption(options, "as-of");
  if (!as_of.ok()) {
    return BadUsage("sql", std::string(as_of.status().message()), terminal);
  }
  const LoadedModel loaded =
      LoadModel(options.Value("model"), /*with_warnings=*/false, terminal);
  if (!loaded.model.has_value()) return loaded.exit_code;
  SqlOptions sql;
  sql.as_of = *as_of;
  sql.with_rules = options.Has("rules");
  sql.has_activity_ids = !options.Has("no-activity-ids");
  const SqlQuery query = WriteSql(*loaded.model, *dialect, sql);
  if (options.Has("output")) {
    const std::string path = options.Value("output");
    const absl::Status written = WriteFile(path, query.text);
    if (!written.ok()) {
      terminal.err << "leadscore: " << path << ": " << written.message()
                   << "\n";
      return kExitFailedIo;
    }
  } else {
    terminal.out << query.text;
  }
  for (const SqlUncovered& part : query.uncovered) {
    terminal.err << "leadscore: left out: " << part.what << ": " << part.reason
                 << "\n";
  }
  return kExitOk;
}

}  // namespace

Command SqlCommand() {
  Command command;
  command.name = "sql";
  command.summary = "writes a model as a query, to check scores in a database";
  command.usage = "--model FILE --dialect DIALECT [OPTIONS]";
  command.details =
      "A query that gives the same points as 'score': id, each score, total, "
      "grade and\nnot_covered, a row for each lead. It reads the tables leads "
      "and activities,\nwhose columns are text as in the CSV files. What the "
      "dialect cannot say exactly\nis left out, never approximated: it is "
      "listed at the top of the query and on\nstandard error. docs/sql.md "
      "tells how to run it.\n\n"
      "  leadscore sql --model acme.textproto --dialect duckdb \\\n"
      "    --as-of 2026-11-20T00:00:00Z --output acme.sql\n";
  command.options = {
      {"model", "FILE",
       "The model: .textproto, .json, or binary (.pb, .bin,\n.binpb).", true,
       false},
      {"dialect", "DIALECT", "duckdb, postgres or sqlite.", true, false},
      {"output", "FILE",
       "Where the query goes, whole or not at all (default:\nstandard output).",
       false, false},
      AsOfOption("as-of",
                 "The instant that is scored, RFC 3339 (default: the\n"
                 "database's clock)."),
      {"rules", "", "A column of points for each rule as well.", false, false},
      {"no-activity-ids", "",
       "The activities have no columns of ids and revisions.", false, false}};
  command.run = RunSql;
  return command;
}

}  // namespace leadscore::internal
