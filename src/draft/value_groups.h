// Groups of the values of a column that get points together: a frequent value,
// a range of numbers, what is left, what is missing.

#ifndef LEADSCORE_SRC_DRAFT_VALUE_GROUPS_H_
#define LEADSCORE_SRC_DRAFT_VALUE_GROUPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "src/draft/column_kind.h"

namespace leadscore::internal {

// Leads with fewer of a kind than this tell nothing about it.
inline constexpr int64_t kFewestInGroup = 20;

struct ValueGroup {
  enum class What {
    kMissing,
    kOthers,  // Values too rare for a group of their own; those not seen yet.
    kValue,
    kFrom,  // Numbers from `from` up to the next group; the first has no bound.
  };
  What what = What::kMissing;
  std::string value;  // Of kValue, as files have it.
  double from = 0;    // Of kFrom but the first.
  int64_t leads = 0;
};

struct ValueGroups {
  // Whether they are ranges: the groups kFrom, ascending, behind kMissing.
  // Otherwise kMissing, kOthers and the values, the most frequent first.
  bool are_ranges = false;
  std::vector<ValueGroup> groups;
  std::vector<uint16_t> group_of_code;  // By code of the column.
};

// REQUIRES: kind.shape is kValues.
ValueGroups GroupValues(const ColumnKind& kind,
                        const std::vector<int64_t>& counts);

// The number with the fewest digits that is above one and not above another.
//
// REQUIRES: below < upper, both finite.
double RoundestBetween(double below, double upper);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DRAFT_VALUE_GROUPS_H_
