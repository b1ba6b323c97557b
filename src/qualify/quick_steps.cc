#include "src/qualify/quick_steps.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/numeric/int128.h"
#include "src/core/bits.h"
#include "src/core/fixed.h"
#include "src/exec/plain_scores.h"

namespace leadscore::internal {
namespace {

bool IsEarlier(const ActivityView& activity, Micros time) {
  return activity.time_micros < time;
}

}  // namespace

bool QuickSteps::MayRun(const FusedModel& model) {
  return SingleScorer::MayScore(model) && !model.has_reference_holds() &&
         !HasAccountSignals(model.model());
}

QuickSteps::QuickSteps(const FusedModel& model, const Kernels& kernels)
    : fused_(model),
      model_(model.model()),
      scorer_(model, kernels),
      gains_(model) {
  has_falling_total_ = std::any_of(
      model_.scores.begin(), model_.scores.end(),
      [](const CheckedScore& score) { return score.weight < Points(); });
}

void QuickSteps::SetLead(const LeadLogView& log,
                         std::function<FoldSteps*()> plain) {
  log_ = &log;
  make_plain_ = std::move(plain);
  plain_ = nullptr;
  are_scored_ = false;
  all_activities_.clear();
  if (!log.is_plain) return;
  for (const RecordView& record : log.records) {
    if (record.activity.type < 0) continue;
    all_activities_.push_back(record.activity);
    // They are all different, so that nobody has to look.
    all_activities_.back().id = std::string_view();
  }
}

FoldSteps& QuickSteps::LeaveToPlain() {
  if (plain_ == nullptr) plain_ = make_plain_();
  if (!is_left_to_plain_) plain_->MoveTo(entry_);
  is_left_to_plain_ = true;
  judged_ = nullptr;
  return *plain_;
}

// ---- The log --------------------------------------------------------------

void QuickSteps::MoveTo(Micros entry) {
  entry_ = entry;
  is_left_to_plain_ = false;
  judged_ = nullptr;
  soft_.reset();
  for (State& state : states_) state.time = kNever;
  entries_.clear();
  has_left_ = false;
  attributes_ = log_->attributes;
  if (log_->is_plain) {
    activities_ = UpTo(entry, all_activities_);
    return;
  }
  are_scored_ = false;
  Resolve();
  const bool has_sets = std::any_of(entries_.begin(), entries_.end(),
                                    [](const RecordView* record) {
                                      return record->activity.type == kSetCode;
                                    });
  if (has_sets) ResolveAttributes();
}

void QuickSteps::StandStillAt(Micros instant) {
  MoveTo(instant);
  if (!HasKnownAt(model_)) return;
  are_scored_ = false;
  ResolveAttributes();
}

// As ResolveLog, without screens.
void QuickSteps::Resolve() {
  absl::flat_hash_set<std::string_view> retracted;
  absl::flat_hash_map<std::string_view, const RecordView*> versions;
  const auto end = std::find_if(log_->records.begin(), log_->records.end(),
                                [this](const RecordView& record) {
                                  return record.activity.time_micros > entry_;
                                });
  for (auto record = log_->records.begin(); record != end; ++record) {
    const ActivityView& activity = record->activity;
    if (activity.type == kRetractCode) {
      retracted.insert(activity.id);
    } else if (!activity.id.empty()) {
      const auto [best, is_new] = versions.emplace(activity.id, &*record);
      if (!is_new && activity.revision > best->second->activity.revision) {
        best->second = &*record;
      }
    }
  }
  resolved_.clear();
  for (auto record = log_->records.begin(); record != end; ++record) {
    const ActivityView& activity = record->activity;
    if (activity.type == kRetractCode || activity.type == kNoType) continue;
    if (!activity.id.empty() && (retracted.contains(activity.id) ||
                                 versions[activity.id] != &*record)) {
      continue;
    }
    if (activity.type < 0) {
      entries_.push_back(&*record);
    } else {
      resolved_.push_back(activity);
      resolved_.back().id = std::string_view();
    }
  }
  activities_ = resolved_;
}

// What the row says from the time that it is known, or what was set last.
void QuickSteps::ResolveAttributes() {
  set_attributes_.assign(log_->attributes.begin(), log_->attributes.end());
  set_attributes_.resize(model_.lead_schema.columns.size());
  const auto column_at = [this](int column) -> ValueView& {
    return set_attributes_[static_cast<size_t>(column)];
  };
  for (const CheckedAttribute& attribute : model_.attributes) {
    if (attribute.column < 0) continue;
    ValueView& value = column_at(attribute.column);
    Micros known_since = kMinInstant;
    if (attribute.known_at_column >= 0) {
      const ValueView& since = column_at(attribute.known_at_column);
      if (since.kind() == ValueView::Kind::kTimestamp) {
        known_since = since.as_micros();
      }
    }
    const bool row_counts =
        value.kind() != ValueView::Kind::kMissing && known_since <= entry_;
    if (!row_counts) value = ValueView();
    for (const RecordView* record : entries_) {
      if (row_counts && record->activity.time_micros < known_since) continue;
      for (const SetView& set : record->sets) {
        if (set.column == attribute.column) value = set.value;
      }
    }
  }
  for (const CheckedAttribute& attribute : model_.attributes) {
    if (attribute.known_at_column < 0) continue;
    column_at(attribute.known_at_column) = ValueView();
  }
  attributes_ = set_attributes_;
}

absl::Span<const ActivityView> QuickSteps::UpTo(
    Micros instant, absl::Span<const ActivityView> activities) {
  const auto end = std::lower_bound(activities.begin(), activities.end(),
                                    instant + 1, IsEarlier);
  return activities.first(static_cast<size_t>(end - activities.begin()));
}

// Screens that judge what they left drop nothing of it: of a burst nothing is
// left.
bool QuickSteps::FindLeft() {
  if (has_left_) return true;
  left_ = activities_;
  has_left_ = true;
  if (model_.screens.empty()) return true;
  has_left_ = Score(activities_, entry_);
  if (!has_left_ || scorer_.dropped() == 0) return has_left_;
  copy_of_left_.clear();
  for (size_t i = 0; i < activities_.size(); ++i) {
    if ((scorer_.dropped() & BitOf(i)) == 0) {
      copy_of_left_.push_back(activities_[i]);
    }
  }
  left_ = copy_of_left_;
  return true;
}

void QuickSteps::TakeIn(StageMemory* memory) {
  if (!FindLeft()) return LeaveToPlain().TakeIn(memory);
  for (auto activity = left_.rbegin();
       activity != left_.rend() && activity->time_micros == entry_;
       ++activity) {
    if (model_.returned_types[static_cast<size_t>(activity->type)]) {
      memory->returned = entry_;
      memory->stage = 0;
    }
  }
  for (const RecordView* record : entries_) {
    if (record->activity.type == kStageCode &&
        record->activity.time_micros == entry_) {
      memory->stage = record->stage;
    }
  }
}

std::vector<Micros> QuickSteps::AdjustmentEnds() {
  std::vector<Micros> ends;
  for (const RecordView* record : entries_) {
    if (record->activity.type == kAdjustCode &&
        record->until != LogEntry::kForEver) {
      ends.push_back(record->until);
    }
  }
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  return ends;
}

const SoftPoints& QuickSteps::Soft() {
  if (!soft_.has_value()) {
    std::vector<SoftPoints::Activity> own;
    own.reserve(activities_.size());
    for (const ActivityView& activity : activities_) {
      own.push_back({activity.type, activity.time_micros});
    }
    soft_.emplace(model_, own);
  }
  return *soft_;
}

QuickSteps::AdjustedStage QuickSteps::FindAdjustedStage(Micros as_of) const {
  AdjustedStage adjusted;
  for (const RecordView* record : entries_) {
    if (record->activity.type == kAdjustCode && record->stage >= 0 &&
        record->until > as_of) {
      adjusted = {record->stage, record->activity.time_micros};
    }
  }
  return adjusted;
}

// ---- An instant -----------------------------------------------------------

bool QuickSteps::Score(absl::Span<const ActivityView> activities,
                       Micros instant) {
  ++num_scores_;
  are_scored_ = are_scored_
                    ? scorer_.Rescore(activities, instant)
                    : scorer_.Score(LeadView{attributes_, activities}, instant);
  return are_scored_;
}

void QuickSteps::GetScores(Micros instant, std::vector<Points>* scores,
                           Points* total) {
  scores->resize(model_.scores.size());
  for (size_t s = 0; s < scores->size(); ++s) {
    (*scores)[s] = Points::FromMicros(scorer_.sums().scores(s)[0]);
    absl::int128 adjustment = 0;
    bool is_adjusted = false;
    for (const RecordView* record : entries_) {
      if (record->score != static_cast<int>(s) || record->until <= instant) {
        continue;
      }
      adjustment += record->points.micros();
      is_adjusted = true;
    }
    if (!is_adjusted) continue;
    const CheckedScore& of = model_.scores[s];
    (*scores)[s] =
        Clamp((*scores)[s] + ClampToPoints(adjustment, kMaxScore + kMaxScore),
              of.min, of.max);
  }
  *total = TotalOf(model_, *scores);
}

bool QuickSteps::Holds(const PlannedCondition& condition) const {
  return condition.program == nullptr || scorer_.sums().Flag(condition.flag, 0);
}

bool QuickSteps::Reaches(const std::vector<CheckedThreshold>& thresholds,
                         const std::vector<Points>& scores, Points total) {
  for (const CheckedThreshold& threshold : thresholds) {
    const Points points = threshold.score < 0
                              ? total
                              : scores[static_cast<size_t>(threshold.score)];
    if (points < threshold.points) return false;
  }
  return true;
}

void QuickSteps::SetStandings(State* state) {
  const Plan& plan = fused_.plan();
  const auto holds = [this](const PlannedCondition& when) {
    return Holds(when);
  };
  state->disqualified_by = -1;
  const auto reason =
      std::find_if(plan.disqualify.begin(), plan.disqualify.end(), holds);
  if (reason != plan.disqualify.end()) {
    state->disqualified_by = static_cast<int>(reason - plan.disqualify.begin());
  }
  state->standings.assign(model_.stages.size(), StageStanding());
  if (model_.stages.empty()) return;
  for (size_t s = 1; s < model_.stages.size(); ++s) {
    const CheckedStage& stage = model_.stages[s];
    const PlannedStage& planned = plan.stages[s];
    StageStanding& standing = state->standings[s];
    for (size_t w = 0; w < stage.enter.size(); ++w) {
      const CheckedWay& way = stage.enter[w];
      if (standing.way >= 0 &&
          (!way.even_in_cooldown || standing.way_in_cooldown >= 0)) {
        continue;
      }
      if (!Reaches(way.at_least, state->scores, state->total) ||
          !holds(planned.ways[w]) ||
          (way.needs_evidence && !std::all_of(planned.evidence.begin(),
                                              planned.evidence.end(), holds))) {
        continue;
      }
      const int index = static_cast<int>(w);
      if (standing.way < 0) standing.way = index;
      if (way.even_in_cooldown) standing.way_in_cooldown = index;
    }
    standing.holds =
        stage.hold.has_value()
            ? Reaches(stage.hold->at_least, state->scores, state->total) &&
                  holds(planned.hold)
            : standing.way >= 0;
  }
  state->standings[0].holds = true;
}

QuickSteps::State* QuickSteps::At(Micros instant) {
  State* state = states_.data();
  for (State& one : states_) {
    if (one.time == instant) {
      one.last_use = ++uses_;
      return &one;
    }
    if (one.last_use < state->last_use) state = &one;
  }
  if (!Score(activities_, instant)) return nullptr;
  state->time = instant;
  state->last_use = ++uses_;
  scorer_.GetTimedState(&state->timed);
  GetScores(instant, &state->scores, &state->total);
  SetStandings(state);
  return state;
}

std::optional<Points> QuickSteps::StaleTotal(Micros instant, Micros returned) {
  if (!FindLeft() || !Score(UpTo(returned, left_), instant)) {
    return std::nullopt;
  }
  Points total;
  GetScores(instant, &stale_scores_, &total);
  return total;
}

StageJudgement QuickSteps::Judge(Micros instant, const StageMemory& memory) {
  if (is_left_to_plain_) return LeaveToPlain().Judge(instant, memory);
  const State* state = At(instant);
  if (state == nullptr) return LeaveToPlain().Judge(instant, memory);
  bool is_known = true;
  const StageJudgement judgement = JudgeStage(
      model_, state->standings, state->disqualified_by, memory, [&](int stage) {
        const CheckedStage& of = model_.stages[static_cast<size_t>(stage)];
        if (instant < *memory.returned + of.cooldown) return true;
        if (of.fresh_points <= Points()) return false;
        const std::optional<Points> stale =
            StaleTotal(instant, *memory.returned);
        is_known = is_known && stale.has_value();
        return is_known && state->total - *stale < of.fresh_points;
      });
  if (!is_known) return LeaveToPlain().Judge(instant, memory);
  judged_ = state;
  return judgement;
}

Points QuickSteps::total() const {
  return judged_ != nullptr ? judged_->total : plain_->total();
}

std::string QuickSteps::grade() const {
  if (judged_ == nullptr) return plain_->grade();
  if (model_.grade.empty()) return "";
  std::vector<int> bands;
  for (size_t s = 0; s < model_.scores.size(); ++s) {
    bands.push_back(FindBand(model_.scores[s], judged_->scores[s]));
  }
  return MakeGrade(model_, bands);
}

bool QuickSteps::HasRetraction(Micros instant) const {
  return std::any_of(log_->records.begin(), log_->records.end(),
                     [instant](const RecordView& record) {
                       return record.activity.type == kRetractCode &&
                              record.activity.time_micros == instant;
                     });
}

std::optional<Cause> QuickSteps::FindCause(const StageChange& change) {
  MoveTo(change.time);
  const std::vector<Micros> ends = AdjustmentEnds();
  if (std::binary_search(ends.begin(), ends.end(), change.time)) {
    return Cause{TransitionCause::kAdjustment, {}};
  }
  if (HasRetraction(change.time)) {
    return Cause{TransitionCause::kRetraction, {}};
  }
  if (!FindLeft()) return std::nullopt;
  std::vector<SoftPoints::Activity> own;
  for (const ActivityView& activity : left_) {
    own.push_back({activity.type, activity.time_micros});
  }
  std::optional<Cause> cause = FindTimeCause(model_, own, {}, change);
  if (cause.has_value()) return cause;
  // As the log is now, also a microsecond before.
  if (!Score(activities_, change.time - 1)) return std::nullopt;
  scorer_.GetRulePoints(&before_points_);
  if (!Score(activities_, change.time)) return std::nullopt;
  scorer_.GetRulePoints(&points_);
  size_t next = 0;
  return FindFading(model_, change, [&](size_t, size_t, size_t) {
    const int64_t points = points_[next] - before_points_[next];
    ++next;
    return Points::FromMicros(points);
  });
}

// ---- A span ---------------------------------------------------------------

bool QuickSteps::FindRange(absl::Span<const ActivityView> activities,
                           Micros first, Micros last,
                           const SingleScorer::TimedState& begin,
                           bool needs_low, Range* range) {
  if (!Score(activities, last) || !scorer_.FindBounds(begin)) return false;
  if (scorer_.has_two_way_signals() && Soft().CountEdges(first, last) > 0) {
    return false;
  }
  if (scorer_.is_constant()) {
    GetScores(last, &range->low, &range->low_total);
    range->high = range->low;
    range->high_total = range->low_total;
    return true;
  }
  if (has_falling_total_) needs_low = true;
  scorer_.ScoreBound(begin, SingleScorer::Bound::kHigh);
  GetScores(last, &range->high, &range->high_total);
  range->low = range->high;
  range->low_total = range->high_total;
  if (!needs_low) return true;
  scorer_.ScoreBound(begin, SingleScorer::Bound::kLow);
  GetScores(last, &range->low, &range->low_total);
  if (has_falling_total_) SetTotal(range);
  return true;
}

void QuickSteps::SetTotal(Range* range) const {
  if (!has_falling_total_) {
    range->low_total = TotalOf(model_, range->low);
    range->high_total = TotalOf(model_, range->high);
    return;
  }
  std::vector<PointsRange> ranges;
  for (size_t s = 0; s < range->low.size(); ++s) {
    ranges.push_back({range->low[s], range->high[s]});
  }
  const PointsRange total = TotalOf(model_, ranges);
  range->low_total = total.low;
  range->high_total = total.high;
}

void QuickSteps::SetChances(const Range& range) {
  const Plan& plan = fused_.plan();
  const auto holds = [this](const PlannedCondition& when) {
    return Holds(when);
  };
  const auto reaches = [&](const std::vector<CheckedThreshold>& thresholds) {
    return Chance{Reaches(thresholds, range.low, range.low_total),
                  Reaches(thresholds, range.high, range.high_total)};
  };
  disqualified_ = Chance::Of(
      std::any_of(plan.disqualify.begin(), plan.disqualify.end(), holds));
  chances_.assign(model_.stages.size(), StageChances());
  for (size_t s = 1; s < model_.stages.size(); ++s) {
    const CheckedStage& stage = model_.stages[s];
    const PlannedStage& planned = plan.stages[s];
    StageChances& chances = chances_[s];
    for (size_t w = 0; w < stage.enter.size(); ++w) {
      const CheckedWay& way = stage.enter[w];
      if (!holds(planned.ways[w]) ||
          (way.needs_evidence && !std::all_of(planned.evidence.begin(),
                                              planned.evidence.end(), holds))) {
        continue;
      }
      const Chance open = reaches(way.at_least);
      chances.enters = chances.enters.Or(open);
      if (way.even_in_cooldown) {
        chances.enters_in_cooldown = chances.enters_in_cooldown.Or(open);
      }
    }
    chances.holds = chances.enters;
    if (stage.hold.has_value()) {
      chances.holds = holds(planned.hold) ? reaches(stage.hold->at_least)
                                          : Chance::Of(false);
    }
  }
  chances_[0].holds = Chance::Of(true);
}

Chance QuickSteps::CooldownChance(int stage, Micros first, Micros last,
                                  const StageMemory& memory,
                                  const Range& range) {
  const CheckedStage& of = model_.stages[static_cast<size_t>(stage)];
  const Micros end = *memory.returned + of.cooldown;
  if (last < end) return Chance::Of(true);
  if (of.fresh_points <= Points()) return {false, first < end};
  if (!FindLeft()) return {false, true};
  const absl::Span<const ActivityView> stale = UpTo(*memory.returned, left_);
  if (!Score(stale, first - 1)) return {false, true};
  scorer_.GetTimedState(&stale_begin_);
  if (!FindRange(stale, first, last, stale_begin_, true, &stale_range_)) {
    return {false, true};
  }
  const Points least = range.low_total - stale_range_.high_total;
  const Points most = range.high_total - stale_range_.low_total;
  return {most < of.fresh_points, least < of.fresh_points || first < end};
}

bool QuickSteps::StaysAtOnce(Micros first, Micros last,
                             const StageMemory& memory) {
  return !is_left_to_plain_ && Stays(first, last, memory);
}

bool QuickSteps::Stays(Micros first, Micros last, const StageMemory& memory) {
  if (is_left_to_plain_) return LeaveToPlain().Stays(first, last, memory);
  const State* begin = At(first - 1);
  if (begin == nullptr) return LeaveToPlain().Stays(first, last, memory);
  // Who is in the first stage cannot fall.
  const bool needs_low = memory.stage > 0 || memory.returned.has_value();
  if (!FindRange(activities_, first, last, begin->timed, needs_low, &range_)) {
    return false;
  }
  SetChances(range_);
  return StaysInStage(model_, disqualified_, chances_, memory, [&](int stage) {
    return CooldownChance(stage, first, last, memory, range_);
  });
}

bool QuickSteps::IsConstant(Micros first, Micros last,
                            const StageMemory& memory,
                            const std::vector<Points>& scores) {
  if (is_left_to_plain_) return false;
  const State* begin = At(first - 1);
  if (begin == nullptr || begin->scores != scores ||
      !FindRange(activities_, first, last, begin->timed, /*needs_low=*/true,
                 &range_) ||
      range_.low != scores || range_.high != scores) {
    return false;
  }
  if (model_.stages.empty()) return true;
  SetChances(range_);
  return StaysInStage(model_, disqualified_, chances_, memory, [&](int stage) {
    return CooldownChance(stage, first, last, memory, range_);
  });
}

int QuickSteps::FindMargin(const StageMemory& memory) {
  // Who was returned may be waiting for fresh points.
  if (is_left_to_plain_ || !gains_.has_costs() || memory.returned.has_value()) {
    return 0;
  }
  const auto stays_with = [&](int margin) {
    gains_.Widen(range_.low, range_.high, margin, &wide_range_.low,
                 &wide_range_.high);
    SetTotal(&wide_range_);
    SetChances(wide_range_);
    return StaysInStage(model_, disqualified_, chances_, memory,
                        [](int /*stage*/) { return Chance::Of(false); });
  };
  // Most leads are out of reach, whatever they do.
  constexpr int kEndless = 65'535;
  if (stays_with(kEndless)) return kEndless;
  int margin = 0;
  for (int more = 256; more > 1; more /= 2) {
    if (stays_with(margin + more)) margin += more;
  }
  return margin;
}

}  // namespace leadscore::internal
