// A part of the leads of a live book, and all that is done with them.

#ifndef LEADSCORE_SRC_LIVE_LIVE_SHARD_H_
#define LEADSCORE_SRC_LIVE_LIVE_SHARD_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "leadscore/live_book.h"
#include "leadscore/model.h"
#include "src/exec/fused_model.h"
#include "src/live/live_log.h"
#include "src/live/plain_lead.h"
#include "src/qualify/causes.h"
#include "src/qualify/quick_steps.h"
#include "src/qualify/stage_fold.h"
#include "src/table/activity_place.h"
#include "src/table/dictionary.h"

namespace leadscore::internal {

// What was found of a lead and has no number yet.
struct FoundTransition {
  int32_t lead = 0;
  // Which of the lead's changes it is; -1: it withdraws one.
  int change = -1;
  BookTransition told;
};

// Not thread-safe: its owner takes mutex() around every call.
class LiveShard {
 public:
  // `fused` is that of the model.
  LiveShard(Model model, std::shared_ptr<const FusedModel> fused, Micros clock);

  std::mutex& mutex() { return mutex_; }
  Micros clock() const { return clock_; }
  size_t size() const { return size_; }
  size_t MemoryBytes() const;

  // The code of a lead, or -1.
  int32_t Find(std::string_view id) const;

  // Each as of LiveBook. What they find is in found().
  absl::StatusOr<int32_t> Upsert(const Lead& lead);
  absl::Status Restore(const Lead& lead, std::vector<BookTransition> told);
  void EndRestore();
  absl::Status Add(int32_t lead, const Activity& activity, bool* is_repeated);
  absl::Status Add(int32_t lead, const ActivityView& activity,
                   bool* is_repeated);
  void Remove(int32_t lead);
  void Advance(Micros now, AdvanceReport* report);

  // What was found since the last ClearFound, in the order in which it was; to
  // be given numbers.
  std::vector<FoundTransition>& found() { return found_; }
  void SetNumber(const FoundTransition& found, int64_t number);

  void GetState(int32_t lead, LeadState* state);
  Lead GetLead(int32_t lead);
  void AddIds(std::vector<std::string>* ids) const;
  // Appends the leads of an account.
  void AddStatesOf(std::string_view account, std::vector<LeadState>* leads);

 private:
  struct Timer {
    Micros time = 0;
    int32_t lead = 0;
    // The earliest is on top.
    bool operator<(const Timer& other) const { return time > other.time; }
  };

  const CheckedModel& model() const { return model_.checked(); }
  LiveLead& At(int32_t lead) { return leads_[static_cast<size_t>(lead)]; }

  absl::Status Place(const Activity& activity, int* type, LivePayload* payload);

  // Brings the history of a lead up to date after something was added to its
  // log at an instant, or after its row has changed.
  void TakeIn(int32_t lead, int type, Micros time);
  // Whether an activity that goes on from the log of a lead is within its
  // margin, which it makes smaller then.
  bool IsWithinMargin(int type, Micros time, LiveLead* lead);
  bool GoesOn(const LiveLead& lead, Micros time) const;
  // From its first entry.
  void Refold(int32_t lead, Micros from);
  // And the other leads of its account, where these see what it did.
  void RefoldAll(int32_t lead, Micros from);
  // From where its timer is.
  void GoOn(int32_t lead);
  void SetAccount(int32_t lead, std::string_view account);
  absl::StatusOr<int32_t> Put(const Lead& lead);
  void SettleRestored(int32_t lead, const std::vector<BookTransition>& told);
  std::vector<StageChange> Fold(int32_t lead);

  // Makes the told history of a lead this one, which is as told before `from`.
  void Settle(int32_t lead, const std::vector<StageChange>& changes,
              Micros from);
  void Tell(int32_t lead, const StageChange& change);
  void Withdraw(int32_t lead, const LiveChange& change);
  Cause CauseOf(int32_t lead, const StageChange& change);

  // Shows the log of a lead to the steps.
  void Show(int32_t lead);
  Lead NamedLead(int32_t lead);
  // Of the lead that is shown.
  PlainLead& Plain();
  FoldSteps& steps();
  void FindEntries();
  Micros NextEntry();
  // When something may happen to it next, if nothing arrives: not before that
  // which is told, since an instant that was judged, and which is not before
  // its last entry.
  Micros NextChange(Micros since);
  void SetTimer(Micros next);
  bool FindState(LeadState* state);

  const Model model_;
  const std::shared_ptr<const FusedModel> fused_;
  const bool over_accounts_;
  const bool has_known_at_;
  std::mutex mutex_;
  Micros clock_;
  size_t size_ = 0;

  Dictionary ids_;
  std::vector<LiveLead> leads_;  // By code of the id.
  TextPool texts_;
  LiveLogs logs_;
  Dictionary accounts_;
  std::vector<std::vector<int32_t>> leads_of_account_;
  std::priority_queue<Timer> timers_;

  std::optional<QuickSteps> quick_;
  // Of the lead that is shown.
  int32_t lead_ = -1;
  ShownLog shown_;
  std::optional<PlainLead> plain_;

  // Leads to be settled once all are there, because they see each other.
  std::vector<std::pair<int32_t, std::vector<BookTransition>>> restored_;

  std::vector<FoundTransition> found_;
  std::vector<Micros> entries_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_LIVE_LIVE_SHARD_H_
