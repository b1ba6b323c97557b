// What conditions may read of any lead at any instant.

#ifndef LEADSCORE_SRC_LINT_WORLD_H_
#define LEADSCORE_SRC_LINT_WORLD_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "src/activity/shapes.h"
#include "src/cel/abstract.h"
#include "src/cel/program.h"
#include "src/exec/value_cells.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// The variables of one kind of condition.
class World : public cel::AbstractActivation {
 public:
  struct Entry {
    std::string name;  // "lead.employees"
    cel::Abstract value = cel::Abstract::Anything();
    // Set where its values are worth telling apart.
    std::optional<ValueSpace> space;
  };

  // Of conditions on leads, with the scores between these bounds.
  static World OfLeads(const CheckedModel& model,
                       const std::vector<PointsRange>& scores,
                       PointsRange total);

  // Of conditions on activities of some types.
  static World OfActivities(const CheckedModel& model,
                            const std::vector<bool>& types);

  cel::Abstract Get(int variable) const override {
    return entry(variable).value;
  }
  const Entry& entry(int variable) const {
    return entries_[static_cast<size_t>(variable)];
  }
  size_t size() const { return entries_.size(); }

 private:
  void Add(std::string name, cel::Abstract value,
           std::optional<ValueSpace> space = std::nullopt);
  // A variable of this type that may be missing, with the next number.
  void Add(std::string name, ValueSpace space);

  std::vector<Entry> entries_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_LINT_WORLD_H_
