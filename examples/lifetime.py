#!/usr/bin/env python3
"""Who is still a customer, how often they will come back: BG/NBD on the CDNOW sample.

    python3 examples/lifetime.py [rfm.csv]
"""

import os
import sys

import libcsc.io
import libcsc.lifetime as lifetime

data = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "rfm.csv")
table = libcsc.io.read_csv(data, {"customer_id": "text", "x": "number", "t_x": "number", "T": "number"})
names = table.pop("customer_id").to_list()

model = lifetime.fit("bg-nbd", table)
if model.problem:
    sys.exit("no estimate: %s" % model.problem)
for name, value in model.params.items():
    print("%-6s %8.4f (standard error %.4f)" % (name, value, model.se[name]))

weeks = 39
predicted = model.predict(table, horizon=weeks)
print("%d customers, expected purchases in %d weeks %.0f" % (len(names), weeks, sum(predicted["expected"])))
best = sorted(range(len(names)), key=lambda i: -predicted["expected"][i])[:5]
for i in best:
    print("%s  alive %.2f  expected %.1f" % (names[i], predicted["p_alive"][i], predicted["expected"][i]))
