#include "bench/opponents/columns_opponent.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace leadscore::bench {
namespace {

// Rows whose accumulators, masks and columns fit into the first two caches.
constexpr size_t kChunk = 1'024;

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LEADSCORE_KERNEL \
  __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define LEADSCORE_KERNEL
#endif

LEADSCORE_KERNEL void AddByCode(const int32_t* codes, const int32_t* points,
                                size_t count, int32_t* sums) {
  for (size_t i = 0; i < count; ++i) sums[i] += points[codes[i]];
}

LEADSCORE_KERNEL void AddInRange(const int64_t* numbers, int64_t low,
                                 int64_t high, int32_t points, size_t count,
                                 int32_t* sums) {
  for (size_t i = 0; i < count; ++i) {
    const bool fits = (numbers[i] >= low) & (numbers[i] < high);
    sums[i] += fits ? points : 0;
  }
}

LEADSCORE_KERNEL void MaskByCode(const int32_t* codes, const uint8_t* fits,
                                 size_t count, uint8_t* mask) {
  for (size_t i = 0; i < count; ++i) mask[i] = fits[codes[i]];
}

LEADSCORE_KERNEL void MaskInRange(const int64_t* numbers, int64_t low,
                                  int64_t high, size_t count, uint8_t* mask) {
  for (size_t i = 0; i < count; ++i) {
    mask[i] = static_cast<uint8_t>((numbers[i] >= low) & (numbers[i] < high));
  }
}

LEADSCORE_KERNEL void And(const uint8_t* other, size_t count, uint8_t* mask) {
  for (size_t i = 0; i < count; ++i) mask[i] &= other[i];
}

LEADSCORE_KERNEL void Or(const uint8_t* other, size_t count, uint8_t* mask) {
  for (size_t i = 0; i < count; ++i) mask[i] |= other[i];
}

LEADSCORE_KERNEL void AddMasked(const uint8_t* mask, int32_t points,
                                size_t count, int32_t* sums) {
  for (size_t i = 0; i < count; ++i) sums[i] += mask[i] != 0 ? points : 0;
}

// A number that is there and below all bounds gives `below`; each bound that it
// reaches replaces what was given before.
LEADSCORE_KERNEL void AddTiers(const int64_t* numbers, const int64_t* from,
                               const int32_t* points, size_t tiers,
                               int32_t below, size_t count, int32_t* given,
                               int32_t* sums) {
  for (size_t i = 0; i < count; ++i) given[i] = numbers[i] >= 0 ? below : 0;
  for (size_t tier = 0; tier < tiers; ++tier) {
    for (size_t i = 0; i < count; ++i) {
      given[i] = numbers[i] >= from[tier] ? points[tier] : given[i];
    }
  }
  for (size_t i = 0; i < count; ++i) sums[i] += given[i];
}

LEADSCORE_KERNEL void AddClamped(const int32_t* sums, int32_t min, int32_t max,
                                 size_t count, int32_t* scores) {
  for (size_t i = 0; i < count; ++i) {
    scores[i] += std::min(std::max(sums[i], min), max);
  }
}

}  // namespace

ColumnsOpponent::Test ColumnsOpponent::MakeTest(const Predicate& predicate) {
  Test test;
  test.is_text = predicate.is_text;
  test.column = predicate.column;
  if (predicate.is_text) {
    for (const std::string& text : Dictionary(predicate.column)) {
      test.fits.push_back(Fits(predicate, text) ? 1 : 0);
    }
    test.fits.push_back(predicate.kind == Predicate::kIsMissing ? 1 : 0);
    return test;
  }
  constexpr int64_t kEnd = std::numeric_limits<int64_t>::max();
  switch (predicate.kind) {
    case Predicate::kAtLeast:
      test.low = predicate.low;
      test.high = kEnd;
      break;
    case Predicate::kBelow:
      test.high = predicate.high;  // Numbers are not negative.
      break;
    case Predicate::kBetween:
      test.low = predicate.low;
      test.high = predicate.high;
      break;
    case Predicate::kIsMissing:
      test.low = kNoNumber;
      break;
    default:
      test.high = kEnd;
  }
  return test;
}

ColumnsOpponent::ColumnsOpponent(const RuleSet& set)
    : group_min_(set.group_min), group_max_(set.group_max) {
  for (const Rule& rule : set.rules) {
    if (!rule.tiers.empty()) {
      Tiers tiers;
      tiers.group = rule.group;
      tiers.column = rule.tiers[0].parts[0].column;
      tiers.below = rule.otherwise;
      for (auto tier = rule.tiers.rbegin(); tier != rule.tiers.rend(); ++tier) {
        tiers.from.push_back(tier->parts[0].low);
        tiers.points.push_back(tier->points);
      }
      tiers_.push_back(std::move(tiers));
      continue;
    }
    if (rule.shape.parts.size() == 1) {
      Single single;
      single.group = rule.group;
      single.test = MakeTest(rule.shape.parts[0]);
      single.in_range = rule.shape.points;
      for (uint8_t fits : single.test.fits) {
        single.points.push_back(fits != 0 ? rule.shape.points : 0);
      }
      singles_.push_back(std::move(single));
      continue;
    }
    Several several;
    several.group = rule.group;
    several.any = rule.shape.any;
    several.points = rule.shape.points;
    for (const Predicate& part : rule.shape.parts) {
      several.tests.push_back(MakeTest(part));
    }
    several_.push_back(std::move(several));
  }
}

void ColumnsOpponent::Score(const BenchLeads& leads, int32_t* scores) const {
  for (size_t begin = 0; begin < leads.size; begin += kChunk) {
    ScoreChunk(leads, begin, std::min(kChunk, leads.size - begin),
               scores + begin);
  }
}

void ColumnsOpponent::ScoreChunk(const BenchLeads& leads, size_t begin,
                                 size_t count, int32_t* scores) const {
  alignas(64) int32_t sums[kGroups][kChunk] = {};
  const auto codes = [&](int column) {
    return leads.codes[static_cast<size_t>(column)].data() + begin;
  };
  const auto numbers = [&](int column) {
    return leads.numbers[static_cast<size_t>(column)].data() + begin;
  };
  for (const Single& single : singles_) {
    if (single.test.is_text) {
      AddByCode(codes(single.test.column), single.points.data(), count,
                sums[single.group]);
    } else {
      AddInRange(numbers(single.test.column), single.test.low, single.test.high,
                 single.in_range, count, sums[single.group]);
    }
  }
  for (const Several& several : several_) {
    alignas(64) uint8_t mask[kChunk];
    alignas(64) uint8_t other[kChunk];
    for (size_t i = 0; i < several.tests.size(); ++i) {
      const Test& test = several.tests[i];
      uint8_t* const into = i == 0 ? mask : other;
      if (test.is_text) {
        MaskByCode(codes(test.column), test.fits.data(), count, into);
      } else {
        MaskInRange(numbers(test.column), test.low, test.high, count, into);
      }
      if (i > 0) (several.any ? Or : And)(other, count, mask);
    }
    AddMasked(mask, several.points, count, sums[several.group]);
  }
  for (const Tiers& tiers : tiers_) {
    alignas(64) int32_t given[kChunk];
    AddTiers(numbers(tiers.column), tiers.from.data(), tiers.points.data(),
             tiers.from.size(), tiers.below, count, given, sums[tiers.group]);
  }
  std::fill_n(scores, count, 0);
  for (int group = 0; group < kGroups; ++group) {
    AddClamped(sums[group], group_min_[static_cast<size_t>(group)],
               group_max_[static_cast<size_t>(group)], count, scores);
  }
  for (size_t i = 0; i < count; ++i) {
    scores[i] = std::min(std::max(scores[i], 0), kMaxScore);
  }
}

}  // namespace leadscore::bench
