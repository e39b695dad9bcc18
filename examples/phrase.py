#!/usr/bin/env python3
"""What a reply should not hold: each finding with its place and a better word.

    python3 examples/phrase.py [file with one reply a line]
"""

import os
import sys

import libcsc.phrase as phrase

data = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "replies.txt")
with phrase.Checker("service-en", channel="email") as checker, open(data, encoding="utf-8") as replies:
    for number, reply in enumerate(replies, 1):
        reply = reply.rstrip("\n")
        found = checker.check(reply)
        print("%d: %s" % (number, reply))
        for finding in found:
            print("   %s%s %s: %s %s" % (
                " " * finding.begin, "^" * max(1, finding.end - finding.begin), finding.rule, finding.message,
                ("Say: " + " / ".join(finding.suggestions)) if finding.suggestions else ""))
