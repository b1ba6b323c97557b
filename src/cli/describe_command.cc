#include <string>

#include "absl/strings/str_cat.h"
#include "leadscore/describe.h"
#include "src/cli/commands.h"
#include "src/cli/load_model.h"
#include "src/cli/written_file.h"

namespace leadscore::internal {
namespace {

int RunDescribe(const Options& options, Terminal& terminal) {
  const std::string format =
      options.Has("format") ? options.Value("format") : "text";
  if (format != "text" && format != "markdown" && format != "html") {
    return BadUsage("describe", "--format has to be text, markdown or html",
                    terminal);
  }
  const LoadedModel loaded =
      LoadModel(options.Value("model"), /*with_warnings=*/false, terminal);
  if (!loaded.model.has_value()) return loaded.exit_code;
  const ModelDescription description = DescribeModel(*loaded.model);
  const std::string text = format == "html" ? DescriptionHtml(description)
                           : format == "markdown"
                               ? DescriptionMarkdown(description)
                               : DescriptionText(description);
  if (!options.Has("output")) {
    terminal.out << text;
    return kExitOk;
  }
  const std::string output = options.Value("output");
  const absl::Status written = WriteWholeFile(output, text);
  if (written.ok()) return kExitOk;
  terminal.err << "leadscore: " << output << ": " << written.message() << "\n";
  return kExitFailedIo;
}

}  // namespace

Command DescribeCommand() {
  Command command;
  command.name = "describe";
  command.summary = "says what a model means, for those who agree on it";
  command.usage = "--model FILE [--format FORMAT] [--output FILE]";
  command.details =
      "Writes the page that marketing and sales sign: what counts and how "
      "much, what\nfades, bands and grades, the ways into each stage, the "
      "agreed examples and\nwhether they hold, and what all of it is made "
      "of.\n\n"
      "  leadscore describe --model acme.textproto\n"
      "  leadscore describe --model acme.textproto --format html \\\n"
      "    --output acme.html\n";
  command.options = {
      {"model", "FILE",
       "The model: .textproto, .json, or binary (.pb, .bin,\n.binpb).", true,
       false},
      {"format", "FORMAT",
       "text (default), markdown, or html: one file, to be\nread and printed.",
       false, false},
      {"output", "FILE",
       "Where it goes, whole or not at all (default: standard\noutput).", false,
       false}};
  command.run = RunDescribe;
  return command;
}

}  // namespace leadscore::internal
