#include <cmath>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "leadscore/scorer.h"
#include "src/cli/commands.h"
#include "src/cli/load_model.h"
#include "src/cli/text_table.h"
#include "src/core/number_text.h"

namespace leadscore::internal {
namespace {

using Align = TextTable::Align;

std::string Number(size_t number) {
  return FormatGrouped(static_cast<int64_t>(number));
}

const char* TypeName(ValueType type) {
  switch (type) {
    case ValueType::kBool:
      return "bool";
    case ValueType::kInt:
      return "int";
    case ValueType::kDouble:
      return "double";
    case ValueType::kTimestamp:
      return "timestamp";
    default:
      return "string";
  }
}

const char* MethodName(PlanMethod method) {
  switch (method) {
    case PlanMethod::kFused:
      return "fused";
    case PlanMethod::kCurve:
      return "curve";
    case PlanMethod::kActivities:
      return "activities";
    case PlanMethod::kReference:
      break;
  }
  return "reference";
}

std::string MethodsText(const ScoringPlan& plan) {
  std::map<PlanMethod, size_t> counts;
  for (const PlanRule& rule : plan.rules) ++counts[rule.method];
  const auto line = [&counts](PlanMethod method, const char* what) {
    const size_t count = counts[method];
    return count == 0 ? std::string()
                      : absl::StrCat("  ", Number(count), " ", what, "\n");
  };
  return absl::StrCat(
      line(PlanMethod::kFused, "fused: in tables by column"),
      line(PlanMethod::kCurve, "along a straight line: computed lead by lead"),
      line(PlanMethod::kActivities, "in the pass over activities"),
      line(PlanMethod::kReference, "by the reference evaluator, lead by lead"));
}

std::string SourcesText(const ScoringPlan& plan) {
  TextTable table;
  table.AddColumn("column", Align::kLeft);
  table.AddColumn("type", Align::kLeft);
  table.AddColumn("rules", Align::kRight);
  table.AddColumn("tests", Align::kRight);
  table.AddColumn("bins", Align::kRight);
  table.AddColumn("bytes", Align::kRight);
  for (const PlanSource& source : plan.sources) {
    table.AddRow({source.name, TypeName(source.type),
                  std::to_string(source.rules), std::to_string(source.tests),
                  source.bins > 0 ? std::to_string(source.bins)
                  : source.type == ValueType::kString ? "by text"
                                                      : "by value",
                  source.bytes == 0 ? "" : std::to_string(source.bytes)});
  }
  return table.ToString();
}

std::string ReferenceText(const ScoringPlan& plan) {
  std::string text;
  for (const PlanRule& rule : plan.rules) {
    if (rule.method != PlanMethod::kReference) continue;
    absl::StrAppend(&text, "  ", rule.name, "\n    ", rule.why, "\n");
  }
  for (const PlanCondition& condition : plan.conditions) {
    absl::StrAppend(&text, "  ", condition.of, ": ", condition.condition,
                    "\n    ", condition.why, "\n");
  }
  return text;
}

std::string RulesText(const ScoringPlan& plan) {
  TextTable table;
  table.AddColumn("rule", Align::kLeft);
  table.AddColumn("computed", Align::kLeft);
  table.AddColumn("terms", Align::kRight);
  table.AddColumn("reads", Align::kLeft);
  for (const PlanRule& rule : plan.rules) {
    table.AddRow({rule.name, MethodName(rule.method),
                  rule.terms == 0 ? "" : std::to_string(rule.terms),
                  absl::StrJoin(rule.reads, ", ")});
  }
  return table.ToString();
}

std::string Nanoseconds(double value) {
  return absl::StrCat(Number(static_cast<size_t>(std::lround(value))), " ns");
}

int RunExplainPlan(const Options& options, Terminal& terminal) {
  const LoadedModel loaded = LoadModel(options.Value("model"),
                                       /*with_warnings=*/false, terminal);
  if (!loaded.model.has_value()) return loaded.exit_code;
  const ScoringPlan plan = Scorer(*loaded.model).Plan();
  terminal.out << loaded.model->name()
               << (loaded.model->version().empty() ? "" : " ")
               << loaded.model->version() << ": " << Number(plan.rules.size())
               << " rules\n"
               << MethodsText(plan);
  if (!plan.plain_because.empty()) {
    terminal.out << "\nNone of it is used: every lead is scored by the plain "
                    "scorer, because\n"
                 << plan.plain_because << ".\n";
  }
  if (!plan.sources.empty()) {
    terminal.out << "\nColumns, each looked up once for all rules\n"
                 << SourcesText(plan);
  }
  terminal.out << "\nA lead reads " << plan.bytes_per_lead << " bytes, and "
               << plan.panels << (plan.panels == 1 ? " panel" : " panels")
               << " of 32 bytes for each column; groups are\nsummed in "
               << plan.lane_bytes << " bytes each. " << Number(plan.terms)
               << " tests of several columns, " << plan.filters
               << " filters of\nactivities, " << Number(plan.memory_bytes)
               << " bytes of tables. About "
               << Nanoseconds(plan.estimated_ns_per_lead) << " a lead";
  if (plan.estimated_ns_per_activity > 0) {
    terminal.out << " and " << Nanoseconds(plan.estimated_ns_per_activity)
                 << " an\nactivity";
  }
  terminal.out << ".\n";
  const std::string reference = ReferenceText(plan);
  if (!reference.empty()) {
    terminal.out << "\nLeft to the reference evaluator\n" << reference;
  }
  if (options.Has("rules")) terminal.out << "\n" << RulesText(plan);
  return kExitOk;
}

}  // namespace

Command ExplainPlanCommand() {
  return {
      "explain-plan",
      "how the rules of a model are computed, and at what cost",
      "--model FILE [--rules]",
      "Rules that read single columns are fused into tables, so that many "
      "cost\n"
      "what one costs. This tells what was fused, which columns are read, and "
      "which\nrules were left to the reference evaluator and why. The cost is "
      "a "
      "guess; bench\nin the sources measures.\n",
      {{"model", "FILE", "the model", /*is_required=*/true},
       {"rules", "", "each rule with the columns that it reads"}},
      RunExplainPlan};
}

}  // namespace leadscore::internal
