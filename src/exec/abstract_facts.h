// The variables of conditions on a lead while not all of them are known
// exactly.

#ifndef LEADSCORE_SRC_EXEC_ABSTRACT_FACTS_H_
#define LEADSCORE_SRC_EXEC_ABSTRACT_FACTS_H_

#include <cstddef>
#include <utility>
#include <vector>

#include "src/cel/abstract.h"
#include "src/exec/lead_facts.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

class AbstractFacts : public cel::AbstractActivation {
 public:
  // All of them exactly as they are.
  AbstractFacts(const CheckedModel& model, const LeadFacts& facts);

  cel::Abstract Get(int variable) const override {
    return values_[static_cast<size_t>(variable)];
  }
  void Set(int variable, cel::Abstract value) {
    values_[static_cast<size_t>(variable)] = std::move(value);
  }

  // Derives the derived attributes anew from what has been set.
  void Derive(const CheckedModel& model);

 private:
  std::vector<cel::Abstract> values_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_ABSTRACT_FACTS_H_
