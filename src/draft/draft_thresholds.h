// Thresholds that give stated shares of leads: bands of scores, stages.

#ifndef LEADSCORE_SRC_DRAFT_DRAFT_THRESHOLDS_H_
#define LEADSCORE_SRC_DRAFT_DRAFT_THRESHOLDS_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "leadscore/model_draft.h"
#include "leadscore/raw_table.h"
#include "src/draft/draft_spec.h"
#include "src/draft/drafted_activities.h"
#include "src/draft/drafted_columns.h"
#include "src/draft/outcome.h"

namespace leadscore::internal {

struct DraftedLeads {
  const RawTable* leads = nullptr;
  const RawTable* table = nullptr;  // Of activities; may be null.
  const std::vector<DraftedColumn>* columns = nullptr;
  const DraftedActivities* activities = nullptr;  // May be null.
  const Outcome* outcome = nullptr;               // May be null.
  absl::Time as_of;
};

// Scores leads, of many of them some, by a spec without bands and stages, and
// adds those, and an agreed example. Where all leads have the same total it
// adds none.
//
// Errors: those of Model::Create.
absl::Status AddThresholds(const DraftedLeads& from,
                           const DraftOptions& options, ModelSpec* spec,
                           DraftNotes* notes);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DRAFT_DRAFT_THRESHOLDS_H_
