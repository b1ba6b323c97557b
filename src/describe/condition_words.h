// Conditions in words, where words are exact.

#ifndef LEADSCORE_SRC_DESCRIBE_CONDITION_WORDS_H_
#define LEADSCORE_SRC_DESCRIBE_CONDITION_WORDS_H_

#include <string>

#include "leadscore/describe.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// Where a condition in words will stand.
enum class WordsPlace {
  kAlone,
  kBesideAnd,  // Joined to others by "and": one with "or" goes in brackets.
};

// "Employees is at least 200 and Country is one of "DE", "AT"", of a condition
// on a lead: of rules, ways, evidence and the like. A part that words would not
// say exactly is a formula. Null, which is always true, gives nothing.
DescribedText LeadConditionWords(const Condition& condition,
                                 const CheckedModel& model,
                                 WordsPlace place = WordsPlace::kAlone);

// The same of a condition on an activity.
DescribedText ActivityConditionWords(const Condition& condition,
                                     const CheckedModel& model);

// "Fit", or "the total" for -1.
std::string ScoreWords(const CheckedModel& model, int score);

// What conditions, tables and curves call a variable of a lead: "Employees",
// with its name if another one has that label.
std::string LeadVariableWords(const CheckedModel& model, int variable);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DESCRIBE_CONDITION_WORDS_H_
