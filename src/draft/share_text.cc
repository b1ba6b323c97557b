#include "src/draft/share_text.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"

namespace leadscore::internal {

std::string PercentOf(double share) {
  const auto tenths = std::llround(share * 1000);
  return absl::StrCat(tenths / 10, ".", tenths % 10, " %");
}

std::string ShareText(int64_t count, int64_t of) {
  return PercentOf(
      of == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(of));
}

std::string CountText(uint64_t count, const char* what) {
  return absl::StrCat(FormatGrouped(static_cast<int64_t>(count)), " ", what,
                      count == 1 ? "" : "s");
}

std::string TwoDigits(double number) {
  const auto hundredths = std::llround(number * 100);
  return absl::StrCat(hundredths / 100, ".", hundredths % 100 < 10 ? "0" : "",
                      hundredths % 100);
}

std::vector<std::string> WrappedLines(std::string_view text) {
  constexpr size_t kWidth = 98;
  std::vector<std::string> lines;
  while (!text.empty()) {
    size_t end = text.size();
    if (end > kWidth) {
      end = text.rfind(' ', kWidth);
      if (end == std::string_view::npos || end == 0) {
        end = std::min(text.find(' '), text.size());
      }
    }
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace leadscore::internal
