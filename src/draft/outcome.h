// How leads came out, as a column of texts says it.

#ifndef LEADSCORE_SRC_DRAFT_OUTCOME_H_
#define LEADSCORE_SRC_DRAFT_OUTCOME_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "leadscore/model_draft.h"
#include "leadscore/raw_table.h"

namespace leadscore::internal {

inline constexpr int8_t kUndecided = -1;

struct Outcome {
  std::vector<int8_t> of_row;  // 1 won, 0 lost, kUndecided.
  int64_t decided = 0;
  int64_t won = 0;
  std::string note;  // Which values count as what, for people.
};

// Counts what `of_row` says.
//
// Errors: kInvalidArgument, all leads came out alike.
absl::Status CountOutcome(const std::string& name, Outcome* outcome);

// Reads the column that the options name.
//
// Errors: kInvalidArgument, no such column, a value that does not occur, one
// class only, or values of which it cannot be told what they mean.
absl::StatusOr<Outcome> ReadOutcome(const RawTable& leads,
                                    const DraftOptions& options);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DRAFT_OUTCOME_H_
