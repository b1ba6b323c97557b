#include "src/exec/joint_bins.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace leadscore::internal {
namespace {

// Joint bins of a group: so few that the panels of all stay near.
constexpr size_t kMostJointBins = 512;

}  // namespace

JointBins::JointBins(const RowLayout& layout, size_t chunk_rows,
                     const Kernels& kernels)
    : layout_(layout), chunk_rows_(chunk_rows), kernels_(kernels) {
  inputs_.resize(layout.panels().size());
}

bool JointBins::HasPart(size_t source, size_t panel) const {
  const std::vector<int>& sources = layout_.panels()[panel].sources;
  return std::binary_search(sources.begin(), sources.end(),
                            static_cast<int>(source));
}

void JointBins::Update(const std::vector<const BinTables*>& tables,
                       const std::vector<std::vector<uint16_t>>& bins) {
  bool has_grown = sizes_.size() != tables.size();
  sizes_.resize(tables.size());
  for (size_t i = 0; i < tables.size(); ++i) {
    has_grown = has_grown || sizes_[i] != tables[i]->size();
    sizes_[i] = tables[i]->size();
  }
  if (!has_grown) return;
  MakeGroups();
  for (Group& group : groups_) MakeTables(tables, &group);
  SetInputs(tables, bins);
}

// Those with the fewest bins first, as long as there is room.
void JointBins::MakeGroups() {
  std::vector<size_t> order(sizes_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [this](size_t a, size_t b) {
    return sizes_[a] < sizes_[b];
  });
  groups_.clear();
  for (size_t source : order) {
    if (groups_.empty() ||
        groups_.back().size * sizes_[source] > kMostJointBins) {
      groups_.emplace_back();
    }
    Group& group = groups_.back();
    group.sources.push_back(source);
    group.strides.push_back(static_cast<uint16_t>(group.size));
    group.size *= sizes_[source];
  }
}

void JointBins::MakeTables(const std::vector<const BinTables*>& tables,
                           Group* group) {
  if (group->sources.size() == 1) return;
  group->bins.resize(chunk_rows_);
  group->tables.resize(layout_.panels().size());
  for (size_t p = 0; p < layout_.panels().size(); ++p) {
    const RowLayout::Panel& panel = layout_.panels()[p];
    const bool has_part =
        std::any_of(group->sources.begin(), group->sources.end(),
                    [&](size_t source) { return HasPart(source, p); });
    if (!has_part) continue;
    PanelBytes& table = group->tables[p];
    table.resize(group->size * kPanelBytes);
    std::vector<uint16_t> bin(1);
    std::vector<PanelInput> parts;
    for (size_t joint = 0; joint < group->size; ++joint) {
      parts.clear();
      bin[0] = 0;
      for (size_t k = 0; k < group->sources.size(); ++k) {
        const size_t source = group->sources[k];
        if (!HasPart(source, p)) continue;
        const size_t own = joint / group->strides[k] % sizes_[source];
        PanelInput part;
        part.bins = bin.data();
        part.rows = tables[source]->panel(p) + own * kPanelBytes;
        parts.push_back(part);
      }
      // Beginning with the first of them, because the start is added later.
      kernels_.combine(panel.kind, layout_.lane_bytes(), parts[0].rows,
                       parts.data() + 1, parts.size() - 1, nullptr, 0, 1,
                       table.data() + joint * kPanelBytes);
    }
  }
}

void JointBins::SetInputs(const std::vector<const BinTables*>& tables,
                          const std::vector<std::vector<uint16_t>>& bins) {
  for (size_t p = 0; p < inputs_.size(); ++p) {
    inputs_[p].clear();
    for (const Group& group : groups_) {
      PanelInput input;
      if (group.sources.size() > 1) {
        if (group.tables[p].empty()) continue;
        input.bins = group.bins.data();
        input.rows = group.tables[p].data();
      } else {
        if (!HasPart(group.sources[0], p)) continue;
        input.bins = bins[group.sources[0]].data();
        input.rows = tables[group.sources[0]]->panel(p);
      }
      inputs_[p].push_back(input);
    }
  }
}

void JointBins::Join(const std::vector<std::vector<uint16_t>>& bins,
                     size_t count) {
  for (Group& group : groups_) {
    if (group.sources.size() == 1) continue;
    for (size_t k = 1; k < group.sources.size(); ++k) {
      const uint16_t* const before =
          k == 1 ? bins[group.sources[0]].data() : group.bins.data();
      kernels_.join_bins(before, bins[group.sources[k]].data(),
                         group.strides[k], count, group.bins.data());
    }
  }
}

size_t JointBins::MemoryBytes() const {
  size_t bytes = 0;
  for (const Group& group : groups_) {
    bytes += group.bins.capacity() * sizeof(uint16_t);
    for (const PanelBytes& table : group.tables) bytes += table.capacity();
  }
  return bytes;
}

}  // namespace leadscore::internal
