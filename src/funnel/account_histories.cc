#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "leadscore/account_history.h"
#include "src/core/status_macros.h"
#include "src/funnel/stays.h"
#include "src/table/lead_columns.h"

namespace leadscore {
namespace {

using internal::Stay;

// A lead comes into a stage, from another.
struct Move {
  absl::Time time;
  size_t row = 0;
  size_t from = 0;
  size_t to = 0;
};

// How many leads of an account are in each stage.
class Crowd {
 public:
  explicit Crowd(size_t stages) : leads_(stages) {}

  void Add(size_t stage) { ++leads_[stage]; }
  void Take(size_t stage) { --leads_[stage]; }

  // The furthest in which somebody is.
  size_t Furthest() const {
    size_t stage = leads_.size() - 1;
    while (stage > 0 && leads_[stage] == 0) --stage;
    return stage;
  }

 private:
  std::vector<int64_t> leads_;
};

// Of the moves at one instant the one that took an account from one stage to
// another: of the first lead that came into the further one, or left it.
size_t MoverOf(absl::Span<const Move> moves, size_t from, size_t to) {
  const auto mover =
      std::find_if(moves.begin(), moves.end(), [&](const Move& move) {
        return to > from ? move.to == to : move.from == from;
      });
  return mover == moves.end() ? moves[0].row : mover->row;
}

}  // namespace

absl::StatusOr<std::vector<AccountHistory>> MakeAccountHistories(
    const Model& model, const LeadTable& leads,
    absl::Span<const LeadHistory> histories) {
  if (histories.size() != leads.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "histories of ", histories.size(), " leads for ", leads.size()));
  }
  const std::vector<std::string>& names = model.stage_names();
  internal::StageIndex stages;
  for (size_t i = 0; i < names.size(); ++i) stages.emplace(names[i], i);

  const internal::Column& accounts = leads.columns().accounts();
  std::vector<std::vector<size_t>> rows_of(
      static_cast<size_t>(accounts.dictionary().size()));
  std::vector<size_t> order;
  for (size_t row = 0; row < leads.size(); ++row) {
    if (!accounts.IsPresent(row)) continue;
    const auto account = static_cast<size_t>(accounts.Code(row));
    if (rows_of[account].empty()) order.push_back(account);
    rows_of[account].push_back(row);
  }

  std::vector<AccountHistory> found;
  std::vector<Move> moves;
  for (size_t account : order) {
    AccountHistory history;
    history.account =
        std::string(accounts.dictionary().value(static_cast<int32_t>(account)));
    history.leads = static_cast<int64_t>(rows_of[account].size());
    if (names.empty()) {
      found.push_back(std::move(history));
      continue;
    }
    Crowd crowd(names.size());
    moves.clear();
    for (size_t row : rows_of[account]) {
      LEADSCORE_ASSIGN_OR_RETURN(
          const std::vector<Stay> stays,
          internal::StaysOf(histories[row], stages, absl::InfiniteFuture()));
      crowd.Add(stays[0].stage);
      for (size_t i = 1; i < stays.size(); ++i) {
        moves.push_back(
            {stays[i].begin, row, stays[i - 1].stage, stays[i].stage});
      }
    }
    std::stable_sort(
        moves.begin(), moves.end(),
        [](const Move& a, const Move& b) { return a.time < b.time; });
    size_t stage = crowd.Furthest();
    for (size_t begin = 0; begin < moves.size();) {
      size_t end = begin;
      for (; end < moves.size() && moves[end].time == moves[begin].time;
           ++end) {
        crowd.Take(moves[end].from);
        crowd.Add(moves[end].to);
      }
      const size_t next = crowd.Furthest();
      if (next != stage) {
        const size_t row =
            MoverOf(absl::MakeConstSpan(moves).subspan(begin, end - begin),
                    stage, next);
        history.transitions.push_back({moves[begin].time, names[stage],
                                       names[next],
                                       std::string(leads.id(row))});
      }
      stage = next;
      begin = end;
    }
    history.stage = names[stage];
    found.push_back(std::move(history));
  }
  return found;
}

}  // namespace leadscore
