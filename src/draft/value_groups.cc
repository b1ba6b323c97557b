#include "src/draft/value_groups.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/core/number_text.h"

namespace leadscore::internal {
namespace {

using What = ValueGroup::What;

// Numbers with more different values than this are cut into ranges ...
constexpr int64_t kMostSingleNumbers = 20;
// ... of about as many leads each, if there are enough.
constexpr int64_t kRanges = 8;
// ... and no fewer than this, so that chance does not show in neighbours.
constexpr int64_t kFewestInRange = 50;
// Values beyond this many are others.
constexpr size_t kMostValues = 60;

ValueGroup Missing(const ColumnKind& kind, const std::vector<int64_t>& counts) {
  ValueGroup group;
  group.what = What::kMissing;
  group.leads =
      std::accumulate(counts.begin(), counts.end(), int64_t{0}) - kind.present;
  return group;
}

ValueGroups GroupSingly(const ColumnKind& kind,
                        const std::vector<int64_t>& counts) {
  ValueGroups groups;
  ValueGroup others;
  others.what = What::kOthers;
  groups.groups = {Missing(kind, counts), others};
  std::vector<size_t> order(kind.values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&kind](size_t a, size_t b) {
    if (kind.counts[a] != kind.counts[b]) {
      return kind.counts[a] > kind.counts[b];
    }
    return kind.values[a] < kind.values[b];
  });
  std::vector<uint16_t> group_of_value(kind.values.size(), 1);
  for (const size_t value : order) {
    if (kind.counts[value] < kFewestInGroup ||
        groups.groups.size() == kMostValues + 2) {
      groups.groups[1].leads += kind.counts[value];
      continue;
    }
    group_of_value[value] = static_cast<uint16_t>(groups.groups.size());
    ValueGroup group;
    group.what = What::kValue;
    group.value = std::string(kind.values[value]);
    group.leads = kind.counts[value];
    groups.groups.push_back(std::move(group));
  }
  for (const int32_t value : kind.value_of_code) {
    groups.group_of_code.push_back(
        value < 0 ? uint16_t{0} : group_of_value[static_cast<size_t>(value)]);
  }
  return groups;
}

// Cuts the numbers of a column into ranges.
class RangeCutter {
 public:
  explicit RangeCutter(const ColumnKind& kind)
      : kind_(kind),
        order_(kind.values.size()),
        wanted_(std::max(kFewestInRange, kind.present / kRanges)) {
    std::iota(order_.begin(), order_.end(), size_t{0});
    std::sort(order_.begin(), order_.end(), [&kind](size_t a, size_t b) {
      return kind.numbers[a] < kind.numbers[b];
    });
  }

  // Appends the ranges to groups, and gives the group of each value.
  std::vector<uint16_t> AddTo(std::vector<ValueGroup>* groups) && {
    FindCuts();
    std::vector<uint16_t> group_of_value(order_.size());
    size_t next = 0;
    for (size_t i = 0; i < order_.size(); ++i) {
      if (next < cuts_.size() && i == cuts_[next].begin) {
        ValueGroup group;
        group.what = What::kFrom;
        group.from = cuts_[next].from;
        groups->push_back(group);
        ++next;
      }
      groups->back().leads += CountAt(i);
      group_of_value[order_[i]] = static_cast<uint16_t>(groups->size() - 1);
    }
    return group_of_value;
  }

 private:
  // Where a range begins, in the order of the numbers.
  struct Cut {
    size_t begin = 0;
    double from = 0;
  };

  double NumberAt(size_t i) const { return kind_.numbers[order_[i]]; }
  int64_t CountAt(size_t i) const { return kind_.counts[order_[i]]; }
  bool IsCommon(size_t i) const { return CountAt(i) >= 2 * wanted_; }

  void FindCuts() {
    if (order_.empty()) return;
    cuts_.push_back({0, 0});
    int64_t in_last = CountAt(0);
    int64_t left = kind_.present - in_last;  // From this number on.
    for (size_t i = 1; i < order_.size(); ++i) {
      const int64_t count = CountAt(i);
      // A new range begins when the last one is full, and where a number fills
      // one by itself, unless too little would stand before or behind it. A
      // number that most leads have, often 0, is kept apart from all others.
      const bool is_apart = IsCommon(i) || IsCommon(i - 1);
      const bool is_full = in_last >= wanted_ ||
                           (count >= wanted_ && in_last * 4 >= wanted_) ||
                           (is_apart && in_last >= kFewestInGroup);
      const bool is_enough =
          left * 2 >= wanted_ || (is_apart && left >= kFewestInGroup);
      if (is_full && is_enough) {
        cuts_.push_back(RoundCut(i, is_apart));
        in_last = 0;
        // What stands before the place that it was moved to is counted there.
        for (size_t k = cuts_.back().begin; k < i; ++k) in_last += CountAt(k);
      }
      in_last += count;
      left -= count;
    }
  }

  // The cut before a number, or a round number close to it.
  Cut RoundCut(size_t i, bool is_apart) const {
    const int64_t most = is_apart ? 0 : wanted_ / 8;
    size_t first = i;
    for (int64_t moved = 0; first > cuts_.back().begin + 1; --first) {
      moved += CountAt(first - 1);
      if (moved > most) break;
    }
    const double from = RoundestBetween(NumberAt(first - 1), NumberAt(i));
    size_t begin = first;
    while (NumberAt(begin) < from) ++begin;
    return {begin, from};
  }

  const ColumnKind& kind_;
  std::vector<size_t> order_;  // Values, by their numbers.
  const int64_t wanted_;       // Leads in a range.
  std::vector<Cut> cuts_;
};

ValueGroups GroupRanges(const ColumnKind& kind,
                        const std::vector<int64_t>& counts) {
  ValueGroups groups;
  groups.are_ranges = true;
  groups.groups = {Missing(kind, counts)};
  const std::vector<uint16_t> group_of_value =
      RangeCutter(kind).AddTo(&groups.groups);
  for (const int32_t value : kind.value_of_code) {
    groups.group_of_code.push_back(
        value < 0 ? uint16_t{0} : group_of_value[static_cast<size_t>(value)]);
  }
  return groups;
}

}  // namespace

ValueGroups GroupValues(const ColumnKind& kind,
                        const std::vector<int64_t>& counts) {
  const bool is_number =
      kind.type == ValueType::kInt || kind.type == ValueType::kDouble;
  const bool are_few =
      kind.type == ValueType::kInt && kind.distinct <= kMostSingleNumbers;
  return is_number && !are_few ? GroupRanges(kind, counts)
                               : GroupSingly(kind, counts);
}

double RoundestBetween(double below, double upper) {
  // Ever smaller powers of ten, until a multiple of one lies there.
  const double span = upper - below;
  if (!std::isfinite(span)) return upper;
  int exponent = static_cast<int>(std::ceil(std::log10(span))) + 1;
  for (int i = 0; i < 20; ++i, --exponent) {
    // Powers of ten up to 22 are exact; below, the text is rounded once.
    const double scale = std::pow(10.0, std::abs(exponent));
    const double multiple =
        exponent >= 0 ? std::floor(upper / scale) : std::floor(upper * scale);
    // The larger one, if only rounding kept it from being found.
    for (const double candidate : {multiple + 1, multiple}) {
      const double number =
          exponent >= 0 ? candidate * scale : candidate / scale;
      if (number > below && number <= upper) return number + 0.0;
    }
  }
  return upper;
}

}  // namespace leadscore::internal
