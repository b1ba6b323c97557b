#!/usr/bin/env python3
"""Writes src/core/case_folding_table.inc: Unicode's full case folding.

    scripts/make_case_folding_table.py > src/core/case_folding_table.inc

The table is made from the Unicode data of the Python that runs this, and is
committed, so that no build needs Python and every build folds alike.
"""

import unicodedata


def ranges(single):
    """Runs of code points with one stride and one distance to their folding."""
    items = sorted(single.items())
    begin = 0
    while begin < len(items):
        best_end, best_stride = begin, 1
        for stride in (1, 2):
            end = begin
            while (end + 1 < len(items)
                   and items[end + 1][0] == items[end][0] + stride
                   and items[end + 1][1] - items[end + 1][0]
                   == items[begin][1] - items[begin][0]):
                end += 1
            if end > best_end:
                best_end, best_stride = end, stride
        first, folded = items[begin]
        yield first, items[best_end][0], best_stride, folded - first
        begin = best_end + 1


def main():
    single, several = {}, []
    for code in range(0x110000):
        if 0xD800 <= code <= 0xDFFF:
            continue
        folded = chr(code).casefold()
        if folded == chr(code):
            continue
        if len(folded) == 1:
            single[code] = ord(folded)
        else:
            several.append((code, [ord(c) for c in folded]))
    print("// Made by scripts/make_case_folding_table.py from Unicode "
          f"{unicodedata.unidata_version}.")
    print("// clang-format off")
    print("constexpr FoldRange kFoldRanges[] = {")
    for first, last, stride, delta in ranges(single):
        print(f"  {{0x{first:X}, 0x{last:X}, {stride}, {delta}}},")
    print("};")
    print("constexpr FoldSeveral kFoldSeveral[] = {")
    for code, folded in several:
        padded = folded + [0] * (3 - len(folded))
        print(f"  {{0x{code:X}, {{"
              + ", ".join(f"0x{c:X}" for c in padded) + "}},")
    print("};")
    print("// clang-format on")


if __name__ == "__main__":
    main()
