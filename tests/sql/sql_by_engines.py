#!/usr/bin/env python3
"""Runs queries of WriteSql in databases and compares them with the scorer.

  sql_by_engines.py ENGINE[,ENGINE...] FOLDER

Each folder in FOLDER is a case of write_sql_cases. Every number has to be the same,
to the last digit. Ends with 77 if an engine is not there.
"""

import collections
import csv
import glob
import math
import os
import subprocess
import sys
import tempfile

SKIPPED = 77


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def read_table(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


# ---- Engines -------------------------------------------------------------------


class Sqlite:
    def __init__(self):
        import sqlite3
        if sqlite3.sqlite_version_info < (3, 38):
            raise ImportError("an SQLite before 3.38")
        self.connect = sqlite3.connect

    def run(self, tables, query):
        database = self.connect(":memory:")
        for name, (header, rows) in tables.items():
            columns = ", ".join(f"{quoted(column)} TEXT" for column in header)
            database.execute(f"CREATE TABLE {name} ({columns})")
            marks = ", ".join("?" * len(header))
            database.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        cursor = database.execute(query)
        return [column[0] for column in cursor.description], cursor.fetchall()

    def close(self):
        pass


class DuckDb:
    def __init__(self):
        import duckdb
        self.connect = duckdb.connect

    def run(self, tables, query):
        database = self.connect(":memory:")
        with tempfile.TemporaryDirectory() as folder:
            for name, (header, rows) in tables.items():
                path = os.path.join(folder, name + ".csv")
                with open(path, "w", encoding="utf-8", newline="") as file:
                    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([header] + rows)
                database.execute(
                    f"CREATE TABLE {name} AS FROM read_csv('{path}', all_varchar = true, "
                    "header = true, delim = ',', quote = '\"', escape = '\"')")
        cursor = database.execute(query)
        return [column[0] for column in cursor.description], cursor.fetchall()

    def close(self):
        pass


class Postgres:
    """A server of its own in a temporary folder, reached through its socket."""

    def __init__(self):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
        if not found:
            raise ImportError("no PostgreSQL server")
        self.bin = os.path.dirname(found[-1])
        self.folder = tempfile.TemporaryDirectory(prefix="leadscore_pg_")
        os.chmod(self.folder.name, 0o777)
        self.data = os.path.join(self.folder.name, "data")
        # A server does not run as root.
        self.user = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
        self.do("initdb", "-D", self.data, "-U", "judge", "-A", "trust", "-E", "UTF8",
                "--locale=C.UTF-8")
        self.do("pg_ctl", "-D", self.data, "-w", "-l", os.path.join(self.folder.name, "log"),
                "-o", f"-k {self.folder.name} -c listen_addresses='' -c fsync=off "
                "-c jit=off", "start")

    def do(self, program, *args):
        subprocess.run(self.user + [os.path.join(self.bin, program), *args], check=True,
                       stdout=subprocess.DEVNULL)

    def psql(self, script):
        made = subprocess.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.folder.name, "-U",
             "judge", "postgres"], input=script.encode(), capture_output=True)
        if made.returncode != 0:
            raise RuntimeError(made.stderr.decode()[:2000])
        return made.stdout.decode()

    def run(self, tables, query):
        script = []
        with tempfile.TemporaryDirectory() as folder:
            for name, (header, rows) in tables.items():
                path = os.path.join(folder, name + ".csv")
                with open(path, "w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows([header] + rows)
                columns = ", ".join(f"{quoted(column)} text" for column in header)
                script.append(f"DROP TABLE IF EXISTS {name};\nCREATE TABLE {name} ({columns});\n"
                              f"\\copy {name} FROM '{path}' CSV HEADER\n")
            copied = f"COPY (\n{query.rstrip().rstrip(';')}\n) TO STDOUT CSV HEADER;\n"
            text = self.psql("".join(script) + copied)
        rows = list(csv.reader(text.splitlines()))
        return rows[0], [[cell if cell else None for cell in row] for row in rows[1:]]

    def close(self):
        self.do("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")
        self.folder.cleanup()


ENGINES = {"sqlite": Sqlite, "duckdb": DuckDb, "postgres": Postgres}


# ---- Comparing -------------------------------------------------------------------


def is_same(found, expected, column):
    if column == "grade":
        return (found or "") == expected
    return float(found) == float(expected) and math.isfinite(float(found))


def compare(engine, name, folder, counts):
    tables = {table: read_table(os.path.join(folder, table + ".csv"))
              for table in ("leads", "activities")}
    header, rows = tables["activities"]
    for column in ("id", "revision"):
        if column not in header:
            header.append(column)
            for row in rows:
                row.append("")
    # Properties of types without activities are in no file.
    with open(os.path.join(folder, name + ".sql"), encoding="utf-8") as file:
        query = file.read()
    for column in columns_read(query, "activities"):
        if column not in header:
            header.append(column)
            for row in rows:
                row.append("")
    expected_header, expected_rows = read_table(os.path.join(folder, "expected.csv"))
    columns, found_rows = engine.run(tables, query)
    found = {row[0]: row for row in found_rows}
    if len(found_rows) != len(expected_rows):
        counts["different"] += 1
        print(f"{folder}: {len(found_rows)} rows, not {len(expected_rows)}")
    not_covered = columns.index("not_covered")
    whole = [columns.index(column) for column in columns if column != "not_covered"]
    is_null = {i: all(row[i] is None for row in found_rows if row[not_covered] is None)
               for i in whole}
    for expected in expected_rows:
        row = found.get(expected[0])
        if row is None:
            counts["different"] += 1
            continue
        counts["leads"] += 1
        if row[not_covered] is not None:
            counts["leads not covered"] += 1
            continue
        for i, column in enumerate(expected_header):
            at = columns.index(column)
            if column == "id" or (is_null[at] and column != "grade"):
                counts["left out"] += column != "id"
                continue
            if column == "grade" and row[at] is None and expected[i]:
                counts["left out"] += 1
                continue
            kind = "equal" if row[at] is not None and is_same(row[at], expected[i], column) or (
                column == "grade" and is_same(row[at], expected[i], column)) else "different"
            counts[kind] += 1
            if kind == "different" and counts["different"] <= 20:
                print(f"{folder} {name}: lead {expected[0]}, {column}: {row[at]}, "
                      f"not {expected[i]}")


def columns_read(query, table):
    """The columns that the query's first comment names for a table."""
    text = "".join(line[2:].strip() + " " for line in query.splitlines()
                   if line.startswith("--   "))
    begin = text.find(quoted(table) + " (")
    if begin < 0:
        return []
    inside = text[begin + len(quoted(table)) + 2:]
    return next(csv.reader([inside[:inside.index(")")]], skipinitialspace=True))


def judge(name, folders):
    try:
        engine = ENGINES[name]()
    except ImportError as error:
        print(f"skipped: {name}: {error}")
        return SKIPPED
    counts = collections.Counter()
    try:
        for folder in folders:
            try:
                compare(engine, name, folder, counts)
            except Exception as error:  # The database refused the query.
                counts["different"] += 1
                print(f"{folder} {name}: {str(error)[:600]}")
    finally:
        engine.close()
    print(f"{name:9} {counts['leads']} leads ({counts['leads not covered']} not covered): "
          f"{counts['equal']} numbers equal, {counts['different']} different, "
          f"{counts['left out']} left out")
    return 1 if counts["different"] or not counts["equal"] else 0


def main():
    names, root = sys.argv[1].split(","), sys.argv[2]
    if os.path.exists(os.path.join(root, "expected.csv")):
        folders = [root]
    else:
        folders = sorted((os.path.join(root, folder) for folder in os.listdir(root)),
                         key=lambda path: int(os.path.basename(path)))
    sys.exit(max(judge(name, folders) for name in names))


if __name__ == "__main__":
    main()
