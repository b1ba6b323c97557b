// A model as a query: the same scores, computed by a database, so that
// whoever doubts a score can check it where the data lies.
//
//   SqlQuery query = WriteSql(model, SqlDialect::kDuckDb, {});
//   std::cout << query.text;
//   for (const SqlUncovered& part : query.uncovered) {
//     std::cerr << part.what << ": " << part.reason << "\n";
//   }
//
// docs/sql.md says what the query reads, what it gives and what is covered.

#ifndef LEADSCORE_SQL_H_
#define LEADSCORE_SQL_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/model.h"

namespace leadscore {

enum class SqlDialect {
  kDuckDb,
  kPostgres,
  kSqlite,
};

struct SqlOptions {
  // The instant that is scored. Without it, the database's clock says.
  std::optional<absl::Time> as_of{};
  // A column of points for each rule as well.
  bool with_rules = false;
  // Whether the table of activities has the columns of ids and revisions. If
  // not, no activity is a version of another, and none is retracted.
  bool has_activity_ids = true;
  std::string leads = "leads";  // The tables' names.
  std::string activities = "activities";
};

// What the query leaves out.
struct SqlUncovered {
  std::string what;  // "rule Role", "score fit", "stages".
  std::string reason;
};

struct SqlQuery {
  std::string text;  // One statement, with comments, ends with a line break.
  std::vector<SqlUncovered> uncovered;  // In the order of the model.
};

// The scores, total and grade of every lead of two tables whose columns are all
// text, as they stand in files. What cannot be said exactly in the dialect is
// left out and listed; a score that needs it is NULL.
SqlQuery WriteSql(const Model& model, SqlDialect dialect,
                  const SqlOptions& options = {});

}  // namespace leadscore

#endif  // LEADSCORE_SQL_H_
