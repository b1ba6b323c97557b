#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/generate.h"
#include "leadscore/scorer.h"
#include "src/cli/commands.h"
#include "src/cli/load_model.h"
#include "src/cli/table_input.h"
#include "src/cli/text_table.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"

namespace leadscore::internal {
namespace {

using Align = TextTable::Align;

constexpr size_t kRuns = 5;
// Rules beyond this many are not taken out one by one.
constexpr size_t kMostAblated = 100;
constexpr size_t kShownRules = 10;

double SecondsNow() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

double MedianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string Number(double value) {
  return FormatGrouped(static_cast<int64_t>(std::llround(value)));
}

// "12.3" below a hundred, "123" above.
std::string Nanoseconds(double value) {
  if (std::fabs(value) >= 99.95) return Number(value);
  const auto tenths = std::llround(value * 10);
  return absl::StrCat(tenths < 0 ? "-" : "", std::llabs(tenths) / 10, ".",
                      std::llabs(tenths) % 10);
}

// A model on one data set, to be run again and again.
class Contender {
 public:
  Contender(const Model& model, const Tables& tables, absl::Time as_of,
            int threads)
      : scorer_(model), tables_(tables), as_of_(as_of) {
    options_.threads = threads;
  }

  // The seconds that a batch takes.
  absl::StatusOr<double> Run() {
    const double begin = SecondsNow();
    LEADSCORE_RETURN_IF_ERROR(
        scorer_.Score(tables_, as_of_, options_, &scores_, &context_));
    return SecondsNow() - begin;
  }

  const Scorer& scorer() const { return scorer_; }
  const ScoreTable& scores() const { return scores_; }
  size_t context_bytes() const { return context_.MemoryBytes(); }

 private:
  const Scorer scorer_;
  const Tables& tables_;
  const absl::Time as_of_;
  ScoreOptions options_;
  ScoreContext context_;
  ScoreTable scores_;
};

// How fast this machine reads memory, in bytes a second.
double ReadBandwidth() {
  const std::vector<uint64_t> memory(size_t{8} << 20, 1);  // 64 MiB.
  double best = 0;
  uint64_t sum = 0;
  for (int run = 0; run < 5; ++run) {
    const double begin = SecondsNow();
    for (uint64_t word : memory) sum += word;
    const double seconds = SecondsNow() - begin;
    best = std::max(best, static_cast<double>(memory.size() * 8) / seconds);
  }
  // The sum is used, so that it is made.
  return sum == 0 ? 0 : best;
}

class Bench {
 public:
  Bench(const Model& model, const Tables& tables, absl::Time as_of, int threads,
        Terminal& terminal)
      : model_(model),
        tables_(tables),
        as_of_(as_of),
        threads_(threads),
        terminal_(terminal),
        own_(model, tables, as_of, threads) {}

  absl::Status Run() {
    LEADSCORE_ASSIGN_OR_RETURN(const double first, own_.Run());
    std::vector<double> runs;
    for (size_t i = 0; i < kRuns; ++i) {
      LEADSCORE_ASSIGN_OR_RETURN(const double seconds, own_.Run());
      runs.push_back(seconds);
    }
    const double seconds = MedianOf(runs);
    own_ns_ = PerLead(seconds);
    const ScoringPlan plan = own_.scorer().Plan();
    const double leads = static_cast<double>(tables_.leads.size());
    const double activities = static_cast<double>(tables_.activities.size());
    // A time, a type, and where the activities of a lead begin.
    const double bytes = static_cast<double>(plan.bytes_per_lead) +
                         activities / leads * 12 + (activities > 0 ? 8 : 0);
    terminal_.out << "  a lead costs " << Nanoseconds(own_ns_) << " ns, "
                  << Number(leads / seconds) << " leads a second (median of "
                  << kRuns << " runs)\n  it reads " << Number(bytes)
                  << " bytes, which alone would take "
                  << Nanoseconds(bytes / ReadBandwidth() * 1e9)
                  << " ns\n  the first batch took "
                  << Nanoseconds((first - seconds) * 1e3)
                  << " ms longer; its context holds "
                  << Number(static_cast<double>(own_.context_bytes()))
                  << " bytes\n";
    return absl::OkStatus();
  }

  // What a lead costs less without some rules.
  absl::StatusOr<double> SavedWithout(
      const std::vector<std::string>& rules) const {
    ModelSpec spec = model_.spec();
    for (ScoreSpec& score : spec.scores) {
      for (GroupSpec& group : score.groups) {
        const auto is_out = [&rules](const RuleSpec& rule) {
          return std::find(rules.begin(), rules.end(), rule.name) !=
                 rules.end();
        };
        group.rules.erase(
            std::remove_if(group.rules.begin(), group.rules.end(), is_out),
            group.rules.end());
      }
    }
    LEADSCORE_ASSIGN_OR_RETURN(const Model without, Model::Create(spec));
    Contender other(without, tables_, as_of_, threads_);
    Contender own(model_, tables_, as_of_, threads_);
    return Difference(&own, &other);
  }

  absl::Status Ablate() {
    const ScoringPlan plan = own_.scorer().Plan();
    TextTable columns;
    columns.AddColumn("column", Align::kLeft);
    columns.AddColumn("rules", Align::kRight);
    columns.AddColumn("ns a lead", Align::kRight);
    for (const PlanSource& source : plan.sources) {
      std::vector<std::string> rules;
      for (const PlanRule& rule : plan.rules) {
        if (std::find(rule.reads.begin(), rule.reads.end(), source.name) !=
            rule.reads.end()) {
          rules.push_back(rule.name);
        }
      }
      if (rules.empty()) continue;
      LEADSCORE_ASSIGN_OR_RETURN(const double saved, SavedWithout(rules));
      columns.AddRow(
          {source.name, std::to_string(rules.size()), Nanoseconds(saved)});
    }
    terminal_.out << "\nWhat a lead costs less without the rules of a column\n"
                  << columns.ToString();

    // Fused rules share the cost of their columns, so that the others come
    // first where there are too many.
    std::vector<const PlanRule*> order;
    for (const PlanRule& rule : plan.rules) order.push_back(&rule);
    std::stable_sort(
        order.begin(), order.end(), [](const PlanRule* a, const PlanRule* b) {
          return static_cast<int>(a->method) > static_cast<int>(b->method);
        });
    if (order.size() > kMostAblated) order.resize(kMostAblated);
    std::vector<std::pair<double, const PlanRule*>> costs;
    for (const PlanRule* rule : order) {
      LEADSCORE_ASSIGN_OR_RETURN(const double saved,
                                 SavedWithout({rule->name}));
      costs.emplace_back(saved, rule);
    }
    std::stable_sort(
        costs.begin(), costs.end(),
        [](const auto& a, const auto& b) { return a.first > b.first; });
    if (costs.size() > kShownRules) costs.resize(kShownRules);
    TextTable rules;
    rules.AddColumn("rule", Align::kLeft);
    rules.AddColumn("ns a lead", Align::kRight);
    for (const auto& [saved, rule] : costs) {
      rules.AddRow({rule->name, Nanoseconds(saved)});
    }
    terminal_.out << "\nThe costliest rules, each taken out alone";
    if (plan.rules.size() > order.size()) {
      terminal_.out << " (of the " << order.size()
                    << " that are most likely to be)";
    }
    terminal_.out << "\n" << rules.ToString();
    return absl::OkStatus();
  }

  absl::Status CompareWith(const Model& against) {
    Contender other(against, tables_, as_of_, threads_);
    LEADSCORE_ASSIGN_OR_RETURN(const double saved, Difference(&own_, &other));
    const double other_ns = own_ns_ - saved;
    size_t different = 0;
    for (size_t row = 0; row < tables_.leads.size(); ++row) {
      if (own_.scores().total[row] != other.scores().total[row]) ++different;
    }
    const double ratio = own_ns_ == 0 ? 0 : other_ns / own_ns_;
    terminal_.out << "\n"
                  << against.name() << (against.version().empty() ? "" : " ")
                  << against.version() << " on the same leads\n  a lead costs "
                  << Nanoseconds(other_ns) << " ns, " << Nanoseconds(ratio)
                  << " times as much\n  "
                  << Number(static_cast<double>(different)) << " of "
                  << Number(static_cast<double>(tables_.leads.size()))
                  << " leads have another total\n";
    return absl::OkStatus();
  }

 private:
  double PerLead(double seconds) const {
    return seconds * 1e9 / static_cast<double>(tables_.leads.size());
  }

  // How many nanoseconds a lead costs less by the other one: the median of runs
  // side by side.
  absl::StatusOr<double> Difference(Contender* own, Contender* other) const {
    LEADSCORE_RETURN_IF_ERROR(own->Run().status());
    LEADSCORE_RETURN_IF_ERROR(other->Run().status());
    std::vector<double> saved;
    for (size_t i = 0; i < kRuns; ++i) {
      LEADSCORE_ASSIGN_OR_RETURN(const double with, own->Run());
      LEADSCORE_ASSIGN_OR_RETURN(const double without, other->Run());
      saved.push_back(PerLead(with - without));
    }
    return MedianOf(saved);
  }

  const Model& model_;
  const Tables& tables_;
  const absl::Time as_of_;
  const int threads_;
  Terminal& terminal_;
  Contender own_;
  double own_ns_ = 0;
};

absl::Status Measure(const Options& options, const Model& model,
                     const std::optional<Model>& against, int64_t rows,
                     int64_t threads, absl::Time as_of, Terminal& terminal) {
  ReadResult read;
  const bool has_files = options.Has("leads");
  if (has_files) {
    LEADSCORE_ASSIGN_OR_RETURN(const TableInput input,
                               ParseTableInput(options));
    LEADSCORE_RETURN_IF_ERROR(
        ReadTableInput(input, model, {}, terminal, &read));
  } else {
    GenerateOptions generate;
    generate.as_of = as_of;
    read.tables = GenerateLeads(model, static_cast<size_t>(rows), generate);
  }
  if (read.tables.leads.size() == 0) {
    return absl::InvalidArgumentError("there are no leads to measure with");
  }
  terminal.out << model.name() << (model.version().empty() ? "" : " ")
               << model.version() << ": "
               << Number(static_cast<double>(read.tables.leads.size()))
               << (has_files ? " leads, " : " generated leads, ")
               << Number(static_cast<double>(read.tables.activities.size()))
               << " activities, " << threads
               << (threads == 1 ? " thread\n" : " threads\n");
  Bench bench(model, read.tables, as_of, static_cast<int>(threads), terminal);
  LEADSCORE_RETURN_IF_ERROR(bench.Run());
  if (against.has_value()) return bench.CompareWith(*against);
  return bench.Ablate();
}

int RunBench(const Options& options, Terminal& terminal) {
  const absl::StatusOr<int64_t> rows = options.Number("rows", 1, 100'000);
  const absl::StatusOr<int64_t> threads = options.Number("threads", 1, 1);
  const absl::StatusOr<std::optional<absl::Time>> as_of =
      ParseInstantOption(options, "as-of");
  for (const absl::Status& status :
       {rows.status(), threads.status(), as_of.status()}) {
    if (!status.ok()) {
      return BadUsage("bench", std::string(status.message()), terminal);
    }
  }
  if (options.Has("rows") && options.Has("leads")) {
    return BadUsage("bench", "--rows and --leads exclude each other", terminal);
  }
  if (options.Has("activities") && !options.Has("leads")) {
    return BadUsage("bench", "--activities needs --leads", terminal);
  }
  const LoadedModel loaded = LoadModel(options.Value("model"),
                                       /*with_warnings=*/false, terminal);
  if (!loaded.model.has_value()) return loaded.exit_code;
  LoadedModel against;
  if (options.Has("against")) {
    against =
        LoadModel(options.Value("against"), /*with_warnings=*/false, terminal);
    if (!against.model.has_value()) return against.exit_code;
  }
  const absl::Status status =
      Measure(options, *loaded.model, against.model, *rows, *threads,
              as_of->value_or(absl::Now()), terminal);
  if (!status.ok()) {
    terminal.err << "leadscore bench: " << std::string(status.message())
                 << "\n";
    return ExitCodeOf(status);
  }
  return kExitOk;
}

}  // namespace

Command BenchCommand() {
  OptionSpec leads = LeadsOption();
  leads.is_required = false;
  return {
      "bench",
      "measures how fast a model scores, and which rules cost what",
      "--model FILE [--leads FILE | --rows N] [OPTIONS]",
      "Scores the leads of files, or leads that are generated from the model's "
      "types\nand conditions, again and again, and takes out columns and rules "
      "to tell what\neach costs. With --against it compares two models on the "
      "same leads instead.\n",
      {{"model", "FILE", "the model", /*is_required=*/true},
       {"against", "FILE", "another model, which is measured beside it"},
       leads,
       ActivitiesOption(),
       SetsOption(),
       InputFormatOption(),
       DelimiterOption(),
       {"rows", "N", "how many leads to generate (default: 100000)"},
       {"threads", "N", "how many threads score (default: 1)"},
       AsOfOption("as-of", "the instant of the scores (default: now)")},
      RunBench};
}

}  // namespace leadscore::internal
