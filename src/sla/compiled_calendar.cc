#include "src/sla/compiled_calendar.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

// Intervals that one amount may have to pass before a binary search takes over.
constexpr int kMaxSteps = 8;

std::vector<Shift> MergedShifts(const std::vector<OpenDate>& open_dates,
                                Micros begin, Micros end) {
  std::vector<Shift> shifts;
  for (const OpenDate& date : open_dates) {
    shifts.insert(shifts.end(), date.shifts.begin(), date.shifts.end());
  }
  std::sort(shifts.begin(), shifts.end(),
            [](const Shift& a, const Shift& b) { return a.open < b.open; });
  std::vector<Shift> merged;
  for (Shift shift : shifts) {
    shift.open = std::max(shift.open, begin);
    shift.close = std::min(shift.close, end);
    if (shift.open >= shift.close) continue;
    if (!merged.empty() && shift.open <= merged.back().close) {
      merged.back().close = std::max(merged.back().close, shift.close);
    } else {
      merged.push_back(shift);
    }
  }
  return merged;
}

bool Contains(const Shift& shift, Micros time) {
  return shift.open <= time && time < shift.close;
}

}  // namespace

Micros StartOfDate(absl::CivilDay date, absl::TimeZone zone) {
  return EarlierInstant(absl::CivilSecond(date), zone);
}

Micros EarlierInstant(absl::CivilSecond time, absl::TimeZone zone) {
  const absl::TimeZone::TimeInfo info = zone.At(time);
  return ToMicros(info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans
                                                                 : info.pre);
}

Micros AddDays(Micros time, int days, absl::TimeZone zone) {
  const absl::TimeZone::CivilInfo info = zone.At(FromMicros(time));
  const absl::CivilDay date(info.cs);
  const absl::CivilSecond later =
      absl::CivilSecond(date + days) + (info.cs - absl::CivilSecond(date));
  // Digits of a second are the same in every zone.
  return EarlierInstant(later, zone) +
         absl::ToInt64Microseconds(info.subsecond);
}

CompiledCalendar::CompiledCalendar(std::string name, absl::TimeZone zone,
                                   absl::CivilDay first, absl::CivilDay last,
                                   const std::vector<OpenDate>& open_dates)
    : name_(std::move(name)),
      zone_(zone),
      first_(first),
      last_(last),
      begin_(StartOfDate(first, zone)),
      end_(StartOfDate(last + 1, zone)),
      open_dates_(open_dates) {
  const std::vector<Shift> shifts = MergedShifts(open_dates, begin_, end_);
  intervals_.reserve(shifts.size() + 2);
  intervals_.push_back({begin_, 0});
  Micros sum = 0;
  for (const Shift& shift : shifts) {
    intervals_.push_back({shift.open, sum});
    sum += shift.close - shift.open;
  }
  intervals_.push_back({std::numeric_limits<Micros>::max(), sum});

  uint32_t at = 0;
  for (Micros day = begin_; day <= end_; day += kMicrosPerDay) {
    while (intervals_[at + 1].open <= day) ++at;
    first_of_day_.push_back(at);
  }

  // About one interval a bucket.
  const auto average =
      static_cast<uint64_t>(sum) / std::max<uint64_t>(shifts.size(), 1);
  while ((uint64_t{1} << (bucket_shift_ + 1)) <= average) ++bucket_shift_;
  at = 1;
  for (Micros amount = 0; amount <= sum; amount += Micros{1} << bucket_shift_) {
    while (at < shifts.size() && intervals_[at + 1].before < amount) ++at;
    first_of_amount_.push_back(at);
  }

  uint32_t rank = 0;
  for (absl::CivilDay date = first_; date <= last_ + 1; ++date) {
    while (rank < open_dates_.size() && open_dates_[rank].date < date) ++rank;
    ranks_.push_back(rank);
  }
}

bool CompiledCalendar::IsOpen(Micros time) const {
  const Interval* interval = FindInterval(time);
  return time - interval->open < interval[1].before - interval->before;
}

std::optional<Micros> CompiledCalendar::NextOpen(Micros time) const {
  const Interval* interval = FindInterval(time);
  if (time - interval->open < interval[1].before - interval->before) {
    return time;
  }
  if (interval[1].open == std::numeric_limits<Micros>::max()) {
    return std::nullopt;
  }
  return interval[1].open;
}

std::optional<Micros> CompiledCalendar::NextClose(Micros time) const {
  const Interval* interval = FindInterval(time);
  if (time - interval->open >= interval[1].before - interval->before) {
    ++interval;
    if (interval->open == std::numeric_limits<Micros>::max()) {
      return std::nullopt;
    }
  }
  const Micros close = interval->open + interval[1].before - interval->before;
  // What the end of the calendar cuts off does not close there.
  if (close == end_) return std::nullopt;
  return close;
}

Micros CompiledCalendar::EarliestAfter(Micros amount) const {
  const auto bucket = static_cast<size_t>(amount >> bucket_shift_);
  const Interval* interval = &intervals_[first_of_amount_[bucket]];
  for (int steps = 0; interval[1].before < amount; ++interval) {
    if (++steps <= kMaxSteps) continue;
    // The last interval that has less than that before it.
    interval = std::lower_bound(interval, &intervals_.back(), amount,
                                [](const Interval& candidate, Micros wanted) {
                                  return candidate.before < wanted;
                                }) -
               1;
    break;
  }
  return interval->open + (amount - interval->before);
}

Micros CompiledCalendar::LatestAfter(Micros amount) const {
  const auto bucket = static_cast<size_t>(amount >> bucket_shift_);
  const Interval* interval = &intervals_[first_of_amount_[bucket]];
  for (int steps = 0; interval[1].before <= amount; ++interval) {
    if (++steps <= kMaxSteps) continue;
    interval = std::upper_bound(interval, &intervals_.back(), amount,
                                [](Micros wanted, const Interval& candidate) {
                                  return wanted < candidate.before;
                                }) -
               1;
    break;
  }
  return interval->open + (amount - interval->before);
}

size_t CompiledCalendar::RankOf(absl::CivilDay date) const {
  const absl::CivilDay within = std::min(std::max(date, first_), last_ + 1);
  return ranks_[static_cast<size_t>(within - first_)];
}

std::optional<CompiledCalendar::Placed> CompiledCalendar::Place(
    Micros time, bool forward) const {
  const absl::CivilDay today(zone_.At(FromMicros(time)).cs);
  // In a shift of its own date, or else in one of the evening before.
  for (const absl::CivilDay& date : {today, today - 1}) {
    const size_t rank = RankOf(date);
    if (rank == open_dates_.size() || open_dates_[rank].date != date) continue;
    for (const Shift& shift : open_dates_[rank].shifts) {
      if (Contains(shift, time)) return Placed{time, date};
    }
  }
  if (forward) {
    for (size_t rank = RankOf(today); rank < open_dates_.size(); ++rank) {
      for (const Shift& shift : open_dates_[rank].shifts) {
        if (shift.open > time)
          return Placed{shift.open, open_dates_[rank].date};
      }
    }
    return std::nullopt;
  }
  for (size_t rank = RankOf(today + 1); rank > 0; --rank) {
    const OpenDate& date = open_dates_[rank - 1];
    for (auto shift = date.shifts.rbegin(); shift != date.shifts.rend();
         ++shift) {
      if (shift->close <= time) return Placed{shift->close, date.date};
    }
  }
  return std::nullopt;
}

std::optional<Micros> CompiledCalendar::AddBusinessDays(Micros time,
                                                        int days) const {
  const std::optional<Placed> placed = Place(time, /*forward=*/days >= 0);
  if (!placed.has_value()) return std::nullopt;
  const std::optional<absl::CivilDay> date =
      AddBusinessDays(placed->date, days);
  if (!date.has_value()) return std::nullopt;
  const absl::civil_diff_t shift = *date - placed->date;
  if (shift == 0) return placed->time;
  // After midnight it stays after the midnight of the shift's new date.
  return AddDays(placed->time, static_cast<int>(shift), zone_);
}

std::optional<absl::CivilDay> CompiledCalendar::AddBusinessDays(
    absl::CivilDay date, int days) const {
  if (date < first_ || date > last_) return std::nullopt;
  if (days == 0) return date;
  auto rank = static_cast<int64_t>(RankOf(date));
  const auto count = static_cast<int64_t>(open_dates_.size());
  const bool is_open =
      rank < count && open_dates_[static_cast<size_t>(rank)].date == date;
  if (!is_open && days < 0) --rank;
  rank += days;
  if (rank < 0 || rank >= count) return std::nullopt;
  return open_dates_[static_cast<size_t>(rank)].date;
}

int64_t CompiledCalendar::CountOpenDates(Micros from, Micros to) const {
  const absl::CivilDay first(zone_.At(FromMicros(from)).cs);
  const absl::CivilDay last(zone_.At(FromMicros(to)).cs);
  int64_t count = 0;
  for (size_t rank = RankOf(first - 1); rank < open_dates_.size(); ++rank) {
    const OpenDate& date = open_dates_[rank];
    if (date.date > last) break;
    count += std::any_of(date.shifts.begin(), date.shifts.end(),
                         [&](const Shift& shift) {
                           return shift.close > from && shift.open < to;
                         })
                 ? 1
                 : 0;
  }
  return count;
}

absl::Status CompiledCalendar::OutOfRange() const {
  return absl::OutOfRangeError(absl::StrCat(
      "the calendar ", Quoted(name_), " is known from ",
      absl::FormatCivilTime(first_), " until ", absl::FormatCivilTime(last_),
      " only; give it an earlier from, or a later until with the holidays of "
      "those years"));
}

}  // namespace leadscore::internal
