#include "src/cli/lead_command.h"

#include <utility>

#include "absl/time/clock.h"
#include "src/cli/load_model.h"
#include "src/cli/table_input.h"
#include "src/table/lead_columns.h"

namespace leadscore::internal {

LeadInput ReadLeadInput(const std::string& command, const Options& options,
                        Terminal& terminal) {
  LeadInput input;
  const auto fail = [&](const absl::Status& status) {
    input.exit_code =
        BadUsage(command, std::string(status.message()), terminal);
    return std::move(input);
  };
  const absl::StatusOr<TableInput> tables = ParseTableInput(options);
  if (!tables.ok()) return fail(tables.status());
  const absl::StatusOr<std::optional<absl::Time>> as_of =
      ParseInstantOption(options, "as-of");
  if (!as_of.ok()) return fail(as_of.status());
  input.as_of = as_of->value_or(absl::Now());
  LoadedModel loaded =
      LoadModel(options.Value("model"), /*with_warnings=*/false, terminal);
  input.exit_code = loaded.exit_code;
  if (!loaded.model.has_value()) return input;
  input.model = std::move(loaded.model);
  input.exit_code = ExitCodeOf(
      ReadTableInput(*tables, *input.model, nullptr, terminal, &input.read));
  return input;
}

std::vector<OptionSpec> LeadInputOptions() {
  return {{"model", "FILE", "The model.", true, false},
          LeadsOption(),
          ActivitiesOption(),
          SetsOption(),
          AsOfOption("as-of",
                     "The instant to look at, such as 2026-11-20T09:00:00Z\n"
                     "(default: now)."),
          InputFormatOption(),
          DelimiterOption()};
}

ptrdiff_t FindLead(const std::string& id, const LeadInput& input,
                   Terminal& terminal) {
  const ptrdiff_t row = input.read.tables.leads.columns().FindRow(id);
  if (row < 0) {
    terminal.err << "leadscore: no lead has the id that --id names\n";
  }
  return row;
}

}  // namespace leadscore::internal
