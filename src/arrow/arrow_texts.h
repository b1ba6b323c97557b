// Names of things in an array of Arrow: ids, accounts, types of activities.

#ifndef LEADSCORE_SRC_ARROW_ARROW_TEXTS_H_
#define LEADSCORE_SRC_ARROW_ARROW_TEXTS_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "src/arrow/arrow_vector.h"
#include "src/core/bits.h"

namespace leadscore::internal {

// Text, whole numbers, or a dictionary of either; each without the blanks
// around it, as in files.
class ArrowTexts {
 public:
  explicit ArrowTexts(size_t max_text_bytes)
      : max_text_bytes_(max_text_bytes) {}

  // Errors: kInvalidArgument, values that are no names.
  absl::Status Bind(const ArrowVector& vector);
  bool is_bound() const { return vector_.has_value(); }
  void Unbind() { vector_.reset(); }

  // Looks at up to 64 rows.
  //
  // Errors: kInvalidArgument, the first row that is wrong, and why.
  absl::Status Load(size_t row, size_t count);

  // By row of the last Load; empty for a row without a value. Valid until the
  // next.
  const std::string_view* texts() const { return texts_.data(); }

 private:
  // Gives why a row is wrong, or null.
  const char* LoadOne(const ArrowVector& vector, size_t row, size_t place);

  size_t max_text_bytes_;
  std::optional<ArrowVector> vector_;
  std::optional<ArrowVector> dictionary_;
  std::array<std::string_view, kWordBits> texts_;
  std::array<std::string, kWordBits> numbers_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ARROW_ARROW_TEXTS_H_
