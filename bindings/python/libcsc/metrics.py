"""Survey metrics: CSAT, NPS, CES, shares, response rates, each by a named definition and with its interval.

>>> import libcsc
>>> score = libcsc.metric("nps:standard/1", [10, 9, 9, 8, 7, 10, 3, 10])
>>> score.value, score.n
(0.5, 8)
>>> score.low < score.value < score.high
True
"""

from __future__ import annotations

import ctypes
from array import array
from dataclasses import dataclass
from typing import Any, Dict, Hashable, Iterable, List, Optional, Union, overload

from . import _columns
from ._abi import Error, check, constant, handle, lib, struct
from ._base import canonical
from ._context import Context, resolve
from ._errors import InvalidError
from ._estimate import Estimate, Record, from_struct, required, word
from ._object import Object, level_number, text, text_at

ALL = ctypes.c_size_t(-1).value
_EstimateStruct = struct["csc_estimate"]


class Groups(Dict[Any, Estimate]):
    """Estimates by label."""

    def to_frame(self) -> Any:
        """A pandas DataFrame with a row a group and the members of Estimate as columns."""
        import pandas

        return pandas.DataFrame([e.to_dict() for e in self.values()], index=pandas.Index(list(self), name=getattr(self, "name", None)))


def _column_of(table: Any, name: Any, what: str) -> Any:
    try:
        return table[name]
    except (KeyError, IndexError, TypeError):
        from ._errors import NotFoundError

        raise NotFoundError("the table has no column %r for %s" % (name, what), key=str(name)) from None


@overload
def metric(spec: str, values: Any, *, weights: Any = None) -> Estimate: ...


@overload
def metric(spec: str, values: Any, *, weights: Any = None, groups: Any) -> Groups: ...


@overload
def metric(spec: str, values: Any, *, value: Hashable, by: Union[Hashable, List[Hashable], None] = None, weight: Optional[Hashable] = None) -> Any: ...


def metric(
    spec: str,
    values: Any,
    *,
    weights: Any = None,
    groups: Any = None,
    value: Optional[Hashable] = None,
    by: Union[Hashable, List[Hashable], None] = None,
    weight: Optional[Hashable] = None,
) -> Any:
    """One metric of a column of answers: an Estimate, or with `groups` a dict of them by label.

    values   list, array, numpy, Arrow or pandas column; None and NaN are missing; nothing is copied that need not be
    weights  a column of weights, none missing
    groups   a column of labels; groups come in order of first appearance (categories: in their order)

    With `value` the second argument is a table (DataFrame, Arrow table, dict of columns) and `value`, `by` and `weight` name its columns.
    A DataFrame with `by` gives a DataFrame, indexed by group.

    A single undefined value raises UndefinedError; among groups it is NaN with its status.

    >>> import libcsc
    >>> libcsc.metric("csat:top2/1", [5, 4, 2, None, 5]).value
    0.75
    >>> teams = libcsc.metric("csat:mean/1", [5, 4, 1, 2], groups=["north", "north", "south", "south"])
    >>> teams["north"].value
    4.5
    """
    if value is not None:
        return _of_table(spec, values, value, by, weight)
    if by is not None or weight is not None:
        raise InvalidError("by= and weight= name columns of a table and need value=; for columns use groups= and weights=")
    column = _columns.column(values, name="values")
    weighing = _columns.optional(weights, column.n, "weights")
    raw = text(spec)
    if groups is None:
        record = _EstimateStruct()
        error = Error()
        check(
            lib.csc_metric_compute(
                raw, len(raw), column.reference(), _columns.reference(weighing), column.n, ctypes.byref(record), ctypes.byref(error)
            ),
            error,
        )
        return required(record, canonical(spec))
    labels, codes = _columns.factorize(groups, column.n)
    result = Groups()
    with Metric(spec, max(1, len(labels))) as accumulator:
        accumulator._add(column, codes, weighing)
        for index, label in enumerate(labels):
            result[label] = accumulator.estimate(index)
    return result


def _of_table(spec: str, table: Any, value: Hashable, by: Any, weight: Optional[Hashable]) -> Any:
    values = _column_of(table, value, "value")
    weights = None if weight is None else _column_of(table, weight, "weight")
    if by is None:
        return metric(spec, values, weights=weights)
    if isinstance(by, list):
        parts = []
        for name in by:
            labels = _column_of(table, name, "by")
            parts.append(labels.to_pylist() if hasattr(labels, "to_pylist") else list(labels))
        groups: Any = list(zip(*parts))
    else:
        groups = _column_of(table, by, "by")
    result = metric(spec, values, weights=weights, groups=groups)
    if type(table).__module__.split(".", 1)[0] != "pandas":
        return result
    import pandas

    frame = result.to_frame()
    frame.index = pandas.MultiIndex.from_tuples(list(result), names=by) if isinstance(by, list) else frame.index.rename(by)
    return frame


@dataclass(frozen=True)
class Difference(Record):
    """The difference of two groups with its interval and test; p_adjusted is Holm's over the comparisons made at once."""

    difference: float
    se: float
    low: float
    high: float
    level: float
    statistic: float
    df: float
    p: float
    p_adjusted: float
    status: str = "ok"


def _difference(record: Any) -> Difference:
    return Difference(
        record.difference,
        record.se,
        record.low,
        record.high,
        record.level,
        record.statistic,
        record.df,
        record.p,
        record.p_adjusted,
        word(record.status),
    )


class Metric(Object):
    """Accumulator of answers, many groups at once: add, merge, ask.

    groups   the number of groups, which rows then name by index; None for labelled groups, which are made as labels come

    Equal answers give equal to_bytes(), in whatever order they were added and merged; a Metric can be pickled.

    >>> import libcsc
    >>> with libcsc.Metric("nps:standard/1", groups=None) as m:
    ...     _ = m.add([10, 9, 2], groups=["a", "a", "b"])
    ...     copy = libcsc.Metric.from_bytes(m.to_bytes())
    ...     m.labels, m.estimate("a").value
    (['a', 'b'], 1.0)
    >>> copy.merge(copy).estimate().n
    6
    """

    _kind = "csc_metric"

    def __init__(self, spec: str, groups: Optional[int] = 1, *, context: Optional[Context] = None, _address: Optional[int] = None):
        if _address is None:
            if groups is not None and groups < 1:
                raise InvalidError("groups must be 1 or more, or None for labelled groups", key="groups")
            raw = text(spec)
            _address = self._make(lib.csc_metric_create, raw, len(raw), groups or 0, resolve(context).reference(), context=context)
        super().__init__(_address, context)
        self._labelled: Optional[bool] = None
        length = ctypes.c_size_t()
        self._spec = text_at(lib.csc_metric_spec(self._owned, ctypes.byref(length)), length.value)

    @property
    def spec(self) -> str:
        """The canonical spec."""
        return self._spec

    @property
    def groups(self) -> int:
        """The number of groups."""
        return lib.csc_metric_groups(self._handle)

    @property
    def labelled(self) -> bool:
        """Whether groups have labels."""
        if self._labelled is None:
            length, address = ctypes.c_size_t(), ctypes.c_void_p()
            owned = self._handle
            # A labelled accumulator without groups answers "no such group".
            status = lib.csc_metric_label_get(owned, 0, ctypes.byref(address), ctypes.byref(length))
            self._labelled = status != constant["CSC_E_SEQUENCE"]
        return self._labelled

    @property
    def labels(self) -> List[str]:
        """The labels of the groups, in the order of their indexes."""
        result = []
        length, address = ctypes.c_size_t(), ctypes.c_void_p()
        owned = self._handle
        with self._turn:
            for i in range(lib.csc_metric_groups(owned)):
                check(lib.csc_metric_label_get(owned, i, ctypes.byref(address), ctypes.byref(length)))
                result.append(text_at(address.value, length.value))
        return result

    def label(self, label: Any) -> int:
        """The index of the group with this label; a new label makes a new group."""
        index = ctypes.c_size_t()
        raw = text(label if isinstance(label, (str, bytes)) else "" if label is None else str(label))
        self._call(lib.csc_metric_label, raw, len(raw), ctypes.byref(index))
        return index.value

    def _index(self, group: Any) -> int:
        if group is None:
            return ALL
        if isinstance(group, int) and not (self.labelled and isinstance(group, bool)):
            if group < 0:
                raise InvalidError("no group %d" % group, key="group")
            return group
        labels = self.labels
        try:
            return labels.index(group if isinstance(group, str) else str(group))
        except ValueError:
            from ._errors import NotFoundError

            raise NotFoundError("no group has this label", key=str(group)) from None

    def _add(self, column: Any, codes: Any, weighing: Any) -> None:
        self._call(lib.csc_metric_add, _columns.reference(codes), column.reference(), _columns.reference(weighing), column.n)

    def add(self, values: Any, groups: Any = None, weights: Any = None) -> "Metric":
        """Adds a column of answers.  `groups` is a column of group indexes, or of labels for a labelled accumulator."""
        column = _columns.column(values, name="values")
        weighing = _columns.optional(weights, column.n, "weights")
        codes = None
        if groups is not None and self.labelled:
            labels, codes = _columns.factorize(groups, column.n)
            codes = _columns.remap(codes, [self.label(label) for label in labels])
        elif groups is not None:
            codes = _columns.column(groups, column.n, "groups")
        elif self.labelled and column.n and self.groups == 0:
            self.label("")
        self._add(column, codes, weighing)
        return self

    def add_value(self, value: Optional[float], group: Any = 0, weight: float = 1.0) -> "Metric":
        """Adds one answer; None is a missing one."""
        if isinstance(group, str):
            group = self.label(group)
        self._call(lib.csc_metric_add_value, group, float("nan") if value is None else value, weight)
        return self

    def merge(self, other: "Metric") -> "Metric":
        """Adds all answers of `other`, which may be this one: group to group, or label to label."""
        self._call_with(other, lib.csc_metric_merge, self, other)
        return self

    def estimate(self, group: Any = None) -> Estimate:
        """Value and interval of one group (index or label), or of all together.  Never raises for an undefined value: see its status."""
        record = _EstimateStruct()
        self._call(lib.csc_metric_estimate, self._index(group), ctypes.byref(record))
        return from_struct(record, self._spec)

    def estimates(self) -> Groups:
        """The estimates of all groups, by label or index."""
        names: Iterable[Any] = self.labels if self.labelled else range(self.groups)
        result = Groups()
        for index, name in enumerate(names):
            result[name] = self.estimate(index)
        return result

    def to_dict(self, group: Any = None, level: Union[int, str] = "detail") -> Dict[str, Any]:
        """Everything about one group or all together, as csckit prints it; level is "value", "detail" or "explain"."""
        return self._visit(lib.csc_metric_visit, self._index(group), level_number(level))

    def compare(self, group: Any, with_group: Any, other: Optional["Metric"] = None) -> Difference:
        """The difference of two groups, of this or of two accumulators; the answers must be of different respondents.

        >>> import libcsc
        >>> m = libcsc.Metric("csat:top2/1", groups=2).add([5, 5, 4, 1, 5, 1, 1, 2], groups=[0, 0, 0, 0, 1, 1, 1, 1])
        >>> m.compare(0, 1).difference
        0.5
        """
        record = struct["csc_metric_difference"]()
        second = self if other is None else other
        a, b = self._index(group), second._index(with_group)
        self._call_with(second, lib.csc_metric_compare, self, a, second, b, ctypes.byref(record))
        return _difference(record)

    def compare_each(self, reference: Any = None) -> List[Difference]:
        """Each group against one, or against all the others together, with Holm's correction."""
        records = (struct["csc_metric_difference"] * max(1, self.groups))()
        self._call(lib.csc_metric_compare_each, self._index(reference), records)
        return [_difference(records[i]) for i in range(self.groups)]

    def rank(self, min_n: int = 0) -> List[Optional[int]]:
        """The rank of each group, 1 for the highest value; None for groups with fewer than min_n (default 30) answers."""
        ranks = (ctypes.c_uint64 * max(1, self.groups))()
        self._call(lib.csc_metric_rank, min_n, ranks, None)
        return [ranks[i] or None for i in range(self.groups)]

    def reset(self) -> None:
        """Forgets all answers."""
        owned = self._handle
        with self._turn:
            lib.csc_metric_reset(owned)

    def copy(self) -> "Metric":
        """An independent copy."""
        out = handle[self._kind]()
        owned = self._handle
        error = Error()
        with self._turn:
            check(lib.csc_metric_clone(ctypes.byref(out), owned, ctypes.byref(error)), error)
        return Metric("", context=self._context, _address=out.value)

    __copy__ = copy

    def to_bytes(self) -> bytes:
        """The state in canonical bytes."""
        return self._sized(lib.csc_metric_serialize)

    @classmethod
    def from_bytes(cls, state: bytes, *, context: Optional[Context] = None) -> "Metric":
        """An accumulator from to_bytes(); anything else is a FormatError."""
        raw = bytes(state)
        address = cls._make(lib.csc_metric_deserialize, raw, len(raw), resolve(context).reference(), context=context)
        return cls("", context=context, _address=address)

    def __reduce__(self) -> Any:
        return (Metric.from_bytes, (self.to_bytes(),))



def holm(p: Any) -> List[float]:
    """Holm's step-down adjustment of p-values.

    >>> import libcsc
    >>> libcsc.holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    values = array("d", p)
    adjusted = array("d", bytes(8 * len(values)))
    if not values:
        return []
    error = Error()
    doubles = ctypes.c_double * len(values)
    check(
        lib.csc_metric_holm(
            doubles.from_buffer(values), len(values), doubles.from_buffer(adjusted), resolve(None).reference(), ctypes.byref(error)
        ),
        error,
    )
    return list(adjusted)


__all__ = ["Difference", "Groups", "Metric", "holm", "metric"]
