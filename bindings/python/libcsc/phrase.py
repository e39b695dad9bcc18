"""Phrases that a reply should not hold, and what it lacks: packs of rules, and the checker that reads texts with them.

>>> import libcsc.phrase as phrase
>>> found = phrase.check("Please decide right now!", packs=["service-en"])
>>> isinstance(found, list)
True

Spans are indexes into the Python string: ``text[f.begin:f.end]`` are the words found.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

from ._abi import Error, check as _check_status, constant, handle, lib, struct
from ._columns import is_missing
from ._context import Context, resolve
from ._errors import InvalidError, NotFoundError
from ._estimate import Record
from ._object import Object, collect, text, text_at

_PackInfo = struct["csc_pack_info"]
_RuleInfo = struct["csc_rule_info"]
_FindingStruct = struct["csc_finding"]
_UnitsStruct = struct["csc_units"]
_ALL = ctypes.c_size_t(-1).value
_LISTS = {"patterns": 1, "sources": 2, "suggestions": 3, "examples": 4, "counters": 5}
_MODES = {"append": 1, "replace": 2, "final": 3}
CONCEPT = constant["CSC_RULE_CONCEPT"]

PackLike = Union["Pack", str]


def embedded_packs() -> List[str]:
    """Names of the packs that are part of the library.

    >>> import libcsc.phrase as phrase
    >>> "service-en" in phrase.embedded_packs()
    True
    """
    names: List[str] = []
    while True:
        name = lib.csc_pack_embedded_name(len(names))
        if name is None:
            return names
        names.append(name.decode("ascii"))


@dataclass(frozen=True)
class Rule(Record):
    """One rule or concept of a pack."""

    index: int
    id: str
    kind: str
    severity: str
    category: str
    message: str
    patterns: Tuple[str, ...]
    sources: Tuple[str, ...]
    suggestions: Tuple[str, ...]
    examples: Tuple[str, ...]
    counters: Tuple[str, ...]


class Pack(Object):
    """A compiled pack of rules: immutable, may be used by many threads at once.

    Pack("service-en") loads one that is part of the library; Pack.from_bytes, Pack.from_yaml and Pack.from_file others.

    >>> import libcsc.phrase as phrase
    >>> pack = phrase.Pack("service-en")
    >>> pack.name, pack.language
    ('service-en', 'en')
    """

    _kind = "csc_pack"
    _immutable = True

    def __init__(self, name: str, *, context: Optional[Context] = None, _address: Optional[int] = None):
        if _address is None:
            raw = text(name)
            _address = self._make(lib.csc_pack_load_embedded, raw, len(raw), resolve(context).reference(), context=context)
        super().__init__(_address, context)

    @classmethod
    def from_bytes(cls, state: bytes, *, context: Optional[Context] = None) -> "Pack":
        """A pack from to_bytes(); anything else is a FormatError."""
        raw = bytes(state)
        return cls("", context=context, _address=cls._make(lib.csc_pack_load, raw, len(raw), resolve(context).reference(), context=context))

    @classmethod
    def from_yaml(cls, source: str, *, context: Optional[Context] = None) -> "Pack":
        """Compiles a pack from YAML; errors carry line and column."""
        raw = text(source)
        return cls("", context=context, _address=cls._make(lib.csc_pack_read_yaml, raw, len(raw), resolve(context).reference(), context=context))

    @classmethod
    def from_file(cls, path: Any, *, context: Optional[Context] = None) -> "Pack":
        """Reads a pack file, YAML or compiled."""
        import os

        raw = os.fsencode(path)
        return cls("", context=context, _address=cls._make(lib.csc_pack_read_file, raw, len(raw), resolve(context).reference(), context=context))

    def _describe(self) -> Any:
        info = _PackInfo()
        self._plain(lib.csc_pack_describe, ctypes.byref(info))
        return info

    @property
    def name(self) -> str:
        """ "service-en" """
        info = self._describe()
        return text_at(info.name, info.name_length)

    @property
    def version(self) -> str:
        """ "1.0.0" """
        info = self._describe()
        return text_at(info.version, info.version_length)

    @property
    def language(self) -> str:
        """BCP 47, "en"."""
        info = self._describe()
        return text_at(info.language, info.language_length)

    @property
    def hash(self) -> Tuple[int, int]:
        """Equal packs have equal hashes."""
        info = self._describe()
        return info.hash[0], info.hash[1]

    def __len__(self) -> int:
        """Rules and concepts."""
        return self._describe().rules

    def rule(self, index: Union[int, str], language: str = "en") -> Rule:
        """A rule by its index or id, with its message in a language."""
        owned = self._handle
        if isinstance(index, str):
            raw = text(index)
            found = ctypes.c_size_t()
            if lib.csc_pack_rule_find(owned, raw, len(raw), 0, ctypes.byref(found)):
                raise NotFoundError("the pack has no such rule", status=constant["CSC_E_NOTFOUND"], key=index)
            index = found.value
        info = _RuleInfo()
        _check_status(lib.csc_pack_rule(owned, index, ctypes.byref(info)))
        length = ctypes.c_size_t()
        raw = text(language)
        message = text_at(lib.csc_pack_rule_message(owned, index, raw, len(raw), ctypes.byref(length)), length.value)
        lists = {}
        for name, number in _LISTS.items():
            texts = []
            for i in range(getattr(info, name)):
                address = lib.csc_pack_rule_text(owned, index, number, i, ctypes.byref(length))
                texts.append(text_at(address, length.value))
            lists[name] = tuple(texts)
        return Rule(
            index,
            text_at(info.id, info.id_length),
            lib.csc_rule_kind_name(info.kind).decode("ascii"),
            lib.csc_severity_name(info.severity).decode("ascii"),
            text_at(info.category, info.category_length),
            message,
            **lists,
        )

    def __iter__(self) -> Iterator[Rule]:
        for index in range(len(self)):
            yield self.rule(index)

    def to_dict(self, rule: Optional[int] = None) -> Dict[str, Any]:
        """The pack, or one rule, with everything in it."""
        return self._visit(lib.csc_pack_visit, _ALL if rule is None else rule)

    def test(self) -> Dict[str, Any]:
        """Runs the pack's own examples and counter-examples; "failures" lists those that went wrong."""
        owned = self._handle

        error = Error()
        return collect(lambda sink: lib.csc_pack_test(owned, sink, None, self._context.reference(), ctypes.byref(error)), error)

    def to_bytes(self) -> bytes:
        """The pack in canonical bytes."""
        return self._sized(lib.csc_pack_serialize)

    def __reduce__(self) -> Any:
        return (Pack.from_bytes, (self.to_bytes(),))


class PackBuilder(Object):
    """Makes a pack rule by rule, for hosts that keep rules in their database.

    >>> import libcsc.phrase as phrase
    >>> builder = phrase.PackBuilder("mine", "1.0.0", "en")
    >>> builder.rule("words.cheap", "avoid", match="cheap", message="Say inexpensive.", example="so cheap", counter="a fair price")
    >>> [f.text for f in phrase.check("It is cheap.", packs=[builder.finish()])]
    ['cheap']
    """

    _kind = "csc_pack_builder"

    def __init__(self, name: str, version: str, language: str, *, context: Optional[Context] = None):
        parts: List[Any] = []
        for part in (name, version, language):
            raw = text(part)
            parts += [raw, len(raw)]
        super().__init__(self._make(lib.csc_pack_builder_create, *parts, resolve(context).reference(), context=context), context)

    def word_class(self, name: str, patterns: Iterable[str]) -> None:
        """Adds patterns to a class, which later patterns name as <class>."""
        for pattern in patterns:
            a, b = text(name), text(pattern)
            self._call(lib.csc_pack_builder_class, a, len(a), b, len(b))

    def concept(self, name: str, patterns: Iterable[str]) -> None:
        """Adds patterns to a concept."""
        for pattern in patterns:
            a, b = text(name), text(pattern)
            self._call(lib.csc_pack_builder_concept, a, len(a), b, len(b))

    def rule(self, id: str, kind: str, **values: Union[str, Sequence[str]]) -> None:
        """Adds a rule.  Keys are those of csc_pack_builder_add with "_" for "."; `message` is the English one."""
        a, b = text(id), text(kind)
        self._call(lib.csc_pack_builder_rule, a, len(a), b, len(b))
        for key, value in values.items():
            key = {"message": "message.en"}.get(key, key.replace("_", "."))
            for one in [value] if isinstance(value, str) else value:
                self.add(key, one)

    def add(self, key: str, value: str) -> None:
        """Adds one value to the current rule."""
        a, b = text(key), text(value)
        self._call(lib.csc_pack_builder_add, a, len(a), b, len(b))

    def finish(self) -> Pack:
        """Compiles what was added; the builder stays usable."""
        out = handle["csc_pack"]()
        self._call(lib.csc_pack_builder_finish, ctypes.byref(out))
        return Pack("", context=self._context, _address=out.value)


@dataclass(frozen=True)
class Finding(Record):
    """What was found where: begin and end are indexes into the text (code points), turn its number in a conversation."""

    rule: str
    kind: str
    severity: str
    message: str
    text: str
    begin: int
    end: int
    turn: int
    suggestions: Tuple[str, ...]
    sources: Tuple[str, ...]
    by: str
    probability: Optional[float]
    pack: str
    id: int
    retracted: bool


def _packs(packs: Union[PackLike, Iterable[PackLike]], context: Optional[Context]) -> List[Pack]:
    if isinstance(packs, (str, Pack)):
        packs = [packs]
    result = [_pack(p, context) for p in packs]
    if not result:
        raise InvalidError("at least one pack is needed", key="packs")
    return result


_loaded: Dict[str, Pack] = {}


def _pack(pack: PackLike, context: Optional[Context]) -> Pack:
    if isinstance(pack, Pack):
        return pack
    known = _loaded.get(pack)
    if known is None or known.closed:
        known = _loaded[pack] = Pack(pack)
    return known


def _array(packs: Sequence[Pack]) -> Any:
    return (handle["csc_pack"] * len(packs))(*[handle["csc_pack"](p._handle.value) for p in packs])


class Checker(Object):
    """Reads the turns of a conversation, whole or in pieces, and tells findings as they come and go.

    conditions are what is known of the conversation: lang, channel, role, stage, audience ...; slots give <$company> and the like.

    >>> import libcsc.phrase as phrase
    >>> with phrase.Checker("service-en", channel="email") as checker:
    ...     checker.feed("Hello ", turn=0)
    ...     checker.feed("there.", turn=0, mode="final")
    ...     checker.finish()
    ...     found = checker.findings()
    """

    _kind = "csc_checker"

    def __init__(
        self,
        packs: Union[PackLike, Iterable[PackLike]],
        *,
        slots: Optional[Mapping[str, Union[str, Sequence[str]]]] = None,
        context: Optional[Context] = None,
        **conditions: str,
    ):
        self.packs = _packs(packs, context)
        address = self._make(lib.csc_checker_create, _array(self.packs), len(self.packs), resolve(context).reference(), context=context)
        super().__init__(address, context, tuple(p._handle for p in self.packs))
        self._rules: Dict[Tuple[int, int], Rule] = {}
        self._language = "en"
        self._conditions = conditions
        self._slots = {name: [values] if isinstance(values, str) else list(values) for name, values in (slots or {}).items()}
        self._begin()

    def _begin(self) -> None:
        for key, value in self._conditions.items():
            self.set(key, value)
        for name, values in self._slots.items():
            for one in values:
                self.slot(name, one)

    def set(self, key: str, value: Any) -> None:
        """Says what is known of the turns fed from now on; "lang" is also the language of messages."""
        a, b = text(key), text(value if isinstance(value, (str, bytes)) else str(int(value)) if isinstance(value, bool) else str(value))
        self._call(lib.csc_checker_set, a, len(a), b, len(b))
        if key == "lang":
            self._language = value or "en"
            self._rules.clear()

    def slot(self, name: str, value: Optional[str]) -> None:
        """Gives <$name> one more value; None forgets all."""
        a = text(name)
        b = None if value is None else text(value)
        self._call(lib.csc_checker_slot, a, len(a), b, 0 if b is None else len(b))

    def feed(self, piece: str, turn: int = 0, mode: str = "append") -> None:
        """Feeds text of a turn; mode is "append", "replace" or "final"."""
        if mode not in _MODES:
            raise InvalidError("mode is append, replace or final", key="mode")
        raw = text(piece)
        self._call(lib.csc_checker_feed, turn, raw, len(raw), _MODES[mode])

    def poll(self) -> List[Finding]:
        """What was added or (with retracted true) taken back since the last poll."""
        found: List[Finding] = []
        record, count = _FindingStruct(), ctypes.c_size_t()
        while True:
            self._call(lib.csc_checker_poll, ctypes.byref(record), ctypes.byref(count))
            if not count.value:
                return found
            found.append(self._finding(record))

    def finish(self) -> None:
        """Makes every turn final."""
        self._call(lib.csc_checker_finish)

    def reset(self) -> None:
        """Forgets turns and findings; conditions and slots are again those that the checker was made with."""
        owned = self._handle
        with self._turn:
            lib.csc_checker_reset(owned)
        self._begin()

    def check(self, source: str) -> List[Finding]:
        """The findings in one text, in order of place; whatever was fed before is forgotten."""
        self.reset()
        self.feed(source, mode="final")
        self.finish()
        self.poll_all()
        return self.findings()

    def poll_all(self) -> None:
        """Reads what was fed without telling what comes and goes: findings() then has what stands."""
        record, count = _FindingStruct(), ctypes.c_size_t(1)
        while count.value:
            self._call(lib.csc_checker_poll, ctypes.byref(record), ctypes.byref(count))

    def findings(self) -> List[Finding]:
        """The findings that stand now, concepts left out."""
        return [f for f in self._standing() if f.kind != "concept"]

    def concepts(self) -> List[Finding]:
        """The concepts that stand now, when the checker was asked for them with concepts="1"."""
        return [f for f in self._standing() if f.kind == "concept"]

    def _standing(self) -> List[Finding]:
        owned = self._handle
        found = []
        for i in range(lib.csc_checker_count(owned)):
            record = _FindingStruct()
            self._plain(lib.csc_checker_get, i, ctypes.byref(record))
            found.append(self._finding(record))
        return found

    def to_dict(self) -> Dict[str, Any]:
        """{"lang", "findings"} in the shape of csckit check."""
        return self._visit(lib.csc_checker_visit)

    def turn_text(self, turn: int = 0) -> str:
        """The text of a turn as fed so far."""
        length = ctypes.c_size_t()
        owned = self._handle
        address = lib.csc_checker_turn_text(owned, turn, ctypes.byref(length))
        if address is None:
            raise NotFoundError("no such turn", key=str(turn))
        return text_at(address, length.value)

    def _finding(self, record: Any) -> Finding:
        owned = self._handle
        with self._turn:
            return told(owned, self.packs, self._rules, self._language, record)


def told(checker: Any, packs: Sequence[Pack], rules: Dict[Tuple[int, int], Rule], language: str, record: Any) -> Finding:
    """The Finding of a csc_finding; the caller holds the lock of the checker.  `rules` keeps what was looked up."""
    key = (record.pack, record.rule)
    rule = rules.get(key)
    if rule is None:
        rule = rules[key] = packs[record.pack].rule(record.rule, language)
    begin, end, words = record.begin, record.end, ""
    if not record.retracted:
        units = _UnitsStruct()
        _check_status(lib.csc_checker_units(checker, ctypes.byref(record), ctypes.byref(units)))
        begin, end = units.codepoints[0], units.codepoints[1]
        length = ctypes.c_size_t()
        address = lib.csc_checker_turn_text(checker, record.turn, ctypes.byref(length))
        words = text_at(address + record.begin, record.end - record.begin) if address else ""
    return Finding(
        rule.id,
        rule.kind,
        rule.severity,
        rule.message,
        words,
        begin,
        end,
        record.turn,
        rule.suggestions,
        rule.sources,
        lib.csc_finding_by_name(record.by).decode("ascii"),
        None if record.probability != record.probability else record.probability,
        packs[record.pack].name,
        record.id,
        bool(record.retracted),
    )


def check(
    source: str,
    packs: Union[PackLike, Iterable[PackLike]] = "service-en",
    *,
    slots: Optional[Mapping[str, Union[str, Sequence[str]]]] = None,
    context: Optional[Context] = None,
    **conditions: str,
) -> List[Finding]:
    """The findings in one text of an agent, in order of place.

    packs       names of embedded packs, or Pack objects
    conditions  what is known of it: channel="email", stage="opening" ...
    """
    with Checker(packs, slots=slots, context=context, **conditions) as checker:
        return checker.check(source)


def check_column(
    texts: Any,
    packs: Union[PackLike, Iterable[PackLike]] = "service-en",
    *,
    slots: Optional[Mapping[str, Union[str, Sequence[str]]]] = None,
    context: Optional[Context] = None,
    **conditions: str,
) -> Any:
    """The findings in each of many texts, each on its own: a list of lists; None has none.

    Of a pandas Series a DataFrame, one row a finding, indexed as the text that it is in.

    >>> import libcsc.phrase as phrase
    >>> [len(found) for found in phrase.check_column(["Decide now, please.", None, "Thank you."])]
    [1, 0, 0]
    """
    with Checker(packs, slots=slots, context=context, **conditions) as checker:
        found = [[] if is_missing(source) else checker.check(source) for source in texts]
    if type(texts).__module__.split(".", 1)[0] != "pandas":
        return found
    import pandas

    rows = [finding.to_dict() for findings in found for finding in findings]
    index = [label for label, findings in zip(texts.index, found) for _ in findings]
    names = [name for name in Finding.__dataclass_fields__ if name not in ("turn", "id", "retracted")]
    return pandas.DataFrame(rows, columns=names, index=pandas.Index(index, name=texts.index.name))


def check_dict(source: str, packs: Union[PackLike, Iterable[PackLike]] = "service-en", *, context: Optional[Context] = None, **conditions: str) -> Dict[str, Any]:
    """The same as {"lang", "findings"} in the shape of csckit check (FORMATS section 1)."""
    held = _packs(packs, context)
    raw = text(source)
    joined = text("&".join("%s=%s" % pair for pair in conditions.items()))
    owned = _array(held)
    chosen = resolve(context)
    error = Error()

    def visit(sink: Any) -> int:
        return lib.csc_check(owned, len(held), raw, len(raw), joined or None, len(joined), sink, chosen.reference(), ctypes.byref(error))

    return collect(visit, error)

