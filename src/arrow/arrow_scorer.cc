#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/arrow.h"
#include "leadscore/score_files.h"
#include "src/arrow/arrow_activities.h"
#include "src/arrow/arrow_cells.h"
#include "src/arrow/arrow_fields.h"
#include "src/arrow/arrow_leads.h"
#include "src/arrow/arrow_scores.h"
#include "src/arrow/arrow_texts.h"
#include "src/core/bits.h"
#include "src/core/counts.h"
#include "src/core/status_macros.h"
#include "src/core/threads.h"
#include "src/io/file_columns.h"
#include "src/table/activity_columns.h"
#include "src/table/dictionary.h"
#include "src/table/lead_columns.h"

namespace leadscore {
namespace {

using internal::ActivityColumns;
using internal::ActivityColumnsBuilder;
using internal::AddTo;
using internal::ArrowActivities;
using internal::ArrowFields;
using internal::ArrowKind;
using internal::ArrowLeads;
using internal::ArrowScores;
using internal::ArrowTexts;
using internal::ArrowVector;
using internal::Dictionary;
using internal::kWordBits;
using internal::LeadColumns;

// What the scorer of batches takes at a time; whole words of bits.
constexpr size_t kChunkRows = 3072;
static_assert(kChunkRows % kWordBits == 0);

constexpr const char* kInsideName = "activities";

// The activities of a batch that stand inside its leads.
struct InsideLists {
  ArrowVector lists;
  ArrowFields elements;
};

}  // namespace

class ArrowScorer::Impl {
 public:
  Impl(Scorer scorer, ArrowOptions options)
      : scorer_(std::move(scorer)),
        options_(std::move(options)),
        added_(checked(), options_.max_text_bytes),
        builder_(scorer_.model().activity_schema()) {}

  absl::Status AddActivities(const ArrowBatch& batch) {
    if (is_built_) {
      return absl::FailedPreconditionError(
          "activities are added before leads are scored");
    }
    LEADSCORE_RETURN_IF_ERROR(CheckWhole());
    has_added_ = true;
    is_whole_ = false;
    LEADSCORE_ASSIGN_OR_RETURN(
        ArrowFields fields,
        ArrowFields::Create(batch.schema, batch.array, "activities"));
    if (options_.check_all) LEADSCORE_RETURN_IF_ERROR(fields.rows().CheckAll());
    LEADSCORE_RETURN_IF_ERROR(added_.BindWithLeads(&fields));
    LEADSCORE_RETURN_IF_ERROR(
        added_.Add(0, fields.rows().size(), &ids_, &builder_));
    is_whole_ = true;
    return absl::OkStatus();
  }

  absl::Status Score(const ArrowBatch& batch, absl::Time as_of,
                     ArrowArray* scores) {
    LEADSCORE_ASSIGN_OR_RETURN(const ArrowFields fields, Open(batch));
    const size_t num_rows = fields.rows().size();
    const size_t chunk_rows =
        CanScoreFiles(model()) ? kChunkRows : std::max(num_rows, kWordBits);
    const size_t num_chunks = (num_rows + chunk_rows - 1) / chunk_rows;
    const auto threads = static_cast<size_t>(options_.scoring.threads);
    // With one chunk only its scoring can be shared.
    const size_t num_workers = num_chunks <= 1 ? 1 : threads;
    LEADSCORE_RETURN_IF_ERROR(PrepareWorkers(fields, num_workers));

    ArrowScores out(model(), options_, num_rows,
                    (chunk_rows + kWordBits - 1) / kWordBits * kWordBits);
    ScoreOptions scoring = options_.scoring;
    if (num_workers > 1) scoring.threads = 1;
    if (num_workers > 1) scoring.executor = nullptr;
    scoring.progress = nullptr;
    std::atomic<size_t> next = 0;
    Outcome outcome;
    const auto work = [&](int index) {
      Worker& worker = *workers_[static_cast<size_t>(index)];
      while (!outcome.has_ended) {
        const size_t chunk = next++;
        if (chunk >= num_chunks) return;
        const size_t begin = chunk * chunk_rows;
        const size_t end = std::min(begin + chunk_rows, num_rows);
        absl::Status status = worker.Load(begin, end);
        if (status.ok()) {
          status = scorer_.Score(worker.tables(), as_of, scoring,
                                 &worker.scores, &worker.context);
        }
        if (status.ok()) {
          out.Take(begin, worker.scores);
          worker.CountPassedOver();
        }
        Report(chunk, end - begin, std::move(status), &outcome);
      }
    };
    Run(static_cast<int>(num_workers), work);
    LEADSCORE_RETURN_IF_ERROR(outcome.status);
    // A batch without rows says what is wrong with its instant nevertheless.
    if (num_chunks == 0) LEADSCORE_RETURN_IF_ERROR(ScoreNothing(as_of));
    out.Export(scores);
    return absl::OkStatus();
  }

  const Model& model() const { return scorer_.model(); }

  void GetSchema(ArrowSchema* schema) const {
    internal::ExportSchema(internal::FieldsOfScores(model(), options_), schema);
  }

  ArrowReport report() const {
    ArrowReport sum;
    const auto add_types = [&](const ArrowActivities& activities) {
      for (const auto& [type, count] : activities.unknown_types()) {
        sum.unknown_types[type] += count;
      }
    };
    add_types(added_);
    if (!workers_.empty()) {
      sum.missing_columns = workers_.front()->missing_columns();
    }
    for (const std::unique_ptr<Worker>& worker : workers_) {
      add_types(worker->inside());
      const ArrowReport& of_worker = worker->report();
      sum.activities_later += of_worker.activities_later;
      AddTo(of_worker.screened, &sum.screened);
      AddTo(of_worker.rule_errors, &sum.rule_errors);
    }
    return sum;
  }

  absl::StatusOr<Explanation> Explain(const ArrowBatch& batch, size_t row,
                                      absl::Time as_of) {
    LEADSCORE_ASSIGN_OR_RETURN(const ArrowFields fields, Open(batch));
    const size_t num_rows = fields.rows().size();
    if (row >= num_rows) {
      return absl::OutOfRangeError(
          absl::StrCat("no row of index ", row, ": the batch has ", num_rows,
                       num_rows == 1 ? " row" : " rows"));
    }
    LEADSCORE_RETURN_IF_ERROR(PrepareWorkers(fields, 1));
    Worker& worker = *workers_.front();
    const bool is_alone = CanScoreFiles(model());
    LEADSCORE_RETURN_IF_ERROR(is_alone ? worker.Load(row, row + 1)
                                       : worker.Load(0, num_rows));
    LEADSCORE_ASSIGN_OR_RETURN(
        Explanation explanation,
        scorer_.ExplainRow(worker.tables(), is_alone ? 0 : row, as_of));
    LEADSCORE_ASSIGN_OR_RETURN(const std::optional<ArrowVector> ids,
                               fields.Find(IdName()));
    if (ids.has_value()) {
      internal::CellTextOf(*ids, row, &explanation.result.id);
    }
    return explanation;
  }

 private:
  // What one thread needs.
  class Worker {
   public:
    explicit Worker(Impl* impl)
        : impl_(*impl),
          columns_(std::make_shared<LeadColumns>(impl_.model().lead_schema())),
          leads_(impl_.checked(), ShardsByAccount(impl_.model()),
                 impl_.options_.max_text_bytes),
          ids_(impl_.options_.max_text_bytes),
          inside_(impl_.checked(), impl_.options_.max_text_bytes) {}

    absl::Status Bind(const ArrowFields& fields) {
      LEADSCORE_RETURN_IF_ERROR(leads_.Bind(fields));
      lists_.reset();
      ids_.Unbind();
      LEADSCORE_ASSIGN_OR_RETURN(const std::optional<ArrowVector> lists,
                                 fields.Find(kInsideName));
      const bool has_lists =
          lists.has_value() && lists->type().kind == ArrowKind::kList;
      if (impl_.has_added_) {
        if (has_lists) {
          return absl::InvalidArgumentError(
              "leads: the activities are both in a batch of their own and in "
              "the column \"activities\"; drop one");
        }
        return BindIds(fields);
      }
      if (!has_lists) return absl::OkStatus();
      LEADSCORE_ASSIGN_OR_RETURN(
          ArrowVector structs,
          lists->child(0, "leads: column \"activities\", its elements"));
      LEADSCORE_ASSIGN_OR_RETURN(
          ArrowFields elements,
          ArrowFields::Create(std::move(structs), "activities of leads"));
      lists_.emplace(InsideLists{*lists, std::move(elements)});
      return inside_.Bind(&lists_->elements);
    }

    // Reads the rows [begin, end).
    absl::Status Load(size_t begin, size_t end) {
      columns_->ClearRows();
      LEADSCORE_RETURN_IF_ERROR(leads_.Append(begin, end, columns_.get()));
      columns_->Finish();
      tables_.leads = LeadTable(columns_);
      return LoadActivities(begin, end);
    }

    const Tables& tables() const { return tables_; }

    // Counts what the last scores passed over.
    void CountPassedOver() {
      report_.activities_later += scores.activities_later;
      AddTo(scores.screened, &report_.screened);
      AddTo(scores.rule_errors, &report_.rule_errors);
    }
    std::vector<std::string> missing_columns() const {
      return leads_.MissingColumns();
    }
    // Without unknown types.
    const ArrowReport& report() const { return report_; }
    const ArrowActivities& inside() const { return inside_; }

    ScoreTable scores;
    ScoreContext context;

   private:
    absl::Status BindIds(const ArrowFields& fields) {
      LEADSCORE_ASSIGN_OR_RETURN(
          const ArrowVector ids,
          fields.Need(impl_.IdName(), "finding the activities of leads",
                      internal::CalledOtherwise("id")));
      return ids_.Bind(ids);
    }

    absl::Status LoadActivities(size_t begin, size_t end) {
      const size_t count = end - begin;
      if (ids_.is_bound()) {
        rows_with_.clear();
        for (size_t row = begin; row < end; row += kWordBits) {
          const size_t part = std::min(kWordBits, end - row);
          LEADSCORE_RETURN_IF_ERROR(ids_.Load(row, part));
          for (size_t i = 0; i < part; ++i) {
            rows_with_.push_back(
                impl_.ids_.Find(Dictionary::Key(ids_.texts()[i])));
          }
        }
        tables_.activities =
            ActivityTable(impl_.activities_->Select(rows_with_));
        return absl::OkStatus();
      }
      if (!lists_.has_value()) {
        // The same for every chunk but the last.
        if (tables_.activities.num_leads() != count) {
          ActivityColumnsBuilder none(impl_.model().activity_schema());
          tables_.activities = ActivityTable(none.Build(count));
        }
        return absl::OkStatus();
      }
      ActivityColumnsBuilder builder(impl_.model().activity_schema());
      for (size_t row = begin; row < end; ++row) {
        if (!lists_->lists.IsPresent(row)) continue;
        LEADSCORE_RETURN_IF_ERROR(AddInside(row, row - begin, &builder));
      }
      tables_.activities = ActivityTable(builder.Build(count));
      return absl::OkStatus();
    }

    absl::Status AddInside(size_t row, size_t lead,
                           ActivityColumnsBuilder* builder) {
      size_t first = 0;
      size_t end = 0;
      if (!lists_->lists.Elements(row, &first, &end)) {
        return absl::InvalidArgumentError(
            absl::StrCat(lists_->lists.name(), ", row ", row + 1,
                         ": its offsets leave the memory they are of"));
      }
      return inside_.AddOf(lead, first, end, builder);
    }

    Impl& impl_;
    std::shared_ptr<LeadColumns> columns_;
    ArrowLeads leads_;
    ArrowTexts ids_;
    ArrowActivities inside_;
    std::optional<InsideLists> lists_;
    std::vector<int32_t> rows_with_;
    Tables tables_;
    ArrowReport report_;
  };

  // How far the chunks are, and what ended them.
  struct Outcome {
    std::mutex mutex;
    std::atomic<bool> has_ended = false;
    size_t scored = 0;
    size_t chunk = 0;  // Of the status.
    absl::Status status;
  };

  const internal::CheckedModel& checked() const { return model().checked(); }

  // Of the column of ids.
  std::string IdName() const {
    return internal::OrDefault(checked().spec.columns.id, "id");
  }

  absl::Status CheckWhole() const {
    if (is_whole_) return absl::OkStatus();
    return absl::FailedPreconditionError(
        "a batch of activities was refused, without which scores would be "
        "wrong; make another scorer");
  }

  // Looks at a batch of leads, for which all activities are there now.
  absl::StatusOr<ArrowFields> Open(const ArrowBatch& batch) {
    if (options_.scoring.threads < 1) {
      return absl::InvalidArgumentError("fewer threads than one");
    }
    LEADSCORE_RETURN_IF_ERROR(CheckWhole());
    if (!is_built_) {
      activities_ = builder_.Build(static_cast<size_t>(ids_.size()));
      is_built_ = true;
    }
    LEADSCORE_ASSIGN_OR_RETURN(
        ArrowFields fields,
        ArrowFields::Create(batch.schema, batch.array, "leads"));
    if (options_.check_all) LEADSCORE_RETURN_IF_ERROR(fields.rows().CheckAll());
    return fields;
  }

  absl::Status PrepareWorkers(const ArrowFields& fields, size_t count) {
    while (workers_.size() < count) {
      workers_.push_back(std::make_unique<Worker>(this));
    }
    for (size_t i = 0; i < count; ++i) {
      LEADSCORE_RETURN_IF_ERROR(workers_[i]->Bind(fields));
    }
    return absl::OkStatus();
  }

  void Run(int count, const std::function<void(int)>& task) const {
    if (options_.scoring.executor && count > 1) {
      options_.scoring.executor(count, task);
    } else {
      internal::RunOnThreads(count, task);
    }
  }

  // Of several chunks that are wrong the first is the one to tell of, which
  // every thread has begun before any could have known of another.
  void Report(size_t chunk, size_t rows, absl::Status status,
              Outcome* outcome) const {
    const std::lock_guard<std::mutex> lock(outcome->mutex);
    if (!status.ok()) {
      if (outcome->status.ok() || chunk < outcome->chunk) {
        outcome->status = std::move(status);
        outcome->chunk = chunk;
      }
      outcome->has_ended = true;
      return;
    }
    outcome->scored += rows;
    if (!options_.scoring.progress || outcome->has_ended) return;
    if (options_.scoring.progress(outcome->scored)) return;
    outcome->status = absl::CancelledError("cancelled by the caller");
    outcome->chunk = 0;
    outcome->has_ended = true;
  }

  absl::Status ScoreNothing(absl::Time as_of) const {
    ScoreTable none;
    return scorer_.Score(Tables(), as_of, {}, &none);
  }

  const Scorer scorer_;
  const ArrowOptions options_;

  // Activities that were added, by the codes of the ids of their leads.
  ArrowActivities added_;
  ActivityColumnsBuilder builder_;
  Dictionary ids_;
  bool has_added_ = false;
  bool is_whole_ = true;  // No batch of activities ended in its middle.
  bool is_built_ = false;
  std::shared_ptr<const ActivityColumns> activities_;

  std::vector<std::unique_ptr<Worker>> workers_;
};

ArrowScorer::ArrowScorer(Scorer scorer, ArrowOptions options)
    : impl_(std::make_unique<Impl>(std::move(scorer), std::move(options))) {}
ArrowScorer::~ArrowScorer() = default;
ArrowScorer::ArrowScorer(ArrowScorer&&) noexcept = default;
ArrowScorer& ArrowScorer::operator=(ArrowScorer&&) noexcept = default;

absl::Status ArrowScorer::AddActivities(const ArrowBatch& activities) {
  return impl_->AddActivities(activities);
}

absl::Status ArrowScorer::Score(const ArrowBatch& leads, absl::Time as_of,
                                ArrowArray* scores) {
  return impl_->Score(leads, as_of, scores);
}

void ArrowScorer::GetSchema(ArrowSchema* schema) const {
  impl_->GetSchema(schema);
}

const Model& ArrowScorer::model() const { return impl_->model(); }

ArrowReport ArrowScorer::report() const { return impl_->report(); }

absl::StatusOr<Explanation> ArrowScorer::Explain(const ArrowBatch& leads,
                                                 size_t row, absl::Time as_of) {
  return impl_->Explain(leads, row, as_of);
}

}  // namespace leadscore
