#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "leadscore/event_parser.h"
#include "leadscore/explanation_json.h"
#include "src/cli/commands.h"
#include "src/cli/load_model.h"
#include "src/cli/served_book.h"
#include "src/cli/table_input.h"
#include "src/core/file.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/io/byte_source.h"

namespace leadscore::internal {
namespace {

struct ServeRequest {
  std::string model;
  std::string events = "-";
  std::string state;
  std::optional<absl::Time> start;
  std::optional<int64_t> after;
  std::string rejected;
  bool machine_clock = false;
  absl::Duration tick;
  int64_t commit_every = 0;
  bool migrate = false;
  bool acknowledge = false;
};

absl::StatusOr<ServeRequest> ParseServeRequest(const Options& options) {
  ServeRequest request;
  request.model = options.Value("model");
  if (options.Has("events")) request.events = options.Value("events");
  request.state = options.Value("state");
  LEADSCORE_ASSIGN_OR_RETURN(request.start,
                             ParseInstantOption(options, "start"));
  if (options.Has("after")) {
    LEADSCORE_ASSIGN_OR_RETURN(request.after, options.Number("after", 0, 0));
  }
  request.rejected = options.Value("rejected");
  const std::string clock = options.Value("clock");
  if (!clock.empty() && clock != "lines" && clock != "machine") {
    return absl::InvalidArgumentError(absl::StrCat(
        "--clock has to be lines or machine, not ", Quoted(clock)));
  }
  request.machine_clock = clock == "machine";
  if (options.Has("tick") && !request.machine_clock) {
    return absl::InvalidArgumentError("--tick is about --clock machine");
  }
  LEADSCORE_ASSIGN_OR_RETURN(const int64_t tick, options.Number("tick", 1, 10));
  request.tick = absl::Seconds(tick);
  LEADSCORE_ASSIGN_OR_RETURN(request.commit_every,
                             options.Number("commit-every", 1, 10'000));
  request.migrate = options.Has("migrate");
  request.acknowledge = options.Has("acknowledge");
  if (request.state.empty()) {
    for (const char* name : {"migrate", "after"}) {
      if (!options.Has(name)) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("--", name, " is about a book in a directory: --state"));
    }
    if (!request.start.has_value() && !request.machine_clock) {
      return absl::InvalidArgumentError(
          "a new book has to be told where its clock stands: --start TIME, or "
          "--clock machine");
    }
  }
  return request;
}

// "1 lead", "1,200 leads"
std::string CountOf(int64_t count, const char* one, const char* many) {
  return absl::StrCat(FormatGrouped(count), " ", count == 1 ? one : many);
}

// Whether a status is about what a line says, and not about the book.
bool IsAboutInput(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status) ||
         absl::IsOutOfRange(status) || absl::IsAlreadyExists(status);
}

class ServeRun {
 public:
  ServeRun(ServeRequest request, Terminal& terminal)
      : request_(std::move(request)), terminal_(terminal) {}

  int Run() {
    LoadedModel loaded =
        LoadModel(request_.model, /*with_warnings=*/false, terminal_);
    if (!loaded.model.has_value()) return loaded.exit_code;
    if (loaded.model->stage_names().empty()) {
      return Failed(absl::InvalidArgumentError(absl::StrCat(
          request_.model,
          ": the model has no stages that leads could go through; add some: "
          "stages { name: \"...\" }")));
    }
    absl::Status status = Open(*loaded.model);
    if (status.ok()) status = Serve();
    if (!status.ok()) return Failed(status);
    PrintSummary();
    return kExitOk;
  }

 private:
  int Failed(const absl::Status& status) {
    terminal_.err << "leadscore: " << std::string(status.message()) << "\n";
    const bool is_bad_data = is_bad_line_ || absl::IsInvalidArgument(status) ||
                             absl::IsFailedPrecondition(status) ||
                             absl::IsDataLoss(status);
    return is_bad_data ? kExitBadData : kExitFailedIo;
  }

  absl::Status Open(const Model& model) {
    LEADSCORE_ASSIGN_OR_RETURN(parser_, EventParser::Create(model));
    LEADSCORE_ASSIGN_OR_RETURN(source_, OpenSource());
    if (!request_.rejected.empty()) {
      rejected_.open(request_.rejected, std::ios::app | std::ios::binary);
      if (!rejected_) return RejectedFailed();
    }
    LEADSCORE_ASSIGN_OR_RETURN(
        ServedBook book,
        ServedBook::Open(request_.state, model,
                         request_.start.value_or(absl::Now()),
                         request_.start.has_value() || request_.machine_clock,
                         request_.migrate));
    book_.emplace(std::move(book));
    const OpenReport& report = book_->report();
    told_ = request_.after.value_or(report.last_number);
    if (!report.is_new) {
      terminal_.err << "leadscore: " << request_.state << " holds "
                    << CountOf(report.leads, "lead", "leads") << " with "
                    << CountOf(report.activities, "activity", "activities")
                    << "; its clock stands at "
                    << FormatInstant(ToMicros(book_->book().now())) << "\n";
    }
    if (report.is_migrated) {
      terminal_.err << "leadscore: another model took the book over: told or "
                       "withdrew "
                    << CountOf(report.transitions, "transition", "transitions")
                    << "\n";
    }
    return Tell();
  }

  absl::StatusOr<std::unique_ptr<ByteSource>> OpenSource() {
    absl::StatusOr<ByteSource> source = ByteSource::Open(request_.events);
    if (!source.ok()) return WithPath(request_.events, source.status());
    return std::make_unique<ByteSource>(*std::move(source));
  }

  absl::Status RejectedFailed() const {
    return absl::InternalError(
        absl::StrCat(request_.rejected, ": cannot be written"));
  }

  // ---- Lines ---------------------------------------------------------------

  absl::Status Serve() {
    constexpr size_t kBytesAtOnce = size_t{256} << 10;
    std::string text;  // What has not been taken yet.
    while (true) {
      LEADSCORE_RETURN_IF_ERROR(AwaitLines());
      const size_t before = text.size();
      text.resize(before + kBytesAtOnce);
      absl::StatusOr<size_t> count =
          source_->Read(text.data() + before, kBytesAtOnce);
      if (!count.ok()) return WithPath(request_.events, count.status());
      text.resize(before + *count);
      LEADSCORE_RETURN_IF_ERROR(MoveMachineClock());
      const bool is_at_end = *count == 0;
      LEADSCORE_ASSIGN_OR_RETURN(const size_t taken,
                                 TakeLines(text, is_at_end));
      text.erase(0, taken);
      if (is_at_end) return Commit();
      if (!source_->IsReady(absl::ZeroDuration())) {
        LEADSCORE_RETURN_IF_ERROR(Commit());
      }
    }
  }

  // Takes the whole lines of a text, the last one without its end as well if
  // nothing follows; gives how many bytes these were.
  absl::StatusOr<size_t> TakeLines(std::string_view text, bool is_at_end) {
    size_t begin = 0;
    while (begin < text.size()) {
      size_t end = text.find('\n', begin);
      const bool has_end = end != std::string_view::npos;
      if (!has_end) {
        const bool is_too_long =
            text.size() - begin > EventParserOptions().max_line_bytes;
        if (!is_at_end && !is_too_long) break;
        if (!is_at_end) {
          return Stop(absl::InvalidArgumentError(
              absl::StrCat(request_.events, ":", lines_ + 1,
                           ": error: a line that does not end")));
        }
        end = text.size();
      }
      std::string_view line = text.substr(begin, end - begin);
      begin = has_end ? end + 1 : end;
      ++lines_;
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      if (!line.empty()) LEADSCORE_RETURN_IF_ERROR(TakeLine(line));
      if (lines_ - committed_lines_ >= request_.commit_every) {
        LEADSCORE_RETURN_IF_ERROR(Commit());
      }
    }
    return begin;
  }

  absl::Status TakeLine(std::string_view line) {
    ReadError error;
    absl::Status status = parser_->Parse(line, lines_, &event_, &error);
    if (status.ok()) {
      status = book_->Take(event_);
      error = {"", lines_, 1, std::string(status.message()), ""};
    }
    if (status.ok()) {
      Count();
      return absl::OkStatus();
    }
    if (!IsAboutInput(status)) return status;
    error.file = request_.events;
    if (request_.rejected.empty()) {
      return Stop(absl::InvalidArgumentError(absl::StrCat(
          error.ToString(),
          "  what stands before it was taken; --rejected FILE goes on without "
          "such lines")));
    }
    terminal_.err << error.ToString();
    rejected_ << line << "\n";
    ++rejected_lines_;
    return absl::OkStatus();
  }

  void Count() {
    if (event_.kind == BookEvent::Kind::kUnknown) {
      ++unknown_types_[event_.activity.type];
    } else {
      ++events_[event_.kind];
    }
  }

  // Keeps what came before a line that stops the run.
  absl::Status Stop(const absl::Status& status) {
    --lines_;
    LEADSCORE_RETURN_IF_ERROR(Commit());
    is_bad_line_ = true;
    return status;
  }

  // ---- Time ----------------------------------------------------------------

  // Lets the clock go on until something comes.
  absl::Status AwaitLines() {
    while (request_.machine_clock && !source_->IsReady(request_.tick)) {
      LEADSCORE_RETURN_IF_ERROR(MoveMachineClock());
      LEADSCORE_RETURN_IF_ERROR(Commit());
    }
    return absl::OkStatus();
  }

  absl::Status MoveMachineClock() {
    if (!request_.machine_clock) return absl::OkStatus();
    const absl::Time now = absl::Now();
    return now > book_->book().now() ? book_->Advance(now) : absl::OkStatus();
  }

  // ---- Output --------------------------------------------------------------

  absl::Status Commit() {
    if (rejected_.is_open() && !rejected_.flush()) return RejectedFailed();
    LEADSCORE_RETURN_IF_ERROR(book_->Commit());
    LEADSCORE_RETURN_IF_ERROR(Tell());
    if (request_.acknowledge && lines_ > committed_lines_) {
      terminal_.out << "{\"lines\":" << lines_ << "}\n";
    }
    committed_lines_ = lines_;
    terminal_.out.flush();
    if (terminal_.out) return absl::OkStatus();
    return absl::InternalError(
        "standard output cannot be written; what was committed is in the "
        "directory, and --after tells its transitions again");
  }

  // Prints the transitions that are committed.
  absl::Status Tell() {
    constexpr size_t kTransitionsAtOnce = 10'000;
    while (true) {
      LEADSCORE_ASSIGN_OR_RETURN(const std::vector<BookTransition> transitions,
                                 book_->Transitions(told_, kTransitionsAtOnce));
      if (transitions.empty()) return absl::OkStatus();
      for (const BookTransition& told : transitions) {
        terminal_.out << BookTransitionJson(told) << "\n";
      }
      told_ = transitions.back().number;
      told_transitions_ += static_cast<int64_t>(transitions.size());
    }
  }

  void PrintSummary() {
    std::ostream& err = terminal_.err;
    err << "leadscore: took " << CountOf(lines_, "line", "lines") << ": "
        << CountOf(events_[BookEvent::Kind::kUpsert], "lead", "leads") << ", "
        << CountOf(events_[BookEvent::Kind::kActivity], "activity",
                   "activities")
        << ", "
        << CountOf(events_[BookEvent::Kind::kRemove], "removal", "removals")
        << ", "
        << CountOf(events_[BookEvent::Kind::kAdvance], "move of the clock",
                   "moves of the clock")
        << "; printed "
        << CountOf(told_transitions_, "transition", "transitions") << "\n";
    if (rejected_lines_ > 0) {
      err << "leadscore: left out " << CountOf(rejected_lines_, "line", "lines")
          << ", see " << request_.rejected << "\n";
    }
    for (const auto& [type, count] : unknown_types_) {
      err << "leadscore: passed over "
          << CountOf(count, "activity", "activities") << " of the type "
          << Quoted(type) << ", which the model does not know\n";
    }
  }

  const ServeRequest request_;
  Terminal& terminal_;
  std::unique_ptr<EventParser> parser_;
  std::unique_ptr<ByteSource> source_;
  std::ofstream rejected_;
  std::optional<ServedBook> book_;
  BookEvent event_;
  bool is_bad_line_ = false;
  int64_t told_ = 0;  // The number of the last transition that was printed.
  int64_t told_transitions_ = 0;
  int64_t lines_ = 0;
  int64_t committed_lines_ = 0;
  int64_t rejected_lines_ = 0;
  std::map<BookEvent::Kind, int64_t> events_;
  std::map<std::string, int64_t> unknown_types_;
};

int RunServeLines(const Options& options, Terminal& terminal) {
  absl::StatusOr<ServeRequest> request = ParseServeRequest(options);
  if (!request.ok()) {
    return BadUsage("serve-lines", std::string(request.status().message()),
                    terminal);
  }
  return ServeRun(*std::move(request), terminal).Run();
}

}  // namespace

Command ServeLinesCommand() {
  Command command;
  command.name = "serve-lines";
  command.summary = "keeps leads live: events in, changes of stage out";
  command.usage = "--model FILE [--state DIR] [OPTIONS] < EVENTS";
  command.details =
      "Reads events, a line of JSON each, and prints every change of stage "
      "that follows,\na line of JSON each. An event is a line of a file of "
      "leads, of activities or of\nsets, which says what is known of a lead or "
      "what it did, or one of\n\n"
      "  {\"$remove\": \"L-42\"}                      forgets a lead\n"
      "  {\"$advance\": \"2026-11-23T10:00:00Z\"}     moves the clock\n\n"
      "With --state the book is in a directory and survives a crash: changes "
      "are printed\nonce the events that caused them are safe. One that takes "
      "another back has its\nnumber in \"withdraws\". An activity with an id "
      "may come twice.\n\n"
      "  leadscore serve-lines --model acme.textproto --state /var/lib/acme "
      "\\\n    --clock machine --rejected bad.jsonl < events > changes\n"
      "  cat leads.jsonl activities.jsonl | leadscore serve-lines \\\n"
      "    --model acme.textproto --start 2026-11-23T00:00:00Z\n";
  command.options = {
      {"model", "FILE", "The model.", true, false},
      {"state", "DIR",
       "A directory that keeps the book (default: it is in\nmemory). One "
       "process may have it.",
       false, false},
      {"events", "FILE", "Where events are (default -: standard input).", false,
       false},
      AsOfOption("start",
                 "Where the clock of a new book stands, such as\n"
                 "2026-01-01T00:00:00Z."),
      {"clock", "WHICH",
       "lines (default): only $advance moves it. machine: that\nof the machine "
       "does.",
       false, false},
      {"tick", "SECONDS",
       "How often the machine's clock is looked at while nothing\ncomes "
       "(default 10).",
       false, false},
      {"commit-every", "N",
       "After how many lines they are made safe at the latest\n(default "
       "10000); before, when no more are there.",
       false, false},
      {"acknowledge", "",
       "Prints {\"lines\":N} when N lines are safe, behind the\nchanges that "
       "they caused.",
       false, false},
      {"after", "NUMBER",
       "Prints the changes behind this number again, which may\nnot have "
       "arrived (default: only new ones).",
       false, false},
      {"rejected", "FILE",
       "Where lines go that cannot be used, behind those that\nare there "
       "(default: the first one ends the run).",
       false, false},
      {"migrate", "",
       "Takes over a directory of another model: what differs\nunder this one "
       "is withdrawn and told.",
       false, false}};
  command.run = RunServeLines;
  return command;
}

}  // namespace leadscore::internal
