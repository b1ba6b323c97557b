// One lead as a fold over its log needs it: how its log goes on, how it is
// judged at an instant, and over which spans nothing can happen.

#ifndef LEADSCORE_SRC_QUALIFY_FOLD_STEPS_H_
#define LEADSCORE_SRC_QUALIFY_FOLD_STEPS_H_

#include <string>
#include <vector>

#include "leadscore/points.h"
#include "src/model/checked_model.h"
#include "src/qualify/lead_timeline.h"
#include "src/qualify/stage_rules.h"

namespace leadscore::internal {

class FoldSteps {
 public:
  virtual ~FoldSteps() = default;

  // Goes to the log as it is from an instant on, up to the next entry.
  virtual void MoveTo(Micros entry) = 0;

  // Takes the entries of the instant of MoveTo into the memory: a return puts
  // the lead into the first stage, a $stage into the one that it states.
  virtual void TakeIn(StageMemory* memory) = 0;

  // Judges at an instant at which the log is that of MoveTo.
  virtual StageJudgement Judge(Micros instant, const StageMemory& memory) = 0;

  // Of the last judgement.
  virtual Points total() const = 0;
  virtual std::string grade() const = 0;

  // Whether the lead surely stays where it is over a span of that log, within
  // which no adjustment and no cooldown ends. The instant before the span is
  // one of that log too.
  virtual bool Stays(Micros first, Micros last, const StageMemory& memory) = 0;
  // The same if that is told sooner than how many soft points there are.
  virtual bool StaysAtOnce(Micros /*first*/, Micros /*last*/,
                           const StageMemory& /*memory*/) {
    return false;
  }

  // The ends of the adjustments of that log, ascending.
  virtual std::vector<Micros> AdjustmentEnds() = 0;
  // Where time alone may change something.
  virtual const SoftPoints& Soft() = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_FOLD_STEPS_H_
