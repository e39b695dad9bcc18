"""Satisfaction: what was expected against what was experienced.

>>> import libcsc.satisfaction as satisfaction
>>> result = satisfaction.gap([8, 7, 9, 6], [9, 7, 5, 6], respondents=["a", "a", "b", "c"])
>>> result["classes"]["loyal"], result["classes"]["drifting"], result["classes"]["lost"]
(1, 1, 1)

The gap is experience minus expectation: above the zone of tolerance a customer is loyal, inside it drifting, below it lost.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple, Union

from . import _columns
from ._abi import Error, check, constant, lib, struct
from ._context import Context, call, resolve
from ._errors import FormatError, InvalidError, NotFoundError
from ._estimate import Estimate, Number, Record, count, from_struct, word
from ._object import Object, level_number, text

_State = struct["csc_expectation"]
_ModelStruct = struct["csc_expectation_model"]
_ExperienceStruct = struct["csc_experience"]
_EstimateStruct = struct["csc_estimate"]
_NAN = float("nan")
_ALL = ctypes.c_size_t(-1).value
SOURCES = ("advertising", "salesperson", "opinions", "suggestions")
CLASSES = ("loyal", "drifting", "lost", "undefined")
_FIRST = {"replace": 0, "count": 1, "bayes": 2}


class Model:
    """How expectations move and how gaps are judged; see csc_expectation_model for the members.

    Model("gap:customer/1?tolerance=0.5&drift=0.1"), or Model() with members changed by name: Model(tolerance=0.5).

    >>> import libcsc.satisfaction as satisfaction
    >>> satisfaction.Model(tolerance=0.5).classify(0.4)[0]
    'drifting'
    """

    def __init__(self, spec: Optional[str] = None, *, tolerance: Union[float, Tuple[float, float], None] = None, first: Optional[str] = None, **members: float):
        self._record = _ModelStruct()
        lib.csc_expectation_model_init(ctypes.byref(self._record))
        if spec is not None:
            raw = text(spec)
            error = Error()
            check(lib.csc_expectation_model_parse(raw, len(raw), ctypes.byref(self._record), ctypes.byref(error)), error)
        if tolerance is not None:
            low, high = tolerance if isinstance(tolerance, tuple) else (tolerance, tolerance)
            self._record.tolerance_low, self._record.tolerance_high = low, high
        if first is not None:
            self._record.first = _FIRST[first]
        for name, value in members.items():
            if name not in ("noise", "drift", "drift_rate", "confidence"):
                raise TypeError("Model has no member %r" % name)
            setattr(self._record, name, value)

    @property
    def noise(self) -> float:
        """Variance of one experience about the customer's level; NaN for "auto" until it is set."""
        return self._record.noise

    @property
    def tolerance(self) -> Tuple[float, float]:
        """The zone around a gap of 0, below and above."""
        return self._record.tolerance_low, self._record.tolerance_high

    def settle(self, customers: Any, experience: Any) -> "Model":
        """Fills in what the spec says is "auto" from the visits themselves: noise, and tolerance as half its root."""
        if self._record.noise == self._record.noise and self._record.tolerance_low == self._record.tolerance_low:
            return self
        estimate = noise(customers, experience)
        check(0 if estimate.status == "ok" else constant["CSC_E_TOO_FEW"])
        if self._record.noise != self._record.noise:
            self._record.noise = estimate.value
        if self._record.tolerance_low != self._record.tolerance_low:
            self._record.tolerance_low = self._record.tolerance_high = 0.5 * estimate.value**0.5
        return self

    def classify(self, gap: float, sd: float = 0.0) -> Tuple[str, Tuple[float, float, float]]:
        """(class, probabilities of loyal, drifting, lost) of a gap with a standard deviation."""
        p = (ctypes.c_double * 3)()
        code = lib.csc_expectation_classify(ctypes.byref(self._record), gap, sd, p)
        return CLASSES[code], (p[0], p[1], p[2])


@dataclass(frozen=True)
class Visit(Record):
    """What one visit showed; p are the probabilities of loyal, drifting and lost.  status "undefined": nothing was expected yet."""

    expected: float
    experience: float
    gap: float
    sd: float
    z: float
    gain: float
    p: Tuple[float, float, float]
    outcome: str
    status: str


def _visit(record: Any) -> Visit:
    return Visit(
        record.expected,
        record.experience,
        record.gap,
        record.sd,
        record.z,
        record.gain,
        (record.p[0], record.p[1], record.p[2]),
        CLASSES[record.code],
        word(record.status),
    )


class Expectation:
    """What one customer expects: 32 bytes that can be kept with the customer (to_bytes, from_bytes).

    Expectation() knows nothing yet; Expectation.prior(advertising=8, opinions=6) is what the sources promise before the first visit.

    >>> import libcsc.satisfaction as satisfaction
    >>> e = satisfaction.Expectation.prior(advertising=8, opinions=6)
    >>> e.mean
    7.0
    >>> e.observe(9).gap, e.mean
    (2.0, 9.0)
    """

    __slots__ = ("_record",)

    def __init__(self) -> None:
        self._record = _State()
        lib.csc_expectation_init(ctypes.byref(self._record))

    @classmethod
    def prior(cls, *, precision: Optional[Dict[str, float]] = None, **levels: float) -> "Expectation":
        """From the levels of sources by name, weighted by their precisions (1 / variance; 1 each).  UndefinedError when all are silent."""
        self = cls()
        n = len(levels)
        numbers = (ctypes.c_double * max(1, n))(*[_NAN if level is None else level for level in levels.values()])
        weights = None
        if precision is not None:
            weights = (ctypes.c_double * max(1, n))(*[precision.get(name, 1.0) for name in levels])
        error = Error()
        check(lib.csc_expectation_prior(numbers, weights, n, ctypes.byref(self._record), ctypes.byref(error)), error)
        return self

    mean = property(lambda self: self._record.mean, doc="The expected level; NaN: none yet.")
    variance = property(lambda self: self._record.variance, doc="Of that mean; infinite: none yet.")
    time = property(lambda self: self._record.time, doc="Of the last visit; NaN: none or unknown.")
    count = property(lambda self: self._record.count, doc="Visits so far.")

    def observe(self, experience: Optional[float], time: float = _NAN, model: Optional[Model] = None) -> Visit:
        """One visit: judged against the expectation, which then moves."""
        out = _ExperienceStruct()
        error = Error()
        value = _NAN if experience is None else experience
        status = lib.csc_expectation_observe(
            None if model is None else ctypes.byref(model._record), ctypes.byref(self._record), value, time, ctypes.byref(out), ctypes.byref(error)
        )
        check(status, error)
        return _visit(out)

    def merge(self, later: "Expectation", model: Optional[Model] = None) -> "Expectation":
        """Adds the visits of a later range of time, which must follow all of this one's."""
        error = Error()
        status = lib.csc_expectation_merge(
            None if model is None else ctypes.byref(model._record), ctypes.byref(self._record), ctypes.byref(later._record), ctypes.byref(error)
        )
        check(status, error)
        return self

    def to_bytes(self) -> bytes:
        """The record as it stands in memory, for rows of the same machine type."""
        return bytes(self._record)

    @classmethod
    def from_bytes(cls, state: bytes) -> "Expectation":
        """A record from to_bytes()."""
        self = cls()
        if len(state) != ctypes.sizeof(_State):
            raise FormatError("an expectation has %d bytes, not %d" % (ctypes.sizeof(_State), len(state)))
        ctypes.memmove(ctypes.byref(self._record), bytes(state), len(state))
        return self

    def __reduce__(self) -> Any:
        return (Expectation.from_bytes, (self.to_bytes(),))

    def __repr__(self) -> str:
        return "Expectation(mean=%r, variance=%r, count=%r)" % (self.mean, self.variance, self.count)


def track(
    customers: Any,
    experience: Any,
    time: Any = None,
    *,
    priors: Optional[Dict[Any, Expectation]] = None,
    model: Optional[Model] = None,
) -> Tuple[Any, Dict[Any, Expectation]]:
    """All visits of many customers, each customer's in time order: (a Visit a row, the state of each customer afterwards).

    customers  a column of ids; priors  what is known of some before their first row

    With a pandas Series of experiences the visits come as a DataFrame with its index.

    >>> import libcsc.satisfaction as satisfaction
    >>> visits, states = satisfaction.track(["a", "b", "a"], [6, 9, 8])
    >>> visits[2].gap, states["a"].mean
    (2.0, 7.0)
    """
    values = _columns.column(experience, name="experience")
    labels, codes = _columns.factorize(customers, values.n, "customers")
    times = _columns.optional(time, values.n, "time")
    states = (_State * max(1, len(labels)))()
    for i, label in enumerate(labels):
        known = None if priors is None else priors.get(label)
        if known is None:
            lib.csc_expectation_init(ctypes.byref(states[i]))
        else:
            states[i] = known._record
    out = (_ExperienceStruct * max(1, values.n))()
    error = Error()
    status = lib.csc_expectation_observe_column(
        None if model is None else ctypes.byref(model._record),
        states,
        len(labels),
        codes.reference(),
        values.reference(),
        _columns.reference(times),
        values.n,
        out,
        ctypes.byref(error),
    )
    check(status, error)
    after = {}
    for i, label in enumerate(labels):
        after[label] = Expectation.from_bytes(bytes(states[i]))
    if type(experience).__module__.split(".", 1)[0] == "pandas":
        return _frame(out, values.n, experience.index), after
    return [_visit(out[i]) for i in range(values.n)], after


def _frame(out: Any, n: int, index: Any) -> Any:
    """The records as a DataFrame, without a loop over the rows."""
    import numpy
    import pandas

    rows = numpy.frombuffer(out, dtype=numpy.dtype(_ExperienceStruct), count=n)
    table = {name: rows[name].copy() for name in ("expected", "experience", "gap", "sd", "z", "gain")}
    for i, name in enumerate(CLASSES[:3]):
        table["p_" + name] = rows["p"][:, i].copy()
    table["outcome"] = pandas.Categorical.from_codes(rows["code"], categories=list(CLASSES))
    table["status"] = numpy.array([word(int(s)) for s in numpy.unique(rows["status"])], dtype=object)[
        numpy.unique(rows["status"], return_inverse=True)[1].reshape(-1)
    ]
    return pandas.DataFrame(table, index=index)


def noise(customers: Any, experience: Any, *, context: Optional[Context] = None) -> Estimate:
    """Variance of experiences within customers, pooled over those with two visits or more; too few under 30 of them."""
    values = _columns.column(experience, name="experience")
    labels, codes = _columns.factorize(customers, values.n, "customers")
    record = _EstimateStruct()
    error = Error()
    status = lib.csc_expectation_noise(
        len(labels), codes.reference(), values.reference(), values.n, resolve(context).reference(), ctypes.byref(record), ctypes.byref(error)
    )
    check(status, error)
    return from_struct(record)


def _label(value: Any) -> bytes:
    return text(value if isinstance(value, (str, bytes)) else "" if value is None else str(value))


class Gap(Object):
    """Accumulator of expectation-experience pairs by item and respondent.

    >>> import libcsc.satisfaction as satisfaction
    >>> with satisfaction.Gap() as g:
    ...     _ = g.add([8, 7], [9, 7], respondents=["a", "b"], items=["speed", "speed"])
    ...     g.to_dict()["items"][0]["gap"]
    0.5
    """

    _kind = "csc_gap"

    def __init__(self, spec: str = "gap:survey/1", *, context: Optional[Context] = None, _address: Optional[int] = None):
        if _address is None:
            raw = text(spec)
            _address = self._make(lib.csc_gap_create, raw, len(raw), resolve(context).reference(), context=context)
        super().__init__(_address, context)
        self._rows = 0

    def _indexes(self, function: Callable[..., int], labels: Sequence[Any]) -> List[int]:
        index = ctypes.c_size_t()
        found = []
        for label in labels:
            raw = _label(label)
            self._call(function, raw, len(raw), ctypes.byref(index))
            found.append(index.value)
        return found

    def _codes(self, function: Callable[..., int], labels: Any, n: int, name: str) -> Any:
        names, codes = _columns.factorize(labels, n, name)
        return _columns.remap(codes, self._indexes(function, names))

    def add(self, expectation: Any, experience: Any, respondents: Any = None, items: Any = None, weights: Any = None) -> "Gap":
        """Adds columns of pairs.  Without `respondents` each row is one of its own, without `items` all are of one item."""
        expected = _columns.column(expectation, name="expectation")
        n = expected.n
        experienced = _columns.column(experience, n, "experience")
        weighing = _columns.optional(weights, n, "weights")
        if respondents is None:
            respondents = ["%d" % (self._rows + i + 1) for i in range(n)]
        who = self._codes(lib.csc_gap_respondent, respondents, n, "respondents")
        what = self._codes(lib.csc_gap_item, [""] * n if items is None else items, n, "items")
        self._call(
            lib.csc_gap_add, who.reference(), what.reference(), expected.reference(), experienced.reference(), _columns.reference(weighing), n
        )
        self._rows += n
        return self

    @property
    def size(self) -> Tuple[int, int]:
        """The numbers of items and respondents."""
        items, respondents = ctypes.c_size_t(), ctypes.c_size_t()
        self._plain(lib.csc_gap_size, ctypes.byref(items), ctypes.byref(respondents))
        return items.value, respondents.value

    def estimate(self, item: Any = None) -> Estimate:
        """The gap of one item, or of the respondents' mean gaps."""
        index = _ALL
        if item is not None:
            known = [row["item"] for row in self.to_dict("value")["items"]]
            if item not in known:
                raise NotFoundError("no such item", key=str(item))
            index = known.index(item)
        record = _EstimateStruct()
        self._call(lib.csc_gap_estimate, index, ctypes.byref(record))
        return from_struct(record)

    def merge(self, other: "Gap") -> "Gap":
        """Adds the pairs of another, items and respondents by label."""
        self._call_with(other, lib.csc_gap_merge, self, other)
        return self

    def to_dict(self, level: Union[int, str] = "detail") -> Dict[str, Any]:
        """Items, classes and tolerance, as csckit prints them."""
        return self._visit(lib.csc_gap_visit, level_number(level))

    def to_bytes(self) -> bytes:
        """The state in canonical bytes."""
        return self._sized(lib.csc_gap_serialize)

    @classmethod
    def from_bytes(cls, state: bytes, *, context: Optional[Context] = None) -> "Gap":
        """An accumulator from to_bytes()."""
        raw = bytes(state)
        return cls("", context=context, _address=cls._make(lib.csc_gap_deserialize, raw, len(raw), resolve(context).reference(), context=context))

    def __reduce__(self) -> Any:
        return (Gap.from_bytes, (self.to_bytes(),))


def gap(
    expectation: Any, experience: Any, respondents: Any = None, items: Any = None, weights: Any = None, *, spec: str = "gap:survey/1"
) -> Dict[str, Any]:
    """Gaps by item and classes of respondents of columns in one call, as csckit prints them."""
    with Gap(spec) as accumulator:
        return accumulator.add(expectation, experience, respondents, items, weights).to_dict()


# ------------------------------------------------- drivers and reliability

_DriversStruct = struct["csc_drivers"]
_ReliabilityStruct = struct["csc_reliability"]
_METHODS = {"lmg": 1, "johnson": 2}


@dataclass(frozen=True)
class Drivers(Record):
    """Importance of drivers: shares of R2 by name, which sum to r2; NaN where status is not "ok".  low, high and se come with resamples."""

    r2: float
    shares: Dict[Any, float]
    n: Number
    missing: Number
    collinear: int
    status: str
    low: Optional[Dict[Any, float]] = None
    high: Optional[Dict[Any, float]] = None
    se: Optional[Dict[Any, float]] = None
    failed: Optional[int] = None

    @property
    def normalized(self) -> Dict[Any, float]:
        """The shares divided by R2."""
        return {name: share / self.r2 if self.r2 else _NAN for name, share in self.shares.items()}


def drivers(
    outcome: Any,
    table: Any,
    method: str = "lmg",
    *,
    resamples: int = 0,
    seed: int = 0,
    level: float = 0.95,
    context: Optional[Context] = None,
) -> Drivers:
    """Importance of the columns of a table (DataFrame, dict, list of columns, array) for an outcome.

    method "lmg" (Shapley shares of R2) or "johnson" (relative weights); resamples > 0 adds percentile intervals by bootstrap.

    >>> import libcsc.satisfaction as satisfaction
    >>> found = satisfaction.drivers([1, 2, 3, 5, 4], {"a": [1, 2, 3, 4, 5], "b": [1, -1, 0, 1, -1]})
    >>> abs(sum(found.shares.values()) - found.r2) < 1e-12
    True
    """
    if method not in _METHODS:
        raise InvalidError("method is lmg or johnson", key="method")
    y = _columns.column(outcome, name="outcome")
    names, records, held, n = _columns.block(table, y.n, "table")
    chosen = resolve(context)
    out = _DriversStruct()
    doubles = ctypes.c_double * max(1, len(names))
    share = doubles()
    start = (_METHODS[method], y.reference(), records, len(names), n)
    call(lib.csc_drivers_compute, *start, chosen.reference(), ctypes.byref(out), share, context=chosen)
    extra: Dict[str, Any] = {}
    if resamples:
        low, high, se = doubles(), doubles(), doubles()
        failed = ctypes.c_uint64()
        call(
            lib.csc_drivers_bootstrap,
            *start,
            resamples,
            seed,
            level,
            chosen.reference(),
            low,
            high,
            se,
            ctypes.byref(failed),
            context=chosen,
        )
        extra = {"low": dict(zip(names, low)), "high": dict(zip(names, high)), "se": dict(zip(names, se)), "failed": failed.value}
    return Drivers(out.r2, dict(zip(names, share)), count(out.n), count(out.missing), out.collinear, word(out.status), **extra)


@dataclass(frozen=True)
class Reliability(Record):
    """How well items measure one thing; item_rest and dropped (alpha without the item) are by item."""

    alpha: float
    low: float
    high: float
    level: float
    standardized: float
    omega: float
    mean_correlation: float
    n: Number
    missing: Number
    status: str
    omega_status: str
    item_rest: Dict[Any, float]
    dropped: Dict[Any, float]


def reliability(table: Any, *, level: float = 0.95, context: Optional[Context] = None) -> Reliability:
    """Cronbach's alpha with limits, McDonald's omega and the item table of columns keyed in one direction.

    >>> import libcsc.satisfaction as satisfaction
    >>> round(satisfaction.reliability([[1, 2, 3, 4], [2, 1, 4, 3], [1, 3, 2, 4]]).alpha, 6)
    0.724138
    """
    names, records, held, n = _columns.block(table, None, "table")
    chosen = resolve(context)
    out = _ReliabilityStruct()
    doubles = ctypes.c_double * max(1, len(names))
    rest, dropped = doubles(), doubles()
    call(
        lib.csc_reliability_compute, records, len(names), n, level, chosen.reference(), ctypes.byref(out), rest, dropped, context=chosen
    )
    return Reliability(
        out.alpha,
        out.low,
        out.high,
        out.level,
        out.standardized,
        out.omega,
        out.mean_correlation,
        count(out.n),
        count(out.missing),
        word(out.status),
        word(out.omega_status),
        dict(zip(names, rest)),
        dict(zip(names, dropped)),
    )


# ------------------------------------------------------------- path models

_PlsModel = struct["csc_pls_model"]
_SCHEMES = {"path": 1, "centroid": 2, "factor": 3}


class PathModel(Object):
    """A path model by partial least squares: PathModel(table, constructs, paths).

    table       the items: DataFrame, Arrow table or dict of columns
    constructs  {name: [items]} or {name: {"mode": "A" or "B", "items": [...]}}
    paths       [(from, to), ...] or [{"from": ..., "to": ...}, ...]
    scales      {item: (low, high)} for performance on 0..100; others by their own extremes

    >>> import libcsc.satisfaction as satisfaction
    >>> data = {"i1": [1, 2, 3, 4, 5, 6], "i2": [2, 1, 4, 3, 6, 5], "s1": [1, 3, 2, 5, 4, 6], "s2": [2, 2, 3, 4, 6, 5]}
    >>> model = satisfaction.PathModel(data, {"Image": ["i1", "i2"], "Satisfaction": ["s1", "s2"]}, [("Image", "Satisfaction")])
    >>> model.status, 0 < model.r2["Satisfaction"] < 1
    ('ok', True)
    """

    _kind = "csc_pls"

    def __init__(
        self,
        table: Any,
        constructs: Dict[str, Any],
        paths: Sequence[Any],
        *,
        scheme: str = "path",
        standardized: bool = True,
        scales: Optional[Dict[str, Tuple[float, float]]] = None,
        context: Optional[Context] = None,
    ):
        if scheme not in _SCHEMES:
            raise InvalidError("a scheme is one of %s" % ", ".join(_SCHEMES), key="scheme")
        self.constructs = list(constructs)
        number = {name: i for i, name in enumerate(self.constructs)}
        self.items: List[str] = []
        owner, modes = [], []
        for name, block in constructs.items():
            items = block["items"] if isinstance(block, dict) else block
            modes.append({"A": 1, "B": 2}[block.get("mode", "A") if isinstance(block, dict) else "A"])
            self.items += list(items)
            owner += [number[name]] * len(items)
        self.paths = [(p["from"], p["to"]) if isinstance(p, dict) else (p[0], p[1]) for p in paths]
        for pair in self.paths:
            for name in pair:
                if name not in number:
                    raise NotFoundError("no construct has this name", key=str(name))
        _, records, held, n = _columns.block({name: table[name] for name in self.items}, None, "table")
        self._held: List[Any] = []
        record = _PlsModel()
        lib.csc_pls_model_init(ctypes.byref(record))
        record.constructs, record.items, record.paths = len(self.constructs), len(self.items), len(self.paths)
        record.mode = self._put(ctypes.c_int32, modes)
        record.construct = self._put(ctypes.c_uint32, owner)
        setattr(record, "from", self._put(ctypes.c_uint32, [number[a] for a, _ in self.paths]))
        record.to = self._put(ctypes.c_uint32, [number[b] for _, b in self.paths])
        record.construct_name = self._names(self.constructs)
        record.item_name = self._names(self.items)
        if scales:
            ends = [scales.get(name, (_NAN, _NAN)) for name in self.items]
            record.item_low = self._put(ctypes.c_double, [low for low, _ in ends])
            record.item_high = self._put(ctypes.c_double, [high for _, high in ends])
        record.scheme = _SCHEMES[scheme]
        record.standardized = 1 if standardized else 0
        address = self._make(lib.csc_pls_fit, ctypes.byref(record), records, n, resolve(context).reference(), context=context)
        super().__init__(address, context)

    def _put(self, kind: Any, values: Sequence[Any]) -> Any:
        block = (kind * max(1, len(values)))(*values)
        self._held.append(block)
        return ctypes.cast(block, ctypes.POINTER(kind))

    def _names(self, names: Sequence[str]) -> Any:
        texts = [ctypes.create_string_buffer(text(str(name))) for name in names]
        self._held.append(texts)
        return self._put(ctypes.c_void_p, [ctypes.addressof(t) for t in texts])

    @property
    def status(self) -> str:
        """ "ok", or why there is no fit: "too-few", "singular", "no-convergence"."""
        return word(lib.csc_pls_status(self._handle))

    def _estimates(self, which: int) -> List[float]:
        sizes = (len(self.paths), len(self.constructs), len(self.items), len(self.items))
        places: List[Any] = [None] * 4
        places[which] = (ctypes.c_double * max(1, sizes[which]))()
        self._plain(lib.csc_pls_estimates, *places)
        return list(places[which])[: sizes[which]]

    @property
    def coefficients(self) -> Dict[Tuple[str, str], float]:
        """Path coefficients by (from, to)."""
        return dict(zip(self.paths, self._estimates(0)))

    @property
    def r2(self) -> Dict[str, float]:
        """R2 by construct; NaN where nothing leads to it."""
        return dict(zip(self.constructs, self._estimates(1)))

    @property
    def loadings(self) -> Dict[str, float]:
        """Loadings by item."""
        return dict(zip(self.items, self._estimates(2)))

    @property
    def weights(self) -> Dict[str, float]:
        """Outer weights by item."""
        return dict(zip(self.items, self._estimates(3)))

    @property
    def total_effects(self) -> Dict[Tuple[str, str], float]:
        """Total effects by (from, to), those that are not 0."""
        n = len(self.constructs)
        values = (ctypes.c_double * max(1, n * n))()
        self._plain(lib.csc_pls_total_effects, values)
        return {(a, b): values[i * n + j] for i, a in enumerate(self.constructs) for j, b in enumerate(self.constructs) if values[i * n + j] != 0}

    def scores(self) -> Dict[str, List[float]]:
        """Scores of the complete rows by construct, mean 0 and variance 1."""
        rows = ctypes.c_size_t()
        owned = self._handle
        error = Error()
        status = lib.csc_pls_scores(owned, None, 0, ctypes.byref(rows), ctypes.byref(error))
        n, k = rows.value, len(self.constructs)
        values = (ctypes.c_double * max(1, n * k))()
        if status in (0, constant["CSC_E_BUFFER"]):
            status = lib.csc_pls_scores(owned, values, n, ctypes.byref(rows), ctypes.byref(error))
        check(status, error)
        return {name: [values[i * k + j] for i in range(n)] for j, name in enumerate(self.constructs)}

    def bootstrap(self, resamples: int = 1000, seed: int = 1, level: float = 0.95) -> Dict[Tuple[str, str], Tuple[float, float, float]]:
        """Resamples rows: {(from, to): (standard error, low, high)}.  The same seed gives the same bits at any number of workers."""
        self._long(lib.csc_pls_bootstrap, resamples, seed, level, self._context.reference())
        doubles = ctypes.c_double * max(1, len(self.paths))
        se, low, high = doubles(), doubles(), doubles()
        self._plain(lib.csc_pls_limits, se, low, high, None)
        return dict(zip(self.paths, zip(se, low, high)))

    def to_dict(self, level: Union[int, str] = "detail") -> Dict[str, Any]:
        """Everything, as csckit prints it."""
        return self._visit(lib.csc_pls_visit, level_number(level))


# -------------------------------------------------------- survey instruments

_ServqualStruct = struct["csc_servqual"]
_KanoStruct = struct["csc_kano"]
KANO = ("A", "O", "M", "I", "R", "Q")


@dataclass(frozen=True)
class Dimension(Record):
    """One dimension of SERVQUAL; gap is NaN without expectations."""

    gap: float
    gap_se: float
    servperf: float
    servperf_sd: float
    weight: float
    n: Number
    gap_n: Number
    status: str


def servqual(
    experience: Any,
    dimensions: Dict[str, Sequence[Any]],
    expectation: Any = None,
    *,
    weights: Optional[Dict[str, float]] = None,
    context: Optional[Context] = None,
) -> Tuple[Dict[str, Dimension], float]:
    """SERVQUAL, or without `expectation` SERVPERF: ({dimension: figures}, weighted score).

    experience, expectation  tables with a column an item and a row a respondent; dimensions {name: [items]}; weights by dimension

    >>> import libcsc.satisfaction as satisfaction
    >>> told, score = satisfaction.servqual({"q1": [5, 6], "q2": [7, 6]}, {"Reliability": ["q1", "q2"]}, {"q1": [6, 6], "q2": [7, 7]})
    >>> told["Reliability"].gap, told["Reliability"].servperf, score
    (-0.5, 6.0, -0.5)
    """
    items = [item for block in dimensions.values() for item in block]
    owner = [i for i, block in enumerate(dimensions.values()) for _ in block]
    _, felt, held, n = _columns.block({item: experience[item] for item in items}, None, "experience")
    expected = None
    if expectation is not None:
        _, expected, more, n = _columns.block({item: expectation[item] for item in items}, n, "expectation")
        held += more
    count_ = len(dimensions)
    weighing = None
    if weights is not None:
        weighing = (ctypes.c_double * max(1, count_))(*[float(weights.get(name, 0.0)) for name in dimensions])
    out = (_ServqualStruct * max(1, count_))()
    score = ctypes.c_double()
    chosen = resolve(context)
    call(
        lib.csc_servqual_compute,
        felt,
        expected,
        len(items),
        n,
        (ctypes.c_uint32 * max(1, len(owner)))(*owner),
        count_,
        weighing,
        chosen.reference(),
        out,
        ctypes.byref(score),
        context=chosen,
    )
    made = {}
    for name, d in zip(dimensions, out):
        made[name] = Dimension(d.gap, d.gap_se, d.servperf, d.servperf_sd, d.weight, count(d.n), count(d.gap_n), word(d.status))
    return made, score.value


@dataclass(frozen=True)
class Kano(Record):
    """What the answers to one Kano question say: counts by category, the category, CS+ and CS-, strengths and Fong's test."""

    counts: Dict[str, int]
    category: str
    cs_plus: float
    cs_minus: float
    category_strength: float
    total_strength: float
    fong_threshold: float
    significant: bool
    n: Number
    missing: int
    status: str


def kano_classify(functional: int, dysfunctional: int) -> str:
    """The category of a pair of answers, 1 like to 5 dislike; "?" for other numbers.

    >>> import libcsc.satisfaction as satisfaction
    >>> satisfaction.kano_classify(1, 5), satisfaction.kano_classify(1, 1)
    ('O', 'Q')
    """
    return lib.csc_kano_letter(lib.csc_kano_classify(functional, dysfunctional)).decode("ascii")


def kano(functional: Any, dysfunctional: Any, items: Any = None) -> Any:
    """Kano figures of columns of answers ("how do you feel if it is so", "... if it is not so"), 1 like to 5 dislike; with a column of
    item labels a dict by item.

    >>> import libcsc.satisfaction as satisfaction
    >>> found = satisfaction.kano([1, 1, 2, 3], [5, 5, 5, 3])
    >>> found.category, found.cs_plus
    ('O', 0.5)
    """
    f = _columns.column(functional, name="functional")
    d = _columns.column(dysfunctional, f.n, "dysfunctional")
    labels, codes = ([None], None) if items is None else _columns.factorize(items, f.n, "items")
    k = max(1, len(labels))
    counts, missing = (ctypes.c_uint64 * (6 * k))(), (ctypes.c_uint64 * k)()
    error = Error()
    status = lib.csc_kano_count(_columns.reference(codes), f.reference(), d.reference(), f.n, k, counts, missing, ctypes.byref(error))
    check(status, error)
    found = {}
    for i, label in enumerate(labels):
        out = _KanoStruct()
        check(lib.csc_kano_from_counts((ctypes.c_uint64 * 6)(*counts[6 * i : 6 * i + 6]), ctypes.byref(out), ctypes.byref(error)), error)
        found[label] = Kano(
            dict(zip(KANO, counts[6 * i : 6 * i + 6])),
            lib.csc_kano_letter(out.category).decode("ascii"),
            out.cs_plus,
            out.cs_minus,
            out.category_strength,
            out.total_strength,
            out.fong_threshold,
            bool(out.significant),
            count(out.n),
            missing[i],
            word(out.status),
        )
    return found[None] if items is None else found
