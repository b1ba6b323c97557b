// The points of a rule that is a curve over one source, by the key of its
// number: few numbers are met again and again.

#ifndef LEADSCORE_SRC_EXEC_CURVE_MEMO_H_
#define LEADSCORE_SRC_EXEC_CURVE_MEMO_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/plan/plan.h"

namespace leadscore::internal {

// For one thread. Points are in millionths, and have the rule's weight and
// bounds.
class CurveMemo {
 public:
  // REQUIRES: rule.method == RuleMethod::kCurve. Both have to outlive it.
  CurveMemo(const PlannedRule& rule, const Source& source);

  int64_t missing() const { return missing_; }

  // The least and the most that it gives for any key from one to another.
  struct Range {
    int64_t low = 0;
    int64_t high = 0;
  };
  Range RangeOf(int64_t first, int64_t last);

  int64_t PointsOf(int64_t key) {
    constexpr uint64_t kSpread = 0x9e3779b97f4a7c15;
    Place& place =
        places_[static_cast<uint64_t>(key) * kSpread >> (64 - kPlaceBits)];
    if (!place.is_used || place.key != key) place = {key, Compute(key), true};
    return place.points;
  }

 private:
  static constexpr int kPlaceBits = 10;
  struct Place {
    int64_t key = 0;
    int64_t points = 0;
    bool is_used = false;
  };

  int64_t Compute(int64_t key) const;

  const PlannedRule& rule_;
  const Source& source_;
  int64_t missing_ = 0;
  // Of numbers where the curve turns, and next to which it does; ascending.
  std::vector<int64_t> turns_;
  std::vector<Place> places_;  // Each key in that which it hashes to.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_CURVE_MEMO_H_
