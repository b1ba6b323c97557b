#include "src/explain/comparison.h"

#include <cstddef>

namespace leadscore::internal {
namespace {

struct RelationWords {
  Relation relation;
  std::string_view function;
  Relation turned;
  std::string_view need;
  std::string_view statement;
  std::string_view of_times;
};

// In the order of the enum.
constexpr RelationWords kRelations[] = {
    {Relation::kEqual, "_==_", Relation::kEqual, "has to be ", "is ", "is "},
    {Relation::kNotEqual, "_!=_", Relation::kNotEqual, "must not be ",
     "is not ", "is not "},
    {Relation::kAtLeast, "_>=_", Relation::kAtMost, "has to be at least ",
     "is at least ", "is not earlier than "},
    {Relation::kAtMost, "_<=_", Relation::kAtLeast, "has to be at most ",
     "is at most ", "is not later than "},
    {Relation::kMore, "_>_", Relation::kLess, "has to be more than ",
     "is more than ", "is later than "},
    {Relation::kLess, "_<_", Relation::kMore, "has to be less than ",
     "is less than ", "is earlier than "},
};

const RelationWords& WordsOf(Relation relation) {
  return kRelations[static_cast<size_t>(relation)];
}

}  // namespace

std::optional<Relation> RelationOf(std::string_view function) {
  for (const RelationWords& words : kRelations) {
    if (words.function == function) return words.relation;
  }
  return std::nullopt;
}

Relation Turned(Relation relation) { return WordsOf(relation).turned; }

std::string_view NeedWords(Relation relation) { return WordsOf(relation).need; }

std::string_view StatementWords(Relation relation) {
  return WordsOf(relation).statement;
}

std::string_view TimeWords(Relation relation) {
  return WordsOf(relation).of_times;
}

}  // namespace leadscore::internal
