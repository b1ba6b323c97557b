// What the operators of comparisons say, for texts about conditions.

#ifndef LEADSCORE_SRC_EXPLAIN_COMPARISON_H_
#define LEADSCORE_SRC_EXPLAIN_COMPARISON_H_

#include <optional>
#include <string_view>

namespace leadscore::internal {

enum class Relation { kEqual, kNotEqual, kAtLeast, kAtMost, kMore, kLess };

// What CEL's operator of this name ("_>=_") says of its left operand; nothing
// of other functions.
std::optional<Relation> RelationOf(std::string_view function);

// The same, said of the right operand: a <= b is b >= a.
Relation Turned(Relation relation);

// How it is asked for, "has to be at least ", and stated, "is at least ".
std::string_view NeedWords(Relation relation);
std::string_view StatementWords(Relation relation);

// How it is stated of times: "is not earlier than ".
std::string_view TimeWords(Relation relation);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXPLAIN_COMPARISON_H_
