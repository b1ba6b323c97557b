#include "src/sla/deliveries.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/sla/periods.h"

namespace leadscore::internal {
namespace {

constexpr Micros kNever = std::numeric_limits<Micros>::max();
constexpr double kMillion = 1e6;
constexpr size_t kMostPeriods = 1'000;

// What counted, each with the time of the next.
struct Counted {
  Micros time = 0;
  Micros next = kNever;
};

std::vector<Counted> FindCounted(const CheckedDelivery& delivery,
                                 LeadStory& story) {
  std::vector<Counted> counted;
  for (const Happening& happening : story.Find(delivery.counts)) {
    const CheckedEvent& event =
        delivery.counts[static_cast<size_t>(happening.event)];
    if (!counted.empty() && counted.back().time == happening.time) continue;
    if (!story.Holds(event.when, happening.time)) continue;
    if (!counted.empty()) {
      if (delivery.first_time_only) break;
      counted.back().next = happening.time;
    }
    counted.push_back({happening.time, kNever});
  }
  return counted;
}

// The first of some happenings in [counted.time, counted.next).
std::optional<Micros> FirstBehind(const std::vector<Happening>& happenings,
                                  const Counted& counted) {
  for (const Happening& happening : happenings) {
    if (happening.time >= counted.next) break;
    if (happening.time >= counted.time) return happening.time;
  }
  return std::nullopt;
}

// Millionths, rounded half away from zero.
std::optional<int64_t> WorthOf(const cel::Value& value) {
  constexpr double kMost = 1e12;
  double worth = 0;
  if (value.is(cel::Kind::kDouble)) {
    worth = value.as_double();
  } else if (value.is(cel::Kind::kInt)) {
    worth = static_cast<double>(value.as_int());
  } else if (value.is(cel::Kind::kUint)) {
    worth = static_cast<double>(value.as_uint());
  } else {
    return std::nullopt;
  }
  if (!(std::fabs(worth) <= kMost)) return std::nullopt;
  return std::llround(worth * kMillion);
}

// The periods of a promise, empty.
template <typename PeriodResult>
std::vector<PeriodResult> MakePeriods(const CheckedPolicy& policy,
                                      Period period, size_t index,
                                      const std::vector<Delivery>& deliveries,
                                      const JudgedSpan& span) {
  const auto date_of = [&policy](Micros time) {
    return absl::CivilDay(policy.zone.At(FromMicros(time)).cs);
  };
  Micros first = span.as_of;
  if (span.from.has_value()) {
    first = *span.from;
  } else {
    for (const Delivery& delivery : deliveries) {
      first = std::min(first, delivery.time);
    }
  }
  std::vector<PeriodResult> periods;
  absl::CivilDay begin = BeginOfPeriod(period, date_of(first));
  // A promise is not made for a part of a period.
  if (policy.effective_from.has_value() &&
      StartOfDate(begin, policy.zone) < *policy.effective_from) {
    begin = NextPeriod(period, begin);
  }
  std::deque<absl::CivilDay> begins;
  for (; StartOfDate(begin, policy.zone) <= span.as_of;
       begin = NextPeriod(period, begin)) {
    begins.push_back(begin);
    if (begins.size() > kMostPeriods) begins.pop_front();
  }
  for (absl::CivilDay each : begins) {
    PeriodResult result;
    result.promise = index;
    result.begin = FromMicros(StartOfDate(each, policy.zone));
    result.end = FromMicros(StartOfDate(NextPeriod(period, each), policy.zone));
    result.label = PeriodLabel(period, each);
    periods.push_back(std::move(result));
  }
  return periods;
}

// By period, in order: by lead, what it delivered.
template <typename PeriodResult>
std::vector<std::map<size_t, std::vector<const Delivery*>>> ByPeriod(
    const std::vector<PeriodResult>& periods,
    const std::vector<Delivery>& deliveries) {
  std::vector<std::map<size_t, std::vector<const Delivery*>>> by_period(
      periods.size());
  for (const Delivery& delivery : deliveries) {
    const absl::Time time = FromMicros(delivery.time);
    const auto next =
        std::upper_bound(periods.begin(), periods.end(), time,
                         [](absl::Time wanted, const PeriodResult& period) {
                           return wanted < period.begin;
                         });
    if (next == periods.begin()) continue;
    by_period[static_cast<size_t>(next - periods.begin()) - 1][delivery.row]
        .push_back(&delivery);
  }
  return by_period;
}

// The share of a period that is over.
absl::StatusOr<double> ElapsedShare(const CheckedCommitment& commitment,
                                    Micros begin, Micros end, Micros as_of) {
  const Micros now = std::min(as_of, end);
  if (commitment.pace == nullptr) {
    return static_cast<double>(now - begin) / static_cast<double>(end - begin);
  }
  const CompiledCalendar& calendar = *commitment.pace;
  if (!calendar.Covers(begin) || !calendar.Covers(end)) {
    return calendar.OutOfRange();
  }
  const Micros before = calendar.OpenBefore(begin);
  const Micros all = calendar.OpenBefore(end) - before;
  // A period in which it never opens is over as time goes.
  if (all == 0) {
    return static_cast<double>(now - begin) / static_cast<double>(end - begin);
  }
  return static_cast<double>(calendar.OpenBefore(now) - before) /
         static_cast<double>(all);
}

absl::StatusOr<int64_t> DaysLeft(const CheckedPolicy& policy,
                                 const CheckedCommitment& commitment,
                                 Micros end, Micros as_of) {
  if (as_of >= end) return 0;
  const CalendarPtr& calendar =
      commitment.pace != nullptr ? commitment.pace : policy.business;
  if (calendar == nullptr) {
    const absl::CivilDay today(policy.zone.At(FromMicros(as_of)).cs);
    const absl::CivilDay last(policy.zone.At(FromMicros(end - 1)).cs);
    return last - today + 1;
  }
  if (!calendar->Covers(as_of) || !calendar->Covers(end)) {
    return calendar->OutOfRange();
  }
  return calendar->CountOpenDates(as_of, end);
}

absl::Status FinishCommitment(const CheckedPolicy& policy,
                              const CheckedCommitment& commitment, Micros as_of,
                              CommitmentPeriod* period) {
  const Micros begin = ToMicros(period->begin);
  const Micros end = ToMicros(period->end);
  period->target = commitment.at_least;
  LEADSCORE_ASSIGN_OR_RETURN(period->elapsed_share,
                             ElapsedShare(commitment, begin, end, as_of));
  period->expected = period->target * period->elapsed_share;
  if (period->elapsed_share > 0) {
    period->projection = period->delivered / period->elapsed_share;
  }
  LEADSCORE_ASSIGN_OR_RETURN(period->days_left,
                             DaysLeft(policy, commitment, end, as_of));
  const double missing = std::max(period->target - period->delivered, 0.0);
  period->needed_per_day =
      missing / static_cast<double>(std::max<int64_t>(period->days_left, 1));
  if (missing == 0) {
    period->state = DeliveryState::kKept;
  } else if (as_of >= end) {
    period->state = DeliveryState::kBroken;
  } else {
    period->state = period->delivered >= period->expected
                        ? DeliveryState::kOnTrack
                        : DeliveryState::kBehind;
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<Delivery> FindDeliveries(const CheckedCommitment& commitment,
                                     LeadStory& story) {
  const std::vector<Happening> back = story.Find(commitment.uncount);
  std::vector<Delivery> deliveries;
  for (const Counted& counted : FindCounted(commitment.delivery, story)) {
    Delivery delivery;
    delivery.time = counted.time;
    delivery.row = story.row();
    delivery.is_taken_back = FirstBehind(back, counted).has_value();
    if (commitment.worth != nullptr) {
      delivery.worth = WorthOf(story.Evaluate(*commitment.worth, counted.time));
    }
    deliveries.push_back(delivery);
  }
  return deliveries;
}

std::vector<Delivery> FindDeliveries(const CheckedQuality& quality,
                                     LeadStory& story) {
  const std::vector<Happening> accepted = story.Find(quality.accepted);
  const std::vector<Happening> rejected = story.Find(quality.rejected);
  std::vector<Delivery> deliveries;
  for (const Counted& counted : FindCounted(quality.delivery, story)) {
    Delivery delivery;
    delivery.time = counted.time;
    delivery.row = story.row();
    const Micros yes = FirstBehind(accepted, counted).value_or(kNever);
    const Micros no = FirstBehind(rejected, counted).value_or(kNever);
    delivery.decision = yes == no ? (yes == kNever ? 0 : 1) : yes < no ? 1 : -1;
    deliveries.push_back(delivery);
  }
  return deliveries;
}

absl::StatusOr<std::vector<CommitmentPeriod>> CountCommitment(
    const CheckedPolicy& policy, size_t index,
    const std::vector<Delivery>& deliveries, const JudgedSpan& span) {
  const CheckedCommitment& commitment = policy.commitments[index];
  std::vector<CommitmentPeriod> periods = MakePeriods<CommitmentPeriod>(
      policy, commitment.delivery.per, index, deliveries, span);
  const auto by_period = ByPeriod(periods, deliveries);
  for (size_t i = 0; i < periods.size(); ++i) {
    CommitmentPeriod& period = periods[i];
    absl::int128 worth = 0;
    for (const auto& [row, of_lead] : by_period[i]) {
      // One that was not taken back, the first of them.
      const auto kept = std::find_if(
          of_lead.begin(), of_lead.end(),
          [](const Delivery* each) { return !each->is_taken_back; });
      if (kept == of_lead.end()) {
        ++period.taken_back;
        continue;
      }
      ++period.leads;
      worth += (*kept)->worth.value_or(0);
      if (commitment.worth != nullptr && !(*kept)->worth.has_value()) {
        ++period.without_worth;
      }
    }
    period.delivered = commitment.worth == nullptr
                           ? static_cast<double>(period.leads)
                           : static_cast<double>(worth) / kMillion;
    const absl::Status finished =
        FinishCommitment(policy, commitment, span.as_of, &period);
    if (!finished.ok()) {
      return absl::Status(
          finished.code(),
          absl::StrCat(Quoted(commitment.delivery.name), " in ", period.label,
                       ": ", finished.message(),
                       ", or say from when the policy is effective"));
    }
  }
  return periods;
}

std::vector<QualityPeriod> CountQuality(const CheckedPolicy& policy,
                                        size_t index,
                                        const std::vector<Delivery>& deliveries,
                                        const JudgedSpan& span) {
  const CheckedQuality& quality = policy.qualities[index];
  std::vector<QualityPeriod> periods = MakePeriods<QualityPeriod>(
      policy, quality.delivery.per, index, deliveries, span);
  const auto by_period = ByPeriod(periods, deliveries);
  for (size_t i = 0; i < periods.size(); ++i) {
    QualityPeriod& period = periods[i];
    period.target = quality.at_least;
    for (const auto& [row, of_lead] : by_period[i]) {
      ++period.leads;
      // The last word on a lead that was delivered more than once.
      const int decision = of_lead.back()->decision;
      ++(decision > 0   ? period.accepted
         : decision < 0 ? period.rejected
                        : period.undecided);
    }
    const int64_t decided = period.accepted + period.rejected;
    const bool is_kept = static_cast<double>(period.accepted) >=
                         quality.at_least * static_cast<double>(decided);
    const bool is_over = FromMicros(span.as_of) >= period.end;
    period.state =
        decided == 0 ? DeliveryState::kUndecided
        : is_kept ? (is_over ? DeliveryState::kKept : DeliveryState::kOnTrack)
                  : (is_over ? DeliveryState::kBroken : DeliveryState::kBehind);
  }
  return periods;
}

}  // namespace leadscore::internal
