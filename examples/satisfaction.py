#!/usr/bin/env python3
"""What customers expected against what they experienced: gaps by item, classes, and each customer's expectation as it moves.

    python3 examples/satisfaction.py [expectation.csv]
"""

import collections
import os
import sys

import libcsc.io
import libcsc.satisfaction as satisfaction

data = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "expectation.csv")
table = libcsc.io.read_csv(data, {"respondent_id": "category", "item": "category", "expectation": "number", "experience": "number"})
customers, items, expected, experienced = table.values()

result = satisfaction.gap(expected, experienced, customers, items)
for row in result["items"]:
    print("%-10s gap %+.2f (%.2f to %.2f), n %d" % (row["item"], row["gap"], row["low"], row["high"], row["n"]))
print("classes   ", result["classes"])

# The same experiences as a running expectation: what a customer expects is what he met before.
visits, states = satisfaction.track(customers, experienced)
print("last visit", dict(collections.Counter(visit.outcome for visit in visits)))
print("one of %d customers: %s" % (len(states), next(iter(states.items()))))
