// The names and values that a condition tried on the command line may read.

#ifndef LEADSCORE_SRC_CLI_CONDITION_SCOPE_H_
#define LEADSCORE_SRC_CLI_CONDITION_SCOPE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/model.h"
#include "leadscore/table.h"
#include "src/cel/program.h"

namespace leadscore::internal {

// A name with a value, as in --set.
struct Assignment {
  std::string name;
  std::string value;
};

class ConditionScope : public cel::Activation {
 public:
  // What stages may read of a lead at an instant, with some values set: of its
  // attributes and signals before attributes are derived and scores computed.
  //
  // Errors: kInvalidArgument, a name that the model does not have, or a value
  // that is not of its type; and those of scoring.
  static absl::StatusOr<ConditionScope> OfLead(
      const Model& model, const Tables& tables, size_t row, absl::Time as_of,
      const std::vector<Assignment>& assignments);

  // as_of and what is set.
  //
  // Errors: kInvalidArgument, what is no name or no value.
  static absl::StatusOr<ConditionScope> OfValues(
      absl::Time as_of, const std::vector<Assignment>& assignments);

  cel::Value Get(int variable) const override {
    return values_[static_cast<size_t>(variable)];
  }
  const cel::Environment& environment() const { return environment_; }

 private:
  explicit ConditionScope(cel::Environment environment)
      : environment_(std::move(environment)) {}

  cel::Environment environment_;
  std::vector<cel::Value> values_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_CONDITION_SCOPE_H_
