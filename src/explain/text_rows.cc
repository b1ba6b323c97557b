#include "src/explain/text_rows.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "src/core/text.h"

namespace leadscore::internal {

std::string TextRows::ToString() const {
  size_t points_width = 0;
  size_t label_width = 0;
  for (const Row& row : rows_) {
    points_width = std::max(points_width, row.points.size());
    label_width = std::max(label_width, CountCodePoints(row.label));
  }
  std::string text;
  for (const Row& row : rows_) {
    std::string line =
        absl::StrCat("  ", std::string(points_width - row.points.size(), ' '),
                     row.points, points_width > 0 ? "  " : "", row.label);
    if (!row.text.empty()) {
      line.append(label_width - CountCodePoints(row.label) + 2, ' ');
      line += row.text;
    }
    absl::StrAppend(&text, line, "\n");
  }
  return text;
}

}  // namespace leadscore::internal
