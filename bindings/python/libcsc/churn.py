"""Why customers leave, and what complaints bring back.

>>> import libcsc.churn as churn
>>> churn.reasons()[0].share < 1
True
>>> result = churn.paths(1000, complain=0.1, resolved=0.5, quick=0.5)
>>> round(result.returning, 2)
124.5

The shipped tables are presets with source and caveat (``libcsc.definition("churn:paths/1")``), not measurements of your customers;
each has an estimator from your own counts.
"""

from __future__ import annotations

import ctypes
from array import array
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from . import _columns
from ._abi import Error, check, lib, struct
from ._base import canonical, number_format
from ._context import Context, call, resolve
from ._errors import InvalidError
from ._estimate import Number, Record, count, word
from ._object import Object, level_number, text
from ._sink import collect

_Paths = struct["csc_churn_paths"]
_NAN = float("nan")
PATHS = ("silent", "unresolved", "resolved", "quick")


@dataclass(frozen=True)
class Reason(Record):
    """A leave reason; share is of lost customers.  low, high, count and p are None in the preset."""

    reason: str
    title: str
    group: str
    share: Optional[float]
    low: Optional[float]
    high: Optional[float]
    count: Optional[Number]
    preset: float
    p: Optional[float]
    customers: Optional[float]


def _counts(counts: Union[Mapping[str, float], Sequence[float]], names: Sequence[str], what: str) -> List[float]:
    if isinstance(counts, Mapping):
        unknown = [name for name in counts if name not in names]
        if unknown:
            raise InvalidError("the %s are %s" % (what, ", ".join(names)), key=str(unknown[0]))
        return [float(counts.get(name, 0)) for name in names]
    values = [float(value) for value in counts]
    if len(values) != len(names):
        raise InvalidError("%d counts are needed, one each for %s" % (len(names), ", ".join(names)), key=what)
    return values


def reason_names() -> List[str]:
    """The names of the leave reasons, in the order of the table."""
    return [_string(lib.csc_churn_reason_get(i).contents.id) for i in range(lib.csc_churn_reason_count())]


def _string(address: Optional[int]) -> str:
    return ctypes.string_at(address).decode("utf-8") if address else ""


def reasons_dict(
    counts: Union[Mapping[str, float], Sequence[float], None] = None,
    *,
    missing: float = 0,
    lost: float = _NAN,
    spec: str = "churn:reasons/1",
) -> Dict[str, Any]:
    """The table of leave reasons as csckit prints it: the preset, or with `counts` of your own lost customers an estimate with limits.

    missing  lost customers without a stated reason
    lost     customers lost, to turn shares into customers
    """
    raw = text(spec)
    names = reason_names()
    own = None
    if counts is not None:
        own = (ctypes.c_double * len(names))(*_counts(counts, names, "reasons"))
    error = Error()
    return collect(
        lambda sink: lib.csc_churn_reasons_visit(raw, len(raw), own, missing, lost, sink, ctypes.byref(error)), error
    )


def reasons(
    counts: Union[Mapping[str, float], Sequence[float], None] = None,
    *,
    missing: float = 0,
    lost: float = _NAN,
    spec: str = "churn:reasons/1",
) -> List[Reason]:
    """The same as a list of Reason.

    >>> import libcsc.churn as churn
    >>> own = churn.reasons({"service": 30, "competition": 10})
    >>> [r.share for r in own if r.reason == "service"]
    [0.75]
    """
    table = reasons_dict(counts, missing=missing, lost=lost, spec=spec)
    fields = Reason.__dataclass_fields__
    return [Reason(**{name: row.get(name) for name in fields}) for row in table["reasons"]]


@dataclass(frozen=True)
class Path(Record):
    """One way of a dissatisfied customer: how many take it and how many of them buy again."""

    path: str
    share: float
    share_low: float
    share_high: float
    rebuy: float
    rebuy_low: float
    rebuy_high: float
    customers: float
    returning: float
    count: float
    preset: float
    p_value: float


@dataclass(frozen=True)
class Paths(Record):
    """Dissatisfied customers along their paths.  effect_... says how many more return for one percentage point more."""

    unhappy: float
    returning: float
    lost: float
    low: float
    high: float
    level: float
    n: Number
    missing: Number
    effect_complain: float
    effect_resolved: float
    effect_quick: float
    own: bool
    status: str
    paths: Tuple[Path, ...]
    definition: str

    def __getitem__(self, path: str) -> Path:
        return self.paths[PATHS.index(path)]


def _paths(record: Any, spec: str) -> Paths:
    names = [name for name in Path.__dataclass_fields__ if name != "path"]
    ways = tuple(Path(PATHS[i], **{name: getattr(record.path[i], name) for name in names}) for i in range(len(PATHS)))
    return Paths(
        record.unhappy,
        record.returning,
        record.lost,
        record.low,
        record.high,
        record.level,
        count(record.n),
        count(record.missing),
        record.effect_complain,
        record.effect_resolved,
        record.effect_quick,
        bool(record.own),
        word(record.status),
        ways,
        canonical(spec),
    )


def paths(unhappy: float, complain: float, resolved: float, quick: float, *, spec: str = "churn:paths/1") -> Paths:
    """How many of `unhappy` customers buy again by the preset rates, when the share `complain` complains, `resolved` of the complaints
    are resolved and `quick` of those quickly.  spec "churn:paths/1?problem=minor" takes the rates of minor problems."""
    raw = text(spec)
    record = _Paths()
    error = Error()
    check(
        lib.csc_churn_paths_compute(raw, len(raw), unhappy, complain, resolved, quick, ctypes.byref(record), ctypes.byref(error)), error
    )
    return _paths(record, spec)


def paths_estimate(
    counts: Union[Mapping[str, float], Sequence[float]],
    returned: Union[Mapping[str, float], Sequence[float]],
    *,
    missing: float = 0,
    unhappy: float = _NAN,
    spec: str = "churn:paths/1",
) -> Paths:
    """The same from your own counts: dissatisfied customers on each path (silent, unresolved, resolved, quick), and those of them who
    bought again.

    >>> import libcsc.churn as churn
    >>> own = churn.paths_estimate([60, 20, 12, 8], [6, 4, 6, 7])
    >>> own.returning, own["quick"].rebuy
    (23.0, 0.875)
    """
    raw = text(spec)
    four = ctypes.c_double * len(PATHS)
    record = _Paths()
    error = Error()
    check(
        lib.csc_churn_paths_estimate(
            raw,
            len(raw),
            four(*_counts(counts, PATHS, "paths")),
            four(*_counts(returned, PATHS, "paths")),
            missing,
            unhappy,
            ctypes.byref(record),
            ctypes.byref(error),
        ),
        error,
    )
    return _paths(record, spec)


# ------------------------------------------------------------------- score

_MeasuresStruct = struct["csc_churn_measures"]
_BinStruct = struct["csc_churn_bin"]


class Score(Object):
    """Logistic churn score: ln(p / (1 - p)) = b0 + x'b.  Immutable; see `status` for whether there is a maximum.

    >>> import libcsc.churn as churn
    >>> fit = churn.Score([1, 0, 1, 0, 1, 0, 0, 1], {"late": [3, 1, 2, 2, 4, 0, 1, 1]})
    >>> fit.status, fit.coef["late"] > 0
    ('ok', True)
    """

    _kind = "csc_churn_score"
    _immutable = True

    def __init__(
        self, outcome: Any, table: Any, *, ridge: float = 0.0, weights: Any = None, spec: str = "churn:score/1", context: Optional[Context] = None
    ):
        y = _columns.column(outcome, name="outcome")
        names, records, held, n = _columns.block(table, y.n, "table")
        weighing = _columns.optional(weights, n, "weights")
        if ridge:
            spec += ("&" if "?" in spec else "?") + "ridge=" + number_format(float(ridge))
        texts = [ctypes.create_string_buffer(text(str(name))) for name in names]
        pointers = (ctypes.c_void_p * max(1, len(names)))(*[ctypes.addressof(t) for t in texts])
        raw = text(spec)
        address = self._make(
            lib.csc_churn_score_fit,
            raw,
            len(raw),
            y.reference(),
            records,
            pointers,
            len(names),
            _columns.reference(weighing),
            n,
            resolve(context).reference(),
            context=context,
        )
        super().__init__(address, context)
        self.names = names

    @property
    def status(self) -> str:
        """ "ok", "separation", "too-few" or "no-convergence"."""
        return word(lib.csc_churn_score_status(self._handle))

    @property
    def trouble(self) -> Any:
        """The column that the status is about, or None."""
        index = lib.csc_churn_score_trouble(self._handle)
        return self.names[index] if index < len(self.names) else None

    def _get(self) -> Tuple[List[float], List[float]]:
        n = len(self.names) + 1
        coefficients, errors = (ctypes.c_double * n)(), (ctypes.c_double * n)()
        self._plain(lib.csc_churn_score_get, coefficients, errors)
        return list(coefficients), list(errors)

    @property
    def coef(self) -> Dict[Any, float]:
        """Coefficients by name, with "intercept"."""
        return dict(zip(["intercept"] + self.names, self._get()[0]))

    @property
    def se(self) -> Dict[Any, float]:
        """Their standard errors."""
        return dict(zip(["intercept"] + self.names, self._get()[1]))

    def predict(self, table: Any) -> array:
        """The probability of each row to leave; NaN with a missing cell."""
        records, n = self._block(table)
        out = array("d", bytes(8 * n))
        if n:
            self._call(lib.csc_churn_score_predict, records, n, (ctypes.c_double * n).from_buffer(out), None, None)
        return out

    def explain(self, table: Any) -> Tuple[float, List[Dict[Any, float]]]:
        """(base, what each factor adds to the logit of each row): base and the effects of a row add up to the logit of its probability."""
        records, n = self._block(table)
        k = len(self.names)
        effects = (ctypes.c_double * max(1, n * k))()
        base = ctypes.c_double()
        self._call(lib.csc_churn_score_predict, records, n, None, effects, ctypes.byref(base))
        return base.value, [dict(zip(self.names, effects[i * k : (i + 1) * k])) for i in range(n)]

    def _block(self, table: Any) -> Tuple[Any, int]:
        chosen = table if isinstance(table, (list, tuple)) or hasattr(table, "__array_interface__") else {n: table[n] for n in self.names}
        names, records, held, n = _columns.block(chosen, None, "table")
        if len(names) != len(self.names):
            raise InvalidError("the columns are %s" % ", ".join(str(name) for name in self.names), key="table")
        records.held = held
        return records, n

    def to_dict(self, level: Union[int, str] = "detail") -> Dict[str, Any]:
        """The fit as csckit prints it; its measures are of the rows fitted."""
        return self._visit(lib.csc_churn_score_visit, level_number(level))


@dataclass(frozen=True)
class Bin(Record):
    """A tenth of the customers by falling score, or a bin of probabilities."""

    n: float
    events: float
    mean: float
    rate: float
    low: float
    high: float
    gain: float
    lift: float


@dataclass(frozen=True)
class Measures(Record):
    """How well probabilities foretold outcomes."""

    n: Number
    events: Number
    missing: Number
    auc: float
    brier: float
    log_loss: float
    deciles: Tuple[Bin, ...]
    calibration: Tuple[Bin, ...]


def measure(probability: Any, outcome: Any, *, weights: Any = None, groups: int = 10, context: Optional[Context] = None) -> Measures:
    """AUC, Brier score, log loss, gain and lift, calibration of probabilities against outcomes.

    >>> import libcsc.churn as churn
    >>> churn.measure([0.9, 0.8, 0.3, 0.1], [1, 0, 1, 0]).auc
    0.75
    """
    p = _columns.column(probability, name="probability")
    y = _columns.column(outcome, p.n, "outcome")
    weighing = _columns.optional(weights, p.n, "weights")
    out = _MeasuresStruct()
    bins = _BinStruct * max(2, groups)
    deciles, calibration = bins(), bins()
    chosen = resolve(context)
    call(
        lib.csc_churn_measure,
        p.reference(),
        y.reference(),
        _columns.reference(weighing),
        p.n,
        ctypes.byref(out),
        deciles,
        calibration,
        groups,
        chosen.reference(),
        context=chosen,
    )
    rows = [tuple(Bin(*[getattr(b, name) for name in Bin.__dataclass_fields__]) for b in block[:groups]) for block in (deciles, calibration)]
    return Measures(count(out.n), count(out.events), count(out.missing), out.auc, out.brier, out.log_loss, rows[0], rows[1])
