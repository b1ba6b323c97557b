// Scores some rows of tables by a fused model: rules and clamps, column by
// column. Leaves bands, grade and stage to src/qualify.

#ifndef LEADSCORE_SRC_EXEC_CHUNK_SCORER_H_
#define LEADSCORE_SRC_EXEC_CHUNK_SCORER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "src/activity/activity_pass.h"
#include "src/exec/curve_memo.h"
#include "src/exec/fused_model.h"
#include "src/exec/joint_bins.h"
#include "src/exec/kernels.h"
#include "src/exec/lead_facts.h"
#include "src/exec/number_bins.h"
#include "src/exec/panel_sums.h"
#include "src/exec/text_bins.h"
#include "src/model/bound_tables.h"

namespace leadscore::internal {

// What one thread needs to score chunks, and what it found out about texts.
// Scoring allocates nothing once it has seen all texts.
class ChunkScorer {
 public:
  // At most so many rows at once. All have to outlive it.
  ChunkScorer(const FusedModel& model, size_t chunk_rows,
              const Kernels& kernels);

  size_t chunk_rows() const { return chunk_rows_; }

  // The tables of what follows. They and what belongs to them have to outlive
  // all calls of Score until the next Bind.
  void Bind(const BoundTables& tables, const AccountIndex& accounts);

  // Leaves a row of the next chunk to the plain scorer.
  void LeaveToPlain(size_t i) {
    left_[i / 64] |= uint64_t{1} << (i % 64);
    has_left_ = true;
  }

  // Writes the scores of some rows to scores[score][row from `begin`], in
  // millionths of points.
  //
  // REQUIRES: count <= chunk_rows(), and the rows are in the tables.
  void Score(size_t begin, size_t count, const AsOfRows& as_of,
             int64_t* const* scores);

  // Of the chunk that was scored last, by row from its beginning. What is said
  // of rows that are for the plain scorer is of no use.
  bool IsPlain(size_t i) const {
    return has_plain_ && (plain_[i / 64] >> (i % 64) & 1) != 0;
  }
  bool has_plain() const { return has_plain_; }
  const PanelSums& sums() const { return sums_; }
  // How many of the model's attributes_read have a value.
  const uint16_t* attributes_present() const { return present_counts_.data(); }
  // By rule of the plan: for how many rows its conditions had errors.
  const std::vector<int64_t>& rule_errors() const { return rule_errors_; }

  // Over all rows that are not plain: how many of their activities are later
  // than as_of, and how many each screen dropped.
  int64_t later() const { return activities_.later(); }
  const std::vector<int64_t>& screened() const {
    return activities_.screened();
  }

  // The facts of a row of the tables, for what is not fused.
  LeadFacts FactsOf(size_t row, Micros as_of) const;

  size_t MemoryBytes() const;

 private:
  void FindAttributeBins(size_t begin, size_t count, const AsOfRows& as_of);
  void FindSignalBins(size_t count);
  void FindTextBins(size_t source, const Column& column, size_t begin,
                    size_t count);
  void FindNumberBins(size_t source, const Column& column, size_t begin,
                      size_t count, const AsOfRows& as_of);
  void FindAges(const Column& column, size_t begin, size_t count,
                const AsOfRows& as_of);
  void HideUnknown(size_t source, size_t begin, size_t count,
                   const AsOfRows& as_of);
  void MarkPlainRows(size_t source, size_t count);
  void MarkRowsWithEntries(size_t begin, size_t count, const AsOfRows& as_of);
  void MarkPlain(size_t i);
  void CountPresent(size_t begin, size_t count, const AsOfRows& as_of);
  const uint64_t* PresenceOf(const Column& column, size_t begin, size_t count,
                             std::vector<uint64_t>* shifted) const;
  void Combine(size_t begin, size_t count);
  void FindReadAhead(size_t next);
  const Column* ColumnOf(size_t source) const;
  void AddCurves(size_t begin, size_t count);
  void AddCurve(size_t rule, size_t begin, size_t count);
  void AddActivityRules(size_t count);
  void AddReferenceRules(size_t begin, size_t count, const AsOfRows& as_of);

  const FusedModel& model_;
  const size_t chunk_rows_;
  const Kernels& kernels_;
  const BoundTables* tables_ = nullptr;
  const AccountIndex* accounts_ = nullptr;

  std::vector<std::optional<TextBins>> texts_;      // By source.
  std::vector<std::optional<NumberBins>> numbers_;  // By source.
  std::vector<std::vector<uint16_t>> bins_;         // By source, by row.
  std::vector<const BinTables*> bin_tables_;        // By source.
  JointBins joint_;
  ActivityPass activities_;
  std::vector<ReadAhead> ahead_;
  PanelSums sums_;
  std::vector<std::optional<CurveMemo>> curves_;  // By rule of the plan.
  std::vector<uint64_t> plain_;
  bool has_plain_ = false;
  std::vector<uint64_t> left_;  // Plain rows of the next chunk.
  bool has_left_ = false;
  std::vector<int64_t> keys_;
  std::vector<uint64_t> shifted_;
  std::vector<std::vector<uint64_t>> presences_;  // By attribute read.
  std::vector<const uint64_t*> presence_pointers_;
  std::vector<uint16_t> present_counts_;
  std::vector<int64_t> rule_errors_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_CHUNK_SCORER_H_
