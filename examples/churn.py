#!/usr/bin/env python3
"""Why customers leave and what complaints bring back: own counts beside the preset.

    python3 examples/churn.py [complaints.csv [reasons.csv]]
"""

import collections
import os
import sys

import libcsc.churn as churn
import libcsc.io

data = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
files = sys.argv[1:] + [os.path.join(data, name) for name in ("complaints.csv", "reasons.csv")][len(sys.argv) - 1 :]

table = libcsc.io.read_csv(files[0], {name: "integer" for name in ("complained", "resolved", "quick", "returned")})
counts, returned = [0] * 4, [0] * 4
for complained, resolved, quick, back in zip(*table.values()):
    path = 0 if not complained else 1 if not resolved else 3 if quick else 2
    counts[path] += 1
    returned[path] += back
own = churn.paths_estimate(counts, returned)
for path in own.paths:
    print("%-11s %4.0f customers, buy again %4.1f %% (%.1f to %.1f), preset %.0f %%" % (
        path.path, path.count, 100 * path.rebuy, 100 * path.rebuy_low, 100 * path.rebuy_high, 100 * path.preset))
print("one point more who complain brings back %.1f customers" % own.effect_complain)

reasons = collections.Counter(libcsc.io.read_csv(files[1], {"reason": "category"})["reason"])
stated = {name: reasons[name] for name in churn.reason_names()}
for reason in churn.reasons(stated, missing=sum(reasons.values()) - sum(stated.values())):
    print("%-16s %5.1f %% (%.1f to %.1f), preset %.0f %%" % (
        reason.reason, 100 * reason.share, 100 * reason.low, 100 * reason.high, 100 * reason.preset))
