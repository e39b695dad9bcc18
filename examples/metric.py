#!/usr/bin/env python3
"""One table of answers, several definitions: they do not agree, and each says what it is.

    python3 examples/metric.py [survey.csv]
"""

import os
import sys

import libcsc
import libcsc.io

data = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "survey.csv")
table = libcsc.io.read_csv(data, {"item": "category", "value": "number", "segment": "category"})

# Rows of one question: list columns, as any other columns, are taken as they are.
csat = [(value, segment) for item, value, segment in zip(*table.values()) if item == "csat"]
answers = [value for value, _ in csat]
for spec in ("csat:top2/1", "csat:mean/1", "csat:net/1"):
    print("%-12s %s" % (spec, libcsc.metric(spec, answers)))

# By segment, with a comparison that knows how many were made.
with libcsc.Metric("csat:top2/1", groups=None) as segments:
    segments.add(answers, groups=[segment for _, segment in csat])
    for name, rank, against_rest in zip(segments.labels, segments.rank(), segments.compare_each()):
        print("%-12s %s, rank %s, p %.3f" % (name, segments.estimate(name), rank or "-", against_rest.p_adjusted))
