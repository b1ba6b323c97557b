#include "src/exec/text_bins.h"

namespace leadscore::internal {
namespace {

// Beyond this many different signatures all are forgotten, and found again.
constexpr size_t kMostSignatures = size_t{1} << 17;

}  // namespace

TextBins::TextBins(const FusedModel& model, size_t source)
    : table_(*model.text(source)),
      bins_(model, source, table_.missing_row),
      has_plain_(table_.missing_is_plain) {
  bin_of_code_.assign(1, table_.missing_is_plain ? kPlainBin : kMissingBin);
}

uint16_t TextBins::BinOf(std::string_view text) {
  if (!table_.matcher.Match(text, &signature_)) {
    has_plain_ = true;
    return kPlainBin;
  }
  const auto found = bin_of_signature_.find(signature_);
  if (found != bin_of_signature_.end()) return found->second;
  table_.matcher.ReadOutcomes(signature_, &outcomes_);
  const uint16_t bin = bins_.BinOf(outcomes_);
  has_plain_ = has_plain_ || bin == kPlainBin;
  if (bin_of_signature_.size() >= kMostSignatures) bin_of_signature_.clear();
  bin_of_signature_.emplace(signature_, bin);
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
  size_t bytes = bins_.MemoryBytes();
  bytes += bin_of_code_.capacity() * sizeof(uint16_t);
  for (const auto& [signature, bin] : bin_of_signature_) {
    bytes += signature.capacity() + sizeof(std::string) + sizeof(bin);
  }
  return bytes;
}

}  // namespace leadscore::internal
