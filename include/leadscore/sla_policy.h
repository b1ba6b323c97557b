// SlaPolicy: an agreement that has been checked against a model and can be
// judged.
//
//   Diagnostics diagnostics;
//   absl::StatusOr<SlaPolicy> policy =
//       SlaPolicy::Create(spec, model, &diagnostics);
//
// sla_policy_spec.h is what goes in, sla.h what it is for.

#ifndef LEADSCORE_SLA_POLICY_H_
#define LEADSCORE_SLA_POLICY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/diagnostics.h"
#include "leadscore/model.h"
#include "leadscore/sla_policy_spec.h"

namespace leadscore {

namespace internal {
struct CheckedPolicy;
}  // namespace internal

// Immutable and thread-safe. Copies share the checked policy.
class SlaPolicy {
 public:
  // Checks `spec` against the model whose stages and attributes it means.
  // Appends all errors and warnings to `diagnostics` (may be null).
  //
  // Errors:
  //   kInvalidArgument  the first error, and how many there are
  static absl::StatusOr<SlaPolicy> Create(const SlaPolicySpec& spec,
                                          const Model& model,
                                          Diagnostics* diagnostics = nullptr);

  const std::string& name() const;
  const std::string& version() const;
  const SlaPolicySpec& spec() const;

  // The model that the policy means.
  const Model& model() const;

  // The same with the activities that the policy adds: what tables for the
  // policy are read and built with. Scores and stages are those of model().
  const Model& input_model() const;

  // Of its dates and periods.
  absl::TimeZone time_zone() const;

  const internal::CheckedPolicy& checked() const { return *checked_; }

 private:
  explicit SlaPolicy(std::shared_ptr<const internal::CheckedPolicy> checked);

  std::shared_ptr<const internal::CheckedPolicy> checked_;
};

}  // namespace leadscore

#endif  // LEADSCORE_SLA_POLICY_H_
