// The columns of leads with what is known about each: what it holds, how its
// groups came out, whether to score by it.

#ifndef LEADSCORE_SRC_DRAFT_DRAFTED_COLUMNS_H_
#define LEADSCORE_SRC_DRAFT_DRAFTED_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "leadscore/model_draft.h"
#include "leadscore/raw_table.h"
#include "src/draft/column_kind.h"
#include "src/draft/learn_points.h"
#include "src/draft/outcome.h"
#include "src/draft/value_groups.h"

namespace leadscore::internal {

struct DraftedColumn {
  std::string name;
  DraftColumn::Use use = DraftColumn::Use::kDeclared;
  std::string note;
  std::vector<int64_t> code_counts;  // Rows, by code.
  ColumnKind kind;
  std::string attribute;      // What the model calls it, ...
  std::string as_written;     // ... and its texts, if it has marks.
  bool is_behaviour = false;  // By its name: what leads did.

  ValueGroups groups;               // Of a column that may be scored.
  std::vector<GroupCounts> counts;  // By group, with an outcome.
  std::vector<int64_t> points;      // By group, once they are learned.

  // Whether rules can read it.
  bool can_score() const { return !groups.groups.empty(); }
};

// Finds what the columns hold. Those that the options leave out, and those that
// hold nothing to score by, are marked.
std::vector<DraftedColumn> FindColumns(const RawTable& leads,
                                       const DraftOptions& options);

// Which rows are known by what.
struct LeadIds {
  ptrdiff_t id = -1;       // Columns; -1: leads are called by their numbers.
  ptrdiff_t account = -1;  // -1: none.
};

// The column that holds ids, but for a few that stand in several rows: one in
// twenty at most; -1 if there is none or no id is repeated.
ptrdiff_t FindRepeatingIds(const RawTable& leads, const DraftOptions& options);

// Finds the ids, and marks their columns.
//
// Errors: kInvalidArgument, an id that the options name and that is missing or
// repeated.
absl::StatusOr<LeadIds> FindIds(const DraftOptions& options, size_t num_rows,
                                std::vector<DraftedColumn>* columns);

// Groups the values of the columns that may be scored.
void GroupColumns(std::vector<DraftedColumn>* columns);

// Counts how the groups came out, and marks columns that know the outcome.
void JudgeColumns(const RawTable& leads, const Outcome& outcome,
                  const DraftOptions& options,
                  std::vector<DraftedColumn>* columns);

// How a group of rows came out, as JudgeColumns counts it: `groups` are by row.
std::vector<GroupCounts> CountGroups(const std::vector<uint8_t>& groups,
                                     size_t num_groups, const Outcome& outcome);

// What speaks for groups that know the outcome: they alone tell won from lost
// better than what is known beforehand does, or only won leads have a value.
// Empty if nothing does. `names` are those of groups, where they have one.
std::string EvidenceOfLeak(const std::vector<GroupCounts>& counts,
                           const std::vector<std::string>& names);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DRAFT_DRAFTED_COLUMNS_H_
