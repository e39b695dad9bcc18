"""Random tables through tests/io/csv_dump and through Python's csv module. Called by csv_oracle.sh."""
import csv
import io
import json
import random
import subprocess
import sys

PROGRAM = sys.argv[1]
random.seed(20261122)
PIECES = ['a', 'bc', ' ', '"', ',', ';', '\t', '\n', '\r\n', 'é', '你好', '😀', '1.5', '-', "'", '\\', 'x' * 70]


def cell():
    return ''.join(random.choice(PIECES) for _ in range(random.choice((0, 1, 1, 2, 3, 5))))


def ours(data, piece, separator):
    done = subprocess.run([PROGRAM, str(piece), separator], input=data, stdout=subprocess.PIPE)
    text = done.stdout.decode('utf-8')
    if done.returncode == 3:
        return None, text
    assert done.returncode == 0, (done.returncode, data)
    return [json.loads(line) for line in text.split('\n') if line], ''


def theirs(data, separator):
    """The rows, or None where a strict reader of RFC 4180 must refuse."""
    text = data.decode('utf-8')
    try:
        rows = list(csv.reader(io.StringIO(text, newline=''), delimiter=separator, strict=True))
    except csv.Error:
        return None
    while rows and rows[-1] == []:
        rows.pop()
    if not rows or rows[0] == []:
        return None
    width = len(rows[0])
    if width == 1:
        rows = [row if row else [''] for row in rows]
    if any(len(row) != width for row in rows):
        return None
    return rows


def bare_quote(text, separator):
    """Python takes a quote inside an unquoted cell, RFC 4180 does not."""
    quoted, start = False, True
    i = 0
    while i < len(text):
        c = text[i]
        if quoted:
            if c == '"':
                if text[i + 1:i + 2] == '"':
                    i += 1
                else:
                    quoted = False
        elif c == '"':
            if not start:
                return True
            quoted = True
            start = False
        else:
            start = c in (separator, '\n', '\r')
        i += 1
    return False


def main():
    well_formed = damaged = refused = 0
    for round_ in range(260):
        separator = random.choice(',;\t|')
        width = random.randint(2, 5)
        out = io.StringIO()
        ends = random.choice(('\n', '\r\n', '\r'))
        # Python quotes a cell only for the characters of its own line end: with a short one, quote all that is text.
        quoting = random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)) if ends == '\r\n' else csv.QUOTE_ALL
        writer = csv.writer(out, delimiter=separator, lineterminator=ends, quoting=quoting)
        rows = [[cell() for _ in range(width)] for _ in range(random.randint(1, 12))]
        writer.writerows(rows)
        data = out.getvalue().encode('utf-8')
        piece = random.choice((1, 2, 3, 7, 64, 65536))
        got, why = ours(data, piece, separator)
        assert got == rows, (data, got, why)
        well_formed += 1
        # one or two characters changed
        text = out.getvalue()
        for _ in range(random.randint(1, 2)):
            at = random.randrange(len(text))
            text = text[:at] + random.choice(['"', separator, '\n', '', 'z', '""']) + text[at + random.randint(0, 1):]
        data = text.encode('utf-8')
        want = None if bare_quote(text, separator) or '\x00' in text else theirs(data, separator)
        got, why = ours(data, piece, separator)
        assert got == want, (data, separator, got, want, why)
        damaged += 1
        refused += got is None
    print('%d well-formed tables, %d damaged ones of which %d were refused' % (well_formed, damaged, refused))


main()
