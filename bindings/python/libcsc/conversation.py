"""Whole contacts: do they keep to their protocol?

>>> import libcsc.conversation as conversation
>>> result = conversation.review({
...     "id": "c1", "channel": "phone", "direction": "inbound", "purpose": "complaint", "company": "Acme",
...     "turns": [{"role": "agent", "text": "Good morning, Acme, how can I help you?"},
...               {"role": "customer", "text": "My parcel is late."}]})
>>> result["protocol"]
'complaint-call/1'
>>> [i["result"] for i in result["items"] if i["item"] == "opening.company-named"]
['pass']
"""

from __future__ import annotations

import ctypes
import math
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Union

from ._abi import constant, lib, struct
from ._base import number_format
from ._context import Context, resolve
from ._errors import InvalidError, UndefinedError
from ._object import Object, check, text, text_at
from .phrase import PackLike, _array, _packs

_ProtocolInfo = struct["csc_protocol_info"]
_Turn = struct["csc_turn"]
_ROLES = {"agent": 1, "customer": 2, "bot": 3, "system": 4}
_MEDIA = {"plain": 1, "html": 2, "markdown": 3}
ProtocolLike = Union["Protocol", str]


def embedded_protocols() -> List[str]:
    """Names of the protocols that are part of the library.

    >>> import libcsc.conversation as conversation
    >>> "complaint-call" in conversation.embedded_protocols()
    True
    """
    names: List[str] = []
    while True:
        name = lib.csc_protocol_embedded_name(len(names))
        if name is None:
            return names
        names.append(name.decode("ascii"))


class Protocol(Object):
    """A compiled protocol: immutable, may be used by many threads at once.

    Protocol("complaint-call") loads one that is part of the library; from_bytes, from_yaml and from_file others.
    """

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

    @classmethod
    def from_yaml(cls, source: str, *, context: Optional[Context] = None) -> "Protocol":
        """Compiles a protocol from YAML; errors carry line and column."""
        raw = text(source)
        made = cls._make(lib.csc_protocol_read_yaml, raw, len(raw), resolve(context).reference(), context=context)
        return cls("", context=context, _address=made)

    @classmethod
    def from_file(cls, path: Any, *, context: Optional[Context] = None) -> "Protocol":
        """Reads a protocol file, YAML or compiled."""
        import os

        raw = os.fsencode(path)
        made = cls._make(lib.csc_protocol_read_file, raw, len(raw), resolve(context).reference(), context=context)
        return cls("", context=context, _address=made)

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
        """1 or more."""
        return int(self._describe().version)

    @property
    def priority(self) -> int:
        """Among protocols that fit equally well the highest wins."""
        return int(self._describe().priority)

    def fit(self, **facts: str) -> int:
        """How many of its `applies` fields hold for a contact, or -1 when one does not.

        >>> import libcsc.conversation as conversation
        >>> conversation.Protocol("email").fit(channel="email"), conversation.Protocol("email").fit(channel="chat")
        (1, -1)
        """
        raw = text("&".join("%s=%s" % (k, v) for k, v in facts.items() if v))
        out = ctypes.c_int32()
        self._call(lib.csc_protocol_fit, raw, len(raw), ctypes.byref(out))
        return out.value

    def to_bytes(self) -> bytes:
        """The protocol in canonical bytes."""
        return self._sized(lib.csc_protocol_serialize)


class Reviewer(Object):
    """Reads one contact at a time, turn by turn, and judges it against a protocol (or, with None, finds and measures only).

    facts: id, channel, direction, purpose, sector, company, department, agent, customer, kind, mood, audience, rings, lang.

    >>> import libcsc.conversation as conversation
    >>> with conversation.Reviewer("chat", ["service-en"], channel="chat") as reviewer:
    ...     reviewer.turn("agent", "Hello! How can I help you?")
    ...     reviewer.turn("customer", "Where is my parcel?")
    ...     reviewer.finish()
    ...     reviewer.metric("agent_turns")
    1.0
    """

    _kind = "csc_reviewer"

    def __init__(
        self,
        protocol: Optional[ProtocolLike],
        packs: Union[PackLike, Iterable[PackLike]] = ("service-en",),
        *,
        context: Optional[Context] = None,
        **facts: Any,
    ):
        self.protocol = Protocol(protocol, context=context) if isinstance(protocol, str) else protocol
        self.packs = _packs(packs, context)
        keep = tuple(p._handle for p in self.packs) + ((self.protocol._handle,) if self.protocol is not None else ())
        held = self.protocol._handle if self.protocol is not None else None
        address = self._make(
            lib.csc_reviewer_create, held, _array(self.packs), len(self.packs), resolve(context).reference(), context=context
        )
        super().__init__(address, context, keep)
        self._next = 0
        for key, value in facts.items():
            self.set(key, value)

    def set(self, key: str, value: Any) -> None:
        """Says what is known of the contact, before its first turn."""
        if value is None:
            return
        if isinstance(value, (list, tuple)):
            value = " ".join(str(v) for v in value)
        a, b = text(key), text(number_format(value) if isinstance(value, float) else str(value))
        self._call(lib.csc_reviewer_set, a, len(a), b, len(b))

    def turn(
        self,
        role: str,
        words: str,
        *,
        t: float = math.nan,
        end: float = math.nan,
        lang: Optional[str] = None,
        stage: Optional[str] = None,
        visibility: str = "public",
        media: str = "plain",
    ) -> None:
        """A whole turn; times in seconds from the start of the contact."""
        if role not in _ROLES or media not in _MEDIA:
            raise InvalidError("a role is agent, customer, bot or system; media is plain, html or markdown", key="role")
        known = _Turn()
        lib.csc_turn_init(ctypes.byref(known))
        known.start_s, known.end_s = t, end
        language, place = text(lang or ""), text(stage or "")
        if language:
            known.language, known.language_length = language, len(language)
        if place:
            known.stage, known.stage_length = place, len(place)
        known.internal, known.media = int(visibility == "internal"), _MEDIA[media]
        self._call(lib.csc_reviewer_turn, self._next, _ROLES[role], ctypes.byref(known))
        raw = text(words)
        self._call(lib.csc_reviewer_feed, self._next, raw, len(raw), constant["CSC_FEED_FINAL"])
        self._next += 1

    def event(self, type: str, t: float = math.nan, by: Optional[str] = None) -> None:
        """hold-start, hold-end, transfer, hang-up, line-dropped or recall."""
        raw = text(type)
        self._call(lib.csc_reviewer_event, raw, len(raw), t, _ROLES.get(by or "", 0))

    def finish(self) -> None:
        """Ends the contact: nothing is pending any more."""
        self._call(lib.csc_reviewer_finish)

    def metric(self, name: str) -> float:
        """A number about the contact; NaN when the data do not tell it."""
        raw = text(name)
        out = ctypes.c_double()
        try:
            self._plain(lib.csc_reviewer_metric, raw, len(raw), ctypes.byref(out))
        except UndefinedError:
            return math.nan
        return out.value

    @property
    def score(self) -> float:
        """Passed weight by passed and failed weight; NaN when nothing applies."""
        out = ctypes.c_double()
        try:
            self._plain(lib.csc_reviewer_score, ctypes.byref(out), None)
        except UndefinedError:
            return math.nan
        return out.value

    def to_dict(self, *, level: int = 1) -> Dict[str, Any]:
        """The scorecard: items with why and evidence, findings, checklist, metrics."""
        return self._visit(lib.csc_reviewer_visit, level)


def choose(facts: Mapping[str, Any], protocols: Optional[Sequence[ProtocolLike]] = None) -> Optional[Protocol]:
    """The protocol that fits a contact best: most fields that hold, then priority, then name; None when none does."""
    words = {k: " ".join(v) if isinstance(v, (list, tuple)) else str(v) for k, v in facts.items() if v}
    best, rank = None, None
    for one in protocols if protocols is not None else embedded_protocols():
        protocol = Protocol(one) if isinstance(one, str) else one
        fit = protocol.fit(**words)
        if fit > 0 and (rank is None or (-fit, -protocol.priority, protocol.name) < rank):
            best, rank = protocol, (-fit, -protocol.priority, protocol.name)
    return best


def review(
    contact: Mapping[str, Any],
    protocol: Optional[ProtocolLike] = None,
    packs: Union[PackLike, Iterable[PackLike]] = ("service-en", "service-zh"),
) -> Dict[str, Any]:
    """Reviews one contact given as the object of a conversation file; without a protocol the one that fits best is taken."""
    customer, agent = contact.get("customer") or {}, contact.get("agent") or {}
    facts = {k: contact.get(k) for k in ("channel", "direction", "purpose", "sector")}
    facts.update(kind=customer.get("kind"), mood=customer.get("mood"), audience=customer.get("audience"))
    chosen = protocol if protocol is not None else choose(facts)
    known = dict(facts, id=contact.get("id"), company=contact.get("company"), department=contact.get("department"))
    known.update(agent=agent.get("name"), customer=customer.get("name"), rings=contact.get("rings"), lang=contact.get("lang"))
    with Reviewer(chosen, packs, **known) as reviewer:
        for turn in contact.get("turns") or ():
            extra = {k: turn[k] for k in ("t", "end", "lang", "stage", "visibility", "media") if turn.get(k) is not None}
            reviewer.turn(turn["role"], turn["text"], **extra)
        for event in contact.get("events") or ():
            reviewer.event(event["type"], event.get("t", math.nan), event.get("by"))
        reviewer.finish()
        return reviewer.to_dict()


__all__ = ["Protocol", "Reviewer", "choose", "embedded_protocols", "review"]
