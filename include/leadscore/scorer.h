// Scorer: what a Model is for.
//
//   Scorer scorer(model);
//   absl::StatusOr<LeadResult> one = scorer.Score(lead, absl::Now());
//
//   ScoreTable scores;  // Many at once, the same points.
//   absl::Status status = scorer.Score(tables, as_of, {}, &scores);
//
// A score is a function of the model, the lead's log and `as_of`, nothing else:
// the same inputs give the same bits, for one lead and in a batch, in any order
// of rows, on every machine. docs/semantics.md says what it is.

#ifndef LEADSCORE_SCORER_H_
#define LEADSCORE_SCORER_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "leadscore/account_table.h"
#include "leadscore/agreed.h"
#include "leadscore/explain.h"
#include "leadscore/history.h"
#include "leadscore/lead.h"
#include "leadscore/lead_score.h"
#include "leadscore/lead_view.h"
#include "leadscore/model.h"
#include "leadscore/result.h"
#include "leadscore/score_context.h"
#include "leadscore/score_table.h"
#include "leadscore/scoring_plan.h"
#include "leadscore/table.h"

namespace leadscore {

namespace internal {
class LazyFusedModel;
}  // namespace internal

struct ScoreOptions {
  // Whether to find the stage that each lead is in, for which the log of each
  // is gone through. `qualifies_for`, memory apart, is always there.
  bool stages = false;

  // How many of the strongest contributions of each lead to keep.
  int reasons = 0;

  // Whether to find out how long each result holds, which takes a search of
  // some evaluations a lead.
  bool valid_until = false;

  // Whether to make a profile of a batch: tables are looked up once more, and
  // the values that none of their rows lists are held in memory.
  bool profile = false;

  // How many threads score a batch, this one among them. They live as long as
  // the call. The result is the same for any number.
  int threads = 1;

  // In place of threads of the library: runs task(0) to task(count - 1), in any
  // order and as many at once as it likes, and returns when all have returned.
  // `count` is `threads`.
  std::function<void(int count, const std::function<void(int)>& task)> executor;

  // Told now and then, by any of the threads but never by two at once, how many
  // leads of a batch are scored; false ends the batch with kCancelled.
  std::function<bool(size_t scored)> progress;
};

// Immutable and thread-safe: one instance serves every thread.
class Scorer {
 public:
  // Cheap: what batches need is made by the first of them.
  explicit Scorer(Model model);

  const Model& model() const { return model_; }

  // Scores one lead at an instant, with all contributions. Signals over its
  // account see this lead only. Of the options only valid_until counts.
  //
  // Errors: as of TableBuilder::Add, where the lead does not fit the model;
  // kOutOfRange, an instant outside the years 1 to 9999.
  absl::StatusOr<LeadResult> Score(const Lead& lead, absl::Time as_of,
                                   const ScoreOptions& options = {}) const;

  // Scores one lead by position, for services that have microseconds: through
  // the kernels of batches. Allocates nothing once `context` has seen its texts
  // and `score` a lead. Values that nothing in the model reads are not looked
  // at. Signals over its account see this lead only.
  //
  // Leads that some of the model's rules look at one by one (Plan() says which)
  // and those with more than 64 activities, or several versions of one, cost
  // what Score(Lead) does.
  //
  // Errors:
  //   kInvalidArgument  more values than columns, a type of activity that the
  //                     schema does not have, a value of another type, text
  //                     that a condition reads and is not UTF-8, a time outside
  //                     0001 to 9999
  //   kOutOfRange       an instant outside the years 1 to 9999
  absl::Status Score(const LeadView& lead, absl::Time as_of,
                     ScoreContext* context, LeadScore* score) const;

  // Scores one row of tables, as the lead with its values.
  //
  // Errors: as of the batch; kOutOfRange, no such row.
  absl::StatusOr<LeadResult> ScoreRow(const Tables& tables, size_t row,
                                      absl::Time as_of,
                                      const ScoreOptions& options = {}) const;

  // Explains the score of a lead, and what changed it since an earlier instant.
  //
  // Errors: as of Score and ScoreRow; kInvalidArgument, `from` is not earlier.
  absl::StatusOr<Explanation> Explain(const Lead& lead, absl::Time as_of) const;
  absl::StatusOr<Explanation> ExplainRow(const Tables& tables, size_t row,
                                         absl::Time as_of) const;
  absl::StatusOr<ExplainedChange> ExplainChange(const Lead& lead,
                                                absl::Time from,
                                                absl::Time to) const;
  absl::StatusOr<ExplainedChange> ExplainChange(const Tables& tables,
                                                size_t row, absl::Time from,
                                                absl::Time to) const;

  // The stages that a lead went through up to an instant; those of all leads,
  // in the order of the table. Of a model without stages they are empty.
  //
  // Of the options threads, executor and progress count.
  //
  // Errors: as of Score and ScoreRow.
  absl::StatusOr<LeadHistory> History(const Lead& lead, absl::Time as_of) const;
  absl::StatusOr<LeadHistory> History(const Tables& tables, size_t row,
                                      absl::Time as_of) const;
  absl::StatusOr<std::vector<LeadHistory>> Histories(
      const Tables& tables, absl::Time as_of,
      const ScoreOptions& options = {}) const;

  // Runs the agreed examples of the model, in its order.
  std::vector<AgreedResult> RunAgreed() const;

  // How batches are computed.
  ScoringPlan Plan() const;

  // Scores all leads at one instant. After an error `scores` is unspecified.
  // A `context` (score_context.h), which may be null, makes the next batch
  // cheaper.
  //
  // Errors:
  //   kInvalidArgument  a column of another type than the model's, or fewer
  //                     threads than one
  //   kOutOfRange       an instant outside the years 1 to 9999
  //   kCancelled        by options.progress
  absl::Status Score(const Tables& tables, absl::Time as_of,
                     const ScoreOptions& options, ScoreTable* scores,
                     ScoreContext* context = nullptr) const;

  // The same, each lead at an instant of its own.
  //
  // Errors: as above; kInvalidArgument, not as many instants as leads.
  absl::Status Score(const Tables& tables, absl::Span<const absl::Time> as_of,
                     const ScoreOptions& options, ScoreTable* scores,
                     ScoreContext* context = nullptr) const;

  // Rolls the scores of leads up to their accounts, as the model's
  // account_scores say. `scores` are those of the tables.
  //
  // Errors:
  //   kInvalidArgument     scores of other tables
  //   kFailedPrecondition  leads scored each at an instant of its own
  absl::StatusOr<AccountTable> ScoreAccounts(const Tables& tables,
                                             const ScoreTable& scores) const;

 private:
  // The tables of one lead.
  absl::StatusOr<Tables> TablesOf(const Lead& lead) const;

  Model model_;
  std::shared_ptr<internal::LazyFusedModel> fused_;
};

}  // namespace leadscore

#endif  // LEADSCORE_SCORER_H_
