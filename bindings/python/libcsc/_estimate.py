"""A number with what it takes to read it honestly."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, Dict, Union

from ._abi import check, lib

Number = Union[int, float]


def count(value: float) -> Number:
    """A count that comes as a double: an int when it is whole."""
    return int(value) if value == value and not math.isinf(value) and value == int(value) else value


def word(status: int) -> str:
    """"ok", "undefined", "too-few" ..."""
    return "ok" if status == 0 else lib.csc_status_word(status).decode("ascii")


class Record:
    """Base of the small result classes: named members, to_dict() for tables and JSON."""

    def to_dict(self) -> Dict[str, Any]:
        """The members by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]


@dataclass(frozen=True)
class Estimate(Record):
    """value with its standard error, interval (low, high at level), n and missing rows.

    ``status`` is "ok", or says why value is NaN: "undefined", "too-few" ...; ``definition`` is the canonical spec.
    """

    value: float
    se: float
    low: float
    high: float
    level: float
    n: Number
    missing: Number
    status: str = "ok"
    definition: str = ""

    def __float__(self) -> float:
        return self.value

    def __bool__(self) -> bool:
        return self.status == "ok"

    def __str__(self) -> str:
        if self.status != "ok":
            return "%s (n %s)" % (self.status, _short(self.n))
        interval = "" if self.low != self.low else " [%s, %s]" % (_short(self.low), _short(self.high))
        return "%s%s (n %s)" % (_short(self.value), interval, _short(self.n))


def _short(value: Number) -> str:
    return "%d" % value if isinstance(value, int) else "%.4g" % value


def from_struct(record: Any, definition: str = "") -> Estimate:
    """An Estimate from a csc_estimate."""
    return Estimate(
        record.value, record.se, record.low, record.high, record.level, count(record.n), count(record.missing), word(record.status), definition
    )


def required(record: Any, definition: str = "") -> Estimate:
    """The same, but an undefined value raises UndefinedError or one of its subclasses."""
    check(record.status)
    return from_struct(record, definition)
