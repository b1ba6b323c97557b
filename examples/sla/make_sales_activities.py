#!/usr/bin/env python3
"""Writes what salespeople did about the leads of examples/data.

Reads the leads and the history that the model gives them, and answers each entry
into MQL as a sales team would: most within hours, some late, some never.

  leadscore history --model examples/models/b2b_software.textproto \\
    --leads examples/data/leads.csv --activities examples/data/activities.csv \\
    --as-of 2026-11-20T00:00:00Z --output history.csv
  make_sales_activities.py examples/data/leads.csv history.csv > sales_activities.csv

The output is the same on every machine.
"""

import csv
import datetime
import sys
import zoneinfo

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
END = datetime.datetime(2026, 11, 20, tzinfo=datetime.timezone.utc)
BEGIN = datetime.datetime(2026, 9, 1, tzinfo=datetime.timezone.utc)


class Random:
    """Splitmix64, so that no library decides what comes out."""

    def __init__(self, text):
        self.state = 11
        for char in text.encode():
            self.state = (self.state * 0x100000001B3 ^ char) % 2**64
        self.next()

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        z = self.state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
        return z ^ z >> 31

    def between(self, low, high):
        return low + self.next() % (high - low + 1)

    def chance(self, percent):
        return self.between(0, 99) < percent


def at_work(time, random):
    """The instant, or one of the next morning that salespeople work."""
    local = time.astimezone(BERLIN)
    while local.weekday() >= 5 or local.hour < 8 or local.hour >= 18:
        next_day = local.hour >= 18 or local.weekday() >= 5
        day = local.date() + datetime.timedelta(days=1 if next_day else 0)
        local = datetime.datetime(day.year, day.month, day.day, 8,
                                  random.between(5, 55), random.between(0, 59),
                                  tzinfo=BERLIN)
    return local.astimezone(datetime.timezone.utc)


def minutes(count):
    return datetime.timedelta(minutes=count)


class Sales:
    def __init__(self, owners):
        self.owners = owners
        self.rows = []

    def add(self, lead, kind, time, **properties):
        if time < END:
            self.rows.append({"lead_id": lead, "type": kind, "time": time,
                              **properties})

    def answer(self, lead, entered, number):
        random = Random("%s %d" % (lead, number))
        owner = self.owners[lead]
        # Half of them at once by a rule, the others when somebody looks.
        assigned = entered + minutes(random.between(1, 4))
        if random.chance(50):
            assigned = at_work(entered + minutes(random.between(20, 300)), random)
        self.add(lead, "assigned", assigned, owner=owner)
        if random.chance(70):
            self.add(lead, "email_sent", entered + minutes(1), owner="",
                     automatic="true")
        if random.chance(6):
            return  # Nobody ever touches it.
        # The slow ones are so by their name.
        pace = 1 + sum(owner.encode()) % 4
        delay = random.between(2, 40) * pace
        if random.chance(8 * pace):
            delay += random.between(6, 60) * 60
        time = at_work(assigned + minutes(delay), random)
        for attempt in range(1, random.between(2, 7)):
            kind = "call" if random.chance(65) else "email_sent"
            properties = {"owner": owner}
            if kind == "email_sent":
                properties["automatic"] = "false"
            self.add(lead, kind, time, **properties)
            if random.chance(22 if attempt < 3 else 14):
                self.decide(lead, time + minutes(random.between(1, 2000)), random)
                return
            time = at_work(time + minutes(random.between(60, 4000)), random)

    def decide(self, lead, time, random):
        self.add(lead, "call_connected" if random.chance(40) else "email_reply",
                 time)
        time = at_work(time + minutes(random.between(5, 600)), random)
        if random.chance(72):
            self.add(lead, "sales_accepted", time)
        else:
            reason = "junk" if random.chance(35) else "no budget"
            self.add(lead, "lead_rejected", time, reason=reason)


def main():
    leads, history = sys.argv[1:3]
    with open(leads, newline="") as file:
        owners = {row["id"]: row["owner"] for row in csv.DictReader(file)}
    sales = Sales(owners)
    entries = {}
    with open(history, newline="") as file:
        for row in csv.DictReader(file):
            time = datetime.datetime.fromisoformat(
                row["time"].replace("Z", "+00:00"))
            if row["to"] == "MQL" and time >= BEGIN:
                lead = row["id"]
                entries[lead] = entries.get(lead, 0) + 1
                sales.answer(lead, time, entries[lead])
    # Some are called although nothing says that they are ready.
    for lead in sorted(owners):
        random = Random("early " + lead)
        if lead not in entries and random.chance(3):
            time = at_work(BEGIN + minutes(random.between(0, 100_000)), random)
            sales.add(lead, "call", time, owner=owners[lead])
    sales.rows.sort(key=lambda row: (row["time"], row["lead_id"], row["type"]))
    writer = csv.DictWriter(sys.stdout, ["lead_id", "type", "time", "id", "owner",
                                         "automatic", "reason"],
                            lineterminator="\n")
    writer.writeheader()
    for number, row in enumerate(sales.rows, 1):
        row["id"] = "S-%06d" % number
        row["time"] = row["time"].strftime("%Y-%m-%dT%H:%M:%SZ")
        writer.writerow(row)


if __name__ == "__main__":
    main()
