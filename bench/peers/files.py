#!/usr/bin/env python3
"""Scores a file of leads into a file of scores with leadscore and with DuckDB.

  python3 -m venv /tmp/peers && /tmp/peers/bin/pip install duckdb==2.0.1 polars==2.1.0
  /tmp/peers/bin/python bench/peers/files.py build/release [LEADS]

Both have one thread, read the same CSV of twenty attributes, apply the same fifty
rules and write a CSV with the score of every lead, in the order of the file; the
scores are compared. Medians of five runs, taken in turns; then leadscore with two
threads.
"""

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import duckdb

import run

RUNS = 5
RULES = 50
AS_OF = "2026-11-20T00:00:00Z"


def leadscore(program, files, threads):
    subprocess.run(
        [program, "score", "--model", f"{files}/rules.textproto",
         "--leads", f"{files}/leads.csv", "--as-of", AS_OF,
         "--output", f"{files}/scores.csv", "--threads", str(threads)],
        check=True, capture_output=True)


def peer(files, rules):
    database = duckdb.connect()
    database.execute("SET threads = 1")
    database.execute(
        f"COPY (SELECT id, {run.sql_score(rules)} AS score "
        f"FROM read_csv('{files}/leads.csv', nullstr='')) "
        f"TO '{files}/peer.csv'")


def scores(path, column):
    with open(path, newline="") as file:
        return {row["id"]: int(row[column]) for row in csv.DictReader(file)}


def main():
    folder = sys.argv[1]
    leads = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    program = os.path.join(folder, "leadscore")
    with tempfile.TemporaryDirectory() as files:
        subprocess.run([os.path.join(folder, "bench", "write_files"), str(RULES),
                        str(leads), files], check=True)
        with open(f"{files}/rules.json") as file:
            rules = json.load(file)
        timed = {
            "leadscore": lambda: leadscore(program, files, 1),
            "DuckDB": lambda: peer(files, rules),
            "leadscore, two threads": lambda: leadscore(program, files, 2),
        }
        times = {name: [] for name in timed}
        for _ in range(RUNS):
            for name, job in timed.items():
                begin = time.perf_counter_ns()
                job()
                times[name].append((time.perf_counter_ns() - begin) / leads)
        if scores(f"{files}/scores.csv", "fit") != scores(f"{files}/peer.csv",
                                                          "score"):
            sys.exit("the scores differ")
    own = statistics.median(times["leadscore"])
    print(f"DuckDB {duckdb.__version__}; {leads:,} leads, {RULES} rules, from file to "
          "file; ns a lead")
    for name, each in times.items():
        median = statistics.median(each)
        print("%-24s %8.0f  %5.2f times leadscore" % (name, median, median / own))


if __name__ == "__main__":
    main()
