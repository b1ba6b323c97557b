#!/usr/bin/env python3
"""Business time by looking at every minute: what calendars are judged by.

Prints random calendars with spans and due instants, found by asking Python's
zoneinfo for the time on the wall of each minute. Nothing of it is shared with
the library: a shift is open from the first minute at which the wall shows its
opening time, or a later one, to the last at which it shows one before its
closing time.

  brute_force.py CALENDARS QUERIES SEED | calendar_judge
"""

import datetime
import random
import sys
import zoneinfo

# Zones, with dates about which something happens to their clocks.
ZONES = [
    ("Africa/Cairo", ["2014-05-15", "2023-04-28"]),
    ("Africa/Casablanca", ["2018-10-28", "2024-03-10", "2024-04-14"]),
    ("Africa/Johannesburg", []),
    ("Africa/Juba", ["2021-02-01"]),
    ("America/Caracas", ["2007-12-09", "2016-05-01"]),
    ("America/Havana", ["2024-03-10"]),
    ("America/Los_Angeles", ["2007-03-11", "2024-11-03"]),
    ("America/Mexico_City", ["2022-10-30"]),
    ("America/New_York", ["2024-03-10", "2024-11-03"]),
    ("America/Nuuk", ["2023-03-25", "2024-03-31"]),
    ("America/Santiago", ["2024-09-08"]),
    ("America/Sao_Paulo", ["2017-10-15", "2018-02-18", "2018-11-04"]),
    ("America/St_Johns", ["2011-11-06", "2010-03-14"]),
    ("Antarctica/Casey", ["2009-10-18", "2010-03-05", "2018-03-11", "2020-10-04"]),
    ("Antarctica/Troll", ["2024-03-31", "2024-10-27"]),
    ("Asia/Amman", ["2022-10-28"]),
    ("Asia/Beirut", ["2023-03-30"]),
    ("Asia/Dubai", []),
    ("Asia/Gaza", ["2011-08-01", "2023-04-29", "2024-04-20"]),
    ("Asia/Hebron", ["2016-10-29", "2024-04-20"]),
    ("Asia/Kathmandu", []),
    ("Asia/Kolkata", []),
    ("Asia/Pyongyang", ["2015-08-15", "2018-05-05"]),
    ("Asia/Shanghai", []),
    ("Asia/Tehran", ["2022-09-22", "2021-03-22"]),
    ("Asia/Tokyo", []),
    ("Atlantic/Azores", ["2024-03-31", "2024-10-27"]),
    ("Australia/Adelaide", ["2024-04-07"]),
    ("Australia/Eucla", ["2008-10-26"]),
    ("Australia/Lord_Howe", ["2024-04-07", "2024-10-06"]),
    ("Australia/Sydney", ["2024-10-06"]),
    ("Europe/Berlin", ["2024-03-31", "2024-10-27"]),
    ("Europe/Dublin", ["2024-03-31", "2024-10-27"]),
    ("Europe/Istanbul", ["2011-03-28", "2015-11-08", "2016-09-08"]),
    ("Europe/Lisbon", ["2024-03-31"]),
    ("Europe/London", ["2024-10-27"]),
    ("Europe/Moscow", ["2011-03-27", "2014-10-26"]),
    ("Europe/Volgograd", ["2018-10-28", "2020-12-27"]),
    ("Pacific/Apia", ["2011-12-30", "2021-04-04", "2011-09-24"]),
    ("Pacific/Auckland", ["2024-04-07"]),
    ("Pacific/Chatham", ["2024-09-29"]),
    ("Pacific/Easter", ["2024-04-06"]),
    ("Pacific/Fakaofo", ["2011-12-30"]),
    ("Pacific/Kiritimati", []),
    ("Pacific/Norfolk", ["2015-10-04", "2019-10-06"]),
    ("UTC", []),
]

SCHEDULES = [
    # (days from Monday 0, from, to) in minutes; an end below its begin is on
    # the next day.
    [(range(5), 9 * 60, 18 * 60)],
    [(range(5), 8 * 60 + 30, 17 * 60)],
    [(range(7), 0, 1440)],
    [(range(7), 22 * 60, 6 * 60)],
    [(range(5), 20 * 60, 2 * 60 + 30)],
    [([5, 6], 10 * 60, 14 * 60)],
    [(range(7), 0, 2 * 60 + 15), (range(7), 23 * 60, 1440)],
    [(range(5), 8 * 60, 12 * 60), (range(5), 13 * 60, 17 * 60)],
    [([4, 5, 6], 1 * 60 + 30, 2 * 60 + 45)],
    [([5, 6], 18 * 60, 18 * 60 - 1), ([6], 0, 90)],
]

WINDOW_DAYS = 36


def random_schedule(rng):
    if rng.random() < 0.6:
        return rng.choice(SCHEDULES)
    schedule = []
    for _ in range(rng.randint(1, 3)):
        days = rng.sample(range(7), rng.randint(1, 7))
        begin = rng.randrange(0, 1440)
        end = rng.randrange(1, 1441)
        if begin != end:
            schedule.append((days, begin, end))
    return schedule or SCHEDULES[0]


def clock(minutes):
    return "%02d:%02d" % divmod(minutes, 60)


class Case:
    def __init__(self, rng):
        self.rng = rng
        name, dates = rng.choice(ZONES)
        self.name = name
        self.zone = zoneinfo.ZoneInfo(name)
        if dates and rng.random() < 0.8:
            about = datetime.date.fromisoformat(rng.choice(dates))
            first = about - datetime.timedelta(days=rng.randint(1, WINDOW_DAYS - 2))
        else:
            first = datetime.date(rng.randint(2001, 2036), rng.randint(1, 12),
                                  rng.randint(1, 28))
        self.first = first.toordinal()
        self.last = self.first + WINDOW_DAYS - 1
        self.schedule = random_schedule(rng)
        some = range(self.first, self.last + 1)
        self.holidays = set(rng.sample(some, rng.randint(0, 4)))
        self.overrides = {}
        for date in rng.sample(some, rng.randint(0, 3)):
            begin = rng.randrange(0, 1440)
            self.overrides[date] = rng.choice(
                [[], [(begin, rng.choice([end for end in (300, 720, 1440)
                                          if end != begin]))]])
        self.look_at_every_minute()

    def look_at_every_minute(self):
        # Minutes since the epoch, and what the wall shows then.
        midnight = datetime.datetime.fromordinal(self.first)
        begin = int((midnight - datetime.datetime(1970, 1, 1)).total_seconds()) // 60
        start = begin - 30 * 60
        walls = []
        for minute in range(start, begin + (WINDOW_DAYS + 2) * 1440):
            now = datetime.datetime.fromtimestamp(minute * 60, self.zone)
            walls.append(now.toordinal() * 1440 + now.hour * 60 + now.minute)
        low = next(i for i, wall in enumerate(walls) if wall >= self.first * 1440)
        high = next(i for i, wall in enumerate(walls)
                    if wall >= (self.last + 1) * 1440)
        self.begin = start + low
        self.open = [False] * (high - low)
        dates = {wall // 1440 for wall in walls}
        for date in range(self.first, self.last + 1):
            if date not in dates:
                continue
            for shift_from, shift_to in self.shifts(date):
                if shift_to <= shift_from:
                    shift_to += 1440
                near = range(max(0, (date - self.first - 2) * 1440),
                             min(len(walls), (date - self.first + 6) * 1440))
                opening = next((i for i in near
                                if walls[i] >= date * 1440 + shift_from), None)
                closing = next((i for i in reversed(near)
                                if walls[i] < date * 1440 + shift_to), None)
                if opening is None or closing is None:
                    continue
                for i in range(opening, closing + 1):
                    if low <= i < high:
                        self.open[i - low] = True
        self.before = [0]
        for is_open in self.open:
            self.before.append(self.before[-1] + (60 if is_open else 0))

    def shifts(self, date):
        if date in self.overrides:
            return self.overrides[date]
        if date in self.holidays:
            return []
        weekday = datetime.date.fromordinal(date).weekday()
        return [(a, b) for days, a, b in self.schedule if weekday in days]

    def random_second(self):
        return self.begin * 60 + self.rng.randrange(len(self.open) * 60)

    def open_before(self, second):
        minute, rest = divmod(second - self.begin * 60, 60)
        return self.before[minute] + (rest if self.open[minute] else 0)

    def due(self, start, target):
        second = start
        while target > 0:
            minute = second // 60 - self.begin
            if minute >= len(self.open):
                return None
            step = 60 - second % 60
            if self.open[minute]:
                step = min(step, target)
                target -= step
            second += step
        return second

    def print(self, queries):
        def iso(date):
            return datetime.date.fromordinal(date).isoformat()
        print("calendar", self.name, iso(self.first), iso(self.last))
        for days, a, b in self.schedule:
            print("open", ",".join(str(day + 1) for day in days), clock(a), clock(b))
        for date in sorted(self.holidays):
            print("holiday", iso(date))
        for date, shifts in sorted(self.overrides.items()):
            print("override", iso(date),
                  " ".join(clock(a) + " " + clock(b) for a, b in shifts))
        for _ in range(queries):
            start = self.random_second()
            if self.rng.random() < 0.8:
                end = self.random_second()
                print("elapsed", start, end,
                      self.open_before(end) - self.open_before(start))
            else:
                target = self.rng.randrange(1, 20 * 3600)
                due = self.due(start, target)
                if due is not None:
                    print("due", start, target, due)


def main():
    calendars, queries, seed = (int(arg) for arg in sys.argv[1:4])
    for i in range(calendars):
        rng = random.Random(seed * 1000003 + i)
        Case(rng).print(queries)


if __name__ == "__main__":
    main()
