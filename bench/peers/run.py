#!/usr/bin/env python3
"""Scores the same leads by the same rules with leadscore, DuckDB and Polars.

  python3 -m venv /tmp/peers && /tmp/peers/bin/pip install duckdb==2.0.1 polars==2.1.0
  POLARS_MAX_THREADS=1 /tmp/peers/bin/python bench/peers/run.py build/release/bench

Each engine holds the leads in memory, in columns, and has one thread. Every score is
compared with that of the experts' code, which the plain scorer has checked.
Medians of five runs; the last columns are multiples of leadscore's time, taken in the
same run. The last row has fifty explicit rules, twenty implicit ones over ten
activities, and the stage; its totals agree to 10^-5, because SQL fades points in
floating point.
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


# ---- Implicit rules in SQL -------------------------------------------------------

def sql_aggregate(rule, name):
    """The columns that one rule needs of the activities of a lead."""
    chosen = f"type = {rule['type']}"
    recent = f"{chosen} AND hours < {24 * rule['within_days']}"
    return {
        "count": lambda: f"count(*) FILTER ({recent}) AS {name}",
        "fading": lambda:
            f"sum(pow(0.5, hours / {24.0 * rule['half_life_days']})) "
            f"FILTER ({recent}) AS {name}",
        "recency": lambda: f"min(hours) FILTER ({chosen}) AS {name}",
        "distinct": lambda: f"count(DISTINCT asset) FILTER ({recent}) AS {name}",
    }[rule["kind"]]()


def sql_points(rule, name):
    points, less = rule["points"], rule["less"]
    return {
        "count": lambda: f"least({points} * coalesce({name}, 0), {rule['max']})",
        "fading": lambda:
            f"least(round({points} * coalesce({name}, 0), 6), {rule['max']})",
        "recency": lambda:
            f"CASE WHEN {name} // 24 <= 7 THEN {points} "
            f"WHEN {name} // 24 <= 30 THEN {less} ELSE 0 END",
        "distinct": lambda:
            f"CASE WHEN {name} >= 3 THEN {points} "
            f"WHEN {name} >= 1 THEN {less} ELSE 0 END",
    }[rule["kind"]]()


def sql_combined(rules, implicit):
    named = [(rule, f"r{i}") for i, rule in enumerate(implicit["rules"])]
    aggregates = ", ".join(sql_aggregate(rule, name) for rule, name in named)
    groups = [
        "least(%s, %d)" % (" + ".join(sql_points(rule, name) for rule, name in named
                                      if rule["group"] == group),
                           implicit["group_max"])
        for group in range(implicit["groups"])]
    engagement = f"greatest(least({' + '.join(groups)}, {implicit['max_score']}), 0)"
    return (
        f"WITH log AS (SELECT lead, {aggregates} FROM activities GROUP BY lead), "
        f"scored AS (SELECT leads.lead, {sql_score(rules)} + {engagement} AS total "
        "FROM leads LEFT JOIN log ON leads.lead = log.lead) "
        f"SELECT total, CASE WHEN total >= {implicit['sql']} THEN 2 "
        f"WHEN total >= {implicit['mql']} THEN 1 ELSE 0 END AS stage "
        "FROM scored ORDER BY lead")


# ---- Running -------------------------------------------------------------------

def read_scores(path):
    with open(path, newline="") as file:
        return [int(row["score"]) for row in csv.DictReader(file)]


def read_combined(path):
    with open(path, newline="") as file:
        return [(float(row["total"]), int(row["stage"]))
                for row in csv.DictReader(file)]


def own_time(folder, name):
    """Nanoseconds a lead of one of our benchmarks, the median of five."""
    output = subprocess.run(
        [os.path.join(folder, "bulk_bench"), "--benchmark_format=json",
         f"--benchmark_repetitions={RUNS}", f"--benchmark_filter=^{name}$"],
        capture_output=True, check=True, text=True).stdout
    return 1e9 * statistics.median(
        entry["lead"] for entry in json.loads(output)["benchmarks"]
        if entry["run_type"] == "iteration")


def load(folder, files, rules_count):
    subprocess.run([os.path.join(folder, "write_peers"), str(rules_count), str(LEADS),
                    files], check=True)
    with open(os.path.join(files, "rules.json")) as file:
        rules = json.load(file)
    database = duckdb.connect()
    database.execute("SET threads = 1")
    # Rows in the order of the file, so that scores can be compared.
    database.execute(
        "CREATE TABLE leads AS SELECT (row_number() OVER ()) - 1 AS lead, * FROM "
        f"read_csv('{files}/leads.csv', nullstr='', parallel=false)")
    return rules, database


def time_each(timed):
    times = {name: [] for name in timed}
    for _ in range(RUNS):
        for name, score in timed.items():
            begin = time.perf_counter_ns()
            score()
            times[name].append((time.perf_counter_ns() - begin) / LEADS)
    return {name: statistics.median(each) for name, each in times.items()}


def run(folder, rules_count):
    with tempfile.TemporaryDirectory() as files:
        rules, database = load(folder, files, rules_count)
        expected = read_scores(os.path.join(files, "scores.csv"))
        frame = polars.read_csv(os.path.join(files, "leads.csv"))
    query = f"SELECT {sql_score(rules)} AS score FROM leads"
    expression = polars_score(rules)
    scores = {
        "DuckDB": database.execute(query).fetchnumpy()["score"].tolist(),
        "Polars": frame.select(expression)["score"].to_list(),
    }
    for name, found in scores.items():
        if found != expected:
            sys.exit(f"{name}: scores differ with {rules_count} rules")
    return time_each({
        "DuckDB": lambda: database.execute(query).fetchnumpy(),
        "Polars": lambda: frame.select(expression),
    })


def run_combined(folder):
    with tempfile.TemporaryDirectory() as files:
        rules, database = load(folder, files, 50)
        with open(os.path.join(files, "implicit.json")) as file:
            implicit = json.load(file)
        database.execute(f"CREATE TABLE activities AS SELECT * FROM "
                         f"read_csv('{files}/activities.csv')")
        expected = read_combined(os.path.join(files, "combined.csv"))
    query = sql_combined(rules, implicit)
    found = database.execute(query).fetchall()
    for (total, stage), (own_total, own_stage) in zip(found, expected):
        near_edge = any(abs(own_total - implicit[name]) < 1e-5
                        for name in ("mql", "sql"))
        if abs(float(total) - own_total) > 1e-5 or (stage != own_stage
                                                    and not near_edge):
            sys.exit("DuckDB: totals or stages differ")
    return time_each({"DuckDB": lambda: database.execute(query).fetchnumpy()})


def print_row(name, own, peers):
    print("%-10s %10.1f %10.1f %10s %11.1fx %12s" %
          (name, own, peers["DuckDB"],
           "%.1f" % peers["Polars"] if "Polars" in peers else "",
           peers["DuckDB"] / own,
           "%.1fx" % (peers["Polars"] / own) if "Polars" in peers else ""))


def main():
    folder = sys.argv[1]
    print("DuckDB %s, Polars %s; ns a lead, one thread" %
          (duckdb.__version__, polars.__version__))
    print("%-10s %10s %10s %10s %12s %12s" %
          ("rules", "leadscore", "DuckDB", "Polars", "DuckDB", "Polars"))
    for rules_count in (10, 50, 500):
        own = own_time(folder, f"BM_Bulk/rules:{rules_count}/threads:1/real_time")
        print_row(rules_count, own, run(folder, rules_count))
    print_row("50+20", own_time(folder, "BM_BulkCombined"), run_combined(folder))


if __name__ == "__main__":
    main()
