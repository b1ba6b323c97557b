// Who gets each lead of a chunk: grade, and the stage that it would enter now.

#ifndef LEADSCORE_SRC_QUALIFY_BULK_QUALIFICATION_H_
#define LEADSCORE_SRC_QUALIFY_BULK_QUALIFICATION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "src/exec/chunk_scorer.h"
#include "src/exec/fused_model.h"
#include "src/qualify/qualification.h"

namespace leadscore::internal {

// The codes of all grades that a model can give, and their texts.
class GradeCodes {
 public:
  explicit GradeCodes(const CheckedModel& model);

  // False if there are too many to list: texts() is empty then.
  bool is_listed() const { return is_listed_; }
  const std::vector<std::string>& texts() const { return texts_; }

  // The code of the grade that follows from bands by score.
  int32_t CodeOf(const std::vector<int>& bands) const;

 private:
  const CheckedModel& model_;
  bool is_listed_ = true;
  std::vector<std::string> texts_;
};

// The codes of all ways that a model has, and their texts; of ways with equal
// texts there is one.
class WayCodes {
 public:
  explicit WayCodes(const CheckedModel& model);

  const std::vector<std::string>& texts() const { return texts_; }
  int32_t CodeOf(const Qualification& qualification) const {
    return CodeOf(qualification.stage, qualification.way,
                  qualification.disqualified_by);
  }
  // As of Qualification.
  int32_t CodeOf(int stage, int way, int disqualified_by) const;

 private:
  int32_t Encode(const std::string& text);

  std::vector<std::string> texts_;
  std::vector<std::vector<int32_t>> ways_;  // By stage, by way.
  std::vector<int32_t> disqualified_;
};

// As of Qualification.
struct StageChoice {
  int stage = -1;
  int way = -1;
  int disqualified_by = -1;
};

// The stage that a row of a chunk that was scored qualifies for.
//
// REQUIRES: the model has stages, and no condition of them is left to the
// reference evaluator.
StageChoice ChooseStage(const FusedModel& model, const ChunkScorer& chunk,
                        size_t i, int64_t total);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_BULK_QUALIFICATION_H_
