#include "src/scorer/bulk_scorer.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/numeric/int128.h"
#include "src/core/counts.h"
#include "src/core/fixed.h"
#include "src/core/status_macros.h"
#include "src/profile/profiler.h"
#include "src/qualify/bulk_qualification.h"
#include "src/qualify/lead_folds.h"
#include "src/scorer/make_result.h"
#include "src/scorer/shared_work.h"

namespace leadscore {

ScoreContext::ScoreContext()
    : state_(std::make_unique<internal::ScoreContextState>()) {}
ScoreContext::~ScoreContext() = default;
ScoreContext::ScoreContext(ScoreContext&&) noexcept = default;
ScoreContext& ScoreContext::operator=(ScoreContext&&) noexcept = default;

size_t ScoreContext::MemoryBytes() const {
  size_t bytes = 0;
  for (const auto& scorer : state_->chunk_scorers) {
    bytes += scorer->MemoryBytes();
  }
  if (state_->view_scorer != nullptr) {
    bytes += state_->view_scorer->MemoryBytes();
  }
  return bytes;
}

namespace internal {
namespace {

// What one thread counts over its rows.
struct RowCounts {
  std::vector<int64_t> rule_errors;
  std::vector<int64_t> screened;
  int64_t later = 0;
  std::vector<int64_t*> scores;  // Where those of a chunk go.
  std::vector<uint8_t> holds;    // Scratch of StageChooser.
};

void CountErrors(const PlainScores& scores, std::vector<int64_t>* errors) {
  size_t rule_index = 0;
  for (const ScoreValue& score : scores.scores) {
    for (const GroupValue& group : score.groups) {
      for (const RuleValue& rule : group.rules) {
        if (rule.errors > 0) ++(*errors)[rule_index];
        ++rule_index;
      }
    }
  }
}

// Whether time alone changes what a lead without any activities has.
bool ReadsAsOf(const CheckedModel& model) {
  const auto reads = [&model](const Condition& condition) {
    if (condition == nullptr) return false;
    const std::vector<int>& variables = condition->variables();
    return std::find(variables.begin(), variables.end(),
                     model.lead_variables.as_of) != variables.end();
  };
  for (const CheckedAttribute& attribute : model.attributes) {
    if (reads(attribute.from)) return true;
  }
  for (const CheckedScore& score : model.scores) {
    for (const CheckedGroup& group : score.groups) {
      for (const CheckedRule& rule : group.rules) {
        if (reads(rule.when)) return true;
        for (const CheckedTier& tier : rule.tiers.tiers) {
          if (reads(tier.when)) return true;
        }
      }
    }
  }
  for (const CheckedDisqualify& disqualify : model.disqualify) {
    if (reads(disqualify.when)) return true;
  }
  for (const CheckedStage& stage : model.stages) {
    if (stage.hold.has_value() && reads(stage.hold->when)) return true;
    for (const CheckedWay& way : stage.enter) {
      if (reads(way.when)) return true;
    }
    for (const CheckedEvidence& evidence : stage.evidence) {
      if (reads(evidence.when)) return true;
    }
  }
  return false;
}

// Scores the rows of one batch into a table, of which all columns are there.
class Batch {
 public:
  Batch(const Model& model, const FusedModel& fused, const BoundTables& tables,
        const AccountIndex& accounts, const AsOfRows& as_of,
        const ScoreOptions& options, ScoreTable* out)
      : api_model_(model),
        model_(model.checked()),
        fused_(fused),
        tables_(tables),
        accounts_(accounts),
        as_of_(as_of),
        options_(options),
        out_(*out),
        grades_(model_),
        ways_(model_) {
    Resize();
    // Each of these looks at every lead by itself.
    all_plain_ = !fused.plain_because().empty() || options.reasons > 0 ||
                 options.profile;
    wants_stages_ = options.stages && !model_.stages.empty();
    reads_as_of_ = ReadsAsOf(model_);
    const bool looks_at_log = wants_stages_ || options.valid_until;
    folds_ = looks_at_log && !all_plain_ && QuickSteps::MayRun(fused);
    if (options.valid_until && reads_as_of_ && !folds_) all_plain_ = true;
    looks_at_log_ = looks_at_log && !folds_;
  }

  bool all_plain() const { return all_plain_; }

  // What a thread goes through the logs of leads with; null if it need not.
  std::unique_ptr<LeadFolds> MakeFolds(const Kernels& kernels) const {
    if (!folds_) return nullptr;
    return std::make_unique<LeadFolds>(model_, &fused_, tables_, accounts_,
                                       kernels);
  }

  RowCounts MakeCounts() const {
    RowCounts counts;
    counts.rule_errors.resize(fused_.plan().rules.size());
    counts.screened.resize(model_.screens.size());
    counts.scores.resize(model_.scores.size());
    return counts;
  }

  // `profiler` may be null.
  void ScorePlainly(size_t row, RowCounts* counts, Profiler* profiler) {
    const Micros as_of = as_of_.of(row);
    if (WantsHistory()) {
      const ScoredLead scored(model_, tables_, accounts_, row, as_of);
      WritePlain(row, scored.evaluation, counts);
      WriteStage(row, scored);
      WriteAnswers(row, scored);
      if (profiler != nullptr) {
        profiler->Add(scored.evaluation, scored.reported_stage);
      }
      return;
    }
    const Evaluation evaluation(
        model_, tables_, row,
        ResolveLeadLog(model_, tables_, accounts_, row, as_of), as_of);
    WritePlain(row, evaluation, counts);
  }

  // `folds` is what MakeFolds gave.
  void ScoreChunk(size_t begin, size_t count, ChunkScorer* chunk,
                  LeadFolds* folds, RowCounts* counts) {
    if (looks_at_log_) {
      for (size_t i = 0; i < count; ++i) {
        if (MayHaveHistory(begin + i)) chunk->LeaveToPlain(i);
      }
    }
    std::vector<int64_t*>& scores = counts->scores;
    for (size_t s = 0; s < model_.scores.size(); ++s) {
      // Points are a number of millionths and nothing else.
      static_assert(sizeof(Points) == sizeof(int64_t) &&
                    std::is_standard_layout_v<Points>);
      scores[s] = reinterpret_cast<int64_t*>(out_.scores[s].data() + begin);
    }
    chunk->Score(begin, count, as_of_, scores.data());
    WriteTotals(begin, count, *chunk);
    std::copy_n(chunk->attributes_present(), count,
                out_.attributes_present.data() + begin);
    if (!out_.grade.empty()) {
      for (size_t row = begin; row < begin + count; ++row) WriteGrade(row);
    }
    if (options_.valid_until) {
      std::fill_n(out_.valid_until.begin() + static_cast<ptrdiff_t>(begin),
                  count, absl::InfiniteFuture());
    }
    if (options_.stages) {
      std::fill_n(out_.stage.begin() + static_cast<ptrdiff_t>(begin), count,
                  -1);
      std::fill_n(out_.since.begin() + static_cast<ptrdiff_t>(begin), count,
                  absl::InfinitePast());
    }
    if (!model_.stages.empty()) WriteStages(begin, count, *chunk, counts);
    counts->later += chunk->later();
    AddTo(chunk->screened(), &counts->screened);
    for (size_t i = 0; i < count; ++i) {
      const size_t row = begin + i;
      if (chunk->has_plain() && chunk->IsPlain(i)) {
        ScorePlainly(row, counts, nullptr);
      } else if (folds != nullptr) {
        WriteOfLog(row, folds);
      }
    }
  }

  // Once all rows are scored.
  void Finish(const std::vector<RowCounts>& counts) {
    for (const RowCounts& some : counts) {
      AddTo(some.rule_errors, &out_.rule_errors);
      AddTo(some.screened, &out_.screened);
      out_.activities_later += some.later;
    }
    if (model_.grade.empty() || grades_.is_listed()) return;
    // Too many for a list of all: only those that are there.
    std::vector<std::string>& texts = out_.grades;
    absl::flat_hash_map<std::string, int32_t> codes;
    for (size_t row = 0; row < out_.size(); ++row) {
      const auto [found, is_new] = codes.emplace(
          MakeGrade(model_, BandsOf(row)), static_cast<int32_t>(texts.size()));
      if (is_new) texts.push_back(found->first);
      out_.grade[row] = found->second;
    }
  }

 private:
  bool WantsHistory() const {
    return options_.stages || options_.reasons > 0 || options_.valid_until ||
           options_.profile;
  }

  void Resize() {
    const size_t rows = tables_.leads().size();
    out_.as_of = std::nullopt;
    out_.scores.resize(model_.scores.size());
    for (std::vector<Points>& score : out_.scores) score.resize(rows);
    out_.total.resize(rows);
    out_.grades.clear();
    if (!model_.grade.empty()) out_.grades = grades_.texts();
    out_.grade.resize(model_.grade.empty() ? 0 : rows);
    const size_t stage_rows = model_.stages.empty() ? 0 : rows;
    out_.qualifies_for.resize(stage_rows);
    out_.ways.clear();
    if (stage_rows > 0) out_.ways = ways_.texts();
    out_.way.resize(stage_rows);
    out_.stage.resize(options_.stages ? rows : 0);
    out_.since.resize(options_.stages ? rows : 0);
    out_.valid_until.resize(options_.valid_until ? rows : 0);
    out_.attributes_read = static_cast<int>(model_.attributes_read.size());
    out_.attributes_present.resize(rows);
    out_.reasons.resize(options_.reasons > 0 ? rows : 0);
    out_.rule_errors.assign(fused_.plan().rules.size(), 0);
    out_.screened.assign(model_.screens.size(), 0);
    out_.activities_later = 0;
    out_.profile = Profile();
  }

  // ---- Chunks ------------------------------------------------------------

  void WriteTotals(size_t begin, size_t count, const ChunkScorer& chunk) {
    Points* const totals = out_.total.data() + begin;
    if (AddsUp(model_)) {
      AddUpTotals(count, chunk, totals);
      return;
    }
    for (size_t i = 0; i < count; ++i) {
      absl::int128 sum = 0;
      for (size_t s = 0; s < model_.scores.size(); ++s) {
        sum += absl::int128(chunk.sums().scores(s)[i]) *
               model_.scores[s].weight.micros();
      }
      totals[i] = TotalOfSum(model_, sum);
    }
  }

  void AddUpTotals(size_t count, const ChunkScorer& chunk, Points* totals) {
    const Points min = std::max(model_.total_min, -kMaxScore);
    const Points max = std::min(model_.total_max, kMaxScore);
    const int64_t* const first = chunk.sums().scores(0);
    for (size_t i = 0; i < count; ++i) totals[i] = Points::FromMicros(first[i]);
    for (size_t s = 1; s < model_.scores.size(); ++s) {
      const int64_t* const scores = chunk.sums().scores(s);
      for (size_t i = 0; i < count; ++i) {
        totals[i] += Points::FromMicros(scores[i]);
      }
    }
    for (size_t i = 0; i < count; ++i) totals[i] = Clamp(totals[i], min, max);
  }

  std::vector<int> BandsOf(size_t row) const {
    std::vector<int> bands;
    for (size_t s = 0; s < model_.scores.size(); ++s) {
      bands.push_back(FindBand(model_.scores[s], out_.scores[s][row]));
    }
    return bands;
  }

  void WriteGrade(size_t row) {
    if (!grades_.is_listed()) return;
    out_.grade[row] =
        grades_.CodeOf([&](size_t score) { return out_.scores[score][row]; });
  }

  void WriteStages(size_t begin, size_t count, const ChunkScorer& chunk,
                   RowCounts* counts) {
    int32_t* const stages = out_.qualifies_for.data() + begin;
    int32_t* const ways = out_.way.data() + begin;
    if (fused_.has_reference_conditions()) {
      for (size_t i = 0; i < count; ++i) {
        if (chunk.IsPlain(i)) continue;
        const Qualification qualification =
            QualifyByReference(begin + i, chunk);
        stages[i] = qualification.stage;
        ways[i] = ways_.CodeOf(qualification);
      }
    } else {
      StageChooser(fused_, ways_, &counts->holds)
          .Choose(chunk.sums(), out_.total.data() + begin, count, stages, ways);
    }
    // A lead without a history is where it would enter.
    if (options_.stages) std::copy_n(stages, count, out_.stage.data() + begin);
  }

  // Whether something happened or will happen to a lead, or something of it is
  // known only since a time.
  bool MayHaveHistory(size_t row) const {
    const auto [begin, end] = tables_.activities_of(row);
    if (begin < end) return true;
    for (const CheckedAttribute& attribute : model_.attributes) {
      if (attribute.known_at_column < 0) continue;
      const Column* known_at = tables_.lead_column(attribute.known_at_column);
      if (known_at != nullptr && known_at->IsPresent(row)) return true;
    }
    return false;
  }

  Qualification QualifyByReference(size_t row, const ChunkScorer& chunk) const {
    LeadFacts facts = chunk.FactsOf(row, as_of_.of(row));
    PlainScores scores;
    for (const std::vector<Points>& score : out_.scores) {
      scores.scores.emplace_back();
      scores.scores.back().points = score[row];
    }
    scores.total = out_.total[row];
    return Qualify(model_, scores, &facts);
  }

  static void CountScreened(const ActivityLog& log, RowCounts* counts) {
    counts->later += log.later;
    for (size_t i = 0; i < log.screened.size(); ++i) {
      counts->screened[i] += log.screened[i];
    }
  }

  // ---- Rows --------------------------------------------------------------

  void WritePlain(size_t row, const Evaluation& evaluation, RowCounts* counts) {
    for (size_t s = 0; s < model_.scores.size(); ++s) {
      out_.scores[s][row] = evaluation.scores.scores[s].points;
    }
    out_.total[row] = evaluation.scores.total;
    if (!out_.grade.empty()) WriteGrade(row);
    if (!model_.stages.empty()) {
      out_.qualifies_for[row] = evaluation.qualification.stage;
      out_.way[row] = ways_.CodeOf(evaluation.qualification);
    }
    const auto present =
        std::count_if(model_.attributes_read.begin(),
                      model_.attributes_read.end(), [&](int attribute) {
                        return evaluation.facts.HasAttribute(attribute);
                      });
    out_.attributes_present[row] =
        static_cast<uint16_t>(std::min<ptrdiff_t>(present, UINT16_MAX));
    CountErrors(evaluation.scores, &counts->rule_errors);
    CountScreened(evaluation.facts.log(), counts);
  }

  void WriteStage(size_t row, const ScoredLead& scored) {
    if (!options_.stages) return;
    const LeadResult result = MakeResult(model_, tables_, row, scored);
    out_.stage[row] = scored.reported_stage;
    out_.since[row] = result.since.value_or(absl::InfinitePast());
  }

  // What the log of a lead and time have to say.
  void WriteOfLog(size_t row, LeadFolds* folds) {
    const bool has_history = MayHaveHistory(row);
    if (!has_history && !(options_.valid_until && reads_as_of_)) return;
    StageMemory memory;
    if (!model_.stages.empty()) {
      const StageHistory history = folds->Fold(row, as_of_.of(row));
      memory = history.memory;
      if (wants_stages_ && has_history) WriteStage(row, history, *folds);
    }
    if (options_.valid_until) WriteValidUntil(row, memory, folds);
  }

  void WriteValidUntil(size_t row, const StageMemory& memory,
                       LeadFolds* folds) {
    std::optional<Micros> until;
    if (folds->FindValidUntil(row, as_of_.of(row), memory, &until)) {
      out_.valid_until[row] =
          until.has_value() ? FromMicros(*until) : absl::InfiniteFuture();
    } else {
      WriteAnswers(row,
                   ScoredLead(model_, tables_, accounts_, row, as_of_.of(row)));
    }
  }

  void WriteStage(size_t row, const StageHistory& history,
                  const LeadFolds& folds) {
    const QuickSteps::AdjustedStage adjusted = folds.AdjustedStage();
    out_.stage[row] =
        adjusted.stage >= 0 ? adjusted.stage : history.memory.stage;
    if (adjusted.stage >= 0) {
      out_.since[row] = FromMicros(adjusted.since);
    } else if (!history.changes.empty() && history.memory.has_history) {
      out_.since[row] = FromMicros(history.changes.back().time);
    }
  }

  void WriteAnswers(size_t row, const ScoredLead& scored) {
    if (options_.reasons > 0) {
      out_.reasons[row] =
          StrongestReasons(api_model_, MakeResult(model_, tables_, row, scored),
                           options_.reasons);
    }
    if (options_.valid_until) {
      const auto until = MakeValidUntil(model_, tables_, row, scored);
      out_.valid_until[row] =
          until.has_value() ? until->time : absl::InfiniteFuture();
    }
  }

  const Model& api_model_;
  const CheckedModel& model_;
  const FusedModel& fused_;
  const BoundTables& tables_;
  const AccountIndex& accounts_;
  const AsOfRows& as_of_;
  const ScoreOptions& options_;
  ScoreTable& out_;
  const GradeCodes grades_;
  const WayCodes ways_;
  bool all_plain_ = false;
  bool wants_stages_ = false;
  bool reads_as_of_ = false;
  bool folds_ = false;  // Logs are gone through beside scores, not with them.
  bool looks_at_log_ = false;
};

}  // namespace

const std::shared_ptr<const FusedModel>& LazyFusedModel::Get() {
  std::call_once(once_, [this] {
    fused_ = std::make_shared<const FusedModel>(model_.checked());
  });
  return fused_;
}

void ScoreContextState::Prepare(
    const std::shared_ptr<const FusedModel>& for_model,
    const BulkSettings& for_settings, size_t threads) {
  if (model != for_model || settings.chunk_rows != for_settings.chunk_rows ||
      settings.kernels != for_settings.kernels) {
    chunk_scorers.clear();
    model = for_model;
    settings = for_settings;
  }
  const Kernels& kernels =
      settings.kernels != nullptr ? *settings.kernels : BestKernels();
  while (chunk_scorers.size() < threads) {
    chunk_scorers.push_back(
        std::make_unique<ChunkScorer>(*model, settings.chunk_rows, kernels));
  }
}

absl::Status ScoreInBulk(const Model& model,
                         const std::shared_ptr<const FusedModel>& fused,
                         const Tables& tables, const AsOfRows& as_of,
                         const ScoreOptions& options,
                         const BulkSettings& settings, ScoreContext* context,
                         ScoreTable* scores) {
  if (options.threads < 1) {
    return absl::InvalidArgumentError("a batch needs at least one thread");
  }
  LEADSCORE_ASSIGN_OR_RETURN(
      const BoundTables bound,
      BoundTables::Bind(model.checked(), tables.leads, tables.activities));
  const AccountIndex accounts = HasAccountSignals(model.checked())
                                    ? AccountIndex(bound.leads())
                                    : AccountIndex();
  Batch batch(model, *fused, bound, accounts, as_of, options, scores);
  const size_t rows = tables.leads.size();
  const size_t chunk_rows = settings.chunk_rows;
  const size_t chunks = (rows + chunk_rows - 1) / chunk_rows;
  Progress progress(options);
  if (options.profile) {
    Profiler profiler(model.checked(), bound);
    RowCounts counts = batch.MakeCounts();
    for (size_t row = 0; row < rows; ++row) {
      batch.ScorePlainly(row, &counts, &profiler);
      if (!progress.Add(1)) break;
    }
    batch.Finish({counts});
    scores->profile = profiler.Finish();
  } else {
    const size_t threads = std::max<size_t>(
        1, std::min(static_cast<size_t>(options.threads), chunks));
    ScoreContext own_context;
    ScoreContextState& state =
        (context != nullptr ? *context : own_context).state();
    if (!batch.all_plain()) state.Prepare(fused, settings, threads);
    std::vector<RowCounts> counts(threads, batch.MakeCounts());
    ChunkQueue queue(chunks, threads);
    const auto work = [&](int thread) {
      const auto index = static_cast<size_t>(thread);
      ChunkScorer* const chunk_scorer =
          batch.all_plain() ? nullptr : state.chunk_scorers[index].get();
      if (chunk_scorer != nullptr) chunk_scorer->Bind(bound, accounts);
      const std::unique_ptr<LeadFolds> folds = batch.MakeFolds(
          settings.kernels != nullptr ? *settings.kernels : BestKernels());
      for (size_t chunk = 0; queue.Take(index, &chunk);) {
        const size_t begin = chunk * chunk_rows;
        const size_t count = std::min(chunk_rows, rows - begin);
        if (chunk_scorer != nullptr) {
          batch.ScoreChunk(begin, count, chunk_scorer, folds.get(),
                           &counts[index]);
        } else {
          for (size_t row = begin; row < begin + count; ++row) {
            batch.ScorePlainly(row, &counts[index], nullptr);
          }
        }
        if (!progress.Add(count)) break;
      }
      if (chunk_scorer != nullptr) {
        AddTo(chunk_scorer->rule_errors(), &counts[index].rule_errors);
      }
    };
    RunAsAsked(options, static_cast<int>(threads), work);
    if (!progress.is_cancelled()) batch.Finish(counts);
  }
  if (progress.is_cancelled()) {
    return absl::CancelledError("scoring was cancelled");
  }
  return absl::OkStatus();
}

}  // namespace internal
}  // namespace leadscore
