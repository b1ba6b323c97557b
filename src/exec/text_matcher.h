// Answers all questions that a plan asks about a text, once for each different
// text. What it finds out is a signature: texts with equal signatures are alike
// to all rules.

#ifndef LEADSCORE_SRC_EXEC_TEXT_MATCHER_H_
#define LEADSCORE_SRC_EXEC_TEXT_MATCHER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "src/cel/program.h"
#include "src/model/checked_model.h"
#include "src/plan/plan.h"

namespace leadscore::internal {

// The variables of a lead of which one source is known, and what is derived
// from it.
class SourceFacts : public cel::Activation {
 public:
  SourceFacts(const CheckedModel& model, int variable, cel::Value value);

  cel::Value Get(int variable) const override;

 private:
  const CheckedModel& model_;
  const int variable_;
  const cel::Value value_;
};

// What an atom gives for a value, by the reference evaluator.
//
// REQUIRES: its kind is kTableRow or kExpression.
Outcome EvaluateAtom(const Atom& atom, const cel::Activation& facts);

// Whether each predicate of a source is true, by the outcomes of its atoms.
void EvaluatePredicates(const Source& source,
                        const std::vector<uint8_t>& outcomes,
                        std::vector<uint8_t>* predicates);

// Immutable and thread-safe.
class TextMatcher {
 public:
  // Both have to outlive it.
  TextMatcher(const CheckedModel& model, const Source& source);

  // Sets the signature of a text. False if it is for the plain scorer: it is
  // very long, or a condition on it has an error.
  bool Match(std::string_view text, std::string* signature) const;

  // The outcomes of the atoms for all texts with a signature.
  void ReadOutcomes(const std::string& signature,
                    std::vector<uint8_t>* outcomes) const;

  // The same where there is no text. False as of Match.
  bool OutcomesOfMissing(std::vector<uint8_t>* outcomes) const;

 private:
  struct Pattern {
    Atom::Kind kind = Atom::Kind::kContains;
    std::string text;
    size_t atom = 0;
  };

  const CheckedModel& model_;
  const Source& source_;
  const bool fold_;
  absl::flat_hash_map<std::string_view, int32_t> literals_;  // Of the source.
  std::vector<Pattern> patterns_;
  std::vector<size_t> evaluated_;  // Atoms for the reference evaluator.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_TEXT_MATCHER_H_
