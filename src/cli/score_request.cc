#include "src/cli/score_request.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "src/cli/same_file.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/io/run_manifest.h"

namespace leadscore::internal {
namespace {

absl::StatusOr<RowFormat> ParseFormat(const std::string& text) {
  if (text == "jsonl") return RowFormat::kJsonLines;
  if (text == "messages") return RowFormat::kMessages;
  if (text.empty() || text == "csv") return RowFormat::kCsv;
  return absl::InvalidArgumentError(absl::StrCat(
      "--format has to be csv, jsonl or messages, not ", Quoted(text)));
}

absl::StatusOr<std::optional<Shard>> ParseShard(const Options& options) {
  if (!options.Has("shard")) return std::optional<Shard>();
  const std::string text = options.Value("shard");
  const size_t slash = std::min(text.find('/'), text.size());
  const auto number = ParseInt64(std::string_view(text).substr(0, slash));
  const auto of = ParseInt64(
      std::string_view(text).substr(std::min(slash + 1, text.size())));
  constexpr int64_t kMostShards = 100'000;
  if (!number.has_value() || !of.has_value() || *number < 1 || *number > *of ||
      *of > kMostShards) {
    return absl::InvalidArgumentError(
        absl::StrCat("--shard has to be one of several parts, such as 1/4 to "
                     "4/4, not ",
                     Quoted(text)));
  }
  return std::optional<Shard>({*number, *of});
}

absl::Status ParseAsOf(const Options& options, ScoreRequest* request) {
  request->input.as_of_column = options.Value("as-of-column");
  LEADSCORE_ASSIGN_OR_RETURN(request->as_of,
                             ParseInstantOption(options, "as-of"));
  if (request->as_of.has_value() && !request->input.as_of_column.empty()) {
    return absl::InvalidArgumentError(
        "--as-of and --as-of-column exclude each other");
  }
  return absl::OkStatus();
}

// What is written must not be what is read or written besides.
absl::Status CheckOutputs(const ScoreRequest& request) {
  std::vector<std::string> inputs = request.input.activities;
  inputs.insert(inputs.end(), request.input.sets.begin(),
                request.input.sets.end());
  inputs.push_back(request.model);
  inputs.push_back(request.input.leads);
  std::vector<std::pair<std::string, std::string>> outputs = {
      {"output", request.output},
      {"accounts", request.accounts},
      {"unlinked", request.unlinked},
      {"output: its manifest",
       request.output.empty() ? "" : ManifestPathOf(request.output)}};
  if (request.input.max_errors > 0) {
    for (const char* end : {".rejected-leads.csv", ".rejected-activities.csv",
                            ".rejected-sets.csv"}) {
      outputs.emplace_back(absl::StrCat("rejected: ", request.rejected, end),
                           request.rejected + end);
    }
  }
  for (size_t i = 0; i < outputs.size(); ++i) {
    const auto& [name, path] = outputs[i];
    for (const std::string& input : inputs) {
      if (!IsSameFile(input, path)) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("--", name, " is one of the files that are read"));
    }
    for (size_t other = 0; other < i; ++other) {
      if (!IsSameFile(outputs[other].second, path)) continue;
      return absl::InvalidArgumentError(absl::StrCat(
          "--", outputs[other].first, " and --", name, " are one file"));
    }
  }
  return absl::OkStatus();
}

// What --unlinked asks for.
absl::Status CheckUnlinked(const ScoreRequest& request) {
  if (request.unlinked.empty()) return absl::OkStatus();
  if (request.input.activities.empty()) {
    return absl::InvalidArgumentError("--unlinked needs --activities");
  }
  for (const std::string& path : request.input.activities) {
    std::error_code error;
    const bool is_there = path == "-" || std::filesystem::exists(path, error);
    if (!is_there || std::filesystem::is_regular_file(path, error)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("--unlinked reads activities a second time, which ",
                     path == "-" ? "standard input" : path,
                     " does not allow; give them as files"));
  }
  return absl::OkStatus();
}

// Options that contradict each other.
absl::Status CheckCombination(const Options& options,
                              const ScoreRequest& request) {
  LEADSCORE_RETURN_IF_ERROR(CheckOutputs(request));
  LEADSCORE_RETURN_IF_ERROR(CheckUnlinked(request));
  for (const char* name : {"sort", "top"}) {
    if (options.Has("shard") && options.Has(name)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--", name,
                       " looks at all leads and --shard at some; "
                       "merge the shards, then sort"));
    }
  }
  if (!request.accounts.empty() && !request.input.as_of_column.empty()) {
    return absl::InvalidArgumentError(
        "--accounts needs one instant for all leads, not --as-of-column");
  }
  for (const char* name : {"top", "sort", "format"}) {
    if (!request.has_rows() && options.Has(name)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--", name, " is about rows, and ",
                       request.summary ? "--summary" : "--profile",
                       " prints none; add --output FILE"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<OptionSpec> ScoreOptionSpecs() {
  return {
      {"model", "FILE", "The model.", true, false},
      LeadsOption(),
      ActivitiesOption(),
      SetsOption(),
      AsOfOption("as-of",
                 "The instant to score at, such as 2026-11-20T09:00:00Z\n"
                 "(default: now)."),
      {"as-of-column", "COL",
       "A column of the leads that holds an instant for each.", false, false},
      {"output", "FILE",
       "Where the rows go, whole or not at all\n"
       "(default: standard output). FILE.manifest.json beside\n"
       "it tells what they were made of.",
       false, false},
      {"no-manifest", "", "Writes no manifest.", false, false},
      {"accounts", "FILE",
       "Where accounts go as CSV: their scores, if the model\n"
       "has account_scores, and the furthest stage of their\n"
       "leads.",
       false, false},
      {"unlinked", "FILE",
       "Where activities go whose leads have no score,\n"
       "unknown or left out: their records, as they stand in\n"
       "the files, which are read once more for it.",
       false, false},
      {"format", "FORMAT",
       "csv (default), jsonl or messages\n(leadscore.v1.ScoreRow behind their "
       "lengths).",
       false, false},
      {"reasons", "N", "Adds the N strongest contributions of each lead.",
       false, false},
      {"keep", "COL,COL,...", "Passes columns of the leads through.", false,
       false},
      {"sort", "COL",
       "Sorts by a column: points, coverage and stages fall,\n"
       "text rises.",
       false, false},
      {"top", "N", "Only the first N rows, after sorting.", false, false},
      {"summary", "",
       "Prints how many leads are in each stage, how the\n"
       "total is distributed, and the ten best leads; the rows\n"
       "only with --output.",
       false, false},
      {"profile", "",
       "Prints what to look after: values that no table lists,\n"
       "types and columns that the model does not know, how\n"
       "often attributes are known, what each rule gives, and\n"
       "grades by stage; the rows only with --output. It shows\n"
       "values of leads.",
       false, false},
      InputFormatOption(),
      {"shard", "I/N",
       "Only the leads of the I-th of N parts, chosen by their\n"
       "ids; 'leadscore merge' joins the outputs. A column row\n"
       "tells where each lead stands.",
       false, false},
      DelimiterOption(),
      {"threads", "N", "How many threads score (default 1).", false, false},
      {"verbose", "", "Tells how long it took and what memory it needed.",
       false, false},
      {"max-errors", "N",
       "How many bad records may be left out (default 0); they\n"
       "go to files of their own.",
       false, false},
      {"rejected", "NAME",
       "The beginning of the names of those files (default:\n"
       "the output's name): NAME.rejected-leads.csv,\n"
       "NAME.rejected-activities.csv and\n"
       "NAME.rejected-sets.csv, or .jsonl and .binpb.",
       false, false}};
}

absl::StatusOr<ScoreRequest> ParseScoreRequest(const Options& options) {
  ScoreRequest request;
  request.model = options.Value("model");
  LEADSCORE_ASSIGN_OR_RETURN(request.input, ParseTableInput(options));
  request.output = options.Value("output");
  request.with_manifest = !options.Has("no-manifest");
  request.accounts = options.Value("accounts");
  request.unlinked = options.Value("unlinked");
  request.verbose = options.Has("verbose");
  request.summary = options.Has("summary");
  request.profile = options.Has("profile");
  request.sort = options.Value("sort");
  LEADSCORE_RETURN_IF_ERROR(ParseAsOf(options, &request));
  LEADSCORE_ASSIGN_OR_RETURN(request.format,
                             ParseFormat(options.Value("format")));
  LEADSCORE_ASSIGN_OR_RETURN(request.input.max_errors,
                             options.Number("max-errors", 0, 0));
  LEADSCORE_ASSIGN_OR_RETURN(const int64_t reasons,
                             options.Number("reasons", 1, 0));
  constexpr int64_t kMostReasons = 100'000;  // More than a model has rules.
  request.reasons = static_cast<int>(std::min(reasons, kMostReasons));
  constexpr int64_t kMostThreads = 1'000;
  LEADSCORE_ASSIGN_OR_RETURN(const int64_t threads,
                             options.Number("threads", 1, 1));
  request.threads = static_cast<int>(std::min(threads, kMostThreads));
  if (options.Has("top")) {
    LEADSCORE_ASSIGN_OR_RETURN(const int64_t top, options.Number("top", 1, 1));
    request.top = static_cast<size_t>(top);
  }
  if (options.Has("keep")) {
    request.input.keep = absl::StrSplit(options.Value("keep"), ',');
  }
  LEADSCORE_ASSIGN_OR_RETURN(request.input.shard, ParseShard(options));
  request.rejected = options.Value("rejected");
  if (request.rejected.empty()) {
    request.rejected = request.output.empty() ? "leadscore" : request.output;
  }
  LEADSCORE_RETURN_IF_ERROR(CheckCombination(options, request));
  return request;
}

std::string AsOfText(const ScoreRequest& request, absl::Time as_of) {
  return request.input.as_of_column.empty()
             ? FormatInstant(ToMicros(as_of))
             : absl::StrCat("the column ", Quoted(request.input.as_of_column));
}

absl::Status CheckColumns(const ScoreRequest& request, const Model& model) {
  if (!request.accounts.empty() && model.spec().account_scores.empty() &&
      model.stage_names().empty()) {
    return absl::InvalidArgumentError(
        "--accounts: the model has neither account_scores nor stages");
  }
  if (!request.unlinked.empty() && request.input.shard.has_value() &&
      ShardsByAccount(model)) {
    return absl::InvalidArgumentError(
        "--unlinked: shards of this model keep accounts together, "
        "and none knows which leads the others have; run it without --shard");
  }
  std::vector<std::string> names = {
      "id",      "account",  "total",         "grade",       "qualifies_for",
      "way",     "coverage", "stage",         "since",       "valid_until",
      "reasons", "model",    "model_version", "fingerprint", "as_of"};
  if (request.input.shard.has_value()) names.emplace_back("row");
  names.insert(names.end(), model.score_names().begin(),
               model.score_names().end());
  if (std::count(names.begin(), names.end(), "row") > 1) {
    return absl::InvalidArgumentError(
        "--shard: the results have a column \"row\", and the model has a score "
        "of that name");
  }
  for (const std::string& kept : request.input.keep) {
    if (kept.empty()) {
      return absl::InvalidArgumentError("--keep has an empty name in it");
    }
    if (std::find(names.begin(), names.end(), kept) != names.end()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--keep ", kept, ": there is a column of that name in the results"));
    }
    names.push_back(kept);
  }
  if (!request.sort.empty() &&
      std::find(names.begin(), names.end(), request.sort) == names.end()) {
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    return absl::InvalidArgumentError(
        absl::StrCat("--sort: unknown column ", Quoted(request.sort),
                     DidYouMean(request.sort, candidates)));
  }
  return absl::OkStatus();
}

}  // namespace leadscore::internal
