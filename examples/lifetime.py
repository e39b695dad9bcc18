#!/usr/bin/env python3
"""From a log of purchases to who is still a customer and what comes back: BG/NBD and Gamma-Gamma on the CDNOW sample.

    python3 examples/lifetime.py [transactions.csv]
"""

import os
import sys

import libcsc.io
import libcsc.lifetime as lifetime

data = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "transactions.csv")
log = libcsc.io.read_csv(data, {"customer_id": "category", "date": "date", "amount": "number"})

# 39 weeks to fit, 39 weeks to see whether it was right.
table = lifetime.customer_table(log["customer_id"], log["date"], log["amount"], calibration="1997-09-30", end="1998-06-30", unit="week")
model = lifetime.fit("bg-nbd", table)
if model.problem:
    sys.exit("no estimate: %s" % model.problem)
for name, value in model.params.items():
    print("%-6s %8.4f (standard error %.4f)" % (name, value, model.se[name]))

weeks = 39
spend = lifetime.fit("gamma-gamma", table)
told = model.predict(table, outputs=("p_alive", "expected", "clv"), horizon=weeks, discount=0.002, spend=spend)
print("%d customers, %d weeks: expected %.0f purchases, there were %.0f" % (len(table["x"]), weeks, sum(told["expected"]), sum(table["x_after"])))
for i in sorted(range(len(table["x"])), key=lambda i: -told["clv"][i])[:5]:
    print("%s  alive %.2f  expected %4.1f  worth %7.2f" % (table["customer"][i], told["p_alive"][i], told["expected"][i], told["clv"][i]))

print("\nweek  expected repeat purchases, all customers who start in week 0")
for week in range(0, 79, 13):
    expected = model.expected_new([week])[0]
    print("%4d  %5.2f  %s" % (week, expected, "#" * round(20 * expected)))
