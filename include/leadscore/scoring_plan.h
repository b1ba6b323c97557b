// ScoringPlan: how a scorer computes a model for many leads, for those who want
// to know what a rule costs. docs/engine.md tells what the words mean.
//
//   const ScoringPlan plan = scorer.Plan();
//   for (const PlanRule& rule : plan.rules) {
//     if (rule.method == PlanMethod::kReference) Warn(rule.name, rule.why);
//   }

#ifndef LEADSCORE_SCORING_PLAN_H_
#define LEADSCORE_SCORING_PLAN_H_

#include <cstddef>
#include <string>
#include <vector>

#include "leadscore/model_spec.h"

namespace leadscore {

// From the cheapest to the dearest.
enum class PlanMethod {
  kFused,       // In tables by column: rules of one column cost nothing more.
  kCurve,       // A straight line, computed for each lead.
  kActivities,  // In the pass over the activities of a lead.
  kReference,   // By the reference evaluator, one lead at a time.
};

// A column that is looked up once for all rules that read it.
struct PlanSource {
  std::string name;  // "lead.title", "age of lead.created", "signal.visits"
  ValueType type = ValueType::kUnspecified;
  int rules = 0;  // How many read it.
  int tests = 0;  // Different questions about its value.
  // What its values are told apart into. Of texts, and of numbers with which
  // conditions compute, they are found as values come, and this is 0.
  int bins = 0;
  // What is read of it for each lead; of a signal nothing, because it is
  // computed.
  size_t bytes = 0;
};

struct PlanRule {
  std::string name;
  PlanMethod method = PlanMethod::kFused;
  std::vector<std::string> reads;  // Names of sources.
  size_t terms = 0;                // Tests of several columns at once.
  std::string why;                 // Of kReference.
};

// A condition of a stage that is left to the reference evaluator.
struct PlanCondition {
  std::string of;  // The stage, or the reason of a disqualification.
  std::string condition;
  std::string why;
};

struct ScoringPlan {
  // Why every lead is scored by the plain scorer, if it is: nothing of what
  // follows is used then.
  std::string plain_because;

  std::vector<PlanSource> sources;
  std::vector<PlanRule> rules;  // In the order of the model.
  std::vector<PlanCondition> conditions;

  size_t terms = 0;    // Different tests of several columns at once.
  int lane_bytes = 0;  // Of the number that a group is summed in.
  size_t panels = 0;   // Of 32 bytes, looked up for each lead and source.
  size_t filters = 0;  // Of activities, shared by rules and signals.
  size_t bytes_per_lead = 0;  // Read of the columns, without activities.
  size_t memory_bytes = 0;    // Of the tables, without those of texts.

  // What a lead without activities takes, and each activity, on a processor of
  // 2025: a guess from the counts above, to compare models with.
  double estimated_ns_per_lead = 0;
  double estimated_ns_per_activity = 0;
};

}  // namespace leadscore

#endif  // LEADSCORE_SCORING_PLAN_H_
