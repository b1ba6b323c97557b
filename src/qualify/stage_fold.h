// The stage of a lead, found by going through its log: hysteresis, returns and
// cooldowns, stated stages. Goes from change to change, over spans in which
// nothing can happen.

#ifndef LEADSCORE_SRC_QUALIFY_STAGE_FOLD_H_
#define LEADSCORE_SRC_QUALIFY_STAGE_FOLD_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "leadscore/points.h"
#include "src/exec/lead_facts.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/qualify/evaluation.h"
#include "src/qualify/lead_timeline.h"
#include "src/qualify/span.h"

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
};

// What a return of a lead still asks for before a stage may be entered again.
struct Cooldown {
  bool blocks = false;
  Micros ends = 0;  // In the past, or ahead.
  Points fresh;     // Points from what it did since; computed if they matter.
};

// The rules by which stages follow each other, for one lead.
class StageRules {
 public:
  // All have to outlive it.
  StageRules(const CheckedModel& model, const BoundTables& tables, size_t row)
      : model_(model), tables_(tables), row_(row) {}

  // Takes the entries of an instant into the memory (a return puts the lead
  // into the first stage, a $stage into the one that it states), then judges.
  // `evaluation` is at that instant.
  StageJudgement Enter(const Evaluation& evaluation, StageMemory* memory) const;

  // Judges at an instant without entries.
  StageJudgement Judge(const Evaluation& evaluation,
                       const StageMemory& memory) const;

  // Whether the lead surely stays where it is over a span, of which none but
  // soft change points are inside.
  bool Stays(const Span& span, const LeadLog& log, Micros first, Micros last,
             const StageMemory& memory) const;

  // The cooldown of a stage at the instant of an evaluation; nothing if the
  // lead was never returned.
  std::optional<Cooldown> CooldownOf(int stage, const Evaluation& evaluation,
                                     const StageMemory& memory) const;

  // When the cooldowns after a return are over, ascending.
  std::vector<Micros> CooldownEnds(const StageMemory& memory) const;

 private:
  Chance CooldownChance(int stage, const Span& span, const LeadLog& log,
                        Micros first, Micros last,
                        const StageMemory& memory) const;
  // The log without what the lead did later than an instant.
  LeadLog Without(const LeadLog& log, Micros later_than) const;

  const CheckedModel& model_;
  const BoundTables& tables_;
  const size_t row_;
};

struct StageHistory {
  std::vector<StageChange> changes;
  StageMemory memory;  // At the end.
};

// The history of stages up to the instant of `now`.
//
// REQUIRES: the model has stages.
StageHistory FoldStages(const CheckedModel& model, const BoundTables& tables,
                        const AccountIndex& accounts, size_t row,
                        const Evaluation& now);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_STAGE_FOLD_H_
