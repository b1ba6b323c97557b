#include "src/scorer/describe_plan.h"

#include <string>
#include <vector>

#include "src/explain/facts.h"

namespace leadscore::internal {
namespace {

// Measured on the benchmarks of bench/bulk_bench.cc; nanoseconds.
constexpr double kRowCost = 2.5;
constexpr double kTextCost = 0.35;
constexpr double kNumberCost = 0.3;
constexpr double kPanelCost = 0.3;
constexpr double kTermCost = 0.04;
constexpr double kCurveCost = 30;
constexpr double kReferenceLeadCost = 1'500;
constexpr double kReferenceRuleCost = 250;
constexpr double kActivityCost = 4;
constexpr double kActivityRuleCost = 0.3;

PlanMethod MethodOf(RuleMethod method) {
  switch (method) {
    case RuleMethod::kFused:
      return PlanMethod::kFused;
    case RuleMethod::kCurve:
      return PlanMethod::kCurve;
    case RuleMethod::kActivities:
      return PlanMethod::kActivities;
    case RuleMethod::kReference:
      break;
  }
  return PlanMethod::kReference;
}

class PlanDescriber {
 public:
  explicit PlanDescriber(const FusedModel& fused)
      : fused_(fused), model_(fused.model()), plan_(fused.plan()) {}

  ScoringPlan Run() {
    out_.plain_because = fused_.plain_because();
    for (size_t i = 0; i < plan_.sources.size(); ++i) AddSource(i);
    for (const PlannedRule& rule : plan_.rules) AddRule(rule);
    for (size_t i = 0; i < plan_.disqualify.size(); ++i) {
      AddCondition(model_.disqualify[i].name, plan_.disqualify[i]);
    }
    for (size_t s = 0; s < plan_.stages.size(); ++s) {
      const std::string& stage = model_.stages[s].name;
      for (const PlannedCondition& when : plan_.stages[s].ways) {
        AddCondition(stage, when);
      }
      for (const PlannedCondition& when : plan_.stages[s].evidence) {
        AddCondition(stage, when);
      }
    }
    out_.terms = fused_.layout().num_terms();
    out_.lane_bytes = fused_.layout().lane_bytes();
    out_.panels = fused_.layout().panels().size();
    out_.filters = fused_.activities().filters().size();
    out_.memory_bytes = fused_.MemoryBytes();
    Estimate();
    return std::move(out_);
  }

 private:
  std::string NameOf(const Source& source) const {
    const std::string name = VariableName(model_, source.variable);
    return source.is_age ? "age of " + name : name;
  }

  void AddSource(size_t index) {
    const Source& source = plan_.sources[index];
    PlanSource made;
    made.name = NameOf(source);
    made.type = source.is_age ? ValueType::kTimestamp : source.type;
    made.tests = static_cast<int>(source.atoms.size());
    if (fused_.number(index) != nullptr &&
        !fused_.number(index)->is_computed_with) {
      made.bins = static_cast<int>(fused_.number(index)->bins.size()) -
                  (kFirstBin - 1);  // Missing is one, plain is none.
    }
    if (source.signal < 0) {
      made.bytes = source.is_text() ? sizeof(int32_t) : sizeof(int64_t);
    }
    out_.bytes_per_lead += made.bytes;
    out_.sources.push_back(std::move(made));
  }

  void AddRule(const PlannedRule& rule) {
    PlanRule made;
    made.name = rule.rule->name;
    made.method = MethodOf(rule.method);
    made.terms = rule.terms;
    made.why = rule.why;
    for (int source : rule.sources) {
      const auto index = static_cast<size_t>(source);
      made.reads.push_back(out_.sources[index].name);
      ++out_.sources[index].rules;
    }
    out_.rules.push_back(std::move(made));
  }

  void AddCondition(const std::string& of, const PlannedCondition& condition) {
    if (condition.program == nullptr || condition.flag >= 0) return;
    out_.conditions.push_back({of, condition.program->text(), condition.why});
  }

  void Estimate() {
    double lead = kRowCost + kTermCost * static_cast<double>(out_.terms);
    for (const Source& source : plan_.sources) {
      lead += source.is_text() ? kTextCost : kNumberCost;
    }
    for (const RowLayout::Panel& panel : fused_.layout().panels()) {
      lead += kPanelCost * static_cast<double>(panel.sources.size());
    }
    bool has_reference = !out_.conditions.empty();
    for (const PlanRule& rule : out_.rules) {
      if (rule.method == PlanMethod::kCurve) lead += kCurveCost;
      if (rule.method == PlanMethod::kReference) {
        has_reference = true;
        lead += kReferenceRuleCost;
      }
    }
    if (has_reference) lead += kReferenceLeadCost;
    out_.estimated_ns_per_lead = lead;
    size_t counting = fused_.activities().rules().size();
    for (const PlannedSignal& signal : fused_.activities().signals()) {
      if (signal.method != PlannedSignal::Method::kUnneeded) ++counting;
    }
    if (counting > 0) {
      out_.estimated_ns_per_activity =
          kActivityCost + kActivityRuleCost * static_cast<double>(counting);
    }
  }

  const FusedModel& fused_;
  const CheckedModel& model_;
  const Plan& plan_;
  ScoringPlan out_;
};

}  // namespace

ScoringPlan DescribePlan(const FusedModel& fused) {
  return PlanDescriber(fused).Run();
}

}  // namespace leadscore::internal
