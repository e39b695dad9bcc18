"""Files and formats of libcsc-io: strict CSV into columns without a copy, JSON Lines, YAML and JSON documents.

>>> import libcsc, libcsc.io
>>> table = libcsc.io.parse_csv("team;score\\nn;10\\ns;\\nn;2\\n", {"score": "number", "team": "category"})
>>> libcsc.metric("nps:standard/1", table, value="score", by="team")["n"].value
0.0

Errors carry ``line``, ``column`` and ``byte`` of the bad spot.
"""

from __future__ import annotations

import ctypes
import os
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Union

from . import _columns
from ._abi import Error, check, constant, lib, struct
from ._columns import CodedColumn, Column, TextColumn
from ._context import Context, resolve
from ._errors import CscError, InvalidError, make
from ._object import Object, text, text_at

_KINDS = {
    "number": constant["CSC_CSV_F64"],
    "integer": constant["CSC_CSV_I64"],
    "text": constant["CSC_CSV_TEXT"],
    "category": constant["CSC_CSV_DICTIONARY"],
    "date": constant["CSC_CSV_DATE"],
    "instant": constant["CSC_CSV_INSTANT"],
}
_NONE = constant["CSC_TREE_NONE"]
_ABSENT, _NULL, _BOOLEAN, _NUMBER, _TEXT, _ARRAY, _OBJECT = range(7)
_DECIMALS = {"point": ".", "comma": ","}

Kinds = Union[Mapping[str, str], None]


def _options(**chosen: Any) -> Any:
    """csc_csv_options, and the texts it points to."""
    record = struct["csc_csv_options"]()
    lib.open_io()
    lib.csc_csv_options_init(ctypes.byref(record))
    held = []
    for name in ("map", "encoding", "date_format"):
        value = chosen.get(name)
        if value is not None:
            if name == "map" and not isinstance(value, str):
                escaped = [[part.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=") for part in pair] for pair in value.items()]
                value = ",".join("=".join(pair) for pair in escaped)
            raw = ctypes.c_char_p(text(value))
            held.append(raw)
            setattr(record, name, ctypes.cast(raw, ctypes.c_void_p).value)
            setattr(record, name + "_length", len(raw.value or b""))
    for name in ("separator", "decimal"):
        value = chosen.get(name)
        if value is not None:
            value = _DECIMALS.get(value, value)
            if len(value) != 1:
                raise InvalidError("one character is needed", key=name)
            setattr(record, name, ord(value))
    record.header = 1 if chosen.get("header", True) else 0
    record.skip_bad = 1 if chosen.get("skip_bad") else 0
    record.zone_offset_s = chosen.get("zone_offset_s", 0)
    return record, held


class Csv(Object):
    """A table being read.  read() gives the next rows as a dict of columns, which are valid until the next read.

    columns  name -> "number", "integer", "text", "category" (texts as numbers with labels), "date" or "instant"; None: all as text
    map      names of ours -> names in the file; other options as in csc_csv_options
    """

    _kind = "csc_csv"

    def __init__(self, source: Any, columns: Kinds = None, *, context: Optional[Context] = None, **options: Any):
        record, held = _options(**options)
        chosen = resolve(context)
        keep: Any = ()
        if isinstance(source, (bytes, bytearray, memoryview)):
            raw = bytes(source)
            keep = (raw,)
            address = self._make(
                lib.csc_csv_open_bytes, raw, len(raw), ctypes.byref(record), chosen.reference(), context=context
            )
        else:
            path = os.fsencode(source)
            address = self._make(lib.csc_csv_open, path, len(path), ctypes.byref(record), chosen.reference(), context=context)
        super().__init__(address, context, keep)
        if columns is None:
            columns = {name: "text" for name in self.names}
        self._slots: List[Any] = []
        slot = ctypes.c_size_t()
        for name, kind in columns.items():
            if kind not in _KINDS:
                raise InvalidError("a kind is one of %s" % ", ".join(_KINDS), key=str(kind))
            raw_name = text(name)
            self._call(lib.csc_csv_select, raw_name, len(raw_name), _KINDS[kind], ctypes.byref(slot))
            self._slots.append((name, kind, slot.value))

    @property
    def names(self) -> List[str]:
        """The names of all columns of the file, after mapping."""
        owned = self._handle
        result = []
        name, length = ctypes.c_void_p(), ctypes.c_size_t()
        for i in range(lib.csc_csv_width(owned)):
            check(lib.csc_csv_name(owned, i, ctypes.byref(name), ctypes.byref(length)))
            result.append(text_at(name.value, length.value))
        return result

    @property
    def skipped(self) -> int:
        """Rows left out so far (skip_bad)."""
        return lib.csc_csv_skipped(self._handle)

    def skipped_errors(self) -> List[CscError]:
        """Why rows were left out, the first 100."""
        owned = self._handle
        return _skipped(lib.csc_csv_skipped_error, owned, self.skipped)

    def line(self, row: int) -> Optional[int]:
        """The line on which a row of the file begins, so that an error with a row can be shown as file:line."""
        number = lib.csc_csv_line(self._handle, row)
        return None if number == constant["CSC_NOWHERE"] else number

    def read(self, max_rows: int = 0) -> Dict[str, Any]:
        """The next rows, at most `max_rows` (0: all that are left), as columns by name; each of length 0 at the end."""
        rows = ctypes.c_uint64()
        self._long(lib.csc_csv_read, max_rows, ctypes.byref(rows))
        owned = self._handle
        return {name: self._column(owned, kind, slot, rows.value) for name, kind, slot in self._slots}

    def _column(self, owned: Any, kind: str, slot: int, n: int) -> Any:
        if kind == "text":
            texts = TextColumn(None, None, 8, n, [owned])
            check(lib.csc_csv_text(owned, slot, ctypes.byref(texts.struct)))
            return texts
        if kind == "category":
            labels = TextColumn(None, None, 8, 0, [owned])
            count = ctypes.c_size_t()
            check(lib.csc_csv_dictionary(owned, slot, ctypes.byref(labels.struct), ctypes.byref(count)))
            labels.n = count.value
            column: Column = CodedColumn(None, 4, _columns.U32, n, [owned], labels=labels.to_list())
        else:
            column = Column(None, 8, _columns.F64, n, [owned])
            column.unit = {"date": "D", "instant": "us"}.get(kind)
        check(lib.csc_csv_column(owned, slot, ctypes.byref(column.struct)))
        return column


def _skipped(function: Callable[..., int], owned: Any, count: int) -> List[CscError]:
    found = []
    for i in range(min(count, 100)):
        record = Error()
        check(function(owned, i, ctypes.byref(record)))
        found.append(make(record.status, "", record))
    return found


class Table(Dict[str, Any]):
    """The columns of a whole file by name; `skipped` says how many rows were left out."""

    skipped = 0

    def to_frame(self) -> Any:
        """A pandas DataFrame of its own."""
        import pandas

        frame = {}
        for name, column in self.items():
            values = column.to_list()
            if isinstance(column, CodedColumn):
                frame[name] = pandas.Series(pandas.Categorical(values, categories=column.labels))
            elif getattr(column, "unit", None):
                frame[name] = pandas.Series(pandas.to_datetime(values, unit=column.unit))
            else:
                frame[name] = pandas.Series(values)
        return pandas.DataFrame(frame)


def read_csv(path: Any, columns: Kinds = None, **options: Any) -> Table:
    """A whole CSV file as columns by name; see Csv."""
    reader = Csv(path, columns, **options)
    table = Table(reader.read())
    table.skipped = reader.skipped
    return table


def parse_csv(source: Union[str, bytes], columns: Kinds = None, **options: Any) -> Table:
    """The same from a text in memory."""
    return read_csv(text(source), columns, **options)


# ------------------------------------------------------------- documents


def _value(tree: Any, node: int) -> Any:
    kind = lib.csc_tree_kind(tree, node)
    if kind == _OBJECT:
        found: Dict[str, Any] = {}
        child = lib.csc_tree_first(tree, node)
        length = ctypes.c_size_t()
        while child != _NONE:
            key = text_at(lib.csc_tree_key(tree, child, ctypes.byref(length)), length.value)
            found[key] = _value(tree, child)
            child = lib.csc_tree_next(tree, child)
        return found
    if kind == _ARRAY:
        items = []
        child = lib.csc_tree_first(tree, node)
        while child != _NONE:
            items.append(_value(tree, child))
            child = lib.csc_tree_next(tree, child)
        return items
    if kind == _TEXT:
        length = ctypes.c_size_t()
        return text_at(lib.csc_tree_text(tree, node, ctypes.byref(length)), length.value)
    if kind == _NUMBER:
        whole = ctypes.c_int64()
        if lib.csc_tree_integer(tree, node, ctypes.byref(whole), None) == 0:
            return whole.value
        number = ctypes.c_double()
        check(lib.csc_tree_number(tree, node, ctypes.byref(number), None))
        return number.value
    if kind == _BOOLEAN:
        truth = ctypes.c_int32()
        check(lib.csc_tree_boolean(tree, node, ctypes.byref(truth), None))
        return bool(truth.value)
    return None


class _Tree(Object):
    _kind = "csc_tree"

    def __init__(self) -> None:
        from ._abi import handle

        lib.open_io()
        out = handle[self._kind]()
        check(lib.csc_tree_create(ctypes.byref(out), resolve(None).reference()))
        super().__init__(out.value)


def parse_json(source: Union[str, bytes]) -> Any:
    """One JSON value, read strictly: doubled keys, lone surrogates and trailing text are errors with a position.

    >>> import libcsc.io
    >>> libcsc.io.parse_json('{"a": [1, 2.5, null]}')
    {'a': [1, 2.5, None]}
    """
    raw = text(source)
    with _Tree() as tree:
        tree._call(lib.csc_tree_parse_json, raw, len(raw), 1)
        return _value(tree._handle, lib.csc_tree_root(tree._handle))


def parse_yaml(source: Union[str, bytes]) -> Any:
    """One YAML document of the plain kind that packs and protocols are written in; every scalar is a text.

    >>> import libcsc.io
    >>> libcsc.io.parse_yaml("answers: [yes, no]")
    {'answers': ['yes', 'no']}
    """
    raw = text(source)
    with _Tree() as tree:
        tree._call(lib.csc_tree_parse_yaml, raw, len(raw))
        return _value(tree._handle, lib.csc_tree_root(tree._handle))


class JsonLines(Object):
    """The values of a JSON Lines file, one after another.

    >>> import libcsc.io
    >>> list(libcsc.io.JsonLines(b'{"id": 1}\\n{"id": 2}\\n'))
    [{'id': 1}, {'id': 2}]
    """

    _kind = "csc_jsonl"

    def __init__(self, source: Any, *, skip_bad: bool = False, context: Optional[Context] = None):
        lib.open_io()
        options = struct["csc_jsonl_options"]()
        options.size = ctypes.sizeof(options)
        options.skip_bad = 1 if skip_bad else 0
        chosen = resolve(context)
        keep: Any = ()
        if isinstance(source, (bytes, bytearray, memoryview)):
            raw = bytes(source)
            keep = (raw,)
            address = self._make(
                lib.csc_jsonl_open_bytes, raw, len(raw), ctypes.byref(options), chosen.reference(), context=context
            )
        else:
            path = os.fsencode(source)
            address = self._make(lib.csc_jsonl_open, path, len(path), ctypes.byref(options), chosen.reference(), context=context)
        super().__init__(address, context, keep)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        from ._abi import handle

        tree = handle["csc_tree"]()
        self._call(lib.csc_jsonl_next, ctypes.byref(tree))
        if not tree.value:
            raise StopIteration
        return _value(tree, lib.csc_tree_root(tree))

    @property
    def line(self) -> int:
        """The number of the line last read."""
        return lib.csc_jsonl_line(self._handle)

    @property
    def skipped(self) -> int:
        """Lines left out so far (skip_bad)."""
        return lib.csc_jsonl_skipped(self._handle)

    def skipped_errors(self) -> List[CscError]:
        """Why lines were left out, the first 100."""
        owned = self._handle
        return _skipped(lib.csc_jsonl_skipped_error, owned, self.skipped)


# ----------------------------------------------------------- conversations

_ROLES = {1: "agent", 2: "customer", 3: "bot", 4: "system"}
_MEDIA = {2: "html", 3: "markdown"}
_EVENTS = {1: "hold-start", 2: "hold-end", 3: "transfer", 4: "hang-up", 5: "line-dropped", 6: "recall"}
_FACTS = "id started ticket lang channel direction purpose company department sector stage audience subject rating remark format roles".split()
_WHO = {"customer": ("id", "name", "kind", "mood", "audience"), "agent": ("id", "team", "name", "duties")}


class Transcripts(Object):
    """Conversations of a file, one after another, as the dicts that libcsc.conversation.review takes.

    Understood: JSON Lines of libcsc, vCon, WebVTT, SRT, Amazon Connect and Transcribe, ConvoKit, Intercom, Zendesk, Chatwoot, plain text.
    agents says who is an agent where the file does not: names, ids or addresses.

    >>> import libcsc.io
    >>> found = list(libcsc.io.Transcripts(b'{"id":"c1","turns":[{"role":"agent","text":"Hello"}]}\\n'))
    >>> found[0]["id"], found[0]["turns"][0]["role"]
    ('c1', 'agent')
    """

    _kind = "csc_transcripts"

    def __init__(
        self,
        source: Any,
        *,
        format: Optional[str] = None,
        agents: Union[str, List[str], None] = None,
        name: str = "",
        skip_bad: bool = False,
        context: Optional[Context] = None,
    ):
        lib.open_io()
        options = struct["csc_transcript_options"]()
        options.size = ctypes.sizeof(options)
        options.skip_bad = 1 if skip_bad else 0
        if format is not None:
            known = {}
            number = 1
            while lib.csc_transcript_format_name(number):
                known[lib.csc_transcript_format_name(number).decode("ascii")] = number
                number += 1
            if format not in known:
                raise InvalidError("a format is one of %s" % ", ".join(known), key="format")
            options.format = known[format]
        who = text(agents if isinstance(agents, str) else ",".join(agents or ()))
        held = ctypes.create_string_buffer(who)
        if who:
            options.agents, options.agents_length = ctypes.addressof(held), len(who)
        chosen = resolve(context)
        keep: Any = ()
        if isinstance(source, (bytes, bytearray, memoryview)):
            raw = bytes(source)
            keep = (raw,)
            label = text(name)
            address = self._make(
                lib.csc_transcripts_open_bytes, raw, len(raw), label, len(label), ctypes.byref(options), chosen.reference(), context=context
            )
        else:
            path = os.fsencode(source)
            address = self._make(lib.csc_transcripts_open, path, len(path), ctypes.byref(options), chosen.reference(), context=context)
        super().__init__(address, context, keep)

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        return self

    def __next__(self) -> Dict[str, Any]:
        from ._abi import handle

        found = handle["csc_conversation"]()
        self._long(lib.csc_transcripts_next, ctypes.byref(found))
        if not found.value:
            raise StopIteration
        return _conversation(found)

    @property
    def skipped(self) -> int:
        """Conversations left out so far (skip_bad)."""
        return lib.csc_transcripts_skipped(self._handle)


def _conversation(found: Any) -> Dict[str, Any]:
    length = ctypes.c_size_t()

    def fact(key: str) -> Optional[str]:
        address = lib.csc_conversation_text(found, text(key), len(key), ctypes.byref(length))
        return None if address is None else text_at(address, length.value)

    made: Dict[str, Any] = {name: value for name in _FACTS for value in [fact(name)] if value is not None}
    for who, names in _WHO.items():
        known: Dict[str, Any] = {name: value for name in names for value in [fact(who + "." + name)] if value is not None}
        for several in ("mood", "audience"):
            if several in known:
                known[several] = known[several].split()
        if known:
            made[who] = known
    rings = lib.csc_conversation_rings(found)
    if rings == rings:
        made["rings"] = int(rings) if rings == int(rings) else rings
    made["line"] = lib.csc_conversation_line(found)
    turns = []
    record = struct["csc_transcript_turn"]()
    for i in range(lib.csc_conversation_turn_count(found)):
        check(lib.csc_conversation_turn(found, i, ctypes.byref(record)))
        turn: Dict[str, Any] = {"role": _ROLES.get(record.role, "system"), "text": text_at(record.text, record.text_length)}
        for name in ("name", "lang"):
            value = text_at(getattr(record, name), getattr(record, name + "_length"))
            if value:
                turn[name] = value
        for name in ("t", "end"):
            if getattr(record, name) == getattr(record, name):
                turn[name] = getattr(record, name)
        prosody = {name: getattr(record, name) for name in ("loudness_db", "pitch_hz", "pitch_range_st")}
        prosody = {name: value for name, value in prosody.items() if value == value}
        if prosody:
            turn["prosody"] = prosody
        if record.visibility:
            turn["visibility"] = "internal"
        if record.media in _MEDIA:
            turn["media"] = _MEDIA[record.media]
        turns.append(turn)
    made["turns"] = turns
    events = []
    event = struct["csc_transcript_event"]()
    for i in range(lib.csc_conversation_event_count(found)):
        check(lib.csc_conversation_event(found, i, ctypes.byref(event)))
        if event.type in _EVENTS:
            told: Dict[str, Any] = {"type": _EVENTS[event.type]}
            if event.t == event.t:
                told["t"] = event.t
            if event.by in _ROLES:
                told["by"] = _ROLES[event.by]
            events.append(told)
    if events:
        made["events"] = events
    return made


# -------------------------------------------------------------------- zones


class Zone(Object):
    """A time zone of the system's zoneinfo folder, or with bytes the contents of a TZif file.  Immutable; instants are microseconds UTC.

    >>> import libcsc.io
    >>> zone = libcsc.io.Zone("UTC")
    >>> zone.offset(0), zone.next(0)
    (0, None)
    """

    _kind = "csc_zone"
    _immutable = True

    def __init__(self, name: Union[str, bytes], *, folder: Any = None, context: Optional[Context] = None):
        lib.open_io()
        chosen = resolve(context)
        if isinstance(name, bytes):
            address = self._make(lib.csc_zone_parse, name, len(name), chosen.reference(), context=context)
        else:
            raw = text(name)
            where = None if folder is None else os.fsencode(folder)
            address = self._make(lib.csc_zone_open, raw, len(raw), where, len(where or b""), chosen.reference(), context=context)
        super().__init__(address, context)

    def offset(self, instant: int) -> int:
        """Seconds to add to UTC for local time at an instant."""
        seconds = ctypes.c_int32()
        self._plain(lib.csc_zone_offset, instant, ctypes.byref(seconds), None)
        return seconds.value

    def is_dst(self, instant: int) -> bool:
        """Whether daylight saving time holds at an instant."""
        dst = ctypes.c_int32()
        self._plain(lib.csc_zone_offset, instant, None, ctypes.byref(dst))
        return bool(dst.value)

    def to_utc(self, local: int, later: bool = False) -> int:
        """The instant at which clocks show a local time (microseconds since 1970-01-01 00:00 on local clocks); `later` chooses when it
        comes twice."""
        instant = ctypes.c_int64()
        self._plain(lib.csc_zone_to_utc, local, 1 if later else 0, ctypes.byref(instant))
        return instant.value

    def next(self, instant: int) -> Optional[int]:
        """The next change of the offset after an instant, or None."""
        change = ctypes.c_int64()
        owned = self._handle
        status = lib.csc_zone_next(owned, instant, ctypes.byref(change))
        if status == constant["CSC_E_NOTFOUND"]:
            return None
        check(status)
        return change.value
