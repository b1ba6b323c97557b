// Points of groups of values from how leads came out: the method that
// model_draft.h describes.

#ifndef LEADSCORE_SRC_DRAFT_LEARN_POINTS_H_
#define LEADSCORE_SRC_DRAFT_LEARN_POINTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace leadscore::internal {

// Parts of the leads; each is in turn what the others are tried on.
inline constexpr size_t kFolds = 5;

// The part that a lead belongs to; it is the same whenever it is asked for, and
// hangs together with nothing that rows may be sorted by.
size_t FoldOfRow(size_t row);

struct GroupCounts {
  int64_t decided[kFolds] = {};
  int64_t won[kFolds] = {};

  int64_t all_decided() const;
  int64_t all_won() const;
};

struct LearnColumn {
  std::vector<GroupCounts> groups;
  // Whether groups that hardly differ from the average get nothing, as single
  // values do and ranges of a number do not.
  bool drops_average = false;
  std::vector<uint16_t> sample;  // Groups of the leads of the sample.
};

struct LearnInput {
  std::vector<LearnColumn> columns;
  std::vector<uint8_t> won;    // Of the leads of the sample, 0 or 1.
  std::vector<uint8_t> folds;  // Of the leads of the sample.
};

struct Learned {
  std::vector<std::vector<int64_t>> points;  // By column and group.
  int64_t base =
      0;  // What points have to be added to, so that 50 is even odds.
  double auc = 0.5;  // On leads that were not learned from.
  double auc_error = 0;
};

// REQUIRES: the sample has won and lost leads in all folds but one at a time.
Learned LearnPoints(const LearnInput& input);

// How well groups by themselves tell won leads from lost ones: the share of
// pairs that they put in the right order, half of those that they cannot tell
// apart included.
double AucOfGroups(const std::vector<GroupCounts>& groups);

// Their information value: the sum of what each says, weighed by how often.
double InformationOf(const std::vector<GroupCounts>& groups);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DRAFT_LEARN_POINTS_H_
