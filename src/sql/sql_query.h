// A query while it is put together, one named step after the other, and the
// parts of it, each in a file of its own: the leads, the log, signals, rules.

#ifndef LEADSCORE_SRC_SQL_SQL_QUERY_H_
#define LEADSCORE_SRC_SQL_SQL_QUERY_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "leadscore/sql.h"
#include "src/model/checked_model.h"
#include "src/sql/sql_condition.h"
#include "src/sql/sql_text.h"

namespace leadscore::internal {

// Names of columns that no dialect takes for one another: some ignore case,
// some cut long names.
class SqlNames {
 public:
  // The name as a quoted identifier, changed if another is too much like it.
  std::string Add(const std::string& name);

 private:
  std::set<std::string> taken_;
};

// A column of one of the tables, all of them text.
struct SqlColumn {
  std::string source{};  // Its name in the table.
  std::string name{};    // In the query, quoted.
  ValueType type = ValueType::kUnspecified;
  std::vector<std::string> null_values{};
  std::string time_format{};
  std::string separator{};
};

struct SqlStep {
  std::string name;
  std::string comment;
  std::string body;
  bool is_shared = false;  // Read by several: to be computed once.
};

class SqlQueryBuilder {
 public:
  SqlQueryBuilder(const CheckedModel& model, SqlDialect dialect,
                  const SqlOptions& options);

  const CheckedModel& model() const { return model_; }
  const SqlText& sql() const { return sql_; }
  const SqlOptions& options() const { return options_; }

  void AddStep(SqlStep step) { steps_.push_back(std::move(step)); }
  const std::vector<SqlStep>& steps() const { return steps_; }

  void LeaveOut(const std::string& what, const std::string& reason) {
    uncovered_.push_back({what, reason});
  }
  std::vector<SqlUncovered> TakeUncovered() { return std::move(uncovered_); }

  // Columns that say, of a lead, why it is not covered.
  void AddDoubt(const std::string& column) { doubts_.push_back(column); }
  const std::vector<std::string>& doubts() const { return doubts_; }

  // ---- What the parts say of each other
  // --------------------------------------

  // The step with a row for each lead, and everything known of it.
  std::string facts = "facts";
  // By attribute and signal: a column of `facts`, or why there is none.
  std::vector<absl::StatusOr<std::string>> attributes;
  std::vector<absl::StatusOr<std::string>> signals;
  std::vector<std::string> words;  // By attribute; empty if it has none.
  // By property: a column of the log, or why there is none.
  std::vector<absl::StatusOr<std::string>> properties;
  // Why the log cannot be had.
  absl::Status log;
  std::vector<SqlColumn> lead_columns;      // As in the schema.
  std::vector<SqlColumn> property_columns;  // As in the schema.

  // ---- Conditions
  // ------------------------------------------------------------

  absl::StatusOr<SqlExpression> OfLead(const cel::Program& condition) const;
  absl::StatusOr<SqlExpression> OfActivity(const cel::Program& condition) const;

  // "type IN ('a', 'b')".
  std::string IsOfTypes(const std::vector<bool>& types) const;

  // The value of a cell, by its text `cell`, which is not missing; of a list
  // its text.
  std::string ValueOfCell(const SqlColumn& column,
                          const std::string& cell) const;
  // The cell itself, or NULL if it is missing.
  std::string Cell(const SqlColumn& column, const std::string& table) const;
  // Whether SQLite cannot be trusted to read the cell's number; empty if it is
  // of no such type.
  std::string IsInexact(const SqlColumn& column, const std::string& cell) const;

 private:
  const CheckedModel& model_;
  const SqlText sql_;
  const SqlOptions& options_;
  std::vector<SqlStep> steps_;
  std::vector<SqlUncovered> uncovered_;
  std::vector<std::string> doubts_;
};

// The parts, to be added in this order.
void AddSettings(SqlQueryBuilder* query);
void AddLeads(SqlQueryBuilder* query);
void AddLog(SqlQueryBuilder* query);
void AddSignals(SqlQueryBuilder* query);
void AddFacts(SqlQueryBuilder* query);

// The points of each rule; returns for each, in the order of the model, a
// column of the step "rules", or why there is none.
std::vector<absl::StatusOr<std::string>> AddRules(SqlQueryBuilder* query);

// The weight of an activity in units of 10^-9, by its age in ticks.
//
// Errors: kUnimplemented, why not.
absl::StatusOr<std::string> WeightSql(const Decay& decay, const SqlText& sql,
                                      const std::string& age);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SQL_SQL_QUERY_H_
