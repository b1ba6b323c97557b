// What an expert writes by hand to score leads one by one for known rules:
// structs, and an if for each rule. Written by write_rows.cc from rule sets.

#ifndef LEADSCORE_BENCH_OPPONENTS_ROWS_OPPONENT_H_
#define LEADSCORE_BENCH_OPPONENTS_ROWS_OPPONENT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bench/rule_sets/bench_leads.h"

namespace leadscore::bench {

struct RowLead {
  std::string_view texts[kTexts];  // Of data null: none.
  int64_t numbers[kNumbers];       // Or kNoNumber.
};

std::vector<RowLead> ToRows(const BenchLeads& leads, size_t count);

// The score of a lead by the set of so many rules with the benchmarks' seed.
int32_t ScoreRow10(const RowLead& lead);
int32_t ScoreRow50(const RowLead& lead);
int32_t ScoreRow500(const RowLead& lead);

}  // namespace leadscore::bench

#endif  // LEADSCORE_BENCH_OPPONENTS_ROWS_OPPONENT_H_
