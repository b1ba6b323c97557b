#include "src/describe/choice_words.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/core/std_absl.h"
#include "src/describe/condition_words.h"
#include "src/describe/phrases.h"

namespace leadscore::internal {
namespace {

// "a quarter (25 %)", or "12.5 %".
std::string ShareWords(double percent) {
  struct Share {
    double percent;
    const char* words;
  };
  static constexpr Share kShares[] = {{10, "a tenth"},        {20, "a fifth"},
                                      {25, "a quarter"},      {50, "half"},
                                      {75, "three quarters"}, {100, "all"}};
  const std::string number = absl::StrCat(FormatDouble(percent), " %");
  for (const Share& share : kShares) {
    if (share.percent == percent) {
      return absl::StrCat(share.words, " (", number, ")");
    }
  }
  return number;
}

std::string StepWords(const StepDecaySpec& step) {
  const std::string every = ExactDurationWords(step.every);
  if (step.compounding) {
    return absl::StrCat("fades by ", ShareWords(step.percent),
                        " of what is left every ", every);
  }
  // In millionths of a percent, which a model has at most.
  constexpr int64_t kAll = 100'000'000;
  const int64_t share = std::llround(step.percent * 1e6);
  const int64_t steps = (kAll + share - 1) / share;
  std::string text = absl::StrCat("fades by ", ShareWords(step.percent),
                                  " of its first value every ", every);
  // Beyond this many days an instant has no such age.
  constexpr int64_t kMostSteps = 10'000;
  if (steps > 1 && steps <= kMostSteps) {
    absl::StrAppend(&text, ", until nothing is left after ",
                    ExactDurationWords(step.every * steps));
  }
  return text;
}

void AddWhere(const Condition& where, const CheckedModel& model,
              DescribedText* text) {
  if (where == nullptr) return;
  Append(" where ", text);
  Append(ActivityConditionWords(where, model), text);
}

std::string TypeLabel(const std::string& type, const ModelSpec& spec) {
  std::string label;
  for (const ActivitySpec& activity : spec.activities) {
    if (activity.type == type) label = activity.label;
  }
  if (label.empty()) return type;
  const auto count =
      std::count_if(spec.activities.begin(), spec.activities.end(),
                    [&label](const ActivitySpec& activity) {
                      return activity.label == label || activity.type == label;
                    });
  return count == 1 || label == type ? label : Named(label, type);
}

std::string SignalLabel(const CheckedModel& model, int index) {
  return LeadVariableWords(model, model.lead_variables.signals + index);
}

DescribedText RatioWords(const CheckedSignal& signal,
                         const CheckedModel& model) {
  const std::string divisor = SignalLabel(model, signal.to);
  std::string text = absl::StrCat(SignalLabel(model, signal.of), " divided by ",
                                  divisor, "; not known while ", divisor);
  absl::StrAppend(
      &text, signal.min_to == 0
                 ? " is 0"
                 : absl::StrCat(
                       " is below ",
                       ValueWords(cel::Value::Double(signal.min_to), model.zone)
                           .value_or("")));
  return Words(std::move(text));
}

std::string KindWords(const SignalSpec& spec) {
  const std::string property = spec.property;
  switch (spec.kind) {
    case SignalKind::kCount:
      return "how many there are of ";
    case SignalKind::kDistinct:
      return absl::StrCat("how many different values ", property, " has in ");
    case SignalKind::kSum:
      return absl::StrCat("the sum of ", property, " over ");
    case SignalKind::kMin:
      return absl::StrCat("the least ", property, " of ");
    case SignalKind::kMax:
      return absl::StrCat("the greatest ", property, " of ");
    case SignalKind::kDaysSinceFirst:
      return "whole days since the first ";
    case SignalKind::kDaysSinceLast:
      return "whole days since the last ";
    case SignalKind::kActiveDays:
      return "how many days of the calendar have ";
    case SignalKind::kActiveWeeks:
      return "how many weeks of the calendar have ";
    case SignalKind::kRatio:
    case SignalKind::kUnspecified:
      break;
  }
  return "";
}

}  // namespace

std::string TypesWords(const std::vector<std::string>& types,
                       const ModelSpec& spec) {
  std::vector<std::string> labels;
  for (const std::string& type : types) labels.push_back(TypeLabel(type, spec));
  return JoinWords(labels, "or");
}

DescribedText EachWords(const EachSpec& spec, const CheckedEach& each,
                        const GroupSpec& group, const CheckedModel& model) {
  DescribedText text =
      Words(absl::StrCat("each ", TypesWords(spec.types, model.spec)));
  AddWhere(each.where, model, &text);
  if (spec.keep_first_per_day.has_value()) {
    Append(
        absl::StrCat("; of each day only the first ", *spec.keep_first_per_day),
        &text);
  }
  if (each.first_of != CalendarUnit::kNone &&
      !spec.keep_first_per_day.has_value()) {
    Append(each.first_of == CalendarUnit::kDay
               ? "; of each day only the first"
               : "; of each week only the first",
           &text);
  }
  if (spec.within.has_value()) {
    Append(
        absl::StrCat("; only of the last ", ExactDurationWords(*spec.within)),
        &text);
  }
  if (each.latest_per_property >= 0) {
    Append(absl::StrCat("; of several with the same ", spec.once_per,
                        " only the latest"),
           &text);
  }
  if (spec.keep_latest.has_value()) {
    Append(absl::StrCat("; of all these only the latest ", *spec.keep_latest),
           &text);
  }
  if (spec.decay.has_value()) {
    Append(absl::StrCat("; ", DecayWords(*spec.decay)), &text);
  } else if (!group.decay.has_value()) {
    Append("; does not fade", &text);
  }
  return text;
}

DescribedText SignalWords(const SignalSpec& spec, const CheckedSignal& signal,
                          const CheckedModel& model) {
  if (spec.kind == SignalKind::kRatio) return RatioWords(signal, model);
  DescribedText text =
      Words(absl::StrCat(KindWords(spec), TypesWords(spec.types, model.spec)));
  AddWhere(signal.where, model, &text);
  if (spec.within.has_value()) {
    Append(absl::StrCat(", of the last ", ExactDurationWords(*spec.within)),
           &text);
  }
  if (spec.after.has_value()) {
    Append(absl::StrCat(", leaving out the last ",
                        ExactDurationWords(*spec.after)),
           &text);
  }
  if (signal.over_account) {
    Append(", of all leads of its account together", &text);
  }
  return text;
}

std::string DecayWords(const DecaySpec& decay) {
  if (decay.half_life.has_value()) {
    return absl::StrCat("half of it is gone after ",
                        ExactDurationWords(*decay.half_life),
                        ", three quarters after ",
                        ExactDurationWords(*decay.half_life * 2), " and so on");
  }
  if (decay.linear.has_value()) {
    return absl::StrCat("fades evenly, until nothing is left after ",
                        ExactDurationWords(*decay.linear));
  }
  return decay.step.has_value() ? StepWords(*decay.step) : "never fades";
}

}  // namespace leadscore::internal
