#include "src/exec/fused_model.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "src/model/number_keys.h"

namespace leadscore::internal {
namespace {

// Up to so many cuts a key is compared with all of them.
constexpr size_t kMostCompared = 16;
// Up to so many keys between the ends of the cuts have a table.
constexpr uint64_t kMostKeys = 32'768;
// The stretches of keys that a look-up of cuts may have.
constexpr size_t kMostStretches = 2048;

void OutcomesOfMissing(const Source& source, const CheckedModel& model,
                       std::vector<uint8_t>* outcomes) {
  outcomes->clear();
  for (const Atom& atom : source.atoms) {
    switch (atom.kind) {
      case Atom::Kind::kPresent:
        outcomes->push_back(kIsFalse);
        break;
      case Atom::Kind::kBelow:
        outcomes->push_back(kIsMissing);
        break;
      default:
        outcomes->push_back(EvaluateAtom(
            atom, SourceFacts(model, source.variable,
                              cel::Value::Missing(source.variable))));
    }
  }
}

std::vector<const CheckedRule*> RulesOfActivities(const Plan& plan) {
  std::vector<const CheckedRule*> rules;
  for (const PlannedRule& rule : plan.rules) {
    if (rule.method == RuleMethod::kActivities) rules.push_back(rule.rule);
  }
  return rules;
}

std::vector<int> SignalsOf(const Plan& plan) {
  std::vector<int> signals;
  for (const Source& source : plan.sources) {
    if (source.signal >= 0) signals.push_back(source.signal);
  }
  return signals;
}

template <typename T>
void Store(int64_t amount, uint8_t* lane) {
  const auto value = static_cast<T>(std::clamp<int64_t>(
      amount, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
  std::memcpy(lane, &value, sizeof(value));
}

// Writes what of an amount a lane can hold.
void StoreLane(int lane_bytes, int64_t amount, uint8_t* lane) {
  switch (lane_bytes) {
    case 2:
      return Store<int16_t>(amount, lane);
    case 4:
      return Store<int32_t>(amount, lane);
    default:
      return Store<int64_t>(amount, lane);
  }
}

// Makes the look-up of many cuts.
void MakeSearch(NumberTable* table) {
  std::vector<int64_t>& cuts = table->cuts;
  BinSearch& search = table->search;
  search.num_cuts = cuts.size();
  search.first_bin = kFirstBin;
  search.fits_int32 =
      cuts.empty() || (cuts.front() > std::numeric_limits<int32_t>::min() &&
                       cuts.back() <= std::numeric_limits<int32_t>::max());
  const uint64_t span = cuts.empty() ? 0
                                     : static_cast<uint64_t>(cuts.back()) -
                                           static_cast<uint64_t>(cuts.front());
  if (cuts.size() > kMostCompared && span < kMostKeys) {
    uint16_t bin = kFirstBin;
    for (uint64_t distance = 0; distance < span + 2; ++distance) {
      const int64_t key = cuts.front() - 1 + static_cast<int64_t>(distance);
      if (key == cuts[static_cast<size_t>(bin - kFirstBin)]) ++bin;
      table->bin_of_key.push_back(bin);
    }
    search.bin_of_key = table->bin_of_key.data();
    search.num_keys = table->bin_of_key.size();
  } else if (cuts.size() > kMostCompared) {
    while ((span >> search.shift) + 2 > kMostStretches) ++search.shift;
    const size_t stretches = (span >> search.shift) + 2;
    size_t below = 0;
    for (size_t i = 0; i < stretches; ++i) {
      const size_t first = below;
      table->starts.push_back(static_cast<uint16_t>(first));
      // Those of this stretch; what is below all cuts looks at the first.
      while (below < cuts.size() && (static_cast<uint64_t>(cuts[below]) -
                                     static_cast<uint64_t>(cuts.front())) >>
                                            search.shift ==
                                        i) {
        ++below;
      }
      search.probes = std::max(search.probes, static_cast<int>(below - first));
    }
  }
  cuts.resize(cuts.size() + static_cast<size_t>(search.probes),
              std::numeric_limits<int64_t>::max());
  search.cuts = cuts.data();
  if (!table->starts.empty()) {
    search.starts = table->starts.data();
    search.num_starts = table->starts.size();
  }
}

}  // namespace

void OutcomesOfKey(const Source& source, const CheckedModel& model, int64_t key,
                   std::vector<uint8_t>* outcomes) {
  outcomes->clear();
  for (const Atom& atom : source.atoms) {
    switch (atom.kind) {
      case Atom::Kind::kPresent:
        outcomes->push_back(kIsTrue);
        break;
      case Atom::Kind::kBelow:
        outcomes->push_back(key < atom.cut ? kIsTrue : kIsFalse);
        break;
      default:
        outcomes->push_back(EvaluateAtom(
            atom,
            SourceFacts(model, source.variable, ValueOfKey(source.type, key))));
    }
  }
}

bool HasError(const std::vector<uint8_t>& outcomes) {
  return std::find(outcomes.begin(), outcomes.end(), kIsError) !=
         outcomes.end();
}

void BinTables::Append(const RowLayout& layout, int source,
                       const uint8_t* row) {
  for (size_t p = 0; p < tables_.size(); ++p) {
    const std::vector<int>& sources = layout.panels()[p].sources;
    if (!std::binary_search(sources.begin(), sources.end(), source)) continue;
    tables_[p].insert(tables_[p].end(), row + p * kPanelBytes,
                      row + (p + 1) * kPanelBytes);
  }
  ++size_;
}

size_t BinTables::MemoryBytes() const {
  size_t bytes = 0;
  for (const PanelBytes& table : tables_) bytes += table.capacity();
  return bytes;
}

FusedModel::FusedModel(const CheckedModel& model)
    : model_(model),
      plan_(MakePlan(model)),
      layout_(plan_),
      activities_(model, RulesOfActivities(plan_), SignalsOf(plan_)) {
  for (size_t i = 0; i < plan_.sources.size(); ++i) {
    numbers_.push_back(plan_.sources[i].is_text() ? nullptr
                                                  : MakeNumberTable(i));
    texts_.push_back(plan_.sources[i].is_text() ? MakeTextTable(i) : nullptr);
  }
  PlanFinish();
}

std::unique_ptr<NumberTable> FusedModel::MakeNumberTable(size_t index) {
  const Source& source = plan_.sources[index];
  const size_t num_panels = layout_.panels().size();
  auto table = std::make_unique<NumberTable>(num_panels);
  const KeyRange keys = KeysOf(source.type);
  std::vector<int64_t> cuts;
  for (const Atom& atom : source.atoms) {
    if (atom.kind == Atom::Kind::kBelow && atom.cut > keys.least) {
      cuts.push_back(atom.cut);
    }
  }
  if (source.type == ValueType::kBool) cuts.push_back(1);
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  std::vector<uint8_t> outcomes;
  std::vector<uint8_t> predicates;
  PanelBytes row(num_panels * kPanelBytes);
  const auto write_row = [&] {
    EvaluatePredicates(source, outcomes, &predicates);
    layout_.WriteRow(static_cast<int>(index), predicates, row.data());
  };
  OutcomesOfMissing(source, model_, &outcomes);
  table->missing_is_plain = HasError(outcomes);
  if (table->missing_is_plain && source.signal >= 0) {
    plan_.plain_because = "a condition on a signal that is missing is an error";
  }
  write_row();
  table->missing_row = row;
  // The two values of a bool need no search.
  table->is_computed_with =
      source.type != ValueType::kBool &&
      std::any_of(source.atoms.begin(), source.atoms.end(),
                  [](const Atom& atom) {
                    return atom.kind == Atom::Kind::kExpression ||
                           atom.kind == Atom::Kind::kTableRow;
                  });
  if (table->is_computed_with) return table;
  table->bins.Append(layout_, static_cast<int>(index), row.data());
  // The row of kPlainBin is never looked at.
  table->bins.Append(layout_, static_cast<int>(index), row.data());
  PanelBytes last;
  for (size_t i = 0; i <= cuts.size(); ++i) {
    OutcomesOfKey(source, model_, i == 0 ? keys.least : cuts[i - 1], &outcomes);
    if (HasError(outcomes)) {
      plan_.plain_because =
          "a condition on " +
          (source.attribute >= 0
               ? model_.attributes[static_cast<size_t>(source.attribute)].name
               : std::string("a signal")) +
          " is an error for one of its two values";
    }
    write_row();
    if (i > 0 && row == last) continue;  // The cut makes no difference.
    if (i > 0) table->cuts.push_back(cuts[i - 1]);
    table->bins.Append(layout_, static_cast<int>(index), row.data());
    last = row;
  }
  if (table->bins.size() > kMostBins) {
    plan_.plain_because = "a number is compared with too many others";
  }
  MakeSearch(table.get());
  return table;
}

std::unique_ptr<TextTable> FusedModel::MakeTextTable(size_t index) const {
  const Source& source = plan_.sources[index];
  auto table = std::make_unique<TextTable>(model_, source);
  std::vector<uint8_t> outcomes;
  std::vector<uint8_t> predicates;
  table->missing_is_plain = !table->matcher.OutcomesOfMissing(&outcomes);
  EvaluatePredicates(source, outcomes, &predicates);
  table->missing_row.resize(layout_.panels().size() * kPanelBytes);
  layout_.WriteRow(static_cast<int>(index), predicates,
                   table->missing_row.data());
  return table;
}

// Whether the lane of a group can be held within its bounds: each is a number
// of its units, or beyond what it can reach.
bool FusedModel::FitsLane(const GroupFinish& group) const {
  const int64_t unit = layout_.lane(group.lane).unit;
  const int64_t bound = plan_.lanes[static_cast<size_t>(group.lane)].bound;
  const int64_t largest = layout_.lane_bytes() == 2   ? INT16_MAX
                          : layout_.lane_bytes() == 4 ? INT32_MAX
                                                      : INT64_MAX;
  const auto is_lane = [&](int64_t micros) {
    return micros % unit == 0 && std::abs(micros / unit) <= largest;
  };
  return (group.min.micros() < -bound || is_lane(group.min.micros())) &&
         (group.max.micros() > bound || is_lane(group.max.micros()));
}

void FusedModel::SetBounds(const GroupFinish& group) {
  const RowLayout::LanePlace& place = layout_.lane(group.lane);
  const size_t at = place.lane * static_cast<size_t>(layout_.lane_bytes());
  PanelBounds& bounds = bounds_[place.panel];
  const int64_t bound = plan_.lanes[static_cast<size_t>(group.lane)].bound;
  bounds.is_bounded = bounds.is_bounded || group.min.micros() > -bound ||
                      group.max.micros() < bound;
  StoreLane(layout_.lane_bytes(), group.min.micros() / place.unit,
            bounds.low + at);
  StoreLane(layout_.lane_bytes(), group.max.micros() / place.unit,
            bounds.high + at);
}

void FusedModel::PlanFinish() {
  has_extra_.resize(plan_.lanes.size());
  for (const PlannedRule& rule : plan_.rules) {
    if (rule.method == RuleMethod::kFused) continue;
    has_extra_[static_cast<size_t>(rule.lane)] = true;
    if (rule.method == RuleMethod::kReference) has_reference_rules_ = true;
  }
  const auto look_at = [this](const PlannedCondition& condition) {
    if (condition.program != nullptr && condition.flag < 0) {
      has_reference_conditions_ = true;
    }
  };
  for (const PlannedCondition& when : plan_.disqualify) look_at(when);
  for (const PlannedStage& stage : plan_.stages) {
    for (const PlannedCondition& when : stage.ways) look_at(when);
    for (const PlannedCondition& when : stage.evidence) look_at(when);
    if (stage.hold.program != nullptr && stage.hold.flag < 0) {
      has_reference_holds_ = true;
    }
  }
  bounds_.resize(layout_.panels().size());
  for (PanelBounds& bounds : bounds_) {
    const auto width = static_cast<size_t>(layout_.lane_bytes());
    for (size_t at = 0; at < kPanelBytes; at += width) {
      StoreLane(layout_.lane_bytes(), std::numeric_limits<int64_t>::min(),
                bounds.low + at);
      StoreLane(layout_.lane_bytes(), std::numeric_limits<int64_t>::max(),
                bounds.high + at);
    }
  }
  for (size_t s = 0; s < model_.scores.size(); ++s) {
    ScoreFinish finish;
    for (size_t g = 0; g < model_.scores[s].groups.size(); ++g) {
      const CheckedGroup& group = model_.scores[s].groups[g];
      GroupFinish made;
      made.lane = plan_.group_lane[s][g];
      made.min = group.min;
      made.max = group.max;
      made.in_panel =
          !has_extra_[static_cast<size_t>(made.lane)] && FitsLane(made);
      if (made.in_panel) {
        SetBounds(made);
        const RowLayout::LanePlace& place = layout_.lane(made.lane);
        if (finish.runs.empty() || finish.runs.back().panel != place.panel ||
            finish.runs.back().first_lane + finish.runs.back().num_lanes !=
                place.lane) {
          finish.runs.push_back({place.panel, place.lane, 0, place.unit});
        }
        ++finish.runs.back().num_lanes;
      }
      finish.groups.push_back(made);
    }
    finish.is_eight_lanes =
        layout_.lane_bytes() == 2 && finish.runs.size() == 1 &&
        finish.runs[0].num_lanes == 8 && finish.groups.size() == 8;
    finishes_.push_back(std::move(finish));
  }
}

size_t FusedModel::MemoryBytes() const {
  size_t bytes = layout_.MemoryBytes() + activities_.MemoryBytes();
  for (const auto& number : numbers_) {
    if (number != nullptr) bytes += number->bins.MemoryBytes();
  }
  return bytes;
}

}  // namespace leadscore::internal
