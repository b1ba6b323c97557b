// What an expert writes by hand to score columns for known rules: a loop a rule
// over a chunk of rows, tables by dictionary code that are made once, kernels
// that the compiler vectorises, accumulators that stay in the first cache.

#ifndef LEADSCORE_BENCH_OPPONENTS_COLUMNS_OPPONENT_H_
#define LEADSCORE_BENCH_OPPONENTS_COLUMNS_OPPONENT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/rule_sets/bench_leads.h"
#include "bench/rule_sets/rule_set.h"

namespace leadscore::bench {

class ColumnsOpponent {
 public:
  // Looks at every value of the dictionaries.
  explicit ColumnsOpponent(const RuleSet& set);

  // Writes a score a lead.
  void Score(const BenchLeads& leads, int32_t* scores) const;

 private:
  // One predicate, ready: whether each code fits, or a range of numbers.
  struct Test {
    bool is_text = false;
    int column = 0;
    std::vector<uint8_t> fits;  // By code; the last one is of a missing value.
    int64_t low = 0;            // low <= number < high
    int64_t high = 0;
  };
  // A rule over one column: points by code, or points of a range.
  struct Single {
    int group = 0;
    Test test;
    std::vector<int32_t> points;  // By code.
    int32_t in_range = 0;
  };
  struct Several {
    int group = 0;
    bool any = false;
    std::vector<Test> tests;
    int32_t points = 0;
  };
  // From the lowest bound up; `below` is of a number below it.
  struct Tiers {
    int group = 0;
    int column = 0;
    std::vector<int64_t> from;
    std::vector<int32_t> points;
    int32_t below = 0;
  };

  static Test MakeTest(const Predicate& predicate);
  void ScoreChunk(const BenchLeads& leads, size_t begin, size_t count,
                  int32_t* scores) const;

  std::vector<Single> singles_;
  std::vector<Several> several_;
  std::vector<Tiers> tiers_;
  std::vector<int> group_min_;
  std::vector<int> group_max_;
};

}  // namespace leadscore::bench

#endif  // LEADSCORE_BENCH_OPPONENTS_COLUMNS_OPPONENT_H_
