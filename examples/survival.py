#!/usr/bin/env python3
"""When customers leave: Kaplan-Meier by segment, log-rank test, Cox regression.

    python3 examples/survival.py [survival.csv]
"""

import os
import sys

import libcsc.io
import libcsc.survival as survival

data = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "survival.csv")
table = libcsc.io.read_csv(data, {"time": "number", "status": "integer", "segment": "category", "unhappy": "number"})

for segment, curve in survival.kaplan_meier(table["time"], table["status"], groups=table["segment"]).items():
    print("%-10s n %4d  still there after 13 weeks %.2f  median %s" % (segment, curve.summary["n"], curve.at(13), curve.summary["median"]))
test = survival.logrank(table["time"], table["status"], table["segment"])
print("log-rank: chi-squared %.2f, %d degrees of freedom, p %.3g" % (test.chi2, test.df, test.p))

cox = survival.cox(table["time"], table["status"], {"unhappy": table["unhappy"]})
if cox.problem:
    sys.exit("no estimate: %s" % cox.problem)
print("Cox: unhappy %+.3f (standard error %.3f), concordance %.3f" % (cox.coef["unhappy"], cox.se["unhappy"], cox.concordance))
