"""Types and signatures of every export, made from abi.json, so that no call is ever made with guessed types.

``lib.csc_x(...)`` is a ctypes function with ``argtypes`` and ``restype`` set; ``struct["csc_error"]`` a Structure,
``handle["csc_metric"]`` a subclass of c_void_p of its own, ``constant["CSC_OK"]`` a number.
"""

from __future__ import annotations

import ctypes
import json
import os
import threading
from typing import Any, Callable, Dict, List, Optional

from . import _errors, _loader

_SCALARS: Dict[str, Any] = {
    "char": ctypes.c_char,
    "double": ctypes.c_double,
    "float": ctypes.c_float,
    "size_t": ctypes.c_size_t,
    "ptrdiff_t": ctypes.c_ssize_t,
    "int8_t": ctypes.c_int8,
    "int16_t": ctypes.c_int16,
    "int32_t": ctypes.c_int32,
    "int64_t": ctypes.c_int64,
    "uint8_t": ctypes.c_uint8,
    "uint16_t": ctypes.c_uint16,
    "uint32_t": ctypes.c_uint32,
    "uint64_t": ctypes.c_uint64,
}


class Handle(ctypes.c_void_p):
    """Base of the handle types: takes None and its own kind only, so that two kinds cannot be mixed up."""

    @classmethod
    def from_param(cls, value):
        if value is None or isinstance(value, cls):
            return value
        raise TypeError("a %s is needed, not %s" % (cls.__name__, type(value).__name__))


constant: Dict[str, int] = {}
struct: Dict[str, Any] = {}
handle: Dict[str, Any] = {}
callback: Dict[str, Any] = {}
functions: Dict[str, Dict[str, Any]] = {}

_POINTERS: Dict[Any, Any] = {}


def _read() -> Dict[str, Any]:
    package = os.path.dirname(os.path.abspath(__file__))
    places = [os.path.join(package, "abi.json"), os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(package))), "abi.json")]
    for path in places:
        try:
            with open(path, encoding="utf-8") as stream:
                return json.load(stream)
        except FileNotFoundError:
            continue
    raise ImportError("the list of signatures, abi.json, is missing; looked for %s" % ", ".join(places))


def _function_type(record: Dict[str, Any], inside: bool) -> Any:
    return ctypes.CFUNCTYPE(_type(record["returns"], inside), *[_type(a["type"], True) for a in record["args"]])


def _type(record: Dict[str, Any], inside: bool = False) -> Any:
    """The ctypes type of a TYPE of abi.json. `inside` a struct or callback, text stays an address: its length is not in it."""
    kind = record["kind"]
    if kind == "void":
        return None
    if kind == "scalar":
        return _SCALARS[record["name"]]
    if kind == "array":
        return _type(record["of"], True) * record["length"]
    if kind == "struct":
        return struct[record["name"]]
    if kind == "callback":
        return callback[record["name"]]
    if kind == "opaque":
        return handle[record["name"]]
    if kind == "function":
        return _function_type(record, True)
    to = record["to"]
    if to["kind"] == "void":
        return ctypes.c_void_p
    if to["kind"] == "opaque":
        return handle[to["name"]]
    if to["kind"] == "scalar" and to["name"] == "char" and record["const"]:
        return ctypes.c_void_p if inside else ctypes.c_char_p
    return ctypes.POINTER(_type(to, True))


def _result(record: Dict[str, Any]) -> Any:
    """Text is bytes where it is static (no object among the arguments); otherwise an address, since its length stands elsewhere."""
    plain = _type(record["returns"])
    if plain is ctypes.c_char_p and any(a["type"]["kind"] == "pointer" for a in record["args"]):
        return ctypes.c_void_p
    return plain


def _declare(abi: Dict[str, Any]) -> None:
    for record in abi["constants"]:
        constant[record["name"]] = record["value"]
    for record in abi["opaques"]:
        handle[record["name"]] = type(record["name"], (Handle,), {"__doc__": record.get("doc")})
    waiting = [("callback", r) for r in abi["callbacks"]]
    for record in abi["structs"]:
        struct[record["name"]] = type(record["name"], (ctypes.Structure,), {"__doc__": record.get("doc")})
        waiting.append(("struct", record))
    # A type may use one that comes later in the list: go on until nothing is left.
    while waiting:
        left = []
        for what, record in waiting:
            try:
                if what == "callback":
                    callback[record["name"]] = _function_type(record, True)
                else:
                    fields = [(f["name"], _type(f["type"], True)) for f in record["fields"]]
                    if any(_unfinished(kind) for _, kind in fields):
                        left.append((what, record))
                        continue
                    struct[record["name"]]._fields_ = fields
            except KeyError:
                left.append((what, record))
        if len(left) == len(waiting):
            raise ImportError("abi.json uses a type it does not declare: %s" % ", ".join(r["name"] for _, r in left))
        waiting = left


def _unfinished(kind: Any) -> bool:
    while hasattr(kind, "_length_"):
        kind = kind._type_
    return isinstance(kind, type) and issubclass(kind, ctypes.Structure) and "_fields_" not in kind.__dict__


class _Missing:
    """Stands for an export that the loaded library does not have."""

    def __init__(self, name: str, why: str):
        self.__name__ = name
        self._why = why

    def __call__(self, *args: Any) -> Any:
        raise _errors.UnsupportedError("%s: %s" % (self.__name__, self._why))


class _Library:
    """The exports of libcsc and, from the first use of one of them, of libcsc-io."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._main, self.path = _loader.load("csc")
        self._io: Optional[ctypes.CDLL] = None
        self.io_path: Optional[str] = None
        self.missing: List[str] = []
        for record in functions.values():
            if record["library"] == "libcsc":
                self._bind(self._main, record)

    def _bind(self, library: ctypes.CDLL, record: Dict[str, Any]) -> None:
        name = record["name"]
        try:
            function: Callable[..., Any] = getattr(library, name)
        except AttributeError:
            self.missing.append(name)
            setattr(self, name, _Missing(name, "the loaded library does not have it"))
            return
        function.argtypes = [_type(a["type"]) for a in record["args"]]  # type: ignore[attr-defined]
        function.restype = _result(record)  # type: ignore[attr-defined]
        setattr(self, name, function)

    def open_io(self) -> None:
        """Loads libcsc-io; LibraryNotFound when it is not there."""
        with self._lock:
            if self._io is None:
                library, self.io_path = _loader.load("csc-io")
                for record in functions.values():
                    if record["library"] == "libcsc-io":
                        self._bind(library, record)
                self._io = library

    def __getattr__(self, name: str) -> Any:
        record = functions.get(name)
        if record is None or self._io is not None:
            raise AttributeError(name)
        self.open_io()
        return getattr(self, name)


_abi = _read()
_declare(_abi)
functions.update((record["name"], record) for record in _abi["functions"])
struct_sizes = {record["name"]: record["size"] for record in _abi["structs"]}

#: The exports.
lib: Any = _Library()

Error = struct["csc_error"]


def check(status: int, error: Any = None) -> None:
    """Raises what a status says; `error` is the csc_error that the call got, or None."""
    if status:
        raise _errors.make(status, lib.csc_status_string(status).decode("ascii", "replace"), error)
