#include "leadscore/durable_book.h"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/store/book_file.h"
#include "src/store/known_values.h"

namespace leadscore {
namespace {

using internal::BookFile;
using internal::FromMicros;
using internal::Quoted;
using internal::ToMicros;

bool IsFolder(const std::string& path) {
  struct stat info = {};
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

bool IsSame(const Activity& a, const Activity& b) {
  const auto sorted = [](std::vector<NamedValue> values) {
    std::sort(values.begin(), values.end());
    return values;
  };
  return a.type == b.type && a.time == b.time && a.id == b.id &&
         a.revision == b.revision &&
         sorted(a.properties) == sorted(b.properties);
}

}  // namespace

class DurableBook::Impl {
 public:
  static absl::StatusOr<std::unique_ptr<Impl>> Open(
      const std::string& directory, Model model,
      const DurableBookOptions& options, OpenReport* report) {
    if (!IsFolder(directory)) {
      return absl::NotFoundError(
          absl::StrCat(directory, ": no such directory; make it first"));
    }
    auto impl = std::unique_ptr<Impl>(new Impl);
    LEADSCORE_ASSIGN_OR_RETURN(impl->file_,
                               BookFile::Open(directory, options.sync));
    OpenReport found;
    LEADSCORE_RETURN_IF_ERROR(impl->Begin(std::move(model), options, &found));
    if (report != nullptr) *report = found;
    return impl;
  }

  const LiveBook& book() const { return *book_; }

  absl::Status Upsert(const Lead& lead, LeadState* state) {
    const std::lock_guard<std::mutex> lock(mutex_);
    LEADSCORE_RETURN_IF_ERROR(failed_);
    std::vector<Activity> known;
    if (!lead.activities.empty()) {
      absl::StatusOr<Lead> before = book_->GetLead(lead.id);
      if (before.ok()) known = std::move(before->activities);
    }
    LEADSCORE_RETURN_IF_ERROR(book_->Upsert(lead, state));
    return Kept([&] { return StoreLead(lead, known); });
  }

  absl::Status Add(std::string_view lead_id, const Activity& activity,
                   LeadState* state) {
    const std::lock_guard<std::mutex> lock(mutex_);
    LEADSCORE_RETURN_IF_ERROR(failed_);
    bool is_repeated = false;
    LEADSCORE_RETURN_IF_ERROR(
        book_->Add(lead_id, activity, state, &is_repeated));
    if (is_repeated) return absl::OkStatus();
    return Kept([&] {
      return file_->AddActivity(numbers_.at(std::string(lead_id)), activity);
    });
  }

  absl::Status Remove(std::string_view lead_id) {
    const std::lock_guard<std::mutex> lock(mutex_);
    LEADSCORE_RETURN_IF_ERROR(failed_);
    LEADSCORE_RETURN_IF_ERROR(book_->Remove(lead_id));
    return Kept([&] {
      const auto place = numbers_.find(std::string(lead_id));
      const int64_t number = place->second;
      numbers_.erase(place);
      return file_->RemoveLead(number);
    });
  }

  absl::Status Advance(absl::Time now, AdvanceReport* report) {
    const std::lock_guard<std::mutex> lock(mutex_);
    LEADSCORE_RETURN_IF_ERROR(failed_);
    LEADSCORE_RETURN_IF_ERROR(book_->Advance(now, report));
    return Kept(
        [&] { return file_->SetMeta("clock", ToMicros(book_->now())); });
  }

  absl::Status Commit() {
    const std::lock_guard<std::mutex> lock(mutex_);
    LEADSCORE_RETURN_IF_ERROR(failed_);
    return Kept([&] { return CommitFile(); });
  }

  absl::StatusOr<std::vector<BookTransition>> Transitions(int64_t after,
                                                          size_t most) {
    const std::lock_guard<std::mutex> lock(mutex_);
    LEADSCORE_RETURN_IF_ERROR(failed_);
    std::vector<BookTransition> transitions;
    if (most == 0) return transitions;
    LEADSCORE_RETURN_IF_ERROR(file_->ReadTransitions(
        after, [&](BookTransition told) -> absl::StatusOr<bool> {
          if (told.number > committed_) return false;
          transitions.push_back(std::move(told));
          return transitions.size() < most;
        }));
    return transitions;
  }

 private:
  Impl() = default;

  // ---- Opening -------------------------------------------------------------

  absl::Status Begin(Model model, const DurableBookOptions& options,
                     OpenReport* report) {
    report->is_new = file_->is_new();
    if (report->is_new) LEADSCORE_RETURN_IF_ERROR(Make(model, options));
    LEADSCORE_RETURN_IF_ERROR(file_->Prepare());
    LEADSCORE_RETURN_IF_ERROR(CheckModel(model, options, report));
    LEADSCORE_RETURN_IF_ERROR(Load(std::move(model), options, report));
    return CommitFile();
  }

  absl::Status Make(const Model& model, const DurableBookOptions& options) {
    if (!options.start.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat(file_->path(),
                       ": a new book has to be told where its clock "
                       "stands (start)"));
    }
    // Errors of the instant are those of the book.
    LEADSCORE_RETURN_IF_ERROR(
        LiveBook::Create(model, *options.start, {}).status());
    LEADSCORE_RETURN_IF_ERROR(file_->MakeTables());
    LEADSCORE_RETURN_IF_ERROR(
        file_->SetMeta("clock", ToMicros(*options.start)));
    return SetModel(model);
  }

  absl::Status SetModel(const Model& model) {
    LEADSCORE_RETURN_IF_ERROR(file_->SetMeta("model", model.spec().name));
    LEADSCORE_RETURN_IF_ERROR(
        file_->SetMeta("model version", model.spec().version));
    return file_->SetMeta("fingerprint", model.fingerprint());
  }

  absl::Status CheckModel(const Model& model, const DurableBookOptions& options,
                          OpenReport* report) {
    LEADSCORE_ASSIGN_OR_RETURN(const std::string fingerprint,
                               file_->GetMetaText("fingerprint"));
    if (fingerprint == model.fingerprint()) return absl::OkStatus();
    if (!options.migrate) {
      LEADSCORE_ASSIGN_OR_RETURN(const std::string name,
                                 file_->GetMetaText("model"));
      LEADSCORE_ASSIGN_OR_RETURN(const std::string version,
                                 file_->GetMetaText("model version"));
      return absl::FailedPreconditionError(absl::StrCat(
          file_->path(), ": it belongs to the model ", Quoted(name), " ",
          version, " (", fingerprint, "), not to ", Quoted(model.spec().name),
          " ", model.spec().version, " (", model.fingerprint(),
          "); migrate takes it over"));
    }
    report->is_migrated = true;
    return SetModel(model);
  }

  absl::Status Load(Model model, const DurableBookOptions& options,
                    OpenReport* report) {
    // What was told of each lead and not withdrawn, by number.
    std::map<int64_t, BookTransition> told;
    LEADSCORE_RETURN_IF_ERROR(file_->ReadTransitions(
        0, [&](BookTransition one) { return Follow(std::move(one), &told); }));
    std::map<std::string, std::vector<BookTransition>, std::less<>> of_lead;
    for (auto& [number, one] : told) {
      of_lead[one.lead_id].push_back(std::move(one));
    }
    LiveBookOptions book_options = options.book;
    book_options.last_number = last_number_;
    report->last_number = last_number_;
    LEADSCORE_ASSIGN_OR_RETURN(const int64_t clock, file_->GetMetaInt("clock"));
    LEADSCORE_ASSIGN_OR_RETURN(
        book_,
        LiveBook::Create(std::move(model), FromMicros(clock), book_options));
    LEADSCORE_RETURN_IF_ERROR(file_->ReadLeads([&](BookFile::LeadLog log) {
      return LoadLead(std::move(log), &of_lead, report);
    }));
    book_->EndRestore();
    if (!of_lead.empty()) {
      return file_->Damaged("transitions of a lead that is missing");
    }
    const std::vector<BookTransition> found = book_->Transitions(last_number_);
    report->transitions = static_cast<int64_t>(found.size());
    if (!found.empty() && !report->is_migrated) {
      return file_->Damaged(absl::StrCat(
          "the stages that were told of ", found.size(),
          " changes are not those that follow from what is known"));
    }
    return StoreTransitions();
  }

  // Takes a transition that was told; always true.
  absl::StatusOr<bool> Follow(BookTransition one,
                              std::map<int64_t, BookTransition>* told) {
    if (one.number != last_number_ + 1) {
      return file_->Damaged(
          absl::StrCat("transition ", last_number_ + 1, " is missing"));
    }
    last_number_ = one.number;
    if (one.withdraws == 0) {
      told->emplace(one.number, std::move(one));
    } else if (told->erase(one.withdraws) == 0) {
      return file_->Damaged(absl::StrCat("transition ", one.number,
                                         " withdraws one that is not there"));
    }
    return true;
  }

  absl::Status LoadLead(
      BookFile::LeadLog log,
      std::map<std::string, std::vector<BookTransition>, std::less<>>* told,
      OpenReport* report) {
    const int64_t number = log.lead.number;
    last_lead_ = number;
    const Model& model = book_->model();
    Lead lead;
    lead.id = std::move(log.lead.id);
    lead.account = std::move(log.lead.account);
    lead.attributes = std::move(log.lead.attributes);
    numbers_[lead.id] = number;
    ++report->leads;
    report->unknown += internal::DropUnknown(model, &lead.attributes);
    report->activities += static_cast<int64_t>(log.activities.size());
    for (Activity& activity : log.activities) {
      if (internal::KeepKnown(model, &activity, &report->unknown)) {
        lead.activities.push_back(std::move(activity));
      }
    }
    std::vector<BookTransition> of_lead;
    const auto found = told->find(lead.id);
    if (found != told->end()) {
      of_lead = std::move(found->second);
      told->erase(found);
      std::stable_sort(of_lead.begin(), of_lead.end(),
                       [](const BookTransition& a, const BookTransition& b) {
                         return a.transition.time < b.transition.time;
                       });
    }
    const absl::Status restored = book_->Restore(lead, of_lead);
    if (restored.ok()) return absl::OkStatus();
    return file_->Damaged(absl::StrCat(
        "row ", number, " of leads: ", std::string(restored.message())));
  }

  // ---- Writing -------------------------------------------------------------

  // Writes what the book has taken in, with what it told. If that fails, the
  // book is ahead of the file for good.
  template <typename Write>
  absl::Status Kept(const Write& write) {
    absl::Status status = write();
    if (status.ok()) status = StoreTransitions();
    if (!status.ok()) {
      failed_ = absl::FailedPreconditionError(absl::StrCat(
          file_->path(),
          ": a write failed; what was committed is safe: open it again"));
    }
    return status;
  }

  absl::Status CommitFile() {
    LEADSCORE_RETURN_IF_ERROR(file_->Commit());
    committed_ = last_number_;
    return absl::OkStatus();
  }

  absl::Status StoreLead(const Lead& lead, const std::vector<Activity>& known) {
    const auto [place, is_new] = numbers_.emplace(lead.id, last_lead_ + 1);
    BookFile::LeadRow row;
    row.number = place->second;
    row.id = lead.id;
    if (is_new) {
      last_lead_ = row.number;
    } else {
      LEADSCORE_RETURN_IF_ERROR(file_->FindLead(&row));
    }
    if (!lead.account.empty()) row.account = lead.account;
    for (const NamedValue& value : lead.attributes) {
      const auto found = std::find_if(
          row.attributes.begin(), row.attributes.end(),
          [&](const NamedValue& one) { return one.first == value.first; });
      if (found == row.attributes.end()) {
        row.attributes.push_back(value);
      } else {
        found->second = value.second;
      }
    }
    LEADSCORE_RETURN_IF_ERROR(is_new ? file_->AddLead(row)
                                     : file_->ChangeLead(row));
    for (const Activity& activity : lead.activities) {
      const bool is_repeated =
          !activity.id.empty() &&
          std::any_of(known.begin(), known.end(), [&](const Activity& one) {
            return IsSame(one, activity);
          });
      if (is_repeated) continue;
      LEADSCORE_RETURN_IF_ERROR(file_->AddActivity(row.number, activity));
    }
    return absl::OkStatus();
  }

  absl::Status StoreTransitions() {
    for (const BookTransition& told : book_->Transitions(last_number_)) {
      LEADSCORE_RETURN_IF_ERROR(file_->AddTransition(told));
      last_number_ = told.number;
    }
    // The file has them.
    book_->ForgetTransitions(last_number_);
    return absl::OkStatus();
  }

  mutable std::mutex mutex_;
  std::unique_ptr<BookFile> file_;
  std::unique_ptr<LiveBook> book_;
  absl::Status failed_;
  absl::flat_hash_map<std::string, int64_t> numbers_;  // Of leads, by id.
  int64_t last_lead_ = 0;
  int64_t last_number_ = 0;  // Of the transitions in the transaction.
  int64_t committed_ = 0;
};

absl::StatusOr<std::unique_ptr<DurableBook>> DurableBook::Open(
    const std::string& directory, Model model,
    const DurableBookOptions& options, OpenReport* report) {
  LEADSCORE_ASSIGN_OR_RETURN(
      std::unique_ptr<Impl> impl,
      Impl::Open(directory, std::move(model), options, report));
  return std::unique_ptr<DurableBook>(new DurableBook(std::move(impl)));
}

DurableBook::DurableBook(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
DurableBook::~DurableBook() = default;

const LiveBook& DurableBook::book() const { return impl_->book(); }

absl::Status DurableBook::Upsert(const Lead& lead, LeadState* state) {
  return impl_->Upsert(lead, state);
}

absl::Status DurableBook::Add(std::string_view lead_id,
                              const Activity& activity, LeadState* state) {
  return impl_->Add(lead_id, activity, state);
}

absl::Status DurableBook::Remove(std::string_view lead_id) {
  return impl_->Remove(lead_id);
}

absl::Status DurableBook::Advance(absl::Time now, AdvanceReport* report) {
  return impl_->Advance(now, report);
}

absl::Status DurableBook::Commit() { return impl_->Commit(); }

absl::StatusOr<std::vector<BookTransition>> DurableBook::Transitions(
    int64_t after, size_t most) const {
  return impl_->Transitions(after, most);
}

}  // namespace leadscore
