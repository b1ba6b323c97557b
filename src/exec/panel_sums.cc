#include "src/exec/panel_sums.h"

#include <algorithm>

namespace leadscore::internal {

PanelSums::PanelSums(const FusedModel& model, size_t most_rows,
                     const Kernels& kernels)
    : model_(model), most_rows_(most_rows), kernels_(kernels) {
  panels_.resize(model.layout().panels().size() * most_rows * kPanelBytes);
  for (bool has_extra : model.has_extra()) {
    extras_.emplace_back(has_extra ? most_rows : 0);
  }
  amounts_.resize(most_rows);
}

void PanelSums::StartExtras() {
  for (std::vector<int64_t>& extra : extras_) {
    std::fill(extra.begin(), extra.end(), 0);
  }
}

void PanelSums::Combine(const std::vector<std::vector<PanelInput>>& inputs,
                        const std::vector<ReadAhead>& ahead, size_t count) {
  const RowLayout& layout = model_.layout();
  for (size_t p = 0; p < layout.panels().size(); ++p) {
    const RowLayout::Panel& place = layout.panels()[p];
    kernels_.combine(place.kind, layout.lane_bytes(), place.start,
                     inputs[p].data(), inputs[p].size(), ahead.data(),
                     p == 0 ? ahead.size() : 0, count, panel(p));
  }
  for (const RowLayout::BitTables& tables : layout.bit_tables()) {
    kernels_.add_tables(layout.lane_bytes(), tables.tables.data(),
                        panel(tables.bits_panel) + tables.first_byte,
                        tables.num_bytes, count,
                        panel(tables.lanes_panel) + tables.lanes_byte);
  }
}

bool PanelSums::Flag(int lane, size_t i) const {
  const RowLayout::LanePlace& place = model_.layout().lane(lane);
  const uint8_t* const panel =
      panels_.data() + (place.panel * most_rows_ + i) * kPanelBytes;
  return model_.layout().AmountAt(lane, panel) != 0;
}

// The usual case: all groups of a score are eight lanes side by side.
bool PanelSums::FinishAtOnce(size_t score, size_t count) {
  const ScoreFinish& finish = model_.finishes()[score];
  if (!finish.is_eight_lanes) return false;
  const CheckedScore& of = model_.model().scores[score];
  const LaneRun& run = finish.runs[0];
  const size_t byte = run.first_lane * sizeof(int16_t);
  const PanelBounds& bounds = model_.bounds()[run.panel];
  kernels_.score_eight_lanes(
      panel(run.panel) + byte, bounds.low + byte, bounds.high + byte,
      {of.base.micros(), run.unit, of.min.micros(), of.max.micros()}, count,
      scores_[score]);
  return true;
}

// Groups that are not clamped in a panel, before lanes are clamped there.
void PanelSums::AddGroupsByThemselves(size_t score, size_t count) {
  const RowLayout& layout = model_.layout();
  int64_t* const sums = scores_[score];
  for (const GroupFinish& group : model_.finishes()[score].groups) {
    if (group.in_panel) continue;
    const RowLayout::LanePlace& place = layout.lane(group.lane);
    const std::vector<int64_t>& extra =
        extras_[static_cast<size_t>(group.lane)];
    if (extra.empty()) {
      std::fill_n(amounts_.data(), count, 0);
    } else {
      std::copy_n(extra.data(), count, amounts_.data());
    }
    kernels_.sum_lanes(layout.lane_bytes(), panel(place.panel), place.lane, 1,
                       place.unit, count, amounts_.data());
    const int64_t min = group.min.micros();
    const int64_t max = group.max.micros();
    for (size_t i = 0; i < count; ++i) {
      const int64_t amount = amounts_[i];
      sums[i] += amount < min ? min : amount > max ? max : amount;
    }
  }
}

// Groups that were clamped in their panels, and the bounds of the score.
void PanelSums::AddRuns(size_t score, size_t count) {
  const CheckedScore& of = model_.model().scores[score];
  int64_t* const sums = scores_[score];
  for (const LaneRun& run : model_.finishes()[score].runs) {
    kernels_.sum_lanes(model_.layout().lane_bytes(), panel(run.panel),
                       run.first_lane, run.num_lanes, run.unit, count, sums);
  }
  const int64_t min = of.min.micros();
  const int64_t max = of.max.micros();
  for (size_t i = 0; i < count; ++i) {
    sums[i] = sums[i] < min ? min : sums[i] > max ? max : sums[i];
  }
}

void PanelSums::Finish(size_t count, int64_t* const* scores) {
  scores_ = scores;
  const size_t num_scores = model_.finishes().size();
  bool needs_bounds = false;
  for (size_t s = 0; s < num_scores; ++s) {
    if (FinishAtOnce(s, count)) continue;
    needs_bounds = true;
    std::fill_n(scores_[s], count, model_.model().scores[s].base.micros());
    AddGroupsByThemselves(s, count);
  }
  if (!needs_bounds) return;
  for (size_t p = 0; p < model_.bounds().size(); ++p) {
    const PanelBounds& bounds = model_.bounds()[p];
    if (!bounds.is_bounded) continue;
    kernels_.clamp(model_.layout().lane_bytes(), bounds.low, bounds.high, count,
                   panel(p));
  }
  for (size_t s = 0; s < num_scores; ++s) {
    if (!model_.finishes()[s].is_eight_lanes) AddRuns(s, count);
  }
}

size_t PanelSums::MemoryBytes() const {
  size_t bytes = panels_.capacity();
  for (const auto& extra : extras_) bytes += extra.capacity() * sizeof(int64_t);
  return bytes;
}

}  // namespace leadscore::internal
