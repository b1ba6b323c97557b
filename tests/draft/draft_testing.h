// Tables to draft models from.

#ifndef LEADSCORE_TESTS_DRAFT_DRAFT_TESTING_H_
#define LEADSCORE_TESTS_DRAFT_DRAFT_TESTING_H_

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "leadscore/raw_table.h"
#include "src/draft/column_kind.h"
#include "src/table/dictionary.h"

namespace leadscore::internal {

// One column of cells, as FindColumnKind takes it.
class Cells {
 public:
  explicit Cells(const std::vector<std::string>& cells) {
    for (const std::string& cell : cells) {
      const auto code = static_cast<size_t>(texts_.Encode(cell));
      counts_.resize(std::max(counts_.size(), code + 1));
      ++counts_[code];
    }
  }

  ColumnKind Kind(const std::string& name = "column",
                  const std::vector<std::string>& nulls = {},
                  const std::string& time_format = "") const {
    return FindColumnKind(name, texts_, counts_, nulls, time_format);
  }

  const std::vector<int64_t>& counts() const { return counts_; }

 private:
  Dictionary texts_;
  std::vector<int64_t> counts_;
};

// So many leads, the same for the same seed: ids, an industry and a number of
// visits that tell how a lead comes out, a color that does not, a column that
// sales writes when it knows, and how the lead came out.
inline RawTable SampleLeads(size_t count, uint64_t seed) {
  RawTable table(
      {"Lead ID", "Industry", "Visits", "Color", "Sales Note", "Converted"});
  std::mt19937_64 random(seed);
  const auto below = [&random](uint64_t limit) { return random() % limit; };
  const char* const industries[] = {"Software", "Retail", "Farming"};
  const char* const colors[] = {"red", "green", "blue"};
  for (size_t i = 0; i < count; ++i) {
    const uint64_t industry = below(3);
    const uint64_t visits = below(40);
    const uint64_t chance = (industry == 0   ? 30
                             : industry == 1 ? 15
                                             : 4) +
                            (visits >= 20 ? 30 : 0);
    const bool won = below(100) < chance;
    const std::string id = "L-" + std::to_string(i);
    const std::string visits_text = std::to_string(visits);
    const std::string_view note = won && below(10) > 0 ? "deal" : "open";
    table.AddRow({id, industries[industry], visits_text, colors[below(3)], note,
                  won ? "1" : "0"});
  }
  return table;
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_TESTS_DRAFT_DRAFT_TESTING_H_
