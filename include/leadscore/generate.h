// Leads that a model has never seen but could: to try a model before there is
// data, to show it, and to measure it.
//
//   LeadGenerator generator(model, options);
//   for (int i = 0; i < 1000; ++i) Use(generator.Next());
//
// Attributes and properties hold the texts and numbers that the model's
// conditions, tables, curves and lists mention, few of them often, and others
// that no rule mentions; some are missing. Activities come in sessions, the
// most of them recent, many of few leads. They are made up from the model
// alone: how leads really are distributed they do not tell.

#ifndef LEADSCORE_GENERATE_H_
#define LEADSCORE_GENERATE_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/time/time.h"
#include "leadscore/lead.h"
#include "leadscore/model.h"
#include "leadscore/table.h"

namespace leadscore {

namespace internal {
struct LeadGeneratorState;
}  // namespace internal

struct GenerateOptions {
  // Other seeds give other leads.
  uint64_t seed = 1;

  // How many activities a lead has on average. From 0 to 100,000.
  int activities_per_lead = 10;

  // Nothing is later than this, but for times that attributes and properties
  // hold.
  absl::Time as_of = absl::UnixEpoch();
};

// The same model and options give the same leads on every machine.
class LeadGenerator {
 public:
  LeadGenerator(const Model& model, const GenerateOptions& options);
  ~LeadGenerator();
  LeadGenerator(LeadGenerator&&) noexcept;
  LeadGenerator& operator=(LeadGenerator&&) noexcept;

  // The next lead, with ids "1", "2" and so on; it fits the model's schemas.
  // Two in three belong to an account.
  Lead Next();

 private:
  std::unique_ptr<internal::LeadGeneratorState> state_;
};

// The first leads of a generator as tables.
Tables GenerateLeads(const Model& model, size_t leads,
                     const GenerateOptions& options);

}  // namespace leadscore

#endif  // LEADSCORE_GENERATE_H_
