"""Survival: when customers leave, with those who have not left yet counted rightly.

>>> import libcsc.survival as survival
>>> curve = survival.kaplan_meier([1, 2, 3, 4], [1, 0, 1, 1])
>>> [round(v, 4) for v in curve.estimate]
[0.75, 0.75, 0.375, 0.0]

Columns are time (end of observation), status (1 left, 0 still there at that time), and optionally start, weights, groups, strata, clusters.
Groups, strata and clusters are columns of labels.
"""

from __future__ import annotations

import ctypes
from array import array
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple, Union

from . import _columns
from ._abi import check, constant, lib, struct
from ._context import Context, call, resolve
from ._errors import CscError, NotFoundError, make
from ._estimate import Record, word
from ._object import Object, level_number, text

_Table = struct["csc_survival_table"]
_NAN = float("nan")


class _Rows:
    """A csc_survival_table over the caller's columns, labels numbered."""

    def __init__(self, time: Any, status: Any, **optional: Any):
        self.record = _Table()
        self.labels: Dict[str, List[Any]] = {}
        first = _columns.column(time, name="time")
        self.n = first.n
        self._held: List[Any] = [first]
        self.record.rows = first.n
        self.record.time = first.struct
        self._put("status", _columns.column(status, self.n, "status"))
        for name, values in optional.items():
            if values is None:
                continue
            if name in ("start", "weight"):
                self._put(name, _columns.column(values, self.n, name))
            else:
                labels, codes = _columns.factorize(values, self.n, name)
                self.labels[name] = labels
                self._put(name, codes)

    def _put(self, name: str, column: Any) -> None:
        self._held.append(column)
        setattr(self.record, name, column.struct)


@dataclass(frozen=True)
class Curve(Record):
    """One curve: at each distinct time the number at risk, events, estimate with its standard error and limits.

    ``summary`` is what csckit prints of it: n, missing, median with limits, restricted mean ...
    """

    group: Any
    time: array
    at_risk: array
    events: array
    estimate: array
    se: array
    low: array
    high: array
    summary: Dict[str, Any]
    _source: Any = field(default=None, repr=False, compare=False)

    def to_dict(self) -> Dict[str, Any]:
        """The curve as csckit prints it."""
        return dict(self.summary)

    @property
    def median(self) -> float:
        """The smallest time with the estimate at or under one half; NaN when there is none."""
        value = self.summary.get("median")
        return _NAN if value is None else value

    def at(self, times: Any) -> Any:
        """The value of the step function at a time, or a list of values at many; NaN beyond the last time when it is censored there."""
        single = isinstance(times, (int, float))
        asked = [float(times)] if single else [float(t) for t in times]
        doubles = ctypes.c_double * max(1, len(asked))
        values = doubles()
        curves, index = self._source
        curves._plain(lib.csc_survival_curve_at, index, doubles(*asked), len(asked), values)
        return values[0] if single else list(values)[: len(asked)]

    def to_frame(self) -> Any:
        """A pandas DataFrame indexed by time."""
        import pandas

        names = ("at_risk", "events", "estimate", "se", "low", "high")
        return pandas.DataFrame({name: list(getattr(self, name)) for name in names}, index=pandas.Index(list(self.time), name="time"))


class _Curves(Object):
    _kind = "csc_survival_curve"
    _immutable = True

    def get(self, index: int, group: Any) -> Curve:
        owned = self._handle
        n = lib.csc_survival_curve_length(owned, index)
        columns = [array("d", bytes(8 * n)) for _ in range(7)]
        if n:
            doubles = ctypes.c_double * n
            self._plain(lib.csc_survival_curve_get, index, *[doubles.from_buffer(c) for c in columns])
        summary = self._visit(lib.csc_survival_curve_visit, index, 0)
        time, at_risk, events, estimate, se, low, high = columns
        return Curve(group, time, at_risk, events, estimate, se, low, high, summary, (self, index))


def _curves(spec: str, rows: _Rows, context: Optional[Context]) -> Tuple[Any, List[Any], int]:
    raw = text(spec)
    groups = rows.labels.get("group", [None])
    chosen = resolve(context)
    address = _Curves._make(
        lib.csc_survival_curve_create, raw, len(raw), ctypes.byref(rows.record), max(1, len(groups)), chosen.reference(), context=context
    )
    curves = _Curves(address, context)
    return curves, groups, lib.csc_survival_curve_count(curves._handle)


def _one_or_all(spec: str, time: Any, status: Any, groups: Any, start: Any, weights: Any, context: Optional[Context]) -> Any:
    rows = _Rows(time, status, start=start, weight=weights, group=groups)
    curves, labels, count = _curves(spec, rows, context)
    found = {label: curves.get(i, label) for i, label in enumerate(labels)}
    return found if groups is not None else found[None]


def kaplan_meier(
    time: Any, status: Any, *, groups: Any = None, start: Any = None, weights: Any = None, spec: str = "survival:km/1", context: Optional[Context] = None
) -> Any:
    """The Kaplan-Meier curve, or with `groups` a dict of curves by label.  spec "survival:km/1?limits=plain" chooses the limits."""
    return _one_or_all(spec, time, status, groups, start, weights, context)


def nelson_aalen(
    time: Any, status: Any, *, groups: Any = None, start: Any = None, weights: Any = None, spec: str = "survival:na/1", context: Optional[Context] = None
) -> Any:
    """The Nelson-Aalen cumulative hazard, or with `groups` a dict by label."""
    return _one_or_all(spec, time, status, groups, start, weights, context)


def aalen_johansen(
    time: Any, cause: Any, *, groups: Any = None, start: Any = None, weights: Any = None, spec: str = "survival:aj/1", context: Optional[Context] = None
) -> Any:
    """Cumulative incidence of each cause: a dict of curves by cause (a label or number; None or 0 is "still there"), or with `groups` a
    dict of such dicts by label.

    >>> import libcsc.survival as survival
    >>> curves = survival.aalen_johansen([1, 2, 3, 4], ["moved", None, "service", "moved"])
    >>> sorted(curves)
    ['moved', 'service']
    """
    labels, codes = _columns.factorize(cause, len(cause), "cause")
    names = [label for label in labels if label is not None and label != 0]
    number = {label: i + 1 for i, label in enumerate(names)}
    status = _columns.remap(codes, [number.get(label, 0) for label in labels])
    rows = _Rows(time, status, start=start, weight=weights, group=groups)
    curves, group_labels, count = _curves(spec, rows, context)
    causes = count // max(1, len(group_labels))
    found = {
        label: {names[c] if c < len(names) else c + 1: curves.get(g * causes + c, label) for c in range(causes)}
        for g, label in enumerate(group_labels)
    }
    return found if groups is not None else found[None]


@dataclass(frozen=True)
class LogRank(Record):
    """The log-rank test of equal hazards; observed and expected events by group."""

    chi2: float
    df: float
    p: float
    observed: Dict[Any, float]
    expected: Dict[Any, float]


def logrank(
    time: Any, status: Any, groups: Any, *, strata: Any = None, start: Any = None, weights: Any = None, context: Optional[Context] = None
) -> LogRank:
    """The log-rank test.  UndefinedError without events or with fewer than two groups."""
    rows = _Rows(time, status, start=start, weight=weights, group=groups, strata=strata)
    labels = rows.labels["group"]
    doubles = ctypes.c_double * max(2, len(labels))
    observed, expected = doubles(), doubles()
    chi2, df, p = ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    chosen = resolve(context)
    call(
        lib.csc_survival_logrank,
        ctypes.byref(rows.record),
        max(2, len(labels)),
        observed,
        expected,
        ctypes.byref(chi2),
        ctypes.byref(df),
        ctypes.byref(p),
        chosen.reference(),
        context=chosen,
    )
    return LogRank(chi2.value, df.value, p.value, dict(zip(labels, observed)), dict(zip(labels, expected)))


class Regression(Object):
    """A fitted Cox or accelerated-failure-time regression: coef, se, covariance and numbers by name.  Immutable."""

    _kind = "csc_survival_model"
    _immutable = True

    def __init__(
        self,
        spec: str,
        time: Any,
        status: Any,
        covariates: Any,
        *,
        start: Any = None,
        weights: Any = None,
        strata: Any = None,
        clusters: Any = None,
        context: Optional[Context] = None,
    ):
        rows = _Rows(time, status, start=start, weight=weights, strata=strata, cluster=clusters)
        names, columns, held, _ = _columns.block(covariates, rows.n, "covariates")
        texts = [ctypes.c_char_p(text(str(name))) for name in names]
        pointers = (ctypes.c_void_p * max(1, len(names)))(*[ctypes.cast(t, ctypes.c_void_p).value for t in texts])
        raw = text(spec)
        address = self._make(
            lib.csc_survival_fit,
            raw,
            len(raw),
            ctypes.byref(rows.record),
            columns,
            pointers,
            len(names),
            resolve(context).reference(),
            context=context,
        )
        super().__init__(address, context)
        n = lib.csc_survival_model_count(self._owned)
        self._names: List[Any] = ["intercept"] * (n - len(names)) + names
        self._strata = rows.labels.get("strata", [None])

    @property
    def status(self) -> str:
        """ "ok", "separation", "no-convergence" or "too-few"."""
        return word(lib.csc_survival_model_status(self._handle))

    @property
    def trouble(self) -> Any:
        """The covariate that the status is about, or None."""
        index = lib.csc_survival_model_trouble(self._handle)
        first = len(self._names) and self._names[0] == "intercept"
        names = self._names[1:] if first else self._names
        return names[index] if index < len(names) else None

    @property
    def problem(self) -> Optional[CscError]:
        """The exception that stands for the status, not raised; None when all is well."""
        status = lib.csc_survival_model_status(self._handle)
        return make(status, lib.csc_status_string(status).decode("ascii")) if status else None

    def _arrays(self) -> Tuple[Any, Any, Any]:
        n = len(self._names)
        coefficients, errors, covariance = (ctypes.c_double * n)(), (ctypes.c_double * n)(), (ctypes.c_double * (n * n))()
        self._plain(lib.csc_survival_model_get, coefficients, errors, covariance)
        return coefficients, errors, covariance

    @property
    def coef(self) -> Dict[Any, float]:
        """The coefficients by name."""
        return dict(zip(self._names, self._arrays()[0]))

    @property
    def se(self) -> Dict[Any, float]:
        """Their standard errors."""
        return dict(zip(self._names, self._arrays()[1]))

    @property
    def covariance(self) -> List[List[float]]:
        """Their covariance matrix."""
        flat, n = list(self._arrays()[2]), len(self._names)
        return [flat[i * n : (i + 1) * n] for i in range(n)]

    def number(self, name: str) -> float:
        """loglik, loglik_null, concordance, events, n, missing, wald, score, lr, scale, scale_se or iterations."""
        value = ctypes.c_double()
        if "\0" in name:
            raise NotFoundError("no such number", key=name)
        self._plain(lib.csc_survival_model_number, text(name), ctypes.byref(value))
        return value.value

    @property
    def loglik(self) -> float:
        """Log-likelihood at the coefficients."""
        return self.number("loglik")

    @property
    def concordance(self) -> float:
        """Harrell's concordance."""
        return self.number("concordance")

    def baseline(self, stratum: Any = None) -> Tuple[array, array]:
        """(times, cumulative hazard at covariates 0) of a stratum, Cox only."""
        index = self._strata.index(stratum) if stratum in self._strata else 0
        needed = ctypes.c_size_t()
        owned = self._handle
        status = lib.csc_survival_model_baseline(owned, index, None, None, 0, ctypes.byref(needed))
        n = needed.value
        time, hazard = array("d", bytes(8 * n)), array("d", bytes(8 * n))
        if n and status in (0, constant["CSC_E_BUFFER"]):
            doubles = ctypes.c_double * n
            status = lib.csc_survival_model_baseline(
                owned, index, doubles.from_buffer(time), doubles.from_buffer(hazard), n, ctypes.byref(needed)
            )
        check(status)
        return time, hazard

    def to_dict(self, level: Union[int, str] = "detail") -> Dict[str, Any]:
        """The fit as csckit prints it."""
        return self._visit(lib.csc_survival_model_visit, level_number(level))


def cox(
    time: Any,
    status: Any,
    covariates: Any,
    *,
    ties: str = "efron",
    robust: str = "auto",
    start: Any = None,
    weights: Any = None,
    strata: Any = None,
    clusters: Any = None,
    context: Optional[Context] = None,
) -> Regression:
    """Cox regression on the columns of a table (DataFrame, dict, list of columns).

    >>> import libcsc.survival as survival
    >>> fit = survival.cox([5, 6, 7, 8, 9, 10], [1, 1, 0, 1, 1, 1], {"x": [1, 0, 1, 1, 0, 0]})
    >>> fit.status, sorted(fit.coef)
    ('ok', ['x'])
    """
    spec = "survival:cox/1?ties=%s&robust=%s" % (ties, robust)
    return Regression(spec, time, status, covariates, start=start, weights=weights, strata=strata, clusters=clusters, context=context)


def aft(
    time: Any, status: Any, covariates: Any, *, distribution: str = "weibull", weights: Any = None, context: Optional[Context] = None
) -> Regression:
    """Accelerated failure times, log T = b0 + x'b + scale W: weibull, exponential, lognormal or loglogistic."""
    return Regression("survival:aft/1?distribution=" + distribution, time, status, covariates, weights=weights, context=context)


def concordance(time: Any, status: Any, score: Any, *, strata: Any = None, weights: Any = None, context: Optional[Context] = None) -> float:
    """Harrell's concordance of a score with observed times: the higher score should go with the earlier event."""
    rows = _Rows(time, status, weight=weights, strata=strata)
    column = _columns.column(score, rows.n, "score")
    value = ctypes.c_double()
    chosen = resolve(context)
    call(
        lib.csc_survival_concordance,
        ctypes.byref(rows.record),
        column.reference(),
        ctypes.byref(value),
        chosen.reference(),
        context=chosen,
    )
    return value.value
