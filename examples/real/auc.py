#!/usr/bin/env python3
"""How well total ranks the leads of the test: auc.py SCORES OUTCOME

SCORES is what leadscore wrote, in the order of its leads; OUTCOME is a column of
0 and 1 passed through with --keep. The test is every fifth row, the first
included. Prints the rows, the rows of the test, and the area under the ROC curve
(AUC): how often a lead that was won has more points than one that was not, a tie
counting half (Mann-Whitney).
"""

import csv
import itertools
import sys


def auc(leads):
    """The AUC of (points, won) pairs."""
    won = sum(is_won for _, is_won in leads)
    lost = len(leads) - won
    if won == 0 or lost == 0:
        sys.exit(f'auc.py: of {len(leads)} leads in the test {won} were won; it takes both kinds')
    pairs = 0.0  # (won, lost) pairs in the right order
    lost_below = 0
    for _, tied in itertools.groupby(sorted(leads), key=lambda lead: lead[0]):
        tied_won = [is_won for _, is_won in tied]
        tied_lost = len(tied_won) - sum(tied_won)
        pairs += sum(tied_won) * (lost_below + tied_lost / 2)
        lost_below += tied_lost
    return pairs / (won * lost)


def main(scores_path, outcome):
    with open(scores_path, newline='', encoding='utf-8') as file:
        leads = [(float(row['total']), int(row[outcome])) for row in csv.DictReader(file)]
    test = leads[::5]
    print(len(leads), len(test), f'{auc(test):.4f}')


if __name__ == '__main__':
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
