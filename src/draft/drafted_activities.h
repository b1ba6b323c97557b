// The activities of leads with what is known about them: which column holds
// what, the types, who did what.

#ifndef LEADSCORE_SRC_DRAFT_DRAFTED_ACTIVITIES_H_
#define LEADSCORE_SRC_DRAFT_DRAFTED_ACTIVITIES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "leadscore/model_draft.h"
#include "leadscore/raw_table.h"
#include "src/core/time_text.h"
#include "src/draft/column_kind.h"
#include "src/draft/drafted_columns.h"
#include "src/draft/outcome.h"

namespace leadscore::internal {

struct DraftedProperty {
  size_t column = 0;
  std::string name;
  std::string property;  // What the model calls it.
  ColumnKind kind;
};

struct DraftedType {
  std::string name;
  int64_t activities = 0;
  int64_t leads = 0;               // Who did it.
  std::vector<size_t> properties;  // Indices of those that it has.
  DraftColumn::Use use = DraftColumn::Use::kDeclared;
  std::string note;
  std::vector<GroupCounts> counts;  // Of leads who did not, and who did.
  int64_t points = 0;
};

struct DraftedActivities {
  size_t lead = 0;  // Columns.
  size_t type = 0;
  size_t time = 0;
  ptrdiff_t id = -1;
  std::string time_format;
  std::vector<DraftColumn> columns;
  std::vector<DraftedProperty> properties;
  std::vector<DraftedType> types;  // The most frequent first.

  // By row of activities: the row of the lead, -1 if there is none, the type,
  // and the time.
  std::vector<int32_t> leads;
  std::vector<int32_t> type_of_row;
  std::vector<Micros> times;
  int64_t of_unknown_leads = 0;
  Micros last = 0;  // Of those of known leads.

  // By type, of those that may get points, and lead: whether it did it, before
  // it was won.
  std::vector<std::vector<uint8_t>> did;
};

// Finds out what the columns hold. `id_column` is that of leads.
//
// Errors: as of DraftModel.
absl::StatusOr<DraftedActivities> FindActivities(const RawTable& activities,
                                                 const RawTable& leads,
                                                 size_t id_column,
                                                 const DraftOptions& options);

// How leads came out: won if they have an activity of the type that the options
// name.
//
// Errors: kInvalidArgument, no such type, or all alike.
absl::StatusOr<Outcome> OutcomeOfActivities(const DraftedActivities& activities,
                                            size_t num_leads,
                                            const DraftOptions& options);

// Fills `did`, and the leads of each type. `outcome` may be null.
void FindWhoDid(size_t num_leads, const DraftOptions& options,
                const Outcome* outcome, DraftedActivities* activities);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DRAFT_DRAFTED_ACTIVITIES_H_
