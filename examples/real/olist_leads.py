#!/usr/bin/env python3
"""The leads of Olist's marketing funnel: olist_leads.py LEADS DEALS > LEADS

All qualified leads in the order of their file, with one column more: won is 1
for a lead with a closed deal. Nothing else of the deals is known of a new lead.
"""

import csv
import sys


def main(leads_path, deals_path):
    with open(deals_path, newline='', encoding='utf-8') as file:
        deals = {row['mql_id'] for row in csv.DictReader(file)}

    with open(leads_path, newline='', encoding='utf-8') as file:
        leads = csv.DictReader(file)
        out = csv.DictWriter(sys.stdout, leads.fieldnames + ['won'], lineterminator='\n')
        out.writeheader()
        for row in leads:
            out.writerow({**row, 'won': int(row['mql_id'] in deals)})


if __name__ == '__main__':
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
