#include "leadscore/live_book.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"
#include "src/live/live_shard.h"
#include "src/scorer/make_result.h"
#include "src/scorer/roll_up.h"

namespace leadscore {

using internal::FoundTransition;
using internal::LiveShard;
using internal::Micros;

class LiveBook::Impl {
 public:
  Impl(Model model, Micros start, const LiveBookOptions& options)
      : model_(std::move(model)), forgotten_(options.last_number) {
    const auto fused =
        std::make_shared<const internal::FusedModel>(model_.checked());
    const int shards =
        internal::HasAccountSignals(model_.checked()) ? 1 : options.shards;
    for (int i = 0; i < shards; ++i) {
      shards_.push_back(std::make_unique<LiveShard>(model_, fused, start));
    }
  }

  const Model& model() const { return model_; }

  absl::Status Upsert(const Lead& lead, LeadState* state) {
    LiveShard& shard = ShardOf(lead.id);
    const std::lock_guard<std::mutex> lock(shard.mutex());
    LEADSCORE_ASSIGN_OR_RETURN(const int32_t index, shard.Upsert(lead));
    Answer(&shard, index, state);
    return absl::OkStatus();
  }

  template <typename AnyActivity>
  absl::Status Add(std::string_view lead_id, const AnyActivity& activity,
                   LeadState* state, bool* is_repeated) {
    LiveShard& shard = ShardOf(lead_id);
    const std::lock_guard<std::mutex> lock(shard.mutex());
    LEADSCORE_ASSIGN_OR_RETURN(const int32_t index, Find(lead_id, shard));
    bool is_known = false;
    LEADSCORE_RETURN_IF_ERROR(shard.Add(index, activity, &is_known));
    if (is_repeated != nullptr) *is_repeated = is_known;
    Answer(&shard, index, state);
    return absl::OkStatus();
  }

  absl::Status Restore(const Lead& lead,
                       const std::vector<BookTransition>& told) {
    LiveShard& shard = ShardOf(lead.id);
    const std::lock_guard<std::mutex> lock(shard.mutex());
    LEADSCORE_RETURN_IF_ERROR(shard.Restore(lead, told));
    Number(&shard);
    return absl::OkStatus();
  }

  void EndRestore() {
    for (const auto& shard : shards_) {
      const std::lock_guard<std::mutex> lock(shard->mutex());
      shard->EndRestore();
      Number(shard.get());
    }
  }

  absl::Status Remove(std::string_view lead_id) {
    LiveShard& shard = ShardOf(lead_id);
    const std::lock_guard<std::mutex> lock(shard.mutex());
    LEADSCORE_ASSIGN_OR_RETURN(const int32_t index, Find(lead_id, shard));
    shard.Remove(index);
    Number(&shard);
    return absl::OkStatus();
  }

  absl::Status Advance(absl::Time now, AdvanceReport* report) {
    LEADSCORE_ASSIGN_OR_RETURN(const Micros micros, internal::CheckAsOf(now));
    std::vector<std::unique_lock<std::mutex>> locks;
    for (const auto& shard : shards_) locks.emplace_back(shard->mutex());
    if (micros < shards_[0]->clock()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the book's clock is at ",
                       internal::FormatInstant(shards_[0]->clock()),
                       ", and does not go back"));
    }
    AdvanceReport done;
    struct Found {
      LiveShard* shard;
      FoundTransition transition;
    };
    std::vector<Found> found;
    for (const auto& shard : shards_) {
      shard->Advance(micros, &done);
      for (FoundTransition& one : shard->found()) {
        found.push_back({shard.get(), std::move(one)});
      }
      shard->found().clear();
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Found& a, const Found& b) {
                       const BookTransition& x = a.transition.told;
                       const BookTransition& y = b.transition.told;
                       if (x.transition.time != y.transition.time) {
                         return x.transition.time < y.transition.time;
                       }
                       return x.lead_id < y.lead_id;
                     });
    const std::lock_guard<std::mutex> lock(log_mutex_);
    for (Found& one : found) {
      one.shard->SetNumber(one.transition,
                           Append(std::move(one.transition.told)));
    }
    done.transitions = static_cast<int64_t>(found.size());
    if (report != nullptr) *report = done;
    return absl::OkStatus();
  }

  absl::Time now() const {
    LiveShard& shard = *shards_[0];
    const std::lock_guard<std::mutex> lock(shard.mutex());
    return internal::FromMicros(shard.clock());
  }

  absl::Status Get(std::string_view lead_id, LeadState* state) const {
    LiveShard& shard = ShardOf(lead_id);
    const std::lock_guard<std::mutex> lock(shard.mutex());
    LEADSCORE_ASSIGN_OR_RETURN(const int32_t index, Find(lead_id, shard));
    shard.GetState(index, state);
    state->transitions.clear();
    return absl::OkStatus();
  }

  absl::StatusOr<Lead> GetLead(std::string_view lead_id) const {
    LiveShard& shard = ShardOf(lead_id);
    const std::lock_guard<std::mutex> lock(shard.mutex());
    LEADSCORE_ASSIGN_OR_RETURN(const int32_t index, Find(lead_id, shard));
    return shard.GetLead(index);
  }

  std::vector<std::string> LeadIds() const {
    std::vector<std::string> ids;
    for (const auto& shard : shards_) {
      const std::lock_guard<std::mutex> lock(shard->mutex());
      shard->AddIds(&ids);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  absl::StatusOr<AccountState> GetAccount(std::string_view account) const {
    const internal::CheckedModel& model = model_.checked();
    // At one instant for all of them.
    std::vector<std::unique_lock<std::mutex>> locks;
    for (const auto& shard : shards_) locks.emplace_back(shard->mutex());
    std::vector<LeadState> leads;
    for (const auto& shard : shards_) shard->AddStatesOf(account, &leads);
    if (leads.empty()) {
      return absl::NotFoundError("no lead has this account");
    }
    AccountState state;
    state.leads = static_cast<int64_t>(leads.size());
    for (const LeadState& lead : leads) {
      state.stage = std::max(state.stage, lead.stage);
    }
    for (const internal::CheckedAccountScore& score : model.account_scores) {
      std::vector<Points> points;
      for (const LeadState& lead : leads) {
        points.push_back(score.score < 0
                             ? lead.total
                             : lead.scores[static_cast<size_t>(score.score)]);
      }
      state.scores.push_back(internal::RollUpPoints(score, std::move(points)));
    }
    return state;
  }

  std::vector<BookTransition> Transitions(int64_t after, size_t most) const {
    const std::lock_guard<std::mutex> lock(log_mutex_);
    std::vector<BookTransition> transitions;
    const int64_t first = std::max<int64_t>(after - forgotten_, 0);
    for (auto i = static_cast<size_t>(first);
         i < log_.size() && transitions.size() < most; ++i) {
      transitions.push_back(log_[i]);
    }
    return transitions;
  }

  void ForgetTransitions(int64_t up_to) {
    const std::lock_guard<std::mutex> lock(log_mutex_);
    while (!log_.empty() && forgotten_ < up_to) {
      log_.pop_front();
      ++forgotten_;
    }
  }

  size_t size() const {
    size_t size = 0;
    for (const auto& shard : shards_) {
      const std::lock_guard<std::mutex> lock(shard->mutex());
      size += shard->size();
    }
    return size;
  }

  size_t MemoryBytes() const {
    size_t bytes = 0;
    for (const auto& shard : shards_) {
      const std::lock_guard<std::mutex> lock(shard->mutex());
      bytes += shard->MemoryBytes();
    }
    return bytes;
  }

 private:
  LiveShard& ShardOf(std::string_view lead_id) const {
    const size_t hash = absl::HashOf(internal::ToAbsl(lead_id));
    // Dictionaries use the low bits.
    return *shards_[(hash >> 32) % shards_.size()];
  }

  static absl::StatusOr<int32_t> Find(std::string_view lead_id,
                                      const LiveShard& shard) {
    const int32_t index = shard.Find(lead_id);
    if (index < 0) {
      return absl::NotFoundError(
          "the book has no lead with this id; Upsert adds it");
    }
    return index;
  }

  // Gives what was found numbers.
  void Number(LiveShard* shard) {
    if (shard->found().empty()) return;
    const std::lock_guard<std::mutex> lock(log_mutex_);
    for (FoundTransition& one : shard->found()) {
      shard->SetNumber(one, Append(std::move(one.told)));
    }
    shard->found().clear();
  }

  // The same, and the state for who asked for it.
  void Answer(LiveShard* shard, int32_t lead, LeadState* state) {
    if (state == nullptr) return Number(shard);
    state->transitions.clear();
    {
      const std::lock_guard<std::mutex> lock(log_mutex_);
      for (FoundTransition& one : shard->found()) {
        shard->SetNumber(one, Append(std::move(one.told)));
        if (one.lead == lead) state->transitions.push_back(log_.back());
      }
    }
    shard->found().clear();
    shard->GetState(lead, state);
  }

  // Its number.
  int64_t Append(BookTransition transition) {
    transition.number = forgotten_ + static_cast<int64_t>(log_.size()) + 1;
    log_.push_back(std::move(transition));
    return log_.back().number;
  }

  const Model model_;
  std::vector<std::unique_ptr<LiveShard>> shards_;

  mutable std::mutex log_mutex_;  // Taken after that of a shard.
  std::deque<BookTransition> log_;
  int64_t forgotten_ = 0;  // How many were before the first.
};

absl::StatusOr<std::unique_ptr<LiveBook>> LiveBook::Create(
    Model model, absl::Time start, const LiveBookOptions& options) {
  LEADSCORE_ASSIGN_OR_RETURN(const Micros micros, internal::CheckAsOf(start));
  if (options.shards < 1) {
    return absl::InvalidArgumentError("a book needs at least one shard");
  }
  if (options.last_number < 0) {
    return absl::InvalidArgumentError("transitions have no negative numbers");
  }
  return std::unique_ptr<LiveBook>(
      new LiveBook(std::make_unique<Impl>(std::move(model), micros, options)));
}

LiveBook::LiveBook(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LiveBook::~LiveBook() = default;

const Model& LiveBook::model() const { return impl_->model(); }

absl::Status LiveBook::Upsert(const Lead& lead, LeadState* state) {
  return impl_->Upsert(lead, state);
}

absl::Status LiveBook::Add(std::string_view lead_id, const Activity& activity,
                           LeadState* state, bool* is_repeated) {
  return impl_->Add(lead_id, activity, state, is_repeated);
}

absl::Status LiveBook::Add(std::string_view lead_id,
                           const ActivityView& activity, LeadState* state,
                           bool* is_repeated) {
  return impl_->Add(lead_id, activity, state, is_repeated);
}

absl::Status LiveBook::Restore(const Lead& lead,
                               const std::vector<BookTransition>& told) {
  return impl_->Restore(lead, told);
}

void LiveBook::EndRestore() { impl_->EndRestore(); }

absl::Status LiveBook::Remove(std::string_view lead_id) {
  return impl_->Remove(lead_id);
}

absl::Status LiveBook::Advance(absl::Time now, AdvanceReport* report) {
  return impl_->Advance(now, report);
}

absl::Time LiveBook::now() const { return impl_->now(); }

absl::Status LiveBook::Get(std::string_view lead_id, LeadState* state) const {
  return impl_->Get(lead_id, state);
}

absl::StatusOr<Lead> LiveBook::GetLead(std::string_view lead_id) const {
  return impl_->GetLead(lead_id);
}

std::vector<std::string> LiveBook::LeadIds() const { return impl_->LeadIds(); }

absl::StatusOr<AccountState> LiveBook::GetAccount(
    std::string_view account) const {
  return impl_->GetAccount(account);
}

std::vector<BookTransition> LiveBook::Transitions(int64_t after,
                                                  size_t most) const {
  return impl_->Transitions(after, most);
}

void LiveBook::ForgetTransitions(int64_t up_to) {
  impl_->ForgetTransitions(up_to);
}

size_t LiveBook::size() const { return impl_->size(); }

size_t LiveBook::MemoryBytes() const { return impl_->MemoryBytes(); }

}  // namespace leadscore
