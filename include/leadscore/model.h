// Model: a scoring model that has been checked and can be run.
//
//   Diagnostics diagnostics;
//   absl::StatusOr<Model> model = Model::Create(spec, &diagnostics);
//   if (!model.ok()) {
//     for (const Diagnostic& d : diagnostics) std::cerr << d.ToString();
//   }
//
// model_spec.h is what goes in; scorer.h is what a Model is for.

#ifndef LEADSCORE_MODEL_H_
#define LEADSCORE_MODEL_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/diagnostics.h"
#include "leadscore/model_spec.h"
#include "leadscore/table.h"

namespace leadscore {

namespace internal {
struct CheckedModel;
}  // namespace internal

// What a model may ask for. A model beyond them is refused; the defaults fit
// any model that people wrote.
struct ModelLimits {
  int max_rules = 20'000;
  size_t max_list_values = 1'000'000;  // Of all lists together.
  // Of one condition.
  size_t max_condition_bytes = size_t{256} << 10;
  int max_condition_depth = 64;
  size_t max_regex_bytes = 1024;
};

// Immutable and thread-safe. Copies share the checked model.
class Model {
 public:
  // Checks `spec` and everything in it that can be checked once. Appends all
  // errors and warnings, not only the first, to `diagnostics` (may be null).
  //
  // Errors:
  //   kInvalidArgument  the first error, and how many there are
  static absl::StatusOr<Model> Create(const ModelSpec& spec,
                                      Diagnostics* diagnostics = nullptr,
                                      const ModelLimits& limits = {});

  const std::string& name() const;
  const std::string& version() const;

  // Names the model by its content, its lists included: 32 hexadecimal digits,
  // equal on every machine. Files of lists count by what is in them.
  const std::string& fingerprint() const;

  const ModelSpec& spec() const;

  // What tables for this model hold: its attributes that are not derived, then
  // the columns that tell since when they are known.
  const LeadSchema& lead_schema() const;
  const ActivitySchema& activity_schema() const;

  // Names in the order of the model, which is that of result columns.
  const std::vector<std::string>& score_names() const;
  const std::vector<std::string>& stage_names() const;

  // In which its days are counted, UTC if it names none.
  absl::TimeZone time_zone() const;

  const internal::CheckedModel& checked() const { return *checked_; }

 private:
  explicit Model(std::shared_ptr<const internal::CheckedModel> checked);

  std::shared_ptr<const internal::CheckedModel> checked_;
};

}  // namespace leadscore

#endif  // LEADSCORE_MODEL_H_
