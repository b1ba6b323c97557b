// DurableBook: a live book of leads (live_book.h) that survives a crash: what
// was committed is in a directory, in a file of SQLite.
//
//   auto book = DurableBook::Open("/var/lib/acme/leads", model, options);
//   (*book)->Upsert(lead);
//   (*book)->Add("L-42", activity);
//   (*book)->Commit();  // Now both may be acknowledged to whom they came from.
//   for (const BookTransition& t : *(*book)->Transitions(last_seen)) ...
//
// Calls go into the book in memory and into an open transaction; Commit makes
// all before it durable, together or not at all. So the caller says how many
// inputs share the cost of one: some thousands of a queue, or one of a person.
// What was not committed when the process ended is as if it had not been.
//
// The file has what is known of leads, not how it arrived: opening it folds
// their logs again, and compares the stages that follow with those that were
// told. Its rows carry checksums. A damaged file is an error that says where;
// the way out is a copy of the file, or a new directory that is fed again.
//
// Thread-safe: one lock for all.

#ifndef LEADSCORE_DURABLE_BOOK_H_
#define LEADSCORE_DURABLE_BOOK_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/lead.h"
#include "leadscore/live_book.h"
#include "leadscore/model.h"

namespace leadscore {

struct DurableBookOptions {
  // Where the clock of a new book stands. Needed for a new directory only.
  std::optional<absl::Time> start;

  // Whether a directory of another model is taken over: histories are folded
  // again under this one, and what differs is withdrawn and told. What this
  // model does not know of leads stays in the file. Otherwise it is refused.
  bool migrate = false;

  // Whether a commit waits until the disk has it (SQLite's synchronous=FULL).
  // If not, a crash of the machine, not one of the process, may lose the last
  // commits, but never a part of one.
  bool sync = true;

  LiveBookOptions book;  // Its last_number is of no effect.
};

// What Open found.
struct OpenReport {
  bool is_new = false;
  bool is_migrated = false;
  int64_t leads = 0;
  int64_t activities = 0;
  int64_t unknown = 0;  // Values and activities that the model does not know.
  // The number of the last transition that was told before, and how many a
  // migration told or withdrew since.
  int64_t last_number = 0;
  int64_t transitions = 0;
};

class DurableBook {
 public:
  // Opens a directory, which has to exist, for this process alone.
  //
  // Errors:
  //   kNotFound            no such directory
  //   kInvalidArgument     a new directory and no start
  //   kUnavailable         another process has it open
  //   kFailedPrecondition  it belongs to another model, or to a later version
  //                        of this library
  //   kDataLoss            it is damaged
  //   kInternal            the file system or SQLite failed
  static absl::StatusOr<std::unique_ptr<DurableBook>> Open(
      const std::string& directory, Model model,
      const DurableBookOptions& options, OpenReport* report = nullptr);

  // Without Commit what is not committed is lost.
  ~DurableBook();
  DurableBook(const DurableBook&) = delete;
  DurableBook& operator=(const DurableBook&) = delete;

  // What the calls below left in memory, committed or not. It must not be
  // changed through this.
  const LiveBook& book() const;

  // As of LiveBook; in addition
  //   kFailedPrecondition  a write failed before: the book in memory is ahead
  //                        of the file, and has to be opened again
  //   kResourceExhausted   the disk is full
  //   kInternal            another write failed
  absl::Status Upsert(const Lead& lead, LeadState* state = nullptr);
  absl::Status Add(std::string_view lead_id, const Activity& activity,
                   LeadState* state = nullptr);
  absl::Status Remove(std::string_view lead_id);
  absl::Status Advance(absl::Time now, AdvanceReport* report = nullptr);

  // Makes all that was done durable. What removed leads did is deleted from the
  // file, for which all activities are looked at once.
  //
  // Errors: kFailedPrecondition, kResourceExhausted, kInternal, as above.
  absl::Status Commit();

  // As of LiveBook, of those that are committed, since the directory is new.
  absl::StatusOr<std::vector<BookTransition>> Transitions(
      int64_t after, size_t most = SIZE_MAX) const;

 private:
  class Impl;
  explicit DurableBook(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace leadscore

#endif  // LEADSCORE_DURABLE_BOOK_H_
