// What can be said of a condition over a span of time.

#ifndef LEADSCORE_SRC_QUALIFY_CHANCE_H_
#define LEADSCORE_SRC_QUALIFY_CHANCE_H_

#include "src/cel/abstract.h"

namespace leadscore::internal {

// Whether something holds at every instant of a span, or at some.
struct Chance {
  bool must = false;
  bool may = false;

  static Chance Of(const cel::Abstract& condition) {
    return {condition.is_true(), condition.may_be_true()};
  }
  static Chance Of(bool all_the_time) { return {all_the_time, all_the_time}; }
  Chance And(Chance other) const {
    return {must && other.must, may && other.may};
  }
  Chance Or(Chance other) const {
    return {must || other.must, may || other.may};
  }
};

// As StageStanding, over a span.
struct StageChances {
  Chance enters;              // By some way.
  Chance enters_in_cooldown;  // By some way marked even_in_cooldown.
  Chance holds;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_CHANCE_H_
