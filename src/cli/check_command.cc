#include <string>

#include "src/cli/commands.h"
#include "src/cli/load_model.h"
#include "src/core/number_text.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {
namespace {

std::string Count(size_t count, const char* one, const char* many) {
  return FormatGrouped(static_cast<int64_t>(count)) + " " +
         (count == 1 ? one : many);
}

size_t CountRules(const CheckedModel& model) {
  size_t count = 0;
  for (const CheckedScore& score : model.scores) {
    for (const CheckedGroup& group : score.groups) count += group.rules.size();
  }
  return count;
}

int RunCheck(const Options& options, Terminal& terminal) {
  const std::string path = options.Value("model");
  const LoadedModel loaded = LoadModel(path, /*with_warnings=*/true, terminal);
  if (!loaded.model.has_value()) return loaded.exit_code;
  const Model& model = *loaded.model;
  const CheckedModel& checked = model.checked();
  terminal.out
      << path << ": " << model.name() << (model.version().empty() ? "" : " ")
      << model.version() << " is fine"
      << (loaded.num_warnings == 0
              ? ""
              : ", with " + Count(static_cast<size_t>(loaded.num_warnings),
                                  "warning", "warnings"))
      << "\n  leads:      "
      << Count(checked.attributes.size(), "attribute", "attributes") << ", "
      << Count(checked.lists.size(), "list", "lists") << "\n  activities: "
      << Count(checked.activity_schema.types.size(), "type", "types") << ", "
      << Count(checked.signals.size(), "signal", "signals") << ", "
      << Count(checked.screens.size(), "screen", "screens")
      << "\n  scores:     " << Count(checked.scores.size(), "score", "scores")
      << ", " << Count(CountRules(checked), "rule", "rules")
      << "\n  stages:     " << Count(checked.stages.size(), "stage", "stages")
      << "\n  fingerprint " << model.fingerprint() << "\n";
  return kExitOk;
}

}  // namespace

Command CheckCommand() {
  Command command;
  command.name = "check";
  command.summary = "says what is wrong with a model, and where";
  command.usage = "--model FILE";
  command.details =
      "Reads a model and everything it names, and checks all that can be "
      "checked\nwithout leads: names, types of conditions, references, ranges. "
      "All errors are\nreported, each with its line and what to do about it.\n"
      "\n  leadscore check --model acme.textproto\n";
  command.options = {
      {"model", "FILE",
       "The model: .textproto, .json, or binary (.pb, .bin,\n.binpb).", true,
       false}};
  command.run = RunCheck;
  return command;
}

}  // namespace leadscore::internal
