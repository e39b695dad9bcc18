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

from ._abi import Error, check, lib, struct
from ._context import Context, resolve
from ._estimate import Number, Record, count
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
