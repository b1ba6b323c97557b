#include "src/exec/chunk_scorer.h"

#include <algorithm>
#include <cstring>

#include "src/exec/rule_points.h"
#include "src/model/number_keys.h"

namespace leadscore::internal {
namespace {

constexpr size_t kWordBits = 64;

size_t WordsOf(size_t rows) { return (rows + kWordBits - 1) / kWordBits; }

}  // namespace

ChunkScorer::ChunkScorer(const FusedModel& model, size_t chunk_rows,
                         const Kernels& kernels)
    : model_(model),
      chunk_rows_(chunk_rows),
      kernels_(kernels),
      joint_(model.layout(), chunk_rows, kernels),
      activities_(model.activities(), chunk_rows),
      sums_(model, chunk_rows, kernels) {
  const size_t num_sources = model.plan().sources.size();
  texts_.resize(num_sources);
  numbers_.resize(num_sources);
  for (size_t i = 0; i < num_sources; ++i) {
    if (model.text(i) != nullptr) {
      texts_[i].emplace(model, i);
      bin_tables_.push_back(&texts_[i]->tables());
    } else if (model.number(i)->is_computed_with) {
      numbers_[i].emplace(model, i);
      bin_tables_.push_back(&numbers_[i]->tables());
    } else {
      bin_tables_.push_back(&model.number(i)->bins);
    }
    bins_.emplace_back(chunk_rows);
  }
  ahead_.reserve(num_sources);
  for (const PlannedRule& rule : model.plan().rules) {
    curves_.emplace_back();
    if (rule.method != RuleMethod::kCurve) continue;
    curves_.back().emplace(
        rule, model.plan().sources[static_cast<size_t>(rule.source)]);
  }
  plain_.resize(WordsOf(chunk_rows));
  left_.resize(WordsOf(chunk_rows));
  keys_.resize(chunk_rows);
  shifted_.resize(WordsOf(chunk_rows));
  presences_.resize(model.model().attributes_read.size());
  for (std::vector<uint64_t>& presence : presences_) {
    presence.resize(WordsOf(chunk_rows));
  }
  present_counts_.resize(WordsOf(chunk_rows) * kWordBits);
  rule_errors_.resize(model.plan().rules.size());
}

void ChunkScorer::Bind(const BoundTables& tables,
                       const AccountIndex& accounts) {
  tables_ = &tables;
  accounts_ = &accounts;
  activities_.Bind(tables);
  std::fill(rule_errors_.begin(), rule_errors_.end(), 0);
  for (size_t i = 0; i < texts_.size(); ++i) {
    if (!texts_[i].has_value()) continue;
    const Column* column = ColumnOf(i);
    if (column != nullptr)
      texts_[i]->SetDictionary(column->shared_dictionary());
  }
}

void ChunkScorer::Score(size_t begin, size_t count, const AsOfRows& as_of,
                        int64_t* const* scores) {
  plain_.swap(left_);
  has_plain_ = has_left_;
  std::fill(left_.begin(), left_.end(), 0);
  has_left_ = false;
  MarkRowsWithEntries(begin, count, as_of);
  FindAttributeBins(begin, count, as_of);
  activities_.Run(begin, count, as_of, plain_);
  FindSignalBins(count);
  Combine(begin, count);
  sums_.StartExtras();
  AddCurves(begin, count);
  AddActivityRules(count);
  AddReferenceRules(begin, count, as_of);
  sums_.Finish(count, scores);
  CountPresent(begin, count, as_of);
}

void ChunkScorer::MarkPlain(size_t i) {
  has_plain_ = true;
  plain_[i / kWordBits] |= uint64_t{1} << (i % kWordBits);
}

// Attributes that were set and adjustments that are in force change what this
// lead has, and no other.
void ChunkScorer::MarkRowsWithEntries(size_t begin, size_t count,
                                      const AsOfRows& as_of) {
  const ActivityColumns& activities = tables_->activities();
  if (activities.entries().empty()) return;
  for (size_t i = 0; i < count; ++i) {
    const auto [first, end] = tables_->activities_of(begin + i);
    for (size_t a = first; a < end; ++a) {
      if (activities.time(a) > as_of.of(begin + i)) break;
      const int type = activities.type(a);
      if (type == kSetCode || type == kAdjustCode) {
        MarkPlain(i);
        break;
      }
    }
  }
}

// ---- Bins ----------------------------------------------------------------

void ChunkScorer::FindAttributeBins(size_t begin, size_t count,
                                    const AsOfRows& as_of) {
  for (size_t s = 0; s < bins_.size(); ++s) {
    if (model_.plan().sources[s].attribute < 0) continue;
    const Column* column = ColumnOf(s);
    if (column == nullptr) {
      std::fill_n(bins_[s].data(), count, kMissingBin);
    } else if (model_.plan().sources[s].is_text()) {
      FindTextBins(s, *column, begin, count);
    } else {
      FindNumberBins(s, *column, begin, count, as_of);
    }
    HideUnknown(s, begin, count, as_of);
    MarkPlainRows(s, count);
  }
}

void ChunkScorer::FindSignalBins(size_t count) {
  for (size_t s = 0; s < bins_.size(); ++s) {
    const Source& source = model_.plan().sources[s];
    if (source.signal < 0) continue;
    const auto signal = static_cast<size_t>(source.signal);
    uint16_t* const bins = bins_[s].data();
    kernels_.find_bins(activities_.keys(signal), model_.number(s)->search,
                       count, bins);
    kernels_.clear_missing(activities_.presence(signal), count, bins);
    MarkPlainRows(s, count);
  }
}

void ChunkScorer::FindTextBins(size_t source, const Column& column,
                               size_t begin, size_t count) {
  TextBins& texts = *texts_[source];
  uint16_t* const bins = bins_[source].data();
  const int32_t* const codes = column.codes() + begin;
  kernels_.look_up_codes(codes, texts.bin_of_code(), count, bins);
  if (!texts.has_unknown() ||
      !kernels_.has_bin(bins, TextBins::kUnknown, count)) {
    return;
  }
  for (size_t i = 0; i < count; ++i) {
    if (bins[i] != TextBins::kUnknown) continue;
    if (texts.bin_of_code()[codes[i]] == TextBins::kUnknown) {
      texts.Find(codes[i]);
    }
    bins[i] = texts.bin_of_code()[codes[i]];
  }
}

void ChunkScorer::FindAges(const Column& column, size_t begin, size_t count,
                           const AsOfRows& as_of) {
  for (size_t i = 0; i < count; ++i) {
    const size_t row = begin + i;
    const Micros now = FloorToTick(as_of.of(row), model_.model().tick);
    keys_[i] = now - column.numbers()[row];
    if (column.IsPresent(row) && (keys_[i] < -kMostAge || keys_[i] > kMostAge ||
                                  now < kMinInstant + 2 * kMostAge ||
                                  now > kMaxInstant - 2 * kMostAge)) {
      MarkPlain(i);
    }
  }
}

void ChunkScorer::FindNumberBins(size_t source, const Column& column,
                                 size_t begin, size_t count,
                                 const AsOfRows& as_of) {
  uint16_t* const bins = bins_[source].data();
  const int64_t* keys = nullptr;
  if (model_.plan().sources[source].is_age) {
    FindAges(column, begin, count, as_of);
    keys = keys_.data();
  } else if (column.type() == ValueType::kDouble) {
    kernels_.find_keys(column.reals() + begin, count, keys_.data());
    keys = keys_.data();
  } else {
    keys = column.numbers() + begin;
  }
  if (numbers_[source].has_value()) {
    NumberBins& numbers = *numbers_[source];
    for (size_t i = 0; i < count; ++i) {
      bins[i] =
          column.IsPresent(begin + i) ? numbers.BinOf(keys[i]) : kMissingBin;
    }
    return;
  }
  kernels_.find_bins(keys, model_.number(source)->search, count, bins);
  kernels_.clear_missing(PresenceOf(column, begin, count, &shifted_), count,
                         bins);
}

// The presence of some rows, from the first bit of a word on.
const uint64_t* ChunkScorer::PresenceOf(const Column& column, size_t begin,
                                        size_t count,
                                        std::vector<uint64_t>* shifted) const {
  const uint64_t* const words = column.presence() + begin / kWordBits;
  const size_t shift = begin % kWordBits;
  if (shift == 0) return words;
  const size_t words_left =
      WordsOf(column.size()) - begin / kWordBits;  // At least one.
  for (size_t i = 0; i < WordsOf(count); ++i) {
    uint64_t word = words[i] >> shift;
    if (i + 1 < words_left) word |= words[i + 1] << (kWordBits - shift);
    (*shifted)[i] = word;
  }
  return shifted->data();
}

// What is known later than as_of is missing.
void ChunkScorer::HideUnknown(size_t source, size_t begin, size_t count,
                              const AsOfRows& as_of) {
  const CheckedAttribute& attribute =
      model_.model().attributes[static_cast<size_t>(
          model_.plan().sources[source].attribute)];
  if (attribute.known_at_column < 0) return;
  const Column* known_at = tables_->lead_column(attribute.known_at_column);
  if (known_at == nullptr) return;
  uint16_t* const bins = bins_[source].data();
  for (size_t i = 0; i < count; ++i) {
    const size_t row = begin + i;
    if (known_at->IsPresent(row) && known_at->Time(row) > as_of.of(row)) {
      bins[i] = kMissingBin;
    }
  }
}

void ChunkScorer::MarkPlainRows(size_t source, size_t count) {
  const bool missing_is_plain = model_.text(source) != nullptr
                                    ? model_.text(source)->missing_is_plain
                                    : model_.number(source)->missing_is_plain;
  const bool may_be_plain =
      (texts_[source].has_value() && texts_[source]->has_plain()) ||
      (numbers_[source].has_value() && numbers_[source]->has_plain());
  if (!missing_is_plain && !may_be_plain) return;
  const uint16_t* const bins = bins_[source].data();
  for (size_t i = 0; i < count; ++i) {
    if (bins[i] == kPlainBin || (missing_is_plain && bins[i] == kMissingBin)) {
      MarkPlain(i);
    }
  }
}

void ChunkScorer::CountPresent(size_t begin, size_t count,
                               const AsOfRows& as_of) {
  const std::vector<int>& read = model_.model().attributes_read;
  presence_pointers_.clear();
  for (size_t k = 0; k < read.size(); ++k) {
    const CheckedAttribute& attribute =
        model_.model().attributes[static_cast<size_t>(read[k])];
    const Column* column = tables_->lead_column(attribute.column);
    if (column == nullptr) continue;
    const uint64_t* words = PresenceOf(*column, begin, count, &presences_[k]);
    const Column* known_at =
        attribute.known_at_column < 0
            ? nullptr
            : tables_->lead_column(attribute.known_at_column);
    if (known_at != nullptr) {
      uint64_t* const own = presences_[k].data();
      if (words != own) std::copy_n(words, WordsOf(count), own);
      for (size_t i = 0; i < count; ++i) {
        const size_t row = begin + i;
        if (known_at->IsPresent(row) && known_at->Time(row) > as_of.of(row)) {
          own[i / kWordBits] &= ~(uint64_t{1} << (i % kWordBits));
        }
      }
      words = own;
    }
    presence_pointers_.push_back(words);
  }
  std::fill(present_counts_.begin(), present_counts_.end(), uint16_t{0});
  kernels_.count_bits(presence_pointers_.data(), presence_pointers_.size(),
                      WordsOf(count), present_counts_.data());
}

// ---- Points --------------------------------------------------------------

// Lets the memory bring the next chunk of each column while this one is scored.
void ChunkScorer::FindReadAhead(size_t next) {
  ahead_.clear();
  for (size_t s = 0; s < bins_.size(); ++s) {
    const Column* column = ColumnOf(s);
    if (column == nullptr || next >= column->size()) continue;
    switch (column->type()) {
      case ValueType::kString:
        ahead_.push_back({column->codes() + next, sizeof(int32_t)});
        break;
      case ValueType::kDouble:
        ahead_.push_back({column->reals() + next, sizeof(double)});
        break;
      default:
        ahead_.push_back({column->numbers() + next, sizeof(int64_t)});
    }
  }
}

// Null if the table does not have it, or the source is a signal.
const Column* ChunkScorer::ColumnOf(size_t source) const {
  const int index = model_.plan().sources[source].attribute;
  if (index < 0) return nullptr;
  const auto attribute = static_cast<size_t>(index);
  return tables_->lead_column(model_.model().attributes[attribute].column);
}

void ChunkScorer::Combine(size_t begin, size_t count) {
  joint_.Update(bin_tables_, bins_);
  joint_.Join(bins_, count);
  FindReadAhead(begin + count);
  sums_.Combine(joint_.inputs(), ahead_, count);
}

void ChunkScorer::AddCurves(size_t begin, size_t count) {
  for (size_t r = 0; r < model_.plan().rules.size(); ++r) {
    if (model_.plan().rules[r].method == RuleMethod::kCurve) {
      AddCurve(r, begin, count);
    }
  }
}

void ChunkScorer::AddCurve(size_t rule, size_t begin, size_t count) {
  const PlannedRule& planned = model_.plan().rules[rule];
  const auto index = static_cast<size_t>(planned.source);
  const Source& source = model_.plan().sources[index];
  const uint16_t* const bins = bins_[index].data();
  int64_t* const extra = sums_.extra(planned.lane);
  const Column* column = ColumnOf(index);
  CurveMemo& curve = *curves_[rule];
  for (size_t i = 0; i < count; ++i) {
    if (planned.gate >= 0 && !sums_.Flag(planned.gate, i)) continue;
    if (bins[i] == kMissingBin) {
      extra[i] += curve.missing();
      continue;
    }
    int64_t key = 0;
    if (source.signal >= 0) {
      key = activities_.keys(static_cast<size_t>(source.signal))[i];
    } else if (source.type == ValueType::kDouble) {
      key = KeyOfDouble(column->Double(begin + i));
    } else {
      key = column->Int(begin + i);
    }
    extra[i] += curve.PointsOf(key);
  }
}

void ChunkScorer::AddActivityRules(size_t count) {
  size_t index = 0;  // Of the rules of activities.
  const std::vector<PlannedRule>& rules = model_.plan().rules;
  for (size_t r = 0; r < rules.size(); ++r) {
    if (rules[r].method != RuleMethod::kActivities) continue;
    const int64_t* const points = activities_.points(index);
    int64_t* const extra = sums_.extra(rules[r].lane);
    const int gate = rules[r].gate;
    if (gate < 0) {
      for (size_t i = 0; i < count; ++i) extra[i] += points[i];
    } else {
      for (size_t i = 0; i < count; ++i) {
        extra[i] += sums_.Flag(gate, i) ? points[i] : 0;
      }
    }
    const size_t filter = model_.activities().rules()[index].filter;
    if (model_.activities().filters()[filter].where != nullptr) {
      for (size_t i = 0; i < count; ++i) {
        if (activities_.HasError(index, i) && !IsPlain(i) &&
            (gate < 0 || sums_.Flag(gate, i))) {
          ++rule_errors_[r];
        }
      }
    }
    ++index;
  }
}

LeadFacts ChunkScorer::FactsOf(size_t row, Micros as_of) const {
  return LeadFacts(
      model_.model(), *tables_, row,
      ResolveLeadLog(model_.model(), *tables_, *accounts_, row, as_of), as_of);
}

void ChunkScorer::AddReferenceRules(size_t begin, size_t count,
                                    const AsOfRows& as_of) {
  if (!model_.has_reference_rules()) return;
  const std::vector<PlannedRule>& rules = model_.plan().rules;
  for (size_t i = 0; i < count; ++i) {
    if (IsPlain(i)) continue;
    const LeadFacts facts = FactsOf(begin + i, as_of.of(begin + i));
    for (size_t r = 0; r < rules.size(); ++r) {
      if (rules[r].method != RuleMethod::kReference) continue;
      const RuleValue value =
          EvaluateRule(*rules[r].rule, model_.model(), *tables_, facts);
      sums_.extra(rules[r].lane)[i] += value.points.micros();
      if (value.errors > 0) ++rule_errors_[r];
    }
  }
}

size_t ChunkScorer::MemoryBytes() const {
  size_t bytes =
      sums_.MemoryBytes() + joint_.MemoryBytes() + activities_.MemoryBytes();
  for (const auto& text : texts_) {
    if (text.has_value()) bytes += text->MemoryBytes();
  }
  for (const auto& number : numbers_) {
    if (number.has_value()) bytes += number->MemoryBytes();
  }
  for (const auto& bins : bins_) bytes += bins.capacity() * sizeof(uint16_t);
  return bytes;
}

}  // namespace leadscore::internal
