// The stages of accounts over time, as they follow from those of their leads.
//
//   absl::StatusOr<std::vector<LeadHistory>> histories =
//       scorer.Histories(tables, as_of);
//   if (!histories.ok()) return histories.status();
//   for (const AccountHistory& account :
//        *MakeAccountHistories(model, tables.leads, *histories)) ...
//
// An account is in the furthest stage that one of its leads is in: it comes
// into a stage with the first of them and leaves it with the last. Leads
// without account belong to none.

#ifndef LEADSCORE_ACCOUNT_HISTORY_H_
#define LEADSCORE_ACCOUNT_HISTORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "leadscore/history.h"
#include "leadscore/model.h"
#include "leadscore/table.h"

namespace leadscore {

struct AccountTransition {
  absl::Time time;
  std::string from;
  std::string to;
  // The lead that moved it: of several at one instant the first of the table
  // that came into the stage, or left the one before.
  std::string lead_id;
};

struct AccountHistory {
  std::string account;
  int64_t leads = 0;
  // In the order of time, from where it is while none of its leads has an
  // entry.
  std::vector<AccountTransition> transitions;
  std::string stage;  // Where it is in the end.
};

// In the order in which their first leads stand in the table. `histories` are
// those of its rows.
//
// Errors: kInvalidArgument, histories of other leads, or of another model.
absl::StatusOr<std::vector<AccountHistory>> MakeAccountHistories(
    const Model& model, const LeadTable& leads,
    absl::Span<const LeadHistory> histories);

}  // namespace leadscore

#endif  // LEADSCORE_ACCOUNT_HISTORY_H_
