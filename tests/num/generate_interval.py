#!/usr/bin/env python3
"""Prints expected limits of the trinomial score interval, by maximising the restricted likelihood numerically at 40 digits.

usage: python3 tests/num/generate_interval.py    (needs mpmath; the numbers stand in tests/num/interval.c)
The statistic of Tango (1998): (p - m - d) / sqrt(variance of the difference at the restricted maximum / n).
"""
from mpmath import mp, mpf, log, sqrt, findroot, nstr, erfinv

mp.dps = 40


def restricted(b, c, n, d):
    """Negative share q maximising b ln(q + d) + c ln q + rest ln(1 - 2 q - d)."""
    low = max(mpf(0), -d)
    high = (1 - d) / 2
    rest = n - b - c

    def slope(q):
        return (b / (q + d) if b else 0) + (c / q if c else 0) - (2 * rest / (1 - 2 * q - d) if rest else 0)

    a, z = low + mpf(10) ** -36, high - mpf(10) ** -36
    if slope(a) <= 0:
        return low
    if slope(z) >= 0:
        return high
    for _ in range(140):
        m = (a + z) / 2
        if slope(m) > 0:
            a = m
        else:
            z = m
    return (a + z) / 2


def limit(b, c, n, z):
    b, c, n = mpf(b), mpf(c), mpf(n)
    low, high = mpf(-1), (b - c) / n
    for _ in range(110):
        d = (low + high) / 2
        q = restricted(b, c, n, d)
        v = 2 * q + d - d * d
        if v > 0 and (b - c - n * d) / sqrt(n * v) < z:
            high = d
        else:
            low = d
    return high


z = sqrt(mpf(2)) * erfinv(mpf(95) / 100)
for b, c, n in [(12, 2, 50), (9, 0, 50), (1, 0, 7), (0, 0, 20), (25, 25, 50), (3, 4, 10), (700, 100, 1000), (49, 1, 50), (1, 49, 50), (2.5, 0.75, 6.25), (1, 0, 1), (1, 1, 2), (60000, 20000, 100000)]:
    print("    {%s, %s, %s, %s, %s}," % (b, c, n, nstr(limit(b, c, n, z), 17), nstr(-limit(c, b, n, z), 17)))
