#include "src/exec/text_bins.h"

#include <utility>

namespace leadscore::internal {
namespace {

// Further texts are left to the plain scorer.
constexpr size_t kMostTableBytes = size_t{256} << 20;

}  // namespace

TextBins::TextBins(const FusedModel& model, size_t source)
    : model_(model),
      source_(source),
      table_(*model.text(source)),
      tables_(model.layout().panels().size()) {
  row_.resize(model.layout().panels().size() * kPanelBytes);
  const auto index = static_cast<int>(source);
  tables_.Append(model.layout(), index, table_.missing_row.data());
  // The row of kPlainBin is never looked at.
  tables_.Append(model.layout(), index, table_.missing_row.data());
  has_plain_ = table_.missing_is_plain;
  bin_of_code_.assign(1, table_.missing_is_plain ? kPlainBin : kMissingBin);
}

uint16_t TextBins::BinOf(std::string_view text) {
  if (!table_.matcher.Match(text, &signature_)) {
    has_plain_ = true;
    return kPlainBin;
  }
  const auto found = bin_of_signature_.find(signature_);
  if (found != bin_of_signature_.end()) return found->second;
  const uint16_t bin = AddBin(signature_);
  bin_of_signature_.emplace(signature_, bin);
  return bin;
}

// Signatures that make no difference to any rule share a bin.
uint16_t TextBins::AddBin(const std::string& signature) {
  table_.matcher.ReadOutcomes(signature, &outcomes_);
  EvaluatePredicates(model_.plan().sources[source_], outcomes_, &predicates_);
  const auto index = static_cast<int>(source_);
  model_.layout().WriteRow(index, predicates_, row_.data());
  std::string key(reinterpret_cast<const char*>(row_.data()), row_.size());
  const auto known = bin_of_row_.find(key);
  if (known != bin_of_row_.end()) return known->second;
  if (tables_.size() > kMostBins ||
      tables_.size() * row_.size() > kMostTableBytes) {
    has_plain_ = true;
    return kPlainBin;
  }
  const auto bin = static_cast<uint16_t>(tables_.size());
  tables_.Append(model_.layout(), index, row_.data());
  bin_of_row_.emplace(std::move(key), bin);
  return bin;
}

void TextBins::SetDictionary(
    const std::shared_ptr<const Dictionary>& dictionary) {
  if (dictionary_ != dictionary) {
    dictionary_ = dictionary;
    bin_of_code_.resize(1);
    num_unknown_ = 0;
  }
  const size_t known = bin_of_code_.size();
  bin_of_code_.resize(static_cast<size_t>(dictionary->size()) + 1, kUnknown);
  num_unknown_ += bin_of_code_.size() - known;
}

size_t TextBins::MemoryBytes() const {
  size_t bytes = tables_.MemoryBytes();
  bytes += bin_of_code_.capacity() * sizeof(uint16_t);
  for (const auto& [signature, bin] : bin_of_signature_) {
    bytes += signature.capacity() + sizeof(std::string) + sizeof(bin);
  }
  for (const auto& [row, bin] : bin_of_row_) {
    bytes += row.capacity() + sizeof(std::string) + sizeof(bin);
  }
  return bytes;
}

}  // namespace leadscore::internal
