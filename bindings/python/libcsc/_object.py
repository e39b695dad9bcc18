"""What the classes over C objects share: life time, lock, serialised form."""

from __future__ import annotations

import contextlib
import ctypes
import threading
import weakref
from typing import Any, Callable, Optional, Tuple, TypeVar

from ._abi import Error, check, handle, lib
from ._context import Context, call, resolve
from ._errors import InvalidError, SequenceError
from ._sink import collect, level_number

T = TypeVar("T", bound="Object")


def text(value: Any) -> bytes:
    """A text argument as UTF-8."""
    return value if isinstance(value, bytes) else value.encode("utf-8")


def text_at(address: Optional[int], length: int) -> str:
    """`length` bytes of UTF-8 at an address."""
    return ctypes.string_at(address, length).decode("utf-8") if address and length else ""


def adopt(kind: str, address: Optional[int], destroy: Callable[[Any], None], keep: Tuple[Any, ...] = ()) -> Any:
    """A handle that frees the object when the last reference to it goes.  `keep` lives as long: contexts, and objects it stands on.

    A method takes the handle into a local variable, so that close() in another thread only frees after the call has returned.
    """
    owned = handle[kind](address)
    owned.keep = keep
    weakref.finalize(owned, destroy, handle[kind](address))
    return owned


class _Turn:
    """A lock that says so when a callback calls back into the object that is calling it, instead of waiting for ever."""

    __slots__ = ("_lock", "_holder")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder: Optional[int] = None

    def __enter__(self) -> None:
        me = threading.get_ident()
        if self._holder == me:
            raise SequenceError("an object was used from a callback of its own call")
        self._lock.acquire()
        self._holder = me

    def __exit__(self, *problem: Any) -> None:
        self._holder = None
        self._lock.release()


class _Free:
    """For objects that never change: many threads at once."""

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *problem: Any) -> None:
        pass


_FREE = _Free()


class Object:
    """Base of the classes over C objects.

    Freed by close(), at the end of a ``with`` block, or when the last reference goes.  Threads may share one: calls on an object
    that can change take turns, calls on an immutable one run at the same time.
    """

    _kind = ""
    _immutable = False

    def __init__(self, address: Optional[int], context: Optional[Context] = None, keep: Tuple[Any, ...] = ()):
        self._context = resolve(context)
        self._turn: Any = _FREE if self._immutable else _Turn()
        self._owned: Any = adopt(self._kind, address, getattr(lib, self._kind + "_destroy"), (self._context,) + keep)

    @classmethod
    def _make(cls, function: Callable[..., int], *arguments: Any, context: Optional[Context] = None) -> Optional[int]:
        """Calls function(&out, arguments..., &error) and returns the address."""
        out = handle[cls._kind]()
        call(function, ctypes.byref(out), *arguments, context=context)
        return out.value

    @property
    def _handle(self) -> Any:
        owned = self._owned
        if owned is None:
            raise InvalidError("the %s is closed" % type(self).__name__)
        return owned

    @property
    def closed(self) -> bool:
        """True after close()."""
        return self._owned is None

    def close(self) -> None:
        """Frees the memory as soon as no other thread is in a call; further calls raise InvalidError.  May be called twice."""
        self._owned = None

    def __enter__(self: T) -> T:
        self._handle
        return self

    def __exit__(self, *problem: Any) -> None:
        self.close()

    def _call(self, function: Callable[..., int], *arguments: Any) -> None:
        """A call whose first argument is the object and whose last is csc_error *."""
        owned = self._handle
        error = Error()
        with self._turn:
            status = function(owned, *arguments, ctypes.byref(error))
        if status:
            check(status, error)

    def _long(self, function: Callable[..., int], *arguments: Any) -> None:
        """The same for a call that reports progress: Ctrl-C stops it."""
        owned = self._handle
        with self._turn:
            call(function, owned, *arguments, context=self._context)

    def _call_with(self, other: "Object", function: Callable[..., int], *arguments: Any) -> None:
        """A call with a second object among its arguments, which no other thread may change meanwhile."""
        owned, second = self._handle, other._handle
        turns = sorted({self._turn, other._turn}, key=id)
        with contextlib.ExitStack() as stack:
            for turn in turns:
                stack.enter_context(turn)
            call(function, *[owned if a is self else second if a is other else a for a in arguments], context=self._context)

    def _plain(self, function: Callable[..., int], *arguments: Any) -> None:
        """The same for a call without csc_error."""
        owned = self._handle
        with self._turn:
            check(function(owned, *arguments))

    def _visit(self, function: Callable[..., int], *arguments: Any) -> Any:
        """What function(self, arguments..., sink) tells, as dicts and lists."""
        owned = self._handle
        with self._turn:
            return collect(lambda sink: function(owned, *arguments, sink))

    def _sized(self, function: Callable[..., int], *arguments: Any) -> bytes:
        """The bytes that function(self, arguments..., buffer, capacity, &needed, &error) writes."""
        owned = self._handle
        with self._turn:
            return sized(function, owned, *arguments)


def sized(function: Callable[..., int], *arguments: Any) -> bytes:
    """The bytes that function(arguments..., buffer, capacity, &needed, &error) writes."""
    needed = ctypes.c_size_t()
    error = Error()
    status = function(*arguments, None, 0, ctypes.byref(needed), ctypes.byref(error))
    while status in (0, 9) and needed.value:  # CSC_OK (only asked) or CSC_E_BUFFER
        size = needed.value
        buffer = ctypes.create_string_buffer(size)
        status = function(*arguments, buffer, size, ctypes.byref(needed), ctypes.byref(error))
        if status == 0:
            return buffer.raw[: needed.value]
    check(status, error)
    return b""


__all__ = ["Object", "adopt", "call", "check", "collect", "level_number", "lib", "sized", "text", "text_at"]
