"""Conversations against a protocol: what the agent should have said and done, live or afterwards.

>>> import libcsc.conversation as conversation
>>> card = conversation.review({"id": "c1", "channel": "phone", "direction": "inbound", "purpose": "complaint", "turns": [
...     {"role": "agent", "text": "Good morning, this is Acme Hotels, Dana speaking."},
...     {"role": "customer", "text": "My room was not ready."}]})
>>> card["protocol"]
'complaint-call/1'

A conversation is a dict as in the JSON that csckit review reads.  What a condition needs and the data lacks makes an item "na", never
"fail"; internal notes and the customer's words never count against the agent.
"""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple, Union

from ._abi import Error, check, constant, lib, struct
from ._base import number_format
from ._context import Context, resolve
from ._errors import InvalidError
from ._estimate import Record
from ._object import Object, level_number, text, text_at
from .phrase import Finding, PackLike, Rule, _array, _packs, told

_ProtocolInfo = struct["csc_protocol_info"]
_ItemStruct = struct["csc_protocol_item"]
_TurnStruct = struct["csc_turn_facts"]
_ItemState = struct["csc_item_state"]
_EvidenceStruct = struct["csc_evidence"]
_ROLES = {"any": 0, "agent": 1, "customer": 2, "bot": 3, "system": 4}
_MODES = {"append": 1, "replace": 2, "final": 3}
_MEDIA = {"plain": 1, "html": 2, "markdown": 3}
_NAN = float("nan")


def embedded_protocols() -> List[str]:
    """Names of the protocols that are part of the library."""
    names: List[str] = []
    while True:
        name = lib.csc_protocol_embedded_name(len(names))
        if name is None:
            return names
        names.append(name.decode("ascii"))


@dataclass(frozen=True)
class Item(Record):
    """One item of a protocol; `human` ones stand in the checklist, since software cannot judge them."""

    index: int
    id: str
    stage: str
    text: str
    weight: float
    auto_fail: bool
    human: bool
    sources: Tuple[str, ...]


class Protocol(Object):
    """A compiled protocol: immutable, may be used by many threads at once.  Protocol("complaint-call") loads an embedded one."""

    _kind = "csc_protocol"
    _immutable = True

    def __init__(self, name: str, *, context: Optional[Context] = None, _address: Optional[int] = None):
        if _address is None:
            raw = text(name)
            _address = self._make(lib.csc_protocol_load_embedded, raw, len(raw), resolve(context).reference(), context=context)
        super().__init__(_address, context)

    @classmethod
    def from_bytes(cls, state: bytes, *, context: Optional[Context] = None) -> "Protocol":
        """A protocol from to_bytes(); anything else is a FormatError."""
        raw = bytes(state)
        return cls("", context=context, _address=cls._make(lib.csc_protocol_load, raw, len(raw), resolve(context).reference(), context=context))

    def to_bytes(self) -> bytes:
        """The protocol in canonical bytes."""
        return self._sized(lib.csc_protocol_serialize)

    def __reduce__(self) -> Any:
        return (Protocol.from_bytes, (self.to_bytes(),))

    def _describe(self) -> Any:
        info = _ProtocolInfo()
        self._plain(lib.csc_protocol_describe, ctypes.byref(info))
        return info

    @property
    def name(self) -> str:
        """ "complaint-call" """
        info = self._describe()
        return text_at(info.name, info.name_length)

    @property
    def version(self) -> int:
        """The version, from 1."""
        return self._describe().version

    @property
    def priority(self) -> int:
        """Among protocols that fit equally well the highest wins."""
        return self._describe().priority

    @property
    def items(self) -> List[Item]:
        """Judged items and checks, in their order."""
        owned = self._handle
        info = self._describe()
        found = []
        length = ctypes.c_size_t()
        for index in range(info.items + info.checks):
            record = _ItemStruct()
            check(lib.csc_protocol_item_get(owned, index, ctypes.byref(record)))
            sources = []
            for i in range(record.sources):
                sources.append(text_at(lib.csc_protocol_item_source(owned, index, i, ctypes.byref(length)), length.value))
            found.append(
                Item(
                    index,
                    text_at(record.id, record.id_length),
                    text_at(record.stage, record.stage_length),
                    text_at(record.text, record.text_length),
                    record.weight,
                    bool(record.auto_fail),
                    bool(record.human),
                    tuple(sources),
                )
            )
        return found

    def fit(self, **facts: str) -> int:
        """How many of the fields it applies to hold for a contact; -1 when one does not."""
        raw = text("&".join("%s=%s" % pair for pair in facts.items() if pair[1]))
        fit = ctypes.c_int32()
        self._call(lib.csc_protocol_fit, raw, len(raw), ctypes.byref(fit))
        return fit.value

    @classmethod
    def from_yaml(cls, source: str, *, context: Optional[Context] = None) -> "Protocol":
        """Compiles a protocol from YAML; errors carry line and column."""
        raw = text(source)
        lib.open_io()
        return cls("", context=context, _address=cls._make(lib.csc_protocol_read_yaml, raw, len(raw), resolve(context).reference(), context=context))

    @classmethod
    def from_file(cls, path: Any, *, context: Optional[Context] = None) -> "Protocol":
        """Reads a protocol file, YAML or compiled."""
        raw = os.fsencode(path)
        lib.open_io()
        return cls("", context=context, _address=cls._make(lib.csc_protocol_read_file, raw, len(raw), resolve(context).reference(), context=context))


ProtocolLike = Union[Protocol, str]


def _protocol(protocol: ProtocolLike) -> Protocol:
    return protocol if isinstance(protocol, Protocol) else Protocol(protocol)


def choose(facts: Mapping[str, Any], protocols: Optional[Iterable[ProtocolLike]] = None) -> Optional[Protocol]:
    """The protocol that fits best: most fields that hold, then priority, then name; None when none fits.

    >>> import libcsc.conversation as conversation
    >>> conversation.choose({"channel": "phone", "direction": "inbound", "purpose": "complaint"}).name
    'complaint-call'
    """
    words = {name: " ".join(value) if isinstance(value, (list, tuple)) else str(value) for name, value in facts.items() if value}
    best, first = None, None
    for one in embedded_protocols() if protocols is None else protocols:
        protocol = _protocol(one)
        fit = protocol.fit(**words)
        rank = (-fit, -protocol.priority, protocol.name)
        if fit > 0 and (first is None or rank < first):
            best, first = protocol, rank
    return best


@dataclass(frozen=True)
class Evidence(Record):
    """The words that decided an item: begin and end are indexes into the text of the turn."""

    turn: int
    begin: int
    end: int
    text: str


@dataclass(frozen=True)
class Judged(Record):
    """How an item stands: "pending", "pass", "fail" or "na", and why."""

    item: Item
    result: str
    why: str
    evidence: Tuple[Evidence, ...]


class Reviewer(Object):
    """Reads one contact at a time, live or whole, against a protocol.

    facts are what is known of the contact: channel, direction, purpose, company, agent, customer, kind, mood, audience, rings ...

    >>> import libcsc.conversation as conversation
    >>> with conversation.Reviewer("complaint-call", company="Acme Hotels") as r:
    ...     r.turn("agent", "Good morning, Acme Hotels, this is Dana.")
    ...     r.finish()
    ...     sorted(set(i.result for i in r.items())) != []
    True
    """

    _kind = "csc_reviewer"

    def __init__(
        self,
        protocol: Optional[ProtocolLike] = None,
        packs: Union[PackLike, Iterable[PackLike]] = "service-en",
        *,
        context: Optional[Context] = None,
        **facts: Any,
    ):
        self.packs = _packs(packs, context)
        self.protocol = None if protocol is None else _protocol(protocol)
        held = None if self.protocol is None else self.protocol._handle
        address = self._make(
            lib.csc_reviewer_create, held, _array(self.packs), len(self.packs), resolve(context).reference(), context=context
        )
        super().__init__(address, context, (held,) + tuple(p._handle for p in self.packs))
        self._next = 0
        self._items: Optional[List[Item]] = None
        self._rules: Dict[Tuple[int, int], Rule] = {}
        self._language = facts.get("lang") or "en"
        for key, value in facts.items():
            self.set(key, value)

    def set(self, key: str, value: Any) -> None:
        """Says what is known of the contact, before its first turn.  Several words (mood, audience) may come as a list."""
        if value is None:
            return
        if isinstance(value, (list, tuple)):
            value = " ".join(str(word) for word in value)
        a, b = text(key), text(number_format(value) if isinstance(value, float) else str(value))
        self._call(lib.csc_reviewer_set, a, len(a), b, len(b))

    def begin_turn(
        self,
        role: str,
        *,
        turn: Optional[int] = None,
        t: float = _NAN,
        end: float = _NAN,
        lang: Optional[str] = None,
        stage: Optional[str] = None,
        visibility: str = "public",
        media: str = "plain",
    ) -> int:
        """Announces a turn, whose text then comes with feed(), and gives its number.  Times are seconds from the start of the contact."""
        if role not in _ROLES:
            raise InvalidError("a role is one of %s" % ", ".join(_ROLES), key="role")
        if media not in _MEDIA:
            raise InvalidError("media is one of %s" % ", ".join(_MEDIA), key="media")
        number = self._next if turn is None else turn
        record = _TurnStruct()
        lib.csc_turn_facts_init(ctypes.byref(record))
        record.start_s, record.end_s = t, end
        held = []
        for name, value in (("language", lang), ("stage", stage)):
            if value:
                raw = ctypes.c_char_p(text(value))
                held.append(raw)
                setattr(record, name, ctypes.cast(raw, ctypes.c_void_p).value)
                setattr(record, name + "_length", len(raw.value or b""))
        record.internal = 1 if visibility == "internal" else 0
        record.media = _MEDIA[media]
        self._call(lib.csc_reviewer_turn, number, _ROLES[role], ctypes.byref(record))
        self._next = number + 1
        return number

    def feed(self, turn: int, piece: str, mode: str = "append") -> None:
        """Feeds text of an announced turn; mode is "append", "replace" or "final"."""
        raw = text(piece)
        self._call(lib.csc_reviewer_feed, turn, raw, len(raw), _MODES[mode])

    def turn(self, role: str, words: str, **known: Any) -> None:
        """A whole turn; see begin_turn for what may be known of it."""
        self.feed(self.begin_turn(role, **known), words, "final")

    def event(self, type: str, t: float = _NAN, by: Optional[str] = None) -> None:
        """Tells an event: hold-start, hold-end, transfer, hang-up, line-dropped or recall."""
        raw = text(type)
        self._call(lib.csc_reviewer_event, raw, len(raw), t, _ROLES.get(by or "any", 0))

    def poll(self) -> List[Finding]:
        """Findings added or (with retracted true) taken back since the last poll: what to show while the contact goes on."""
        found: List[Finding] = []
        owned = self._handle
        record, count = struct["csc_finding"](), ctypes.c_size_t()
        error = Error()
        with self._turn:
            checker = lib.csc_reviewer_checker(owned)
            while True:
                check(lib.csc_reviewer_poll(owned, ctypes.byref(record), ctypes.byref(count), ctypes.byref(error)), error)
                if not count.value:
                    return found
                found.append(told(checker, self.packs, self._rules, self._language, record))

    def finish(self) -> None:
        """Ends the contact: nothing is pending any more."""
        self._call(lib.csc_reviewer_finish)

    def reset(self) -> None:
        """Forgets the contact."""
        owned = self._handle
        with self._turn:
            lib.csc_reviewer_reset(owned)
        self._next = 0

    def items(self) -> List[Judged]:
        """How the items of the protocol stand now."""
        if self.protocol is None:
            return []
        if self._items is None:
            self._items = self.protocol.items
        owned = self._handle
        found = []
        error = Error()
        for item in self._items:
            if item.human:
                continue
            state, piece = _ItemState(), _EvidenceStruct()
            evidence = []
            with self._turn:
                check(lib.csc_reviewer_item(owned, item.index, ctypes.byref(state)), error)
                why = text_at(state.why, state.why_length)
                for i in range(state.evidence):
                    check(lib.csc_reviewer_evidence(owned, i, ctypes.byref(piece)))
                    evidence.append(self._words(owned, piece))
            found.append(Judged(item, lib.csc_item_result_name(state.result).decode("ascii"), why, tuple(evidence)))
        return found

    @staticmethod
    def _words(owned: Any, piece: Any) -> Evidence:
        length = ctypes.c_size_t()
        checker = lib.csc_reviewer_checker(owned)
        address = lib.csc_checker_turn_text(checker, piece.turn, ctypes.byref(length))
        raw = ctypes.string_at(address, length.value) if address else b""
        begin = len(raw[: piece.begin].decode("utf-8", "replace"))
        words = raw[piece.begin : piece.end].decode("utf-8", "replace")
        return Evidence(piece.turn, begin, begin + len(words), words)

    @property
    def score(self) -> float:
        """Passed weight / (passed + failed weight); NaN when nothing applies, 0 after an automatic fail."""
        return self._score()[0]

    @property
    def auto_fail(self) -> bool:
        """Whether an item with an automatic fail failed."""
        return self._score()[1]

    def _score(self) -> Tuple[float, bool]:
        value, failed = ctypes.c_double(_NAN), ctypes.c_int32()
        owned = self._handle
        with self._turn:
            status = lib.csc_reviewer_score(owned, ctypes.byref(value), ctypes.byref(failed))
        if status != constant["CSC_E_UNDEFINED"]:
            check(status)
        return value.value, bool(failed.value)

    def metric(self, name: str) -> float:
        """A number about the contact by its name; NaN where the data do not tell."""
        value = ctypes.c_double(_NAN)
        raw = text(name)
        owned = self._handle
        with self._turn:
            status = lib.csc_reviewer_metric(owned, raw, len(raw), ctypes.byref(value))
        if status == constant["CSC_E_UNDEFINED"]:
            return _NAN
        check(status)
        return value.value

    def metrics(self) -> Dict[str, Optional[float]]:
        """Numbers about the contact by name; None where the data do not tell."""
        found: Dict[str, Optional[float]] = {}
        while True:
            name = lib.csc_reviewer_metric_name(len(found))
            if name is None:
                return found
            value = self.metric(name.decode("ascii"))
            found[name.decode("ascii")] = None if value != value else value

    def to_dict(self, level: Union[int, str] = "detail") -> Dict[str, Any]:
        """The contact as csckit review prints it; "explain" gives the whole checklist."""
        return self._visit(lib.csc_reviewer_visit, level_number(level))


def facts_of(contact: Mapping[str, Any]) -> Dict[str, Any]:
    """What a conversation object says of the contact as a whole, by the keys of Reviewer."""
    facts = {name: contact.get(name) for name in ("id", "channel", "direction", "purpose", "sector", "lang", "company", "department", "rings")}
    customer, agent = contact.get("customer") or {}, contact.get("agent") or {}
    facts.update(customer=customer.get("name"), agent=agent.get("name"))
    facts.update({name: customer.get(name) for name in ("kind", "mood", "audience")})
    return {name: value for name, value in facts.items() if value is not None}


def review(
    contact: Mapping[str, Any],
    protocol: Optional[ProtocolLike] = None,
    packs: Union[PackLike, Iterable[PackLike]] = ("service-en", "service-zh"),
    *,
    level: Union[int, str] = "detail",
    context: Optional[Context] = None,
) -> Dict[str, Any]:
    """Reviews one contact given as the object of a conversation file, as csckit review prints it; without a protocol the one that fits
    best is taken."""
    facts = facts_of(contact)
    if protocol is None:
        known = ("channel", "direction", "purpose", "sector", "kind", "mood", "audience")
        protocol = choose({name: value for name, value in facts.items() if name in known})
    with Reviewer(protocol, packs, context=context, **facts) as reviewer:
        for turn in contact.get("turns") or ():
            extra = {name: turn[name] for name in ("t", "end", "lang", "stage", "visibility", "media") if turn.get(name) is not None}
            reviewer.turn(turn["role"], turn["text"], **extra)
        for event in contact.get("events") or ():
            t = event.get("t")
            reviewer.event(event["type"], _NAN if t is None else t, event.get("by"))
        reviewer.finish()
        return reviewer.to_dict(level)
