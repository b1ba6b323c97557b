// A calendar as a sorted list of the intervals during which it is open, in UTC,
// with the sum of those before each. Daylight saving, holidays and overrides
// are gone by then.

#ifndef LEADSCORE_SRC_SLA_COMPILED_CALENDAR_H_
#define LEADSCORE_SRC_SLA_COMPILED_CALENDAR_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "src/core/time_text.h"

namespace leadscore::internal {

// Open from `open` up to, but not at, `close`.
struct Shift {
  Micros open = 0;
  Micros close = 0;
};

// The shifts that open on a date, ascending; none that is empty.
struct OpenDate {
  absl::CivilDay date;
  std::vector<Shift> shifts;
};

// Immutable.
class CompiledCalendar {
 public:
  // Known for the dates from `first` to `last`, both included; `open_dates` lie
  // among them, ascending, and there is at least one.
  CompiledCalendar(std::string name, absl::TimeZone zone, absl::CivilDay first,
                   absl::CivilDay last,
                   const std::vector<OpenDate>& open_dates);

  const std::string& name() const { return name_; }
  absl::TimeZone zone() const { return zone_; }
  Micros begin() const { return begin_; }
  Micros end() const { return end_; }
  bool Covers(Micros time) const { return begin_ <= time && time <= end_; }

  // All opening hours from begin() to an instant.
  //
  // REQUIRES: Covers(time).
  Micros OpenBefore(Micros time) const {
    const Interval* interval = FindInterval(time);
    const Micros since = time - interval->open;
    const Micros length = interval[1].before - interval->before;
    return interval->before + (since < length ? since : length);
  }
  Micros total() const { return intervals_.back().before; }

  bool IsOpen(Micros time) const;

  // Nothing: none up to end().
  //
  // REQUIRES: Covers(time).
  std::optional<Micros> NextOpen(Micros time) const;
  std::optional<Micros> NextClose(Micros time) const;

  // The earliest instant before which there are so many opening hours.
  //
  // REQUIRES: 0 < amount <= total().
  Micros EarliestAfter(Micros amount) const;

  // The latest one.
  //
  // REQUIRES: 0 <= amount < total().
  Micros LatestAfter(Micros amount) const;

  // The earliest instant at which `target` has elapsed since `start`, nothing
  // if that is behind end().
  //
  // REQUIRES: Covers(start), target >= 0.
  std::optional<Micros> Due(Micros start, Micros target) const {
    if (target == 0) return start;
    const Micros amount = OpenBefore(start) + target;
    if (amount > total()) return std::nullopt;
    return EarliestAfter(amount);
  }

  // As of BusinessCalendar; nothing where that is kOutOfRange.
  std::optional<Micros> AddBusinessDays(Micros time, int days) const;
  std::optional<absl::CivilDay> AddBusinessDays(absl::CivilDay date,
                                                int days) const;

  // The dates with a shift of which some lies between two instants.
  //
  // REQUIRES: Covers(from), Covers(to).
  int64_t CountOpenDates(Micros from, Micros to) const;

  // That an instant is outside, in words.
  absl::Status OutOfRange() const;

 private:
  struct Interval {
    Micros open;
    Micros before;  // Opening hours before it.
  };
  // An instant in a shift, or moved to one, and the date of that shift.
  struct Placed {
    Micros time;
    absl::CivilDay date;
  };

  // The last interval that begins at or before an instant; the first one is
  // empty and begins at begin().
  const Interval* FindInterval(Micros time) const {
    const auto day =
        static_cast<uint64_t>(time - begin_) / uint64_t{kMicrosPerDay};
    const Interval* interval = &intervals_[first_of_day_[day]];
    while (interval[1].open <= time) ++interval;
    return interval;
  }
  // The index in open_dates_ of the first date that is not before one.
  size_t RankOf(absl::CivilDay date) const;
  std::optional<Placed> Place(Micros time, bool forward) const;

  std::string name_;
  absl::TimeZone zone_;
  absl::CivilDay first_;
  absl::CivilDay last_;
  Micros begin_ = 0;
  Micros end_ = 0;
  // Ascending and apart; after an empty first one, and before one that begins
  // after all instants.
  std::vector<Interval> intervals_;
  // By 24 hours since begin(): the last interval that begins by then.
  std::vector<uint32_t> first_of_day_;
  // By opening hours in units of 2^bucket_shift_: the first interval that ends
  // with so many or more.
  std::vector<uint32_t> first_of_amount_;
  int bucket_shift_ = 0;

  std::vector<OpenDate> open_dates_;
  std::vector<uint32_t> ranks_;  // By days since first_.
};

// The first instant of a date.
Micros StartOfDate(absl::CivilDay date, absl::TimeZone zone);

// The instant of a time on the wall: the end of the gap if clocks leave it out,
// the first of two.
Micros EarlierInstant(absl::CivilSecond time, absl::TimeZone zone);

// The same time on the wall so many days later.
Micros AddDays(Micros time, int days, absl::TimeZone zone);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_COMPILED_CALENDAR_H_
