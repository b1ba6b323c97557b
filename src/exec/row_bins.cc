#include "src/exec/row_bins.h"

#include <utility>

namespace leadscore::internal {
namespace {

// Further values are left to the plain scorer.
constexpr size_t kMostTableBytes = size_t{256} << 20;

}  // namespace

RowBins::RowBins(const FusedModel& model, size_t source,
                 const PanelBytes& missing_row)
    : model_(model), source_(source), tables_(model.layout().panels().size()) {
  row_.resize(model.layout().panels().size() * kPanelBytes);
  const auto index = static_cast<int>(source);
  tables_.Append(model.layout(), index, missing_row.data());
  // The row of kPlainBin is never looked at.
  tables_.Append(model.layout(), index, missing_row.data());
}

uint16_t RowBins::BinOf(const std::vector<uint8_t>& outcomes) {
  EvaluatePredicates(model_.plan().sources[source_], outcomes, &predicates_);
  const auto index = static_cast<int>(source_);
  model_.layout().WriteRow(index, predicates_, row_.data());
  std::string key(reinterpret_cast<const char*>(row_.data()), row_.size());
  const auto known = bin_of_row_.find(key);
  if (known != bin_of_row_.end()) return known->second;
  if (tables_.size() > kMostBins ||
      tables_.size() * row_.size() > kMostTableBytes) {
    return kPlainBin;
  }
  const auto bin = static_cast<uint16_t>(tables_.size());
  tables_.Append(model_.layout(), index, row_.data());
  bin_of_row_.emplace(std::move(key), bin);
  return bin;
}

size_t RowBins::MemoryBytes() const {
  size_t bytes = tables_.MemoryBytes();
  for (const auto& [row, bin] : bin_of_row_) {
    bytes += row.capacity() + sizeof(std::string) + sizeof(bin);
  }
  return bytes;
}

}  // namespace leadscore::internal
