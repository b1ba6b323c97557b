// What happened to one lead, as a policy tells it: events, owners, conditions
// at an instant.

#ifndef LEADSCORE_SRC_SLA_LEAD_STORY_H_
#define LEADSCORE_SRC_SLA_LEAD_STORY_H_

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/exec/lead_facts.h"
#include "src/model/bound_tables.h"
#include "src/qualify/evaluation.h"
#include "src/qualify/stage_fold.h"
#include "src/sla/checked_policy.h"

namespace leadscore::internal {

// The tables of a batch as a policy reads them.
struct PolicyTables {
  const CheckedPolicy& policy;
  const BoundTables& model;  // Bound to the policy's model: facts and stages.
  const BoundTables& input;  // Bound to its input model: activities.
  const AccountIndex& accounts;
};

// Something that happened, by one of the events that a policy lists.
struct Happening {
  Micros time = 0;
  int event = 0;         // Index into the list.
  int activity = kNone;  // Of the table; kNone if it was none.

  static constexpr int kNone = -1;
};

class LeadStory {
 public:
  // Refers to the tables, which have to outlive it.
  LeadStory(const PolicyTables& tables, size_t row, Micros as_of);

  size_t row() const { return row_; }
  Micros as_of() const { return as_of_; }

  // All that is not later than as_of, ascending; of one instant in the order of
  // the list, then of the log. The conditions `when` are not judged.
  std::vector<Happening> Find(const CheckedEvents& events);

  // Whether a condition on the lead holds at an instant; null does.
  bool Holds(const Condition& condition, Micros time);

  // The value of an expression then.
  cel::Value Evaluate(const cel::Program& program, Micros time);

  // The same of an expression for text; empty if it is null or has no value.
  std::string TextOf(const Condition& expression, Micros time);

  // Who was responsible for the lead at an instant; empty: nobody.
  std::string OwnerAt(Micros time);

  // The first time from which on the lead belonged to somebody, none if it
  // never did.
  std::optional<Micros> FirstAssigned() const;

  const std::vector<Micros>& touches() const { return touches_; }

  // The stage in which the lead is at an instant, with what happens then.
  int StageAt(Micros time) const;

  // An event in words: "call", "entering MQL".
  std::string Describe(const CheckedEvents& events,
                       const Happening& happening) const;

 private:
  const CheckedModel& model() const { return tables_.policy.model.checked(); }
  const CheckedModel& input() const {
    return tables_.policy.input_model.checked();
  }
  const Evaluation& At(Micros time);
  void AddActivities(const CheckedContact& contact, int event,
                     std::vector<Happening>* found) const;
  void AddStageChanges(const CheckedEvent& event, int index,
                       std::vector<Happening>* found) const;

  const PolicyTables& tables_;
  const size_t row_;
  const Micros as_of_;
  std::vector<size_t> activities_;  // That exist as of as_of.
  std::vector<StageChange> changes_;
  std::vector<Micros> touches_;
  std::vector<size_t> assignments_;  // Activities.
  std::map<Micros, std::unique_ptr<Evaluation>> evaluations_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_LEAD_STORY_H_
