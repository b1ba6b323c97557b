#include "src/activity/selection.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "src/activity/activity_log.h"

namespace leadscore::internal {
namespace {

void KeepFirstOfEach(CalendarUnit unit, int count, const CheckedModel& model,
                     const ActivityColumns& columns,
                     std::vector<size_t>* activities) {
  std::map<int64_t, int> kept;
  const auto is_further = [&](size_t i) {
    return ++kept[CalendarUnitOf(unit, columns.time(i), model)] > count;
  };
  // A plain loop: remove_if may call its predicate in any order.
  std::vector<size_t> first;
  for (size_t i : *activities) {
    if (!is_further(i)) first.push_back(i);
  }
  *activities = std::move(first);
}

// The latest for each value of a property. Those without a value are taken to
// have one and the same.
void KeepLatestOfEach(const Column* property, std::vector<size_t>* activities) {
  const auto is_less = [property](size_t i, size_t j) {
    return property != nullptr && property->Compare(i, j) < 0;
  };
  std::set<size_t, decltype(is_less)> seen(is_less);
  std::vector<size_t> latest;
  for (auto i = activities->rbegin(); i != activities->rend(); ++i) {
    if (seen.insert(*i).second) latest.push_back(*i);
  }
  std::reverse(latest.begin(), latest.end());
  *activities = std::move(latest);
}

}  // namespace

int64_t CalendarUnitOf(CalendarUnit unit, Micros time,
                       const CheckedModel& model) {
  const int64_t day = LocalDay(time, model.zone);
  return unit == CalendarUnit::kWeek ? WeekOfDay(day) : day;
}

std::vector<size_t> FilterActivities(const std::vector<bool>& types,
                                     const Condition& where,
                                     const CheckedModel& model,
                                     const BoundTables& tables,
                                     const std::vector<size_t>& log,
                                     int* errors) {
  std::vector<size_t> chosen;
  ActivityVariablesOf variables(model, tables);
  for (size_t i : log) {
    if (!types[static_cast<size_t>(tables.activity_type(i))]) continue;
    variables.set_activity(i);
    if (where != nullptr) {
      const cel::Value value = where->Evaluate(variables);
      if (errors != nullptr && value.is_error() && !value.is_missing()) {
        ++*errors;
      }
      if (!value.is_true()) continue;
    }
    chosen.push_back(i);
  }
  return chosen;
}

std::vector<size_t> SelectActivities(const CheckedEach& each,
                                     const CheckedModel& model,
                                     const BoundTables& tables,
                                     const std::vector<size_t>& log,
                                     Micros as_of, int* errors) {
  const ActivityColumns& columns = tables.activities();
  std::vector<size_t> chosen =
      FilterActivities(each.types, each.where, model, tables, log, errors);
  if (each.first_of != CalendarUnit::kNone) {
    KeepFirstOfEach(each.first_of, each.keep_first, model, columns, &chosen);
  }
  if (each.within.has_value()) {
    const Micros begin = as_of - *each.within;
    chosen.erase(chosen.begin(),
                 std::find_if(chosen.begin(), chosen.end(), [&](size_t i) {
                   return columns.time(i) > begin;
                 }));
  }
  if (each.latest_per_property >= 0) {
    KeepLatestOfEach(tables.property(each.latest_per_property), &chosen);
  }
  if (each.keep_latest.has_value()) {
    const auto keep = static_cast<size_t>(*each.keep_latest);
    if (chosen.size() > keep) chosen.erase(chosen.begin(), chosen.end() - keep);
  }
  return chosen;
}

}  // namespace leadscore::internal
