#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "leadscore/revenue_plan.h"
#include "src/cli/commands.h"
#include "src/cli/text_table.h"
#include "src/core/number_text.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

// "5%" or "0.05".
std::optional<double> ParseRate(std::string_view text) {
  const bool is_percent = !text.empty() && text.back() == '%';
  if (is_percent) text.remove_suffix(1);
  const std::optional<double> number = ParseDouble(text);
  if (!number.has_value()) return std::nullopt;
  // Dividing rounds once, so that "5%" is the double 0.05.
  return is_percent ? *number / 100 : *number;
}

absl::Status ParseAmount(const Options& options, const std::string& name,
                         double* amount) {
  if (!options.Has(name)) return absl::OkStatus();
  const std::optional<double> number = ParseDouble(options.Value(name));
  if (!number.has_value() || !(*number > 0)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", name, " has to be a number above 0, not ",
                     Quoted(options.Value(name))));
  }
  *amount = *number;
  return absl::OkStatus();
}

absl::Status ParseSteps(const Options& options,
                        std::vector<FunnelStep>* steps) {
  for (const std::string& text : options.Values("step")) {
    const size_t colon = text.rfind(':');
    const std::optional<double> rate =
        colon == std::string::npos
            ? std::nullopt
            : ParseRate(std::string_view(text).substr(colon + 1));
    if (!rate.has_value() || colon == 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--step has to be STAGE:RATE, such as MQL:15%, not ", Quoted(text)));
    }
    steps->push_back(FunnelStep{text.substr(0, colon), *rate});
  }
  return absl::OkStatus();
}

// An amount with as many digits as it has, at least two behind the point if it
// has any.
std::string AmountText(double amount) {
  const double whole = std::trunc(amount);
  std::string text = FormatGrouped(static_cast<int64_t>(whole));
  const auto micros = static_cast<int64_t>(std::round((amount - whole) * 1e6));
  if (micros == 0) return text;
  std::string fraction = absl::StrCat(absl::Dec(micros, absl::kZeroPad6));
  while (fraction.size() > 2 && fraction.back() == '0') fraction.pop_back();
  return text + "." + fraction;
}

int RunPlan(const Options& options, Terminal& terminal) {
  RevenuePlanSpec spec;
  for (const absl::Status& status :
       {ParseAmount(options, "revenue", &spec.revenue),
        ParseAmount(options, "deal", &spec.deal),
        ParseAmount(options, "value", &spec.lifetime_value),
        ParseSteps(options, &spec.steps)}) {
    if (!status.ok()) {
      return BadUsage("plan", std::string(status.message()), terminal);
    }
  }
  const absl::StatusOr<RevenuePlan> plan = PlanRevenue(spec);
  if (!plan.ok()) {
    return BadUsage("plan", std::string(plan.status().message()), terminal);
  }
  const bool has_target = spec.revenue > 0;
  const bool has_worth = spec.deal > 0 || spec.lifetime_value > 0;
  TextTable table;
  table.AddColumn("stage", TextTable::Align::kLeft);
  table.AddColumn("goes on", TextTable::Align::kRight);
  if (has_target) table.AddColumn("needed", TextTable::Align::kRight);
  if (has_worth) table.AddColumn("worth each", TextTable::Align::kRight);
  for (const PlannedStage& stage : plan->stages) {
    std::vector<std::string> row = {
        stage.stage,
        absl::StrCat(FormatDouble(std::round(stage.rate * 1e8) / 1e6), " %")};
    if (has_target) row.push_back(FormatGrouped(stage.needed));
    if (has_worth) row.push_back(AmountText(stage.worth));
    table.AddRow(std::move(row));
  }
  std::vector<std::string> customers = {"customers", ""};
  if (has_target) customers.push_back(FormatGrouped(plan->customers));
  if (has_worth) {
    customers.push_back(
        AmountText(spec.lifetime_value > 0 ? spec.lifetime_value : spec.deal));
  }
  table.AddRow(std::move(customers));
  terminal.out << table.ToString();
  return kExitOk;
}

}  // namespace

Command PlanCommand() {
  Command command;
  command.name = "plan";
  command.summary = "from a revenue target to the leads it takes at each stage";
  command.usage = "--step STAGE:RATE ... [--revenue N --deal N] [--value N]";
  command.details =
      "Counts back from the customers that a revenue takes to the leads of "
      "each "
      "stage,\nand forward from what a customer is worth to the worth of a "
      "lead. Both are where\nan agreement of marketing and sales begins.\n\n"
      "  leadscore plan --revenue 500000 --deal 10000 --step prospect:5%\n"
      "  leadscore plan --value 7500 --step MQL:15% --step SQL:30% --step "
      "SAL:15%\n";
  command.options = {
      {"revenue", "N", "The revenue to reach.", false, false},
      {"deal", "N", "The revenue of one deal.", false, false},
      {"value", "N",
       "What a customer is worth over his life\n(default: a deal).", false,
       false},
      {"step", "STAGE:RATE",
       "A stage, from the first to the last, and the share of\n"
       "its leads that go on to the next; of the last, that\n"
       "become customers: MQL:15%.",
       true, true}};
  command.run = RunPlan;
  return command;
}

}  // namespace leadscore::internal
