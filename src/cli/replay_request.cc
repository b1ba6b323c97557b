#include "src/cli/replay_request.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "src/cli/same_file.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

// What is written must not be what is read.
absl::Status CheckOutput(const ReplayRequest& request) {
  std::vector<std::string> inputs = request.input.activities;
  inputs.insert(inputs.end(), request.input.sets.begin(),
                request.input.sets.end());
  inputs.push_back(request.model);
  inputs.push_back(request.input.leads);
  const auto check = [&](const char* option, const std::string& output) {
    for (const std::string& input : inputs) {
      if (!IsSameFile(input, output)) continue;
      return absl::InvalidArgumentError(
          absl::StrCat(option, " is one of the files that are read"));
    }
    return absl::OkStatus();
  };
  LEADSCORE_RETURN_IF_ERROR(check("--output", request.output));
  LEADSCORE_RETURN_IF_ERROR(check("--accounts", request.accounts));
  if (!request.accounts.empty() &&
      (request.accounts == request.output ||
       IsSameFile(request.accounts, request.output))) {
    return absl::InvalidArgumentError("--accounts and --output are one file");
  }
  return absl::OkStatus();
}

absl::Status CheckFormats(const Options& options,
                          const ReplayRequest& request) {
  if (request.format != "csv" && request.format != "jsonl") {
    return absl::InvalidArgumentError(absl::StrCat(
        "--format has to be csv or jsonl, not ", Quoted(request.format)));
  }
  if (request.funnel != "text" && request.funnel != "csv" &&
      request.funnel != "jsonl" && request.funnel != "none") {
    return absl::InvalidArgumentError(
        absl::StrCat("--funnel has to be text, csv, jsonl or none, not ",
                     Quoted(request.funnel)));
  }
  if (options.Has("format") && !request.has_rows() &&
      request.accounts.empty()) {
    return absl::InvalidArgumentError(
        "--format is about rows, and the funnel has their place; add --output "
        "FILE, or --funnel none");
  }
  for (const char* name : {"by", "weekly"}) {
    if (options.Has(name) && request.funnel == "none") {
      return absl::InvalidArgumentError(absl::StrCat(
          "--", name, " is about the funnel, and --funnel none makes none"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<OptionSpec> ReplayOptionSpecs() {
  return {
      {"model", "FILE", "The model.", true, false},
      LeadsOption(),
      ActivitiesOption(),
      SetsOption(),
      AsOfOption("from",
                 "Where the period begins, such as 2026-01-01T00:00:00Z\n"
                 "(default: with the first of what happened)."),
      AsOfOption("to",
                 "Where it ends; that instant is not part of it\n"
                 "(default: now)."),
      {"by", "COL",
       "Makes a funnel for each value of a column or\nattribute too, such as "
       "the source.",
       false, false},
      {"weekly", "",
       "Makes one for each week too, of the stays that began in\nit; weeks "
       "begin on Monday.",
       false, false},
      {"output", "FILE",
       "Where the rows go, whole or not at all (default:\nnowhere; with "
       "--funnel none standard output).",
       false, false},
      {"accounts", "FILE",
       "Where changes of stage of accounts go, each of which is\nin the "
       "furthest stage of its leads.",
       false, false},
      {"format", "FORMAT", "Of the rows: csv (default) or jsonl.", false,
       false},
      {"funnel", "FORMAT",
       "text (default), csv or jsonl, which have the weeks of\neach value "
       "as well, or none. It goes to standard output.",
       false, false},
      InputFormatOption(),
      DelimiterOption(),
      {"threads", "N", "How many threads replay (default 1).", false, false},
      {"max-errors", "N", "How many bad records may be left out (default 0).",
       false, false}};
}

absl::StatusOr<ReplayRequest> ParseReplayRequest(const Options& options) {
  ReplayRequest request;
  request.model = options.Value("model");
  LEADSCORE_ASSIGN_OR_RETURN(request.input, ParseTableInput(options));
  LEADSCORE_ASSIGN_OR_RETURN(const std::optional<absl::Time> from,
                             ParseInstantOption(options, "from"));
  LEADSCORE_ASSIGN_OR_RETURN(const std::optional<absl::Time> to,
                             ParseInstantOption(options, "to"));
  request.from = from.value_or(absl::InfinitePast());
  request.to = to.value_or(absl::Now());
  if (request.from >= request.to) {
    return absl::InvalidArgumentError(
        to.has_value() ? "--from has to be before --to"
                       : "--from has to be before now, or before --to TIME");
  }
  request.by = options.Value("by");
  request.weekly = options.Has("weekly");
  request.output = options.Value("output");
  request.accounts = options.Value("accounts");
  if (options.Has("format")) request.format = options.Value("format");
  if (options.Has("funnel")) request.funnel = options.Value("funnel");
  constexpr int64_t kMostThreads = 1'000;
  LEADSCORE_ASSIGN_OR_RETURN(const int64_t threads,
                             options.Number("threads", 1, 1));
  request.threads = static_cast<int>(std::min(threads, kMostThreads));
  LEADSCORE_ASSIGN_OR_RETURN(request.input.max_errors,
                             options.Number("max-errors", 0, 0));
  LEADSCORE_RETURN_IF_ERROR(CheckFormats(options, request));
  LEADSCORE_RETURN_IF_ERROR(CheckOutput(request));
  return request;
}

}  // namespace leadscore::internal
