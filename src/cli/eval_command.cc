#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "leadscore/diagnostics.h"
#include "src/cel/cost.h"
#include "src/cel/evaluator.h"
#include "src/cel/printer.h"
#include "src/cli/commands.h"
#include "src/cli/condition_scope.h"
#include "src/cli/lead_command.h"
#include "src/cli/load_model.h"
#include "src/cli/table_input.h"
#include "src/cli/text_table.h"
#include "src/core/number_text.h"

namespace leadscore::internal {
namespace {

using cel::Expr;
using cel::Value;

// What is wrong at some bytes of the expression, with the line that holds them.
std::string Located(const std::string& text, size_t begin, size_t end,
                    std::string message, std::string remedy) {
  const cel::LineColumn place = cel::FindLineColumn(text, begin);
  const size_t newline = text.rfind('\n', begin == 0 ? 0 : begin - 1);
  const size_t line_begin =
      newline == std::string::npos || begin == 0 ? 0 : newline + 1;
  Diagnostic diagnostic;
  diagnostic.file = "expression";
  diagnostic.line = place.line;
  diagnostic.column = place.column;
  diagnostic.length = static_cast<int>(end - begin);
  diagnostic.source_line =
      text.substr(line_begin, text.find('\n', begin) - line_begin);
  diagnostic.message = std::move(message);
  diagnostic.remedy = std::move(remedy);
  return diagnostic.ToString();
}

// A value for people; of one that is not there, which.
std::string ValueText(const Value& value, const cel::Environment& environment) {
  if (!value.is_error()) return value.ToString();
  const cel::Error error = value.as_error();
  if (!value.is_missing()) {
    return absl::StrCat("error: ", std::string(cel::ErrorText(error.code)));
  }
  const auto& variables = environment.variables();
  const auto index = static_cast<size_t>(error.variable);
  return error.variable >= 0 && index < variables.size()
             ? absl::StrCat("missing: ", variables[index].name)
             : "missing";
}

// Whether an expression shows its value itself, as 5 and ['DE', 'AT'] do.
bool IsLiteral(const Expr& expr) {
  if (expr.kind == cel::ExprKind::kConstant) return true;
  return expr.kind == cel::ExprKind::kList &&
         std::all_of(expr.children.begin(), expr.children.end(),
                     [](const auto& child) { return IsLiteral(*child); });
}

// The values of an expression and its parts, indented by how they nest. What
// stands within a macro has a value for each element, and is left out.
class PartsTable {
 public:
  PartsTable(const cel::Program& program, const ConditionScope& scope)
      : program_(program), scope_(scope) {
    table_.AddColumn("", TextTable::Align::kLeft);
    table_.AddColumn("", TextTable::Align::kLeft);
    Add(program.root(), 0);
  }

  // Empty if there is nothing but the whole.
  std::string ToString() const { return rows_ > 1 ? table_.ToString() : ""; }

 private:
  void Add(const Expr& expr, size_t depth) {
    constexpr int kMostRows = 200;
    if (IsLiteral(expr) || rows_ == kMostRows) return;
    ++rows_;
    table_.AddRow({std::string(2 * depth, ' ') + cel::Print(expr),
                   ValueText(cel::Evaluate(expr, scope_, program_.limits()),
                             scope_.environment())});
    if (expr.binding != cel::Binding::kNone) return;
    const size_t count = expr.kind != cel::ExprKind::kMacro
                             ? expr.children.size()
                             : size_t{1};  // The range.
    for (size_t i = 0; i < count; ++i) Add(*expr.children[i], depth + 1);
  }

  const cel::Program& program_;
  const ConditionScope& scope_;
  TextTable table_;
  int rows_ = 0;
};

int Try(const std::string& text, const ConditionScope& scope,
        Terminal& terminal) {
  std::vector<cel::Issue> issues;
  const auto program =
      cel::Program::Compile(text, scope.environment(), &issues);
  if (program == nullptr) {
    for (const cel::Issue& issue : issues) {
      terminal.err << Located(text, issue.begin, issue.end, issue.message,
                              issue.remedy);
    }
    return kExitBadData;
  }
  int64_t steps = 0;
  const Value value = program->Evaluate(scope, &steps);
  const int64_t bound = cel::CostBound(*program, [&scope](int variable) {
    return cel::Extent::Of(scope.Get(variable));
  });
  terminal.out << ValueText(value, scope.environment()) << "\n  type "
               << program->type().ToString() << ", " << FormatGrouped(steps)
               << (steps == 1 ? " step" : " steps") << " of at most "
               << FormatGrouped(bound) << "\n";
  const std::string parts = PartsTable(*program, scope).ToString();
  if (!parts.empty()) terminal.out << "\n" << parts;
  if (!value.is_error() || value.is_missing()) return kExitOk;
  const auto offset = static_cast<size_t>(std::max(value.as_error().offset, 0));
  terminal.err << Located(text, offset, offset,
                          std::string(cel::ErrorText(value.as_error().code)),
                          "");
  return kExitBadData;
}

// Splits "name=value".
absl::StatusOr<std::vector<Assignment>> ReadAssignments(
    const Options& options) {
  std::vector<Assignment> assignments;
  for (const std::string& text : options.Values("set")) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos) {
      return absl::InvalidArgumentError(
          "--set needs a name and a value: --set lead.employees=200");
    }
    assignments.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  return assignments;
}

// The tables of one lead of which nothing is known.
Tables NoLead(const Model& model) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  Lead lead;
  lead.id = "lead";
  builder.Add(lead).IgnoreError();
  return builder.Build();
}

int TryOnLead(const Options& options, const std::vector<Assignment>& set,
              Terminal& terminal) {
  const LeadInput input = ReadLeadInput("eval", options, terminal);
  if (input.exit_code != kExitOk) return input.exit_code;
  const ptrdiff_t row = FindLead(options.Value("id"), input, terminal);
  if (row < 0) return kExitBadData;
  const absl::StatusOr<ConditionScope> scope =
      ConditionScope::OfLead(*input.model, input.read.tables,
                             static_cast<size_t>(row), input.as_of, set);
  if (!scope.ok()) {
    return BadUsage("eval", std::string(scope.status().message()), terminal);
  }
  return Try(options.Value("expression"), *scope, terminal);
}

int RunEval(const Options& options, Terminal& terminal) {
  const auto fail = [&terminal](const absl::Status& status) {
    return BadUsage("eval", std::string(status.message()), terminal);
  };
  const absl::StatusOr<std::vector<Assignment>> set = ReadAssignments(options);
  if (!set.ok()) return fail(set.status());
  const bool has_lead =
      options.Has("leads") || options.Has("id") || options.Has("activities");
  if (has_lead &&
      !(options.Has("model") && options.Has("leads") && options.Has("id"))) {
    return BadUsage("eval",
                    "a lead is named by --model, --leads and --id together",
                    terminal);
  }
  if (has_lead) return TryOnLead(options, *set, terminal);
  const absl::StatusOr<std::optional<absl::Time>> as_of =
      ParseInstantOption(options, "as-of");
  if (!as_of.ok()) return fail(as_of.status());
  const absl::Time now = as_of->value_or(absl::Now());
  if (!options.Has("model")) {
    const auto scope = ConditionScope::OfValues(now, *set);
    if (!scope.ok()) return fail(scope.status());
    return Try(options.Value("expression"), *scope, terminal);
  }
  const LoadedModel loaded =
      LoadModel(options.Value("model"), /*with_warnings=*/false, terminal);
  if (!loaded.model.has_value()) return loaded.exit_code;
  const auto scope = ConditionScope::OfLead(
      *loaded.model, NoLead(*loaded.model), 0, now, *set);
  if (!scope.ok()) return fail(scope.status());
  return Try(options.Value("expression"), *scope, terminal);
}

}  // namespace

Command EvalCommand() {
  Command command;
  command.name = "eval";
  command.summary = "tries a condition, and shows the values of its parts";
  command.usage = "EXPRESSION [OPTIONS]";
  command.details =
      "Says what an expression gives, of which type it is, what each of its "
      "parts\ngives, and how many steps that took: for a lead, with --model, "
      "--leads and --id;\nfor what --set says, with a model or without. What "
      "is set counts before\nattributes are derived and scores computed. "
      "docs/conditions.md tells the\nlanguage.\n\n"
      "  leadscore eval 'lead.employees > 100 && lead.country in [\"DE\"]' "
      "\\\n    --set lead.employees=250 --set \"lead.country='DE'\"\n"
      "  leadscore eval 'score.fit >= 50.0' --model acme.textproto \\\n"
      "    --leads leads.csv --id L-42 --set lead.employees=1000\n";
  command.options = {
      {"expression", "EXPRESSION",
       "The condition, or any other expression; best in\nsingle quotes.", true,
       false, true},
      {"set", "NAME=VALUE",
       "Gives a name a value: lead.employees=200. May be\nrepeated.", false,
       true}};
  for (OptionSpec option : LeadInputOptions()) {
    option.is_required = false;
    command.options.push_back(std::move(option));
  }
  command.options.push_back({"id", "ID", "Of the lead.", false, false});
  command.run = RunEval;
  return command;
}

}  // namespace leadscore::internal
