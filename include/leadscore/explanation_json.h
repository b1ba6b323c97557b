// Explanations as JSON, for programs and web pages. Names are those of
// explain.h and result.h; points are decimal numbers, instants RFC 3339 in UTC.
// What is empty or unset is left out. Part of leadscore::io.

#ifndef LEADSCORE_EXPLANATION_JSON_H_
#define LEADSCORE_EXPLANATION_JSON_H_

#include <string>

#include "leadscore/explain.h"
#include "leadscore/history.h"
#include "leadscore/live_book.h"

namespace leadscore {

// An object, indented, with a line end behind it.
std::string ExplanationJson(const Explanation& explanation);
std::string ExplainedChangeJson(const ExplainedChange& change);

// An object on one line, without a line end.
std::string TransitionJson(const std::string& lead_id,
                           const Transition& transition);

// The same with its number; one that withdraws another names that and no cause.
std::string BookTransitionJson(const BookTransition& told);

}  // namespace leadscore

#endif  // LEADSCORE_EXPLANATION_JSON_H_
