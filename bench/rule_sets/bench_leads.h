// Leads for a rule set, as columns of dictionary codes and numbers.

#ifndef LEADSCORE_BENCH_RULE_SETS_BENCH_LEADS_H_
#define LEADSCORE_BENCH_RULE_SETS_BENCH_LEADS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/rule_sets/rule_set.h"
#include "leadscore/lead.h"
#include "leadscore/model.h"
#include "leadscore/table.h"

namespace leadscore::bench {

// Of no number.
inline constexpr int64_t kNoNumber = INT64_MIN;

struct BenchLeads {
  size_t size = 0;
  // Codes of Dictionary(column); its size for a missing value, so that a table
  // by code has a place for it.
  std::array<std::vector<int32_t>, kTexts> codes;
  std::array<std::vector<int64_t>, kNumbers> numbers;  // Or kNoNumber.

  // How many bytes a lead has.
  static constexpr size_t kBytesEach =
      kTexts * sizeof(int32_t) + kNumbers * sizeof(int64_t);
};

// Values are skewed, as in life; one in twelve is missing.
BenchLeads MakeLeads(size_t count, uint64_t seed);

// One of them, with its number as id.
Lead LeadOf(const BenchLeads& leads, size_t index);

// The first so many of them as tables of the library.
Tables ToTables(const BenchLeads& leads, size_t count, const Model& model);

}  // namespace leadscore::bench

#endif  // LEADSCORE_BENCH_RULE_SETS_BENCH_LEADS_H_
