// What conditions on one lead read: its attributes as of an instant, lists,
// as_of and signals, and later its scores.

#ifndef LEADSCORE_SRC_EXEC_LEAD_FACTS_H_
#define LEADSCORE_SRC_EXEC_LEAD_FACTS_H_

#include <cstddef>
#include <vector>

#include "src/activity/activity_log.h"
#include "src/cel/program.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// Whether some attributes become known at a time.
bool HasKnownAt(const CheckedModel& model);

// Whether a signal of the model counts over accounts.
bool HasAccountSignals(const CheckedModel& model);

// The rows of the leads of each account.
class AccountIndex {
 public:
  AccountIndex() = default;
  explicit AccountIndex(const LeadColumns& leads);

  // The rows of all leads of the account of a lead, ascending; a lead without
  // account is alone.
  std::vector<size_t> RowsBeside(const LeadColumns& leads, size_t row) const;

 private:
  std::vector<std::vector<size_t>> rows_;  // By the code of the account.
};

// The value of a derived attribute, of what its expression gives: folded, or to
// the microsecond, or missing if it is of no use.
cel::Value DerivedValue(const CheckedAttribute& attribute, int variable,
                        cel::Value value);

// The logs that the facts of a lead are made of.
struct LeadLog {
  // Attributes that become known later are not.
  Micros as_of = kMaxInstant;
  ActivityLog own;
  // Of all leads of its account, its own among them; empty if the model has no
  // signal over accounts.
  std::vector<size_t> account;
};

// The logs of a lead as they are at an instant.
LeadLog ResolveLeadLog(const CheckedModel& model, const BoundTables& tables,
                       const AccountIndex& accounts, size_t row, Micros as_of);

class LeadFacts : public cel::Activation {
 public:
  // The facts at an instant, of logs of which all that counts now is not later.
  // Refers to the tables, which have to outlive it.
  LeadFacts(const CheckedModel& model, const BoundTables& tables, size_t row,
            LeadLog log, Micros as_of);

  cel::Value Get(int variable) const override {
    return values_[static_cast<size_t>(variable)];
  }
  void Set(int variable, cel::Value value) {
    values_[static_cast<size_t>(variable)] = std::move(value);
  }

  // Whether an attribute has a value.
  bool HasAttribute(int attribute) const;

  const ActivityLog& log() const { return log_.own; }
  const LeadLog& lead_log() const { return log_; }
  Micros as_of() const { return as_of_; }

 private:
  void SetSignals(const CheckedModel& model, const BoundTables& tables);
  // After SetSignals, because attributes may be derived from signals.
  void SetAttributes(const CheckedModel& model, const BoundTables& tables,
                     size_t row);

  Micros as_of_;
  int first_attribute_;
  std::vector<cel::Value> values_;  // By number of the variable.
  LeadLog log_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_LEAD_FACTS_H_
