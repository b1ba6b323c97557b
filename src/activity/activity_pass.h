// One pass over the activities of some leads for all rules and signals.

#ifndef LEADSCORE_SRC_ACTIVITY_ACTIVITY_PASS_H_
#define LEADSCORE_SRC_ACTIVITY_ACTIVITY_PASS_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "src/activity/activity_condition.h"
#include "src/activity/activity_plan.h"
#include "src/activity/tick_ages.h"
#include "src/model/bound_tables.h"

namespace leadscore::internal {

// The instants at which rows are scored.
struct AsOfRows {
  Micros all = 0;
  const Micros* each = nullptr;  // By row of the table; null: all of them.

  Micros of(size_t row) const { return each == nullptr ? all : each[row]; }
};

// For one thread. Allocates nothing once it has seen as many activities as
// there are, but for leads with versions, retractions or screens, and for what
// is left to the plain evaluator.
class ActivityPass {
 public:
  // At most so many rows at once.
  ActivityPass(const ActivityPlan& plan, size_t most_rows);

  // The tables of what follows, which have to outlive it.
  void Bind(const BoundTables& tables);

  // Counts the activities of some rows, but for those of which `skip` (a bit a
  // row, from the first on) is set; what is said of them is of no use.
  void Run(size_t begin, size_t count, const AsOfRows& as_of,
           const std::vector<uint64_t>& skip);

  // Of the last run, by row from the first on. The points of a rule of the
  // plan, in millionths, as if its `when` were true; and whether its condition
  // on activities had an error.
  const int64_t* points(size_t rule) const { return points_[rule].data(); }
  bool HasError(size_t rule, size_t i) const {
    const std::vector<uint8_t>& errors = errors_[plan_.rules()[rule].filter];
    return !errors.empty() && errors[i] != 0;
  }
  // The value of a signal as a key (number_keys.h), and a bit where there is
  // one.
  const int64_t* keys(size_t signal) const { return keys_[signal].data(); }
  const uint64_t* presence(size_t signal) const {
    return presence_[signal].data();
  }

  // Over all rows of the last run that were not skipped.
  int64_t later() const { return later_; }
  const std::vector<int64_t>& screened() const { return screened_; }

  size_t MemoryBytes() const;

 private:
  // An activity that went through a filter.
  struct Entry {
    int64_t age = 0;        // In microseconds.
    uint32_t ticks = 0;     // Its age.
    uint32_t activity = 0;  // From the first of the block on.
  };

  // What went through a filter, lead by lead, each in the order of its log.
  struct Chosen {
    Entry* next = nullptr;  // Behind the last.
    // Two more than may be chosen, so that there are always two to look at.
    std::vector<Entry> entries;
    std::vector<uint32_t> ends;  // By lead of the block.

    size_t size() const { return static_cast<size_t>(next - entries.data()); }
  };

  // Where the next entry of a filter goes, and where ends are noted, by lead of
  // the block, as places.
  struct Head {
    Entry* next = nullptr;
    uint32_t* ends = nullptr;
  };
  // The distance of two of them is that of the entries.
  static uint32_t PlaceOf(const Entry* entry) {
    return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(entry) /
                                 sizeof(Entry));
  }

  // A column that is read from the first activity to the last.
  struct ColumnAhead {
    uintptr_t begin = 0;
    size_t bytes_each = 0;
  };

  void AskAhead(size_t activity) const;
  size_t ActivityOf(const Entry& entry) const {
    return first_activity_ + entry.activity;
  }
  void RunBlock(size_t begin, size_t count, size_t first, const AsOfRows& as_of,
                const std::vector<uint64_t>& skip);
  void Gather(size_t begin, size_t count, size_t first, const AsOfRows& as_of,
              const std::vector<uint64_t>& skip);
  bool MayGatherAtOnce(size_t begin, size_t count, size_t first,
                       const AsOfRows& as_of,
                       const std::vector<uint64_t>& skip) const;
  void GatherAtOnce(size_t begin, size_t count, Micros as_of);
  void FindLeads(size_t begin, size_t count);
  void GatherPlain(size_t row, uint32_t lead, Micros as_of, size_t first);
  void Add(size_t activity, int type, uint32_t lead, Micros as_of,
           size_t first);
  void GatherScreened(size_t row, uint32_t lead, Micros as_of, size_t first);
  void Screen(size_t screen);
  void Select(const CheckedEach& each, const Chosen& chosen, size_t count);
  void KeepFirstOfUnits(const CheckedEach& each, const Chosen& chosen,
                        size_t from, size_t end);
  void KeepLatestOfValues(const CheckedEach& each, const Chosen& chosen,
                          size_t from, size_t end);
  void CountRule(size_t rule, size_t begin, size_t count, size_t first,
                 const AsOfRows& as_of);
  void RoundWeights(const CheckedRule& rule, const Chosen& chosen, size_t count,
                    int64_t* points) const;
  void CountSignal(size_t signal, size_t begin, size_t count, size_t first,
                   const AsOfRows& as_of);
  void CountInWindow(const PlannedSignal& signal, const Chosen& chosen,
                     size_t count, int64_t* keys);
  void CountDistinct(const PlannedSignal& signal, const Chosen& chosen,
                     size_t count, int64_t* keys);
  void FindDays(const PlannedSignal& signal, const Chosen& chosen, size_t begin,
                size_t count, size_t first, const AsOfRows& as_of,
                int64_t* keys, uint64_t* presence);
  void FindRatio(size_t signal, size_t count, size_t first);
  void EvaluateSignal(size_t signal, size_t begin, size_t count, size_t first,
                      const AsOfRows& as_of);

  const ActivityPlan& plan_;
  const CheckedModel& model_;
  const BoundTables* tables_ = nullptr;
  const TickAges tick_ages_;

  // By type of the table: the only filter, without a condition, that it goes
  // through; or no_filter_, one behind the last, or this.
  static constexpr int kAskFilters = -1;
  int no_filter_ = 0;
  std::vector<int> filter_of_type_;
  bool may_ask_ = false;  // Some type asks filters.
  std::vector<ColumnAhead> ahead_;
  size_t first_activity_ = 0;                  // Of the block.
  std::vector<Chosen> chosen_;                 // By filter.
  std::vector<std::vector<uint8_t>> errors_;   // By filter with a condition.
  std::vector<ActivityCondition> conditions_;  // By filter.
  std::vector<ActivityCondition> screen_conditions_;  // By screen.
  bool is_utc_ = false;

  std::vector<std::vector<int64_t>> points_;     // By rule.
  std::vector<std::vector<int64_t>> keys_;       // By signal.
  std::vector<std::vector<uint64_t>> presence_;  // By signal.
  int64_t later_ = 0;
  std::vector<int64_t> screened_;

  // Scratch.
  std::vector<uint16_t> leads_;  // Of the block, by activity.
  std::vector<Head> heads_;
  std::vector<Entry> passed_by_;  // What goes through none.
  std::vector<uint32_t> no_ends_;
  std::vector<int64_t> sums_;
  std::vector<uint64_t> last_seen_;  // By code: who saw it last.
  uint64_t num_counts_ = 0;
  std::vector<size_t> log_;
  std::vector<uint8_t> dropped_;       // By place in log_, by any screen.
  std::vector<uint8_t> dropped_here_;  // By one screen.
  std::vector<size_t> candidates_;     // Places in log_.
  std::vector<uint8_t> kept_;          // By entry of a filter.
  std::vector<std::pair<int64_t, int>> units_;  // Days, and how many of each.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_ACTIVITY_PASS_H_
