#!/usr/bin/env python3
"""Writes libcsc/num/tables.h: coefficients of the special functions, from 60-digit arithmetic (needs mpmath).

usage: python3 libcsc/num/tables.py > libcsc/num/tables.h
"""
from mpmath import mp, mpf, zeta, sqrt, nstr

mp.dps = 60


def number(v):
    return nstr(v, 20, strip_zeros=False, min_fixed=0, max_fixed=0)


def table(name, values, comment):
    print("/* %s */" % comment)
    print("CSC_I_TABLE const double %s[%d] = {" % (name, len(values)))
    line = "   "
    for v in values:
        item = " %s," % number(v)
        if len(line) + len(item) > 120:
            print(line)
            line = "   "
        line += item
    print(line)
    print("};")


def mul(a, b, n):
    out = [mpf(0)] * n
    for i, x in enumerate(a[:n]):
        for j, y in enumerate(b[: n - i]):
            out[i + j] += x * y
    return out


def inverse(a, n):
    """1 / a(t) as a power series, a[0] != 0."""
    out = [1 / a[0]]
    for k in range(1, n):
        out.append(-sum(a[i] * out[k - i] for i in range(1, min(k, len(a) - 1) + 1)) / a[0])
    return out


def temme(orders, n):
    """Power series in eta of C_0..C_{orders-1} (DLMF 8.12.12, 8.12.10): mu - ln(1 + mu) = eta^2 / 2."""
    size = n + 2 * orders + 4
    # mu = eta + a2 eta^2 + ...; from mu' mu = eta (1 + mu), coefficient by coefficient.
    a = [mpf(0), mpf(1)]
    for k in range(2, size):
        # coefficient of eta^k in mu mu' = a_{k-1} (+ the unknown: (k + 1) a_k from 1 * k a_k and a_k * 1)
        known = sum(a[i] * (k + 1 - i) * a[k + 1 - i] for i in range(2, k))
        a.append((a[k - 1] - known) / (k + 1))
    over_mu = inverse(a[1:], size - 1)  # eta / mu
    stirling = [mpf(1), mpf(1) / 12, mpf(1) / 288, -mpf(139) / 51840, -mpf(571) / 2488320]
    c = [over_mu[i + 1] for i in range(size - 2)]  # (eta / mu - 1) / eta
    tables = [c]
    for k in range(1, orders):
        d = [i * c[i] for i in range(1, len(c))]  # C'
        g = (-1) ** k * stirling[k]
        # (C' + g eta / mu) / eta: the constant terms cancel
        total = [d[i] + g * over_mu[i] for i in range(min(len(d), len(over_mu)))]
        assert abs(total[0]) < mpf(10) ** -45, total[0]
        c = total[1:]
        tables.append(c)
    return tables


print("/* Coefficients of the special functions; made by libcsc/num/tables.py, do not edit. */")
print("#ifndef CSC_NUM_TABLES_H")
print("#define CSC_NUM_TABLES_H")
print()
print("#if defined(__GNUC__)")
print("#define CSC_I_TABLE __attribute__((unused)) static")
print("#else")
print("#define CSC_I_TABLE static")
print("#endif")
print()
table("zeta_minus_one", [zeta(k) - 1 for k in range(2, 34)], "zeta(k) - 1 for k = 2, 3, ... (DLMF 25.6)")
for i, (t, n) in enumerate(zip(temme(4, 22), (20, 16, 12, 8))):
    table("temme_c%d" % i, t[:n], "C_%d(eta) of Temme's expansion, powers of eta from 0 (DLMF 8.12.10)" % i)


def legendre(n):
    """Positive nodes and weights of the n-point Gauss-Legendre rule, n even."""
    from mpmath import legendre as p, cos, pi

    nodes, weights = [], []
    for i in range(n // 2):
        x = cos(pi * (i + mpf(3) / 4) / (n + mpf(1) / 2))
        for _ in range(12):
            x -= p(n, x) * (x * x - 1) / (n * (x * p(n, x) - p(n - 1, x)))
        slope = n * (x * p(n, x) - p(n - 1, x)) / (x * x - 1)
        nodes.append(x)
        weights.append(2 / ((1 - x * x) * slope * slope))
    return nodes, weights


nodes, weights = legendre(16)
table("legendre_node", nodes, "positive nodes of the 16-point Gauss-Legendre rule on [-1, 1]")
table("legendre_weight", weights, "their weights")
print()
print("#endif")
