#include "src/activity/activity_pass.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/numeric/int128.h"
#include "src/activity/activity_log.h"
#include "src/activity/each_points.h"
#include "src/activity/selection.h"
#include "src/activity/signal_values.h"
#include "src/core/bits.h"
#include "src/core/decay.h"
#include "src/core/fixed.h"
#include "src/model/number_keys.h"

namespace leadscore::internal {
namespace {

// Rows whose activities are looked at together, so that they stay near.
constexpr size_t kBlockRows = 256;
// So many activities are asked for at once.
constexpr size_t kAheadRows = 16;
constexpr int64_t kNoAge = std::numeric_limits<int64_t>::max();

// All bits of a condition that holds, none of one that does not.
uint64_t MaskOf(bool holds) { return uint64_t{0} - (holds ? 1 : 0); }

uintptr_t AddressOf(const void* memory) {
  return reinterpret_cast<uintptr_t>(memory);
}

bool IsSet(const std::vector<uint64_t>& bits, size_t i) {
  return (bits[i / kWordBits] >> (i % kWordBits) & 1) != 0;
}

void Set(uint64_t* bits, size_t i, bool value) {
  const uint64_t bit = uint64_t{1} << (i % kWordBits);
  bits[i / kWordBits] =
      value ? bits[i / kWordBits] | bit : bits[i / kWordBits] & ~bit;
}

// A bit for each code from -1 on, which is a missing value and has none. Looked
// up, because shifts by a number that varies are slow in the oldest
// instructions.
struct BitsOfCodes {
  constexpr BitsOfCodes() {
    for (size_t code = 0; code < kWordBits; ++code)
      bits[code + 1] = BitOf(code);
  }
  uint64_t bits[kWordBits + 1] = {};
};
constexpr BitsOfCodes kBitsOfCodes;

int64_t WeightAt(const std::vector<int32_t>& weights, uint32_t ticks) {
  return weights[std::min(size_t{ticks}, weights.size() - 1)];
}

// A window as ages: from `least` up to, but not including, `end`.
struct AgeWindow {
  int64_t least = 0;
  int64_t end = kNoAge;

  bool Has(int64_t age) const { return (age >= least) & (age < end); }
};

AgeWindow WindowOf(const CheckedSignal& signal) {
  AgeWindow window;
  if (signal.within.has_value()) window.end = *signal.within;
  if (signal.after.has_value()) window.least = *signal.after;
  return window;
}

}  // namespace

ActivityPass::ActivityPass(const ActivityPlan& plan, size_t most_rows)
    : plan_(plan), model_(plan.model()), tick_ages_(plan.model().tick) {
  const size_t words = (most_rows + kWordBits - 1) / kWordBits;
  for (const ActivityFilter& filter : plan.filters()) {
    chosen_.emplace_back();
    chosen_.back().ends.resize(kBlockRows);
    errors_.emplace_back(filter.where != nullptr ? most_rows : 0);
    conditions_.emplace_back(model_, filter.where);
  }
  for (const CheckedScreen& screen : model_.screens) {
    screen_conditions_.emplace_back(model_, screen.where.get());
  }
  is_utc_ = model_.zone == absl::UTCTimeZone();
  points_.assign(plan.rules().size(), std::vector<int64_t>(most_rows));
  keys_.assign(plan.signals().size(), std::vector<int64_t>(most_rows));
  presence_.assign(plan.signals().size(),
                   std::vector<uint64_t>(words, ~uint64_t{0}));
  screened_.resize(model_.screens.size());
}

void ActivityPass::Bind(const BoundTables& tables) {
  tables_ = &tables;
  const size_t num_types = tables.activities().schema().types.size();
  no_filter_ = static_cast<int>(plan_.filters().size());
  filter_of_type_.assign(num_types, no_filter_);
  for (size_t type = 0; type < num_types; ++type) {
    const int of_model = tables.model_type(static_cast<int>(type));
    if (of_model < 0) continue;
    const std::vector<size_t>& filters =
        plan_.filters_of_type()[static_cast<size_t>(of_model)];
    if (filters.empty()) continue;
    const bool is_only =
        filters.size() == 1 && plan_.filters()[filters[0]].where == nullptr;
    filter_of_type_[type] =
        is_only ? static_cast<int>(filters[0]) : kAskFilters;
  }
  may_ask_ = std::count(filter_of_type_.begin(), filter_of_type_.end(),
                        kAskFilters) > 0;
  const ActivityColumns& columns = tables.activities();
  ahead_.clear();
  ahead_.push_back({AddressOf(columns.times()), sizeof(Micros)});
  ahead_.push_back({AddressOf(columns.types()), sizeof(int)});
  for (const PlannedSignal& planned : plan_.signals()) {
    if (planned.method != PlannedSignal::Method::kDistinctText) continue;
    const Column* property = tables.property(planned.signal->property);
    if (property == nullptr) continue;
    const ColumnAhead codes = {AddressOf(property->codes()), sizeof(int32_t)};
    const bool is_known = std::any_of(
        ahead_.begin(), ahead_.end(),
        [&](const ColumnAhead& one) { return one.begin == codes.begin; });
    if (!is_known) ahead_.push_back(codes);
  }
  for (ActivityCondition& condition : conditions_) condition.Bind(tables);
  for (ActivityCondition& condition : screen_conditions_) {
    condition.Bind(tables);
  }
}

void ActivityPass::Run(size_t begin, size_t count, const AsOfRows& as_of,
                       const std::vector<uint64_t>& skip) {
  later_ = 0;
  std::fill(screened_.begin(), screened_.end(), 0);
  for (std::vector<uint8_t>& errors : errors_) {
    std::fill(errors.begin(), errors.end(), uint8_t{0});
  }
  if (plan_.filters().empty() && tables_->activities().size() == 0) return;
  for (size_t first = 0; first < count; first += kBlockRows) {
    RunBlock(begin + first, std::min(kBlockRows, count - first), first, as_of,
             skip);
  }
}

void ActivityPass::RunBlock(size_t begin, size_t count, size_t first,
                            const AsOfRows& as_of,
                            const std::vector<uint64_t>& skip) {
  Gather(begin, count, first, as_of, skip);
  for (size_t r = 0; r < plan_.rules().size(); ++r) {
    CountRule(r, begin, count, first, as_of);
  }
  for (size_t s = 0; s < plan_.signals().size(); ++s) {
    CountSignal(s, begin, count, first, as_of);
  }
  // Ratios are of other signals, wherever they stand.
  for (size_t s = 0; s < plan_.signals().size(); ++s) {
    if (plan_.signals()[s].method == PlannedSignal::Method::kRatio) {
      FindRatio(s, count, first);
    }
  }
}

// ---- Gathering -----------------------------------------------------------

void ActivityPass::Gather(size_t begin, size_t count, size_t first,
                          const AsOfRows& as_of,
                          const std::vector<uint64_t>& skip) {
  const ActivityColumns& columns = tables_->activities();
  first_activity_ = tables_->activities_of(begin).first;
  const size_t most =
      tables_->activities_of(begin + count - 1).second - first_activity_;
  for (Chosen& chosen : chosen_) {
    if (chosen.entries.size() < most + 2) chosen.entries.resize(most + 2);
    chosen.next = chosen.entries.data();
  }
  if (MayGatherAtOnce(begin, count, first, as_of, skip)) {
    return GatherAtOnce(begin, count, as_of.all);
  }
  const bool has_screens = !model_.screens.empty();
  for (size_t i = 0; i < count; ++i) {
    const size_t row = begin + i;
    const auto lead = static_cast<uint32_t>(i);
    if (IsSet(skip, first + i) || columns.num_leads() == 0) {
      // Nothing of it.
    } else if (columns.is_plain(row)) {
      if (has_screens) {
        GatherScreened(row, lead, as_of.of(row), first);
      } else {
        GatherPlain(row, lead, as_of.of(row), first);
      }
    } else {
      const Micros now = as_of.of(row);
      const ActivityLog log = ResolveLog(model_, *tables_, row, now);
      for (size_t a : log.activities) {
        Add(a, tables_->activity_type(a), lead, now, first);
      }
      later_ += log.later;
      for (size_t s = 0; s < screened_.size(); ++s) {
        screened_[s] += log.screened[s];
      }
    }
    for (Chosen& chosen : chosen_) {
      chosen.ends[i] = static_cast<uint32_t>(chosen.size());
    }
  }
}

bool ActivityPass::MayGatherAtOnce(size_t begin, size_t count, size_t first,
                                   const AsOfRows& as_of,
                                   const std::vector<uint64_t>& skip) const {
  const ActivityColumns& columns = tables_->activities();
  if (may_ask_ || as_of.each != nullptr || !model_.screens.empty() ||
      columns.num_leads() == 0 || !columns.are_plain(begin, begin + count)) {
    return false;
  }
  // Blocks begin with a word.
  for (size_t word = first / kWordBits; word * kWordBits < first + count;
       ++word) {
    if (skip[word] != 0) return false;
  }
  return true;
}

// The lead of each activity of the block.
void ActivityPass::FindLeads(size_t begin, size_t count) {
  const ActivityColumns& columns = tables_->activities();
  constexpr size_t kStep = 16;
  leads_.resize(std::max(
      leads_.size(), columns.end(begin + count - 1) - first_activity_ + kStep));
  for (size_t i = 0; i < count; ++i) {
    size_t at = columns.begin(begin + i) - first_activity_;
    const size_t end = columns.end(begin + i) - first_activity_;
    // Those of the next lead are written over what is too many.
    do {
      std::fill_n(leads_.data() + at, kStep, static_cast<uint16_t>(i));
      at += kStep;
    } while (at < end);
  }
}

// Asks the memory for some activities of the next block while this one is
// counted. Harmless behind the last.
inline void ActivityPass::AskAhead(size_t activity) const {
  for (const ColumnAhead& column : ahead_) {
    const uintptr_t from = column.begin + activity * column.bytes_each;
    for (size_t byte = 0; byte < kAheadRows * column.bytes_each; byte += 64) {
      __builtin_prefetch(reinterpret_cast<const void*>(from + byte), 0, 2);
    }
  }
}

// The usual case: the table has the log of every lead, all are scored at one
// instant, and no activity goes through several filters. All activities of a
// block in one loop, in which nothing has to be foreseen.
void ActivityPass::GatherAtOnce(size_t begin, size_t count, Micros as_of) {
  const ActivityColumns& columns = tables_->activities();
  FindLeads(begin, count);
  const size_t size = columns.end(begin + count - 1) - first_activity_;
  passed_by_.resize(std::max(passed_by_.size(), size + 1));
  no_ends_.resize(kBlockRows);
  // By filter, and last what goes through none.
  heads_.clear();
  for (Chosen& chosen : chosen_) {
    Entry* const begin_of = chosen.entries.data();
    heads_.push_back({begin_of, chosen.ends.data()});
    std::fill_n(chosen.ends.data(), count, PlaceOf(begin_of));
  }
  heads_.push_back({passed_by_.data(), no_ends_.data()});
  Head* const heads = heads_.data();
  const Micros* const times = columns.times() + first_activity_;
  const int* const types = columns.types() + first_activity_;
  const uint16_t* const leads = leads_.data();
  const int* const filter_of_type = filter_of_type_.data();
  const TickAges tick_ages = tick_ages_;
  const Micros floor = FloorToTick(as_of, model_.tick);
  size_t exist = 0;
  for (size_t k = 0; k < size; ++k) {
    if (k % kAheadRows == 0) AskAhead(first_activity_ + size + k);
    const Micros time = times[k];
    const size_t exists = time <= as_of ? 1 : 0;
    Head& head = heads[filter_of_type[types[k]]];
    Entry* const entry = head.next;
    *entry = {as_of - time, tick_ages.Of(floor, time),
              static_cast<uint32_t>(k)};
    head.next = entry + exists;
    head.ends[leads[k]] = PlaceOf(entry + exists);
    exist += exists;
  }
  later_ += static_cast<int64_t>(size - exist);
  for (size_t f = 0; f < chosen_.size(); ++f) {
    Chosen& chosen = chosen_[f];
    chosen.next = heads_[f].next;
    const uint32_t place = PlaceOf(chosen.entries.data());
    // Of a lead without any the end is that of the one before.
    uint32_t before = 0;
    for (size_t i = 0; i < count; ++i) {
      before = std::max(before, chosen.ends[i] - place);
      chosen.ends[i] = before;
    }
  }
}

// The same of one lead: what the table has of it is its log.
void ActivityPass::GatherPlain(size_t row, uint32_t lead, Micros as_of,
                               size_t first) {
  const ActivityColumns& columns = tables_->activities();
  const Micros* const times = columns.times();
  const int* const types = columns.types();
  const Micros floor = FloorToTick(as_of, model_.tick);
  const size_t end = columns.end(row);
  size_t a = columns.begin(row);
  for (; a < end && times[a] <= as_of; ++a) {
    const int filter = filter_of_type_[static_cast<size_t>(types[a])];
    if (filter == no_filter_) continue;
    if (filter >= 0) {
      Chosen& chosen = chosen_[static_cast<size_t>(filter)];
      *chosen.next++ = {as_of - times[a], tick_ages_.Of(floor, times[a]),
                        static_cast<uint32_t>(a - first_activity_)};
    } else {
      Add(a, tables_->activity_type(a), lead, as_of, first);
    }
  }
  later_ += static_cast<int64_t>(end - a);
}

void ActivityPass::Add(size_t activity, int type, uint32_t lead, Micros as_of,
                       size_t first) {
  const Micros time = tables_->activities().time(activity);
  const uint32_t ticks = tick_ages_.Of(FloorToTick(as_of, model_.tick), time);
  for (size_t f : plan_.filters_of_type()[static_cast<size_t>(type)]) {
    const ActivityCondition::Answer answer = conditions_[f].Ask(activity);
    if (answer == ActivityCondition::Answer::kError) {
      errors_[f][first + lead] = 1;
    }
    if (answer != ActivityCondition::Answer::kYes) continue;
    *chosen_[f].next++ = {as_of - time, ticks,
                          static_cast<uint32_t>(activity - first_activity_)};
  }
}

// The same as ResolveLog where there are no versions.
void ActivityPass::GatherScreened(size_t row, uint32_t lead, Micros as_of,
                                  size_t first) {
  const ActivityColumns& columns = tables_->activities();
  const size_t end = columns.end(row);
  size_t a = columns.begin(row);
  log_.clear();
  for (; a < end && columns.time(a) <= as_of; ++a) {
    if (tables_->activity_type(a) >= 0) log_.push_back(a);
  }
  later_ += static_cast<int64_t>(end - a);
  dropped_.assign(log_.size(), 0);
  for (size_t s = 0; s < model_.screens.size(); ++s) Screen(s);
  for (size_t k = 0; k < log_.size(); ++k) {
    if (dropped_[k] == 0) {
      Add(log_[k], tables_->activity_type(log_[k]), lead, as_of, first);
    }
  }
}

// Marks what a screen drops of log_; it judges the whole of it.
void ActivityPass::Screen(size_t screen) {
  const CheckedScreen& of = model_.screens[screen];
  dropped_here_.assign(log_.size(), 0);
  candidates_.clear();
  for (size_t k = 0; k < log_.size(); ++k) {
    const int type = tables_->activity_type(log_[k]);
    if (!of.types[static_cast<size_t>(type)]) continue;
    candidates_.push_back(k);
    if (of.where != nullptr && screen_conditions_[screen].Ask(log_[k]) ==
                                   ActivityCondition::Answer::kYes) {
      dropped_here_[k] = 1;
    }
  }
  if (of.burst_count.has_value()) {
    const ActivityColumns& columns = tables_->activities();
    const auto burst = static_cast<size_t>(*of.burst_count);
    for (size_t from = 0; from + burst <= candidates_.size(); ++from) {
      const size_t last = from + burst - 1;
      if (columns.time(log_[candidates_[last]]) -
              columns.time(log_[candidates_[from]]) >
          of.burst_within) {
        continue;
      }
      for (size_t k = from; k <= last; ++k) dropped_here_[candidates_[k]] = 1;
    }
  }
  for (size_t k = 0; k < log_.size(); ++k) {
    screened_[screen] += dropped_here_[k];
    if (dropped_here_[k] != 0) dropped_[k] = 1;
  }
}

// ---- Selection -----------------------------------------------------------

// Marks what a rule keeps of what went through its filter, in the order in
// which SelectActivities does.
void ActivityPass::Select(const CheckedEach& each, const Chosen& chosen,
                          size_t count) {
  const size_t size = chosen.size();
  kept_.assign(size, 1);
  const int64_t window = each.within.value_or(kNoAge);
  size_t from = 0;
  for (size_t i = 0; i < count; ++i) {
    const size_t end = chosen.ends[i];
    if (each.first_of != CalendarUnit::kNone) {
      KeepFirstOfUnits(each, chosen, from, end);
    }
    for (size_t j = from; j < end; ++j) {
      if (chosen.entries[j].age >= window) kept_[j] = 0;
    }
    if (each.latest_per_property >= 0) {
      KeepLatestOfValues(each, chosen, from, end);
    }
    int left = each.keep_latest.value_or(std::numeric_limits<int>::max());
    for (size_t j = end; j-- > from;) {
      if (kept_[j] != 0 && left-- <= 0) kept_[j] = 0;
    }
    from = end;
  }
}

void ActivityPass::KeepFirstOfUnits(const CheckedEach& each,
                                    const Chosen& chosen, size_t from,
                                    size_t end) {
  units_.clear();
  for (size_t j = from; j < end; ++j) {
    const Micros time =
        tables_->activities().time(ActivityOf(chosen.entries[j]));
    int64_t unit = 0;
    if (is_utc_ && each.first_of == CalendarUnit::kDay) {
      unit = FloorToTick(time, kMicrosPerDay) / kMicrosPerDay;
    } else {
      unit = CalendarUnitOf(each.first_of, time, model_);
    }
    // Nearly always the last one: a zone may go back over midnight.
    auto found = units_.rbegin();
    while (found != units_.rend() && found->first != unit) ++found;
    if (found == units_.rend()) {
      units_.emplace_back(unit, 0);
      found = units_.rbegin();
    }
    if (++found->second > each.keep_first) kept_[j] = 0;
  }
}

void ActivityPass::KeepLatestOfValues(const CheckedEach& each,
                                      const Chosen& chosen, size_t from,
                                      size_t end) {
  const Column* property = tables_->property(each.latest_per_property);
  const size_t values =
      property == nullptr
          ? 1
          : static_cast<size_t>(property->dictionary().size()) + 1;
  last_seen_.resize(std::max(last_seen_.size(), values));
  const uint64_t own = ++num_counts_;
  for (size_t j = end; j-- > from;) {
    if (kept_[j] == 0) continue;
    // Those without a value have one and the same.
    const size_t value =
        property == nullptr
            ? 0
            : static_cast<size_t>(
                  property->Code(ActivityOf(chosen.entries[j])) + 1);
    if (last_seen_[value] == own) kept_[j] = 0;
    last_seen_[value] = own;
  }
}

// ---- Rules ---------------------------------------------------------------

void ActivityPass::CountRule(size_t rule, size_t begin, size_t count,
                             size_t first, const AsOfRows& as_of) {
  const PlannedEach& planned = plan_.rules()[rule];
  const CheckedRule& of = *planned.rule;
  const Chosen& chosen = chosen_[planned.filter];
  int64_t* const points = points_[rule].data() + first;
  if (planned.is_plain) {
    // The condition is asked once more, so it is given what it lets through.
    size_t at = 0;
    for (size_t i = 0; i < count; ++i) {
      log_.clear();
      for (; at < chosen.ends[i]; ++at) {
        log_.push_back(ActivityOf(chosen.entries[at]));
      }
      const EachSums sums =
          SumEach(of, model_, *tables_, log_, as_of.of(begin + i));
      points[i] =
          Clamp(PointsOfSum(of, sums.positive + sums.negative), of.min, of.max)
              .micros();
    }
    return;
  }
  const int64_t end = of.each->within.value_or(kNoAge);
  const size_t size = chosen.size();
  sums_.resize(std::max(sums_.size(), size + 1));
  int64_t* const sums = sums_.data();
  const Entry* const entries = chosen.entries.data();
  if (planned.selects) Select(*of.each, chosen, count);
  // Sums from the beginning; those of a lead are the difference of two.
  int64_t sum = 0;
  sums[0] = 0;
  if (planned.selects) {
    for (size_t j = 0; j < size; ++j) {
      const int64_t weight = planned.weights == nullptr
                                 ? 1
                                 : WeightAt(*planned.weights, entries[j].ticks);
      sum += kept_[j] != 0 ? weight : 0;
      sums[j + 1] = sum;
    }
  } else if (planned.weights == nullptr) {
    for (size_t j = 0; j < size; ++j) {
      sum += entries[j].age < end ? 1 : 0;
      sums[j + 1] = sum;
    }
  } else {
    for (size_t j = 0; j < size; ++j) {
      const int64_t weight = WeightAt(*planned.weights, entries[j].ticks);
      sum += entries[j].age < end ? weight : 0;
      sums[j + 1] = sum;
    }
  }
  int64_t before = 0;
  if (planned.weights == nullptr) {
    const std::vector<int64_t>& listed = planned.points_of_count;
    for (size_t i = 0; i < count; ++i) {
      const int64_t until = sums[chosen.ends[i]];
      const auto counted = static_cast<size_t>(until - before);
      points[i] = counted < listed.size() ? listed[counted]
                                          : PointsOfCount(of, until - before);
      before = until;
    }
    return;
  }
  RoundWeights(of, chosen, count, points);
}

// Makes points of sums_, which are sums of weights from the beginning.
void ActivityPass::RoundWeights(const CheckedRule& rule, const Chosen& chosen,
                                size_t count, int64_t* points) const {
  const int64_t* const sums = sums_.data();
  const int64_t micros = rule.points.micros();
  const auto size = static_cast<uint64_t>(micros < 0 ? -micros : micros);
  // No lead has more than all together.
  const absl::int128 most = absl::int128(size) * sums[chosen.size()];
  int64_t before = 0;
  if (rule.weight != Points::FromWhole(1) || most > INT64_MAX - kDecayOne) {
    for (size_t i = 0; i < count; ++i) {
      const int64_t until = sums[chosen.ends[i]];
      points[i] =
          Clamp(PointsOfWeights(rule, until - before), rule.min, rule.max)
              .micros();
      before = until;
    }
    return;
  }
  // The same without asking each time what holds of all.
  constexpr uint64_t kHalf = kDecayOne / 2;
  const int64_t least = Clamp(-kMaxRuleValue, rule.min, rule.max).micros();
  const int64_t largest = Clamp(kMaxRuleValue, rule.min, rule.max).micros();
  const int64_t sign = micros < 0 ? -1 : 1;
  for (size_t i = 0; i < count; ++i) {
    const int64_t until = sums[chosen.ends[i]];
    const uint64_t sum = size * static_cast<uint64_t>(until - before);
    const auto rounded = static_cast<int64_t>((sum + kHalf) / kDecayOne);
    points[i] = std::clamp(rounded * sign, least, largest);
    before = until;
  }
}

// ---- Signals -------------------------------------------------------------

void ActivityPass::CountSignal(size_t signal, size_t begin, size_t count,
                               size_t first, const AsOfRows& as_of) {
  using Method = PlannedSignal::Method;
  const PlannedSignal& planned = plan_.signals()[signal];
  if (planned.method == Method::kRatio || planned.method == Method::kUnneeded) {
    return;
  }
  const Chosen& chosen = chosen_[planned.filter];
  int64_t* const keys = keys_[signal].data() + first;
  switch (planned.method) {
    case Method::kCount:
      return CountInWindow(planned, chosen, count, keys);
    case Method::kDistinctText:
      return CountDistinct(planned, chosen, count, keys);
    case Method::kDaysSinceFirst:
    case Method::kDaysSinceLast:
      return FindDays(planned, chosen, begin, count, first, as_of, keys,
                      presence_[signal].data());
    default:
      return EvaluateSignal(signal, begin, count, first, as_of);
  }
}

void ActivityPass::CountInWindow(const PlannedSignal& signal,
                                 const Chosen& chosen, size_t count,
                                 int64_t* keys) {
  const AgeWindow window = WindowOf(*signal.signal);
  const size_t size = chosen.size();
  sums_.resize(std::max(sums_.size(), size + 1));
  int64_t sum = 0;
  sums_[0] = 0;
  for (size_t j = 0; j < size; ++j) {
    sum += window.Has(chosen.entries[j].age) ? 1 : 0;
    sums_[j + 1] = sum;
  }
  int64_t before = 0;
  for (size_t i = 0; i < count; ++i) {
    const int64_t until = sums_[chosen.ends[i]];
    keys[i] = until - before;
    before = until;
  }
}

void ActivityPass::CountDistinct(const PlannedSignal& signal,
                                 const Chosen& chosen, size_t count,
                                 int64_t* keys) {
  std::fill_n(keys, count, 0);
  const Column* property = tables_->property(signal.signal->property);
  // Nothing may be looked at of a block without activities.
  if (property == nullptr || chosen.size() == 0) return;
  const AgeWindow window = WindowOf(*signal.signal);
  const int32_t* const codes = property->codes();
  const Entry* const entries = chosen.entries.data();
  if (property->dictionary().size() <= static_cast<int32_t>(kWordBits)) {
    const int32_t* const own_codes = codes + first_activity_;
    const uint64_t* const bit_of_code = kBitsOfCodes.bits + 1;
    const uint32_t* const ends = chosen.ends.data();
    const auto bit_of = [&](const Entry& entry, bool counts) {
      const uint64_t mask = MaskOf(counts & window.Has(entry.age));
      return bit_of_code[own_codes[entry.activity & mask]] & mask;
    };
    size_t at = 0;
    for (size_t i = 0; i < count; ++i) {
      const size_t end = ends[i];
      // Most leads have at most two, which need no branch; where there are
      // fewer, others are looked at and not counted.
      uint64_t set =
          bit_of(entries[at], at < end) | bit_of(entries[at + 1], at + 1 < end);
      for (at += 2; at < end; ++at) set |= bit_of(entries[at], true);
      at = end;
      keys[i] = static_cast<int64_t>(set);
    }
    for (size_t i = 0; i < count; ++i) {
      keys[i] = static_cast<int64_t>(PopCount(static_cast<uint64_t>(keys[i])));
    }
    return;
  }
  last_seen_.resize(std::max(
      last_seen_.size(), static_cast<size_t>(property->dictionary().size())));
  size_t at = 0;
  for (size_t i = 0; i < count; ++i) {
    const uint64_t own = ++num_counts_;
    for (; at < chosen.ends[i]; ++at) {
      const int32_t code = codes[ActivityOf(entries[at])];
      if (code < 0 || !window.Has(entries[at].age)) continue;
      uint64_t& seen = last_seen_[static_cast<size_t>(code)];
      keys[i] += seen != own ? 1 : 0;
      seen = own;
    }
  }
}

// The log of a lead runs from the oldest activity to the latest.
void ActivityPass::FindDays(const PlannedSignal& signal, const Chosen& chosen,
                            size_t begin, size_t count, size_t first,
                            const AsOfRows& as_of, int64_t* keys,
                            uint64_t* presence) {
  const AgeWindow window = WindowOf(*signal.signal);
  const bool is_first = signal.method == PlannedSignal::Method::kDaysSinceFirst;
  const bool has_window =
      signal.signal->within.has_value() || signal.signal->after.has_value();
  const Entry* const entries = chosen.entries.data();
  Micros now = as_of.of(begin);
  Micros into_tick = now - FloorToTick(now, model_.tick);
  size_t from = 0;
  uint64_t bits = 0;
  for (size_t i = 0; i < count; ++i) {
    if (as_of.each != nullptr) {
      now = as_of.of(begin + i);
      into_tick = now - FloorToTick(now, model_.tick);
    }
    size_t low = from;
    size_t high = chosen.ends[i];
    from = high;
    if (has_window) {
      while (low < high && !window.Has(entries[low].age)) ++low;
      while (low < high && !window.Has(entries[high - 1].age)) --high;
    }
    // Without a branch, because whether a lead has any cannot be foreseen.
    const uint64_t is_present = MaskOf(low < high);
    const size_t last = high - (is_present & 1);
    const int64_t age = entries[is_first ? low : last].age;
    const int64_t since = age - into_tick;
    const uint64_t days =
        static_cast<uint64_t>(since) / static_cast<uint64_t>(kMicrosPerDay);
    keys[i] = static_cast<int64_t>(days & is_present & MaskOf(since > 0));
    // Blocks begin with a word. A number for all leads of it, because each
    // would have to wait for what was just written.
    bits = bits >> 1 | is_present << (kWordBits - 1);
    if (i % kWordBits == kWordBits - 1) {
      presence[(first + i) / kWordBits] = bits;
    }
  }
  if (count % kWordBits != 0) {
    presence[(first + count) / kWordBits] =
        bits >> (kWordBits - count % kWordBits);
  }
}

void ActivityPass::FindRatio(size_t signal, size_t count, size_t first) {
  const CheckedSignal& of = *plan_.signals()[signal].signal;
  const auto value_of = [&](int other, size_t i) {
    const auto index = static_cast<size_t>(other);
    if (!IsSet(presence_[index], i)) return cel::Value::Missing(-1);
    return ValueOfKey(model_.signals[index].type, keys_[index][i]);
  };
  for (size_t i = first; i < first + count; ++i) {
    const cel::Value ratio = RatioOf(of, plan_.signals()[signal].variable,
                                     value_of(of.of, i), value_of(of.to, i));
    Set(presence_[signal].data(), i, !ratio.is_error());
    keys_[signal][i] = ratio.is_error() ? 0 : KeyOfDouble(ratio.as_double());
  }
}

void ActivityPass::EvaluateSignal(size_t signal, size_t begin, size_t count,
                                  size_t first, const AsOfRows& as_of) {
  const PlannedSignal& planned = plan_.signals()[signal];
  const Chosen& chosen = chosen_[planned.filter];
  const AgeWindow window = WindowOf(*planned.signal);
  size_t at = 0;
  for (size_t i = 0; i < count; ++i) {
    log_.clear();
    for (; at < chosen.ends[i]; ++at) {
      const Entry& entry = chosen.entries[at];
      if (window.Has(entry.age)) log_.push_back(ActivityOf(entry));
    }
    const cel::Value value =
        SignalOfChosen(*planned.signal, planned.variable, model_, *tables_,
                       log_, as_of.of(begin + i));
    Set(presence_[signal].data(), first + i, !value.is_error());
    keys_[signal][first + i] = value.is_error() ? 0 : KeyOfValue(value);
  }
}

size_t ActivityPass::MemoryBytes() const {
  size_t bytes = 0;
  for (const Chosen& chosen : chosen_) {
    bytes += chosen.entries.capacity() * sizeof(Entry);
  }
  for (const auto& points : points_) bytes += points.capacity() * 8;
  for (const auto& keys : keys_) bytes += keys.capacity() * 8;
  for (const ActivityCondition& condition : conditions_) {
    bytes += condition.MemoryBytes();
  }
  return bytes + last_seen_.capacity() * sizeof(uint64_t);
}

}  // namespace leadscore::internal
