#include "src/exec/single_scorer.h"

#include <algorithm>

#include "src/core/text.h"
#include "src/exec/bin_search.h"
#include "src/model/number_keys.h"

namespace leadscore::internal {
namespace {

constexpr ValueView kNoValue;

bool IsMissing(const ValueView& value) {
  return value.kind() == ValueView::Kind::kMissing ||
         (value.kind() == ValueView::Kind::kDouble &&
          value.as_double() != value.as_double());
}

// The key of a value of a column of numbers; false if it is of another type.
bool ReadKey(const ValueView& value, ValueType type, int64_t* key) {
  using Kind = ValueView::Kind;
  switch (type) {
    case ValueType::kBool:
      *key = value.as_bool() ? 1 : 0;
      return value.kind() == Kind::kBool;
    case ValueType::kInt:
      *key = value.as_int();
      return value.kind() == Kind::kInt;
    case ValueType::kDouble: {
      const double real = value.kind() == Kind::kInt
                              ? static_cast<double>(value.as_int())
                              : value.as_double();
      // One zero, without a sign.
      *key = KeyOfDouble(real == 0 ? 0.0 : real);
      return value.kind() == Kind::kInt || value.kind() == Kind::kDouble;
    }
    default:
      *key = value.as_micros();
      return value.kind() == Kind::kTimestamp && *key >= kMinInstant &&
             *key <= kMaxInstant;
  }
}

}  // namespace

bool SingleScorer::MayScore(const FusedModel& model) {
  return model.plain_because().empty() && !model.has_reference_rules() &&
         !model.has_reference_conditions() &&
         SinglePass::PlainBecause(model.activities()).empty();
}

SingleScorer::SingleScorer(const FusedModel& model, const Kernels& kernels)
    : model_(model), activities_(model.activities()), sums_(model, 1, kernels) {
  const std::vector<Source>& sources = model.plan().sources;
  std::vector<bool> is_uncounted(model.model().attributes.size());
  for (int index : model.model().attributes_read) {
    is_uncounted[static_cast<size_t>(index)] = true;
  }
  for (size_t s = 0; s < sources.size(); ++s) {
    const NumberTable* number = model.number(s);
    if (sources[s].signal >= 0) {
      signals_.push_back({s, static_cast<size_t>(sources[s].signal),
                          number->missing_is_plain, &number->search});
      tables_.push_back(&number->bins);
      continue;
    }
    const auto attribute_index = static_cast<size_t>(sources[s].attribute);
    const CheckedAttribute& attribute =
        model.model().attributes[attribute_index];
    Input input;
    input.source = s;
    input.column = static_cast<size_t>(attribute.column);
    input.known_at = KnownAtOf(attribute);
    input.type = attribute.type;
    input.is_age = sources[s].is_age;
    input.counts_present = is_uncounted[attribute_index];
    is_uncounted[attribute_index] = false;
    if (number == nullptr) {
      input.missing_is_plain = model.text(s)->missing_is_plain;
      input.texts = std::make_unique<TextBins>(model, s);
      tables_.push_back(&input.texts->tables());
    } else {
      input.missing_is_plain = number->missing_is_plain;
      input.search = &number->search;
      if (number->is_computed_with) {
        input.numbers = std::make_unique<NumberBins>(model, s);
      }
      tables_.push_back(input.numbers != nullptr ? &input.numbers->tables()
                                                 : &number->bins);
    }
    if (input.is_age || input.known_at.has_value()) {
      timed_inputs_.push_back(inputs_.size());
    }
    inputs_.push_back(std::move(input));
  }
  for (size_t i = 0; i < is_uncounted.size(); ++i) {
    if (!is_uncounted[i]) continue;
    const CheckedAttribute& attribute = model.model().attributes[i];
    others_.push_back(
        {static_cast<size_t>(attribute.column), KnownAtOf(attribute)});
  }
  for (const PlannedRule& rule : model.plan().rules) {
    if (rule.method == RuleMethod::kActivities) {
      activity_rules_.push_back(&rule);
    } else if (rule.method == RuleMethod::kCurve) {
      curves_.push_back(
          {&rule, CurveMemo(rule, sources[static_cast<size_t>(rule.source)])});
    }
  }
  FindTimedSources();
  bins_.resize(sources.size());
  keys_.resize(sources.size());
  scores_.resize(model.finishes().size());
  for (int64_t& score : scores_) score_pointers_.push_back(&score);
}

std::optional<size_t> SingleScorer::KnownAtOf(
    const CheckedAttribute& attribute) const {
  if (attribute.known_at_column < 0) return std::nullopt;
  return static_cast<size_t>(attribute.known_at_column);
}

const ValueView& SingleScorer::ValueAt(size_t column) const {
  return column < lead_.attributes.size() ? lead_.attributes[column] : kNoValue;
}

bool SingleScorer::IsKnown(const std::optional<size_t>& known_at,
                           bool* is_right) const {
  if (!known_at.has_value()) return true;
  const ValueView& since = ValueAt(*known_at);
  if (IsMissing(since)) return true;
  int64_t time = 0;
  if (!ReadKey(since, ValueType::kTimestamp, &time)) *is_right = false;
  return time <= as_of_;
}

bool SingleScorer::Score(const LeadView& lead, Micros as_of) {
  const size_t num_columns = model_.model().lead_schema.columns.size();
  if (lead.attributes.size() > num_columns) return false;
  lead_ = lead;
  as_of_ = as_of;
  attributes_present_ = 0;
  for (Input& input : inputs_) {
    if (!StartBin(&input)) return false;
  }
  // By now the memory has brought what texts are looked up in.
  if (!CountOthers() || !RunActivities()) return false;
  for (Input& input : inputs_) {
    if (input.texts != nullptr && !FindTextBin(&input)) return false;
  }
  Add();
  return true;
}

bool SingleScorer::Rescore(absl::Span<const ActivityView> activities,
                           Micros as_of) {
  lead_.activities = activities;
  as_of_ = as_of;
  for (size_t index : timed_inputs_) {
    Input& input = inputs_[index];
    if (!StartBin(&input)) return false;
    if (input.texts != nullptr && !FindTextBin(&input)) return false;
  }
  if (!RunActivities()) return false;
  Add();
  return true;
}

bool SingleScorer::RunActivities() {
  return activities_.Run(lead_.activities, as_of_) && FindSignalBins();
}

void SingleScorer::Add() {
  if (has_new_bins_) UpdatePanelInputs();
  sums_.Combine(panel_inputs_, {}, 1);
  sums_.StartExtras();
  AddCurves();
  AddActivityRules();
  sums_.Finish(1, score_pointers_.data());
}

// ---- Time -----------------------------------------------------------------

void SingleScorer::FindTimedSources() {
  const std::vector<Source>& sources = model_.plan().sources;
  const std::vector<CheckedSignal>& signals = model_.model().signals;
  for (size_t s = 0; s < sources.size(); ++s) {
    if (sources[s].signal < 0 && !sources[s].is_age) continue;
    TimedSource timed(model_, s);
    timed.is_exact = model_.number(s)->is_computed_with;
    for (Curve& curve : curves_) {
      if (static_cast<size_t>(curve.rule->source) != s) continue;
      curve.timed = static_cast<int>(timed_sources_.size());
      timed.has_curve = true;
    }
    if (sources[s].signal >= 0) {
      const CheckedSignal& signal =
          signals[static_cast<size_t>(sources[s].signal)];
      if (signal.kind == SignalKind::kRatio) timed.ratio = &signal;
    }
    timed_sources_.push_back(std::move(timed));
  }
  lane_low_.resize(model_.plan().lanes.size());
  lane_high_.resize(model_.plan().lanes.size());
  const auto look_at = [this](const CheckedSignal& signal) {
    const bool counts_days = signal.kind == SignalKind::kDaysSinceFirst ||
                             signal.kind == SignalKind::kDaysSinceLast;
    const bool begins = signal.after.has_value();
    const bool ends = signal.within.has_value();
    if (counts_days ? begins || ends : begins && ends) {
      has_two_way_signals_ = true;
    }
  };
  for (const SignalInput& input : signals_) {
    const CheckedSignal& signal = signals[input.signal];
    if (signal.kind != SignalKind::kRatio) {
      look_at(signal);
    } else {
      look_at(signals[static_cast<size_t>(signal.of)]);
      look_at(signals[static_cast<size_t>(signal.to)]);
    }
  }
}

void SingleScorer::GetTimedState(TimedState* state) const {
  state->bins.clear();
  state->keys.clear();
  state->parts.clear();
  for (const TimedSource& timed : timed_sources_) {
    state->bins.push_back(bins_[timed.source]);
    state->keys.push_back(keys_[timed.source]);
    if (timed.ratio == nullptr) continue;
    state->parts.push_back(PartOf(timed.ratio->of));
    state->parts.push_back(PartOf(timed.ratio->to));
  }
  state->points.assign(activities_.points(),
                       activities_.points() + activity_rules_.size());
}

SingleScorer::TimedState::Part SingleScorer::PartOf(int signal) const {
  const auto index = static_cast<size_t>(signal);
  return {activities_.has(index), activities_.key(index)};
}

// Each of the parts of a ratio, which are counts or days, goes one way from
// what it was. Nothing if nothing can be said.
std::optional<SingleScorer::BinRange> SingleScorer::BinsOfRatio(
    const TimedSource& timed, TimedState::Part of, TimedState::Part to) const {
  const uint16_t bin = bins_[timed.source];
  const BinRange same = {bin, bin};
  const TimedState::Part last_of = PartOf(timed.ratio->of);
  const TimedState::Part last_to = PartOf(timed.ratio->to);
  if (of == last_of && to == last_to) return same;
  if (timed.is_exact || timed.has_curve || of.has != last_of.has ||
      to.has != last_to.has) {
    return std::nullopt;
  }
  if (!of.has || !to.has) return same;
  const auto least_to = static_cast<double>(std::min(to.key, last_to.key));
  const auto most_to = static_cast<double>(std::max(to.key, last_to.key));
  const auto is_too_few = [&timed](double count) {
    return count < timed.ratio->min_to || count == 0;
  };
  if (is_too_few(least_to)) {
    if (is_too_few(most_to)) return same;
    return std::nullopt;
  }
  const double low =
      static_cast<double>(std::min(of.key, last_of.key)) / most_to;
  const double high =
      static_cast<double>(std::max(of.key, last_of.key)) / least_to;
  const BinSearch& search = model_.number(timed.source)->search;
  return BinRange{BinOfKey(KeyOfDouble(low), search),
                  BinOfKey(KeyOfDouble(high), search)};
}

std::optional<SingleScorer::BinRange> SingleScorer::BinsOf(
    size_t timed, const TimedState& earlier,
    const TimedState::Part* parts) const {
  const TimedSource& of = timed_sources_[timed];
  if (of.ratio != nullptr) return BinsOfRatio(of, parts[0], parts[1]);
  const uint16_t bin = bins_[of.source];
  const uint16_t before = earlier.bins[timed];
  if (bin == before && (!of.is_exact || bin == kMissingBin ||
                        keys_[of.source] == earlier.keys[timed])) {
    return BinRange{bin, bin};
  }
  if (of.is_exact || bin == kMissingBin || before == kMissingBin) {
    return std::nullopt;
  }
  return BinRange{std::min(bin, before), std::max(bin, before)};
}

bool SingleScorer::FindBounds(const TimedState& earlier) {
  std::fill(lane_low_.begin(), lane_low_.end(), 0);
  std::fill(lane_high_.begin(), lane_high_.end(), 0);
  is_constant_ = std::equal(earlier.points.begin(), earlier.points.end(),
                            activities_.points());
  const TimedState::Part* part = earlier.parts.data();
  for (size_t i = 0; i < timed_sources_.size(); ++i) {
    const TimedSource& timed = timed_sources_[i];
    const std::optional<BinRange> bins = BinsOf(i, earlier, part);
    if (timed.ratio != nullptr) part += 2;
    if (!bins.has_value()) return false;
    if (timed.has_curve && keys_[timed.source] != earlier.keys[i]) {
      is_constant_ = false;
    }
    if (bins->first == bins->last) continue;
    if (!timed.gains.is_bounded()) return false;
    is_constant_ = false;
    timed.gains.AddRange(bins_[timed.source], bins->first, bins->last,
                         &lane_low_, &lane_high_);
  }
  return true;
}

void SingleScorer::ScoreBound(const TimedState& earlier, Bound bound) {
  sums_.Combine(panel_inputs_, {}, 1);
  sums_.StartExtras();
  for (Curve& curve : curves_) {
    if (!Applies(*curve.rule)) continue;
    const auto source = static_cast<size_t>(curve.rule->source);
    if (curve.timed < 0 || bins_[source] == kMissingBin) {
      AddCurve(&curve);
      continue;
    }
    const CurveMemo::Range range = curve.points.RangeOf(
        earlier.keys[static_cast<size_t>(curve.timed)], keys_[source]);
    *sums_.extra(curve.rule->lane) +=
        bound == Bound::kLow ? range.low : range.high;
  }
  for (size_t r = 0; r < activity_rules_.size(); ++r) {
    const PlannedRule& rule = *activity_rules_[r];
    if (!Applies(rule)) continue;
    const int64_t first = earlier.points[r];
    const int64_t last = activities_.points()[r];
    *sums_.extra(rule.lane) +=
        bound == Bound::kLow ? std::min(first, last) : std::max(first, last);
  }
  const std::vector<int64_t>& lanes =
      bound == Bound::kLow ? lane_low_ : lane_high_;
  for (size_t lane = 0; lane < lanes.size(); ++lane) {
    if (lanes[lane] != 0) *sums_.extra(static_cast<int>(lane)) += lanes[lane];
  }
  sums_.Finish(1, score_pointers_.data());
}

// ---- Bins -----------------------------------------------------------------

// Finds the bin of a number, and where that of a text is looked up.
bool SingleScorer::StartBin(Input* input) {
  const ValueView& value = ValueAt(input->column);
  uint16_t& bin = bins_[input->source];
  bool is_right = true;
  if (IsMissing(value) || !IsKnown(input->known_at, &is_right)) {
    bin = kMissingBin;
    return is_right && !input->missing_is_plain;
  }
  attributes_present_ += input->counts_present ? 1 : 0;
  if (!is_right) return false;
  if (input->texts == nullptr) return FindNumberBin(input, value, &bin);
  if (value.kind() != ValueView::Kind::kString) return false;
  input->key.Set(value.as_string());
  input->bin_of_text.AskAhead(input->key);
  bin = TextBins::kUnknown;
  return true;
}

bool SingleScorer::FindTextBin(Input* input) {
  uint16_t& bin = bins_[input->source];
  if (bin == kMissingBin) return true;
  if (const uint16_t* known = input->bin_of_text.Find(input->key)) {
    bin = *known;
    return bin != kPlainBin;
  }
  const std::string_view text = input->key.text;
  if (!IsValidUtf8(text)) return false;
  const size_t num_bins = input->texts->tables().size();
  bin = input->texts->BinOf(text);
  has_new_bins_ = has_new_bins_ || input->texts->tables().size() != num_bins;
  input->bin_of_text.Remember(input->key, bin);
  return bin != kPlainBin;
}

bool SingleScorer::FindNumberBin(Input* input, const ValueView& value,
                                 uint16_t* bin) {
  int64_t key = 0;
  if (!ReadKey(value, input->type, &key)) return false;
  if (input->is_age) {
    const Micros now = FloorToTick(as_of_, model_.model().tick);
    key = now - key;
    if (key < -kMostAge || key > kMostAge || now < kMinInstant + 2 * kMostAge ||
        now > kMaxInstant - 2 * kMostAge) {
      return false;
    }
  }
  keys_[input->source] = key;
  if (input->numbers != nullptr) {
    const size_t num_bins = input->numbers->tables().size();
    *bin = input->numbers->BinOf(key);
    has_new_bins_ =
        has_new_bins_ || input->numbers->tables().size() != num_bins;
  } else {
    *bin = BinOfKey(key, *input->search);
  }
  return *bin != kPlainBin;
}

bool SingleScorer::FindSignalBins() {
  for (const SignalInput& input : signals_) {
    const bool has_value = activities_.has(input.signal);
    if (!has_value && input.missing_is_plain) return false;
    keys_[input.source] = activities_.key(input.signal);
    const uint16_t bin = BinOfKey(keys_[input.source], *input.search);
    bins_[input.source] = has_value ? bin : kMissingBin;
    if (bins_[input.source] == kPlainBin) return false;
  }
  return true;
}

bool SingleScorer::CountOthers() {
  bool is_right = true;
  for (const Attribute& attribute : others_) {
    const bool is_there = !IsMissing(ValueAt(attribute.column));
    attributes_present_ +=
        is_there && IsKnown(attribute.known_at, &is_right) ? 1 : 0;
  }
  return is_right;
}

// ---- Points ---------------------------------------------------------------

// Tables move when they grow.
void SingleScorer::UpdatePanelInputs() {
  const std::vector<RowLayout::Panel>& panels = model_.layout().panels();
  panel_inputs_.resize(panels.size());
  for (size_t p = 0; p < panels.size(); ++p) {
    panel_inputs_[p].clear();
    for (int source : panels[p].sources) {
      const auto index = static_cast<size_t>(source);
      panel_inputs_[p].push_back({&bins_[index], tables_[index]->panel(p)});
    }
  }
  has_new_bins_ = false;
}

bool SingleScorer::Applies(const PlannedRule& rule) const {
  return rule.gate < 0 || sums_.Flag(rule.gate, 0);
}

void SingleScorer::AddCurve(Curve* curve) {
  const auto source = static_cast<size_t>(curve->rule->source);
  *sums_.extra(curve->rule->lane) +=
      bins_[source] == kMissingBin ? curve->points.missing()
                                   : curve->points.PointsOf(keys_[source]);
}

void SingleScorer::AddCurves() {
  for (Curve& curve : curves_) {
    if (Applies(*curve.rule)) AddCurve(&curve);
  }
}

void SingleScorer::AddActivityRules() {
  for (size_t r = 0; r < activity_rules_.size(); ++r) {
    const PlannedRule& rule = *activity_rules_[r];
    if (Applies(rule)) *sums_.extra(rule.lane) += activities_.points()[r];
  }
}

void SingleScorer::GetRulePoints(std::vector<int64_t>* points) const {
  points->clear();
  for (size_t r = 0; r < activity_rules_.size(); ++r) {
    points->push_back(Applies(*activity_rules_[r]) ? activities_.points()[r]
                                                   : 0);
  }
}

size_t SingleScorer::MemoryBytes() const {
  size_t bytes = sums_.MemoryBytes() + activities_.MemoryBytes();
  for (const Input& input : inputs_) {
    bytes += input.bin_of_text.MemoryBytes();
    if (input.texts != nullptr) bytes += input.texts->MemoryBytes();
    if (input.numbers != nullptr) bytes += input.numbers->MemoryBytes();
  }
  return bytes;
}

}  // namespace leadscore::internal
