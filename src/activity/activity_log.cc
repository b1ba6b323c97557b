#include "src/activity/activity_log.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace leadscore::internal {
namespace {

// Of the versions of each activity the one that counts. `activities` stand in
// the canonical order, which decides between versions that are otherwise equal.
std::vector<size_t> ResolveVersions(const ActivityColumns& columns,
                                    const std::vector<size_t>& activities) {
  absl::flat_hash_map<int32_t, size_t> best;  // Activity by code of its id.
  for (size_t i : activities) {
    const int32_t id = columns.id_code(i);
    if (id < 0) continue;
    const auto [entry, is_new] = best.emplace(id, i);
    // The earlier one comes first and stays where revisions are equal.
    if (!is_new && columns.revision(i) > columns.revision(entry->second)) {
      entry->second = i;
    }
  }
  std::vector<size_t> resolved;
  for (size_t i : activities) {
    const int32_t id = columns.id_code(i);
    if (id < 0 || best[id] == i) resolved.push_back(i);
  }
  return resolved;
}

// Marks the activities of every burst.
void MarkBursts(const CheckedScreen& screen, const ActivityColumns& columns,
                const std::vector<size_t>& activities,
                const std::vector<size_t>& candidates,
                std::vector<bool>* is_dropped) {
  const auto count = static_cast<size_t>(*screen.burst_count);
  for (size_t first = 0; first + count <= candidates.size(); ++first) {
    const size_t last = first + count - 1;
    const Micros span = columns.time(activities[candidates[last]]) -
                        columns.time(activities[candidates[first]]);
    if (span > screen.burst_within) continue;
    for (size_t i = first; i <= last; ++i) (*is_dropped)[candidates[i]] = true;
  }
}

// Which of `activities` the screen drops. It judges the whole log, whatever
// other screens drop.
std::vector<bool> Screen(const CheckedScreen& screen, const CheckedModel& model,
                         const BoundTables& tables,
                         const std::vector<size_t>& activities) {
  std::vector<bool> is_dropped(activities.size());
  std::vector<size_t> candidates;  // Indices into `activities`.
  ActivityVariablesOf variables(model, tables);
  for (size_t i = 0; i < activities.size(); ++i) {
    const int type = tables.activity_type(activities[i]);
    if (!screen.types[static_cast<size_t>(type)]) continue;
    candidates.push_back(i);
    variables.set_activity(activities[i]);
    is_dropped[i] =
        screen.where != nullptr && screen.where->Evaluate(variables).is_true();
  }
  if (screen.burst_count.has_value()) {
    MarkBursts(screen, tables.activities(), activities, candidates,
               &is_dropped);
  }
  return is_dropped;
}

}  // namespace

ActivityLog ResolveLog(const CheckedModel& model, const BoundTables& tables,
                       size_t lead_row, Micros as_of) {
  const ActivityColumns& columns = tables.activities();
  const auto [begin, end] = tables.activities_of(lead_row);
  absl::flat_hash_set<int32_t> retracted;
  std::vector<size_t> existing;
  size_t later = begin;
  for (; later < end && columns.time(later) <= as_of; ++later) {
    const size_t i = later;
    const int type = tables.activity_type(i);
    if (type == kRetractCode) {
      retracted.insert(columns.id_code(i));
    } else if (type != kNoType || columns.id_code(i) >= 0) {
      existing.push_back(i);
    }
  }
  existing.erase(std::remove_if(existing.begin(), existing.end(),
                                [&](size_t i) {
                                  return columns.id_code(i) >= 0 &&
                                         retracted.contains(columns.id_code(i));
                                }),
                 existing.end());
  existing = ResolveVersions(columns, existing);

  ActivityLog log;
  // What is of no type that the model knows has had its say: it may have been
  // the version that counts.
  existing.erase(std::remove_if(existing.begin(), existing.end(),
                                [&](size_t i) {
                                  const int type = tables.activity_type(i);
                                  if (type >= 0) return false;
                                  if (type != kNoType) log.entries.push_back(i);
                                  return true;
                                }),
                 existing.end());
  log.later = static_cast<int>(end - later);
  std::vector<bool> is_dropped(existing.size());
  for (const CheckedScreen& screen : model.screens) {
    const std::vector<bool> dropped = Screen(screen, model, tables, existing);
    log.screened.push_back(
        static_cast<int>(std::count(dropped.begin(), dropped.end(), true)));
    for (size_t i = 0; i < dropped.size(); ++i) {
      if (dropped[i]) is_dropped[i] = true;
    }
  }
  for (size_t i = 0; i < existing.size(); ++i) {
    if (!is_dropped[i]) log.activities.push_back(existing[i]);
  }
  return log;
}

cel::Value ActivityVariablesOf::Get(int variable) const {
  const ActivityVariables& variables = model_.activity_variables;
  if (variable == variables.type) {
    const auto type = static_cast<size_t>(tables_.activity_type(activity_));
    return cel::Value::BorrowedString(model_.activity_schema.types[type]);
  }
  if (variable == variables.time) {
    return cel::Value::Timestamp(tables_.activities().time(activity_));
  }
  if (variable >= variables.lists) {
    return model_.lists[static_cast<size_t>(variable - variables.lists)].value;
  }
  return ValueInColumn(tables_.property(variable - variables.properties),
                       activity_, variable);
}

}  // namespace leadscore::internal
