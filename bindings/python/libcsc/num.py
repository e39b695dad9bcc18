"""Special functions, distributions and the intervals that stand beside every score.

Scalars in, scalars out; NaN where the value does not exist.

>>> import libcsc.num as num
>>> round(num.normal_quantile(0.975), 6)
1.959964
>>> [round(limit, 4) for limit in num.wilson(14, 100)]
[0.0853, 0.2214]
"""

from __future__ import annotations

import ctypes
from array import array
from typing import Any, Callable, Tuple

from . import _columns
from ._abi import Error, check, lib


def lgamma(x: float) -> float:
    """ln Gamma(x) for x > 0."""
    return lib.csc_num_lgamma(x)


def lbeta(a: float, b: float) -> float:
    """ln B(a, b) for a, b > 0."""
    return lib.csc_num_lbeta(a, b)


def digamma(x: float) -> float:
    """The digamma function for x > 0."""
    return lib.csc_num_digamma(x)


def trigamma(x: float) -> float:
    """The trigamma function for x > 0."""
    return lib.csc_num_trigamma(x)


def erfcx(x: float) -> float:
    """exp(x^2) erfc(x), which does not underflow for large x."""
    return lib.csc_num_erfcx(x)


def _pair(function: Callable[..., int], *arguments: Any) -> Tuple[float, float]:
    a, b = ctypes.c_double(), ctypes.c_double()
    check(function(*arguments, ctypes.byref(a), ctypes.byref(b)))
    return a.value, b.value


def gamma_pq(a: float, x: float) -> Tuple[float, float]:
    """The regularised incomplete gamma functions P(a, x) and Q(a, x)."""
    return _pair(lib.csc_num_gamma_pq, a, x)


def beta_pq(a: float, b: float, x: float, y: float = float("nan")) -> Tuple[float, float]:
    """The regularised incomplete beta functions I_x(a, b) and 1 - I_x(a, b); y is 1 - x where it is known better than by subtraction."""
    return _pair(lib.csc_num_beta_pq, a, b, x, 1.0 - x if y != y else y)


def normal_cdf(z: float) -> float:
    """P(Z <= z) of the standard normal distribution."""
    return lib.csc_num_normal_cdf(z)


def normal_quantile(p: float) -> float:
    """The z with P(Z <= z) = p."""
    return lib.csc_num_normal_quantile(p)


def t_cdf(t: float, df: float) -> float:
    """P(T <= t) of Student's distribution."""
    return lib.csc_num_t_cdf(t, df)


def t_quantile(p: float, df: float) -> float:
    """The t with P(T <= t) = p."""
    return lib.csc_num_t_quantile(p, df)


def gamma_cdf(x: float, shape: float, scale: float = 1.0) -> float:
    """P(X <= x) of the gamma distribution."""
    return lib.csc_num_gamma_cdf(x, shape, scale)


def gamma_quantile(p: float, shape: float, scale: float = 1.0, upper: bool = False) -> float:
    """The x with P(X <= x) = p, or P(X > x) = p with `upper`."""
    return lib.csc_num_gamma_quantile(p, shape, scale, 1 if upper else 0)


def beta_cdf(x: float, a: float, b: float) -> float:
    """P(X <= x) of the beta distribution."""
    return lib.csc_num_beta_cdf(x, a, b)


def beta_quantile(p: float, a: float, b: float, upper: bool = False) -> float:
    """The x with P(X <= x) = p, or P(X > x) = p with `upper`."""
    return lib.csc_num_beta_quantile(p, a, b, 1 if upper else 0)


def chi2_upper(x: float, df: float) -> float:
    """P(X > x) of the chi-squared distribution: the p-value of a test."""
    return lib.csc_num_chi2_upper(x, df)


def f_upper(x: float, df1: float, df2: float) -> float:
    """P(X > x) of the F distribution: the p-value of a test."""
    return lib.csc_num_f_upper(x, df1, df2)


def wilson(successes: float, n: float, level: float = 0.95) -> Tuple[float, float]:
    """Score interval of a share (Wilson 1927).  n = 0 raises UndefinedError."""
    return _pair(lib.csc_num_wilson, successes, n, level)


def clopper_pearson(successes: float, n: float, level: float = 0.95) -> Tuple[float, float]:
    """Interval of a share that covers with at least `level`."""
    return _pair(lib.csc_num_clopper_pearson, successes, n, level)


def mean_interval(mean: float, deviation: float, n: float, level: float = 0.95) -> Tuple[float, float]:
    """Interval of a mean by Student's distribution; `deviation` is the sample standard deviation."""
    return _pair(lib.csc_num_mean_interval, mean, deviation, n, level)


def difference_score(positive: float, negative: float, n: float, level: float = 0.95) -> Tuple[float, float]:
    """Score interval of (positive - negative) / n, an NPS or a net score; inside [-1, 1]."""
    return _pair(lib.csc_num_difference_score, positive, negative, n, level)


def _limits(function: Callable[..., int], columns: Any, level: float) -> Tuple[array, array]:
    first = _columns.column(columns[0])
    rest = [_columns.column(values, first.n) for values in columns[1:]]
    low, high = array("d", bytes(8 * first.n)), array("d", bytes(8 * first.n))
    if first.n:
        doubles = ctypes.c_double * first.n
        error = Error()
        status = function(
            first.reference(),
            *[column.reference() for column in rest],
            first.n,
            level,
            doubles.from_buffer(low),
            doubles.from_buffer(high),
            ctypes.byref(error),
        )
        check(status, error)
    return low, high


def wilson_column(successes: Any, n: Any, level: float = 0.95) -> Tuple[array, array]:
    """wilson for columns: (lows, highs), NaN where n is 0 or missing.

    >>> import libcsc.num as num
    >>> low, high = num.wilson_column([14, 0], [100, 0])
    >>> round(low[0], 4), low[1] != low[1]
    (0.0853, True)
    """
    return _limits(lib.csc_num_wilson_column, (successes, n), level)


def difference_score_column(positive: Any, negative: Any, n: Any, level: float = 0.95) -> Tuple[array, array]:
    """difference_score for columns: (lows, highs), NaN where n is 0 or missing."""
    return _limits(lib.csc_num_difference_score_column, (positive, negative, n), level)
