// What conditions look at, in words, and which of their parts do not hold.

#ifndef LEADSCORE_SRC_EXPLAIN_FACTS_H_
#define LEADSCORE_SRC_EXPLAIN_FACTS_H_

#include <string>
#include <vector>

#include "leadscore/explain.h"
#include "src/cel/program.h"
#include "src/cel/value.h"
#include "src/exec/lead_facts.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// A value as people write it: text as it is, times in the model's time zone.
std::string ValueText(const cel::Value& value, absl::TimeZone zone);

// "lead.budget": how conditions call an attribute, signal, score or band; empty
// for other variables.
std::string VariableName(const CheckedModel& model, int variable);

// What people call such a variable: "Budget", "Fit band".
//
// REQUIRES: it has a VariableName.
std::string VariableLabel(const CheckedModel& model, int variable);

// The attributes, signals, scores and bands among some variables.
std::vector<FactCause> FactsOf(const std::vector<int>& variables,
                               const CheckedModel& model,
                               const LeadFacts& facts);

// The parts of a condition, joined by &&, that are not true; none for null.
std::vector<UnmetCondition> UnmetParts(const Condition& condition,
                                       const CheckedModel& model,
                                       const LeadFacts& facts);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXPLAIN_FACTS_H_
