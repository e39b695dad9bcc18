"""Impact: the chain from what was found in conversations to the money at risk, with its interval.

>>> import libcsc.impact as impact
>>> chain = impact.Chain(expectation=[8, 8], experience=[9, 5], value=[100.0, 100.0], links={"leaves_lost": 0.5, "tellings": 0})
>>> chain.totals.lost_sales
50.0

Each link of the chain is a preset (a figure that circulates), given (a number, or (value, low, high)) or estimated from your data
(impact.estimate_effect, impact.estimate_leaving).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Union

from . import _columns
from ._abi import Error, check, lib, struct
from ._base import number_format
from ._context import Context, resolve
from ._errors import InvalidError
from ._estimate import Number, Record, count, word
from ._object import Object, level_number, text

_LinkStruct = struct["csc_impact_link"]
_LinksStruct = struct["csc_impact_links"]
_TotalsStruct = struct["csc_impact_totals"]
_CustomerStruct = struct["csc_impact_customer"]
_KINDS = {1: "preset", 2: "given", 3: "estimated"}
_NUMBERS = {name: number for number, name in _KINDS.items()}
LINKS = tuple(name for name, _ in _LinksStruct._fields_ if name != "population")


@dataclass(frozen=True)
class Link(Record):
    """One link: kind "preset", "given" (anything in [low, high]) or "estimated" (with standard error se)."""

    value: float
    se: float = 0.0
    low: float = 0.0
    high: float = 0.0
    kind: str = "given"


def _read(record: Any) -> Link:
    return Link(record.value, record.se, record.low, record.high, _KINDS.get(record.kind, "?"))


def _write(record: Any, link: Any) -> None:
    if isinstance(link, (int, float)):
        link = Link(float(link), 0.0, float(link), float(link))
    elif isinstance(link, tuple):
        link = Link(float(link[0]), 0.0, float(link[1]), float(link[2]))
    record.value, record.se, record.low, record.high, record.kind = link.value, link.se, link.low, link.high, _NUMBERS[link.kind]


def presets() -> Dict[str, Link]:
    """The links as they are when nothing is said of them."""
    record = _LinksStruct()
    lib.csc_impact_links_init(ctypes.byref(record))
    return {name: _read(getattr(record, name)) for name in LINKS}


def estimate_effect(rate: Any, experience: Any) -> Link:
    """Points of experience lost per unit of the rate of findings, by least squares over matched surveys."""
    x = _columns.column(rate, name="rate")
    y = _columns.column(experience, x.n, "experience")
    record = _LinkStruct()
    error = Error()
    check(lib.csc_impact_estimate_effect(x.reference(), y.reference(), x.n, ctypes.byref(record), None, ctypes.byref(error)), error)
    return _read(record)


def estimate_leaving(gap: Any, left: Any, tolerance: float = 0.0) -> Dict[str, Link]:
    """P(leaves | class) from customers whose leaving was observed: links leaves_loyal, leaves_drifting, leaves_lost; a class without
    customers is left out."""
    x = _columns.column(gap, name="gap")
    y = _columns.column(left, x.n, "left")
    records = [_LinkStruct() for _ in range(3)]
    error = Error()
    check(
        lib.csc_impact_estimate_leaving(x.reference(), y.reference(), x.n, tolerance, *[ctypes.byref(r) for r in records], ctypes.byref(error)),
        error,
    )
    names = ("leaves_loyal", "leaves_drifting", "leaves_lost")
    return {name: _read(record) for name, record in zip(names, records) if record.kind}


@dataclass(frozen=True)
class Totals(Record):
    """Sums over all customers; `partial` says that a preset takes part, so that the interval tells only part of the doubt."""

    lost_sales: float
    lost_by_word_of_mouth: float
    at_risk: float
    low: float
    high: float
    level: float
    leavers: float
    hearers: float
    avoidable: float
    point_value: float
    n: Number
    missing: Number
    partial: bool
    status: str


@dataclass(frozen=True)
class Customer(Record):
    """One customer of the chain; NaN throughout when left out as missing."""

    gap: float
    loyal: float
    drifting: float
    lost: float
    leaves: float
    lost_sales: float
    lost_by_word_of_mouth: float
    at_risk: float
    saved: float


class Chain(Object):
    """The chain over a set of customers, a row each.  Immutable.

    expectation, experience  points (experience without findings); value  money lost when the customer leaves
    deviation, rate          predictive standard deviation of the gap; severity-weighted rate of findings
    links                    by name, see presets(): a number, (value, low, high) or a Link; population: people who can hear of it
    """

    _kind = "csc_impact"
    _immutable = True

    def __init__(
        self,
        expectation: Any,
        experience: Any,
        value: Any,
        *,
        deviation: Any = None,
        rate: Any = None,
        links: Optional[Mapping[str, Any]] = None,
        population: Optional[float] = None,
        draws: Optional[int] = None,
        level: Optional[float] = None,
        seed: Optional[int] = None,
        spec: str = "impact:chain/1",
        context: Optional[Context] = None,
    ):
        record = _LinksStruct()
        lib.csc_impact_links_init(ctypes.byref(record))
        for name, link in (links or {}).items():
            if name not in LINKS:
                raise InvalidError("the links are %s" % ", ".join(LINKS), key=str(name))
            _write(getattr(record, name), link)
        if population is not None:
            record.population = population
        extra = [] if draws is None else ["draws=%d" % draws]
        extra += [] if level is None else ["level=" + number_format(level)]
        extra += [] if seed is None else ["seed=%d" % seed]
        if extra:
            spec += ("&" if "?" in spec else "?") + "&".join(extra)
        raw = text(spec)
        first = _columns.column(expectation, name="expectation")
        n = first.n
        rest = [_columns.optional(values, n, name) for values, name in ((experience, "experience"), (deviation, "deviation"), (rate, "rate"), (value, "value"))]
        address = self._make(
            lib.csc_impact_create,
            raw,
            len(raw),
            ctypes.byref(record),
            first.reference(),
            *[_columns.reference(column) for column in rest],
            n,
            resolve(context).reference(),
            context=context,
        )
        super().__init__(address, context)
        self.rows = n

    @property
    def totals(self) -> Totals:
        """The sums."""
        record = _TotalsStruct()
        self._plain(lib.csc_impact_totals_get, ctypes.byref(record))
        values = {name: getattr(record, name) for name in Totals.__dataclass_fields__}
        values.update(n=count(record.n), missing=count(record.missing), partial=bool(record.partial), status=word(record.status))
        return Totals(**values)

    def customer(self, row: int) -> Customer:
        """One customer by row."""
        record = _CustomerStruct()
        self._plain(lib.csc_impact_customer_get, row, ctypes.byref(record))
        return Customer(*[getattr(record, name) for name in Customer.__dataclass_fields__])

    def customers(self) -> List[Customer]:
        """All customers, in the order of their rows."""
        return [self.customer(row) for row in range(self.rows)]

    def calling_list(self, limit: Optional[int] = None) -> List[int]:
        """Rows of whom to call first, by the money that a contact is expected to save."""
        capacity = self.rows if limit is None else min(limit, self.rows)
        rows = (ctypes.c_size_t * max(1, capacity))()
        owned = self._handle
        return list(rows[: lib.csc_impact_calling_list(owned, rows, capacity)])

    def to_dict(self, level: Union[int, str] = "detail") -> Dict[str, Any]:
        """The chain with its sensitivity, as csckit prints it."""
        return self._visit(lib.csc_impact_visit, level_number(level))
