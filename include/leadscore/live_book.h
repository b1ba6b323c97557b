// LiveBook: leads that are scored as things happen to them, in memory.
//
//   auto book = LiveBook::Create(model, absl::Now());
//   (*book)->Upsert({"L-42", {{"title", "VP Sales"}}});
//   LeadState state;
//   (*book)->Add("L-42", {"demo_request", time}, &state);  // Scored at once.
//   (*book)->Advance(absl::Now());  // What time alone does.
//   for (const BookTransition& t : (*book)->Transitions(last_seen)) ...
//
// A book says of its leads what a batch would say of their logs at the instant
// of its clock, and what a replay would say of their stages up to it, bit for
// bit, in whatever order things arrive. Its clock moves only by Advance; what
// is later than the clock waits. What arrives late, is corrected or retracted
// rewrites history: transitions that did not happen are withdrawn, others
// appear.
//
// Thread-safe. Leads are held in shards, each with a lock of its own; Advance
// takes all of them. Nobody is called from inside.

#ifndef LEADSCORE_LIVE_BOOK_H_
#define LEADSCORE_LIVE_BOOK_H_

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
#include "leadscore/history.h"
#include "leadscore/lead.h"
#include "leadscore/lead_view.h"
#include "leadscore/model.h"
#include "leadscore/points.h"

namespace leadscore {

// A change of stage, or that one did not happen.
struct BookTransition {
  // From 1, without gaps, in the order in which the book found them.
  int64_t number = 0;
  std::string lead_id;
  // Of one that withdraws another all of that but its cause, which may lack.
  Transition transition;
  // The number of the transition that this one withdraws; 0: it withdraws none.
  int64_t withdraws = 0;
};

// A lead at the instant of the book's clock.
struct LeadState {
  std::vector<Points> scores;  // By score of the model.
  Points total;
  std::string grade;  // Empty: the model has none.
  // The stage that is reported, that of an adjustment in force if there is one,
  // and the one that the lead would enter now: indices into the model's stages;
  // -1: it has none.
  int stage = -1;
  int qualifies_for = -1;
  // What the call found of this lead, as Transitions gives it.
  std::vector<BookTransition> transitions;
};

// An account at the instant of the book's clock.
struct AccountState {
  int64_t leads = 0;
  std::vector<Points> scores;  // By account score of the model.
  // The furthest stage that is reported of one of its leads: an index into the
  // model's stages; -1: it has none.
  int stage = -1;
};

// What Advance had to do.
struct AdvanceReport {
  int64_t leads = 0;        // That had to be looked at.
  int64_t transitions = 0;  // That were found.
  int64_t evaluations = 0;  // Scores that it took.
};

struct LiveBookOptions {
  // In how many parts leads are held. Models with signals over accounts have
  // one, whatever this says.
  int shards = 16;

  // The number of the last transition of a book that this one goes on from
  // (Restore).
  int64_t last_number = 0;
};

class LiveBook {
 public:
  // An empty book whose clock stands at `start`.
  //
  // Errors: kInvalidArgument, fewer shards than one or a negative number;
  // kOutOfRange, an instant outside the years 1 to 9999.
  static absl::StatusOr<std::unique_ptr<LiveBook>> Create(
      Model model, absl::Time start, const LiveBookOptions& options = {});

  ~LiveBook();
  LiveBook(const LiveBook&) = delete;
  LiveBook& operator=(const LiveBook&) = delete;

  const Model& model() const;

  // Says what a lead is, and adds it if it is new: the attributes that are
  // named take these values, and one without a value becomes missing; an
  // account that is not empty takes the place of its account. What a row says
  // holds for all time, so that its history is rewritten; what became known at
  // a time is an activity of the type $set. `lead.activities` are added.
  //
  // `state`, which may be null here and below, costs a score.
  //
  // Errors: as of TableBuilder::Add but kAlreadyExists; nothing is changed
  // then.
  absl::Status Upsert(const Lead& lead, LeadState* state = nullptr);

  // Adds an activity or an entry of a reserved type (lead.h): a correction is
  // one with the id of another and a higher revision, a retraction is a
  // $retract. What is there already, alike in everything and with an id, is
  // passed over, so that it may be delivered twice; `is_repeated`, which may be
  // null, says so.
  //
  // Errors: as of TableBuilder::AddActivity; nothing is changed then.
  absl::Status Add(std::string_view lead_id, const Activity& activity,
                   LeadState* state = nullptr, bool* is_repeated = nullptr);

  // The same by position, for those who add many. Of no reserved type.
  //
  // Errors: as above.
  absl::Status Add(std::string_view lead_id, const ActivityView& activity,
                   LeadState* state = nullptr, bool* is_repeated = nullptr);

  // Adds a lead of a book that this one goes on from, whose clock stood where
  // this one's does, with the transitions that were told of it and not
  // withdrawn, in the order of their times. Those that this book finds as well
  // keep their numbers and are not told again; what differs, because the model
  // is another, is withdrawn and told. EndRestore comes after the last of them,
  // and before anything else is done with the book.
  //
  // Errors: as of TableBuilder::Add.
  absl::Status Restore(const Lead& lead,
                       const std::vector<BookTransition>& told);
  void EndRestore();

  // Forgets a lead and all that it did; its transitions are withdrawn.
  //
  // Errors: kNotFound.
  absl::Status Remove(std::string_view lead_id);

  // Moves the clock: what waited happens, time does what it does. The
  // transitions of one call are in the order of their times, then of the ids of
  // their leads.
  //
  // Errors: kInvalidArgument, an instant before the clock; kOutOfRange.
  absl::Status Advance(absl::Time now, AdvanceReport* report = nullptr);

  // Where the clock stands.
  absl::Time now() const;

  // Errors: kNotFound.
  absl::Status Get(std::string_view lead_id, LeadState* state) const;

  // All that is known of a lead, what waits included, in the canonical order.
  //
  // Errors: kNotFound.
  absl::StatusOr<Lead> GetLead(std::string_view lead_id) const;

  // The ids of all leads, ascending.
  std::vector<std::string> LeadIds() const;

  // What follows for an account from its leads.
  //
  // Errors: kNotFound, no lead has this account.
  absl::StatusOr<AccountState> GetAccount(std::string_view account) const;

  // The transitions behind a number, at most so many, in their order. Who asks
  // for those behind the last one that it has dealt with gets each at least
  // once.
  std::vector<BookTransition> Transitions(int64_t after,
                                          size_t most = SIZE_MAX) const;

  // Lets go of the transitions up to a number, for which nobody will ask again.
  void ForgetTransitions(int64_t up_to);

  // How many leads it holds, and how much memory for them, in bytes, without
  // what it needs to score.
  size_t size() const;
  size_t MemoryBytes() const;

 private:
  class Impl;
  explicit LiveBook(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace leadscore

#endif  // LEADSCORE_LIVE_BOOK_H_
