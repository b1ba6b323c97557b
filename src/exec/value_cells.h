// The values that a variable may have, divided where conditions tell them
// apart: below 10, 10, above 10; "DE", any other text; missing.

#ifndef LEADSCORE_SRC_EXEC_VALUE_CELLS_H_
#define LEADSCORE_SRC_EXEC_VALUE_CELLS_H_

#include <limits>
#include <vector>

#include "src/cel/abstract.h"
#include "src/cel/program.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// What a variable may be.
struct ValueSpace {
  int variable = -1;
  ValueType type = ValueType::kUnspecified;
  bool is_folded = false;      // Of a text.
  bool is_count = false;       // Of an int: never below zero.
  bool may_be_missing = true;  // Besides.
  // Of a double.
  double least = -std::numeric_limits<double>::infinity();
  double largest = std::numeric_limits<double>::infinity();
};

// What a variable is compared with in an expression; `facts` are the values of
// the others.
std::vector<cel::Value> ConstantsComparedWith(int variable,
                                              const cel::Expr& expr,
                                              const cel::Limits& limits,
                                              const cel::Activation& facts);

// Cells that together hold every value of a variable. Only the first constants
// of many make cells of their own.
std::vector<cel::Abstract> CellsOf(const ValueSpace& space,
                                   std::vector<cel::Value> constants);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_VALUE_CELLS_H_
