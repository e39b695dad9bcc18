#!/usr/bin/env python3
"""Writes tests/data/num_expected.csv: special functions and quantiles from 50-digit arithmetic (needs mpmath).

usage: python3 tests/num/generate_expected.py > tests/data/num_expected.csv
Columns: function, up to four exact arguments (doubles as repr), up to two expected values of 20 digits.
Licence of the numbers: MIT, made by this script.
"""
import random
from mpmath import mp, mpf, nstr, gammainc, betainc, loggamma, psi, erfc, exp, log, findroot, quad, hyp2f1, hyp1f1, gamma, beta, inf, sqrt

mp.dps = 50
random.seed(20261121)


def show(v):
    return nstr(v, 20, min_fixed=0, max_fixed=0)


def emit(name, args, values):
    if any(0 < abs(v) < mpf("2.3e-308") or abs(v) > mpf("1e308") for v in values):
        values = [mpf(0) if abs(v) < mpf("2.3e-308") else v for v in values]
        if any(abs(v) > mpf("1e308") for v in values):
            return
    args = [repr(float(a)) for a in args] + [""] * (4 - len(args))
    print(",".join([name] + args + [show(v) for v in values] + [""] * (2 - len(values))))


def gamma_pq(a, x):
    """P and Q at enough digits that neither tail is lost."""
    a, x = mpf(a), mpf(x)
    old = mp.dps
    mp.dps = 130 if x < 1e5 else 60
    try:
        front = exp(a * log(x) - x - loggamma(a + 1))
        if x < a + 30 or x < 1e4:
            # series, all terms positive
            term, total, n = mpf(1), mpf(1), 0
            while term > total * mpf(10) ** (-mp.dps):
                n += 1
                term *= x / (a + n)
                total += term
            p = front * total
            q = 1 - p
            if q < mpf(10) ** (-mp.dps + 60):
                q = upper_fraction(a, x, front)
        else:
            q = upper_fraction(a, x, front)
            p = 1 - q
    finally:
        mp.dps = old
    return +p, +q


def upper_fraction(a, x, front):
    """DLMF 8.9.2 evaluated backwards with doubling depth until it settles."""
    depth, last = 200, None
    while True:
        t = mpf(0)
        for k in range(depth, 0, -1):
            t = k * (k - a) / (x + 2 * k + 1 - a - t)
        value = front * a / (x + 1 - a - t)
        if last is not None and abs(value - last) < abs(value) * mpf(10) ** -40:
            return value
        last = value
        depth *= 2


def beta_pq(a, b, x):
    """I_x and its complement by the series with positive terms from the side of smaller x, at high precision."""
    old = mp.dps
    mp.dps = 450  # 1 - x must survive
    a, b, x = mpf(a), mpf(b), mpf(x)
    y = 1 - x
    mp.dps = 110
    try:
        swap = x > (a + 1) / (a + b + 2)
        if swap:
            a, b, x, y = b, a, y, x
        front = exp(a * log(x) + b * log(y) - loggamma(a) - loggamma(b) + loggamma(a + b)) / a
        term, total, n = mpf(1), mpf(1), 0
        while term > total * mpf(10) ** (-mp.dps):  # 2F1(a + b, 1; a + 1; x)
            term *= (a + b + n) * x / (a + 1 + n)
            total += term
            n += 1
        p = front * total
        q = 1 - p
    finally:
        mp.dps = old
    return (+q, +p) if swap else (+p, +q)


def root(f, start):
    return findroot(f, start, tol=mpf(10) ** -60, maxsteps=80)


def newton(tail_of, density_of, goal, start, steps=60):
    """Newton on ln tail over ln x."""
    x = mpf(start)
    for _ in range(steps):
        tail = tail_of(x)
        step = log(tail / goal) / (x * density_of(x) / tail)
        step = max(min(step, mpf(5)), mpf(-5))
        x *= exp(-step)
        if abs(step) < mpf(10) ** -25:
            return x
    return None


def main():
    print("# origin: tests/num/generate_expected.py (mpmath, 50 digits and more); licence: MIT")
    for x in [1e-300, 1e-10, 0.01, 0.3, 0.5, 0.9, 0.999999, 1.0000001, 1.3, 1.5, 1.9999, 2.0001, 2.3, 2.6, 5.5, 11.9, 12.1, 33.3, 171.2, 1e4, 1e10, 1e16, 1e200]:
        emit("lgamma", [x], [loggamma(mpf(x))])
        if x < 1e100:
            emit("digamma", [x], [psi(0, mpf(x))])
        if 1e-100 < x < 1e100:
            emit("trigamma", [x], [psi(1, mpf(x))])
    for a in [1e-10, 1e-3, 0.4, 1.7, 11.0, 13.0, 150.0, 1e6]:
        for b in [1e-10, 0.02, 0.9, 3.3, 40.0, 1e4, 1e8]:
            mp.dps = 80
            emit("lbeta", [a, b], [loggamma(mpf(a)) + loggamma(mpf(b)) - loggamma(mpf(a) + mpf(b))])
            mp.dps = 50
    for x in [-5.0, -0.3, 0.0, 1e-8, 0.5, 1.5, 3.0, 5.9, 9.9, 10.1, 26.0, 100.0, 1e8]:
        emit("erfcx", [x], [exp(mpf(x) ** 2) * erfc(mpf(x))])
    for z in [-37.0, -30.1, -20.0, -8.3, -5.0, -2.2, -1.01, -0.99, -0.4, -1e-9, 0.0, 0.7, 1.3, 6.0]:
        emit("normal_cdf", [z], [erfc(-mpf(z) / sqrt(mpf(2))) / 2])
    for p in [1e-300, 1e-200, 1e-100, 1e-30, 1e-16, 1e-9, 1e-4, 0.001, 0.025, 0.05, 0.12, 0.13, 0.3, 0.499, 0.4999999999, 0.50000001, 0.6, 0.87, 0.88, 0.95, 0.975, 0.999, 1 - 1e-12]:
        goal = mpf(p)
        tail = min(goal, 1 - goal)
        start = sqrt(-2 * log(tail)) if tail < 0.1 else mpf("0.5")
        if abs(goal - mpf(1) / 2) < mpf("0.4"):
            z = root(lambda t: erfc(-t / sqrt(mpf(2))) / 2 - goal, mpf(p) * 2.5 - 1.25)
        else:
            w = root(lambda t: log(erfc(t / sqrt(mpf(2))) / 2) - log(tail), start)
            z = -w if goal < 0.5 else w
        emit("normal_quantile", [p], [z])
    # incomplete gamma: ordinary, tiny and huge shapes, both tails
    for a in [1e-10, 1e-5, 0.003, 0.2, 0.5, 0.97, 1.0, 2.5, 10.0, 13.7, 99.0, 1234.5, 9999.0, 10001.0, 3e4]:
        spread = a ** 0.5
        xs = {a * f for f in (1e-6, 0.01, 0.3, 0.9, 1.0, 1.1, 3.0)} | {a + k * spread for k in (-6, -2, -0.5, 0.5, 2, 6, 20)} | {0.001, 0.7, 1.4, 1.6, 8.0, 60.0, 500.0}
        for x in sorted(v for v in xs if v > 0):
            if a > 100 and x > 4 * a:
                continue
            p, q = gamma_pq(a, x)
            emit("gamma_pq", [a, x], [p, q])
    for a in [1e6, 1e8, 1e10]:
        # by quadrature of the density about its mode
        for k in (-30.0, -8.0, -1.5, -0.01, 0.0, 0.3, 2.0, 12.0, 25.0):
            x = a + k * a ** 0.5
            aa, xx = mpf(a), mpf(x)
            mp.dps = 60
            log_front = -aa + aa * log(aa) - loggamma(aa)

            def density(u):  # x = a (1 + u / sqrt a)
                v = u / sqrt(aa)
                return exp(log_front + aa * log(1 + v) - aa * v) / (1 + v) / sqrt(aa)

            u = (xx - aa) / sqrt(aa)
            if abs(k) >= 8:
                front = exp(aa * log(xx) - xx - loggamma(aa + 1))
                if k > 0:
                    upper = upper_fraction(aa, xx, front)
                    pair = [1 - upper, upper]
                else:
                    term, total, n = mpf(1), mpf(1), 0
                    while term > total * mpf(10) ** -40:
                        n += 1
                        term *= xx / (aa + n)
                        total += term
                    pair = [front * total, 1 - front * total]
            else:
                side = -1 if k < 0 else 1
                tail = side * quad(density, [u + side * mpf(i) / 4 for i in range(61)])
                pair = [tail, 1 - tail] if k < 0 else [1 - tail, tail]
            mp.dps = 50
            emit("gamma_pq", [a, x], pair)
    shapes = [1e-10, 1e-4, 0.02, 0.5, 0.9, 1.0, 2.0, 7.5, 30.0, 400.0]
    for a in shapes:
        for b in shapes:
            for x in (1e-12, 1e-5, 0.003, 0.1, 0.5, 0.8, 0.99, 0.999999):
                p, q = beta_pq(a, b, x)
                emit("beta_pq", [a, b, x], [p, q])
    for a, b in [(1e4, 3e4), (2e4, 0.5), (3.0, 5e4), (1e5, 1e5)]:
        mean = a / (a + b)
        sd = (a * b / (a + b + 1)) ** 0.5 / (a + b)
        for k in (-25, -6, -2, -0.3, 0.0, 0.5, 3, 10):
            x = mean + k * sd
            if 0 < x < 1:
                p, q = beta_pq(a, b, x)
                emit("beta_pq", [a, b, x], [p, q])
    # quantiles: of p itself and of the upper tail
    for a in [1e-5, 0.01, 0.3, 0.999, 1.0, 3.5, 40.0, 900.0, 20000.0]:
        for p in (1e-250, 1e-40, 1e-8, 0.01, 0.3, 0.5, 0.9, 0.99999, 1 - 1e-9):
            for upper in (0, 1):
                start = None
                mine = gamma_start(a, p, upper)
                if mine is None:
                    continue
                side = 1 if upper else 0
                goal = mpf(p)
                other = 1 - goal
                use = (side, goal) if goal <= other else (1 - side, other)
                sign = 1 if use[0] == 0 else -1
                x = newton(lambda t: gamma_pq(a, t)[use[0]], lambda t: sign * exp((mpf(a) - 1) * log(t) - t - loggamma(mpf(a))), use[1], mine)
                if x is not None and x > mpf("1e-300"):
                    emit("gamma_quantile", [p, a, upper], [x])
    for a, b in [(0.001, 0.5), (0.01, 3.0), (0.3, 0.3), (0.5, 25.0), (1.0, 1.0), (2.0, 9.0), (40.0, 3.0), (250.0, 400.0), (0.5, 500.0)]:
        for p in (1e-200, 1e-30, 1e-8, 0.025, 0.4, 0.5, 0.8, 0.975, 1 - 1e-10):
            for upper in (0, 1):
                goal = mpf(p)
                other = 1 - goal
                use = (upper, goal) if goal <= other else (1 - upper, other)
                sign = 1 if use[0] == 0 else -1
                x = beta_bisect(a, b, use[0], use[1])
                if x is not None and mpf("1e-300") < x:
                    emit("beta_quantile", [p, a, b, upper], [x])
    for df in [0.01, 0.1, 0.5, 1.0, 2.0, 3.3, 9.0, 30.0, 500.0]:
        for p in (1e-120, 1e-20, 1e-6, 0.001, 0.025, 0.2, 0.45, 0.4999999, 0.7):
            tail = min(mpf(p), 1 - mpf(p))
            odds = t_bisect(df, 2 * tail)
            if odds is None:
                continue
            t = sqrt(odds * mpf(df))
            if t < mpf("1e100"):
                emit("t_quantile", [p, df], [-t if p < 0.5 else t])
        for t in (-1e60, -1e5, -40.0, -3.0, -0.2, -1e-7, 0.9, 4.0):
            o = mpf(t) ** 2 / mpf(df)
            mp.dps = 300
            x = o / (1 + o)
            mp.dps = 50
            p, q = beta_pq(0.5, mpf(df) / 2, x)
            emit("t_cdf", [t, df], [q / 2 if t < 0 else 1 - q / 2])


def gamma_start(a, p, upper):
    """A rough bracket by bisection over ln x."""
    side = 1 if upper else 0
    goal, s = (mpf(p), side) if p <= 0.5 else (1 - mpf(p), 1 - side)
    low, high = mpf(-690), log(mpf(a) + 1500 + 60 * mpf(a) ** 0.5)
    if s == 0 and gamma_pq(a, exp(low))[0] > goal or s == 1 and gamma_pq(a, exp(low))[1] < goal:
        return None
    for _ in range(22):
        mid = (low + high) / 2
        v = gamma_pq(a, exp(mid))[s]
        if (v < goal) == (s == 0):
            low = mid
        else:
            high = mid
    return exp((low + high) / 2)


def polish(f, u, width):
    """Illinois on u until 30 digits."""
    low, high = u - width, u + width
    fl, fh = f(low), f(high)
    for _ in range(200):
        m = (low * fh - high * fl) / (fh - fl)
        v = f(m)
        if abs(high - low) < mpf(10) ** -26 or v == 0:
            return m
        if (v < 0) == (fl < 0):
            low, fl = m, v
            fh /= 2
        else:
            high, fh = m, v
            fl /= 2
    return m


def odds_root(a, b, s, goal):
    def value(u):
        mp.dps = 420  # odds far below 1e-300 must survive 1 - x
        o = exp(u)
        x = o / (1 + o)
        mp.dps = 50
        return log(beta_pq(a, b, x)[s] / goal)

    low, high = mpf(-680), mpf(680)
    if (value(low) < 0) == (value(high) < 0):
        return None
    fl = value(low)
    for _ in range(16):
        mid = (low + high) / 2
        v = value(mid)
        if (v < 0) == (fl < 0):
            low = mid
        else:
            high = mid
    return exp(polish(value, (low + high) / 2, (high - low)))


def beta_bisect(a, b, s, goal):
    o = odds_root(a, b, s, goal)
    return None if o is None else o / (1 + o)


def t_bisect(df, outer):
    inside = 1 - outer
    return odds_root(0.5, mpf(df) / 2, 1, outer) if outer < inside else odds_root(0.5, mpf(df) / 2, 0, inside)


main()
