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
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ._abi import Error, check, lib, struct
from ._errors import InvalidError
from ._estimate import Number, Record, count, word
from ._object import text
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
    from ._base import canonical

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
