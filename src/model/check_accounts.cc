#include <set>
#include <string>
#include <vector>

#include "src/core/text.h"
#include "src/model/checks.h"

namespace leadscore::internal {
namespace {

using Scope = CheckContext::Scope;

void CheckTop(CheckContext& context, const AccountScoreSpec& spec) {
  if (spec.take == RollUp::kTop && spec.top < 1) {
    context.Error("top", "the sum of fewer than 1 lead",
                  "such as top: 3, for the three best leads of each account");
  }
  if (spec.take != RollUp::kTop && spec.top != 0) {
    context.Error("top", "only TOP takes the largest few");
  }
}

}  // namespace

void CheckAccountScores(CheckContext& context, CheckedModel* model) {
  std::set<std::string> names = {"account", "leads"};
  for (size_t i = 0; i < model->spec.account_scores.size(); ++i) {
    const AccountScoreSpec& spec = model->spec.account_scores[i];
    const Scope scope(context, "account_scores", i, spec.name);
    context.CheckIdentifier("account score", spec.name, &names);
    CheckedAccountScore score;
    score.name = spec.name;
    score.label = spec.label.empty() ? spec.name : spec.label;
    score.take = spec.take;
    score.top = spec.top;
    std::vector<std::string> of = model->score_names;
    of.push_back("total");
    const int found = context.CheckReference("of", "score", spec.of, of);
    score.score =
        found == static_cast<int>(model->score_names.size()) ? -1 : found;
    if (spec.take == RollUp::kUnspecified) {
      context.Error("take", "the account score does not say what it takes",
                    "one of SUM, MAX, MIN, AVERAGE and TOP");
    }
    CheckTop(context, spec);
    model->account_scores.push_back(std::move(score));
  }
}

}  // namespace leadscore::internal
