#include "src/funnel/stays.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

void FindWhatLeadsOn(std::vector<Stay>* stays) {
  size_t highest = 0;
  for (auto stay = stays->rbegin(); stay != stays->rend(); ++stay) {
    stay->leads_on = highest > stay->stage;
    highest = std::max(highest, stay->stage);
  }
}

absl::StatusOr<size_t> Find(const std::string& stage,
                            const StageIndex& stages) {
  const auto found = stages.find(stage);
  if (found != stages.end()) return found->second;
  return absl::InvalidArgumentError(
      absl::StrCat("a history has the stage ", Quoted(stage),
                   ", which the model does not have"));
}

// Of a lead without entries: its history says where it is, and that it is so
// only since it was looked at.
absl::StatusOr<std::vector<Stay>> StayForEver(const LeadHistory& history,
                                              const StageIndex& stages) {
  Stay stay;
  stay.begin = absl::InfinitePast();
  if (!history.transitions.empty()) {
    LEADSCORE_ASSIGN_OR_RETURN(stay.stage,
                               Find(history.transitions.back().to, stages));
  }
  return std::vector<Stay>{stay};
}

}  // namespace

absl::StatusOr<std::vector<Stay>> StaysOf(const LeadHistory& history,
                                          const StageIndex& stages,
                                          absl::Time before) {
  if (!history.first_entry.has_value()) return StayForEver(history, stages);
  std::vector<Stay> stays(1);
  // One that has not begun by then has no entries yet.
  stays[0].begin = *history.first_entry < before ? *history.first_entry
                                                 : absl::InfinitePast();
  std::vector<bool> was_in(stages.size());
  bool was_returned = false;
  for (const Transition& transition : history.transitions) {
    if (transition.time >= before) break;
    Stay next;
    LEADSCORE_ASSIGN_OR_RETURN(next.stage, Find(transition.to, stages));
    next.begin = transition.time;
    Stay& last = stays.back();
    last.end = transition.time;
    last.went_up = next.stage > last.stage;
    was_in[last.stage] = true;
    next.is_recycled = was_returned || was_in[next.stage];
    was_returned =
        was_returned || transition.cause == TransitionCause::kReturned;
    stays.push_back(next);
  }
  FindWhatLeadsOn(&stays);
  return stays;
}

}  // namespace leadscore::internal
