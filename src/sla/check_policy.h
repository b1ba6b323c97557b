// Checks a policy against the model that it means.

#ifndef LEADSCORE_SRC_SLA_CHECK_POLICY_H_
#define LEADSCORE_SRC_SLA_CHECK_POLICY_H_

#include <memory>

#include "leadscore/model.h"
#include "leadscore/sla_policy_spec.h"
#include "src/model/check_context.h"
#include "src/sla/checked_policy.h"

namespace leadscore::internal {

// Reports what is wrong; null after an error.
std::shared_ptr<const CheckedPolicy> CheckPolicy(CheckContext& context,
                                                 const SlaPolicySpec& spec,
                                                 const Model& model);

// The model with the activities of a policy; nothing after an error.
std::optional<Model> ExtendModel(
    CheckContext& context, const std::vector<PolicyActivitySpec>& activities,
    const Model& model);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_CHECK_POLICY_H_
