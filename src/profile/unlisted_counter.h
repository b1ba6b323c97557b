// What the table of one rule looks up and none of its rows lists.

#ifndef LEADSCORE_SRC_PROFILE_UNLISTED_COUNTER_H_
#define LEADSCORE_SRC_PROFILE_UNLISTED_COUNTER_H_

#include "leadscore/model_spec.h"
#include "leadscore/profile.h"
#include "src/cel/value.h"
#include "src/exec/lead_facts.h"
#include "src/exec/rule_points.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/profile/value_counts.h"

namespace leadscore::internal {

// Refers to its arguments, which have to outlive it.
class UnlistedCounter {
 public:
  // REQUIRES: the rule has a table; `spec` is that of `rule`.
  UnlistedCounter(const CheckedRule& rule, const RuleSpec& spec,
                  const CheckedModel& model, const BoundTables& tables)
      : rule_(rule), spec_(spec), model_(model), tables_(tables) {}

  // Counts what the rule looked up for a lead to come to `value`.
  void Add(const LeadFacts& facts, const RuleValue& value);

  UnlistedValues Finish() const;

 private:
  void LookUp(const cel::Value& value);
  void LookUpOne(const cel::Value& value);

  const CheckedRule& rule_;
  const RuleSpec& spec_;
  const CheckedModel& model_;
  const BoundTables& tables_;
  int64_t looked_up_ = 0;
  ValueCounts unlisted_{UnlistedValues::kMostDistinct};
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_PROFILE_UNLISTED_COUNTER_H_
