#!/usr/bin/env python3
"""What Python's csv module reads in random files: what CsvReader is judged by.

  csv_by_python.py FILES SEED | csv_judge

Prints their number and the cases, each of them a line

  DELIMITER PIECE FILE_BYTES EXPECTED_BYTES

(the delimiter as the number of its character, and how many bytes are to be
given at once), the bytes of the file, and what is expected: for each record the
line on which it begins, a blank, its fields, each with "\\x1F" behind it, and
"\\x1E".

Files hold only what both define alike. Not made, because Python is more
lenient, or says otherwise:

  - text behind a closing quote, and a quoted field that does not end: errors
    here, text there (csv.reader is asked to be strict, so that such a file
    would end this script);
  - fields of more than 128 KB, which Python refuses and we read;
  - bytes that are not UTF-8, which Python cannot decode, and NUL, which older
    versions refuse.

A blank line is an empty record to Python, which is dropped here.
"""

import csv
import io
import random
import sys

LINE_ENDS = ["\n", "\r\n", "\r"]
# Characters that other readers take for line ends are among them.
PLAIN = list("abcxyz  019.-\u00e9\u20ac\U0001f600\v\f\x1c\x85\u2028\ufeff")
SPECIAL = list(",;\t|") + ['"', '"', "\n", "\r", "\r\n"]


class FileMaker:
    def __init__(self, rng):
        self.rng = rng
        self.delimiter = rng.choice(",;\t|")
        self.line_ends = [rng.choice(LINE_ENDS)]
        if rng.random() < 0.25:
            self.line_ends = LINE_ENDS
        self.width = rng.randint(1, 8)
        self.quoted = rng.choice([0, 0.05, 0.3, 1])
        self.special = rng.choice([0, 0.1, 0.6])
        self.longest = rng.choice([3, 12, 12, 200])
        self.blank = rng.choice([0, 0, 0.1])
        self.ragged = rng.choice([0, 0, 0, 0.1])

    def characters(self):
        rng = self.rng
        count = rng.randint(0, rng.randint(0, self.longest))
        kinds = [PLAIN] * 8 + ([SPECIAL] if rng.random() < self.special else [])
        return rng.choices([c for kind in kinds for c in kind], k=count)

    def field(self):
        text = "".join(self.characters())
        if self.rng.random() < self.quoted:
            return '"' + text.replace('"', '""') + '"'
        # A quote is a character like others, but not at the beginning.
        for special in (self.delimiter, "\n", "\r"):
            text = text.replace(special, "")
        return text.lstrip('"')

    def record(self):
        width = self.width
        if self.rng.random() < self.ragged:
            width = self.rng.randint(1, 10)
        text = self.delimiter.join(self.field() for _ in range(width))
        text += self.rng.choice(self.line_ends)
        if self.rng.random() < self.blank:
            text += self.rng.choice(self.line_ends)
        return text

    def file(self, is_large):
        rng = self.rng
        records = [self.record() for _ in range(rng.randint(0, 12))]
        if is_large and records:
            while sum(map(len, records)) < 250_000:
                records += rng.choices(records, k=len(records))
        text = "".join(records)
        # The last line end may be absent, which must not open another quote.
        if rng.random() < 0.3:
            text = text.rstrip("\r\n")
        return text


def expected_of(text, delimiter):
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True
    )
    expected = []
    line = 1
    for record in reader:
        if record:
            fields = "".join(field + "\x1f" for field in record)
            expected.append(f"{line} {fields}\x1e")
        line = reader.line_num + 1
    return "".join(expected)


def main():
    files, seed = int(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(seed)
    out = sys.stdout.buffer
    out.write(b"%d\n" % files)
    for index in range(files):
        maker = FileMaker(rng)
        is_large = index % 500 == 499
        text = maker.file(is_large)
        file = text.encode()
        if rng.random() < 0.1:
            file = b"\xef\xbb\xbf" + file
        elif text.startswith("\ufeff"):
            text = text[1:]
        expected = expected_of(text, maker.delimiter).encode()
        smallest = 1_000 if is_large else 1
        piece = rng.choice([rng.randint(smallest, smallest + 30), 1 << 20])
        out.write(
            b"%d %d %d %d\n"
            % (ord(maker.delimiter), piece, len(file), len(expected))
        )
        out.write(file)
        out.write(expected)


if __name__ == "__main__":
    main()
