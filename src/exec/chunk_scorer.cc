#include "src/exec/chunk_scorer.h"

#include <algorithm>
#include <cstring>

#include "src/activity/shapes.h"
#include "src/exec/rule_points.h"
#include "src/model/number_keys.h"

namespace leadscore::internal {
namespace {

constexpr size_t kWordBits = 64;
constexpr int kCurveBits = 10;  // Of the places of a curve.

size_t WordsOf(size_t rows) { return (rows + kWordBits - 1) / kWordBits; }

}  // namespace

ChunkScorer::ChunkScorer(const FusedModel& model, size_t chunk_rows,
                         const Kernels& kernels)
    : model_(model),
      chunk_rows_(chunk_rows),
      kernels_(kernels),
      joint_(model.layout(), chunk_rows, kernels),
      activities_(model.activities(), chunk_rows) {
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
  panels_.resize(model.layout().panels().size() * chunk_rows * kPanelBytes);
  for (const PlannedRule& rule : model.plan().rules) {
    curves_.emplace_back(
        rule.method == RuleMethod::kCurve ? size_t{1} << kCurveBits : 0);
  }
  for (bool has_extra : model.has_extra()) {
    extras_.emplace_back(has_extra ? chunk_rows : 0);
  }
  plain_.resize(WordsOf(chunk_rows));
  left_.resize(WordsOf(chunk_rows));
  keys_.resize(chunk_rows);
  amounts_.resize(chunk_rows);
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
  scores_ = scores;
  plain_.swap(left_);
  has_plain_ = has_left_;
  std::fill(left_.begin(), left_.end(), 0);
  has_left_ = false;
  MarkRowsWithEntries(begin, count, as_of);
  FindAttributeBins(begin, count, as_of);
  activities_.Run(begin, count, as_of, plain_);
  FindSignalBins(count);
  Combine(begin, count);
  for (std::vector<int64_t>& extra : extras_) {
    std::fill(extra.begin(), extra.end(), 0);
  }
  AddCurves(begin, count);
  AddActivityRules(count);
  AddReferenceRules(begin, count, as_of);
  Finish(count);
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
  const RowLayout& layout = model_.layout();
  joint_.Update(bin_tables_, bins_);
  joint_.Join(bins_, count);
  FindReadAhead(begin + count);
  for (size_t p = 0; p < layout.panels().size(); ++p) {
    const RowLayout::Panel& place = layout.panels()[p];
    const std::vector<PanelInput>& inputs = joint_.inputs(p);
    kernels_.combine(place.kind, layout.lane_bytes(), place.start,
                     inputs.data(), inputs.size(), ahead_.data(),
                     p == 0 ? ahead_.size() : 0, count, panel(p));
  }
  for (const RowLayout::BitTables& tables : layout.bit_tables()) {
    kernels_.add_tables(layout.lane_bytes(), tables.tables.data(),
                        panel(tables.bits_panel) + tables.first_byte,
                        tables.num_bytes, count,
                        panel(tables.lanes_panel) + tables.lanes_byte);
  }
}

bool ChunkScorer::Flag(int lane, size_t i) const {
  const RowLayout::LanePlace& place = model_.layout().lane(lane);
  const uint8_t* const panel =
      panels_.data() + (place.panel * chunk_rows_ + i) * kPanelBytes;
  return model_.layout().AmountAt(lane, panel) != 0;
}

void ChunkScorer::AddCurves(size_t begin, size_t count) {
  for (size_t r = 0; r < model_.plan().rules.size(); ++r) {
    if (model_.plan().rules[r].method == RuleMethod::kCurve) {
      AddCurve(r, begin, count);
    }
  }
}

// Few numbers are met again and again.
void ChunkScorer::AddCurve(size_t rule, size_t begin, size_t count) {
  const PlannedRule& planned = model_.plan().rules[rule];
  const CheckedRule& of = *planned.rule;
  const auto index = static_cast<size_t>(planned.source);
  const Source& source = model_.plan().sources[index];
  const uint16_t* const bins = bins_[index].data();
  int64_t* const extra = extras_[static_cast<size_t>(planned.lane)].data();
  const auto points_of = [&of](const cel::Value& value) {
    return Clamp(Weighted(CurvePoints(of.curve, value).points, of.weight),
                 of.min, of.max)
        .micros();
  };
  const int64_t missing = points_of(cel::Value::Missing(source.variable));
  const Column* column = ColumnOf(index);
  std::vector<CurvePlace>& places = curves_[rule];
  for (size_t i = 0; i < count; ++i) {
    if (planned.gate >= 0 && !Flag(planned.gate, i)) continue;
    if (bins[i] == kMissingBin) {
      extra[i] += missing;
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
    constexpr uint64_t kSpread = 0x9e3779b97f4a7c15;
    CurvePlace& place =
        places[static_cast<uint64_t>(key) * kSpread >> (64 - kCurveBits)];
    if (!place.is_used || place.key != key) {
      place = {key, points_of(ValueOfKey(source.type, key)), true};
    }
    extra[i] += place.points;
  }
}

void ChunkScorer::AddActivityRules(size_t count) {
  size_t index = 0;  // Of the rules of activities.
  const std::vector<PlannedRule>& rules = model_.plan().rules;
  for (size_t r = 0; r < rules.size(); ++r) {
    if (rules[r].method != RuleMethod::kActivities) continue;
    const int64_t* const points = activities_.points(index);
    int64_t* const extra = extras_[static_cast<size_t>(rules[r].lane)].data();
    const int gate = rules[r].gate;
    if (gate < 0) {
      for (size_t i = 0; i < count; ++i) extra[i] += points[i];
    } else {
      for (size_t i = 0; i < count; ++i) {
        extra[i] += Flag(gate, i) ? points[i] : 0;
      }
    }
    const size_t filter = model_.activities().rules()[index].filter;
    if (model_.activities().filters()[filter].where != nullptr) {
      for (size_t i = 0; i < count; ++i) {
        if (activities_.HasError(index, i) && !IsPlain(i) &&
            (gate < 0 || Flag(gate, i))) {
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
      extras_[static_cast<size_t>(rules[r].lane)][i] += value.points.micros();
      if (value.errors > 0) ++rule_errors_[r];
    }
  }
}

// The usual case: all groups of a score are eight lanes side by side.
bool ChunkScorer::FinishAtOnce(size_t score, size_t count) {
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

void ChunkScorer::Finish(size_t count) {
  const RowLayout& layout = model_.layout();
  const int lane_bytes = layout.lane_bytes();
  bool needs_bounds = false;
  for (size_t s = 0; s < model_.finishes().size(); ++s) {
    if (FinishAtOnce(s, count)) continue;
    needs_bounds = true;
    int64_t* const sums = scores_[s];
    std::fill_n(sums, count, model_.model().scores[s].base.micros());
    // Before lanes are clamped in their panels.
    for (const GroupFinish& group : model_.finishes()[s].groups) {
      if (group.in_panel) continue;
      const RowLayout::LanePlace& place = layout.lane(group.lane);
      const uint8_t* const lanes = panel(place.panel);
      const std::vector<int64_t>& extra =
          extras_[static_cast<size_t>(group.lane)];
      if (extra.empty()) {
        std::fill_n(amounts_.data(), count, 0);
      } else {
        std::copy_n(extra.data(), count, amounts_.data());
      }
      kernels_.sum_lanes(lane_bytes, lanes, place.lane, 1, place.unit, count,
                         amounts_.data());
      const int64_t min = group.min.micros();
      const int64_t max = group.max.micros();
      for (size_t i = 0; i < count; ++i) {
        const int64_t amount = amounts_[i];
        sums[i] += amount < min ? min : amount > max ? max : amount;
      }
    }
  }
  if (!needs_bounds) return;
  for (size_t p = 0; p < model_.bounds().size(); ++p) {
    const PanelBounds& bounds = model_.bounds()[p];
    if (!bounds.is_bounded) continue;
    kernels_.clamp(lane_bytes, bounds.low, bounds.high, count, panel(p));
  }
  for (size_t s = 0; s < model_.finishes().size(); ++s) {
    if (model_.finishes()[s].is_eight_lanes) continue;
    const CheckedScore& score = model_.model().scores[s];
    int64_t* const sums = scores_[s];
    for (const LaneRun& run : model_.finishes()[s].runs) {
      kernels_.sum_lanes(lane_bytes, panel(run.panel), run.first_lane,
                         run.num_lanes, run.unit, count, sums);
    }
    const int64_t min = score.min.micros();
    const int64_t max = score.max.micros();
    for (size_t i = 0; i < count; ++i) {
      sums[i] = sums[i] < min ? min : sums[i] > max ? max : sums[i];
    }
  }
}

size_t ChunkScorer::MemoryBytes() const {
  size_t bytes =
      panels_.capacity() + joint_.MemoryBytes() + activities_.MemoryBytes();
  for (const auto& text : texts_) {
    if (text.has_value()) bytes += text->MemoryBytes();
  }
  for (const auto& number : numbers_) {
    if (number.has_value()) bytes += number->MemoryBytes();
  }
  for (const auto& bins : bins_) bytes += bins.capacity() * sizeof(uint16_t);
  for (const auto& extra : extras_) bytes += extra.capacity() * sizeof(int64_t);
  return bytes;
}

}  // namespace leadscore::internal
