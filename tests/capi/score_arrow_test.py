"""Compares what examples/score_arrow.py gives with the rows of the command.

    score_arrow_test.py EXAMPLE PROGRAM LIBRARY MODEL ROWS WORK_DIR

Leads and activities are generated for the model, read by pyarrow, and handed
over as they are, as dictionaries, by Polars and by DuckDB. Ends with 77 if one
of these is not installed.
"""
import csv
import datetime
import importlib.util
import os
import subprocess
import sys

try:
    import duckdb
    import polars
    import pyarrow
    import pyarrow.csv
except ImportError as error:
    print(f"skipped: {error.name} is not installed")
    sys.exit(77)

EXAMPLE, PROGRAM, LIBRARY, MODEL, ROWS, WORK_DIR = sys.argv[1:]
AS_OF = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.timezone.utc)
AS_OF_TEXT = "2026-11-20T09:00:00Z"
EMPTY = {"grade", "qualifies_for", "way"}


def load_example():
    os.environ["LEADSCORE_C"] = LIBRARY
    spec = importlib.util.spec_from_file_location("score_arrow", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*arguments):
    subprocess.run([PROGRAM, *arguments], check=True, stdout=subprocess.DEVNULL)


def number(text):
    return float(text) if text else None


def expect_same(name, table, rows):
    columns = table.column_names
    assert columns[-4:] == ["grade", "qualifies_for", "way", "coverage"], columns
    assert table.num_rows == len(rows), (name, table.num_rows, len(rows))
    compared = 0
    for column in columns:
        for value, row in zip(table.column(column).to_pylist(), rows):
            expected = row[column] or None if column in EMPTY else number(row[column])
            # The number of a row, no values of leads.
            assert value == expected, (name, column, rows.index(row))
            compared += 1
    print(f"{name}: {compared} values are those of the command")


def main():
    example = load_example()
    os.makedirs(WORK_DIR, exist_ok=True)
    leads_path = os.path.join(WORK_DIR, "leads.csv")
    activities_path = os.path.join(WORK_DIR, "activities.csv")
    scores_path = os.path.join(WORK_DIR, "scores.csv")
    run("generate", "--model", MODEL, "--rows", ROWS, "--seed", "7", "--as-of", AS_OF_TEXT,
        "--output-leads", leads_path, "--output-activities", activities_path)
    run("score", "--model", MODEL, "--leads", leads_path, "--activities", activities_path,
        "--as-of", AS_OF_TEXT, "--output", scores_path)
    with open(scores_path, newline="") as file:
        rows = list(csv.DictReader(file))

    leads = pyarrow.csv.read_csv(leads_path)
    activities = pyarrow.csv.read_csv(activities_path)

    def as_dictionaries(table):
        for index, field in enumerate(table.schema):
            if pyarrow.types.is_string(field.type):
                encoded = table.column(index).dictionary_encode()
                table = table.set_column(index, field.name, encoded)
        return table

    def in_batches(table, size):
        return pyarrow.Table.from_batches(table.to_batches(max_chunksize=size))

    connection = duckdb.connect()
    # The order of rows is that of the table, for which DuckDB has to be asked.
    connection.register("leads_in_arrow", leads)
    connection.register("activities_in_arrow", activities)
    queries = {
        "leads": "SELECT * FROM leads_in_arrow",
        "activities": "SELECT * FROM activities_in_arrow",
    }
    ways = {
        "pyarrow": (leads, activities),
        "pyarrow, dictionaries": (as_dictionaries(leads), as_dictionaries(activities)),
        "pyarrow, small batches": (in_batches(leads.slice(0), 97), in_batches(activities, 1001)),
        "Polars": (polars.from_arrow(leads), polars.from_arrow(activities)),
        "DuckDB": (connection.sql(queries["leads"]), connection.sql(queries["activities"])),
    }
    for name, (lead_table, activity_table) in ways.items():
        expect_same(name, example.score(MODEL, lead_table, AS_OF, activity_table), rows)


main()
