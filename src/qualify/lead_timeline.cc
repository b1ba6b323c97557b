#include "src/qualify/lead_timeline.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"

namespace leadscore::internal {
namespace {

void SortUnique(std::vector<Micros>* instants) {
  std::sort(instants->begin(), instants->end());
  instants->erase(std::unique(instants->begin(), instants->end()),
                  instants->end());
}

// The ids of the activities of a lead that the model knows.
absl::flat_hash_set<int32_t> KnownIds(const BoundTables& tables, size_t begin,
                                      size_t end) {
  absl::flat_hash_set<int32_t> ids;
  for (size_t i = begin; i < end; ++i) {
    if (tables.activity_type(i) != kNoType) {
      ids.insert(tables.activities().id_code(i));
    }
  }
  return ids;
}

// What the model does not know is no entry, unless it may be the version that
// counts of something that it knows.
void AddEntriesOf(const BoundTables& tables, size_t row, Micros as_of,
                  std::vector<Micros>* instants) {
  const ActivityColumns& activities = tables.activities();
  const auto [begin, end] = tables.activities_of(row);
  std::optional<absl::flat_hash_set<int32_t>> known_ids;
  for (size_t i = begin; i < end && activities.time(i) <= as_of; ++i) {
    if (tables.activity_type(i) == kNoType) {
      const int32_t id = activities.id_code(i);
      if (id < 0) continue;
      if (!known_ids.has_value()) known_ids = KnownIds(tables, begin, end);
      if (!known_ids->contains(id)) continue;
    }
    instants->push_back(activities.time(i));
  }
}

}  // namespace

std::vector<SoftPoints::Activity> TypesAndTimes(
    const BoundTables& tables, const std::vector<size_t>& activities) {
  std::vector<SoftPoints::Activity> list;
  for (size_t i : activities) {
    list.push_back({tables.activity_type(i), tables.activities().time(i)});
  }
  return list;
}

std::vector<Micros> EntryInstants(const CheckedModel& model,
                                  const BoundTables& tables,
                                  const AccountIndex& accounts, size_t row,
                                  Micros as_of) {
  std::vector<Micros> instants;
  AddEntriesOf(tables, row, as_of, &instants);
  for (const CheckedAttribute& attribute : model.attributes) {
    if (attribute.known_at_column < 0) continue;
    const Column* known_at = tables.lead_column(attribute.known_at_column);
    if (known_at != nullptr && known_at->IsPresent(row) &&
        known_at->Time(row) <= as_of) {
      instants.push_back(known_at->Time(row));
    }
  }
  SortUnique(&instants);
  if (instants.empty() || !HasAccountSignals(model)) return instants;
  const Micros first = instants.front();
  for (size_t other : accounts.RowsBeside(tables.leads(), row)) {
    AddEntriesOf(tables, other, as_of, &instants);
  }
  SortUnique(&instants);
  instants.erase(instants.begin(),
                 std::lower_bound(instants.begin(), instants.end(), first));
  return instants;
}

std::vector<Micros> AdjustmentEnds(const BoundTables& tables,
                                   const ActivityLog& log) {
  std::vector<Micros> ends;
  for (size_t i : log.entries) {
    if (tables.activity_type(i) != kAdjustCode) continue;
    const Micros until = tables.activities().entry(i).until;
    if (until != LogEntry::kForEver) ends.push_back(until);
  }
  SortUnique(&ends);
  return ends;
}

SoftPoints::SoftPoints(const CheckedModel& model, const BoundTables& tables,
                       const LeadLog& log)
    : tick_(model.tick) {
  const std::vector<Activity> own = TypesAndTimes(tables, log.own.activities);
  AddEdgesOfRules(model, own);
  AddEdgesOfSignals(model, false, own);
  AddEdgesOfSignals(model, true, TypesAndTimes(tables, log.account));
  SortUnique(&edges_);
}

SoftPoints::SoftPoints(const CheckedModel& model,
                       const std::vector<Activity>& own)
    : tick_(model.tick) {
  AddEdgesOfRules(model, own);
  AddEdgesOfSignals(model, false, own);
  SortUnique(&edges_);
}

void SoftPoints::AddEdgesOfRules(const CheckedModel& model,
                                 const std::vector<Activity>& own) {
  for (const CheckedScore& score : model.scores) {
    for (const CheckedGroup& group : score.groups) {
      for (const CheckedRule& rule : group.rules) {
        if (rule.each == nullptr) continue;
        AddEdges(own, rule.each->types, rule.each->within);
      }
    }
  }
}

void SoftPoints::AddEdgesOfSignals(const CheckedModel& model, bool over_account,
                                   const std::vector<Activity>& activities) {
  for (const CheckedSignal& signal : model.signals) {
    if (signal.over_account != over_account) continue;
    AddEdges(activities, signal.types, signal.within);
    AddEdges(activities, signal.types, signal.after);
  }
}

void SoftPoints::AddEdges(const std::vector<Activity>& activities,
                          const std::vector<bool>& types,
                          std::optional<Micros> window) {
  if (!window.has_value()) return;
  for (const Activity& activity : activities) {
    if (types[static_cast<size_t>(activity.type)]) {
      edges_.push_back(activity.time + *window);
    }
  }
}

int64_t SoftPoints::CountEdges(Micros first, Micros last) const {
  return std::upper_bound(edges_.begin(), edges_.end(), last) -
         std::lower_bound(edges_.begin(), edges_.end(), first);
}

int64_t SoftPoints::CountTicks(Micros first, Micros last) const {
  return (FloorToTick(last, tick_) - FloorToTick(first - 1, tick_)) / tick_;
}

Micros SoftPoints::First(Micros first) const {
  const Micros tick = FloorToTick(first - 1, tick_) + tick_;
  const auto edge = std::lower_bound(edges_.begin(), edges_.end(), first);
  return edge == edges_.end() ? tick : std::min(tick, *edge);
}

std::optional<Micros> SoftPoints::FindFirst(
    Micros first, Micros last,
    const std::function<bool(Micros first, Micros last)>& is_constant,
    const std::function<bool(Micros instant)>& changes) const {
  if (first > last) return std::nullopt;
  const int64_t edges = CountEdges(first, last);
  const int64_t ticks = CountTicks(first, last);
  if (edges + ticks == 0) return std::nullopt;
  const Micros first_tick = FloorToTick(first - 1, tick_) + tick_;
  const auto first_edge = std::lower_bound(edges_.begin(), edges_.end(), first);
  if (edges + ticks == 1) {
    const Micros only = edges == 1 ? *first_edge : first_tick;
    if (changes(only)) return only;
    return std::nullopt;
  }
  if (is_constant(first, last)) return std::nullopt;
  // A point in the middle that is not the first of all.
  Micros middle = 0;
  if (ticks >= 2 && ticks >= edges) {
    middle = first_tick + ticks / 2 * tick_;
  } else if (edges >= 2) {
    middle = *(first_edge + edges / 2);
  } else {
    middle = std::max(first_tick, *first_edge);
    if (first_tick == *first_edge) {
      if (changes(middle)) return middle;
      return std::nullopt;
    }
  }
  const std::optional<Micros> found =
      FindFirst(first, middle - 1, is_constant, changes);
  return found.has_value() ? found
                           : FindFirst(middle, last, is_constant, changes);
}

}  // namespace leadscore::internal
