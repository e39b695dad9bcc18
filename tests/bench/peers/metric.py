#!/usr/bin/env python3
"""Peers of metric.groups: NPS with standard error of 10M answers in 1,000 groups by pandas groupby and by numpy bincount."""
import os
import sys
import time

try:
    import numpy as np
    import pandas as pd
except ImportError:
    sys.exit(77)

jobs = os.environ.get('JOBS', '').split()
if jobs and not any(j in 'metric.groups' or j in 'metric.one' for j in jobs):
    sys.exit(0)
N, GROUPS = 10_000_000, 1000
rng = np.random.default_rng(1)
value = rng.integers(0, 11, N).astype(np.uint8)
group = rng.integers(0, GROUPS, N).astype(np.uint16)


def best(work, runs=5):
    t = []
    for _ in range(runs):
        a = time.perf_counter()
        work()
        t.append(time.perf_counter() - a)
    return min(t)


def score(promoters, detractors, n):
    p, d = promoters / n, detractors / n
    return p - d, np.sqrt((p + d - (p - d) ** 2) / n)


def by_bincount():
    n = np.bincount(group, minlength=GROUPS)
    return score(np.bincount(group[value >= 9], minlength=GROUPS), np.bincount(group[value <= 6], minlength=GROUPS), n)


def by_one_bincount():
    h = np.bincount(group.astype(np.int32) * 11 + value, minlength=GROUPS * 11).reshape(GROUPS, 11)
    return score(h[:, 9:].sum(1), h[:, :7].sum(1), h.sum(1))


frame = pd.DataFrame({'g': group, 's': (value >= 9).astype(np.int8) - (value <= 6).astype(np.int8)})


def by_groupby():
    g = frame.groupby('g')['s']
    return g.mean(), g.std()


numpy_seconds = min(best(by_bincount), best(by_one_bincount))
print('PEER metric.groups numpy %.6g rows/s numpy-%s-bincount' % (N / numpy_seconds, np.__version__))
print('PEER metric.groups pandas %.6g rows/s pandas-%s-groupby-mean-and-std' % (N / best(by_groupby, 3), pd.__version__))
