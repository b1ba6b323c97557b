#include "src/activity/single_pass.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "src/activity/each_points.h"
#include "src/activity/selection.h"
#include "src/activity/signal_values.h"
#include "src/core/bits.h"
#include "src/core/decay.h"
#include "src/core/fixed.h"
#include "src/core/text.h"
#include "src/model/number_keys.h"
#include "src/table/value_checks.h"

namespace leadscore::internal {
namespace {

// So many are compared with each other; of more a set is made.
constexpr size_t kMostCompared = 16;

// Without a call for texts of the usual sizes.
bool AreSame(std::string_view a, std::string_view b) {
  constexpr size_t kBytes = sizeof(uint64_t);
  if (a.size() != b.size()) return false;
  if (a.size() < kBytes || a.size() > 2 * kBytes) return a == b;
  uint64_t words[4];
  std::memcpy(&words[0], a.data(), kBytes);
  std::memcpy(&words[1], b.data(), kBytes);
  std::memcpy(&words[2], a.data() + a.size() - kBytes, kBytes);
  std::memcpy(&words[3], b.data() + b.size() - kBytes, kBytes);
  return words[0] == words[1] && words[2] == words[3];
}

std::vector<size_t> IndicesOf(const std::vector<bool>& types) {
  std::vector<size_t> indices;
  for (size_t type = 0; type < types.size(); ++type) {
    if (types[type]) indices.push_back(type);
  }
  return indices;
}

cel::Value ValueOfView(const ValueView& view, ValueType type, int variable) {
  switch (view.kind()) {
    case ValueView::Kind::kBool:
      return cel::Value::Bool(view.as_bool());
    case ValueView::Kind::kInt:
      return type == ValueType::kDouble
                 ? cel::Value::Double(static_cast<double>(view.as_int()))
                 : cel::Value::Int(view.as_int());
    case ValueView::Kind::kDouble:
      if (view.as_double() != view.as_double()) break;
      return cel::Value::Double(view.as_double() == 0 ? 0 : view.as_double());
    case ValueView::Kind::kString:
      return cel::Value::BorrowedString(view.as_string());
    case ValueView::Kind::kTimestamp:
      return cel::Value::Timestamp(view.as_micros());
    case ValueView::Kind::kStringList: {
      std::vector<cel::Value> items;
      for (std::string_view item : view.as_string_list()) {
        items.push_back(cel::Value::BorrowedString(item));
      }
      return cel::Value::List(std::move(items));
    }
    case ValueView::Kind::kMissing:
      break;
  }
  return cel::Value::Missing(variable);
}

// The variables of a condition on one activity.
class ActivityViewVariables : public cel::Activation {
 public:
  ActivityViewVariables(const CheckedModel& model, const ActivityView& activity)
      : model_(model), activity_(activity) {}

  cel::Value Get(int variable) const override {
    const ActivityVariables& variables = model_.activity_variables;
    if (variable == variables.type) {
      return cel::Value::BorrowedString(
          model_.activity_schema.types[static_cast<size_t>(activity_.type)]);
    }
    if (variable == variables.time) {
      return cel::Value::Timestamp(activity_.time_micros);
    }
    if (variable >= variables.lists) {
      return model_.lists[static_cast<size_t>(variable - variables.lists)]
          .value;
    }
    const auto property = static_cast<size_t>(variable - variables.properties);
    if (property >= activity_.properties.size()) {
      return cel::Value::Missing(variable);
    }
    return ValueOfView(activity_.properties[property],
                       model_.properties[property].type, variable);
  }

 private:
  const CheckedModel& model_;
  const ActivityView& activity_;
};

}  // namespace

std::string SinglePass::PlainBecause(const ActivityPlan& plan) {
  for (const PlannedEach& rule : plan.rules()) {
    if (rule.is_plain) {
      return absl::StrCat("the rule ", Quoted(rule.rule->name),
                          " looks at activities one by one");
    }
  }
  for (const PlannedSignal& signal : plan.signals()) {
    if (signal.method == PlannedSignal::Method::kPlain &&
        signal.signal->kind != SignalKind::kActiveDays &&
        signal.signal->kind != SignalKind::kActiveWeeks) {
      return absl::StrCat("the signal ", Quoted(signal.signal->name),
                          " looks at activities one by one");
    }
  }
  return "";
}

SinglePass::SinglePass(const ActivityPlan& plan)
    : plan_(plan),
      model_(plan.model()),
      tick_ages_(plan.model().tick),
      is_utc_(plan.model().zone == absl::UTCTimeZone()) {
  for (const ActivityFilter& filter : plan.filters()) {
    filters_.push_back({IndicesOf(filter.types), AddQuestion(filter.where)});
  }
  for (const CheckedScreen& screen : model_.screens) {
    screens_.push_back(
        {IndicesOf(screen.types), AddQuestion(screen.where.get())});
  }
  for (const PlannedEach& rule : plan.rules()) rules_.push_back(MakeRun(rule));
  for (size_t s = 0; s < plan.signals().size(); ++s) AddRun(s);
  type_masks_.resize(model_.activity_schema.types.size());
  filter_masks_.resize(filters_.size());
  younger_.resize(bounds_.size(), ~uint64_t{0});
  points_.resize(plan.rules().size());
  keys_.resize(plan.signals().size());
  has_.assign(plan.signals().size(), 1);
}

SinglePass::RuleRun SinglePass::MakeRun(const PlannedEach& planned) {
  const CheckedRule& rule = *planned.rule;
  const CheckedEach& each = *rule.each;
  order_matters_ = order_matters_ || (each.first_of != CalendarUnit::kNone &&
                                      each.latest_per_property >= 0);
  RuleRun run;
  run.planned = &planned;
  run.filter = planned.filter;
  if (each.within.has_value()) run.end = AddBound(*each.within);
  if (planned.weights == nullptr) {
    run.points_of_count = planned.points_of_count.data();
    run.num_counts = planned.points_of_count.size();
    return run;
  }
  run.weights = planned.weights->data();
  run.last_weight = planned.weights->size() - 1;
  const int64_t micros = rule.points.micros();
  run.size = static_cast<uint64_t>(micros < 0 ? -micros : micros);
  run.sign = micros < 0 ? -1 : 1;
  run.is_simple =
      rule.weight == Points::FromWhole(1) &&
      absl::int128(run.size) * kDecayOne * kMostActivities < INT64_MAX;
  run.least = Clamp(-kMaxRuleValue, rule.min, rule.max).micros();
  run.largest = Clamp(kMaxRuleValue, rule.min, rule.max).micros();
  return run;
}

void SinglePass::AddRun(size_t signal) {
  using Method = PlannedSignal::Method;
  const PlannedSignal& planned = plan_.signals()[signal];
  if (planned.method == Method::kRatio) ratios_.push_back(signal);
  if (planned.method == Method::kRatio || planned.method == Method::kUnneeded) {
    return;
  }
  SignalRun run;
  run.signal = signal;
  run.method = planned.method;
  if (planned.method == Method::kPlain) {
    run.unit = planned.signal->kind == SignalKind::kActiveDays
                   ? CalendarUnit::kDay
                   : CalendarUnit::kWeek;
  }
  run.filter = planned.filter;
  if (planned.signal->within.has_value()) {
    run.end = AddBound(*planned.signal->within);
  }
  if (planned.signal->after.has_value()) {
    run.begin = AddBound(*planned.signal->after);
  }
  run.property = planned.signal->property;
  signals_.push_back(run);
}

size_t SinglePass::AddBound(int64_t bound) {
  const auto found = std::find(bounds_.begin() + 1, bounds_.end(), bound);
  const auto index = static_cast<size_t>(found - bounds_.begin());
  if (found == bounds_.end()) bounds_.push_back(bound);
  return index;
}

int SinglePass::AddQuestion(const cel::Program* condition) {
  if (condition == nullptr) return -1;
  Question question;
  question.condition = condition;
  const ActivityVariables& variables = model_.activity_variables;
  int num_read = 0;
  for (int variable : condition->variables()) {
    // Lists are the same for all activities.
    if (variable >= variables.lists) continue;
    ++num_read;
    const int property = variable - variables.properties;
    if (property >= 0 &&
        model_.properties[static_cast<size_t>(property)].type ==
            ValueType::kString) {
      question.text_property = property;
    }
  }
  if (num_read != 1) question.text_property = -1;
  questions_.push_back(std::move(question));
  return static_cast<int>(questions_.size()) - 1;
}

bool SinglePass::Run(absl::Span<const ActivityView> activities, Micros as_of) {
  if (!TakeOver(activities, as_of)) return false;
  dropped_ = 0;
  if (!screens_.empty() && !DropScreened()) return false;
  if (!MarkFilters()) return false;
  MarkWindows();
  for (size_t r = 0; r < rules_.size(); ++r) {
    if (!CountRule(rules_[r], &points_[r])) return false;
  }
  for (const SignalRun& run : signals_) {
    if (!CountSignal(run)) return false;
  }
  // Ratios are of other signals, wherever they stand.
  for (size_t signal : ratios_) FindRatio(signal);
  return true;
}

// ---- The log --------------------------------------------------------------

bool SinglePass::TakeOver(absl::Span<const ActivityView> activities,
                          Micros as_of) {
  size_ = activities.size();
  if (size_ > kMostActivities) return false;
  as_of_ = as_of;
  floor_ = FloorToTick(as_of, model_.tick);
  const size_t num_types = type_masks_.size();
  bool is_sorted = true;
  bool has_equal = false;
  bool has_ids = false;
  Micros before = kMinInstant;
  for (size_t i = 0; i < size_; ++i) {
    const ActivityView& activity = activities[i];
    const Micros time = activity.time_micros;
    if (static_cast<size_t>(activity.type) >= num_types || time < kMinInstant ||
        time > kMaxInstant ||
        activity.properties.size() > model_.properties.size()) {
      return false;
    }
    is_sorted = is_sorted && time >= before;
    before = time;
    has_ids = has_ids || !activity.id.empty();
    log_[i] = &activity;
  }
  if (!is_sorted) SortByTime();
  if (order_matters_) {
    for (size_t i = 1; i < size_; ++i) {
      has_equal = has_equal || log_[i]->time_micros == log_[i - 1]->time_micros;
    }
  }
  if (has_equal || (has_ids && HasVersions())) return false;
  // What is later does not exist yet.
  while (size_ > 0 && log_[size_ - 1]->time_micros > as_of) --size_;
  std::fill(type_masks_.begin(), type_masks_.end(), 0);
  for (size_t i = 0; i < size_; ++i) {
    ages_[i] = as_of - log_[i]->time_micros;
    type_masks_[static_cast<size_t>(log_[i]->type)] |= BitOf(i);
  }
  return true;
}

// By insertion: they are few, and often nearly sorted, or the latest come
// first.
void SinglePass::SortByTime() {
  if (log_[0]->time_micros > log_[size_ - 1]->time_micros) {
    std::reverse(log_, log_ + size_);
  }
  for (size_t i = 1; i < size_; ++i) {
    const ActivityView* const activity = log_[i];
    size_t place = i;
    for (; place > 0 && log_[place - 1]->time_micros > activity->time_micros;
         --place) {
      log_[place] = log_[place - 1];
    }
    log_[place] = activity;
  }
}

bool SinglePass::HasVersions() const {
  for (size_t i = 0; i < size_; ++i) {
    if (log_[i]->id.empty()) continue;
    for (size_t j = i + 1; j < size_; ++j) {
      if (log_[i]->id == log_[j]->id) return true;
    }
  }
  return false;
}

// Each screen judges the whole log, whatever others drop.
bool SinglePass::DropScreened() {
  for (size_t s = 0; s < screens_.size(); ++s) {
    const CheckedScreen& of = model_.screens[s];
    uint64_t candidates = 0;
    for (size_t type : screens_[s].types) candidates |= type_masks_[type];
    if (screens_[s].question >= 0) {
      uint64_t here = candidates;
      if (!Keep(screens_[s].question, &here)) return false;
      dropped_ |= here;
    }
    if (!of.burst_count.has_value()) continue;
    size_t places[kMostActivities];
    size_t count = 0;
    for (uint64_t left = candidates; left != 0; left &= left - 1) {
      places[count++] = LowestBit(left);
    }
    const auto burst = static_cast<size_t>(*of.burst_count);
    for (size_t from = 0; from + burst <= count; ++from) {
      const size_t last = from + burst - 1;
      if (ages_[places[from]] - ages_[places[last]] > of.burst_within) continue;
      for (size_t k = from; k <= last; ++k) dropped_ |= BitOf(places[k]);
    }
  }
  for (uint64_t& mask : type_masks_) mask &= ~dropped_;
  return true;
}

bool SinglePass::MarkFilters() {
  for (size_t f = 0; f < filters_.size(); ++f) {
    uint64_t mask = 0;
    for (size_t type : filters_[f].types) mask |= type_masks_[type];
    if (filters_[f].question >= 0 && !Keep(filters_[f].question, &mask)) {
      return false;
    }
    filter_masks_[f] = mask;
  }
  return true;
}

void SinglePass::MarkWindows() {
  // In steps, so that loops end alike for most leads; what is behind the log is
  // younger than any bound.
  constexpr size_t kStep = 4;
  size_t end = size_;
  for (; end % kStep != 0; ++end) {
    ages_[end] = -1;
  }
  for (size_t b = 1; b < bounds_.size(); ++b) {
    // Neither number is so large that the sign of their difference is wrong.
    const auto bound = static_cast<uint64_t>(bounds_[b]);
    uint64_t younger = 0;
    for (size_t i = 0; i < end; i += kStep) {
      for (size_t k = 0; k < kStep; ++k) {
        younger += (static_cast<uint64_t>(ages_[i + k]) - bound) >> 63;
      }
    }
    younger_[b] = ~FirstBits(end - younger);
  }
}

bool SinglePass::Keep(int question, uint64_t* mask) {
  Question& asked = questions_[static_cast<size_t>(question)];
  for (uint64_t left = *mask; left != 0; left &= left - 1) {
    const size_t i = LowestBit(left);
    const Answer answer = Ask(&asked, *log_[i]);
    if (answer == Answer::kError) return false;
    if (answer == Answer::kNo) *mask &= ~BitOf(i);
  }
  return true;
}

SinglePass::Answer SinglePass::Ask(Question* question,
                                   const ActivityView& activity) {
  const auto evaluate = [&] {
    for (size_t p = 0; p < activity.properties.size(); ++p) {
      if (!MayStandIn(activity.properties[p], model_.properties[p].type)) {
        return Answer::kError;
      }
    }
    // A condition that has an error does not hold.
    return question->condition
                   ->Evaluate(ActivityViewVariables(model_, activity))
                   .is_true()
               ? Answer::kYes
               : Answer::kNo;
  };
  std::string_view text;
  if (question->text_property < 0 ||
      !ReadText(activity, question->text_property, &text) ||
      text.data() == nullptr) {
    return evaluate();
  }
  const TextKey key(text);
  if (const Answer* known = question->answers.Find(key)) return *known;
  const Answer answer = evaluate();
  if (answer != Answer::kError) question->answers.Remember(key, answer);
  return answer;
}

bool SinglePass::ReadText(const ActivityView& activity, int property,
                          std::string_view* text) {
  *text = std::string_view();
  const auto index = static_cast<size_t>(property);
  if (index >= activity.properties.size()) return true;
  const ValueView& value = activity.properties[index];
  if (value.kind() == ValueView::Kind::kMissing) return true;
  if (value.kind() != ValueView::Kind::kString) return false;
  *text = value.as_string();
  // A text of no bytes is not a missing one.
  if (text->data() == nullptr) *text = std::string_view("");
  return true;
}

// ---- Rules ----------------------------------------------------------------

bool SinglePass::CountRule(const RuleRun& run, int64_t* points) {
  uint64_t mask = filter_masks_[run.filter];
  if (run.planned->selects) {
    if (!Select(*run.planned->rule->each, &mask)) return false;
  } else {
    mask &= younger_[run.end];
  }
  const CheckedRule& of = *run.planned->rule;
  if (run.weights == nullptr) {
    const uint64_t count = PopCount(mask);
    *points = count < run.num_counts
                  ? run.points_of_count[count]
                  : PointsOfCount(of, static_cast<int64_t>(count));
    return true;
  }
  const int64_t sum = SumOfWeights(run, mask);
  if (!run.is_simple) {
    *points = Clamp(PointsOfWeights(of, sum), of.min, of.max).micros();
    return true;
  }
  constexpr uint64_t kHalf = kDecayOne / 2;
  const uint64_t rounded =
      (run.size * static_cast<uint64_t>(sum) + kHalf) / kDecayOne;
  *points = std::clamp(static_cast<int64_t>(rounded) * run.sign, run.least,
                       run.largest);
  return true;
}

int64_t SinglePass::SumOfWeights(const RuleRun& run, uint64_t mask) const {
  const auto weight_at = [&](size_t i) -> int64_t {
    const size_t ticks = tick_ages_.Of(floor_, as_of_ - ages_[i]);
    return run.weights[std::min(ticks, run.last_weight)];
  };
  // Most leads have at most two, for which nothing has to be foreseen.
  int64_t sum = 0;
  for (int k = 0; k < 2; ++k) {
    const bool is_there = mask != 0;
    const size_t i = LowestBit(mask | (is_there ? 0 : 1));
    sum += weight_at(i) & -static_cast<int64_t>(is_there);
    mask &= mask - 1;
  }
  for (; mask != 0; mask &= mask - 1) sum += weight_at(LowestBit(mask));
  return sum;
}

// In the order in which SelectActivities chooses.
bool SinglePass::Select(const CheckedEach& each, uint64_t* mask) {
  if (each.first_of != CalendarUnit::kNone) *mask = FirstOfUnits(each, *mask);
  if (each.within.has_value()) {
    for (uint64_t left = *mask; left != 0; left &= left - 1) {
      const size_t i = LowestBit(left);
      if (ages_[i] < *each.within) break;
      *mask &= ~BitOf(i);
    }
  }
  if (each.latest_per_property >= 0 && !LatestOfValues(each, mask)) {
    return false;
  }
  if (each.keep_latest.has_value()) {
    const auto most = static_cast<uint64_t>(*each.keep_latest);
    for (uint64_t count = PopCount(*mask); count > most; --count) {
      *mask &= *mask - 1;
    }
  }
  return true;
}

int64_t SinglePass::UnitOf(CalendarUnit unit, Micros time) const {
  if (is_utc_ && unit == CalendarUnit::kDay) {
    return FloorToTick(time, kMicrosPerDay) / kMicrosPerDay;
  }
  return CalendarUnitOf(unit, time, model_);
}

uint64_t SinglePass::FirstOfUnits(const CheckedEach& each, uint64_t mask) {
  units_.clear();
  uint64_t kept = mask;
  for (uint64_t left = mask; left != 0; left &= left - 1) {
    const size_t i = LowestBit(left);
    const int64_t unit = UnitOf(each.first_of, log_[i]->time_micros);
    // Nearly always the last one: a zone may go back over midnight.
    auto found = units_.rbegin();
    while (found != units_.rend() && found->first != unit) ++found;
    if (found == units_.rend()) {
      units_.emplace_back(unit, 0);
      found = units_.rbegin();
    }
    if (++found->second > each.keep_first) kept &= ~BitOf(i);
  }
  return kept;
}

bool SinglePass::LatestOfValues(const CheckedEach& each, uint64_t* mask) {
  std::string_view* const seen = seen_;
  size_t num_seen = 0;
  for (uint64_t left = *mask; left != 0;) {
    const size_t i = HighestBit(left);
    left &= ~BitOf(i);
    std::string_view text;
    if (!ReadText(*log_[i], each.latest_per_property, &text)) return false;
    const bool is_missing = text.data() == nullptr;
    // Those without a value have one and the same.
    const bool is_known =
        std::any_of(seen, seen + num_seen, [&](std::string_view other) {
          return is_missing == (other.data() == nullptr) && text == other;
        });
    if (is_known) {
      *mask &= ~BitOf(i);
    } else {
      seen[num_seen++] = text;
    }
  }
  return true;
}

// ---- Signals --------------------------------------------------------------

bool SinglePass::CountSignal(const SignalRun& run) {
  using Method = PlannedSignal::Method;
  uint64_t mask = filter_masks_[run.filter] & younger_[run.end];
  if (run.begin != 0) mask &= ~younger_[run.begin];
  switch (run.method) {
    case Method::kCount:
      keys_[run.signal] = static_cast<int64_t>(PopCount(mask));
      return true;
    case Method::kDistinctText:
      return CountDistinct(run.property, mask, &keys_[run.signal]);
    case Method::kDaysSinceFirst:
    case Method::kDaysSinceLast:
      FindDays(run, mask);
      return true;
    default:
      keys_[run.signal] = CountUnits(run.unit, mask);
      return true;
  }
}

bool SinglePass::CountDistinct(int property, uint64_t mask, int64_t* count) {
  std::string_view* const seen = seen_;
  size_t num_seen = 0;
  if (!texts_.empty()) texts_.clear();
  for (; mask != 0; mask &= mask - 1) {
    std::string_view text;
    if (!ReadText(*log_[LowestBit(mask)], property, &text)) return false;
    if (text.data() == nullptr) continue;
    const bool is_known = std::any_of(
        seen, seen + num_seen,
        [text](std::string_view other) { return AreSame(text, other); });
    if (is_known) continue;
    if (num_seen < kMostCompared) {
      seen[num_seen++] = text;
    } else {
      texts_.insert(text);
    }
  }
  *count = static_cast<int64_t>(num_seen + texts_.size());
  return true;
}

int64_t SinglePass::CountUnits(CalendarUnit unit, uint64_t mask) {
  units_.clear();
  for (; mask != 0; mask &= mask - 1) {
    const int64_t own = UnitOf(unit, log_[LowestBit(mask)]->time_micros);
    const bool is_known = std::any_of(
        units_.rbegin(), units_.rend(),
        [own](const std::pair<int64_t, int>& one) { return one.first == own; });
    if (!is_known) units_.emplace_back(own, 0);
  }
  return static_cast<int64_t>(units_.size());
}

void SinglePass::FindDays(const SignalRun& run, uint64_t mask) {
  has_[run.signal] = mask != 0 ? 1 : 0;
  // Of none the first is looked at, and not counted.
  const uint64_t some = mask != 0 ? mask : 1;
  const size_t i = run.method == PlannedSignal::Method::kDaysSinceFirst
                       ? LowestBit(some)
                       : HighestBit(some);
  const int64_t since = ages_[i] - (as_of_ - floor_);
  keys_[run.signal] = since > 0 ? since / kMicrosPerDay : 0;
}

void SinglePass::FindRatio(size_t signal) {
  const CheckedSignal& of = *plan_.signals()[signal].signal;
  const auto value_of = [&](int other) {
    const auto index = static_cast<size_t>(other);
    if (!has(index)) return cel::Value::Missing(-1);
    return ValueOfKey(model_.signals[index].type, keys_[index]);
  };
  const cel::Value ratio = RatioOf(of, plan_.signals()[signal].variable,
                                   value_of(of.of), value_of(of.to));
  has_[signal] = ratio.is_error() ? 0 : 1;
  keys_[signal] = ratio.is_error() ? 0 : KeyOfDouble(ratio.as_double());
}

size_t SinglePass::MemoryBytes() const {
  size_t bytes = 0;
  for (const Question& question : questions_) {
    bytes += question.answers.MemoryBytes();
  }
  return bytes;
}

}  // namespace leadscore::internal
