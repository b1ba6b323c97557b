// The leads, activities and sets that a command is given, and what to say about
// them.

#ifndef LEADSCORE_SRC_CLI_TABLE_INPUT_H_
#define LEADSCORE_SRC_CLI_TABLE_INPUT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/model.h"
#include "leadscore/table_reader.h"
#include "src/cli/command_line.h"
#include "src/cli/commands.h"

namespace leadscore::internal {

struct TableInput {
  std::string leads;
  std::vector<std::string> activities;  // Files; may be none.
  std::vector<std::string> sets;        // Files; may be none.
  FileFormat format = FileFormat::kByName;
  char delimiter = kDelimiterOfHeader;
  int64_t max_errors = 0;
  std::string as_of_column;
  std::vector<std::string> keep;
  std::optional<Shard> shard;

  // What separates the fields of rows that are written.
  char delimiter_of_rows() const {
    return delimiter == kDelimiterOfHeader ? ',' : delimiter;
  }
};

// The options --leads, --activities, --sets, --input-format and --delimiter,
// for a command's help.
OptionSpec LeadsOption();
OptionSpec ActivitiesOption();
OptionSpec SetsOption();
OptionSpec InputFormatOption();
OptionSpec DelimiterOption();
OptionSpec AsOfOption(const std::string& name, const std::string& help);

// Reads those options.
//
// Errors: kInvalidArgument, what is wrong with the command line.
absl::StatusOr<TableInput> ParseTableInput(const Options& options);

// The instant that an option names; nothing if it was not given.
//
// Errors: kInvalidArgument.
absl::StatusOr<std::optional<absl::Time>> ParseInstantOption(
    const Options& options, const std::string& name);

// How to read the files; what is wrong with them is printed, the same advice
// once. `on_rejected` may be empty. Refers to `terminal`.
ReadOptions MakeReadOptions(
    const TableInput& input,
    std::function<void(std::string_view file, std::string_view raw)>
        on_rejected,
    Terminal& terminal);

// Says that nothing was scored, and why if that is a number of bad records.
void PrintNothingScored(const TableInput& input, const ReadResult& tables,
                        Terminal& terminal);

// Reads the files. Prints what is wrong with them as it goes, the same advice
// once. Of an error only the exit code is left to tell. `on_rejected` may be
// empty.
absl::Status ReadTableInput(
    const TableInput& input, const Model& model,
    const std::function<void(std::string_view file, std::string_view raw)>&
        on_rejected,
    Terminal& terminal, ReadResult* tables);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_TABLE_INPUT_H_
