// What a number that changes in time gives by itself: by how much points may
// differ while it goes from one bin to another.

#ifndef LEADSCORE_SRC_EXEC_TIMED_GAINS_H_
#define LEADSCORE_SRC_EXEC_TIMED_GAINS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/exec/fused_model.h"

namespace leadscore::internal {

class TimedGains {
 public:
  // The source is one of numbers.
  TimedGains(const FusedModel& model, size_t source);

  // False if nothing can be said: a flag depends on it, the bins have no order,
  // or rows cannot add to a lane that it adds to.
  bool is_bounded() const { return is_bounded_; }

  // Adds, by lane, by how much less and by how much more there may be than in
  // `bin` while bins go from `first` to `last`.
  //
  // REQUIRES: is_bounded(); none of them is kMissingBin.
  void AddRange(uint16_t bin, uint16_t first, uint16_t last,
                std::vector<int64_t>* low, std::vector<int64_t>* high) const;

 private:
  struct LaneGains {
    size_t lane = 0;
    std::vector<int64_t> amounts;  // By bin, from kFirstBin on.
    int64_t of_terms = 0;  // The size of all that others decide with it.
  };

  LaneGains& Of(int lane);

  bool is_bounded_ = true;
  std::vector<LaneGains> lanes_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_TIMED_GAINS_H_
