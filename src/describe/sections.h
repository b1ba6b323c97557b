// The sections of a model's page, each from the part of the model that its name
// tells.

#ifndef LEADSCORE_SRC_DESCRIBE_SECTIONS_H_
#define LEADSCORE_SRC_DESCRIBE_SECTIONS_H_

#include "leadscore/model.h"
#include "src/describe/page.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

void DescribeScores(const CheckedModel& model, Page* page);

// Disqualification, stages with their ways, and scores of accounts.
void DescribeStages(const CheckedModel& model, Page* page);

// Runs the agreed examples.
void DescribeAgreed(const Model& model, Page* page);

// What is known of leads, what they do, and what is made of that before rules
// see it.
void DescribeInputs(const CheckedModel& model, Page* page);

// The rows of a rule in the table of its group: reason, points, what for.
std::vector<std::vector<DescribedText>> RuleRows(const RuleSpec& spec,
                                                 const CheckedRule& rule,
                                                 const GroupSpec& group,
                                                 const CheckedModel& model);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DESCRIBE_SECTIONS_H_
