#include "src/exec/row_layout.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

namespace leadscore::internal {
namespace {

constexpr size_t kTableRow = 16;  // Bytes of lanes that a table adds to.
constexpr size_t kBitsPerByte = 8;

int64_t Magnitude(int64_t amount) { return amount < 0 ? -amount : amount; }

// Sums may leave the range on the way; they are in it in the end.
template <typename T>
void AddTo(int64_t amount, uint8_t* lane) {
  T value = 0;
  std::memcpy(&value, lane, sizeof(value));
  value = static_cast<T>(value + static_cast<T>(amount));
  std::memcpy(lane, &value, sizeof(value));
}

template <typename T>
int64_t Read(const uint8_t* lane) {
  T value = 0;
  std::memcpy(&value, lane, sizeof(value));
  return value;
}

}  // namespace

RowLayout::RowLayout(const Plan& plan) {
  gains_.resize(plan.sources.size());
  factors_.resize(plan.sources.size());
  ChooseUnits(plan);
  PlaceLanes(plan);
  PlaceTerms(plan);
  std::vector<std::set<int>> sources(panels_.size());
  for (size_t s = 0; s < plan.sources.size(); ++s) {
    for (const PlacedGain& gain : gains_[s]) {
      sources[gain.panel].insert(static_cast<int>(s));
    }
    for (const PlacedFactor& factor : factors_[s]) {
      sources[factor.panel].insert(static_cast<int>(s));
    }
  }
  for (size_t p = 0; p < panels_.size(); ++p) {
    panels_[p].sources.assign(sources[p].begin(), sources[p].end());
  }
}

// Lanes of one score have one unit, so that they can be added to each other:
// the largest that divides all their amounts.
void RowLayout::ChooseUnits(const Plan& plan) {
  lanes_.resize(plan.lanes.size());
  std::map<int, int64_t> divisors;  // By score; flags count in ones.
  const auto include = [&](int lane, int64_t amount) {
    int64_t& divisor = divisors[plan.lanes[static_cast<size_t>(lane)].score];
    divisor = std::gcd(divisor, amount);
  };
  for (const Source& source : plan.sources) {
    for (const Gain& gain : source.gains) include(gain.lane, gain.amount);
  }
  for (const Term& term : plan.terms) include(term.lane, term.amount);
  for (size_t i = 0; i < plan.lanes.size(); ++i) {
    include(static_cast<int>(i), plan.lanes[i].base);
  }
  int64_t largest = 0;
  for (size_t i = 0; i < plan.lanes.size(); ++i) {
    const int64_t divisor = Magnitude(divisors[plan.lanes[i].score]);
    lanes_[i].unit = plan.lanes[i].score < 0 || divisor == 0 ? 1 : divisor;
    largest = std::max(largest, plan.lanes[i].bound / lanes_[i].unit);
  }
  lane_bytes_ = largest <= INT16_MAX ? 2 : largest <= INT32_MAX ? 4 : 8;
}

void RowLayout::PlaceLanes(const Plan& plan) {
  const auto width = static_cast<size_t>(lane_bytes_);
  // Few lanes share their panel with bits.
  constexpr size_t kMostMixed = 12;
  is_mixed_ = width == 2 && lanes_.size() <= kMostMixed && !plan.terms.empty();
  const PanelKind mixed = lanes_.size() * width <= kTableRow
                              ? PanelKind::kMixed8
                              : PanelKind::kMixed12;
  const size_t per_panel = kPanelBytes / width;
  for (size_t i = 0; i < lanes_.size(); ++i) {
    if (i % per_panel == 0) {
      panels_.emplace_back();
      if (is_mixed_) panels_.back().kind = mixed;
    }
    lanes_[i].panel = panels_.size() - 1;
    lanes_[i].lane = i % per_panel;
    AddToLane(lanes_[i].lane * width, plan.lanes[i].base / lanes_[i].unit,
              panels_.back().start);
  }
  for (size_t s = 0; s < plan.sources.size(); ++s) {
    for (const Gain& gain : plan.sources[s].gains) {
      const LanePlace& place = lane(gain.lane);
      gains_[s].push_back({gain.predicate, place.panel, place.lane * width,
                           gain.amount / place.unit});
    }
  }
}

// Terms whose lanes lie in the same 16 bytes stand together, in whole bytes.
void RowLayout::PlaceTerms(const Plan& plan) {
  const auto width = static_cast<size_t>(lane_bytes_);
  // Equal terms, of several rules, are one.
  using Window = std::pair<size_t, size_t>;  // A panel, and a byte of it.
  using Key = std::pair<Window, std::vector<std::pair<int, int>>>;
  std::map<Key, std::map<int, int64_t>> merged;  // Amounts by lane.
  for (const Term& term : plan.terms) {
    const LanePlace& place = lane(term.lane);
    Key key;
    key.first = {place.panel, place.lane * width / kTableRow * kTableRow};
    for (const Factor& factor : term.factors) {
      key.second.emplace_back(factor.source, factor.predicate);
    }
    merged[key][term.lane] += term.amount;
  }
  num_terms_ = merged.size();

  size_t panel = 0;
  size_t next_byte = kPanelBytes;  // Of the panel; it is full.
  if (is_mixed_) {
    next_byte = FirstBitByte(panels_[0].kind);
    std::memset(panels_[0].start + next_byte, 0xff, kPanelBytes - next_byte);
  }
  size_t bit = 0;
  Window window = {SIZE_MAX, 0};
  for (const auto& [key, amounts] : merged) {
    if (bit % kBitsPerByte == 0 || key.first != window) {
      if (next_byte == kPanelBytes) {
        panels_.emplace_back();
        panel = panels_.size() - 1;
        panels_[panel].kind = PanelKind::kBits;
        std::memset(panels_[panel].start, 0xff, kPanelBytes);
        next_byte = 0;
      }
      if (bit_tables_.empty() || key.first != window ||
          bit_tables_.back().bits_panel != panel) {
        window = key.first;
        bit_tables_.push_back(
            {panel, next_byte, 0, window.first, window.second, {}});
      }
      BitTables& tables = bit_tables_.back();
      ++tables.num_bytes;
      tables.tables.resize(tables.tables.size() + 256 * kTableRow);
      bit = next_byte * kBitsPerByte;
      ++next_byte;
    }
    for (const auto& [source, predicate] : key.second) {
      factors_[static_cast<size_t>(source)].push_back({predicate, panel, bit});
    }
    PanelBytes& tables = bit_tables_.back().tables;
    uint8_t* const table = tables.data() + tables.size() - 256 * kTableRow;
    for (const auto& [index, amount] : amounts) {
      const LanePlace& place = lane(index);
      const size_t byte = place.lane * width % kTableRow;
      for (size_t value = 0; value < 256; ++value) {
        if ((value >> (bit % kBitsPerByte) & 1) != 0) {
          AddToLane(byte, amount / place.unit, table + value * kTableRow);
        }
      }
    }
    ++bit;
  }
}

void RowLayout::AddToLane(size_t byte, int64_t amount, uint8_t* panel) const {
  switch (lane_bytes_) {
    case 2:
      return AddTo<uint16_t>(amount, panel + byte);
    case 4:
      return AddTo<uint32_t>(amount, panel + byte);
    default:
      return AddTo<uint64_t>(amount, panel + byte);
  }
}

size_t RowLayout::FirstBitByte(PanelKind kind) const {
  switch (kind) {
    case PanelKind::kBits:
      return 0;
    case PanelKind::kMixed8:
      return 16;
    case PanelKind::kMixed12:
      return 24;
    case PanelKind::kLanes:
      break;
  }
  return kPanelBytes;
}

void RowLayout::WriteRow(int source, const std::vector<uint8_t>& predicates,
                         uint8_t* row) const {
  for (size_t p = 0; p < panels_.size(); ++p) {
    uint8_t* const panel = row + p * kPanelBytes;
    const PanelKind kind = panels_[p].kind;
    const size_t bits = FirstBitByte(kind);
    std::memset(panel, 0, bits);
    std::memset(panel + bits, 0xff, kPanelBytes - bits);
  }
  for (const PlacedGain& gain : gains_[static_cast<size_t>(source)]) {
    if (predicates[static_cast<size_t>(gain.predicate)] != 0) {
      AddToLane(gain.byte, gain.amount, row + gain.panel * kPanelBytes);
    }
  }
  for (const PlacedFactor& factor : factors_[static_cast<size_t>(source)]) {
    if (predicates[static_cast<size_t>(factor.predicate)] == 0) {
      row[factor.panel * kPanelBytes + factor.bit / kBitsPerByte] &=
          static_cast<uint8_t>(~(1u << (factor.bit % kBitsPerByte)));
    }
  }
}

int64_t RowLayout::AmountAt(int index, const uint8_t* panel) const {
  const LanePlace& place = lane(index);
  const uint8_t* const at =
      panel + place.lane * static_cast<size_t>(lane_bytes_);
  switch (lane_bytes_) {
    case 2:
      return Read<int16_t>(at) * place.unit;
    case 4:
      return Read<int32_t>(at) * place.unit;
    default:
      return Read<int64_t>(at) * place.unit;
  }
}

size_t RowLayout::MemoryBytes() const {
  size_t bytes = panels_.size() * sizeof(Panel);
  for (const BitTables& tables : bit_tables_) bytes += tables.tables.size();
  for (const auto& gains : gains_) bytes += gains.size() * sizeof(PlacedGain);
  for (const auto& factors : factors_) {
    bytes += factors.size() * sizeof(PlacedFactor);
  }
  return bytes;
}

}  // namespace leadscore::internal
