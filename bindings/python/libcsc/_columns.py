"""Columns: whatever the caller has, handed to C by pointer.

Taken without a copy, strides and validity bitmaps kept: numpy arrays, array.array and anything else with the buffer protocol,
``__array_interface__``, Arrow arrays (``__arrow_c_array__``, or ``__arrow_c_stream__`` with one chunk), pandas Series and
arrays of these, nullable and categorical included.  Copied: lists and tuples, types that libcsc does not know (half floats,
booleans in an Arrow bitmap, other byte orders), Arrow streams of several chunks.  None, NaN, ``pandas.NA`` and NaT are missing.
Neither numpy nor pandas nor pyarrow is imported unless the caller passes their objects.
"""

from __future__ import annotations

import ctypes
import sys
from array import array
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ._abi import struct
from ._errors import ColumnTypeError, InvalidError

ColumnStruct = struct["csc_column"]
TextColumnStruct = struct["csc_text_column"]

I8, I16, I32, I64, U8, U16, U32, U64, F32, F64 = range(1, 11)
_SIZES = {I8: 1, I16: 2, I32: 4, I64: 8, U8: 1, U16: 2, U32: 4, U64: 8, F32: 4, F64: 8}
_INTEGERS = {1: (I8, U8), 2: (I16, U16), 4: (I32, U32), 8: (I64, U64)}
_ARROW_FORMATS = {b"c": I8, b"C": U8, b"s": I16, b"S": U16, b"i": I32, b"I": U32, b"l": I64, b"L": U64, b"f": F32, b"g": F64}
_NATIVE = "<" if sys.byteorder == "little" else ">"
_BYTES_POINTER = ctypes.POINTER(ctypes.c_uint8)
_CHUNKED = "__arrow_c_stream__"
#: Classes of values that mean "missing" beside None and NaN.
_MISSING_NAMES = frozenset(["NAType", "NaTType"])


class Column:
    """A csc_column, its length, and references to whatever owns its memory."""

    __slots__ = ("struct", "n", "_owners", "unit")

    def __init__(self, address: Optional[int], stride: int, kind: int, n: int, owners: Sequence[Any], validity: Optional[int] = None, offset: int = 0):
        record = ColumnStruct()
        record.data = address
        record.stride = stride
        record.type = kind
        if validity:
            record.validity = ctypes.cast(validity, _BYTES_POINTER)
            record.validity_offset = offset
        self.struct = record
        self.n = n
        self._owners = list(owners)
        #: For instants and dates: "D", "s", "ms", "us" or "ns"; None for plain numbers.
        self.unit: Optional[str] = None

    @property
    def type(self) -> int:
        return self.struct.type

    def reference(self) -> Any:
        return ctypes.byref(self.struct)

    def __len__(self) -> int:
        return self.n

    def __iter__(self) -> Any:
        return iter(elements(self))

    def to_list(self) -> List[Any]:
        """The numbers, None for missing."""
        return elements(self)

    def to_numpy(self) -> Any:
        """A numpy array of its own; with missing rows one of doubles with NaN."""
        import numpy

        return numpy.array(elements(self), dtype="f8" if self.struct.validity else None)


class CodedColumn(Column):
    """Numbers that stand for texts: `labels` has them in the order of the numbers."""

    __slots__ = ("labels",)

    def __init__(self, *arguments: Any, labels: Sequence[Any] = (), **named: Any):
        super().__init__(*arguments, **named)
        self.labels = list(labels)

    def __iter__(self) -> Any:
        return iter(self.to_list())

    def to_list(self) -> List[Any]:
        """The texts, None for missing."""
        return [None if code is None else self.labels[code] for code in elements(self)]


class TextColumn:
    """A csc_text_column, its length, and references to whatever owns its memory."""

    __slots__ = ("struct", "n", "_owners")

    def __init__(self, data: Optional[int], offsets: Optional[int], width: int, n: int, owners: Sequence[Any], validity: Optional[int] = None, offset: int = 0):
        record = TextColumnStruct()
        record.bytes = data
        record.offsets = offsets
        record.offset_width = width
        if validity:
            record.validity = ctypes.cast(validity, _BYTES_POINTER)
            record.validity_offset = offset
        self.struct = record
        self.n = n
        self._owners = list(owners)

    def reference(self) -> Any:
        return ctypes.byref(self.struct)

    def __len__(self) -> int:
        return self.n

    def __iter__(self) -> Any:
        return iter(self.to_list())

    def to_list(self) -> List[Optional[str]]:
        """The texts, None for missing."""
        record = self.struct
        if not self.n:
            return []
        kind = ctypes.c_int32 if record.offset_width == 4 else ctypes.c_int64
        offsets = (kind * (self.n + 1)).from_address(record.offsets)
        result: List[Optional[str]] = []
        for i in range(self.n):
            bit = record.validity_offset + i
            if record.validity and not record.validity[bit >> 3] >> (bit & 7) & 1:
                result.append(None)
            else:
                result.append(ctypes.string_at(record.bytes + offsets[i], offsets[i + 1] - offsets[i]).decode("utf-8") if offsets[i + 1] > offsets[i] else "")
        return result


# ---------------------------------------------------------------- buffers


class _PyBuffer(ctypes.Structure):
    """Py_buffer: fixed since Python 3.0 and part of the stable interface."""

    _fields_ = [
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.c_void_p),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", ctypes.POINTER(ctypes.c_ssize_t)),
        ("strides", ctypes.POINTER(ctypes.c_ssize_t)),
        ("suboffsets", ctypes.POINTER(ctypes.c_ssize_t)),
        ("internal", ctypes.c_void_p),
    ]


_FULL_READ_ONLY = 0x0010 | 0x0008 | 0x0004  # PyBUF_STRIDES | PyBUF_ND | PyBUF_FORMAT

try:
    _get_buffer = ctypes.pythonapi.PyObject_GetBuffer
    _get_buffer.argtypes = [ctypes.py_object, ctypes.POINTER(_PyBuffer), ctypes.c_int]
    _get_buffer.restype = ctypes.c_int
    _release_buffer = ctypes.pythonapi.PyBuffer_Release
    _release_buffer.argtypes = [ctypes.POINTER(_PyBuffer)]
    _release_buffer.restype = None
except AttributeError:  # not CPython: copy instead
    _get_buffer = None  # type: ignore[assignment]


class _HeldBuffer:
    """A buffer export, released when the column that holds it goes."""

    __slots__ = ("view", "_release")

    def __init__(self, owner: Any):
        self.view = _PyBuffer()
        self._release = None
        _get_buffer(owner, ctypes.byref(self.view), _FULL_READ_ONLY)
        self._release = _release_buffer

    def __del__(self) -> None:
        if self._release is not None:
            self._release(ctypes.byref(self.view))


def _type_of_format(text: str, size: int) -> Optional[int]:
    if text[:1] in "<>=!@":
        if size > 1 and text[0] in "<>!" and ("<" if text[0] == "<" else ">") != _NATIVE:
            return None
        text = text[1:]
    if len(text) != 1:
        return None
    if text in "bhilqn":
        return _INTEGERS[size][0] if size in _INTEGERS else None
    if text in "BHILQN?":
        return _INTEGERS[size][1] if size in _INTEGERS else None
    if text == "f" and size == 4:
        return F32
    if text == "d" and size == 8:
        return F64
    return None


def _from_buffer(values: Any) -> Optional[Column]:
    """None when the object exports no buffer."""
    try:
        view = memoryview(values)
    except TypeError:
        return None
    if view.ndim != 1:
        raise InvalidError("a column has one dimension, not %d" % view.ndim)
    kind = _type_of_format(view.format, view.itemsize)
    if kind is None:
        raise ColumnTypeError("a buffer of format %r is no column of numbers" % view.format)
    n = len(view)
    if _get_buffer is None:
        copy = array("d", view)
        return Column(copy.buffer_info()[0], 8, F64, n, [copy])
    held = _HeldBuffer(values)
    stride = held.view.strides[0] if held.view.strides else view.itemsize
    return Column(held.view.buf, stride, kind, n, [held, values])


# ------------------------------------------------------------ numpy shapes


def _from_interface(values: Any, interface: Dict[str, Any]) -> Column:
    if len(interface["shape"]) != 1:
        raise InvalidError("a column has one dimension, not %d" % len(interface["shape"]))
    n = interface["shape"][0]
    text = interface["typestr"]
    letter, size = text[1], int(text[2:].split("[")[0] or 0) if text[1] != "O" else 0
    if letter == "O":
        return _from_sequence(values.tolist())
    if letter in "US":
        raise ColumnTypeError("numbers are needed, not texts")
    native = text[0] == "|" or text[0] == _NATIVE or size == 1
    kind = None
    unit = None
    if letter in "iu" and size in _INTEGERS:
        kind = _INTEGERS[size][letter == "u"]
    elif letter == "b" and size == 1:
        kind = U8
    elif letter == "f" and size in (4, 8):
        kind = F32 if size == 4 else F64
    elif letter in "Mm" and size == 8:
        unit = text[text.find("[") + 1 : text.find("]")] if "[" in text else ""
        if unit not in ("D", "s", "ms", "us", "ns"):
            raise ColumnTypeError("times of unit %r are not taken; use datetime64[us]" % unit)
        kind = I64
    if kind is None or not native:
        if letter in "iufb" and hasattr(values, "astype"):
            return _from_numpy(values.astype("=f8" if letter == "f" else "=i8"))
        raise ColumnTypeError("a column of numbers is needed, not one of type %r" % text)
    strides = interface.get("strides")
    address = interface["data"][0]
    owners: List[Any] = [values]
    validity = None
    if unit is not None:
        # NaT is the smallest integer.
        numbers = values.view("i8")
        missing = numbers == -(1 << 63)
        if missing.any():
            validity = _bitmap(missing)
            owners.append(validity)
    mask = getattr(values, "mask", None) if type(values).__name__ == "MaskedArray" else None
    if mask is not None and getattr(mask, "shape", ()) == values.shape and mask.any():
        validity = _bitmap(mask)
        owners.append(validity)
    column = Column(
        address if n else None,
        strides[0] if strides else size,
        kind,
        n,
        owners,
        validity.ctypes.data if validity is not None else None,
    )
    column.unit = unit
    return column


def _from_numpy(values: Any) -> Column:
    return _from_interface(values, values.__array_interface__)


def _bitmap(missing: Any) -> Any:
    """Arrow bitmap, 1 = valid, of a numpy array of booleans, 1 = missing."""
    import numpy

    return numpy.packbits(~numpy.asarray(missing, dtype=bool), bitorder="little")


# ------------------------------------------------------------------ Arrow


class _ArrowSchema(ctypes.Structure):
    pass


class _ArrowArray(ctypes.Structure):
    pass


class _ArrowStream(ctypes.Structure):
    pass


_ArrowSchema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(_ArrowSchema))),
    ("dictionary", ctypes.POINTER(_ArrowSchema)),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_ArrowSchema))),
    ("private_data", ctypes.c_void_p),
]
_ArrowArray._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_ArrowArray))),
    ("dictionary", ctypes.POINTER(_ArrowArray)),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_ArrowArray))),
    ("private_data", ctypes.c_void_p),
]
_ArrowStream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_ArrowStream), ctypes.POINTER(_ArrowSchema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_ArrowStream), ctypes.POINTER(_ArrowArray))),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(_ArrowStream))),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_ArrowStream))),
    ("private_data", ctypes.c_void_p),
]


class _Released:
    """An Arrow structure of ours that must be released."""

    def __init__(self, record: Any):
        self.record = record

    def __del__(self) -> None:
        if self.record.release:
            self.record.release(ctypes.byref(self.record))


def _capsule(capsule: Any, name: bytes, kind: Any) -> Any:
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.argtypes = [ctypes.py_object, ctypes.c_char_p]
    get.restype = ctypes.c_void_p
    return ctypes.cast(get(capsule, name), ctypes.POINTER(kind)).contents


def _arrow_parts(values: Any) -> Tuple[Any, List[Tuple[Any, List[Any]]]]:
    """(schema, [(array, owners)]) of an object with the Arrow interface; the schema's owner is in each list of owners."""
    if hasattr(values, "__arrow_c_array__"):
        schema_capsule, array_capsule = values.__arrow_c_array__()
        schema = _capsule(schema_capsule, b"arrow_schema", _ArrowSchema)
        return schema, [(_capsule(array_capsule, b"arrow_array", _ArrowArray), [schema_capsule, array_capsule, values])]
    capsule = values.__arrow_c_stream__()
    stream = _capsule(capsule, b"arrow_array_stream", _ArrowStream)
    schema = _ArrowSchema()
    if stream.get_schema(ctypes.byref(stream), ctypes.byref(schema)):
        raise InvalidError("the Arrow stream gives no schema")
    owner = _Released(schema)
    parts = []
    while True:
        chunk = _ArrowArray()
        if stream.get_next(ctypes.byref(stream), ctypes.byref(chunk)):
            raise InvalidError("the Arrow stream failed")
        if not chunk.release:
            break
        parts.append((chunk, [_Released(chunk), owner, values]))
    return schema, parts


def _arrow_address(chunk: Any, index: int) -> Optional[int]:
    return chunk.buffers[index] if index < chunk.n_buffers else None


def _arrow_validity(chunk: Any) -> Optional[int]:
    return _arrow_address(chunk, 0) if chunk.null_count != 0 else None


def _from_arrow(values: Any) -> Column:
    schema, parts = _arrow_parts(values)
    form = schema.format
    if len(parts) != 1:
        return _join([_arrow_column(schema, form, chunk, owners) for chunk, owners in parts])
    return _arrow_column(schema, form, parts[0][0], parts[0][1])


def _arrow_column(schema: Any, form: bytes, chunk: Any, owners: List[Any]) -> Column:
    if schema.dictionary:
        # The numbers that the codes stand for.
        return _take(
            _arrow_column(schema.dictionary.contents, schema.dictionary.contents.format, chunk.dictionary.contents, owners),
            _arrow_plain(form, chunk, owners),
        )
    return _arrow_plain(form, chunk, owners)


def _arrow_plain(form: bytes, chunk: Any, owners: List[Any]) -> Column:
    n, offset = chunk.length, chunk.offset
    if form == b"n":
        missing = array("d", [float("nan")])
        return Column(missing.buffer_info()[0], 0, F64, n, [missing])
    if form == b"b":
        address = _arrow_address(chunk, 1)
        wide = array("B", bytes(n))
        if n:
            bits = (ctypes.c_uint8 * ((offset + n + 7) // 8)).from_address(address)
            for i in range(n):
                at = offset + i
                wide[i] = bits[at >> 3] >> (at & 7) & 1
        return Column(wide.buffer_info()[0], 1, U8, n, [wide] + owners, _arrow_validity(chunk), offset)
    kind = _ARROW_FORMATS.get(form)
    unit = None
    if kind is None:
        if form == b"tdD":
            kind, unit = I32, "D"
        elif form[:3] in (b"tss", b"tsm", b"tsu", b"tsn") and form[3:4] == b":":
            kind, unit = I64, {"s": "s", "m": "ms", "u": "us", "n": "ns"}[form[2:3].decode()]
        else:
            raise ColumnTypeError("an Arrow column of format %r is no column of numbers" % form.decode("ascii", "replace"))
    size = _SIZES[kind]
    address = _arrow_address(chunk, 1)
    column = Column(address + offset * size if address else None, size, kind, n, owners, _arrow_validity(chunk), offset)
    column.unit = unit
    return column


def _element(column: Column, i: int) -> Any:
    """Element i as a number, or None."""
    record = column.struct
    if record.validity:
        bit = record.validity_offset + i
        if not record.validity[bit >> 3] >> (bit & 7) & 1:
            return None
    kind: Any = _CTYPES[column.type]
    return kind.from_address(record.data + i * record.stride).value


_CTYPES = {
    I8: ctypes.c_int8,
    I16: ctypes.c_int16,
    I32: ctypes.c_int32,
    I64: ctypes.c_int64,
    U8: ctypes.c_uint8,
    U16: ctypes.c_uint16,
    U32: ctypes.c_uint32,
    U64: ctypes.c_uint64,
    F32: ctypes.c_float,
    F64: ctypes.c_double,
}


def elements(column: Column) -> List[Any]:
    """The column as a list, None for missing."""
    record, n = column.struct, column.n
    if n and record.stride == _SIZES[column.type] and not record.validity:
        kind: Any = _CTYPES[column.type]
        return list((kind * n).from_address(record.data))
    return [_element(column, i) for i in range(n)]


def remap(codes: Column, indexes: Sequence[int]) -> Column:
    """Codes 0, 1, 2 ... replaced by the indexes that stand for them."""
    if list(indexes) == list(range(len(indexes))):
        return codes
    numpy = sys.modules.get("numpy")
    if numpy is not None and codes.n and codes.type == U32 and codes.struct.stride == 4 and not codes.struct.validity:
        plain = numpy.frombuffer((ctypes.c_uint32 * codes.n).from_address(codes.struct.data), dtype="=u4")
        return column(numpy.asarray(indexes, dtype="=u4")[plain])
    return column(array("I", [indexes[code] for code in elements(codes)]))


def _take(categories: Column, codes: Column) -> Column:
    values = elements(categories)
    return _from_sequence([None if code is None or code < 0 else values[code] for code in elements(codes)])


def _join(parts: List[Column]) -> Column:
    """Several chunks as one; a copy."""
    kinds = set(part.type for part in parts)
    if not parts:
        return Column(None, 8, F64, 0, [])
    if len(kinds) != 1 or any(part.struct.validity for part in parts) or any(part.struct.stride != _SIZES[part.type] for part in parts):
        joined = _from_sequence([value for part in parts for value in elements(part)])
    else:
        size = _SIZES[parts[0].type]
        block = bytearray(sum(part.n for part in parts) * size)
        view = (ctypes.c_char * len(block)).from_buffer(block) if block else None
        at = 0
        for part in parts:
            if part.n:
                ctypes.memmove(ctypes.addressof(view) + at, part.struct.data, part.n * size)  # type: ignore[arg-type]
                at += part.n * size
        joined = Column(ctypes.addressof(view) if view is not None else None, size, parts[0].type, len(block) // size, [view, block])
    joined.unit = parts[0].unit
    return joined


# ----------------------------------------------------------------- pandas


def _is_pandas(values: Any) -> bool:
    return type(values).__module__.split(".", 1)[0] == "pandas"


def _from_pandas(values: Any) -> Column:
    inner = getattr(values, "array", values)
    name = type(inner).__name__
    if name == "Categorical":
        categories = getattr(inner.categories, "array", inner.categories)
        return _take(column(categories), _from_numpy(inner.codes))
    data = getattr(inner, "_data", None)
    mask = getattr(inner, "_mask", None)
    if mask is not None and data is not None and hasattr(data, "__array_interface__"):
        plain = _from_numpy(data)
        if mask.any():
            bits = _bitmap(mask)
            plain._owners.append(bits)
            plain.struct.validity = ctypes.cast(bits.ctypes.data, _BYTES_POINTER)
        return plain
    if name.startswith("Arrow"):
        if hasattr(inner, "__arrow_array__"):
            return _from_arrow(inner.__arrow_array__())
        if hasattr(values, _CHUNKED):
            return _from_arrow(values)
    if name == "DatetimeArray":
        return _from_numpy(inner.asi8.view("M8[%s]" % inner.unit))
    plain_array = values.to_numpy() if hasattr(values, "to_numpy") else inner
    if hasattr(plain_array, "__array_interface__"):
        return _from_numpy(plain_array)
    return _from_sequence(list(values))


# ------------------------------------------------------------------ lists


def is_missing(value: Any) -> bool:
    """None, NaN, pandas.NA and NaT."""
    return value is None or type(value).__name__ in _MISSING_NAMES or (isinstance(value, float) and value != value)


def _from_sequence(values: Any) -> Column:
    values = values if isinstance(values, (list, tuple)) else list(values)
    n = len(values)
    numbers: Any = None
    for letter in "qd":
        try:
            numbers = array(letter, values)
            break
        except (TypeError, OverflowError):
            continue
    if numbers is not None:
        return Column(numbers.buffer_info()[0] if n else None, 8, I64 if numbers.typecode == "q" else F64, n, [numbers])
    whole = True
    missing = []
    plain = []
    for row, value in enumerate(values):
        if value is None or type(value).__name__ in _MISSING_NAMES:
            missing.append(row)
            plain.append(0)
            continue
        if isinstance(value, (str, bytes)):
            raise ColumnTypeError("numbers are needed, not texts", row=row)
        if not isinstance(value, int):
            whole = False
            try:
                value = float(value)
            except (TypeError, ValueError):
                raise ColumnTypeError("a number is needed, not %s" % type(value).__name__, row=row) from None
        plain.append(value)
    try:
        numbers = array("q" if whole else "d", plain)
    except OverflowError:
        numbers = array("d", [float(value) for value in plain])
    validity = None
    if missing:
        validity = bytearray(b"\xff") * ((n + 7) // 8)
        for row in missing:
            validity[row >> 3] &= ~(1 << (row & 7)) & 0xFF
    bits = (ctypes.c_uint8 * len(validity)).from_buffer(validity) if validity else None
    return Column(
        numbers.buffer_info()[0] if n else None,
        8,
        I64 if numbers.typecode == "q" else F64,
        n,
        [numbers, bits],
        ctypes.addressof(bits) if bits is not None else None,
    )


# ------------------------------------------------------------------ doors


def column(values: Any, n: Optional[int] = None, name: str = "values") -> Column:
    """A column of numbers from whatever the caller has; `n` is the length it must have."""
    if isinstance(values, Column):
        result = values
    elif isinstance(values, (list, tuple)):
        result = _from_sequence(values)
    elif isinstance(values, (str, dict, set, frozenset)):
        raise ColumnTypeError("a column of numbers is needed, not %s" % type(values).__name__, key=name)
    elif _is_pandas(values):
        result = _from_pandas(values)
    elif hasattr(values, "__array_interface__"):
        result = _from_interface(values, values.__array_interface__)
    elif hasattr(values, "__arrow_c_array__") or hasattr(values, _CHUNKED):
        result = _from_arrow(values)
    else:
        plain = _from_buffer(values)
        if plain is None:
            if not hasattr(values, "__iter__"):
                raise ColumnTypeError("a column of numbers is needed, not %s" % type(values).__name__, key=name)
            plain = _from_sequence(list(values))
        result = plain
    if n is not None and result.n != n:
        raise InvalidError("columns of %d and %d rows stand together" % (n, result.n), key=name)
    return result


def optional(values: Any, n: Optional[int] = None, name: str = "values") -> Optional[Column]:
    """As column, but None stays None."""
    return None if values is None else column(values, n, name)


def reference(values: Optional[Any]) -> Any:
    """Pointer for a call; None gives NULL."""
    return None if values is None else values.reference()

def block(table: Any, n: Optional[int] = None, name: str = "columns") -> Tuple[List[Any], Any, List[Column], int]:
    """(names, array of csc_column, columns, rows) of a DataFrame, Arrow table, dict or list of columns, or numpy array of two dimensions."""
    if hasattr(table, "column_names"):
        names = list(table.column_names)
    elif isinstance(table, dict) or (_is_pandas(table) and hasattr(table, "columns")):
        names = list(table)
    elif hasattr(table, "__array_interface__") and len(table.__array_interface__["shape"]) == 2:
        table = list(table.T)
        names = list(range(len(table)))
    elif isinstance(table, (list, tuple)):
        names = list(range(len(table)))
    else:
        raise ColumnTypeError("a table or a list of columns is needed, not %s" % type(table).__name__, key=name)
    held = []
    for one in names:
        held.append(column(table[one], n, str(one)))
        n = held[-1].n
    records = (ColumnStruct * max(1, len(held)))(*[c.struct for c in held])
    return names, records, held, n or 0


def text_column(values: Any, n: Optional[int] = None, name: str = "texts") -> TextColumn:
    """A column of texts: a list of str (or bytes in UTF-8) with None for missing, or an Arrow or pandas column of texts."""
    result = None
    if isinstance(values, TextColumn):
        result = values
    elif isinstance(values, (str, bytes)):
        raise ColumnTypeError("a list of texts is needed, not one text", key=name)
    else:
        source = values
        if _is_pandas(values):
            inner = getattr(values, "array", values)
            if hasattr(inner, "__arrow_array__") and type(inner).__name__.startswith("Arrow"):
                source = inner.__arrow_array__()
        if hasattr(source, "__arrow_c_array__") or hasattr(source, _CHUNKED):
            result = _text_from_arrow(source)
        if result is None:
            result = _text_from_list(values)
    if n is not None and result.n != n:
        raise InvalidError("columns of %d and %d rows stand together" % (n, result.n), key=name)
    return result


def _text_from_arrow(values: Any) -> Optional[TextColumn]:
    schema, parts = _arrow_parts(values)
    form = schema.format
    if len(parts) != 1 or schema.dictionary or form not in (b"u", b"U"):
        return None
    chunk, owners = parts[0]
    width = 4 if form == b"u" else 8
    offsets = _arrow_address(chunk, 1)
    if offsets is None:
        return None
    data = _arrow_address(chunk, 2) or offsets
    return TextColumn(data, offsets + chunk.offset * width, width, chunk.length, owners, _arrow_validity(chunk), chunk.offset)


def _text_from_list(values: Any) -> TextColumn:
    if hasattr(values, "to_pylist"):
        values = values.to_pylist()
    elif hasattr(values, "tolist"):
        values = values.tolist()
    pieces: List[bytes] = []
    offsets = array("q", [0])
    missing = []
    at = 0
    for row, value in enumerate(values):
        if isinstance(value, str):
            piece = value.encode("utf-8")
        elif isinstance(value, bytes):
            piece = value
        elif is_missing(value):
            piece = b""
            missing.append(row)
        else:
            raise ColumnTypeError("a text is needed, not %s" % type(value).__name__, row=row)
        pieces.append(piece)
        at += len(piece)
        offsets.append(at)
    block = b"".join(pieces)
    validity = None
    if missing:
        validity = bytearray(b"\xff") * ((len(pieces) + 7) // 8)
        for row in missing:
            validity[row >> 3] &= ~(1 << (row & 7)) & 0xFF
    bits = (ctypes.c_uint8 * len(validity)).from_buffer(validity) if validity else None
    data = ctypes.c_char_p(block)
    return TextColumn(
        ctypes.cast(data, ctypes.c_void_p).value,
        offsets.buffer_info()[0],
        8,
        len(pieces),
        [block, data, offsets, bits],
        ctypes.addressof(bits) if bits is not None else None,
    )


# ----------------------------------------------------------------- groups


def factorize(labels: Any, n: int, name: str = "groups") -> Tuple[List[Any], Column]:
    """(labels in order of first appearance, column of group indexes).

    A categorical column keeps its categories in their order; other pandas and numpy columns are numbered by pandas and numpy.  A row without a label (None, NaN) belongs to the group None.
    """
    if isinstance(labels, CodedColumn):
        if labels.n != n:
            raise InvalidError("columns of %d and %d rows stand together" % (n, labels.n), key=name)
        if not labels.struct.validity:
            return labels.labels, labels
        outside = len(labels.labels)
        filled = array("I", [outside if code is None else code for code in elements(labels)])
        return labels.labels + [None], column(filled, n, name)
    inner = getattr(labels, "array", labels) if _is_pandas(labels) else labels
    if type(inner).__name__ == "Categorical":
        return _numbered(inner.codes, list(inner.categories), n, name)
    if hasattr(labels, "to_pylist"):
        labels = labels.to_pylist()
    elif _is_pandas(labels) and (labels.dtype == object or not type(labels.dtype).__module__.startswith("numpy")):
        import pandas

        codes, uniques = pandas.factorize(labels)
        return _numbered(codes, uniques.tolist() if hasattr(uniques, "tolist") else list(uniques), n, name)
    elif getattr(labels, "dtype", None) is not None and hasattr(labels, "__array__") and labels.dtype != object:
        labels = labels.to_numpy() if _is_pandas(labels) else labels
        codes, names = _factorize_numpy(labels)
        return _numbered(codes, names, n, name)
    known: Dict[Any, int] = {}
    numbers = array("I")
    for label in labels:
        if label is None or label != label or type(label).__name__ in _MISSING_NAMES:
            label = None
        numbers.append(known.setdefault(label, len(known)))
    return list(known), column(numbers, n, name)


def _numbered(codes: Any, names: List[Any], n: int, name: str) -> Tuple[List[Any], Column]:
    """Codes of numpy, -1 for rows without a label, as what the library reads fastest."""
    missing = codes < 0
    if missing.any():
        codes = codes.astype("=i8")
        codes[missing] = len(names)
        names = names + [None]
    return names, column(codes.astype("=u4", copy=False), n, name)


def _factorize_numpy(labels: Any) -> Tuple[Any, List[Any]]:
    """(codes, labels in order of first appearance) of a numpy array of numbers, texts or times; NaN and NaT are -1."""
    import numpy

    n = len(labels)
    if n and labels.dtype.kind in "iub":
        low, high = int(labels.min()), int(labels.max())
        if high - low < max(1024, 2 * n):
            # A narrow range: each number is its own place in a table, no sorting.  The last write is the first appearance.
            places = (labels.astype("i8") if labels.dtype.kind != "b" else labels.view("u1").astype("i8")) - low
            first = numpy.full(high - low + 1, n, dtype="i8")
            first[places[::-1]] = numpy.arange(n - 1, -1, -1)
            present = numpy.flatnonzero(first < n)
            order = present[numpy.argsort(first[present], kind="stable")]
            code = numpy.empty(high - low + 1, dtype="u4")
            code[order] = numpy.arange(len(order), dtype="u4")
            return code[places], labels[first[order]].tolist()
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        codes, uniques = pandas.factorize(labels)
        return codes, uniques.tolist()
    uniques, firsts, codes = numpy.unique(labels, return_index=True, return_inverse=True)
    order = numpy.argsort(firsts, kind="stable")
    rank = numpy.empty(len(order), dtype="i8")
    rank[order] = numpy.arange(len(order))
    names = uniques[order]
    bad = numpy.isnan(names) if names.dtype.kind == "f" else numpy.isnat(names) if names.dtype.kind in "mM" else numpy.zeros(len(names), bool)
    if bad.any():
        keep = numpy.cumsum(~bad) - 1
        keep[bad] = -1
        rank, names = keep[rank], names[~bad]
    return rank[codes.reshape(-1)], names.tolist()


# ------------------------------------------------------------------ times

_PER_SECOND = {"s": 1, "ms": 1000, "us": 1000000, "ns": 1000000000}


def instants(values: Any, n: Optional[int] = None, name: str = "time") -> Column:
    """A column of microseconds since 1970-01-01 UTC: int64 as it is; datetime64, Arrow timestamps and lists of datetime
    (aware, or naive and then taken as UTC) converted where their unit is another."""
    import datetime

    if isinstance(values, (list, tuple)) and any(isinstance(value, datetime.date) for value in values):
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        unit = datetime.timedelta(microseconds=1)

        def number(value: Any) -> Any:
            if is_missing(value) or isinstance(value, int):
                return None if is_missing(value) else value
            if not isinstance(value, datetime.datetime):
                value = datetime.datetime(value.year, value.month, value.day)
            if value.tzinfo is None:
                value = value.replace(tzinfo=datetime.timezone.utc)
            return (value - epoch) // unit

        values = [number(value) for value in values]
    plain = column(values, n, name)
    if plain.unit in (None, "us"):
        return plain
    if plain.unit == "D":
        return _scaled(plain, 86400000000, 1)
    per = _PER_SECOND[plain.unit]  # type: ignore[index]
    return _scaled(plain, 1000000 // per, 1) if per <= 1000000 else _scaled(plain, 1, per // 1000000)


def dates(values: Any, n: Optional[int] = None, name: str = "date") -> Column:
    """A column of days since 1970-01-01: integers as they are; datetime64, Arrow dates and timestamps, lists of datetime.date."""
    import datetime

    if isinstance(values, (list, tuple)) and any(isinstance(value, datetime.date) for value in values):
        epoch = datetime.date(1970, 1, 1).toordinal()
        values = [None if is_missing(v) else v.toordinal() - epoch if isinstance(v, datetime.date) else v for v in values]
    plain = column(values, n, name)
    if plain.unit in (None, "D"):
        return plain
    return _scaled(plain, 1, _PER_SECOND[plain.unit] * 86400)  # type: ignore[index]


def _scaled(plain: Column, times: int, over: int) -> Column:
    """Whole numbers times one number, over another, rounded down."""
    numpy = sys.modules.get("numpy")
    record = plain.struct
    if numpy is None or not plain.n or record.stride != _SIZES[plain.type]:
        return _from_sequence([None if v is None else v * times // over for v in elements(plain)])
    kind: Any = _CTYPES[plain.type]
    numbers = numpy.frombuffer((kind * plain.n).from_address(record.data), dtype=numpy.dtype(kind)).astype("i8")
    if record.validity:
        # What stands under a missing cell may be anything: keep it from overflowing.
        bits = numpy.unpackbits(
            numpy.frombuffer((ctypes.c_uint8 * ((record.validity_offset + plain.n + 7) // 8)).from_address(ctypes.addressof(record.validity.contents)), dtype="u1"),
            bitorder="little",
        )
        numbers[bits[record.validity_offset : record.validity_offset + plain.n] == 0] = 0
    made = _from_numpy(numbers * times // over)
    made.struct.validity, made.struct.validity_offset = record.validity, record.validity_offset
    made._owners.append(plain)
    return made
