#!/usr/bin/env python3
"""Writes branching_expected.h: total sizes of branching processes in 60-digit arithmetic (mpmath), not by the library's methods.

pmf by the textbook forms (Borel-Tanner; negative binomial and binomial coefficients by exact factorials; a table law by the multinomial
sum of its three probabilities), cdf and upper tail by plain addition.
"""
import os
from mpmath import mp, mpf, exp, log, loggamma, findroot

mp.dps = 60


def pmf(law, v, k, n):
    x = n - k
    if x < 0:
        return mpf(0)
    w = mpf(k) / n
    v = [mpf(a) for a in v]  # the doubles themselves
    if law == "POISSON":
        mu = v[0]
        return w * exp(-n * mu + x * log(n * mu) - loggamma(x + 1)) if mu else mpf(x == 0)
    if law == "GEOMETRIC":
        return w * exp(loggamma(n + x) - loggamma(n) - loggamma(x + 1) + n * log(1 - v[0]) + x * log(v[0]))
    if law == "NEGATIVE_BINOMIAL":
        a = n * v[0]
        return w * exp(loggamma(a + x) - loggamma(a) - loggamma(x + 1) + a * log(1 - v[1]) + x * log(v[1]))
    if law == "BINOMIAL":
        a = n * v[0]
        if x > a:
            return mpf(0)
        return w * exp(loggamma(a + 1) - loggamma(x + 1) - loggamma(a - x + 1) + x * log(v[1]) + (a - x) * log(1 - v[1]))
    total = sum(v)
    p = [a / total for a in v]
    if len(p) == 3 and p[1] == 0:
        if x % 2:
            return mpf(0)
        j = x // 2
        return w * exp(loggamma(n + 1) - loggamma(j + 1) - loggamma(n - j + 1) + (n - j) * log(p[0]) + j * log(p[2]))
    assert len(p) == 3
    # j persons bring two: multinomial terms by their ratio, from the largest outwards
    l0, l1, l2 = [log(a) for a in p]

    def term(j):
        return exp(loggamma(n + 1) - loggamma(j + 1) - loggamma(x - 2 * j + 1) - loggamma(n - x + j + 1) + j * l2 + (x - 2 * j) * l1 + (n - x + j) * l0)

    def ratio(j):  # term(j + 1) / term(j)
        return (x - 2 * j) * (x - 2 * j - 1) * p[2] * p[0] / ((j + 1) * (n - x + j + 1) * p[1] ** 2)

    low, high = 0, x // 2
    while low < high:
        m = (low + high) // 2
        if ratio(m) > 1:
            low = m + 1
        else:
            high = m
    peak = term(low)
    out, t, j = peak, peak, low
    while j < x // 2 and t > peak * mpf(10) ** -40:
        t *= ratio(j)
        j += 1
        out += t
    t, j = peak, low
    while j > 0 and t > peak * mpf(10) ** -40:
        j -= 1
        t /= ratio(j)
        out += t
    return w * out


def extinction(law, v):
    v = [mpf(a) for a in v]
    if law == "POISSON":
        f = lambda s: exp(v[0] * (s - 1))
        m = v[0]
    elif law == "GEOMETRIC":
        f = lambda s: (1 - v[0]) / (1 - v[0] * s)
        m = v[0] / (1 - v[0])
    elif law == "NEGATIVE_BINOMIAL":
        f = lambda s: ((1 - v[1]) / (1 - v[1] * s)) ** v[0]
        m = v[0] * v[1] / (1 - v[1])
    elif law == "BINOMIAL":
        f = lambda s: (1 - v[1] + v[1] * s) ** v[0]
        m = v[0] * v[1]
    else:
        total = sum(v)
        f = lambda s: sum(a * s ** j for j, a in enumerate(v)) / total
        m = sum(j * a for j, a in enumerate(v)) / total
    if m <= 1:
        return mpf(1)
    low, high = mpf(0), None
    # f(s) - s is positive below the root and negative between it and 1
    a, b = mpf(0), mpf(1)
    s = mpf(1) - (m - 1) / 1000 / max(1, m)
    b = s
    while f(b) - b > 0:
        b = 1 - (1 - b) / 2
    for _ in range(190):
        c = (a + b) / 2
        if f(c) - c > 0:
            a = c
        else:
            b = c
    return a


LAWS = [
    ("POISSON", [0.3]), ("POISSON", [0.9]), ("POISSON", [0.999]), ("POISSON", [1.0]), ("POISSON", [1.001]), ("POISSON", [2.0]),
    ("GEOMETRIC", [0.25]), ("GEOMETRIC", [0.4]), ("GEOMETRIC", [0.4997]), ("GEOMETRIC", [0.6]),
    ("BINOMIAL", [10, 0.09]), ("BINOMIAL", [3, 0.3334]), ("BINOMIAL", [1, 0.7]),
    ("NEGATIVE_BINOMIAL", [0.5, 0.6]), ("NEGATIVE_BINOMIAL", [2.5, 0.286]), ("NEGATIVE_BINOMIAL", [0.01, 0.9]),
    ("PMF", [0.5, 0.3, 0.2]), ("PMF", [0.3, 0.4, 0.3]), ("PMF", [0.6, 0.0, 0.4]), ("PMF", [0.25, 0.25, 0.5]),
]
PMF_SIZES = [1, 2, 3, 5, 10, 20, 100, 999, 4096, 4097, 20000, 100000, 1000000]
CDF_SIZES = [1, 4, 30, 300, 3000]


def main():
    rows, tails, roots = [], [], []
    for law, v in LAWS:
        text = "{%s}, %d" % (", ".join(repr(float(a)) for a in v), len(v))
        q = extinction(law, v)
        roots.append("    {CSC_WOM_%s, %s, %s}," % (law, text, mp.nstr(q, 25)))
        for k in (1, 3, 40):
            for n in PMF_SIZES:
                if n < k or (law == "PMF" and n > 100000 and k > 1):
                    continue
                p = pmf(law, v, k, n)
                if p < mpf(10) ** -290:
                    continue
                rows.append("    {CSC_WOM_%s, %s, %d, %d, %s}," % (law, text, k, n, mp.nstr(p, 25)))
        k, sums, total, last = 3, {}, mpf(0), 4000
        for n in range(k, last + 1):
            total += pmf(law, v, k, n)
            if n in CDF_SIZES:
                sums[n] = total
        for n, lower in sums.items():
            upper = 1 - lower
            if upper < mpf(10) ** -40:
                continue
            tails.append("    {CSC_WOM_%s, %s, %d, %d, %s, %s}," % (law, text, k, n, mp.nstr(lower, 25), mp.nstr(upper, 25)))
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "branching_expected.h"), "w") as out:
        out.write("/* Made by branching_expected.py with mpmath at 60 digits. */\n#include "csc.h"\n/* clang-format off */\n")
        out.write("static const struct { int32_t law; double v[3]; size_t count; double extinction; } extinctions[] = {\n" + "\n".join(roots) + "\n};\n")
        out.write("static const struct { int32_t law; double v[3]; size_t count; int ancestors; uint64_t n; double pmf; } pmfs[] = {\n" + "\n".join(rows) + "\n};\n")
        out.write("static const struct { int32_t law; double v[3]; size_t count; int ancestors; uint64_t n; double lower, upper; } tails[] = {\n" + "\n".join(tails) + "\n};\n")
        out.write("/* clang-format on */\n")


main()
