#!/usr/bin/env python3
"""Offsets against Python's own strings: random texts, random edits, three units. Spans of findings in code points must cut the very
words out of a Python string; in UTF-16 out of its UTF-16 form; in bytes out of its UTF-8 form."""
import random
import sys

import libcsc
from libcsc import phrase, text

PIECES = ["decide now", "DECIDE RIGHT NOW", "\u201cdecide\u201d\u00a0now", "é", "\U0001f600", "您好", "ﷺ", "ß", "e\u0301", "a\u200bb", " ", ". ", ", ", "Ὀδυσσεύς", "և", "ё",
          "wait", "\u00ad", "한국", "Ⅷ", "\n", "🇬🇷", "İ"]


def main():
    r = random.Random(14)
    pack = phrase.Pack.from_yaml("{pack: p, version: '1', language: en, schema: 1, rules: [{id: a, kind: avoid, match: ['decide [right] now']}]}")
    checker = phrase.Checker(pack)
    found = 0
    source = ""
    for _ in range(400):
        # a random edit of the text before
        at = r.randint(0, len(source))
        end = min(len(source), at + r.choice([0, 0, 1, 2, 5]))
        source = source[:at] + "".join(r.choice(PIECES) for _ in range(r.randint(0, 4))) + source[end:]
        source = source[-120:]
        data = source.encode("utf-8")
        offsets = [len(source[:i].encode("utf-8")) for i in range(len(source) + 1)]
        points, utf16 = text.units(source, offsets)
        assert points == list(range(len(source) + 1)), source
        assert utf16 == [len(source[:i].encode("utf-16-le")) // 2 for i in range(len(source) + 1)], source
        checker.check(source)
        wide = source.encode("utf-16-le")
        for f in checker.to_dict()["findings"]:
            s = f["span"]
            cut = data[s["bytes"][0]:s["bytes"][1]].decode("utf-8")
            assert cut == f["text"]
            assert source[s["codepoints"][0]:s["codepoints"][1]] == cut
            assert wide[2 * s["utf16"][0]:2 * s["utf16"][1]].decode("utf-16-le") == cut
            before = source[:s["codepoints"][0]]
            assert f["line"] == 1 + before.count("\n") and f["column"] == 1 + len(before) - (before.rfind("\n") + 1)
            assert "decide" in text.fold(cut, "matching"), cut
            found += 1
    print("1..1\nok 1 - offsets of 400 edited texts, %d findings" % found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
