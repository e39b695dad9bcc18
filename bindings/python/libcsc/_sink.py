"""A csc_sink that builds dicts and lists."""

from __future__ import annotations

import ctypes
import threading
from typing import Any, Callable, Dict, List, Optional

from ._abi import check, lib, struct
from ._context import Guard

SinkStruct = struct["csc_sink"]

VALUE, DETAIL, EXPLAIN = 0, 1, 2
LEVELS = {"value": VALUE, "detail": DETAIL, "explain": EXPLAIN}
_CANCELLED = 8


class _Builder:
    __slots__ = ("root", "stack", "problem")

    def __init__(self) -> None:
        self.root: List[Any] = []
        self.stack: List[Any] = [self.root]
        self.problem: Optional[BaseException] = None

    def put(self, key: Optional[int], length: int, value: Any) -> None:
        top = self.stack[-1]
        if key is None or isinstance(top, list):
            top.append(value)
        else:
            top[ctypes.string_at(key, length).decode("utf-8")] = value


# One visit at a time in a thread; the callbacks are shared by all.
_now = threading.local()


def _guarded(action: Callable[..., Any]) -> Callable[..., int]:
    def function(_: Any, *arguments: Any) -> int:
        builder = _now.builder
        try:
            action(builder, *arguments)
            return 0
        except BaseException as problem:
            builder.problem = problem
            return _CANCELLED

    return function


def _begin(builder: _Builder, key: Optional[int], length: int, value: Any) -> None:
    builder.put(key, length, value)
    builder.stack.append(value)


def _make() -> Any:
    kinds = dict(SinkStruct._fields_)
    actions: Dict[str, Callable[..., Any]] = {
        "begin_object": lambda b, key, length: _begin(b, key, length, {}),
        "end_object": lambda b: b.stack.pop(),
        "begin_array": lambda b, key, length: _begin(b, key, length, []),
        "end_array": lambda b: b.stack.pop(),
        "number": lambda b, key, length, value: b.put(key, length, None if value != value else value),
        "integer": lambda b, key, length, value: b.put(key, length, value),
        "text": lambda b, key, length, text, size: b.put(key, length, ctypes.string_at(text, size).decode("utf-8") if size else ""),
        "boolean": lambda b, key, length, value: b.put(key, length, bool(value)),
        "null": lambda b, key, length: b.put(key, length, None),
    }
    record = SinkStruct()
    held = []
    for name, action in actions.items():
        function = kinds[name](_guarded(action))
        held.append(function)
        setattr(record, name, function)
    return record, held


_record, _held = _make()


def collect(visit: Callable[[Any], int], error: Any = None) -> Any:
    """What `visit`, called with a csc_sink pointer, hands over: dicts, lists, numbers, texts; None for an undefined number.
    Several outermost values come as a list.  `error` is the csc_error that the visit fills, if it has one."""
    outer = getattr(_now, "builder", None)
    builder = _now.builder = _Builder()
    try:
        with Guard():
            status = visit(ctypes.byref(_record))
    finally:
        _now.builder = outer
    if builder.problem is not None:
        raise builder.problem
    check(status, error)
    return builder.root[0] if len(builder.root) == 1 else builder.root


def level_number(level: Any) -> int:
    """0, 1, 2 or their names "value", "detail", "explain"."""
    return LEVELS[level] if isinstance(level, str) else int(level)
