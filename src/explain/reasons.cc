#include <algorithm>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "leadscore/model.h"
#include "leadscore/result.h"
#include "src/model/checked_model.h"

namespace leadscore {

std::string Reason::ToString() const {
  return absl::StrCat(label, points > Points() ? " +" : " ",
                      points.ToShortString());
}

std::vector<Reason> StrongestReasons(const Model& model,
                                     const LeadResult& result, int count) {
  struct Weighed {
    Reason reason;
    absl::int128 strength;
  };
  std::vector<Weighed> all;
  const internal::CheckedModel& checked = model.checked();
  for (size_t s = 0; s < result.scores.size(); ++s) {
    const absl::int128 weight = checked.scores[s].weight.micros();
    for (const GroupResult& group : result.scores[s].groups) {
      for (const RuleResult& rule : group.rules) {
        if (rule.points == Points()) continue;
        const absl::int128 weighed = weight * rule.points.micros();
        all.push_back({Reason{rule.label, rule.points},
                       weighed < 0 ? -weighed : weighed});
      }
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Weighed& a, const Weighed& b) {
                     return a.strength > b.strength;
                   });
  std::vector<Reason> reasons;
  for (size_t i = 0; i < all.size() && static_cast<int>(i) < count; ++i) {
    reasons.push_back(std::move(all[i].reason));
  }
  return reasons;
}

}  // namespace leadscore
