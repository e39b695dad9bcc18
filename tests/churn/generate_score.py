#!/usr/bin/env python3
"""Writes tests/churn/score_expected.h: logistic regression by Newton's method at 40 digits (needs mpmath).

usage: python3 tests/churn/generate_score.py > tests/churn/score_expected.h
"""
from mpmath import mp, mpf, matrix, exp, log, sqrt, nstr

mp.dps = 40
gap = [-2, 1, 0, 3, -1, 2, -3, 1, 0, -2, 2, 1]
months = [3, 14, 7, 20, 2, 9, 5, 30, 11, 8, 4, 6]
left = [1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1]
n = len(left)


def deviation(v):
    m = mpf(sum(v)) / n
    return sqrt(sum((x - m) ** 2 for x in v) / n)


def fit(ridge):
    # the penalty is on standardised columns: ridge b^2 deviation^2 / 2
    penalty = [mpf(0), ridge * deviation(gap) ** 2, ridge * deviation(months) ** 2]
    b = matrix([0, 0, 0])
    for _ in range(60):
        g, h = matrix(3, 1), matrix(3, 3)
        for i in range(n):
            x = [1, gap[i], months[i]]
            p = 1 / (1 + exp(-sum(b[j] * x[j] for j in range(3))))
            for j in range(3):
                g[j] += (left[i] - p) * x[j]
                for k in range(3):
                    h[j, k] += p * (1 - p) * x[j] * x[k]
        for j in range(3):
            g[j] -= penalty[j] * b[j]
            h[j, j] += penalty[j]
        b += h ** -1 * g
    v = h ** -1
    p = [1 / (1 + exp(-(b[0] + b[1] * gap[i] + b[2] * months[i]))) for i in range(n)]
    won = sum(mpf(1) if p[i] > p[j] else mpf(1) / 2 if p[i] == p[j] else 0 for i in range(n) if left[i] for j in range(n) if not left[j])
    auc = won / (sum(left) * (n - sum(left)))
    brier = sum((p[i] - left[i]) ** 2 for i in range(n)) / n
    loss = -sum(log(p[i]) if left[i] else log(1 - p[i]) for i in range(n)) / n
    return [b[j] for j in range(3)], [sqrt(v[j, j]) for j in range(3)], [auc, brier, loss]


rows = [fit(mpf(0)), fit(mpf(1) / 2)]
print("/* Made by tests/churn/generate_score.py: without and with a ridge of 0.5. */")
for at, name in enumerate(("score_coefficient", "score_error", "score_measures")):
    print("static const double %s[2][3] = {" % name)
    for r in rows:
        print("    {%s}," % ", ".join(nstr(v, 20) for v in r[at]))
    print("};")
