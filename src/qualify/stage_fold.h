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
#include "src/qualify/fold_steps.h"
#include "src/qualify/lead_timeline.h"
#include "src/qualify/span.h"
#include "src/qualify/stage_rules.h"

namespace leadscore::internal {

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
  // into the first stage, a $stage into the one that it states); then judges.
  // `evaluation` is at that instant.
  void TakeIn(const Evaluation& evaluation, StageMemory* memory) const;
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

// The steps of a fold by the plain scorer.
class PlainSteps final : public FoldSteps {
 public:
  // All have to outlive it.
  PlainSteps(const CheckedModel& model, const BoundTables& tables,
             const AccountIndex& accounts, size_t row)
      : model_(model),
        tables_(tables),
        accounts_(accounts),
        row_(row),
        rules_(model, tables, row) {}

  void MoveTo(Micros entry) override;
  void TakeIn(StageMemory* memory) override;
  StageJudgement Judge(Micros instant, const StageMemory& memory) override;
  Points total() const override { return last_->scores.total; }
  std::string grade() const override { return last_->qualification.grade; }
  bool Stays(Micros first, Micros last, const StageMemory& memory) override;
  std::vector<Micros> AdjustmentEnds() override;
  const SoftPoints& Soft() override;

 private:
  const Evaluation& At(Micros instant);

  const CheckedModel& model_;
  const BoundTables& tables_;
  const AccountIndex& accounts_;
  const size_t row_;
  const StageRules rules_;
  Micros entry_ = 0;
  LeadLog log_;
  std::optional<SoftPoints> soft_;
  std::optional<Evaluation> last_;
};

struct StageHistory {
  std::vector<StageChange> changes;
  // At the end.
  StageMemory memory;
  int disqualified_by = -1;
};

// Goes through the log of one lead.
class StageFolder {
 public:
  // All have to outlive it.
  StageFolder(const CheckedModel& model, FoldSteps* steps, StageMemory memory)
      : model_(model), steps_(*steps), memory_(memory) {}

  const StageMemory& memory() const { return memory_; }
  // In the order of time.
  std::vector<StageChange>& changes() { return changes_; }

  // Through the entries up to an instant, ascending, and the time between them
  // and after them. Of a lead without entries judges once.
  StageHistory Run(const std::vector<Micros>& entries, Micros as_of);

  // An instant with entries.
  void Enter(Micros entry);
  // From an instant that was judged to one that is not, without entries between
  // them; the steps are at the log of the first.
  void PassTime(Micros begin, Micros end);

 private:
  void JudgeAt(Micros instant, int before);
  void PassSpan(Micros first, Micros last);

  const CheckedModel& model_;
  FoldSteps& steps_;
  StageMemory memory_;
  std::vector<StageChange> changes_;
};

// The history of stages up to an instant, by the plain scorer.
//
// REQUIRES: the model has stages.
StageHistory FoldStages(const CheckedModel& model, const BoundTables& tables,
                        const AccountIndex& accounts, size_t row, Micros as_of);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_STAGE_FOLD_H_
