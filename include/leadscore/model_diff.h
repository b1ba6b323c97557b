// What differs between two models: their parts, what became of their agreed
// examples, and what in them is hardly meant so.
//
//   for (const SpecDifference& difference : DiffSpecs(before, after)) {
//     std::cout << difference.ToString() << "\n";
//   }
//
// What that does to leads tells score_diff.h.

#ifndef LEADSCORE_MODEL_DIFF_H_
#define LEADSCORE_MODEL_DIFF_H_

#include <string>
#include <vector>

#include "leadscore/agreed.h"
#include "leadscore/diagnostics.h"
#include "leadscore/model.h"
#include "leadscore/model_spec.h"

namespace leadscore {

enum class DifferenceKind {
  kAdded,
  kRemoved,
  kChanged,  // The value of a member.
  kRenamed,  // Nothing but its name, by which it is referred to.
  kMoved,    // To another place of its list, or a rule to another group.
};

// "added", "removed", ...
std::string DifferenceKindName(DifferenceKind kind);

struct SpecDifference {
  DifferenceKind kind = DifferenceKind::kChanged;

  // From the ModelSpec to what differs: in the model after, and of what was
  // removed in the model before.
  std::vector<PathStep> path{};

  // What a text of the model would have there, such as 30, "30d" or {when:
  // "lead.employees > 5"  points: 10}, in full; empty if it is not there or not
  // set. Of the values of a list only those that the other does not have. Of
  // kMoved the place: `first`, `behind "MQL"` or `in scores[fit].groups[Web]`.
  std::string before{};
  std::string after{};

  // "scores[fit].groups[Company].rules[Company size].points"
  std::string PathText() const;

  // A line for people, long values cut short:
  // rule "Company size": points 30 -> 20
  std::string ToString() const;
};

// All that differs, in the order of the model after; in each list what was
// removed comes first. None if both are alike in every member. Elements of
// lists are told apart by their names, a rule by its name in the whole model;
// tiers, rows and breakpoints by what they look for.
std::vector<SpecDifference> DiffSpecs(const ModelSpec& before,
                                      const ModelSpec& after);

// Whether a model gives what was agreed on an example.
enum class AgreedOutcome {
  kAsAgreed,
  kNotAsAgreed,
  // The model cannot have such an example: it lacks an attribute, a stage or
  // something else of it.
  kImpossible,
};

// An agreed example that was broken or mended.
struct AgreedChange {
  std::string name;
  AgreedOutcome before = AgreedOutcome::kAsAgreed;
  AgreedOutcome after = AgreedOutcome::kAsAgreed;
  // What is not as agreed in the model in which it is not.
  std::vector<AgreedMismatch> mismatches;
};

struct ModelDiff {
  std::vector<SpecDifference> differences;

  // The examples with another outcome, in the order of the model after, then
  // those that only the model before has. Each model runs its own version of an
  // example, or else that of the other.
  std::vector<AgreedChange> agreed;

  // What LintModel says of one of them only, by path and message.
  Diagnostics warnings_gone;
  Diagnostics warnings_new;
};

// Takes time in proportion to the models, as LintModel does.
ModelDiff DiffModels(const Model& before, const Model& after);

}  // namespace leadscore

#endif  // LEADSCORE_MODEL_DIFF_H_
