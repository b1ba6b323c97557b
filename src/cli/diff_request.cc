#include "src/cli/diff_request.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "src/cli/same_file.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

// Each model reads the files by itself.
absl::Status CheckReadTwice(const DiffRequest& request) {
  std::vector<std::string> paths = request.input.activities;
  paths.insert(paths.begin(), request.input.leads);
  paths.insert(paths.end(), request.input.sets.begin(),
               request.input.sets.end());
  for (const std::string& path : paths) {
    std::error_code error;
    const bool is_there = path == "-" || std::filesystem::exists(path, error);
    if (!is_there || std::filesystem::is_regular_file(path, error)) continue;
    if (std::filesystem::is_directory(path, error)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("both models read the leads and activities, which ",
                     path == "-" ? "standard input" : path,
                     " does not allow; give them as files"));
  }
  return absl::OkStatus();
}

// What is written must not be what is read.
absl::Status CheckMovers(const DiffRequest& request) {
  std::vector<std::string> inputs = request.input.activities;
  inputs.insert(inputs.end(), request.input.sets.begin(),
                request.input.sets.end());
  for (const std::string& path :
       {request.model, request.against, request.input.leads}) {
    inputs.push_back(path);
  }
  for (const std::string& input : inputs) {
    if (!IsSameFile(input, request.movers)) continue;
    return absl::InvalidArgumentError(
        "--movers is one of the files that are read");
  }
  return absl::OkStatus();
}

absl::Status CheckCombination(const Options& options,
                              const DiffRequest& request) {
  if (options.Has("against") == options.Has("since")) {
    return absl::InvalidArgumentError(
        options.Has("against")
            ? "--against and --since exclude each other: it is either another "
              "model or an earlier instant"
            : "it needs --against FILE, another model, or --since TIME, an "
              "earlier instant");
  }
  if (!request.has_leads()) {
    for (const char* name :
         {"since", "activities", "sets", "as-of", "movers", "top", "by",
          "fail-if-moved", "explain-movers", "max-errors"}) {
      if (options.Has(name)) {
        return absl::InvalidArgumentError(
            absl::StrCat("--", name, " needs --leads"));
      }
    }
    return absl::OkStatus();
  }
  LEADSCORE_RETURN_IF_ERROR(CheckMovers(request));
  if (request.since.has_value()) {
    if (*request.since >= request.as_of) {
      return absl::InvalidArgumentError("--since has to be before --as-of");
    }
    return absl::OkStatus();
  }
  return CheckReadTwice(request);
}

}  // namespace

std::vector<OptionSpec> DiffOptionSpecs() {
  OptionSpec leads = LeadsOption();
  leads.is_required = false;
  return {
      {"model", "FILE", "The model to compare from.", true, false},
      {"against", "FILE", "The model to compare to.", false, false},
      AsOfOption("since",
                 "In place of --against: the same model at this\nearlier "
                 "instant, to compare from."),
      leads,
      ActivitiesOption(),
      SetsOption(),
      AsOfOption("as-of",
                 "The instant to score at, such as 2026-11-20T09:00:00Z\n"
                 "(default: now)."),
      {"by", "COL",
       "How many leads of each value of a column or attribute,\n"
       "such as the owner, are in each stage.",
       false, false},
      {"movers", "FILE",
       "Where all leads that move go, with what causes it:\nCSV, whole or not "
       "at all.",
       false, false},
      {"top", "N",
       "How many of them are printed (default 10; with\n--format json all).",
       false, false},
      {"explain-movers", "N",
       "How many of them, the first ones, are explained\n(default 100,000): "
       "some 10,000 a second and thread.",
       false, false},
      {"fail-if-moved", "PERCENT",
       "Ends with exit code 4 if more than so many percent of\nthe leads "
       "change their stage or grade.",
       false, false},
      {"format", "FORMAT", "text (default) or json.", false, false},
      InputFormatOption(),
      DelimiterOption(),
      {"threads", "N", "How many threads score (default 1).", false, false},
      {"max-errors", "N",
       "How many bad records each model may leave out\n(default 0).", false,
       false}};
}

absl::StatusOr<DiffRequest> ParseDiffRequest(const Options& options) {
  DiffRequest request;
  request.model = options.Value("model");
  request.against = options.Value("against");
  LEADSCORE_ASSIGN_OR_RETURN(request.input, ParseTableInput(options));
  LEADSCORE_ASSIGN_OR_RETURN(request.since,
                             ParseInstantOption(options, "since"));
  LEADSCORE_ASSIGN_OR_RETURN(const std::optional<absl::Time> as_of,
                             ParseInstantOption(options, "as-of"));
  request.as_of = as_of.value_or(absl::Now());
  if (options.Has("format")) request.format = options.Value("format");
  if (request.format != "text" && request.format != "json") {
    return absl::InvalidArgumentError(absl::StrCat(
        "--format has to be text or json, not ", Quoted(request.format)));
  }
  request.movers = options.Value("movers");
  request.by = options.Value("by");
  if (options.Has("top")) {
    LEADSCORE_ASSIGN_OR_RETURN(const int64_t top, options.Number("top", 0, 0));
    request.top = static_cast<size_t>(top);
  }
  constexpr int64_t kExplained = 100'000;
  LEADSCORE_ASSIGN_OR_RETURN(const int64_t explained,
                             options.Number("explain-movers", 0, kExplained));
  request.explained = static_cast<size_t>(explained);
  constexpr int64_t kMostThreads = 1'000;
  LEADSCORE_ASSIGN_OR_RETURN(const int64_t threads,
                             options.Number("threads", 1, 1));
  request.threads = static_cast<int>(std::min(threads, kMostThreads));
  LEADSCORE_ASSIGN_OR_RETURN(request.input.max_errors,
                             options.Number("max-errors", 0, 0));
  if (options.Has("fail-if-moved")) {
    const std::string text = options.Value("fail-if-moved");
    request.fail_if_moved = ParseDouble(text);
    if (!request.fail_if_moved.has_value() || *request.fail_if_moved < 0 ||
        *request.fail_if_moved > 100) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--fail-if-moved has to be a percentage from 0 to 100, such as 2.5, "
          "not ",
          Quoted(text)));
    }
  }
  LEADSCORE_RETURN_IF_ERROR(CheckCombination(options, request));
  return request;
}

}  // namespace leadscore::internal
