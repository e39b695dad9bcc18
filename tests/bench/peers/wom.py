#!/usr/bin/env python3
"""Peers of wom.bass (SciPy least_squares) and wom.cascade (a plain loop over a networkx graph, as such loops are written)."""
import os
import random
import sys
import time

jobs = os.environ.get('JOBS', '').split()


def wanted(job):
    return not jobs or any(j in job for j in jobs)


def bass():
    try:
        import numpy as np
        import scipy
        from scipy.optimize import least_squares
    except ImportError:
        return False
    x = np.array([96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500.0])
    t = np.arange(0, 14)

    def residual(v):
        p, q, m = np.exp(v)
        e = np.exp(-(p + q) * t)
        return m * np.diff((1 - e) / (1 + q / p * e)) - x

    best = 1e300
    for _ in range(30):
        a = time.perf_counter()
        least_squares(residual, [np.log(0.02), np.log(0.3), np.log(1.2 * x.sum())], xtol=1e-12, ftol=1e-12, gtol=1e-12)
        best = min(best, time.perf_counter() - a)
    print('PEER wom.bass SciPy %.6g fits/s SciPy %s least_squares' % (1 / best, scipy.__version__))
    return True


def cascade():
    try:
        import networkx as nx
    except ImportError:
        return False
    rng = random.Random(2)
    n, arcs = 20000, 367662
    g = nx.DiGraph()
    g.add_nodes_from(range(n))
    g.add_edges_from((int(n * rng.random() ** 2), rng.randrange(n)) for _ in range(arcs))
    seen, begin = 0, time.perf_counter()
    for _ in range(3):
        active, queue = set(range(50)), list(range(50))
        while queue:
            fresh = []
            for u in queue:
                for v in g.successors(u):
                    seen += 1
                    if v not in active and rng.random() < 0.1:
                        active.add(v)
                        fresh.append(v)
            queue = fresh
    print('PEER wom.cascade networkx %.6g Marcs/s networkx %s loop' % (seen / (time.perf_counter() - begin) / 1e6, nx.__version__))
    return True


done = [wanted('wom.bass') and bass(), wanted('wom.cascade') and cascade()]
sys.exit(0 if any(done) or not (wanted('wom.bass') or wanted('wom.cascade')) else 77)
