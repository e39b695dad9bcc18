"""Text: folding with a map to the source, words and sentences, HTML and Markdown to text, offset units.

>>> import libcsc.text as text
>>> [s for s in text.words("Don't panic, please.")]
["Don't", 'panic', 'please']

Offsets are indexes into Python strings.
"""

from __future__ import annotations

import ctypes
from typing import Any, Callable, List, Optional, Tuple

from ._abi import Error, check, constant, lib, struct
from ._context import Context, resolve
from ._object import Object, sized
from ._object import text as _utf8

_Span = struct["csc_span"]
STANDARD = constant["CSC_FOLD_STANDARD"]
MATCHING = constant["CSC_FOLD_MATCHING"]
_MODES = {"standard": STANDARD, "matching": MATCHING}
_UNITS = {"segment": 1, "word": 2, "sentence": 3, "clause": 4}
_MEDIA = {"plain": 1, "html": 2, "markdown": 3}


def units(source: str, offsets: List[int]) -> Tuple[List[int], List[int]]:
    """Byte offsets in the UTF-8 of a text as (code points, UTF-16 units); they must not decrease.

    >>> import libcsc.text as text
    >>> text.units("naïve 👍!", [0, 3, 4, 11])
    ([0, 2, 3, 7], [0, 2, 3, 8])
    """
    raw = _utf8(source)
    n = len(offsets)
    numbers = (ctypes.c_uint64 * max(1, n))(*offsets)
    points, wide = (ctypes.c_uint64 * max(1, n))(), (ctypes.c_uint64 * max(1, n))()
    error = Error()
    check(lib.csc_text_units(raw, len(raw), numbers, n, points, wide, ctypes.byref(error)), error)
    return list(points)[:n], list(wide)[:n]


def fold(source: str, mode: str = "standard") -> str:
    """The folded text: mode "standard" (NFKC and full case folding) or "matching" (and quotes, dashes, accents as for comparing phrases).

    >>> import libcsc.text as text
    >>> text.fold("STRASSE") == text.fold("Straße")
    True
    """
    raw = _utf8(source)
    return sized(lib.csc_text_fold, raw, len(raw), _MODES[mode]).decode("utf-8")


def spans(source: str, unit: str) -> List[Tuple[int, int]]:
    """The parts of a text as (begin, end); unit is "segment", "word", "sentence" or "clause"."""
    raw = _utf8(source)
    count = ctypes.c_size_t()
    capacity = len(raw) // 4 + 16
    while True:
        found = (_Span * capacity)()
        error = Error()
        status = lib.csc_text_segment(raw, len(raw), _UNITS[unit], found, capacity, ctypes.byref(count), ctypes.byref(error))
        if status != constant["CSC_E_BUFFER"]:
            break
        capacity = count.value
    check(status, error)
    flat = []
    for i in range(count.value):
        flat += [found[i].begin, found[i].end]
    points = flat if len(raw) == len(source) else units(source, flat)[0]
    return list(zip(points[::2], points[1::2]))


def words(source: str) -> List[str]:
    """The words of a text."""
    return [source[a:b] for a, b in spans(source, "word")]


def sentences(source: str) -> List[str]:
    """The sentences of a text, blanks trimmed."""
    return [source[a:b] for a, b in spans(source, "sentence")]


class _Mapped(Object):
    """A text made from another, with a map back."""

    _source = ""
    _text_of: Callable[..., Any]
    _source_of: Callable[..., int]

    def _made(self) -> bytes:
        length = ctypes.c_size_t()
        owned = self._handle
        with self._turn:
            address = type(self)._text_of(owned, ctypes.byref(length))
            return ctypes.string_at(address, length.value) if address and length.value else b""

    def source_span(self, begin: int, end: int) -> Tuple[int, int]:
        """Where in the source a stretch of the made text comes from."""
        made = self._made().decode("utf-8")
        span = _Span()
        first, last = len(made[:begin].encode("utf-8")), len(made[:end].encode("utf-8"))
        self._plain(type(self)._source_of, first, last, ctypes.byref(span))
        points = units(self._source, [span.begin, span.end])[0]
        return points[0], points[1]


class Folder(_Mapped):
    """Folds texts one after another and knows where each stretch came from.

    >>> import libcsc.text as text
    >>> folder = text.Folder("standard")
    >>> made = folder.fold("Ein ﬁx")
    >>> made, folder.source_span(4, 5)
    ('ein fix', (4, 5))
    """

    _kind = "csc_folder"
    _text_of = lib.csc_folder_text
    _source_of = lib.csc_folder_source

    def __init__(self, mode: str = "standard", *, context: Optional[Context] = None):
        super().__init__(self._make(lib.csc_folder_create, _MODES[mode], resolve(context).reference(), context=context), context)

    def fold(self, source: str) -> str:
        """The folded text."""
        raw = _utf8(source)
        self._call(lib.csc_folder_fold, raw, len(raw))
        self._source = source
        return self._made().decode("utf-8")


class Plain(_Mapped):
    """Turns mail and chat bodies into the words a person wrote, with a map back to the source.

    >>> import libcsc.text as text
    >>> plain = text.Plain()
    >>> made = plain.run("<p>Fish &amp; chips</p>", "html")
    >>> made.strip()
    'Fish & chips'
    """

    _kind = "csc_plain"
    _text_of = lib.csc_plain_text
    _source_of = lib.csc_plain_source

    def __init__(self, *, context: Optional[Context] = None):
        super().__init__(self._make(lib.csc_plain_create, resolve(context).reference(), context=context), context)

    def run(self, source: str, media: str = "html", quotes: bool = False, signature: bool = False) -> str:
        """The plain text; without `quotes` and `signature` quoted replies and signatures are left out."""
        raw = _utf8(source)
        drop = (0 if quotes else constant["CSC_PLAIN_DROP_QUOTES"]) + (0 if signature else constant["CSC_PLAIN_DROP_SIGNATURE"])
        self._call(lib.csc_plain_run, raw, len(raw), _MEDIA[media], drop)
        self._source = source
        return self._made().decode("utf-8")


def plain(source: str, media: str = "html", quotes: bool = False, signature: bool = False) -> str:
    """One body as Plain.run gives it."""
    with Plain() as reader:
        return reader.run(source, media, quotes, signature)
