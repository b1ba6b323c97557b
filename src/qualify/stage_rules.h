// The rules by which stages follow each other, whatever finds out how far each
// of them is open.

#ifndef LEADSCORE_SRC_QUALIFY_STAGE_RULES_H_
#define LEADSCORE_SRC_QUALIFY_STAGE_RULES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "leadscore/points.h"
#include "src/model/checked_model.h"
#include "src/qualify/chance.h"
#include "src/qualify/qualification.h"

namespace leadscore::internal {

// What a lead remembers.
struct StageMemory {
  int stage = 0;
  std::optional<Micros> returned;  // When sales gave it back last.
  // A lead without entries has no history: it is judged when it is looked at,
  // and no stage holds it.
  bool has_history = true;
};

// Where a judgement puts a lead, and how.
struct StageJudgement {
  int stage = 0;
  int way = -1;  // The first open way into the stage; -1 if none is.
  int disqualified_by = -1;
};

struct StageChange {
  Micros time = 0;
  int from = 0;
  StageJudgement to;
  Points total;  // At that time.
  std::string grade;
};

// Judges a lead. `cools` says whether the cooldown of a stage keeps it out; it
// is asked of leads that were returned only.
StageJudgement JudgeStage(const CheckedModel& model,
                          const std::vector<StageStanding>& standings,
                          int disqualified_by, const StageMemory& memory,
                          absl::FunctionRef<bool(int stage)> cools);

// Whether a lead surely stays where it is over a span. `cools` is as above.
bool StaysInStage(const CheckedModel& model, Chance disqualified,
                  const std::vector<StageChances>& stages,
                  const StageMemory& memory,
                  absl::FunctionRef<Chance(int stage)> cools);

// When the cooldowns after a return are over, ascending.
std::vector<Micros> CooldownEnds(const CheckedModel& model,
                                 const StageMemory& memory);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_STAGE_RULES_H_
