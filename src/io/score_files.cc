// Each thread takes the next part of the leads' file again and again, and does
// everything with it in memory of its own. What depends on the parts before it,
// it does when its turn comes: whether a lead was there before, what is wrong
// with records, and writing.

#include "leadscore/score_files.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "leadscore/score_context.h"
#include "src/core/counts.h"
#include "src/core/status_macros.h"
#include "src/core/threads.h"
#include "src/exec/lead_facts.h"
#include "src/io/activity_records.h"
#include "src/io/known_leads.h"
#include "src/io/lead_records.h"
#include "src/io/new_record_file.h"
#include "src/io/record_file.h"
#include "src/io/turns.h"
#include "src/io/unlinked_activities.h"
#include "src/model/checked_model.h"
#include "src/table/activity_columns.h"
#include "src/table/lead_columns.h"

namespace leadscore {
namespace {

using internal::ActivityColumns;
using internal::AddTo;
using internal::Dictionary;
using internal::LeadColumns;
using internal::NewRecordFile;
using internal::RecordChunk;
using internal::RecordFile;
using internal::RejectedRecord;

// What the dictionary of a column holds.
size_t TextBytes(const internal::Column& column) {
  return column.shared_dictionary() == nullptr
             ? 0
             : column.dictionary().MemoryBytes();
}

// The activities of all files, grouped by lead.
class ActivityFiles {
 public:
  ActivityFiles(const Model& model, const std::optional<Shard>& shard)
      : model_(model),
        leads_(internal::ShardFilter(model.checked(), shard)),
        builder_(model.activity_schema()) {}

  absl::Status Read(const ScoreFilesInput& input, int64_t* num_errors,
                    ReadResult* read) {
    internal::ActivityRecords records(model_.checked(), &leads_, &builder_,
                                      read);
    for (const std::string& path : input.activities) {
      const auto file = NewRecordFile(path, FileContent::kActivities,
                                      input.reading, num_errors);
      LEADSCORE_RETURN_IF_ERROR(file->Read(&records, /*needs_records=*/false,
                                           &read->activities_rejected));
      read->files.push_back(file->Describe(FileContent::kActivities));
    }
    records.Finish();
    columns_ = builder_.Build(static_cast<size_t>(leads_.ids().size()));
    return absl::OkStatus();
  }

  const Dictionary& ids() const { return leads_.ids(); }
  const ActivityColumns& columns() const { return *columns_; }

  // Counts those of leads that are there, or not, by whether each was taken.
  void Count(const internal::TakenLeads& taken,
             const absl::flat_hash_set<std::string>& rejected,
             ReadResult* read) const {
    const auto num_types =
        static_cast<int>(model_.activity_schema().types.size());
    read->activities_read = 0;
    auto repeats = columns_->repeats().begin();
    for (size_t lead = 0; lead < columns_->num_leads(); ++lead) {
      // Those of types that the model knows.
      int64_t known = 0;
      for (size_t i = columns_->begin(lead); i < columns_->end(lead); ++i) {
        if (columns_->type(i) < num_types) ++known;
      }
      int64_t repeated = 0;
      if (repeats != columns_->repeats().end() && repeats->lead == lead) {
        known += repeats->known;
        repeated = repeats->count;
        ++repeats;
      }
      const std::string_view id = ids().value(static_cast<int32_t>(lead));
      if (taken.IsTaken(static_cast<int32_t>(lead))) {
        read->activities_read += known;
        read->activities_repeated += repeated;
      } else if (rejected.contains(std::string(id))) {
        read->activities_of_rejected_leads += known;
      } else {
        read->activities_of_unknown_leads += known;
      }
    }
  }

 private:
  const Model& model_;
  internal::LeadsOfActivities leads_;
  internal::ActivityColumnsBuilder builder_;
  std::shared_ptr<const ActivityColumns> columns_;
};

class Job {
 public:
  Job(const Scorer& scorer, const ScoreFilesInput& input, absl::Time as_of,
      const ScoreFilesOptions& options, ScoreFilesResult* result)
      : scorer_(scorer),
        input_(input),
        as_of_(as_of),
        options_(options),
        result_(*result),
        activities_(scorer.model(), input.reading.shard),
        file_(NewRecordFile(input.leads, FileContent::kLeads, input.reading,
                            &num_errors_)) {}

  absl::Status Run() {
    LEADSCORE_RETURN_IF_ERROR(
        activities_.Read(input_, &num_errors_, &result_.read));
    taken_.emplace(activities_.ids());
    LEADSCORE_RETURN_IF_ERROR(file_->Open());
    std::vector<std::unique_ptr<Worker>> workers;
    for (int i = 0; i < options_.threads; ++i) {
      workers.push_back(std::make_unique<Worker>(*this));
      LEADSCORE_RETURN_IF_ERROR(file_->Bind(&workers.back()->records));
      workers.back()->chunk = file_->NewChunk();
    }
    WriteHeader();
    RunAll(workers);
    // What there is to say about the columns, all would say.
    NoteColumns(workers[0].get());
    for (const auto& worker : workers) {
      rejected_ids_.insert(worker->records.rejected().begin(),
                           worker->records.rejected().end());
      AddTo(worker->rule_errors, &result_.rule_errors);
      AddTo(worker->screened, &result_.screened);
      result_.activities_later += worker->later;
    }
    activities_.Count(*taken_, rejected_ids_, &result_.read);
    for (const auto& worker : workers) {
      result_.read.activities_read += worker->inside_read;
      result_.read.activities_repeated += worker->inside_repeated;
      for (const auto& [type, count] : worker->unknown_types) {
        result_.read.unknown_types[type] += count;
      }
    }
    NoteMemory(workers);
    LEADSCORE_RETURN_IF_ERROR(status_);
    LEADSCORE_RETURN_IF_ERROR(file_->Finish(/*needs_records=*/true));
    result_.read.files.insert(result_.read.files.begin(),
                              file_->Describe(FileContent::kLeads));
    return CopyUnlinked();
  }

 private:
  // What one thread has.
  struct Worker {
    explicit Worker(const Job& job)
        : leads(std::make_shared<LeadColumns>(job.model().lead_schema())),
          inside(job.model().checked(), nullptr, nullptr, &read),
          records(job.model().checked(), job.input_.reading, leads.get(),
                  &inside, &read) {}

    ReadResult read;
    std::shared_ptr<LeadColumns> leads;
    internal::ActivityRecords inside;
    internal::LeadRecords records;
    std::unique_ptr<RecordChunk> chunk;
    std::vector<RejectedRecord> rejected;

    int64_t bytes_read = 0;  // Of the file, with the chunk.

    // Activities that stand inside the leads of the chunk.
    std::optional<internal::ActivityColumnsBuilder> builder;
    // Of all chunks.
    int64_t inside_read = 0;
    int64_t inside_repeated = 0;
    std::map<std::string, int64_t> unknown_types;

    // Of each lead of the chunk.
    std::vector<Dictionary::Key> ids;
    std::vector<int32_t> with_activities;  // Numbers, or -1.

    ScoreContext context;
    ScoreTable scores;
    std::string rows;
    std::vector<int64_t> rule_errors;
    std::vector<int64_t> screened;
    int64_t later = 0;
  };

  const Model& model() const { return scorer_.model(); }

  void NoteColumns(Worker* worker) {
    worker->records.NoteColumns();
    const ReadResult& read = worker->read;
    const auto append = [](const auto& from, auto* to) {
      to->insert(to->end(), from.begin(), from.end());
    };
    // Leads come first, as they do when they are read first.
    auto absent = read.absent_columns;
    append(result_.read.absent_columns, &absent);
    result_.read.absent_columns = std::move(absent);
    auto unread = read.unread_columns;
    append(result_.read.unread_columns, &unread);
    result_.read.unread_columns = std::move(unread);
  }

  absl::Status CopyUnlinked() const {
    if (options_.write_unlinked == nullptr) return absl::OkStatus();
    const auto has_lead = [this](std::string_view id) {
      // The leads of other shards are not known.
      const int32_t lead = activities_.ids().Find(id);
      return lead < 0 || taken_->IsTaken(lead);
    };
    return internal::CopyUnlinkedActivities(model().checked(),
                                            result_.read.files, input_.reading,
                                            has_lead, options_.write_unlinked);
  }

  void NoteMemory(const std::vector<std::unique_ptr<Worker>>& workers) {
    const ActivityColumns& activities = activities_.columns();
    size_t texts = 0;
    size_t chunks = 0;
    for (size_t i = 0; i < activities.schema().properties.size(); ++i) {
      texts += TextBytes(activities.property(i));
    }
    for (const auto& worker : workers) {
      const LeadColumns& leads = *worker->leads;
      texts += TextBytes(leads.accounts());
      chunks += worker->chunk->MemoryBytes() + worker->rows.capacity();
      for (size_t i = 0; i < leads.schema().columns.size(); ++i) {
        texts += TextBytes(leads.column(i));
        chunks += leads.column(i).MemoryBytes();
      }
    }
    ScoreFilesResult::Memory& memory = result_.memory;
    memory.ids = static_cast<int64_t>(activities_.ids().MemoryBytes() +
                                      taken_->MemoryBytes());
    memory.texts = static_cast<int64_t>(texts);
    memory.activities = static_cast<int64_t>(activities.MemoryBytes());
    memory.chunks = static_cast<int64_t>(chunks);
  }

  ScoreRowsOptions RowsOptions(const Worker& worker) const {
    ScoreRowsOptions options;
    options.format = options_.format;
    options.delimiter = input_.reading.delimiter == kDelimiterOfHeader
                            ? ','
                            : input_.reading.delimiter;
    options.reasons = options_.reasons;
    for (size_t i = 0; i < input_.reading.keep.size(); ++i) {
      options.kept.push_back({input_.reading.keep[i], &worker.read.kept[i]});
    }
    options.as_of = &worker.read.as_of;
    if (input_.reading.shard.has_value()) {
      options.record_numbers = &worker.read.record_numbers;
    }
    return options;
  }

  void WriteHeader() {
    Worker none(*this);
    std::string header;
    ScoreRows(model(), LeadTable(), ScoreTable(), RowsOptions(none))
        .AppendHeader(&header);
    if (const absl::Status status = options_.write(header); !status.ok()) {
      Stop(status);
    }
  }

  void RunAll(const std::vector<std::unique_ptr<Worker>>& workers) {
    internal::RunOnThreads(static_cast<int>(workers.size()), [&](int i) {
      // The others are not to go on without one that throws.
      UnlessDone stop{&is_stopped_};
      Work(workers[static_cast<size_t>(i)].get());
      stop.is_done = true;
    });
  }

  struct UnlessDone {
    ~UnlessDone() {
      if (!is_done) *is_stopped = true;
    }
    std::atomic<bool>* is_stopped;
    bool is_done = false;
  };

  // Ends the job with the first error.
  void Stop(const absl::Status& status) {
    const std::lock_guard<std::mutex> lock(status_mutex_);
    if (status_.ok()) status_ = status;
    is_stopped_ = true;
  }

  // ---- Of one thread -------------------------------------------------------

  void Work(Worker* worker) {
    while (true) {
      int64_t number = 0;
      absl::StatusOr<bool> more;
      {
        const std::unique_lock<std::mutex> lock =
            internal::LockSoon(&read_mutex_);
        if (is_read_ || is_stopped_) return;
        more =
            file_->NextChunk(worker->records.positions(), worker->chunk.get());
        worker->bytes_read = file_->bytes_read();
        is_read_ = !more.ok() || !*more;
        if (more.ok() && !*more) return;
        number = next_number_++;
      }
      if (more.ok()) TakeChunk(worker, {});
      bool is_useful = false;
      {
        const Turn turn(&taking_, number);
        if (!more.ok()) Stop(file_->FailWith(more.status()));
        if (!is_stopped_) Settle(worker);
        // With too many bad records nothing will be written.
        is_useful = !is_stopped_ && num_errors_ <= input_.reading.max_errors;
      }
      absl::Status status;
      if (is_useful) status = Score(worker);
      const Turn turn(&writing_, number);
      if (!status.ok()) Stop(status);
      if (is_useful && !is_stopped_) Write(*worker);
    }
  }

  // Waits for a turn, and gives it on, whatever happens.
  class Turn {
   public:
    Turn(internal::Turns* turns, int64_t number) : turns_(turns) {
      turns_->WaitFor(number);
    }
    ~Turn() { turns_->Done(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    internal::Turns* turns_;
  };

  void TakeChunk(Worker* worker,
                 absl::flat_hash_map<std::string, int64_t> taken) const {
    worker->records.ClearRows(std::move(taken));
    worker->read.activities_read = 0;
    worker->read.unknown_types.clear();
    worker->builder.emplace(model().activity_schema());
    worker->inside.set_builder(&*worker->builder);
    worker->rejected.clear();
    file_->Take(worker->chunk.get(), &worker->records, &worker->rejected);
    worker->leads->Finish();
    worker->ids.clear();
    const Dictionary& known = activities_.ids();
    for (size_t row = 0; row < worker->leads->size(); ++row) {
      worker->ids.emplace_back(worker->leads->id(row));
    }
    worker->with_activities.resize(worker->ids.size());
    known.FindAll(worker->ids.data(), worker->ids.size(),
                  worker->with_activities.data());
  }

  // Makes room for the leads that the file seems to have, by its first part.
  void ExpectLeads(const RecordChunk& chunk) {
    constexpr int64_t kMostExpected = int64_t{1} << 24;
    if (chunk.bytes_per_record() == 0) return;
    const int64_t shards = input_.reading.shard.value_or(Shard()).of;
    const int64_t expected = file_->size() / chunk.bytes_per_record() / shards;
    // Those that have activities are known.
    const int64_t others = expected - activities_.ids().size();
    if (others > 0) {
      taken_->Reserve(static_cast<size_t>(std::min(others, kMostExpected)));
    }
  }

  // Does what depends on the parts before.
  void Settle(Worker* worker) {
    if (!std::exchange(expects_leads_, true)) ExpectLeads(*worker->chunk);
    absl::flat_hash_map<std::string, int64_t> taken;
    for (size_t row = 0; row < worker->ids.size(); ++row) {
      taken_->AskAhead(worker->ids[row], worker->with_activities[row]);
    }
    for (size_t row = 0; row < worker->ids.size(); ++row) {
      const int64_t line =
          taken_->LineOf(worker->ids[row], worker->with_activities[row]);
      if (line > 0) taken.emplace(worker->ids[row].text, line);
    }
    // Once more, knowing which leads were there before.
    if (!taken.empty()) TakeChunk(worker, std::move(taken));
    for (size_t row = 0; row < worker->ids.size(); ++row) {
      taken_->Take(worker->ids[row], worker->with_activities[row],
                   worker->records.line(row));
    }
    for (int64_t& number : worker->read.record_numbers) number += num_records_;
    num_records_ += worker->records.num_records();
    file_->CountRecords(worker->records.num_records());
    for (const RejectedRecord& rejected : worker->rejected) {
      ++result_.read.leads_rejected;
      if (const absl::Status status = file_->Reject(rejected); !status.ok()) {
        Stop(status);
        return;
      }
    }
  }

  absl::Status Score(Worker* worker) const {
    Tables tables;
    tables.leads = LeadTable(worker->leads);
    tables.activities = ActivityTable(ActivitiesOf(worker));
    ScoreOptions options;
    options.stages = true;
    options.valid_until = true;
    options.reasons = options_.reasons;
    const absl::Status status =
        input_.reading.as_of_column.empty()
            ? scorer_.Score(tables, as_of_, options, &worker->scores,
                            &worker->context)
            : scorer_.Score(tables, worker->read.as_of, options,
                            &worker->scores, &worker->context);
    LEADSCORE_RETURN_IF_ERROR(status);
    AddTo(worker->scores.rule_errors, &worker->rule_errors);
    AddTo(worker->scores.screened, &worker->screened);
    worker->later += worker->scores.activities_later;
    const ScoreRows rows(model(), tables.leads, worker->scores,
                         RowsOptions(*worker));
    worker->rows.clear();
    for (size_t row = 0; row < worker->scores.size(); ++row) {
      rows.AppendRow(row, &worker->rows);
    }
    return absl::OkStatus();
  }

  // Those of files, and those that stand inside the leads.
  std::shared_ptr<const ActivityColumns> ActivitiesOf(Worker* worker) const {
    const ActivityColumns& of_files = activities_.columns();
    if (worker->builder->size() == 0) {
      return of_files.Select(worker->with_activities);
    }
    for (size_t row = 0; row < worker->with_activities.size(); ++row) {
      const int32_t lead = worker->with_activities[row];
      if (lead < 0) continue;
      const auto at = static_cast<size_t>(lead);
      for (size_t i = of_files.begin(at); i < of_files.end(at); ++i) {
        worker->builder->AddFrom(of_files, i, row);
      }
    }
    auto columns = worker->builder->Build(worker->leads->size());
    worker->inside_read += worker->read.activities_read;
    worker->inside_repeated += static_cast<int64_t>(columns->num_repeated());
    for (const auto& [type, count] : worker->read.unknown_types) {
      worker->unknown_types[type] += count;
    }
    return columns;
  }

  void Write(const Worker& worker) {
    if (const absl::Status status = options_.write(worker.rows); !status.ok()) {
      return Stop(status);
    }
    result_.leads += static_cast<int64_t>(worker.scores.size());
    if (options_.progress == nullptr) return;
    ScoreFilesProgress progress;
    progress.leads = result_.leads;
    progress.bytes_read = worker.bytes_read;
    progress.bytes_in_all = file_->size();
    if (!options_.progress(progress)) {
      Stop(absl::CancelledError("scoring was cancelled"));
    }
  }

  const Scorer& scorer_;
  const ScoreFilesInput& input_;
  const absl::Time as_of_;
  const ScoreFilesOptions& options_;
  ScoreFilesResult& result_;
  int64_t num_errors_ = 0;  // Of all files.
  ActivityFiles activities_;
  std::unique_ptr<RecordFile> file_;
  std::optional<internal::TakenLeads> taken_;
  bool expects_leads_ = false;
  int64_t num_records_ = 0;  // Of the chunks before.
  absl::flat_hash_set<std::string> rejected_ids_;

  std::mutex read_mutex_;
  bool is_read_ = false;
  int64_t next_number_ = 0;
  internal::Turns taking_;
  internal::Turns writing_;

  std::mutex status_mutex_;
  absl::Status status_;
  std::atomic<bool> is_stopped_ = false;
};

}  // namespace

bool CanScoreFiles(const Model& model) {
  return !internal::HasAccountSignals(model.checked());
}

absl::Status ScoreFiles(const Scorer& scorer, const ScoreFilesInput& input,
                        absl::Time as_of, const ScoreFilesOptions& options,
                        ScoreFilesResult* result) {
  if (!CanScoreFiles(scorer.model())) {
    return absl::FailedPreconditionError(
        "the model has signals over accounts, for which all leads have to be "
        "in memory: read them with TableReader");
  }
  if (input.reading.shard.has_value() && ShardsByAccount(scorer.model())) {
    return absl::FailedPreconditionError(
        "a shard of a model with scores of accounts has to be in memory: read "
        "it with TableReader");
  }
  if (options.threads < 1) {
    return absl::InvalidArgumentError("a batch needs at least one thread");
  }
  if (options.write == nullptr) {
    return absl::InvalidArgumentError("nothing takes the rows");
  }
  const std::vector<std::string>& activities = input.activities;
  if (options.write_unlinked != nullptr &&
      std::find(activities.begin(), activities.end(), "-") !=
          activities.end()) {
    return absl::InvalidArgumentError(
        "standard input cannot be read a second time for activities without "
        "leads");
  }
  *result = ScoreFilesResult();
  return Job(scorer, input, as_of, options, result).Run();
}

}  // namespace leadscore
