#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/agreed.h"
#include "leadscore/scorer.h"
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

// The member of an expectation that a mismatch is about.
PathStep ExpectedMember(const AgreedSpec& spec,
                        const AgreedMismatch& mismatch) {
  for (size_t i = 0; i < spec.expect.points.size(); ++i) {
    if (spec.expect.points[i].score == mismatch.name) {
      return PathStep{"points", static_cast<int>(i), mismatch.name};
    }
  }
  return PathStep{mismatch.name, -1, ""};
}

// Every line of a text, further to the right.
std::string Indented(const std::string& text) {
  std::string indented;
  bool is_begin = true;
  for (char c : text) {
    if (is_begin && c != '\n') indented += "    ";
    indented += c;
    is_begin = c == '\n';
  }
  return indented;
}

// Runs the agreed examples and prints what is not as agreed, with an
// explanation. Returns how many are.
size_t RunAgreed(const LoadedModel& loaded, Terminal& terminal) {
  const Model& model = *loaded.model;
  const std::vector<AgreedResult> results = Scorer(model).RunAgreed();
  size_t num_passed = 0;
  for (size_t i = 0; i < results.size(); ++i) {
    const AgreedResult& result = results[i];
    if (result.mismatches.empty()) ++num_passed;
    for (const AgreedMismatch& mismatch : result.mismatches) {
      Diagnostic diagnostic;
      diagnostic.path = {{"agreed", static_cast<int>(i), result.name},
                         {"expect", -1, ""},
                         ExpectedMember(model.spec().agreed[i], mismatch)};
      const auto text = [](const std::string& value) {
        return value.empty() ? std::string("none") : value;
      };
      diagnostic.message =
          absl::StrCat(mismatch.name, " is ", text(mismatch.found),
                       ", but was agreed to be ", text(mismatch.agreed));
      loaded.source.Locate(&diagnostic);
      terminal.err << diagnostic.ToString();
    }
    if (!result.mismatches.empty()) {
      terminal.err << Indented(
          ExplanationText(result.explanation, model.checked().zone));
    }
  }
  return num_passed;
}

// What a policy has, in the form of what is said of a model.
void SayPolicy(const std::string& path, const SlaPolicy& policy,
               Terminal& terminal) {
  const SlaPolicySpec& spec = policy.spec();
  terminal.out << path << ": " << policy.name()
               << (policy.version().empty() ? "" : " ") << policy.version()
               << " is fine\n  hours:      "
               << Count(spec.calendars.size(), "calendar", "calendars")
               << "\n  marketing:  "
               << Count(spec.commitments.size(), "commitment", "commitments")
               << ", " << Count(spec.qualities.size(), "quality", "qualities")
               << "\n  sales:      "
               << Count(spec.clocks.size(), "clock", "clocks") << ", "
               << Count(spec.attempts.size(), "promise of attempts",
                        "promises of attempts")
               << ", "
               << Count(spec.stage_ages.size(), "stage age", "stage ages")
               << "\n";
}

int RunCheck(const Options& options, Terminal& terminal) {
  const std::string path = options.Value("model");
  const LoadedModel loaded = LoadModel(path, /*with_warnings=*/true, terminal);
  if (!loaded.model.has_value()) return loaded.exit_code;
  const Model& model = *loaded.model;
  const CheckedModel& checked = model.checked();
  const size_t num_agreed = checked.agreed.size();
  const size_t num_passed = RunAgreed(loaded, terminal);
  if (num_passed < num_agreed) {
    terminal.err << path << ": "
                 << Count(num_agreed - num_passed, "agreed example is",
                          "agreed examples are")
                 << " not as agreed, of " << num_agreed << "\n";
    return kExitBadData;
  }
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
      << "\n  agreed:     " << Count(num_agreed, "example", "examples")
      << (num_agreed == 0   ? ""
          : num_agreed == 1 ? ", as agreed"
                            : ", all as agreed")
      << "\n  fingerprint " << model.fingerprint() << "\n";
  if (!options.Has("policy")) return kExitOk;
  const std::string policy_path = options.Value("policy");
  const LoadedPolicy policy = LoadPolicy(policy_path, model, terminal);
  if (!policy.policy.has_value()) return policy.exit_code;
  SayPolicy(policy_path, *policy.policy, terminal);
  return kExitOk;
}

}  // namespace

Command CheckCommand() {
  Command command;
  command.name = "check";
  command.summary = "says what is wrong with a model, and where";
  command.usage = "--model FILE [--policy FILE]";
  command.details =
      "Reads a model and everything it names, and checks all that can be "
      "checked\nwithout leads: names, types of conditions, references, ranges. "
      "All errors are\nreported, each with its line and what to do about it. "
      "Then runs the agreed\nexamples of the model; one that is not as agreed "
      "is an error as well, and\nexplained. Warnings are of what can be used "
      "but is hardly meant so; they are\nnever wrong, and change no exit "
      "code.\n"
      "\n  leadscore check --model acme.textproto\n";
  command.options = {
      {"model", "FILE",
       "The model: .textproto, .json, or binary (.pb, .bin,\n.binpb).", true,
       false},
      {"policy", "FILE", "An agreement over its stages, to check as well.",
       false, false}};
  command.run = RunCheck;
  return command;
}

}  // namespace leadscore::internal
