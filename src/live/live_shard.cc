#include "src/live/live_shard.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/exec/kernels.h"
#include "src/qualify/lead_timeline.h"
#include "src/qualify/valid_until.h"
#include "src/scorer/make_history.h"
#include "src/table/value_checks.h"

namespace leadscore::internal {
namespace {

// A thousand years of hours.
constexpr int kLongestStride = 23;

bool IsSame(const StageChange& a, const StageChange& b) {
  return a.time == b.time && a.from == b.from && a.to.stage == b.to.stage &&
         a.to.way == b.to.way && a.to.disqualified_by == b.to.disqualified_by &&
         a.total == b.total && a.grade == b.grade;
}

uint64_t HashOfCause(const Cause& cause) {
  return absl::HashOf(static_cast<int>(cause.kind), cause.names);
}

StageMemory MemoryOf(const LiveLead& lead) {
  StageMemory memory;
  memory.stage = lead.stage;
  if (lead.returned != kNoInstant) memory.returned = lead.returned;
  return memory;
}

void Remember(const StageMemory& memory, LiveLead* lead) {
  lead->stage = static_cast<int16_t>(memory.stage);
  lead->returned = memory.returned.value_or(kNoInstant);
}

}  // namespace

LiveShard::LiveShard(Model model, std::shared_ptr<const FusedModel> fused,
                     Micros clock)
    : model_(std::move(model)),
      fused_(std::move(fused)),
      over_accounts_(HasAccountSignals(model_.checked())),
      has_known_at_(HasKnownAt(model_.checked())),
      clock_(clock),
      logs_(model_.checked(), &texts_) {
  if (QuickSteps::MayRun(*fused_)) {
    quick_.emplace(*fused_, BestKernels());
  }
}

size_t LiveShard::MemoryBytes() const {
  size_t bytes = ids_.MemoryBytes() + texts_.MemoryBytes() +
                 logs_.MemoryBytes() + accounts_.MemoryBytes() +
                 leads_.capacity() * sizeof(LiveLead) +
                 timers_.size() * sizeof(Timer);
  const size_t columns = model().lead_schema.columns.size();
  for (const LiveLead& lead : leads_) {
    if (!lead.attributes.is_empty()) {
      bytes += PackedValues::MemoryBytes(columns);
    }
    bytes += lead.records.capacity() * sizeof(LiveRecord) +
             lead.changes.capacity() * sizeof(LiveChange);
  }
  for (const std::vector<int32_t>& leads : leads_of_account_) {
    bytes += sizeof(leads) + leads.capacity() * sizeof(int32_t);
  }
  return bytes;
}

int32_t LiveShard::Find(std::string_view id) const {
  const int32_t lead = ids_.Find(id);
  return lead < 0 || leads_[static_cast<size_t>(lead)].is_removed ? -1 : lead;
}

// ---- What arrives ---------------------------------------------------------

absl::Status LiveShard::Place(const Activity& activity, int* type,
                              LivePayload* payload) {
  LEADSCORE_ASSIGN_OR_RETURN(
      ActivityPlace place,
      PlaceActivity(activity, model().lead_schema, model().activity_schema));
  *type = place.type;
  payload->id = activity.id;
  payload->revision = activity.revision;
  if (place.type < 0) {
    payload->entry = std::make_unique<const LiveEntry>(
        LiveEntry{activity, place.entry.has_value() ? *std::move(place.entry)
                                                    : LogEntry()});
    return absl::OkStatus();
  }
  ListPlaces lists;
  for (size_t i = 0; i < place.columns.size(); ++i) {
    payload->properties.Set(
        model().activity_schema.properties, place.columns[i],
        ViewOf(activity.properties[i].second, &lists), &texts_);
  }
  return absl::OkStatus();
}

absl::Status LiveShard::Add(int32_t lead, const Activity& activity,
                            bool* is_repeated) {
  int type = kNoType;
  LivePayload payload;
  LEADSCORE_RETURN_IF_ERROR(Place(activity, &type, &payload));
  const Micros time = ToMicros(activity.time);
  *is_repeated =
      !logs_.AddUnlessRepeated(time, type, std::move(payload), &At(lead));
  if (!*is_repeated) TakeIn(lead, type, time);
  return absl::OkStatus();
}

absl::Status LiveShard::Add(int32_t lead, const ActivityView& activity,
                            bool* is_repeated) {
  const ActivitySchema& schema = model().activity_schema;
  if (activity.type < 0 ||
      static_cast<size_t>(activity.type) >= schema.types.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("an activity of type ", activity.type, " of ",
                     schema.types.size(), " types"));
  }
  const auto what = [&] {
    return absl::StrCat(
        "activity of type ",
        Quoted(schema.types[static_cast<size_t>(activity.type)]));
  };
  if (activity.time_micros < kMinInstant ||
      activity.time_micros > kMaxInstant) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the time of an ", what(), " is outside the years 1 to 9999"));
  }
  if (!activity.id.empty() && !IsValidUtf8(activity.id)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the id of an ", what(), " is not valid UTF-8"));
  }
  if (activity.properties.size() > schema.properties.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("an ", what(), " with ", activity.properties.size(),
                     " properties for ", schema.properties.size(), " columns"));
  }
  for (size_t p = 0; p < activity.properties.size(); ++p) {
    if (!MayStandIn(activity.properties[p], schema.properties[p].type)) {
      return absl::InvalidArgumentError(
          absl::StrCat(what(), ": property ", Quoted(schema.properties[p].name),
                       " is of another type, not valid UTF-8 or no time"));
    }
  }
  LivePayload payload;
  payload.id = std::string(activity.id);
  payload.revision = activity.revision;
  for (size_t p = 0; p < activity.properties.size(); ++p) {
    payload.properties.Set(schema.properties, p, activity.properties[p],
                           &texts_);
  }
  *is_repeated = !logs_.AddUnlessRepeated(activity.time_micros, activity.type,
                                          std::move(payload), &At(lead));
  if (!*is_repeated) TakeIn(lead, activity.type, activity.time_micros);
  return absl::OkStatus();
}

void LiveShard::SetAccount(int32_t lead, std::string_view account) {
  const int32_t code = accounts_.Encode(account);
  LiveLead& of = At(lead);
  if (of.account == code) return;
  const int32_t before = of.account;
  leads_of_account_.resize(static_cast<size_t>(accounts_.size()));
  if (before >= 0) {
    std::vector<int32_t>& leads =
        leads_of_account_[static_cast<size_t>(before)];
    leads.erase(std::find(leads.begin(), leads.end(), lead));
    // Those that are left no longer see what it did.
    of.account = -1;
    if (over_accounts_ && !leads.empty()) RefoldAll(leads[0], kMinInstant);
  }
  of.account = code;
  leads_of_account_[static_cast<size_t>(code)].push_back(lead);
}

absl::StatusOr<int32_t> LiveShard::Put(const Lead& lead) {
  if (lead.id.empty()) return absl::InvalidArgumentError("a lead without id");
  LEADSCORE_RETURN_IF_ERROR(CheckUtf8(lead.id, "the id of a lead"));
  LEADSCORE_RETURN_IF_ERROR(CheckUtf8(lead.account, "the account of a lead"));
  const std::vector<ColumnSchema>& schema = model().lead_schema.columns;
  LEADSCORE_ASSIGN_OR_RETURN(const std::vector<size_t> columns,
                             FindColumns(schema, lead.attributes, "attribute"));
  std::vector<std::pair<int, LivePayload>> records(lead.activities.size());
  for (size_t i = 0; i < records.size(); ++i) {
    LEADSCORE_RETURN_IF_ERROR(
        Place(lead.activities[i], &records[i].first, &records[i].second));
  }
  const int32_t index = ids_.Encode(lead.id);
  if (static_cast<size_t>(index) == leads_.size()) {
    leads_.emplace_back();
    ++size_;
  } else if (At(index).is_removed) {
    At(index).is_removed = false;
    ++size_;
  }
  ListPlaces lists;
  for (size_t i = 0; i < columns.size(); ++i) {
    At(index).attributes.Set(
        schema, columns[i], ViewOf(lead.attributes[i].second, &lists), &texts_);
  }
  for (size_t i = 0; i < records.size(); ++i) {
    logs_.AddUnlessRepeated(ToMicros(lead.activities[i].time), records[i].first,
                            std::move(records[i].second), &At(index));
  }
  if (!lead.account.empty()) SetAccount(index, lead.account);
  return index;
}

absl::StatusOr<int32_t> LiveShard::Upsert(const Lead& lead) {
  LEADSCORE_ASSIGN_OR_RETURN(const int32_t index, Put(lead));
  RefoldAll(index, kMinInstant);
  return index;
}

absl::Status LiveShard::Restore(const Lead& lead,
                                std::vector<BookTransition> told) {
  LEADSCORE_ASSIGN_OR_RETURN(const int32_t index, Put(lead));
  if (over_accounts_) {
    restored_.emplace_back(index, std::move(told));
  } else {
    SettleRestored(index, told);
  }
  return absl::OkStatus();
}

void LiveShard::EndRestore() {
  for (const auto& [lead, told] : restored_) SettleRestored(lead, told);
  restored_.clear();
}

void LiveShard::Remove(int32_t lead) {
  LiveLead& of = At(lead);
  for (const LiveChange& change : of.changes) Withdraw(lead, change);
  const int32_t account = of.account;
  logs_.Clear(&of);
  of.is_removed = true;
  --size_;
  if (lead_ == lead) lead_ = -1;
  if (account < 0) return;
  std::vector<int32_t>& leads = leads_of_account_[static_cast<size_t>(account)];
  leads.erase(std::find(leads.begin(), leads.end(), lead));
  if (over_accounts_ && !leads.empty()) RefoldAll(leads[0], kMinInstant);
}

void LiveShard::Advance(Micros now, AdvanceReport* report) {
  const int64_t scores = quick_.has_value() ? quick_->num_scores() : 0;
  clock_ = now;
  while (!timers_.empty() && timers_.top().time <= now) {
    const Timer timer = timers_.top();
    timers_.pop();
    // Others have taken the place of some.
    if (At(timer.lead).timer != timer.time) continue;
    ++report->leads;
    GoOn(timer.lead);
  }
  if (quick_.has_value()) report->evaluations += quick_->num_scores() - scores;
}

// ---- Histories ------------------------------------------------------------

void LiveShard::Show(int32_t lead) {
  lead_ = lead;
  plain_.reset();
  logs_.Show(At(lead), &shown_);
  if (quick_.has_value()) {
    quick_->SetLead(shown_.view, [this] { return &Plain().steps(); });
  }
}

Lead LiveShard::NamedLead(int32_t lead) {
  Lead named = logs_.ToLead(At(lead));
  named.id = std::string(ids_.value(lead));
  if (At(lead).account >= 0) {
    named.account = std::string(accounts_.value(At(lead).account));
  }
  return named;
}

PlainLead& LiveShard::Plain() {
  if (plain_.has_value()) return *plain_;
  std::vector<Lead> leads = {NamedLead(lead_)};
  if (over_accounts_ && At(lead_).account >= 0) {
    const auto account = static_cast<size_t>(At(lead_).account);
    for (int32_t other : leads_of_account_[account]) {
      if (other != lead_) leads.push_back(NamedLead(other));
    }
  }
  return plain_.emplace(model_, leads);
}

FoldSteps& LiveShard::steps() {
  if (quick_.has_value()) return *quick_;
  return Plain().steps();
}

void LiveShard::FindEntries() {
  if (over_accounts_) {
    entries_ =
        EntryInstants(model(), Plain().tables(), Plain().accounts(), 0, clock_);
  } else {
    FindEntryInstants(model(), shown_.view, clock_, &entries_);
  }
}

bool LiveShard::GoesOn(const LiveLead& lead, Micros time) const {
  return !over_accounts_ &&
         (lead.last_entry == kNoInstant || lead.last_entry < time) &&
         (lead.changes.empty() || lead.changes.back().change.time < time);
}

bool LiveShard::IsWithinMargin(int type, Micros time, LiveLead* lead) {
  if (!quick_.has_value() || type < 0 || !lead->is_plain || lead->margin == 0 ||
      time <= lead->margin_since || time >= lead->timer) {
    return false;
  }
  const std::optional<int> cost = quick_->gains().CostOf(type);
  if (!cost.has_value() || *cost > lead->margin) return false;
  lead->margin = static_cast<uint16_t>(lead->margin - *cost);
  return true;
}

void LiveShard::TakeIn(int32_t lead, int type, Micros time) {
  if (model().stages.empty()) return;
  LiveLead& of = At(lead);
  if (time > clock_ && !over_accounts_) {
    if (time < of.timer) {
      of.timer = time;
      timers_.push({time, lead});
    }
    return;
  }
  if (!GoesOn(of, time)) return RefoldAll(lead, time);
  if (IsWithinMargin(type, time, &of)) {
    of.last_entry = time;
    if (lead_ == lead) lead_ = -1;
    return;
  }
  Show(lead);
  StageFolder folder(model(), &steps(), MemoryOf(of));
  folder.Enter(time);
  Remember(folder.memory(), &of);
  of.last_entry = time;
  // Nearly always nothing happens from there to the clock, and for some time.
  Micros next = NextChange(time);
  if (next <= clock_) {
    folder.PassTime(time, clock_ + 1);
    Remember(folder.memory(), &of);
    next = NextChange(clock_);
  }
  SetTimer(next);
  for (const StageChange& change : folder.changes()) Tell(lead, change);
}

void LiveShard::RefoldAll(int32_t lead, Micros from) {
  if (model().stages.empty()) return;
  if (!over_accounts_ || At(lead).account < 0) return Refold(lead, from);
  const auto account = static_cast<size_t>(At(lead).account);
  for (int32_t one : leads_of_account_[account]) Refold(one, from);
}

std::vector<StageChange> LiveShard::Fold(int32_t lead) {
  Show(lead);
  FindEntries();
  LiveLead& of = At(lead);
  StageHistory history;
  of.last_entry = kNoInstant;
  if (!entries_.empty()) {
    history = StageFolder(model(), &steps(), {}).Run(entries_, clock_);
    of.last_entry = entries_.back();
  }
  Remember(history.memory, &of);
  SetTimer(NextChange(clock_));
  return std::move(history.changes);
}

void LiveShard::Refold(int32_t lead, Micros from) {
  Settle(lead, Fold(lead), from);
}

void LiveShard::GoOn(int32_t lead) {
  LiveLead& of = At(lead);
  const Micros timer = of.timer;
  // Others of its account may have done something.
  if (over_accounts_) return Refold(lead, timer);
  Show(lead);
  FindEntries();
  auto entry = entries_.begin();
  if (of.last_entry != kNoInstant) {
    entry = std::upper_bound(entries_.begin(), entries_.end(), of.last_entry);
  }
  StageFolder folder(model(), &steps(), MemoryOf(of));
  const auto next = [&] {
    return entry != entries_.end() ? *entry : clock_ + 1;
  };
  if (of.last_entry != kNoInstant) {
    steps().MoveTo(of.last_entry);
    folder.PassTime(timer - 1, next());
  }
  while (entry != entries_.end()) {
    of.last_entry = *entry++;
    folder.Enter(of.last_entry);
    folder.PassTime(of.last_entry, next());
  }
  Remember(folder.memory(), &of);
  SetTimer(NextChange(clock_));
  for (const StageChange& change : folder.changes()) Tell(lead, change);
}

Cause LiveShard::CauseOf(int32_t lead, const StageChange& change) {
  if (lead_ != lead) Show(lead);
  std::optional<Cause> cause = FindEntryCause(model(), shown_.view, change);
  if (!cause.has_value() && quick_.has_value()) {
    cause = quick_->FindCause(change);
  }
  if (cause.has_value()) return *std::move(cause);
  return FindOtherCause(model(), Plain().tables(), Plain().accounts(), 0,
                        change);
}

void LiveShard::Settle(int32_t lead, const std::vector<StageChange>& changes,
                       Micros from) {
  std::vector<LiveChange>& told = At(lead).changes;
  size_t kept = 0;
  while (kept < told.size() && kept < changes.size() &&
         IsSame(told[kept].change, changes[kept]) &&
         (changes[kept].time < from ||
          HashOfCause(CauseOf(lead, changes[kept])) == told[kept].cause)) {
    ++kept;
  }
  for (size_t i = kept; i < told.size(); ++i) Withdraw(lead, told[i]);
  told.resize(kept);
  for (size_t i = kept; i < changes.size(); ++i) Tell(lead, changes[i]);
}

void LiveShard::SettleRestored(int32_t lead,
                               const std::vector<BookTransition>& told) {
  std::vector<StageChange> changes;
  if (!model().stages.empty()) changes = Fold(lead);
  size_t kept = 0;
  for (; kept < told.size() && kept < changes.size(); ++kept) {
    Cause cause = CauseOf(lead, changes[kept]);
    const uint64_t hash = HashOfCause(cause);
    if (MakeTransition(model(), changes[kept], std::move(cause)) !=
        told[kept].transition) {
      break;
    }
    At(lead).changes.push_back({changes[kept], told[kept].number, hash});
  }
  for (size_t i = kept; i < told.size(); ++i) {
    FoundTransition found;
    found.lead = lead;
    found.told = told[i];
    found.told.withdraws = told[i].number;
    found_.push_back(std::move(found));
  }
  for (size_t i = kept; i < changes.size(); ++i) Tell(lead, changes[i]);
}

void LiveShard::Tell(int32_t lead, const StageChange& change) {
  Cause cause = CauseOf(lead, change);
  std::vector<LiveChange>& told = At(lead).changes;
  FoundTransition found;
  found.lead = lead;
  found.change = static_cast<int>(told.size());
  told.push_back({change, 0, HashOfCause(cause)});
  found.told.lead_id = std::string(ids_.value(lead));
  found.told.transition = MakeTransition(model(), change, std::move(cause));
  found_.push_back(std::move(found));
}

void LiveShard::Withdraw(int32_t lead, const LiveChange& change) {
  FoundTransition found;
  found.lead = lead;
  found.told.lead_id = std::string(ids_.value(lead));
  found.told.transition = MakeTransition(model(), change.change, Cause());
  found.told.withdraws = change.number;
  found_.push_back(std::move(found));
}

void LiveShard::SetNumber(const FoundTransition& found, int64_t number) {
  if (found.change < 0) return;
  At(found.lead).changes[static_cast<size_t>(found.change)].number = number;
}

// ---- Timers ---------------------------------------------------------------

Micros LiveShard::NextEntry() {
  Micros next = kNoInstant;
  const auto look_at = [&](const LiveLead& lead) {
    const auto record = std::upper_bound(
        lead.records.begin(), lead.records.end(), clock_,
        [](Micros time, const LiveRecord& one) { return time < one.time; });
    if (record != lead.records.end()) next = std::min(next, record->time);
  };
  look_at(At(lead_));
  if (over_accounts_ && At(lead_).account >= 0) {
    const auto account = static_cast<size_t>(At(lead_).account);
    for (int32_t other : leads_of_account_[account]) look_at(At(other));
  }
  if (!has_known_at_) return next;
  for (const CheckedAttribute& attribute : model().attributes) {
    const auto column = static_cast<size_t>(attribute.known_at_column);
    if (attribute.known_at_column < 0 ||
        column >= shown_.view.attributes.size()) {
      continue;
    }
    const ValueView& since = shown_.view.attributes[column];
    if (since.kind() == ValueView::Kind::kTimestamp &&
        since.as_micros() > clock_) {
      next = std::min(next, since.as_micros());
    }
  }
  return next;
}

void LiveShard::SetTimer(Micros next) {
  LiveLead& lead = At(lead_);
  if (next == lead.timer) return;
  lead.timer = next;
  if (next != kNoInstant) timers_.push({next, lead_});
}

Micros LiveShard::NextChange(Micros since) {
  constexpr Micros kFar = 4000 * kMicrosPerDay;
  LiveLead& lead = At(lead_);
  lead.margin = 0;
  Micros end = NextEntry();
  if (lead.last_entry == kNoInstant) return end;
  const StageMemory memory = MemoryOf(lead);
  const auto stop_at = [&](const std::vector<Micros>& stops) {
    const auto stop = std::upper_bound(stops.begin(), stops.end(), since);
    if (stop != stops.end()) end = std::min(end, *stop);
  };
  stop_at(steps().AdjustmentEnds());
  stop_at(CooldownEnds(model(), memory));
  const Micros last = std::min({end - 1, clock_ + kFar, kMaxInstant});
  if (since + 1 > last) return end;
  // As far as it went of late, and then less far.
  constexpr int kShorter = 4;
  for (int stride = lead.stride; stride >= 0; stride -= kShorter) {
    const Micros to = stride == kLongestStride
                          ? last
                          : std::min(last, std::max(since, clock_) +
                                               (model().tick << stride));
    if (!steps().Stays(since + 1, to, memory)) continue;
    lead.stride = static_cast<uint8_t>(std::min(stride + 1, kLongestStride));
    if (quick_.has_value()) {
      lead.margin = static_cast<uint16_t>(quick_->FindMargin(memory));
      lead.margin_since = since;
    }
    if (to == kMaxInstant) return kNoInstant;
    return to + 1;
  }
  lead.stride = 0;
  return std::min(end, steps().Soft().First(since + 1));
}

// ---- Questions ------------------------------------------------------------

bool LiveShard::FindState(LeadState* state) {
  if (!quick_.has_value()) return false;
  const LiveLead& lead = At(lead_);
  quick_->MoveTo(lead.last_entry != kNoInstant ? lead.last_entry : clock_);
  const QuickSteps::State* found = quick_->Look(clock_);
  if (found == nullptr) return false;
  state->scores = found->scores;
  state->total = found->total;
  std::vector<int> bands;
  for (size_t s = 0; s < model().scores.size(); ++s) {
    bands.push_back(FindBand(model().scores[s], found->scores[s]));
  }
  state->grade = MakeGrade(model(), bands);
  state->stage = -1;
  state->qualifies_for = -1;
  if (model().stages.empty()) return true;
  state->qualifies_for = 0;
  for (int s = static_cast<int>(found->standings.size()) - 1;
       s > 0 && found->disqualified_by < 0; --s) {
    if (found->standings[static_cast<size_t>(s)].way < 0) continue;
    state->qualifies_for = s;
    break;
  }
  const QuickSteps::AdjustedStage adjusted = quick_->FindAdjustedStage(clock_);
  state->stage = adjusted.stage >= 0             ? adjusted.stage
                 : lead.last_entry == kNoInstant ? state->qualifies_for
                                                 : lead.stage;
  return true;
}

void LiveShard::GetState(int32_t lead, LeadState* state) {
  Show(lead);
  if (FindState(state)) return;
  const Evaluation now = Plain().At(clock_);
  state->scores.clear();
  for (const ScoreValue& score : now.scores.scores) {
    state->scores.push_back(score.points);
  }
  state->total = now.scores.total;
  state->grade = now.qualification.grade;
  state->qualifies_for = now.qualification.stage;
  state->stage = -1;
  if (model().stages.empty()) return;
  state->stage =
      ReportedStage(Plain().tables(), now.facts.log(), clock_,
                    At(lead).last_entry == kNoInstant ? state->qualifies_for
                                                      : At(lead).stage);
}

Lead LiveShard::GetLead(int32_t lead) { return NamedLead(lead); }

void LiveShard::AddIds(std::vector<std::string>* ids) const {
  for (size_t i = 0; i < leads_.size(); ++i) {
    if (leads_[i].is_removed) continue;
    ids->emplace_back(ids_.value(static_cast<int32_t>(i)));
  }
}

void LiveShard::AddStatesOf(std::string_view account,
                            std::vector<LeadState>* leads) {
  const int32_t code = accounts_.Find(account);
  if (code < 0) return;
  for (int32_t lead : leads_of_account_[static_cast<size_t>(code)]) {
    GetState(lead, &leads->emplace_back());
  }
}

}  // namespace leadscore::internal
