"""Definitions, specs, states, number text, exact sums, random streams."""

from __future__ import annotations

import ctypes
import functools
from dataclasses import dataclass
from typing import Any, List, Optional, Tuple

from . import _columns
from ._abi import Error, check, constant, lib, struct
from ._context import Context, resolve
from ._estimate import Record
from ._object import Object, sized, text

_PARAMETER_KINDS = {1: "number", 2: "integer", 3: "word", 4: "scale", 5: "duration"}
_STATE_KINDS = {value: name[len("CSC_STATE_") :].lower() for name, value in constant.items() if name.startswith("CSC_STATE_")}


def version() -> str:
    """The version of the loaded library."""
    return lib.csc_version_string().decode("ascii")


def unicode_version() -> str:
    """The Unicode version of the text tables."""
    return lib.csc_unicode_version().decode("ascii")


def features() -> List[str]:
    """What this build holds."""
    return lib.csc_features().decode("ascii").split()


@dataclass(frozen=True)
class Parameter(Record):
    """One parameter of a definition; `choices` are the words it takes, `low` and `high` the range of numbers (durations in seconds)."""

    name: str
    kind: str
    default: str
    choices: Tuple[str, ...]
    low: float
    high: float
    help: str


@dataclass(frozen=True)
class Definition(Record):
    """One named, versioned calculation."""

    id: str
    title: str
    formula: str
    source: str
    interval: str
    limits: str
    parameters: Tuple[Parameter, ...]
    subject: str


def _string(value: Optional[bytes]) -> str:
    return (value or b"").decode("utf-8")


def _string_at(address: Optional[int]) -> str:
    return _string(ctypes.string_at(address)) if address else ""


def _definition(pointer: Any) -> Definition:
    record = pointer.contents
    parameters = []
    for i in range(record.parameter_count):
        p = record.parameters[i]
        choices = _string_at(p.choices)
        parameters.append(
            Parameter(
                _string_at(p.name),
                _PARAMETER_KINDS.get(p.kind, "?"),
                _string_at(p.fallback),
                tuple(choices.split("|")) if choices else (),
                p.low,
                p.high,
                _string_at(p.help),
            )
        )
    texts = [_string_at(getattr(record, name)) for name in ("id", "title", "formula", "source", "interval", "limits")]
    return Definition(texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], tuple(parameters), _string_at(record.subject))


def definitions(subject: Optional[str] = None) -> List[Definition]:
    """All definitions in the order of their ids, or those of one subject.

    >>> import libcsc
    >>> [d.title for d in libcsc.definitions("metric") if d.id == "nps:standard/1"] != []
    True
    """
    found = [_definition(lib.csc_definition_get(i)) for i in range(lib.csc_definition_count())]
    return [d for d in found if subject is None or d.subject == subject]


def definition(id: str) -> Definition:
    """The definition with this id, without parameters; NotFoundError when there is none."""
    key = text(id)
    pointer = lib.csc_definition_find(key, len(key))
    if not pointer:
        check(constant["CSC_E_NOTFOUND"])
    return _definition(pointer)


@functools.lru_cache(maxsize=256)
def canonical(spec: str) -> str:
    """The canonical form of a spec: two specs mean the same calculation exactly when their canonical forms are equal.

    >>> import libcsc
    >>> libcsc.canonical("csat:top2/1?scale=1..5")
    'csat:top2/1'
    """
    raw = text(spec)
    return sized(lib.csc_spec_canonical, raw, len(raw)).decode("utf-8")


def spec_hash(spec: str) -> Tuple[int, int]:
    """The two halves of the 128-bit hash of a spec's canonical form."""
    raw = text(spec)
    halves = (ctypes.c_uint64 * 2)()
    error = Error()
    check(lib.csc_spec_hash(raw, len(raw), halves, ctypes.byref(error)), error)
    return halves[0], halves[1]


@dataclass(frozen=True)
class State(Record):
    """What a serialised object says of itself."""

    kind: str
    version: int
    spec: str
    hash: Tuple[int, int]
    payload_length: int


def inspect(state: bytes) -> State:
    """Reads and verifies the envelope of a serialised object; FormatError when it is not ours or damaged."""
    raw = bytes(state)
    info = struct["csc_state_info"]()
    error = Error()
    check(lib.csc_state_inspect(raw, len(raw), ctypes.byref(info), ctypes.byref(error)), error)
    spec = ctypes.string_at(info.spec, info.spec_length).decode("utf-8") if info.spec_length else ""
    return State(_STATE_KINDS.get(info.kind, str(info.kind)), info.version, spec, (info.hash[0], info.hash[1]), info.payload_length)


def number_format(value: float) -> str:
    """The shortest decimal text that reads back to the same bits; no locale.

    >>> import libcsc
    >>> libcsc.number_format(0.1), libcsc.number_format(5.0)
    ('0.1', '5')
    """
    buffer = ctypes.create_string_buffer(constant["CSC_NUMBER_TEXT_MAX"])
    length = lib.csc_number_format(value, buffer)
    return buffer.raw[:length].decode("ascii")


def number_parse(number: str) -> float:
    """Reads a decimal number that fills the whole text, correctly rounded; no locale.

    >>> import libcsc
    >>> libcsc.number_parse("2.5e-3")
    0.0025
    """
    raw = text(number)
    value = ctypes.c_double()
    check(lib.csc_number_parse(raw, len(raw), ctypes.byref(value), None))
    return value.value


class ExactSum(Object):
    """A sum of doubles without rounding error: the same bits in any order and any grouping.

    >>> import libcsc
    >>> with libcsc.ExactSum([1e100, 1.0, -1e100]) as total:
    ...     total.value
    1.0
    """

    _kind = "csc_exact_sum"

    def __init__(self, values: Any = None, *, context: Optional[Context] = None):
        from ._abi import handle

        out = handle[self._kind]()
        check(lib.csc_exact_sum_create(ctypes.byref(out), resolve(context).reference()))
        super().__init__(out.value, context)
        if values is not None:
            self.add(values)

    def add(self, values: Any) -> "ExactSum":
        """Adds a column of numbers; missing rows are skipped."""
        column = _columns.column(values)
        self._plain(lib.csc_exact_sum_add, column.reference(), column.n)
        return self

    def merge(self, other: "ExactSum") -> "ExactSum":
        """Adds another sum, which may be this one."""
        self._plain(lib.csc_exact_sum_merge, other._handle)
        return self

    @property
    def value(self) -> float:
        """The sum, rounded once."""
        value = ctypes.c_double()
        self._plain(lib.csc_exact_sum_value, ctypes.byref(value))
        return value.value


class Random:
    """A named stream of random numbers (Philox): same seed, name and index, same numbers on every machine.

    >>> import libcsc
    >>> libcsc.Random(7, "demo").below(10) == libcsc.Random(7, "demo").below(10)
    True
    """

    def __init__(self, seed: int, name: str = "", index: int = 0):
        self._record = struct["csc_random"]()
        raw = text(name)
        lib.csc_random_init(ctypes.byref(self._record), seed, raw, len(raw), index)

    def bits(self) -> int:
        """64 random bits."""
        return lib.csc_random_bits(ctypes.byref(self._record))

    def uniform(self) -> float:
        """A double in [0, 1)."""
        return lib.csc_random_uniform(ctypes.byref(self._record))

    def below(self, bound: int) -> int:
        """An integer in [0, bound), without bias."""
        return lib.csc_random_below(ctypes.byref(self._record), bound)


def status_name(status: int) -> str:
    """The constant's name, "CSC_E_RANGE"."""
    return lib.csc_status_name(status).decode("ascii")


__all__ = [
    "Definition",
    "ExactSum",
    "Parameter",
    "Random",
    "State",
    "canonical",
    "definition",
    "definitions",
    "features",
    "inspect",
    "number_format",
    "number_parse",
    "spec_hash",
    "status_name",
    "unicode_version",
    "version",
]
