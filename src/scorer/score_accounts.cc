#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "leadscore/account_table.h"
#include "leadscore/scorer.h"
#include "src/core/fixed.h"
#include "src/model/checked_model.h"
#include "src/scorer/roll_up.h"
#include "src/table/lead_columns.h"

namespace leadscore {
namespace internal {

Points RollUpPoints(const CheckedAccountScore& score,
                    std::vector<Points> points) {
  switch (score.take) {
    case RollUp::kMax:
      return *std::max_element(points.begin(), points.end());
    case RollUp::kMin:
      return *std::min_element(points.begin(), points.end());
    case RollUp::kTop:
      std::sort(points.begin(), points.end(), std::greater<>());
      if (points.size() > static_cast<size_t>(score.top)) {
        points.resize(static_cast<size_t>(score.top));
      }
      break;
    default:
      break;
  }
  absl::int128 sum = 0;
  for (Points of_lead : points) sum += of_lead.micros();
  if (score.take == RollUp::kAverage) {
    sum = DivideRounded(sum, static_cast<int64_t>(points.size()));
  }
  return ClampToPoints(sum, kMaxScore);
}

}  // namespace internal

absl::StatusOr<AccountTable> Scorer::ScoreAccounts(
    const Tables& tables, const ScoreTable& scores) const {
  if (scores.size() != tables.leads.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "scores of ", scores.size(), " leads for ", tables.leads.size()));
  }
  if (!scores.as_of.has_value() && scores.size() > 0) {
    return absl::FailedPreconditionError(
        "an account has a score only if its leads are scored at one instant");
  }
  const internal::Column& accounts = tables.leads.columns().accounts();
  const auto count = static_cast<size_t>(accounts.dictionary().size());
  std::vector<std::vector<size_t>> rows(count);
  std::vector<size_t> order;  // Of accounts, by their first leads.
  for (size_t row = 0; row < tables.leads.size(); ++row) {
    if (!accounts.IsPresent(row)) continue;
    const auto account = static_cast<size_t>(accounts.Code(row));
    if (rows[account].empty()) order.push_back(account);
    rows[account].push_back(row);
  }
  AccountTable table;
  table.scores.resize(model_.checked().account_scores.size());
  for (size_t account : order) {
    table.accounts.emplace_back(
        accounts.dictionary().value(static_cast<int32_t>(account)));
    table.leads.push_back(static_cast<int64_t>(rows[account].size()));
    if (!scores.stage.empty() && !model_.stage_names().empty()) {
      int32_t stage = -1;
      for (size_t row : rows[account]) {
        stage = std::max(stage, scores.stage[row]);
      }
      table.stage.push_back(stage);
    }
    for (size_t i = 0; i < table.scores.size(); ++i) {
      const internal::CheckedAccountScore& score =
          model_.checked().account_scores[i];
      const std::vector<Points>& column =
          score.score < 0 ? scores.total
                          : scores.scores[static_cast<size_t>(score.score)];
      std::vector<Points> points;
      for (size_t row : rows[account]) points.push_back(column[row]);
      table.scores[i].push_back(
          internal::RollUpPoints(score, std::move(points)));
    }
  }
  return table;
}

}  // namespace leadscore
