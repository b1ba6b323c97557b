// The instants at which the results of one lead may change: its change points.
//
// Hard ones change what is known or what is in force: entries of the log, times
// since when attributes are known, ends of adjustments. Soft ones are those at
// which time alone may change a result: edges of windows and ticks.

#ifndef LEADSCORE_SRC_QUALIFY_LEAD_TIMELINE_H_
#define LEADSCORE_SRC_QUALIFY_LEAD_TIMELINE_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "src/exec/lead_facts.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// The instants up to `as_of` at which the log of a lead changes, ascending: its
// own entries and, where signals look at accounts, those of its account that
// are not before its own first. Times since when attributes are known are
// entries.
std::vector<Micros> EntryInstants(const CheckedModel& model,
                                  const BoundTables& tables,
                                  const AccountIndex& accounts, size_t row,
                                  Micros as_of);

// The ends of the adjustments in a log, ascending.
std::vector<Micros> AdjustmentEnds(const BoundTables& tables,
                                   const ActivityLog& log);

// Soft change points of a log that does not change.
class SoftPoints {
 public:
  struct Activity {
    int type = 0;  // Of the model.
    Micros time = 0;
  };

  SoftPoints(const CheckedModel& model, const BoundTables& tables,
             const LeadLog& log);
  // Of the activities of a lead, for a model without signals over accounts.
  SoftPoints(const CheckedModel& model, const std::vector<Activity>& own);

  // How many instants of a span there are at which an activity enters or leaves
  // a window.
  int64_t CountEdges(Micros first, Micros last) const;

  // The first of them from an instant on: a tick, if nothing else.
  Micros First(Micros first) const;

  // The first instant from `first` to `last` for which `changes` holds, among
  // the soft points; spans over which `is_constant` holds are passed over.
  // `changes` has to hold at the first soft point at which anything differs.
  std::optional<Micros> FindFirst(
      Micros first, Micros last,
      const std::function<bool(Micros first, Micros last)>& is_constant,
      const std::function<bool(Micros instant)>& changes) const;

 private:
  void AddEdgesOfRules(const CheckedModel& model,
                       const std::vector<Activity>& own);
  void AddEdgesOfSignals(const CheckedModel& model, bool over_account,
                         const std::vector<Activity>& activities);
  // Adds where the activities of some types cross the edge of a window.
  void AddEdges(const std::vector<Activity>& activities,
                const std::vector<bool>& types, std::optional<Micros> window);
  int64_t CountTicks(Micros first, Micros last) const;

  Micros tick_;
  std::vector<Micros> edges_;  // Ascending, each once.
};

std::vector<SoftPoints::Activity> TypesAndTimes(
    const BoundTables& tables, const std::vector<size_t>& activities);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_LEAD_TIMELINE_H_
