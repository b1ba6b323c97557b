// Debian's Abseil has string types of its own, other builds use those of the
// standard library: these two conversions are right in both worlds. Needed
// only where a string crosses into or out of an Abseil function.

#ifndef LEADSCORE_SRC_CORE_STD_ABSL_H_
#define LEADSCORE_SRC_CORE_STD_ABSL_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace leadscore::internal {

inline absl::string_view ToAbsl(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}

inline std::string_view ToStd(absl::string_view text) {
  return std::string_view(text.data(), text.size());
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_STD_ABSL_H_
