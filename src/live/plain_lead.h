// A lead of a live book in tables of its own, for what the plain scorer has to
// say.

#ifndef LEADSCORE_SRC_LIVE_PLAIN_LEAD_H_
#define LEADSCORE_SRC_LIVE_PLAIN_LEAD_H_

#include <vector>

#include "leadscore/lead.h"
#include "leadscore/model.h"
#include "leadscore/table.h"
#include "src/exec/lead_facts.h"
#include "src/model/bound_tables.h"
#include "src/qualify/evaluation.h"
#include "src/qualify/stage_fold.h"

namespace leadscore::internal {

class PlainLead {
 public:
  // The first of the leads; the others are those of its account. The model has
  // to outlive it.
  //
  // REQUIRES: they are leads for TableBuilder::Add.
  PlainLead(const Model& model, const std::vector<Lead>& leads);
  PlainLead(const PlainLead&) = delete;
  PlainLead& operator=(const PlainLead&) = delete;

  const BoundTables& tables() const { return bound_; }
  const AccountIndex& accounts() const { return accounts_; }
  PlainSteps& steps() { return steps_; }
  Evaluation At(Micros instant) const;

 private:
  const CheckedModel& model_;
  const Tables tables_;
  const BoundTables bound_;
  const AccountIndex accounts_;
  PlainSteps steps_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_LIVE_PLAIN_LEAD_H_
