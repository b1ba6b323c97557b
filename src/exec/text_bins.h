// The bins of the texts of one source, found as texts come and kept while the
// context lives.

#ifndef LEADSCORE_SRC_EXEC_TEXT_BINS_H_
#define LEADSCORE_SRC_EXEC_TEXT_BINS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "src/exec/fused_model.h"
#include "src/exec/row_bins.h"
#include "src/table/dictionary.h"

namespace leadscore::internal {

// For one thread. The model has to outlive it.
class TextBins {
 public:
  TextBins(const FusedModel& model, size_t source);

  // The bin of a text.
  uint16_t BinOf(std::string_view text);

  // Makes bins() those of a dictionary. What is known of it is kept while it
  // is the same dictionary, even when it has grown.
  void SetDictionary(const std::shared_ptr<const Dictionary>& dictionary);

  // By code, from -1 on, which is a missing value; kUnknown where the code was
  // never looked at.
  static constexpr uint16_t kUnknown = 0xffff;
  const uint16_t* bin_of_code() const { return bin_of_code_.data() + 1; }
  void Find(int32_t code) {
    bin_of_code_[static_cast<size_t>(code) + 1] =
        BinOf(dictionary_->value(code));
    --num_unknown_;
  }
  bool has_unknown() const { return num_unknown_ > 0; }

  const BinTables& tables() const { return bins_.tables(); }
  // Whether a text was ever given kPlainBin.
  bool has_plain() const { return has_plain_; }
  size_t MemoryBytes() const;

 private:
  const TextTable& table_;
  RowBins bins_;
  absl::flat_hash_map<std::string, uint16_t> bin_of_signature_;
  bool has_plain_ = false;

  std::shared_ptr<const Dictionary> dictionary_;
  std::vector<uint16_t> bin_of_code_;
  size_t num_unknown_ = 0;  // Codes that were never looked at.

  // Scratch.
  std::string signature_;
  std::vector<uint8_t> outcomes_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_TEXT_BINS_H_
