// The log of one lead at an instant: which of its activities and entries exist,
// plainly.
//
// Everything later than the instant does not exist yet. Of what is left,
// versions of one activity are resolved to one, retracted ones removed, and
// machine-made ones screened out.

#ifndef LEADSCORE_SRC_ACTIVITY_ACTIVITY_LOG_H_
#define LEADSCORE_SRC_ACTIVITY_ACTIVITY_LOG_H_

#include <cstddef>
#include <vector>

#include "src/cel/program.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

struct ActivityLog {
  // Rows of the table of activities, in the canonical order: what the lead did,
  // and the entries of the types $set, $adjust and $stage.
  std::vector<size_t> activities;
  std::vector<size_t> entries;
  // How many each screen of the model dropped; one that two screens drop
  // counts for both.
  std::vector<int> screened;
  // How many are later than the instant.
  int later = 0;
};

ActivityLog ResolveLog(const CheckedModel& model, const BoundTables& tables,
                       size_t lead_row, Micros as_of);

// The variables of a condition on one activity.
class ActivityVariablesOf : public cel::Activation {
 public:
  ActivityVariablesOf(const CheckedModel& model, const BoundTables& tables)
      : model_(model), tables_(tables) {}

  void set_activity(size_t activity) { activity_ = activity; }
  cel::Value Get(int variable) const override;

 private:
  const CheckedModel& model_;
  const BoundTables& tables_;
  size_t activity_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_ACTIVITY_LOG_H_
