#!/usr/bin/env python3
"""Makes of the help desk's log the files that the program reads.

  helpdesk.py EVENTS.csv LEADS_OUT.csv ACTIVITIES_OUT.csv

The log's offsets are wrong by an hour or two, but its wall clock is right: times
are written without an offset, and the model says which wall it is.
"""

import csv
import sys


def main():
    events, leads, activities = sys.argv[1:4]
    with open(events, newline="") as file:
        rows = list(csv.DictReader(file))
    tickets = sorted({row["case_id"] for row in rows})
    with open(leads, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id"])
        writer.writerows([ticket] for ticket in tickets)
    with open(activities, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["lead_id", "type", "time", "owner"])
        for row in rows:
            wall = row["timestamp"][:19].replace("T", " ")
            writer.writerow([row["case_id"], row["activity"], wall,
                             row["resource"]])


if __name__ == "__main__":
    main()
