// The file of a durable book: rows with checksums in SQLite. It knows what a
// lead, an activity and a transition are, and nothing of books.

#ifndef LEADSCORE_SRC_STORE_BOOK_FILE_H_
#define LEADSCORE_SRC_STORE_BOOK_FILE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "leadscore/lead.h"
#include "leadscore/live_book.h"
#include "src/store/sqlite.h"

namespace leadscore::internal {

// For one thread at a time. A transaction is open from Open on; Commit ends it
// and begins another. Without Commit what was written is lost.
//
// Errors of all: kDataLoss, a row is damaged; kResourceExhausted, the disk is
// full; kInternal, another failure.
class BookFile {
 public:
  // Opens the file of a directory, which has to exist, or makes one, for this
  // process alone. `sync` as of DurableBookOptions.
  //
  // Errors: kUnavailable, another process has it open.
  static absl::StatusOr<std::unique_ptr<BookFile>> Open(
      const std::string& directory, bool sync);

  // Whether it has no tables, which MakeTables then makes.
  bool is_new() const { return is_new_; }
  absl::Status MakeTables();

  // Checks the version of its format and makes it ready to be read and written.
  //
  // Errors: kFailedPrecondition, it is of another version.
  absl::Status Prepare();

  absl::Status SetMeta(std::string_view name, int64_t value);
  absl::Status SetMeta(std::string_view name, std::string_view value);
  absl::StatusOr<int64_t> GetMetaInt(std::string_view name);
  absl::StatusOr<std::string> GetMetaText(std::string_view name);

  // A lead without what it did, and its number.
  struct LeadRow {
    int64_t number = 0;
    std::string id;
    std::string account;
    std::vector<NamedValue> attributes;
  };
  absl::Status AddLead(const LeadRow& lead);
  absl::Status ChangeLead(const LeadRow& lead);
  // Reads what is not the id of a lead that is there.
  absl::Status FindLead(LeadRow* lead);
  // Its activities are deleted by the next Commit.
  absl::Status RemoveLead(int64_t number);

  absl::Status AddActivity(int64_t lead, const Activity& activity);

  // Reads all leads in the order of their numbers, each with its activities in
  // the order in which they came. `visit` ends it by an error.
  struct LeadLog {
    LeadRow lead;
    std::vector<Activity> activities;
  };
  absl::Status ReadLeads(const std::function<absl::Status(LeadLog log)>& visit);

  absl::Status AddTransition(const BookTransition& told);
  // Reads those with higher numbers, in their order, until `visit` says false.
  absl::Status ReadTransitions(
      int64_t after,
      const std::function<absl::StatusOr<bool>(BookTransition told)>& visit);

  absl::Status Commit();

  // The error of what is not as it was written.
  absl::Status Damaged(std::string_view where) const;

  const std::string& path() const { return database_->path(); }

 private:
  BookFile() = default;

  absl::Status Begin(bool sync);
  absl::StatusOr<BookTransition> ReadTransition() const;
  absl::StatusOr<Activity> ReadActivity(const SqliteStatement& row);
  absl::Status PutLead(bool is_new, const LeadRow& lead);

  std::unique_ptr<SqliteDatabase> database_;  // Outlives the statements.
  SqliteStatement set_meta_;
  SqliteStatement get_meta_;
  SqliteStatement find_lead_;
  SqliteStatement add_lead_;
  SqliteStatement change_lead_;
  SqliteStatement put_activity_;
  SqliteStatement note_removed_;
  SqliteStatement delete_lead_;
  SqliteStatement put_transition_;
  SqliteStatement read_transitions_;
  bool is_new_ = false;
  int64_t last_activity_ = 0;
  bool has_removed_ = false;  // Leads, in the transaction.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_STORE_BOOK_FILE_H_
