#include "src/exec/number_bins.h"

namespace leadscore::internal {
namespace {

// Beyond this many different numbers all are forgotten, and found again.
constexpr size_t kMostKeys = size_t{1} << 20;

}  // namespace

NumberBins::NumberBins(const FusedModel& model, size_t source)
    : model_(model),
      source_(model.plan().sources[source]),
      bins_(model, source, model.number(source)->missing_row) {}

uint16_t NumberBins::BinOf(int64_t key) {
  const auto known = bin_of_key_.find(key);
  if (known != bin_of_key_.end()) return known->second;
  OutcomesOfKey(source_, model_.model(), key, &outcomes_);
  const uint16_t bin = HasError(outcomes_) ? kPlainBin : bins_.BinOf(outcomes_);
  has_plain_ = has_plain_ || bin == kPlainBin;
  if (bin_of_key_.size() >= kMostKeys) bin_of_key_.clear();
  bin_of_key_.emplace(key, bin);
  return bin;
}

size_t NumberBins::MemoryBytes() const {
  return bins_.MemoryBytes() +
         bin_of_key_.capacity() * (sizeof(int64_t) + sizeof(uint16_t) + 1);
}

}  // namespace leadscore::internal
