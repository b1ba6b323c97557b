#include "bench/rule_sets/bench_leads.h"

#include <algorithm>
#include <cstdlib>
#include <random>

#include "absl/strings/str_cat.h"

namespace leadscore::bench {

BenchLeads MakeLeads(size_t count, uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto below = [&engine](uint64_t end) { return engine() % end; };
  BenchLeads leads;
  leads.size = count;
  for (int column = 0; column < kTexts; ++column) {
    const uint64_t distinct = Dictionary(column).size();
    std::vector<int32_t>& codes = leads.codes[static_cast<size_t>(column)];
    codes.reserve(count);
    for (size_t i = 0; i < count; ++i) {
      const uint64_t code = below(12) == 0
                                ? distinct
                                : std::min(below(distinct), below(distinct));
      codes.push_back(static_cast<int32_t>(code));
    }
  }
  for (std::vector<int64_t>& numbers : leads.numbers) {
    numbers.reserve(count);
    for (size_t i = 0; i < count; ++i) {
      numbers.push_back(
          below(12) == 0 ? kNoNumber : static_cast<int64_t>(below(kNumberEnd)));
    }
  }
  return leads;
}

Lead LeadOf(const BenchLeads& leads, size_t index) {
  Lead lead;
  lead.id = absl::StrCat(index);
  for (int column = 0; column < kTexts; ++column) {
    const auto code =
        static_cast<size_t>(leads.codes[static_cast<size_t>(column)][index]);
    const std::vector<std::string>& values = Dictionary(column);
    if (code == values.size()) continue;
    lead.attributes.emplace_back(absl::StrCat("text", column), values[code]);
  }
  for (int column = 0; column < kNumbers; ++column) {
    const int64_t number = leads.numbers[static_cast<size_t>(column)][index];
    if (number == kNoNumber) continue;
    lead.attributes.emplace_back(absl::StrCat("number", column), number);
  }
  return lead;
}

Tables ToTables(const BenchLeads& leads, size_t count, const Model& model) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (size_t i = 0; i < count; ++i) {
    if (!builder.Add(LeadOf(leads, i)).ok()) std::abort();
  }
  return builder.Build();
}

}  // namespace leadscore::bench
