#!/usr/bin/env python3
"""How many hear of one bad experience, and how much overlap takes off in a town of a given size.

    python3 examples/wom.py [people told by each, level by level ...]
"""

import sys

import libcsc.wom as wom

branching = [float(word) for word in sys.argv[1:]] or wom.presets()[0].branching
tree = wom.Tree(branching)
print("levels %s, together %g people, of whom %g listeners" % (" ".join("%g" % n for n in tree.levels), tree.reach.total, tree.reach.listeners))
for population in (100, 1000, 100000):
    reach = wom.tree(branching, population=population)
    print("among %6d people %.1f distinct hearers (deviation %.1f)" % (population, reach.distinct, reach.distinct_sd))
