#include "src/draft/learn_points.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace leadscore::internal {
namespace {

// How many leads of the average are added to each group.
constexpr double kAddedLeads = 20;
// Single values closer to the average than this many standard errors get
// nothing.
constexpr double kFewestErrors = 1.64;
// Columns with less information than this are noise; of the others the best.
constexpr double kLeastInformation = 0.01;
constexpr size_t kMostColumns = 30;
// Factors of columns: one that says the same as others comes out small or
// negative and is left out; none counts much more than it does alone.
constexpr double kLeastFactor = 0.1;
constexpr double kLargestFactor = 1.5;
// Ten points double the odds; even odds have 50.
constexpr double kPointsPerNat = 10 / 0.693147180559945309417;
constexpr double kEvenOdds = 50;
// Columns whose groups lie no further apart than this get no points.
constexpr int64_t kFewPoints = 2;

double Logit(double share) { return std::log(share / (1 - share)); }

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// Solves a * x = b for a symmetric positive definite matrix, in place.
void Solve(std::vector<double>* a, std::vector<double>* b) {
  const size_t n = b->size();
  const auto at = [a, n](size_t i, size_t j) -> double& {
    return (*a)[i * n + j];
  };
  for (size_t j = 0; j < n; ++j) {
    for (size_t k = 0; k < j; ++k) at(j, j) -= at(j, k) * at(j, k);
    at(j, j) = std::sqrt(std::max(at(j, j), 1e-12));
    for (size_t i = j + 1; i < n; ++i) {
      for (size_t k = 0; k < j; ++k) at(i, j) -= at(i, k) * at(j, k);
      at(i, j) /= at(j, j);
    }
  }
  for (size_t i = 0; i < n; ++i) {
    for (size_t k = 0; k < i; ++k) (*b)[i] -= at(i, k) * (*b)[k];
    (*b)[i] /= at(i, i);
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t k = i + 1; k < n; ++k) (*b)[i] -= at(k, i) * (*b)[k];
    (*b)[i] /= at(i, i);
  }
}

// What is learned without one fold, or from all.
class Fit {
 public:
  // `left_out` is kFolds if none is.
  Fit(const LearnInput& input, size_t left_out)
      : input_(input), left_out_(left_out) {
    for (size_t i = 0; i < input.won.size(); ++i) {
      if (input.folds[i] == left_out) continue;
      ++sample_size_;
      sample_won_ += input.won[i];
    }
    Weigh();
    ChooseColumns();
    FindFactors();
    DropWeakColumns();
  }

  std::vector<std::vector<int64_t>> Points() const {
    std::vector<std::vector<int64_t>> points;
    for (const std::vector<double>& weights : weights_) {
      points.emplace_back(weights.size(), 0);
    }
    for (size_t i = 0; i < chosen_.size(); ++i) {
      const std::vector<double>& weights = weights_[chosen_[i]];
      for (size_t group = 0; group < weights.size(); ++group) {
        points[chosen_[i]][group] =
            std::llround(kPointsPerNat * factors_[i + 1] * weights[group]);
      }
      DropFewPoints(&points[chosen_[i]]);
    }
    return points;
  }

  int64_t Base() const {
    return std::llround(kEvenOdds + kPointsPerNat * factors_[0]);
  }

 private:
  // The leads of a group that are learned from.
  std::pair<double, double> CountsOf(const GroupCounts& group) const {
    int64_t decided = group.all_decided();
    int64_t won = group.all_won();
    if (left_out_ < kFolds) {
      decided -= group.decided[left_out_];
      won -= group.won[left_out_];
    }
    return {static_cast<double>(decided), static_cast<double>(won)};
  }

  // A rule for a point or two tells nobody anything.
  static void DropFewPoints(std::vector<int64_t>* points) {
    const auto [least, most] =
        std::minmax_element(points->begin(), points->end());
    if (*most - *least <= kFewPoints) {
      std::fill(points->begin(), points->end(), 0);
    }
  }

  void Weigh() {
    for (const LearnColumn& column : input_.columns) {
      double all_decided = 0;
      double all_won = 0;
      for (const GroupCounts& group : column.groups) {
        const auto [decided, won] = CountsOf(group);
        all_decided += decided;
        all_won += won;
      }
      const double share = all_won / all_decided;
      std::vector<double> weights;
      double information = 0;
      for (const GroupCounts& group : column.groups) {
        const auto [decided, won] = CountsOf(group);
        const double error = std::sqrt(decided * share * (1 - share));
        const bool is_average =
            column.drops_average &&
            std::fabs(won - decided * share) < kFewestErrors * error;
        const double shrunk =
            (won + kAddedLeads * share) / (decided + kAddedLeads);
        const double weight =
            is_average || decided == 0 ? 0 : Logit(shrunk) - Logit(share);
        weights.push_back(weight);
        information +=
            (won / all_won - (decided - won) / (all_decided - all_won)) *
            weight;
      }
      weights_.push_back(std::move(weights));
      information_.push_back(information);
    }
  }

  void ChooseColumns() {
    for (size_t i = 0; i < input_.columns.size(); ++i) {
      if (information_[i] >= kLeastInformation) chosen_.push_back(i);
    }
    std::stable_sort(chosen_.begin(), chosen_.end(),
                     [this](size_t a, size_t b) {
                       return information_[a] > information_[b];
                     });
    if (chosen_.size() > kMostColumns) chosen_.resize(kMostColumns);
    std::sort(chosen_.begin(), chosen_.end());
  }

  double SumOf(const std::vector<double>& factors, size_t row) const {
    double sum = factors[0];
    for (size_t i = 0; i < chosen_.size(); ++i) {
      const size_t column = chosen_[i];
      sum +=
          factors[i + 1] * weights_[column][input_.columns[column].sample[row]];
    }
    return sum;
  }

  // What is made small: minus the logarithm of the likelihood, and how far the
  // factors are from 1, what each would count alone.
  double LossOf(const std::vector<double>& factors) const {
    double loss = 0;
    for (size_t row = 0; row < input_.won.size(); ++row) {
      if (input_.folds[row] == left_out_) continue;
      const double sum = SumOf(factors, row);
      const double towards = input_.won[row] != 0 ? -sum : sum;
      loss += towards > 0 ? towards + std::log1p(std::exp(-towards))
                          : std::log1p(std::exp(towards));
    }
    for (size_t i = 1; i < factors.size(); ++i) {
      loss += (factors[i] - 1) * (factors[i] - 1) / 2;
    }
    return loss;
  }

  // Newton's method for a logistic regression of the chosen columns' weights.
  void FindFactors() {
    const size_t n = chosen_.size() + 1;
    factors_.assign(n, 0);
    factors_[0] = Logit(static_cast<double>(sample_won_) /
                        static_cast<double>(sample_size_));
    double loss = LossOf(factors_);
    constexpr int kMostSteps = 12;
    for (int i = 0; i < kMostSteps; ++i) {
      const std::vector<double> step = NewtonStep();
      // Half as far, until it is better.
      constexpr int kMostHalvings = 8;
      double part = 1;
      bool is_better = false;
      for (int j = 0; j < kMostHalvings && !is_better; ++j, part /= 2) {
        std::vector<double> next = factors_;
        for (size_t k = 0; k < n; ++k) next[k] += part * step[k];
        const double next_loss = LossOf(next);
        is_better = next_loss < loss;
        if (!is_better) continue;
        const bool is_near = loss - next_loss < 1e-6 * loss;
        loss = next_loss;
        factors_ = std::move(next);
        if (is_near) return;
      }
      if (!is_better) return;
    }
  }

  std::vector<double> NewtonStep() const {
    const size_t n = factors_.size();
    std::vector<double> hessian(n * n, 0);
    std::vector<double> gradient(n, 0);
    std::vector<double> x(n, 1);
    for (size_t row = 0; row < input_.won.size(); ++row) {
      if (input_.folds[row] == left_out_) continue;
      for (size_t i = 1; i < n; ++i) {
        const size_t column = chosen_[i - 1];
        x[i] = weights_[column][input_.columns[column].sample[row]];
      }
      const double chance = Sigmoid(SumOf(factors_, row));
      const double rest = input_.won[row] - chance;
      const double weight = chance * (1 - chance);
      for (size_t i = 0; i < n; ++i) {
        gradient[i] += rest * x[i];
        const double weighted = weight * x[i];
        for (size_t j = 0; j <= i; ++j) hessian[i * n + j] += weighted * x[j];
      }
    }
    for (size_t i = 1; i < n; ++i) {
      gradient[i] += 1 - factors_[i];
      hessian[i * n + i] += 1;
    }
    Solve(&hessian, &gradient);
    return gradient;
  }

  void DropWeakColumns() {
    std::vector<size_t> strong;
    for (size_t i = 0; i < chosen_.size(); ++i) {
      if (factors_[i + 1] >= kLeastFactor) strong.push_back(chosen_[i]);
    }
    if (strong.size() < chosen_.size()) {
      chosen_ = std::move(strong);
      FindFactors();
    }
    for (size_t i = 1; i < factors_.size(); ++i) {
      factors_[i] = std::clamp(factors_[i], 0.0, kLargestFactor);
    }
  }

  const LearnInput& input_;
  const size_t left_out_;
  int64_t sample_size_ = 0;
  int64_t sample_won_ = 0;
  std::vector<std::vector<double>> weights_;  // By column and group.
  std::vector<double> information_;           // By column.
  std::vector<size_t> chosen_;                // Columns.
  std::vector<double> factors_;  // Of none, then of the chosen columns.
};

// The share of pairs in the right order, from scores with their outcomes.
double AucOf(std::vector<std::pair<int64_t, uint8_t>> scores) {
  std::sort(scores.begin(), scores.end());
  double won = 0;
  double lost = 0;
  double right = 0;
  for (size_t begin = 0; begin < scores.size();) {
    double won_here = 0;
    double lost_here = 0;
    size_t end = begin;
    for (; end < scores.size() && scores[end].first == scores[begin].first;
         ++end) {
      ++(scores[end].second != 0 ? won_here : lost_here);
    }
    right += won_here * (lost + lost_here / 2);
    won += won_here;
    lost += lost_here;
    begin = end;
  }
  return won == 0 || lost == 0 ? 0.5 : right / (won * lost);
}

// The standard error of an AUC of 0.5 (Hanley and McNeil, 1982).
double ErrorOf(double won, double lost) {
  return won == 0 || lost == 0
             ? 1
             : std::sqrt((won + lost + 1) / (12 * won * lost));
}

}  // namespace

size_t FoldOfRow(size_t row) {
  const uint64_t mixed = uint64_t{row} * 0x9E37'79B9'7F4A'7C15;
  return static_cast<size_t>((mixed >> 32) % kFolds);
}

int64_t GroupCounts::all_decided() const {
  return std::accumulate(decided, decided + kFolds, int64_t{0});
}

int64_t GroupCounts::all_won() const {
  return std::accumulate(won, won + kFolds, int64_t{0});
}

Learned LearnPoints(const LearnInput& input) {
  Learned learned;
  double won = 0;
  for (const uint8_t outcome : input.won) won += outcome;
  const double lost = static_cast<double>(input.won.size()) - won;
  double sum = 0;
  for (size_t fold = 0; fold < kFolds; ++fold) {
    const std::vector<std::vector<int64_t>> points = Fit(input, fold).Points();
    std::vector<std::pair<int64_t, uint8_t>> scores;
    for (size_t row = 0; row < input.won.size(); ++row) {
      if (input.folds[row] != fold) continue;
      int64_t total = 0;
      for (size_t i = 0; i < points.size(); ++i) {
        total += points[i][input.columns[i].sample[row]];
      }
      scores.emplace_back(total, input.won[row]);
    }
    sum += AucOf(std::move(scores));
  }
  learned.auc = sum / static_cast<double>(kFolds);
  learned.auc_error = ErrorOf(won, lost);
  const Fit fit(input, kFolds);
  learned.points = fit.Points();
  learned.base = fit.Base();
  return learned;
}

double AucOfGroups(const std::vector<GroupCounts>& groups) {
  std::vector<std::pair<double, double>> counts;  // Won, lost.
  for (const GroupCounts& group : groups) {
    const auto group_won = static_cast<double>(group.all_won());
    const auto group_decided = static_cast<double>(group.all_decided());
    if (group_decided > 0) {
      counts.emplace_back(group_won, group_decided - group_won);
    }
  }
  std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
    return a.first * b.second < b.first * a.second;
  });
  double won = 0;
  double lost = 0;
  double right = 0;
  for (const auto& [group_won, group_lost] : counts) {
    right += group_won * (lost + group_lost / 2);
    won += group_won;
    lost += group_lost;
  }
  return won == 0 || lost == 0 ? 0.5 : right / (won * lost);
}

double InformationOf(const std::vector<GroupCounts>& groups) {
  double all_won = 0;
  double all_lost = 0;
  for (const GroupCounts& group : groups) {
    all_won += static_cast<double>(group.all_won());
    all_lost += static_cast<double>(group.all_decided() - group.all_won());
  }
  if (all_won == 0 || all_lost == 0) return 0;
  const double share = all_won / (all_won + all_lost);
  double information = 0;
  for (const GroupCounts& group : groups) {
    const auto won = static_cast<double>(group.all_won());
    const auto decided = static_cast<double>(group.all_decided());
    const double shrunk = (won + kAddedLeads * share) / (decided + kAddedLeads);
    information += (won / all_won - (decided - won) / all_lost) *
                   (Logit(shrunk) - Logit(share));
  }
  return information;
}

}  // namespace leadscore::internal
