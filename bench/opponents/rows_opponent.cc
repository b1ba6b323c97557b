#include "bench/opponents/rows_opponent.h"

namespace leadscore::bench {

std::vector<RowLead> ToRows(const BenchLeads& leads, size_t count) {
  std::vector<RowLead> rows(count);
  for (size_t i = 0; i < count; ++i) {
    for (int column = 0; column < kTexts; ++column) {
      const auto code =
          static_cast<size_t>(leads.codes[static_cast<size_t>(column)][i]);
      const std::vector<std::string>& values = Dictionary(column);
      if (code < values.size()) rows[i].texts[column] = values[code];
    }
    for (int column = 0; column < kNumbers; ++column) {
      rows[i].numbers[column] = leads.numbers[static_cast<size_t>(column)][i];
    }
  }
  return rows;
}

}  // namespace leadscore::bench
