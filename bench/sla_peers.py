#!/usr/bin/env python3
"""Times business time beside what Python has for it, in one run.

  python3 -m venv /tmp/peers && /tmp/peers/bin/pip install numpy businesstimedelta pytz
  /tmp/peers/bin/python bench/sla_peers.py build/release/bench/sla_bench

numpy's busday functions count days, not hours, and know no time zones: they do
less. businesstimedelta counts hours, with holidays and a zone: the same work.
"""

import datetime
import json
import random
import subprocess
import sys
import time

import businesstimedelta
import numpy
import pytz

SPANS = 1 << 16
BEGIN = datetime.datetime(2026, 1, 1)


def nanoseconds_each(function, count):
    best = None
    for _ in range(5):
        begin = time.perf_counter_ns()
        function()
        spent = (time.perf_counter_ns() - begin) / count
        best = spent if best is None else min(best, spent)
    return best


def numpy_times():
    rng = numpy.random.default_rng(1)
    year = numpy.datetime64("2026-01-01")
    begin = year + rng.integers(0, 365, SPANS)
    end = year + rng.integers(0, 365, SPANS)
    holidays = [numpy.datetime64("2026-%02d-01" % month) for month in range(1, 13)]
    calendar = numpy.busdaycalendar(holidays=holidays)
    return {
        "numpy.busday_count": nanoseconds_each(
            lambda: numpy.busday_count(begin, end, busdaycal=calendar), SPANS),
        "numpy.busday_offset": nanoseconds_each(
            lambda: numpy.busday_offset(begin, 3, roll="forward",
                                        busdaycal=calendar), SPANS),
    }


def businesstimedelta_times():
    zone = pytz.timezone("Europe/Berlin")
    days = [0, 1, 2, 3, 4]
    rules = businesstimedelta.Rules([
        businesstimedelta.WorkDayRule(
            start_time=datetime.time(9), end_time=datetime.time(12),
            working_days=days, tz=zone),
        businesstimedelta.WorkDayRule(
            start_time=datetime.time(13), end_time=datetime.time(18),
            working_days=days, tz=zone)])
    rng = random.Random(1)

    def instant():
        seconds = rng.randrange(365 * 86400)
        return zone.localize(BEGIN + datetime.timedelta(seconds=seconds))

    spans = [sorted((instant(), instant())) for _ in range(20)]
    hours = businesstimedelta.BusinessTimeDelta(rules, hours=30)
    return {
        "businesstimedelta difference": nanoseconds_each(
            lambda: [rules.difference(a, b) for a, b in spans], len(spans)),
        "businesstimedelta due": nanoseconds_each(
            lambda: [a + hours for a, _ in spans], len(spans)),
    }


def our_times(program):
    output = subprocess.run(
        [program, "--benchmark_format=json", "--benchmark_repetitions=5",
         "--benchmark_filter=Elapsed|Due|BusinessDays|Judge"],
        capture_output=True, check=True, text=True).stdout
    times = {}
    for entry in json.loads(output)["benchmarks"]:
        if entry.get("aggregate_name"):
            continue
        each = entry.get("each", 0) * 1e9 or entry["cpu_time"]
        name = entry["run_name"]
        times[name] = min(times.get(name, each), each)
    return times


def main():
    ours = our_times(sys.argv[1])
    peers = {**numpy_times(), **businesstimedelta_times()}
    print("%-32s %14s" % ("", "ns each"))
    for name, each in {**ours, **peers}.items():
        print("%-32s %14.1f" % (name, each))
    print()
    for mine, peer in [("BM_ElapsedColumn", "numpy.busday_count"),
                       ("BM_DueColumn", "numpy.busday_offset"),
                       ("BM_ElapsedColumn", "businesstimedelta difference"),
                       ("BM_DueColumn", "businesstimedelta due")]:
        print("%-32s is %10.1f times %s" % (peer, peers[peer] / ours[mine], mine))


if __name__ == "__main__":
    main()
