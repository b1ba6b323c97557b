#!/usr/bin/env python3
"""Scores the same leads by the same rules with DuckDB and Polars.

  python3 -m venv /tmp/peers && /tmp/peers/bin/pip install duckdb==2.0.1 polars==2.1.0
  POLARS_MAX_THREADS=1 /tmp/peers/bin/python bench/peers/run.py build/release/bench

Each engine holds the leads in memory, in columns, and has one thread. Every score is
compared with that of the experts' code, which the plain scorer has checked.
Medians of five runs, the engines in turn; the last columns are multiples of the
experts' columns, timed in the same run.
"""

import csv
import functools
import json
import operator
import os
import statistics
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import duckdb
import polars

LEADS = 200_000
RUNS = 5


# ---- SQL ---------------------------------------------------------------------

def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def sql_predicate(part):
    column = part["column"]
    texts = [quoted(text) for text in part["texts"]]
    return {
        "equal": lambda: f"{column} = {texts[0]}",
        "not_equal": lambda: f"{column} <> {texts[0]}",
        "in": lambda: f"{column} IN ({', '.join(texts)})",
        "contains": lambda: f"contains({column}, {texts[0]})",
        "starts_with": lambda: f"starts_with({column}, {texts[0]})",
        "ends_with": lambda: f"ends_with({column}, {texts[0]})",
        "at_least": lambda: f"{column} >= {part['low']}",
        "below": lambda: f"{column} < {part['high']}",
        "between": lambda:
            f"({column} >= {part['low']} AND {column} < {part['high']})",
        "is_present": lambda: f"{column} IS NOT NULL",
        "is_missing": lambda: f"{column} IS NULL",
    }[part["kind"]]()


def sql_condition(shape):
    word = " OR " if shape["any"] else " AND "
    return word.join(f"({sql_predicate(part)})" for part in shape["parts"])


def sql_rule(rule):
    if not rule["tiers"]:
        shape = rule["shape"]
        return f"CASE WHEN {sql_condition(shape)} THEN {shape['points']} ELSE 0 END"
    column = rule["tiers"][0]["parts"][0]["column"]
    whens = "".join(f" WHEN {sql_condition(tier)} THEN {tier['points']}"
                    for tier in rule["tiers"])
    return f"CASE WHEN {column} IS NULL THEN 0{whens} ELSE {rule['otherwise']} END"


def sql_score(rules):
    groups = []
    for i, (low, high) in enumerate(zip(rules["group_min"], rules["group_max"])):
        cases = [sql_rule(rule) for rule in rules["rules"] if rule["group"] == i]
        groups.append(f"greatest(least({' + '.join(cases) or '0'}, {high}), {low})")
    return f"greatest(least({' + '.join(groups)}, {rules['max_score']}), 0)"


# ---- Polars --------------------------------------------------------------------

def polars_predicate(part):
    column = polars.col(part["column"])
    texts = part["texts"]
    return {
        "equal": lambda: column == texts[0],
        "not_equal": lambda: column != texts[0],
        "in": lambda: column.is_in(texts),
        "contains": lambda: column.str.contains(texts[0], literal=True),
        "starts_with": lambda: column.str.starts_with(texts[0]),
        "ends_with": lambda: column.str.ends_with(texts[0]),
        "at_least": lambda: column >= part["low"],
        "below": lambda: column < part["high"],
        "between": lambda: (column >= part["low"]) & (column < part["high"]),
        "is_present": lambda: column.is_not_null(),
        "is_missing": lambda: column.is_null(),
    }[part["kind"]]()


def polars_condition(shape):
    join = operator.or_ if shape["any"] else operator.and_
    return functools.reduce(join, map(polars_predicate, shape["parts"]))


def polars_rule(rule):
    if not rule["tiers"]:
        shape = rule["shape"]
        return polars.when(polars_condition(shape)).then(shape["points"]).otherwise(0)
    column = polars.col(rule["tiers"][0]["parts"][0]["column"])
    chain = polars.when(column.is_null()).then(0)
    for tier in rule["tiers"]:
        chain = chain.when(polars_condition(tier)).then(tier["points"])
    return chain.otherwise(rule["otherwise"])


def polars_score(rules):
    groups = []
    for i, (low, high) in enumerate(zip(rules["group_min"], rules["group_max"])):
        cases = [polars_rule(rule) for rule in rules["rules"] if rule["group"] == i]
        total = polars.sum_horizontal(cases) if cases else polars.lit(0)
        groups.append(total.clip(low, high))
    return polars.sum_horizontal(groups).clip(0, rules["max_score"]).alias("score")


# ---- Running -------------------------------------------------------------------

def read_scores(path):
    with open(path, newline="") as file:
        return [int(row["score"]) for row in csv.DictReader(file)]


def expert_times(folder):
    output = subprocess.run(
        [os.path.join(folder, "bulk_bench"), "--benchmark_format=json",
         "--benchmark_filter=ExpertColumns/rules:(10|50|500)$"],
        capture_output=True, check=True, text=True).stdout
    return {int(entry["name"].rsplit(":", 1)[1]): entry["lead"] * 1e9
            for entry in json.loads(output)["benchmarks"]}


def run(folder, rules_count):
    with tempfile.TemporaryDirectory() as files:
        subprocess.run([os.path.join(folder, "write_peers"), str(rules_count),
                        str(LEADS), files], check=True)
        with open(os.path.join(files, "rules.json")) as file:
            rules = json.load(file)
        expected = read_scores(os.path.join(files, "scores.csv"))
        leads = os.path.join(files, "leads.csv")
        database = duckdb.connect()
        database.execute("SET threads = 1")
        # Rows in the order of the file, so that scores can be compared.
        database.execute(
            f"CREATE TABLE leads AS SELECT * FROM read_csv('{leads}', nullstr='', "
            "parallel=false)")
        frame = polars.read_csv(leads)
    query = f"SELECT {sql_score(rules)} AS score FROM leads"
    expression = polars_score(rules)
    engines = {
        "DuckDB": lambda: database.execute(query).fetchnumpy()["score"].tolist(),
        "Polars": lambda: frame.select(expression)["score"].to_list(),
    }
    times = {name: [] for name in engines}
    for name, score in engines.items():
        if score() != expected:
            sys.exit(f"{name}: scores differ with {rules_count} rules")
    timed = {
        "DuckDB": lambda: database.execute(query).fetchnumpy(),
        "Polars": lambda: frame.select(expression),
    }
    for _ in range(RUNS):
        for name, score in timed.items():
            begin = time.perf_counter_ns()
            score()
            times[name].append((time.perf_counter_ns() - begin) / LEADS)
    return {name: statistics.median(each) for name, each in times.items()}


def main():
    folder = sys.argv[1]
    experts = expert_times(folder)
    print("DuckDB %s, Polars %s; ns a lead, one thread" %
          (duckdb.__version__, polars.__version__))
    print("%6s %10s %10s %10s %12s %12s" %
          ("rules", "expert", "DuckDB", "Polars", "DuckDB", "Polars"))
    for rules_count, expert in experts.items():
        peers = run(folder, rules_count)
        print("%6d %10.1f %10.1f %10.1f %11.1fx %11.1fx" %
              (rules_count, expert, peers["DuckDB"], peers["Polars"],
               peers["DuckDB"] / expert, peers["Polars"] / expert))


if __name__ == "__main__":
    main()
