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

  // Of the last run: the points of the rules of the plan, in millionths, as if
  // their `when` were true; the value of a signal as a key (number_keys.h), and
  // whether there is one.
  const int64_t* points() const { return points_.data(); }
  int64_t key(size_t signal) const { return keys_[signal]; }
  bool has(size_t signal) const { return has_[signal] != 0; }

  // Those that screens dropped, by place in the log of the last run, which is
  // that of the activities if these were sorted by time.
  uint64_t dropped() const { return dropped_; }

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

  // What a rule or signal needs in each run, side by side.
  struct RuleRun {
    const PlannedEach* planned = nullptr;
    size_t filter = 0;
    size_t end = 0;  // Of bounds_; 0 for none.
    // If nothing decays.
    const int64_t* points_of_count = nullptr;
    size_t num_counts = 0;
    // Otherwise: weights by age, the last of them for all that is older.
    const int32_t* weights = nullptr;
    size_t last_weight = 0;
    // With a weight of 1, and no sum beyond 64 bits: the size and the sign of
    // the points, and what they are kept between.
    bool is_simple = false;
    uint64_t size = 0;
    int64_t sign = 1;
    int64_t least = 0;
    int64_t largest = 0;
  };
  struct SignalRun {
    size_t signal = 0;
    PlannedSignal::Method method = PlannedSignal::Method::kCount;
    CalendarUnit unit = CalendarUnit::kNone;  // Of kPlain.
    size_t filter = 0;
    size_t end = 0;    // Of bounds_; 0 for none.
    size_t begin = 0;  // As well.
    int property = -1;
  };

  RuleRun MakeRun(const PlannedEach& planned);
  void AddRun(size_t signal);
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
  bool CountRule(const RuleRun& run, int64_t* points);
  int64_t SumOfWeights(const RuleRun& run, uint64_t mask) const;
  bool Select(const CheckedEach& each, uint64_t* mask);
  uint64_t FirstOfUnits(const CheckedEach& each, uint64_t mask);
  bool LatestOfValues(const CheckedEach& each, uint64_t* mask);
  bool CountSignal(const SignalRun& run);
  bool CountDistinct(int property, uint64_t mask, int64_t* count);
  int64_t CountUnits(CalendarUnit unit, uint64_t mask);
  void FindDays(const SignalRun& run, uint64_t mask);
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
  // Ages at which windows begin and end; the first is none.
  std::vector<int64_t> bounds_ = {0};
  std::vector<RuleRun> rules_;  // As in the plan.
  std::vector<SignalRun> signals_;
  std::vector<size_t> ratios_;
  // Which of two with the same time comes first makes a difference.
  bool order_matters_ = false;

  // Of the lead: activities up to as_of, the oldest first.
  size_t size_ = 0;
  Micros as_of_ = 0;
  Micros floor_ = 0;  // Of as_of, to a tick.
  const ActivityView* log_[kMostActivities] = {};
  int64_t ages_[kMostActivities] = {};
  uint64_t dropped_ = 0;
  std::vector<uint64_t> type_masks_;
  std::vector<uint64_t> filter_masks_;
  std::vector<uint64_t> younger_;  // By bound: ages below it.

  std::vector<int64_t> points_;
  std::vector<int64_t> keys_;
  std::vector<uint8_t> has_;

  // Scratch.
  std::vector<std::pair<int64_t, int>> units_;
  std::string_view seen_[kMostActivities];
  absl::flat_hash_set<std::string_view> texts_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_SINGLE_PASS_H_
