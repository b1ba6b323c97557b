#include "src/explain/bounds.h"

#include <algorithm>
#include <set>
#include <utility>

#include "src/core/fixed.h"
#include "src/exec/abstract_facts.h"
#include "src/exec/rule_points.h"
#include "src/explain/rule_cells.h"

namespace leadscore::internal {
namespace {

using cel::Abstract;

// Of more combinations of cells the attributes with the most are taken as a
// whole.
constexpr size_t kMaxCombinations = 4096;

// The attributes with a column that a rule reads and the lead lacks.
std::vector<int> MissingSources(const CheckedRule& rule,
                                const CheckedModel& model,
                                const LeadFacts& facts) {
  std::set<int> missing;
  const auto add = [&](int variable) {
    const int attribute = variable - model.lead_variables.attributes;
    if (attribute < 0 ||
        attribute >= static_cast<int>(model.attributes.size())) {
      return;
    }
    for (int source :
         model.attributes[static_cast<size_t>(attribute)].sources) {
      if (!facts.HasAttribute(source)) missing.insert(source);
    }
  };
  for (const cel::Program* program : ProgramsOf(rule, model)) {
    for (int variable : program->variables()) add(variable);
  }
  add(rule.table.of.variable);
  add(rule.curve.of.variable);
  return std::vector<int>(missing.begin(), missing.end());
}

class RuleBounder {
 public:
  RuleBounder(const CheckedRule& rule, const CheckedModel& model,
              const BoundTables& tables, const LeadFacts& facts)
      : rule_(rule),
        model_(model),
        facts_(facts),
        missing_(MissingSources(rule, model, facts)) {
    if (missing_.empty() || rule.each == nullptr) return;
    const EachSums sums =
        SumEach(rule, model, tables, facts.log().activities, facts.as_of());
    sum_ = {sums.positive + sums.negative, sums.positive + sums.negative};
  }

  // `points` are those of the rule for the facts as they are.
  PointsRange Find(Points points) {
    if (missing_.empty()) return {points, points};
    size_t combinations = 1;
    for (int attribute : missing_) {
      cells_.push_back(CellsOf(attribute, rule_, model_, facts_));
      combinations *= cells_.back().size();
      if (combinations > kMaxCombinations) {
        combinations /= cells_.back().size();
        cells_.back() = {Abstract::Anything()};
      }
    }
    AbstractFacts facts(model_, facts_);
    Combine(0, &facts);
    return hull_.range();
  }

 private:
  // Goes through the cells of the attributes from `index` on.
  void Combine(size_t index, AbstractFacts* facts) {
    if (index == missing_.size()) {
      facts->Derive(model_);
      const PointsRange range = RangeOfRule(rule_, *facts, sum_);
      hull_.Include(range.low);
      hull_.Include(range.high);
      return;
    }
    for (const Abstract& cell : cells_[index]) {
      facts->Set(model_.lead_variables.attributes + missing_[index], cell);
      Combine(index + 1, facts);
    }
  }

  const CheckedRule& rule_;
  const CheckedModel& model_;
  const LeadFacts& facts_;
  const std::vector<int> missing_;
  SumRange sum_;
  std::vector<std::vector<Abstract>> cells_;  // By missing attribute.
  PointsHull hull_;
};

}  // namespace

ScoreBounds FindBounds(const CheckedModel& model, const BoundTables& tables,
                       const LeadFacts& facts, const PlainScores& scores) {
  ScoreBounds bounds;
  for (size_t s = 0; s < model.scores.size(); ++s) {
    const CheckedScore& score = model.scores[s];
    PointsRange sum = {score.base, score.base};
    for (size_t g = 0; g < score.groups.size(); ++g) {
      const CheckedGroup& group = score.groups[g];
      PointsRange of_group;
      for (size_t r = 0; r < group.rules.size(); ++r) {
        of_group =
            of_group + RuleBounder(group.rules[r], model, tables, facts)
                           .Find(scores.scores[s].groups[g].rules[r].points);
      }
      sum = sum + Clamp(of_group, group.min, group.max);
    }
    const Points adjustment = scores.scores[s].adjustment;
    sum =
        Clamp(sum, score.min, score.max) + PointsRange{adjustment, adjustment};
    bounds.scores.push_back(Clamp(sum, score.min, score.max));
  }
  bounds.total = TotalOf(model, bounds.scores);
  return bounds;
}

}  // namespace leadscore::internal
