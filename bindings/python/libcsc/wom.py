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
from array import array
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union

from . import _columns
from ._abi import Error, check, constant, lib, struct
from ._context import Context, call, resolve
from ._errors import InvalidError, NotFoundError
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


# -------------------------------------------------------- graphs and cascades

_GraphInfo = struct["csc_wom_graph_info"]
_SpreadStruct = struct["csc_wom_spread"]
NOBODY = constant["CSC_WOM_NOBODY"]


@dataclass(frozen=True)
class Spread(Record):
    """The outcome of simulated cascades: mean people reached with its Monte-Carlo standard error.

    activation  how often each person was reached, by number; credit  people brought by each seed, itself and its chain
    """

    spread: float
    se: float
    negative: float
    depth: float
    runs: int
    activation: Optional[array] = None
    credit: Optional[Dict[Any, float]] = None


def _with(spec: str, **parameters: Any) -> str:
    extra = ["%s=%s" % (name, value) for name, value in parameters.items() if value is not None]
    return spec + ("&" if "?" in spec else "?") + "&".join(extra) if extra else spec


class Graph(Object):
    """Who tells whom: a directed graph of people, compressed.  Immutable.

    Graph(from, to) of columns of names or of numbers 0 ... nodes - 1; weights is "wc" (1 / arcs into the hearer), "const" (with
    probability a number), "trivalency" (with seed) or "given" (with probability a column).  See also Graph.from_networkx and
    Graph.from_scipy.

    >>> import libcsc.wom as wom
    >>> g = wom.Graph(["ann", "ann", "bob"], ["bob", "cy", "cy"], weights="const", probability=1.0)
    >>> g.nodes, g.arcs, g.out("ann")
    (3, 3, ['bob', 'cy'])
    >>> g.simulate(["ann"], runs=10).spread
    3.0
    """

    _kind = "csc_wom_graph"
    _immutable = True

    def __init__(
        self,
        sources: Any,
        targets: Any,
        *,
        weights: Optional[str] = None,
        probability: Any = None,
        seed: Optional[int] = None,
        nodes: int = 0,
        spec: str = "wom:graph/1",
        context: Optional[Context] = None,
    ):
        given = None
        if weights is None and probability is not None:
            weights = "const" if isinstance(probability, (int, float)) else "given"
        if weights == "const" and isinstance(probability, (int, float)):
            spec = _with(spec, weights=weights, probability=_number(probability))
        else:
            spec = _with(spec, weights=weights, seed=seed)
            given = _columns.optional(probability, name="probability")
        raw = text(spec)
        chosen = resolve(context)
        self.named = _is_named(sources)
        if self.named:
            a = _columns.text_column(sources, name="from")
            b = _columns.text_column(targets, a.n, "to")
            address = self._make(
                lib.csc_wom_graph_create_text,
                raw,
                len(raw),
                a.reference(),
                b.reference(),
                _columns.reference(given),
                a.n,
                chosen.reference(),
                context=context,
            )
        else:
            c = _columns.column(sources, name="from")
            d = _columns.column(targets, c.n, "to")
            address = self._make(
                lib.csc_wom_graph_create,
                raw,
                len(raw),
                c.reference(),
                d.reference(),
                _columns.reference(given),
                c.n,
                nodes,
                chosen.reference(),
                context=context,
            )
        super().__init__(address, context)

    @classmethod
    def from_networkx(cls, graph: Any, *, weight: Optional[str] = None, **options: Any) -> "Graph":
        """A networkx DiGraph (a Graph is taken in both directions); `weight` names the edge attribute with probabilities."""
        edges = [(str(a), str(b), data.get(weight) if weight else None) for a, b, data in graph.edges(data=True)]
        if not graph.is_directed():
            edges += [(b, a, p) for a, b, p in edges if a != b]
        if weight:
            options["probability"] = [p for _, _, p in edges]
        return cls([a for a, _, _ in edges], [b for _, b, _ in edges], **options)

    @classmethod
    def from_scipy(cls, matrix: Any, *, weighted: bool = False, **options: Any) -> "Graph":
        """A scipy.sparse matrix: row i tells column j; `weighted` takes the entries as probabilities."""
        entries = matrix.tocoo()
        if weighted:
            options["probability"] = entries.data.astype("f8")
        return cls(entries.row.astype("i8"), entries.col.astype("i8"), nodes=max(matrix.shape), **options)

    def info(self) -> Dict[str, Optional[int]]:
        """nodes, arcs, loops, duplicates, missing, and the first row of each of the last three; None where there was none."""
        record = _GraphInfo()
        self._plain(lib.csc_wom_graph_info_get, ctypes.byref(record))
        values = {name: getattr(record, name) for name, _ in _GraphInfo._fields_}
        return {name: None if value == constant["CSC_NOWHERE"] else value for name, value in values.items()}

    @property
    def nodes(self) -> int:
        """The number of people."""
        return self.info()["nodes"] or 0

    @property
    def arcs(self) -> int:
        """The number of arcs, loops dropped and duplicates merged."""
        return self.info()["arcs"] or 0

    def number(self, person: Any) -> int:
        """The number of a person given by name (or number); NotFoundError when there is none."""
        if isinstance(person, str) and self.named:
            raw = text(person)
            found = lib.csc_wom_graph_find(self._handle, raw, len(raw))
            if found == NOBODY:
                raise NotFoundError("nobody has this name", key=person)
            return found
        number = int(person)
        if not 0 <= number < NOBODY:
            raise InvalidError("no such person", key=str(person))
        return number

    def name(self, number: int) -> Any:
        """The name of a person, or in a graph of numbers the number itself."""
        if not self.named:
            return number
        length = ctypes.c_size_t()
        owned = self._handle
        return text_at(lib.csc_wom_graph_label(owned, number, ctypes.byref(length)), length.value)

    def _neighbours(self, function: Callable[..., int], person: Any) -> List[Any]:
        found = ctypes.POINTER(ctypes.c_uint32)()
        owned = self._handle
        n = function(owned, self.number(person), ctypes.byref(found))
        return [self.name(found[i]) for i in range(n)]

    def out(self, person: Any) -> List[Any]:
        """Whom a person tells."""
        return self._neighbours(lib.csc_wom_graph_out, person)

    def into(self, person: Any) -> List[Any]:
        """Who tells a person."""
        return self._neighbours(lib.csc_wom_graph_in, person)

    def probability(self, a: Any, b: Any) -> float:
        """The probability of an arc; 0 when there is none."""
        return lib.csc_wom_graph_probability(self._handle, self.number(a), self.number(b))

    def _seeds(self, seeds: Iterable[Any]) -> Tuple[List[Any], Any]:
        people = list(seeds)
        return people, (ctypes.c_uint32 * max(1, len(people)))(*[self.number(p) for p in people])

    def simulate(
        self,
        seeds: Iterable[Any],
        *,
        model: Optional[str] = None,
        runs: Optional[int] = None,
        seed: Optional[int] = None,
        steps: Optional[int] = None,
        quality: Optional[float] = None,
        activation: bool = False,
        credit: bool = False,
        spec: str = "wom:cascade/1",
        context: Optional[Context] = None,
    ) -> Spread:
        """Simulates cascades from first people: model "ic" or "lt".  The same numbers for the same seed with any number of workers."""
        people, numbers = self._seeds(seeds)
        raw = text(_with(spec, model=model, runs=runs, seed=seed, steps=steps, quality=_number(quality)))
        record = _SpreadStruct()
        n = self.nodes
        reached = array("d", bytes(8 * n)) if activation and n else None
        brought = (ctypes.c_double * max(1, len(people)))() if credit else None
        chosen = resolve(context)
        call(
            lib.csc_wom_simulate,
            self._handle,
            raw,
            len(raw),
            numbers,
            len(people),
            chosen.reference(),
            ctypes.byref(record),
            None if reached is None else (ctypes.c_double * n).from_buffer(reached),
            brought,
            context=chosen,
        )
        return Spread(
            record.spread,
            record.se,
            record.negative,
            record.depth,
            int(record.runs),
            reached,
            None if brought is None else dict(zip(people, brought)),
        )

    def cascade(
        self,
        seeds: Iterable[Any],
        run: int = 0,
        *,
        model: Optional[str] = None,
        seed: Optional[int] = None,
        steps: Optional[int] = None,
        quality: Optional[float] = None,
        spec: str = "wom:cascade/1",
        context: Optional[Context] = None,
    ) -> Dict[Any, Tuple[Any, int]]:
        """One run in full: {person reached: (who brought them, step)}; a seed is brought by itself at step 0."""
        people, numbers = self._seeds(seeds)
        raw = text(_with(spec, model=model, seed=seed, steps=steps, quality=_number(quality)))
        n = self.nodes
        parent, step = (ctypes.c_uint32 * max(1, n))(), (ctypes.c_uint32 * max(1, n))()
        chosen = resolve(context)
        call(
            lib.csc_wom_cascade,
            self._handle,
            raw,
            len(raw),
            numbers,
            len(people),
            run,
            chosen.reference(),
            parent,
            step,
            None,
            context=chosen,
        )
        return {self.name(i): (self.name(parent[i]), step[i]) for i in range(n) if parent[i] != NOBODY}


def _number(value: Optional[float]) -> Optional[str]:
    from ._base import number_format

    return None if value is None else number_format(float(value))


def _is_named(values: Any) -> bool:
    """Whether a column holds names."""
    kind = getattr(getattr(values, "dtype", None), "kind", None)
    if kind in ("i", "u", "f", "b"):
        return False
    if hasattr(values, "type") and hasattr(values, "to_pylist"):
        return "string" in str(values.type) or "utf8" in str(values.type)
    if isinstance(values, _columns.Column):
        return False
    if isinstance(values, _columns.TextColumn):
        return True
    return any(isinstance(value, (str, bytes)) for value in values)


# ---------------------------------------------------------------- seed choice

_SeedsResult = struct["csc_wom_seeds_result"]


@dataclass(frozen=True)
class SeedsResult(Record):
    """What is known of a choice: spread with its standard error, bounds, and the guarantee that holds with probability 1 - delta."""

    spread: float
    se: float
    lower: float
    upper: float
    guarantee: float
    rr_sets: Number
    cost: float
    n: int
    status: str


class Seeds(Object):
    """People chosen to start a cascade: whom to win first so that word of mouth carries farthest.  Immutable.

    value, cost, excluded  columns of a row a person, or dicts by person: value at stake (1), cost (1; None is never chosen), who is
                           never chosen
    method                 "ris" (reverse-reachable sets, with a guarantee) or a baseline: "degree-discount", "pagerank", "degree"

    >>> import libcsc.wom as wom
    >>> g = wom.Graph(["hub"] * 5 + ["a"], ["a", "b", "c", "d", "e", "f"], weights="const", probability=1)
    >>> wom.Seeds(g, k=1).people
    ['hub']
    """

    _kind = "csc_wom_seeds"
    _immutable = True

    def __init__(
        self,
        graph: Graph,
        k: Optional[int] = None,
        *,
        epsilon: Optional[float] = None,
        delta: Optional[float] = None,
        model: Optional[str] = None,
        budget: Optional[float] = None,
        method: Optional[str] = None,
        seed: Optional[int] = None,
        value: Any = None,
        cost: Any = None,
        excluded: Any = None,
        spec: str = "wom:seeds/1",
        context: Optional[Context] = None,
    ):
        n = graph.nodes
        columns = [_per_person(graph, n, values, name, missing) for values, name, missing in ((value, "value", 0.0), (cost, "cost", 1.0))]
        if excluded is not None and not isinstance(excluded, dict) and not hasattr(excluded, "__array_interface__") and len(excluded) != n:
            excluded = {person: 1 for person in excluded}
        columns.append(_per_person(graph, n, excluded, "excluded", 0))
        raw = text(
            _with(
                spec, k=k, epsilon=_number(epsilon), delta=_number(delta), model=model, budget=_number(budget), method=method, seed=seed
            )
        )
        address = self._make(
            lib.csc_wom_seeds_choose,
            graph._handle,
            raw,
            len(raw),
            *[_columns.reference(column) for column in columns],
            resolve(context).reference(),
            context=context,
        )
        super().__init__(address, context)
        self._graph = graph

    @property
    def people(self) -> List[Any]:
        """The chosen, in the order of choice."""
        owned = self._handle
        return [self._graph.name(lib.csc_wom_seeds_at(owned, i, None)) for i in range(lib.csc_wom_seeds_count(owned))]

    @property
    def gains(self) -> List[float]:
        """What each adds to the spread of those before."""
        owned = self._handle
        gain = ctypes.c_double()
        found = []
        for i in range(lib.csc_wom_seeds_count(owned)):
            lib.csc_wom_seeds_at(owned, i, ctypes.byref(gain))
            found.append(gain.value)
        return found

    @property
    def result(self) -> SeedsResult:
        """Spread, bounds and guarantee."""
        record = _SeedsResult()
        self._plain(lib.csc_wom_seeds_get, ctypes.byref(record))
        values = {name: getattr(record, name) for name in SeedsResult.__dataclass_fields__}
        values.update(rr_sets=count(record.rr_sets), n=int(record.n), status=word(record.status))
        return SeedsResult(**values)

    def to_dict(self, level: Union[int, str] = "detail") -> Dict[str, Any]:
        """Everything, as csckit prints it."""
        return self._visit(lib.csc_wom_seeds_visit, self._graph._handle, level_number(level))


def _per_person(graph: Graph, n: int, values: Any, name: str, missing: Any) -> Any:
    """A column of a row a person; a dict names people, those it does not name get `missing`."""
    if isinstance(values, dict):
        rows = [missing] * n
        for person, number in values.items():
            rows[graph.number(person)] = number
        values = rows
    return _columns.optional(values, n, name)


# ------------------------------------------------------------ referral value

_ReferralInfo = struct["csc_wom_referral_info"]
_ReferralCustomer = struct["csc_wom_referral_customer"]


@dataclass(frozen=True)
class Referrer(Record):
    """One customer of a referral log: people brought (credit) and what they are worth (crv)."""

    customer: str
    credit: float
    crv: float
    direct: Number
    depth: int
    referrer: Optional[str]
    cycle: int


class Referrals(Object):
    """Referral credit and customer referral value of a log: who referred whom.  Immutable.

    time   a column of numbers that grow with time: the first referrer counts
    value  what each referred person is worth; the other figures of the formula are parameters: type_one, cost, saving, decay, value

    >>> import libcsc.wom as wom
    >>> log = wom.Referrals(["ann", "bob", "ann"], ["bob", "cy", "dee"], decay=0.5)
    >>> log["ann"].credit, log["ann"].direct
    (2.5, 2)
    """

    _kind = "csc_wom_referral"
    _immutable = True

    def __init__(
        self,
        referrers: Any,
        referred: Any,
        *,
        time: Any = None,
        values: Any = None,
        spec: str = "wom:referral/1",
        context: Optional[Context] = None,
        **parameters: float,
    ):
        a = _columns.text_column(referrers, name="from")
        b = _columns.text_column(referred, a.n, "to")
        when = None if time is None else _columns.instants(time, a.n, "time")
        worth = _columns.optional(values, a.n, "value")
        raw = text(_with(spec, **{name: _number(value) for name, value in parameters.items()}))
        address = self._make(
            lib.csc_wom_referral_create,
            raw,
            len(raw),
            a.reference(),
            b.reference(),
            _columns.reference(when),
            _columns.reference(worth),
            a.n,
            resolve(context).reference(),
            context=context,
        )
        super().__init__(address, context)
        self._index: Optional[Dict[str, int]] = None

    def info(self) -> Dict[str, Optional[int]]:
        """customers, referrals, repeats, loops, missing, cycles, and the first row of some; None where there was none."""
        record = _ReferralInfo()
        self._plain(lib.csc_wom_referral_info_get, ctypes.byref(record))
        values = {name: getattr(record, name) for name, _ in _ReferralInfo._fields_}
        return {name: None if value == constant["CSC_NOWHERE"] else value for name, value in values.items()}

    def __len__(self) -> int:
        """The number of customers."""
        return self.info()["customers"] or 0

    def _at(self, index: int) -> Tuple[str, Any]:
        record = _ReferralCustomer()
        label, length = ctypes.c_void_p(), ctypes.c_size_t()
        self._plain(lib.csc_wom_referral_get, index, ctypes.byref(label), ctypes.byref(length), ctypes.byref(record))
        return text_at(label.value, length.value), record

    def customer(self, index: int) -> Referrer:
        """A customer by the order of their first coming in the log."""
        name, record = self._at(index)
        above = None if record.referrer == NOBODY else self._at(record.referrer)[0]
        return Referrer(name, record.credit, record.crv, count(record.direct), record.depth, above, record.cycle)

    def __iter__(self) -> Iterator[Referrer]:
        for index in range(len(self)):
            yield self.customer(index)

    def __getitem__(self, name: str) -> Referrer:
        if self._index is None:
            self._index = {self._at(i)[0]: i for i in range(len(self))}
        if name not in self._index:
            raise NotFoundError("nobody has this name", key=str(name))
        return self.customer(self._index[name])

    def to_dict(self, level: Union[int, str] = "detail") -> Dict[str, Any]:
        """Customers by falling value, and cycles, as csckit prints them."""
        return self._visit(lib.csc_wom_referral_visit, level_number(level))
