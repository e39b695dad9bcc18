"""Word of mouth: who hears of it, how far it spreads.

>>> import libcsc.wom as wom
>>> wom.tree([11, 5]).total
67
>>> reach = wom.tree([11, 5], population=500)
>>> reach.listeners, round(reach.distinct, 1)
(66, 61.9)
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

from . import _columns
from ._abi import Error, check, lib, struct
from ._context import Context, call, resolve
from ._errors import InvalidError
from ._estimate import Number, Record, count, word
from ._object import Object, level_number, text, text_at

_Reach = struct["csc_wom_reach"]


def _string(address: Optional[int]) -> str:
    return ctypes.string_at(address).decode("utf-8") if address else ""


@dataclass(frozen=True)
class Reach(Record):
    """The totals of a telling tree.

    total      people in the tree, first tellers included, when no two tellings reach the same person
    listeners  tellings: an upper bound of the people who hear of it
    distinct   expected distinct hearers among `population`; NaN when that is not known, like distinct_sd and share
    """

    total: Number
    listeners: Number
    distinct: float
    distinct_sd: float
    share: float
    population: Number


@dataclass(frozen=True)
class Preset(Record):
    """A telling chain that circulates in the literature: labelled, never a measurement of your customers."""

    id: str
    title: str
    source: str
    caveat: str
    branching: Tuple[Number, ...]


def presets() -> List[Preset]:
    """The presets; the first is the founding chain, 11 and 5.

    >>> import libcsc.wom as wom
    >>> wom.presets()[0].branching
    (11, 5)
    """
    found = []
    for i in range(lib.csc_wom_preset_count()):
        p = lib.csc_wom_preset_get(i).contents
        found.append(
            Preset(_string(p.id), _string(p.title), _string(p.source), _string(p.caveat), tuple(count(p.branching[j]) for j in range(p.depth)))
        )
    return found


def _spec(spec: str, population: Optional[int], tellers: int) -> bytes:
    extra = []
    if population is not None:
        extra.append("population=%d" % population)
    if tellers != 1:
        extra.append("tellers=%d" % tellers)
    return text(spec + ("&" if "?" in spec else "?") + "&".join(extra) if extra else spec)


def _doubles(values: Sequence[float]) -> Any:
    return (ctypes.c_double * len(values))(*values) if values else None


def _reach(record: Any) -> Reach:
    return Reach(count(record.total), count(record.listeners), record.distinct, record.distinct_sd, record.share, count(record.population))


def tree(branching: Sequence[float], *, population: Optional[int] = None, tellers: int = 1, spec: str = "wom:tree/1") -> Reach:
    """The totals when each of `tellers` persons tells branching[0] people, each of whom tells branching[1], and so on; with a
    `population` that can hear of it also the distinct hearers, overlap taken off."""
    raw = _spec(spec, population, tellers)
    values = list(branching)
    record = _Reach()
    error = Error()
    check(lib.csc_wom_reach_compute(raw, len(raw), _doubles(values), len(values), ctypes.byref(record), ctypes.byref(error)), error)
    return _reach(record)


class Tree(Object):
    """A telling tree with its levels; immutable.

    >>> import libcsc.wom as wom
    >>> wom.Tree([11, 5]).levels
    [1, 11, 55]
    """

    _kind = "csc_wom_tree"
    _immutable = True

    def __init__(
        self,
        branching: Sequence[float],
        *,
        population: Optional[int] = None,
        tellers: int = 1,
        spec: str = "wom:tree/1",
        context: Optional[Context] = None,
    ):
        raw = _spec(spec, population, tellers)
        values = list(branching)
        address = self._make(
            lib.csc_wom_tree_create, raw, len(raw), _doubles(values), len(values), resolve(context).reference(), context=context
        )
        super().__init__(address, context)

    @property
    def spec(self) -> str:
        """The canonical spec."""
        length = ctypes.c_size_t()
        owned = self._handle
        return text_at(lib.csc_wom_tree_spec(owned, ctypes.byref(length)), length.value)

    @property
    def levels(self) -> List[Number]:
        """People of each generation, the first tellers first."""
        owned = self._handle
        return [count(lib.csc_wom_tree_generation(owned, i)) for i in range(lib.csc_wom_tree_depth(owned) + 1)]

    @property
    def reach(self) -> Reach:
        """The totals."""
        record = _Reach()
        self._plain(lib.csc_wom_tree_reach, ctypes.byref(record))
        return _reach(record)

    def to_dict(self, level: Union[int, str] = "detail") -> Dict[str, Any]:
        """Everything, as csckit prints it."""
        return self._visit(lib.csc_wom_tree_visit, level_number(level))


# --------------------------------------------------------- branching process

_MomentsStruct = struct["csc_wom_branching_moments"]
_LAWS = {"poisson": 1, "geometric": 2, "binomial": 3, "negative-binomial": 4, "pmf": 5}


@dataclass(frozen=True)
class Moments(Record):
    """What can be said of the total size without a size; NaN where it is infinite."""

    offspring_mean: float
    offspring_variance: float
    extinction: float
    mean: float
    variance: float
    extinct_mean: float
    extinct_variance: float


class Branching(Object):
    """A Galton-Watson process: each person brings a random number of others; the total size counts everybody.

    Branching("poisson:0.5"), "geometric:P", "binomial:N,P", "negative-binomial:R,P" or "pmf:p0,p1,..."; or a law's name and its
    parameters, Branching("poisson", [0.5]).  Immutable.

    >>> import libcsc.wom as wom
    >>> w = wom.Branching("poisson:0.5")
    >>> w.moments.mean, round(w.pmf(2), 6)
    (2.0, 0.18394)
    """

    _kind = "csc_wom_branching"
    _immutable = True

    def __init__(
        self,
        law: str,
        parameters: Optional[Sequence[float]] = None,
        *,
        ancestors: int = 1,
        spec: str = "wom:branching/1",
        context: Optional[Context] = None,
    ):
        if ancestors != 1:
            spec += ("&" if "?" in spec else "?") + "ancestors=%d" % ancestors
        if parameters is None:
            number, values = _parse_law(law)
        else:
            if law not in _LAWS:
                raise InvalidError("a law is one of %s" % ", ".join(_LAWS), key="law")
            number, values = _LAWS[law], [float(value) for value in parameters]
        raw = text(spec)
        address = self._make(
            lib.csc_wom_branching_create, raw, len(raw), number, _doubles(values), len(values), resolve(context).reference(), context=context
        )
        super().__init__(address, context)

    @property
    def moments(self) -> Moments:
        """Means, variances and the extinction probability."""
        record = _MomentsStruct()
        self._plain(lib.csc_wom_branching_moments_get, ctypes.byref(record))
        return Moments(*[getattr(record, name) for name in Moments.__dataclass_fields__])

    @property
    def extinction(self) -> float:
        """The probability that the chain of all ancestors dies out."""
        return self.moments.extinction

    def generation(self, index: int) -> Tuple[float, float, float]:
        """Mean and variance of the size of a generation, and the probability that it is empty."""
        values = (ctypes.c_double * 3)()
        step = ctypes.sizeof(ctypes.c_double)
        places = [ctypes.byref(values, i * step) for i in range(3)]
        pointers = [ctypes.cast(place, ctypes.POINTER(ctypes.c_double)) for place in places]
        self._plain(lib.csc_wom_branching_generation, index, *pointers)
        return values[0], values[1], values[2]

    def pmf(self, n: int) -> float:
        """P(total size = n)."""
        value = ctypes.c_double()
        self._call(lib.csc_wom_branching_pmf, n, ctypes.byref(value))
        return value.value

    def cdf(self, n: int, *, context: Optional[Context] = None) -> float:
        """P(total size <= n)."""
        return self._tails(n, context)[0]

    def upper(self, n: int, *, context: Optional[Context] = None) -> float:
        """P(total size > n), the chance that it is infinite included; accurate in its own tail."""
        return self._tails(n, context)[1]

    def _tails(self, n: int, context: Optional[Context]) -> Tuple[float, float]:
        lower, upper = ctypes.c_double(), ctypes.c_double()
        chosen = resolve(context)
        call(lib.csc_wom_branching_cdf, self._handle, n, ctypes.byref(lower), ctypes.byref(upper), chosen.reference(), context=chosen)
        return lower.value, upper.value

    def quantile(self, p: float, upper: bool = False, *, context: Optional[Context] = None) -> int:
        """The smallest n with P(total size <= n) >= p, or with `upper` P(total size > n) <= p."""
        n = ctypes.c_uint64()
        chosen = resolve(context)
        call(
            lib.csc_wom_branching_quantile, self._handle, p, 1 if upper else 0, ctypes.byref(n), chosen.reference(), context=chosen
        )
        return n.value

    def to_dict(self, size: int = 0, level: Union[int, str] = "detail") -> Dict[str, Any]:
        """Everything, as csckit prints it; with `size` also pmf and cdf there."""
        return self._visit(lib.csc_wom_branching_visit, size, level_number(level), self._context.reference())


def _parse_law(law: str) -> Tuple[int, List[float]]:
    raw = text(law)
    number, needed = ctypes.c_int32(), ctypes.c_size_t()
    error = Error()
    capacity = law.count(",") + 1
    values = (ctypes.c_double * capacity)()
    check(
        lib.csc_wom_law_parse(raw, len(raw), ctypes.byref(number), values, capacity, ctypes.byref(needed), ctypes.byref(error)), error
    )
    return number.value, list(values)[: needed.value]


# ---------------------------------------------------------------- Bass model

_BassStruct = struct["csc_wom_bass_result"]


def bass_cumulative(p: float, q: float, t: float) -> float:
    """The share that has adopted by time t in the Bass model with innovation p and imitation q."""
    return lib.csc_wom_bass_cumulative(p, q, t)


def bass_rate(p: float, q: float, t: float) -> float:
    """The rate of adoption at time t."""
    return lib.csc_wom_bass_rate(p, q, t)


def bass_peak_time(p: float, q: float) -> float:
    """The time of the highest rate; 0 when q <= p."""
    return lib.csc_wom_bass_peak_time(p, q)


@dataclass(frozen=True)
class BassResult(Record):
    """What a fit says; numbers are NaN where status is not "ok"."""

    p: float
    q: float
    m: float
    se_p: float
    se_q: float
    se_m: float
    sse: float
    dispersion: float
    peak_time: float
    peak_rate: float
    a: float
    b: float
    c: float
    n: Number
    missing: Number
    iterations: int
    status: str


class Bass(Object):
    """The Bass model of a series of adopters per period, the first period beginning at launch.  Immutable.

    form is "interval-nls" (default), "interval-mle", "rate-nls" or "ols" (the regression of 1969, for comparison).

    >>> import libcsc.wom as wom
    >>> p, q = 0.03, 0.4
    >>> series = [1000 * (wom.bass_cumulative(p, q, t + 1) - wom.bass_cumulative(p, q, t)) for t in range(15)]
    >>> fit = wom.Bass(series).result
    >>> round(fit.p, 6), round(fit.q, 6), round(fit.m, 3)
    (0.03, 0.4, 1000.0)
    """

    _kind = "csc_wom_bass"
    _immutable = True

    def __init__(self, adopters: Any, *, form: Optional[str] = None, spec: str = "wom:bass/1", context: Optional[Context] = None):
        column = _columns.column(adopters, name="adopters")
        if form is not None:
            spec += ("&" if "?" in spec else "?") + "form=" + form
        raw = text(spec)
        address = self._make(
            lib.csc_wom_bass_fit, raw, len(raw), column.reference(), column.n, resolve(context).reference(), context=context
        )
        super().__init__(address, context)
        record = _BassStruct()
        self._plain(lib.csc_wom_bass_get, ctypes.byref(record))
        values = {name: getattr(record, name) for name in BassResult.__dataclass_fields__}
        values.update(n=count(record.n), missing=count(record.missing), status=word(record.status))
        #: What the fit says.
        self.result = BassResult(**values)

    @property
    def status(self) -> str:
        """ "ok", or why there is no fit: "peak-not-seen", "too-few" ..."""
        return self.result.status

    def forecast(self, first: int, periods: int = 1) -> List[Tuple[float, float, float]]:
        """(value, low, high) of adopters in each of `periods` periods from `first` on, 1 being the first of the series."""
        doubles = ctypes.c_double * max(1, periods)
        value, low, high = doubles(), doubles(), doubles()
        self._plain(lib.csc_wom_bass_forecast, first, periods, value, low, high)
        return list(zip(value, low, high))[:periods]

    def to_dict(self, horizon: int = 0, level: Union[int, str] = "detail") -> Dict[str, Any]:
        """Everything, as csckit prints it, with a forecast of the `horizon` periods after the series."""
        return self._visit(lib.csc_wom_bass_visit, horizon, level_number(level))
