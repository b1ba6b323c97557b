// Expressions of conditions as SQL. An error is NULL, be it a missing value or
// another one; AND and OR then absorb it just as && and || do.

#ifndef LEADSCORE_SRC_SQL_SQL_CONDITION_H_
#define LEADSCORE_SRC_SQL_SQL_CONDITION_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "src/cel/program.h"
#include "src/sql/sql_text.h"

namespace leadscore::internal {

struct SqlExpression {
  std::string text;       // In brackets where it needs them.
  bool may_fail = false;  // With an error other than a missing value.
};

// Where the variables of an expression are found.
struct SqlVariables {
  // A column with the variable's value, or the condition that asks for it; of
  // a list, the query that gives its values.
  //
  // Errors: kUnimplemented, why it cannot be had.
  std::function<absl::StatusOr<std::string>(int variable)> column;
  // Of a list: the query of its texts.
  std::function<absl::StatusOr<std::string>(int variable)> texts;
  // Whether it is a list of the model, which is never missing.
  std::function<bool(int variable)> is_list;
};

// Errors: kUnimplemented, what in it the dialect cannot say exactly.
absl::StatusOr<SqlExpression> ConditionSql(const cel::Program& program,
                                           const SqlText& sql,
                                           const SqlVariables& variables);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SQL_SQL_CONDITION_H_
