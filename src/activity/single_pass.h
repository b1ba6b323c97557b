// The activities of one lead, given by position, for all rules and signals: a
// bit an activity, so that what goes through a filter, lies in a window or is
// kept by a rule is a number of 64 bits.

#ifndef LEADSCORE_SRC_ACTIVITY_SINGLE_PASS_H_
#define LEADSCORE_SRC_ACTIVITY_SINGLE_PASS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/types/span.h"
#include "leadscore/lead_view.h"
#include "src/activity/activity_plan.h"
#include "src/activity/tick_ages.h"
#include "src/core/text_memo.h"

namespace leadscore::internal {

// For one thread. The plan has to outlive it.
class SinglePass {
 public:
  static constexpr size_t kMostActivities = 64;

  explicit SinglePass(const ActivityPlan& plan);

  // Why leads of the model are for the plain scorer; empty if they are not.
  static std::string PlainBecause(const ActivityPlan& plan);

  // Counts the activities of a lead. False if it is for the plain scorer: they
  // are too many, several are versions of one, or something about them is wrong
  // or has an error.
  bool Run(absl::Span<const ActivityView> activities, Micros as_of);

  // Of the last run: the points of a rule of the plan, in millionths, as if its
  // `when` were true; the value of a signal as a key (number_keys.h), and
  // whether there is one.
  int64_t points(size_t rule) const { return points_[rule]; }
  int64_t key(size_t signal) const { return keys_[signal]; }
  bool has(size_t signal) const { return has_[signal] != 0; }

  size_t MemoryBytes() const;

 private:
  enum class Answer : uint8_t { kNo, kYes, kError };

  // A condition on activities.
  struct Question {
    const cel::Program* condition = nullptr;
    int text_property = -1;  // The only variable that it reads, if it is one.
    TextMemo<Answer> answers;
  };
  struct Filter {
    std::vector<size_t> types;
    int question = -1;
  };
  struct Screen {
    std::vector<size_t> types;
    int question = -1;
  };

  bool TakeOver(absl::Span<const ActivityView> activities, Micros as_of);
  void SortByTime();
  bool HasVersions() const;
  bool DropScreened();
  bool MarkFilters();
  void MarkWindows();
  size_t AddBound(int64_t bound);
  int AddQuestion(const cel::Program* condition);
  // Of the activities of a mask those for which a condition holds; false if one
  // has an error.
  bool Keep(int question, uint64_t* mask);
  Answer Ask(Question* question, const ActivityView& activity);
  bool CountRule(size_t rule);
  bool Select(const CheckedEach& each, uint64_t* mask);
  uint64_t FirstOfUnits(const CheckedEach& each, uint64_t mask);
  bool LatestOfValues(const CheckedEach& each, uint64_t* mask) const;
  bool CountSignal(size_t signal);
  bool CountDistinct(int property, uint64_t mask, int64_t* count);
  int64_t CountUnits(CalendarUnit unit, uint64_t mask);
  void FindDays(size_t signal, uint64_t mask);
  void FindRatio(size_t signal);
  int64_t UnitOf(CalendarUnit unit, Micros time) const;
  // False if it is of another type than text.
  static bool ReadText(const ActivityView& activity, int property,
                       std::string_view* text);

  const ActivityPlan& plan_;
  const CheckedModel& model_;
  const TickAges tick_ages_;
  const bool is_utc_;
  std::vector<Filter> filters_;  // As in the plan.
  std::vector<Screen> screens_;
  std::vector<Question> questions_;
  // Ages at which windows begin and end, and for each rule and signal of the
  // plan which of them; 0 for none.
  std::vector<int64_t> bounds_ = {0};
  std::vector<size_t> rule_ends_;
  std::vector<size_t> signal_ends_;
  std::vector<size_t> signal_begins_;
  // Which of two with the same time comes first makes a difference.
  bool order_matters_ = false;

  // Of the lead: activities up to as_of, the oldest first.
  size_t size_ = 0;
  Micros as_of_ = 0;
  Micros floor_ = 0;  // Of as_of, to a tick.
  const ActivityView* log_[kMostActivities] = {};
  int64_t ages_[kMostActivities] = {};
  std::vector<uint64_t> type_masks_;
  std::vector<uint64_t> filter_masks_;
  std::vector<uint64_t> younger_;  // By bound: ages below it.

  std::vector<int64_t> points_;
  std::vector<int64_t> keys_;
  std::vector<uint8_t> has_;

  // Scratch.
  std::vector<std::pair<int64_t, int>> units_;
  absl::flat_hash_set<std::string_view> texts_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_SINGLE_PASS_H_
