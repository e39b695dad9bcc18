#!/usr/bin/env python3
"""From conversations to money: what the findings of one quarter put at risk, and whom to call first.

    python3 examples/impact.py
"""

import libcsc.impact as impact

names = ["Ann", "Bob", "Cy", "Dee", "Eve"]
expectation = [8.0, 7.5, 8.0, 6.0, 9.0]  # points, before the last visit
experience = [8.5, 7.0, 8.0, 6.5, 9.0]  # what it would have been without findings
rate = [0.0, 1.5, 0.5, 0.0, 2.0]  # severity-weighted findings a conversation
value = [1200.0, 800.0, 400.0, 300.0, 2500.0]  # lost when the customer leaves

# The effect of findings from matched surveys; the rest given with ranges, or left at its preset.
effect = impact.estimate_effect([0, 0, 1, 1, 2, 3], [8.2, 7.9, 7.5, 7.2, 6.8, 6.1])
links = {"effect": effect, "leaves_lost": (0.4, 0.3, 0.5), "leaves_drifting": 0.1, "leaves_loyal": 0.05, "hearer_value": 150.0}
chain = impact.Chain(expectation, experience, value, deviation=[0.7] * 5, rate=rate, links=links, population=20000, seed=1)

totals = chain.totals
print("at risk %.0f (%.0f to %.0f%s)" % (totals.at_risk, totals.low, totals.high, ", partial" if totals.partial else ""))
print("of it lost sales %.0f, by word of mouth %.0f; avoidable %.0f" % (totals.lost_sales, totals.lost_by_word_of_mouth, totals.avoidable))
for row in chain.calling_list(3):
    one = chain.customer(row)
    print("call %-4s leaves with %.0f %%, a contact saves %.0f" % (names[row], 100 * one.leaves, one.saved))
for part in chain.to_dict()["sensitivity"][:3]:
    print("sensitive to", part)
