#!/usr/bin/env python3
"""Compares libcsc's metrics with an independent program, written from the definitions: 200 random tables, 1e-12.

Usage: oracle.py LIBRARY. Standard library only. Prints TAP. Shares, nets and means are counted row by row; the intervals come
from other routes than libcsc's: Wilson by the closed form, the net's score interval by bisection on the test itself, t quantiles by
bisection on a numerically integrated density.
"""
import ctypes
import math
import random
import sys

U64, F64, SIZE = ctypes.c_uint64, ctypes.c_double, ctypes.c_size_t


class Column(ctypes.Structure):
    _fields_ = [('data', ctypes.c_void_p), ('stride', ctypes.c_ssize_t), ('type', ctypes.c_int32), ('reserved', ctypes.c_int32),
                ('validity', ctypes.c_void_p), ('validity_offset', SIZE)]


class Estimate(ctypes.Structure):
    _fields_ = [(k, F64) for k in ('value', 'se', 'low', 'high', 'level', 'n', 'missing')] + [('status', ctypes.c_int32),
                                                                                             ('reserved', ctypes.c_int32)]


def column(values):
    a = (F64 * len(values))(*values)
    return a, Column(ctypes.cast(a, ctypes.c_void_p), 8, 10, 0, None, 0)


def normal_quantile(p):
    low, high = -40.0, 40.0
    for _ in range(200):
        mid = (low + high) / 2
        if 0.5 * math.erfc(-mid / math.sqrt(2)) < p:
            low = mid
        else:
            high = mid
    return (low + high) / 2


def t_upper(t, df):
    """P(T > t), t >= 0: with t = sqrt(df) cot b the density is sin(b)^(df - 1) on (0, atan(sqrt(df) / t)); by tanh-sinh quadrature,
    which bears the singular end that df < 1 has."""
    b1 = math.atan2(math.sqrt(df), t)
    c = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(math.pi)
    total, h = 0.0, 1 / 64
    for k in range(-330, 260):
        s = math.pi / 2 * math.sinh(k * h)
        x = b1 / (1 + math.exp(-2 * s))  # from 0 to b1
        if x <= 0:
            continue
        total += math.sin(x) ** (df - 1) * b1 * h * math.pi / 2 * math.cosh(k * h) / math.cosh(s) ** 2 / 2
    return c * total


def t_quantile(tail, df):
    low, high = 0.0, 1.0
    while t_upper(high, df) > tail:
        high *= 2
    for _ in range(90):
        mid = (low + high) / 2
        if t_upper(mid, df) > tail:
            low = mid
        else:
            high = mid
    return (low + high) / 2


def wilson(p, n, z):
    centre = p + z * z / (2 * n)
    reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = 0.0 if p == 0 else (centre - reach) / (1 + z * z / n)
    high = 1.0 if p == 1 else (centre + reach) / (1 + z * z / n)
    return low, high


def net_interval(b, c, n, z):
    """Where the score test of a difference D of two cells of a trinomial (Tango 1998) just rejects: bisection in D."""
    d0 = (b - c) / n

    def statistic(D):
        # restricted maximum likelihood of the negative share q: 2 n q^2 + q (-b - c + (2 n - b + c) D) - c D (1 - D) = 0
        A, B, C = 2 * n, -b - c + (2 * n - b + c) * D, -c * D * (1 - D)
        q = (math.sqrt(max(B * B - 4 * A * C, 0)) - B) / (2 * A)
        v = n * (2 * q + D * (1 - D))
        num = b - c - n * D
        return num / math.sqrt(v) if v > 0 else math.copysign(math.inf, num) if num else 0.0

    def solve(inside, outside, target):
        for _ in range(200):
            mid = (inside + outside) / 2
            if abs(statistic(mid)) <= target:
                inside = mid
            else:
                outside = mid
        return inside
    low = -1.0 if d0 <= -1 else solve(d0, -1.0, z)
    high = 1.0 if d0 >= 1 else solve(d0, 1.0, z)
    return low, high


def top_boxes(points):
    return {3: 1, 4: 2, 5: 2, 6: 2, 7: 2, 10: 3, 11: 3, 2: 1}[points]


def expected(spec, rows, weights):
    """value, se, low, high, n, missing from the definition, row by row."""
    name, _, query = spec.partition('?')
    options = dict(part.split('=') for part in query.split('&')) if query else {}
    level = float(options.get('level', 0.95))
    scale = options.get('scale', {'nps:standard/1': '0..10', 'share/1': '0..1', 'csat:zendesk/1': '0..1'}.get(name, '1..5'))
    low_end, high_end = (int(x) for x in scale.split('..'))
    boxes = int(options.get('top', 0)) or (top_boxes(high_end - low_end + 1) if name.split('/')[0] in
                                           ('csat:top2', 'csat:net', 'csat:formbricks') else 0)
    keep = options.get('missing') == 'keep'
    good, bad, answers, blank = [], [], [], []
    for x, w in zip(rows, weights):
        missing = math.isnan(x) or (name.startswith('csat:odoo') and x == 0)
        if missing:
            blank.append(w)
            if not keep and name != 'response-rate/1':
                continue
        answers.append((x, w))
        whole = None if missing else math.floor(x)
        if name == 'response-rate/1':
            good.append(0 if missing else 1)
        elif missing:
            good.append(0)
            bad.append(0)
            continue
        elif name == 'nps:standard/1':
            x10 = x - low_end
            good.append(x10 >= 9)
            bad.append(x10 < 7)
            continue
        elif name in ('csat:top2/1', 'csat:formbricks/1', 'csat:net/1'):
            good.append(x > high_end - boxes and whole > high_end - boxes)
            bad.append(whole < low_end + min(boxes, high_end - low_end + 1 - boxes))
            continue
        elif name == 'csat:freescout/1':
            good.append(x == high_end)
            bad.append(whole == low_end)
            continue
        elif name == 'csat:odoo-happy/1':
            good.append(x >= 4)
        elif name == 'csat:chatwoot/1':
            good.append(x >= 4)
        elif name == 'csat:zendesk/1':
            good.append(x == 1)
        elif name == 'share/1':
            good.append(int(options.get('at_least', 1)) <= whole <= int(options.get('at_most', high_end)))
        bad.append(0)
    w = [b for _, b in answers]
    n, missing = math.fsum(w), math.fsum(blank)
    if n == 0:
        return None, None, None, None, n, missing
    effective = n * n / math.fsum(v * v for v in w)
    if len(set(w)) == 1:
        effective = float(len(w))
    if name in ('csat:mean/1', 'ces:mean/1', 'csat:odoo-mean/1', 'csat:points/1'):
        unit = high_end if name == 'csat:points/1' else 1
        mean = math.fsum(x * v for x, v in answers) / n
        if effective <= 1:
            return mean / unit, None, None, None, n, missing
        ss = math.fsum(v * (x - mean) ** 2 for x, v in answers)
        se = math.sqrt(ss / n * effective / (effective - 1) / effective)
        reach = t_quantile((1 - level) / 2, effective - 1) * se
        return mean / unit, se / unit, (mean - reach) / unit, (mean + reach) / unit, n, missing
    z = -normal_quantile((1 - level) / 2)
    p = math.fsum(v for v, g in zip(w, good) if g) / n
    if name in ('nps:standard/1', 'csat:net/1', 'csat:freescout/1'):
        d = math.fsum(v for v, g in zip(w, bad) if g) / n
        se = math.sqrt(max(p + d - (p - d) ** 2, 0) / effective)
        return (p - d, se) + net_interval(p * effective, d * effective, effective, z) + (n, missing)
    return (p, math.sqrt(p * (1 - p) / effective)) + wilson(p, effective, z) + (n, missing)


SPECS = ['nps:standard/1', 'nps:standard/1?scale=1..11&level=0.9', 'nps:standard/1?missing=keep', 'csat:top2/1', 'csat:top2/1?scale=1..7',
         'csat:top2/1?scale=1..3', 'csat:top2/1?scale=1..10&level=0.99', 'csat:top2/1?scale=1..5&top=1', 'csat:net/1', 'csat:net/1?scale=1..7',
         'csat:mean/1', 'csat:mean/1?scale=0..10', 'csat:points/1', 'ces:mean/1?scale=1..7', 'csat:odoo-happy/1', 'csat:odoo-mean/1',
         'csat:freescout/1', 'csat:freescout/1?scale=1..3', 'csat:chatwoot/1', 'csat:formbricks/1?scale=1..10', 'csat:zendesk/1', 'share/1',
         'share/1?scale=1..7&at_least=3&at_most=5', 'share/1?scale=0..10&at_least=8&missing=keep', 'response-rate/1']


def table(rng, spec):
    name, _, query = spec.partition('?')
    scale = next((p[6:] for p in query.split('&') if p.startswith('scale=')),
                 {'nps:standard/1': '0..10', 'share/1': '0..1', 'csat:zendesk/1': '0..1'}.get(name, '1..5'))
    low, high = (int(x) for x in scale.split('..'))
    n = rng.choice([1, 2, 3, 10, 100, 1500, 5000])
    fractions = rng.random() < 0.3
    unanimous = rng.random() < 0.1
    rows = []
    for _ in range(n):
        if rng.random() < 0.1:
            rows.append(math.nan)
        elif name.startswith('csat:odoo') and rng.random() < 0.2:
            rows.append(0.0)
        elif unanimous:
            rows.append(float(high))
        elif fractions and rng.random() < 0.5:
            rows.append(rng.uniform(low, high))
        else:
            rows.append(float(rng.randint(low, high)))
    weighted = rng.random() < 0.4
    return rows, [rng.choice([1.0, rng.uniform(0.1, 4)]) for _ in rows] if weighted else None


def close(got, want):
    if want is None:
        return math.isnan(got)
    return abs(got - want) <= 1e-12 * max(1.0, abs(want))


def main():
    lib = ctypes.CDLL(sys.argv[1])
    f = lib.csc_metric_compute
    f.argtypes = [ctypes.c_char_p, SIZE, ctypes.POINTER(Column), ctypes.POINTER(Column), SIZE, ctypes.POINTER(Estimate), ctypes.c_void_p]
    f.restype = ctypes.c_int32
    rng = random.Random(20261122)
    bad = 0
    print('1..200')
    for k in range(200):
        spec = SPECS[k % len(SPECS)]
        rows, weights = table(rng, spec)
        (keep, values), e = column(rows), Estimate()
        held, w = column(weights) if weights else (None, None)
        status = f(spec.encode(), len(spec), ctypes.byref(values), ctypes.byref(w) if w else None, len(rows), ctypes.byref(e), None)
        want = expected(spec, rows, weights or [1.0] * len(rows))
        got = (e.value, e.se, e.low, e.high, e.n, e.missing)
        ok = status == 0 and all(close(a, b) for a, b in zip(got, want)) and (e.status == 0) == (want[0] is not None)
        print('%sok %d - %s, %d rows%s' % ('' if ok else 'not ', k + 1, spec, len(rows), ', weighted' if weights else ''))
        if not ok:
            bad += 1
            print('# status %d, got %r, want %r' % (status, got, want))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
