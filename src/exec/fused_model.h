// A plan made ready to run: panels, tables of numbers, matchers of texts.

#ifndef LEADSCORE_SRC_EXEC_FUSED_MODEL_H_
#define LEADSCORE_SRC_EXEC_FUSED_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/activity/activity_plan.h"
#include "src/exec/kernels.h"
#include "src/exec/row_layout.h"
#include "src/exec/text_matcher.h"
#include "src/model/checked_model.h"
#include "src/plan/plan.h"

namespace leadscore::internal {

// The bins that every source has; those of values follow.
inline constexpr uint16_t kMissingBin = 0;
inline constexpr uint16_t kPlainBin = 1;  // The lead is for the plain scorer.
inline constexpr uint16_t kFirstBin = 2;
inline constexpr size_t kMostBins = 60'000;

// Panels by bin, one table for each panel that a source has a part in; the
// others are empty.
class BinTables {
 public:
  explicit BinTables(size_t num_panels) : tables_(num_panels) {}

  // Appends a bin; `row` has a panel for each of the layout's.
  void Append(const RowLayout& layout, int source, const uint8_t* row);

  size_t size() const { return size_; }
  const uint8_t* panel(size_t index) const { return tables_[index].data(); }
  size_t MemoryBytes() const;

 private:
  std::vector<PanelBytes> tables_;
  size_t size_ = 0;
};

// The outcomes of the atoms of a source of numbers for a key.
void OutcomesOfKey(const Source& source, const CheckedModel& model, int64_t key,
                   std::vector<uint8_t>* outcomes);

bool HasError(const std::vector<uint8_t>& outcomes);

// A source of numbers: all its values have a bin; or, where conditions compute
// with them, bins are found as numbers come (NumberBins).
struct NumberTable {
  explicit NumberTable(size_t num_panels) : bins(num_panels) {}

  std::vector<int64_t> cuts;         // With those behind the last.
  std::vector<uint16_t> starts;      // May be empty.
  std::vector<uint16_t> bin_of_key;  // May be empty.
  BinSearch search;
  BinTables bins;
  bool is_computed_with = false;
  PanelBytes missing_row;
  bool missing_is_plain = false;
};

// A source of texts: bins are found as texts come (TextBins).
struct TextTable {
  TextTable(const CheckedModel& model, const Source& source)
      : matcher(model, source) {}

  TextMatcher matcher;
  PanelBytes missing_row;
  bool missing_is_plain = false;
};

// How a group is clamped and added to its score.
struct GroupFinish {
  int lane = 0;
  Points min;
  Points max;
  // In its panel, together with other lanes; otherwise by itself, in
  // millionths.
  bool in_panel = false;
};

// Lanes of one score that lie side by side and are clamped in their panel.
struct LaneRun {
  size_t panel = 0;
  size_t first_lane = 0;
  size_t num_lanes = 0;
  int64_t unit = 1;
};

struct ScoreFinish {
  std::vector<GroupFinish> groups;
  std::vector<LaneRun> runs;
  // All of it is one run of eight lanes of two bytes.
  bool is_eight_lanes = false;
};

struct PanelBounds {
  bool is_bounded = false;
  alignas(kPanelBytes) uint8_t low[kPanelBytes];
  alignas(kPanelBytes) uint8_t high[kPanelBytes];
};

// Immutable and thread-safe.
class FusedModel {
 public:
  // The model has to outlive it.
  explicit FusedModel(const CheckedModel& model);
  FusedModel(const FusedModel&) = delete;
  FusedModel& operator=(const FusedModel&) = delete;

  // Why leads have to be scored by the plain scorer; empty if they need not.
  const std::string& plain_because() const { return plan_.plain_because; }

  const CheckedModel& model() const { return model_; }
  const Plan& plan() const { return plan_; }
  const RowLayout& layout() const { return layout_; }
  // Its rules are those of the plan that are computed from activities, in their
  // order.
  const ActivityPlan& activities() const { return activities_; }

  // Of a source; null if it is of the other kind.
  const NumberTable* number(size_t source) const {
    return numbers_[source].get();
  }
  const TextTable* text(size_t source) const { return texts_[source].get(); }

  const std::vector<ScoreFinish>& finishes() const { return finishes_; }
  const std::vector<PanelBounds>& bounds() const { return bounds_; }
  // Lanes to which rows add what no source knows.
  const std::vector<bool>& has_extra() const { return has_extra_; }

  bool has_reference_rules() const { return has_reference_rules_; }
  // Conditions of stages, but of what holds leads in them.
  bool has_reference_conditions() const { return has_reference_conditions_; }
  bool has_reference_holds() const { return has_reference_holds_; }

  size_t MemoryBytes() const;

 private:
  std::unique_ptr<NumberTable> MakeNumberTable(size_t index);
  std::unique_ptr<TextTable> MakeTextTable(size_t index) const;
  void PlanFinish();
  bool FitsLane(const GroupFinish& group) const;
  void SetBounds(const GroupFinish& group);

  const CheckedModel& model_;
  Plan plan_;
  const RowLayout layout_;
  const ActivityPlan activities_;
  std::vector<std::unique_ptr<NumberTable>> numbers_;
  std::vector<std::unique_ptr<TextTable>> texts_;
  std::vector<ScoreFinish> finishes_;
  std::vector<PanelBounds> bounds_;
  std::vector<bool> has_extra_;
  bool has_reference_rules_ = false;
  bool has_reference_conditions_ = false;
  bool has_reference_holds_ = false;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_FUSED_MODEL_H_
