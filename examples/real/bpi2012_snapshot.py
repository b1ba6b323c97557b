#!/usr/bin/env python3
"""The BPI Challenge 2012, two days in: bpi2012_snapshot.py CASES EVENTS > LEADS

An application is scored 48 hours after its first event (column as_of). It stays
in if it is still open at that instant and decided later; won says how. Those that
stay in keep the order of CASES.
"""

import csv
import sys
from datetime import datetime, timedelta, timezone

DECIDED = {'A_ACTIVATED', 'A_APPROVED', 'A_REGISTERED', 'A_DECLINED', 'A_CANCELLED'}


def main(cases_path, events_path):
    first, decided, won = {}, {}, set()
    with open(events_path, newline='', encoding='utf-8') as file:
        for row in csv.DictReader(file):
            case, activity = row['case_id'], row['activity']
            time = datetime.fromisoformat(row['timestamp'])
            first[case] = min(time, first.get(case, time))
            if activity in DECIDED:
                decided[case] = min(time, decided.get(case, time))
            if activity == 'A_ACTIVATED':
                won.add(case)

    out = csv.writer(sys.stdout, lineterminator='\n')
    out.writerow(['case_id', 'amount_req', 'as_of', 'won'])
    with open(cases_path, newline='', encoding='utf-8') as file:
        for row in csv.DictReader(file):
            case = row['case_id']
            as_of = first[case].astimezone(timezone.utc) + timedelta(hours=48)
            if case in decided and decided[case] > as_of:
                out.writerow([case, row['amount_req'], as_of.isoformat(), int(case in won)])


if __name__ == '__main__':
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
