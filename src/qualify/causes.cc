#include "src/qualify/causes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "src/qualify/evaluation.h"
#include "src/qualify/lead_timeline.h"

namespace leadscore::internal {
namespace {

void AddName(const std::string& name, std::vector<std::string>* names) {
  if (std::find(names->begin(), names->end(), name) == names->end()) {
    names->push_back(name);
  }
}

const std::string& LabelOf(const CheckedModel& model, int type) {
  const ActivitySpec& spec = model.spec.activities[static_cast<size_t>(type)];
  return spec.label.empty() ? spec.type : spec.label;
}

// What the entries of a lead at the instant of a change say of it.
class EntryCauses {
 public:
  EntryCauses(const CheckedModel& model, const LeadLogView& log,
              const StageChange& change)
      : model_(model), log_(log), change_(change) {
    for (const RecordView& record : log.records) {
      if (record.activity.time_micros == change.time) {
        entries_.push_back(&record);
      }
    }
  }

  std::optional<Cause> Find() const {
    if (StatesStage()) return Cause{TransitionCause::kStated, {}};
    if (auto names = Returned(); !names.empty()) {
      return Cause{TransitionCause::kReturned, std::move(names)};
    }
    if (auto names = Activities(); !names.empty()) {
      return Cause{TransitionCause::kActivity, std::move(names)};
    }
    if (auto names = AttributesKnown(); !names.empty()) {
      return Cause{TransitionCause::kAttribute, std::move(names)};
    }
    for (const RecordView* record : entries_) {
      if (record->activity.type == kAdjustCode) {
        return Cause{TransitionCause::kAdjustment, {}};
      }
    }
    return std::nullopt;
  }

 private:
  bool StatesStage() const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [this](const RecordView* record) {
                         return record->activity.type == kStageCode &&
                                record->stage == change_.to.stage;
                       });
  }

  // What gave the lead back; none if something else put it where it is.
  std::vector<std::string> Returned() const {
    std::vector<std::string> names;
    if (change_.to.stage >= change_.from || change_.to.disqualified_by >= 0) {
      return names;
    }
    for (const RecordView* record : entries_) {
      const int type = record->activity.type;
      if (type >= 0 && model_.returned_types[static_cast<size_t>(type)]) {
        AddName(LabelOf(model_, type), &names);
      }
    }
    return names;
  }

  std::vector<std::string> Activities() const {
    std::vector<std::string> names;
    for (const RecordView* record : entries_) {
      const int type = record->activity.type;
      if (type >= 0) AddName(LabelOf(model_, type), &names);
    }
    return names;
  }

  std::vector<std::string> AttributesKnown() const {
    std::vector<std::string> names;
    for (const CheckedAttribute& attribute : model_.attributes) {
      if (attribute.column < 0) continue;
      for (const RecordView* record : entries_) {
        for (const SetView& set : record->sets) {
          if (set.column == attribute.column) AddName(attribute.label, &names);
        }
      }
      const auto known_at = static_cast<size_t>(attribute.known_at_column);
      if (attribute.known_at_column < 0 || known_at >= log_.attributes.size()) {
        continue;
      }
      const ValueView& since = log_.attributes[known_at];
      if (since.kind() == ValueView::Kind::kTimestamp &&
          since.as_micros() == change_.time) {
        AddName(attribute.label, &names);
      }
    }
    return names;
  }

  const CheckedModel& model_;
  const LeadLogView& log_;
  const StageChange& change_;
  std::vector<const RecordView*> entries_;
};

// Calls `visit` with each rule and its score, group and place there.
template <typename Visit>
void ForRules(const CheckedModel& model, const Visit& visit) {
  for (size_t s = 0; s < model.scores.size(); ++s) {
    const std::vector<CheckedGroup>& groups = model.scores[s].groups;
    for (size_t g = 0; g < groups.size(); ++g) {
      for (size_t r = 0; r < groups[g].rules.size(); ++r) {
        visit(groups[g].rules[r], s, g, r);
      }
    }
  }
}

using Activities = std::vector<SoftPoints::Activity>;

// The returns whose cooldown ends.
std::vector<std::string> CooldownsEnded(const CheckedModel& model,
                                        const Activities& own,
                                        const StageChange& change) {
  std::vector<std::string> names;
  if (change.to.stage <= change.from) return names;
  const Micros cooldown =
      model.stages[static_cast<size_t>(change.to.stage)].cooldown;
  if (cooldown == 0) return names;
  for (const SoftPoints::Activity& activity : own) {
    if (model.returned_types[static_cast<size_t>(activity.type)] &&
        activity.time + cooldown == change.time) {
      AddName(LabelOf(model, activity.type), &names);
    }
  }
  return names;
}

// Whether an activity of some types is this old.
bool IsCrossed(const Activities& activities, const std::vector<bool>& types,
               std::optional<Micros> window, Micros time) {
  return window.has_value() &&
         std::any_of(activities.begin(), activities.end(),
                     [&](const SoftPoints::Activity& activity) {
                       return types[static_cast<size_t>(activity.type)] &&
                              activity.time + *window == time;
                     });
}

std::vector<std::string> WindowsCrossed(const CheckedModel& model,
                                        const Activities& own,
                                        const Activities& account,
                                        Micros time) {
  std::vector<std::string> names;
  ForRules(model, [&](const CheckedRule& rule, size_t, size_t, size_t) {
    if (rule.each != nullptr &&
        IsCrossed(own, rule.each->types, rule.each->within, time)) {
      AddName(rule.label, &names);
    }
  });
  for (const CheckedSignal& signal : model.signals) {
    const Activities& activities = signal.over_account ? account : own;
    if (IsCrossed(activities, signal.types, signal.within, time) ||
        IsCrossed(activities, signal.types, signal.after, time)) {
      AddName(signal.label, &names);
    }
  }
  return names;
}

class CauseFinder {
 public:
  CauseFinder(const CheckedModel& model, const BoundTables& tables,
              const AccountIndex& accounts, size_t row,
              const StageChange& change)
      : model_(model),
        tables_(tables),
        accounts_(accounts),
        row_(row),
        change_(change),
        log_(ResolveLeadLog(model, tables, accounts, row, change.time)) {}

  Cause Find() const {
    if (EndsAdjustment()) return {TransitionCause::kAdjustment, {}};
    if (HasRetraction()) return {TransitionCause::kRetraction, {}};
    if (auto names = ActivitiesOfAccount(); !names.empty()) {
      return {TransitionCause::kActivity, std::move(names)};
    }
    std::optional<Cause> cause =
        FindTimeCause(model_, TypesAndTimes(tables_, log_.own.activities),
                      TypesAndTimes(tables_, log_.account), change_);
    if (cause.has_value()) return *std::move(cause);
    const Evaluation now(model_, tables_, row_, log_, change_.time);
    const Evaluation before(model_, tables_, row_, log_, change_.time - 1);
    cause = FindFading(
        model_, change_, [&](size_t score, size_t group, size_t rule) {
          const auto points = [&](const Evaluation& of) {
            return of.scores.scores[score].groups[group].rules[rule].points;
          };
          return points(now) - points(before);
        });
    if (cause.has_value()) return *std::move(cause);
    return {TransitionCause::kTime, TurnedByTime(before, now)};
  }

 private:
  // Calls `visit` with the types of the entries of a lead at the instant.
  template <typename Visit>
  void ForEntriesOf(size_t row, const Visit& visit) const {
    const auto [begin, end] = tables_.activities_of(row);
    for (size_t i = begin; i < end; ++i) {
      if (tables_.activities().time(i) == change_.time) {
        visit(tables_.activity_type(i));
      }
    }
  }

  bool HasRetraction() const {
    bool has = false;
    ForEntriesOf(row_, [&](int type) { has = has || type == kRetractCode; });
    return has;
  }

  std::vector<std::string> ActivitiesOfAccount() const {
    std::vector<std::string> names;
    if (!HasAccountSignals(model_)) return names;
    for (size_t other : accounts_.RowsBeside(tables_.leads(), row_)) {
      ForEntriesOf(other, [&](int type) {
        if (type >= 0) AddName(LabelOf(model_, type), &names);
      });
    }
    return names;
  }

  bool EndsAdjustment() const {
    const std::vector<Micros> ends = AdjustmentEnds(tables_, log_.own);
    return std::binary_search(ends.begin(), ends.end(), change_.time);
  }

  // The evidence with another answer than a microsecond ago, or else the rules
  // with other points, or else the signals with another value.
  std::vector<std::string> TurnedByTime(const Evaluation& before,
                                        const Evaluation& now) const {
    std::vector<std::string> names;
    for (size_t s = 0; s < model_.stages.size(); ++s) {
      const std::vector<CheckedEvidence>& evidence = model_.stages[s].evidence;
      for (size_t e = 0; e < evidence.size(); ++e) {
        if (before.qualification.evidence[s][e] !=
            now.qualification.evidence[s][e]) {
          AddName(evidence[e].name, &names);
        }
      }
    }
    if (!names.empty()) return names;
    ForRules(model_,
             [&](const CheckedRule& rule, size_t s, size_t g, size_t r) {
               if (before.scores.scores[s].groups[g].rules[r].points !=
                   now.scores.scores[s].groups[g].rules[r].points) {
                 AddName(rule.label, &names);
               }
             });
    if (!names.empty()) return names;
    for (size_t i = 0; i < model_.signals.size(); ++i) {
      const int variable = model_.lead_variables.signals + static_cast<int>(i);
      const cel::Value then = before.facts.Get(variable);
      const cel::Value value = now.facts.Get(variable);
      if (then.is_error() != value.is_error() ||
          (!value.is_error() && then != value)) {
        AddName(model_.signals[i].label, &names);
      }
    }
    return names;
  }

  const CheckedModel& model_;
  const BoundTables& tables_;
  const AccountIndex& accounts_;
  const size_t row_;
  const StageChange& change_;
  const LeadLog log_;
};

}  // namespace

std::optional<Cause> FindEntryCause(const CheckedModel& model,
                                    const LeadLogView& log,
                                    const StageChange& change) {
  return EntryCauses(model, log, change).Find();
}

std::optional<Cause> FindTimeCause(const CheckedModel& model,
                                   const Activities& own,
                                   const Activities& account,
                                   const StageChange& change) {
  if (auto names = CooldownsEnded(model, own, change); !names.empty()) {
    return Cause{TransitionCause::kCooldown, std::move(names)};
  }
  if (auto names = WindowsCrossed(model, own, account, change.time);
      !names.empty()) {
    return Cause{TransitionCause::kWindow, std::move(names)};
  }
  return std::nullopt;
}

// Those that moved the way the lead did, or else all.
std::optional<Cause> FindFading(
    const CheckedModel& model, const StageChange& change,
    absl::FunctionRef<Points(size_t score, size_t group, size_t rule)>
        change_of) {
  std::vector<std::string> along;
  std::vector<std::string> all;
  ForRules(model, [&](const CheckedRule& rule, size_t s, size_t g, size_t r) {
    if (rule.each == nullptr) return;
    const Points points = change_of(s, g, r);
    if (points == Points()) return;
    AddName(rule.label, &all);
    if ((points > Points()) == (change.to.stage > change.from)) {
      AddName(rule.label, &along);
    }
  });
  if (all.empty()) return std::nullopt;
  return Cause{TransitionCause::kDecay,
               along.empty() ? std::move(all) : std::move(along)};
}

Cause FindOtherCause(const CheckedModel& model, const BoundTables& tables,
                     const AccountIndex& accounts, size_t row,
                     const StageChange& change) {
  return CauseFinder(model, tables, accounts, row, change).Find();
}

}  // namespace leadscore::internal
