"""Exceptions: one class a status, each also derived from the built-in that a Python program would expect."""

from __future__ import annotations

from typing import Dict, Optional, Type

NOWHERE = 0xFFFFFFFFFFFFFFFF


class CscError(Exception):
    """A call into libcsc failed.

    ``status`` is the number, ``name`` the constant ("CSC_E_RANGE").  ``row``, ``byte`` (from 0), ``line`` and ``text_column``
    (from 1) say where, ``key`` names the parameter or column; each is None when it is not known.
    """

    status = 0
    name = "CSC_E_?"

    def __init__(
        self,
        message: str = "",
        *,
        status: Optional[int] = None,
        row: Optional[int] = None,
        byte: Optional[int] = None,
        line: Optional[int] = None,
        text_column: Optional[int] = None,
        key: Optional[str] = None,
    ):
        if status is not None:
            self.status = status
            self.name = NAMES.get(status, "CSC_E_?")
        self.message = message
        self.row = row
        self.byte = byte
        self.line = line
        self.text_column = text_column
        self.key = key
        super().__init__(message)

    @property
    def column(self) -> Optional[int]:
        """Column of a text input, from 1; None when not known."""
        return self.text_column

    def __str__(self) -> str:
        where = []
        if self.key:
            where.append(self.key)
        for label, value in (("row", self.row), ("byte", self.byte), ("line", self.line), ("column", self.text_column)):
            if value is not None:
                where.append("%s %d" % (label, value))
        return self.message.rstrip(".") + " (%s)" % ", ".join(where) if where else self.message

    def __reduce__(self):
        return (_rebuild, (type(self), self.message, self.status, self.row, self.byte, self.line, self.text_column, self.key))


def _rebuild(kind, message, status, row, byte, line, text_column, key):
    return kind(message, status=status, row=row, byte=byte, line=line, text_column=text_column, key=key)


class InvalidError(CscError, ValueError):
    """An argument breaks its documented precondition."""


class RangeError(CscError, ValueError):
    """A datum is outside its domain; ``row`` says which."""


class NoMemory(CscError, MemoryError):
    """Memory ran out."""


class Utf8Error(CscError, ValueError):
    """Invalid UTF-8; ``byte`` is its offset."""


class CountOverflowError(CscError, OverflowError):
    """A size or count does not fit its type."""


class FormatError(CscError, ValueError):
    """Bytes are not a libcsc state, pack or model, or are damaged."""


class VersionError(CscError, ValueError):
    """Well-formed bytes of a later, incompatible version."""


class Cancelled(CscError):
    """A progress callback asked to stop."""


class BufferTooSmall(CscError, BufferError):
    """A buffer is too small."""


class ColumnTypeError(CscError, TypeError):
    """A column or value has a type this call does not take."""


class SpecError(CscError, ValueError):
    """A spec string is malformed; ``byte`` and ``key`` say where."""


class MismatchError(CscError, ValueError):
    """Two objects of different specs, kinds or shapes were to be combined."""


class LimitError(CscError, ValueError):
    """A stated limit is exceeded."""


class InputSyntaxError(CscError, ValueError):
    """Text input is malformed; ``line`` and ``column`` say where."""


class AmbiguousError(CscError, ValueError):
    """Input has two readings and none was chosen."""


class SystemFailure(CscError, OSError):
    """The operating system refused."""


class NotFoundError(CscError, LookupError):
    """A named definition, pack, rule, column or file does not exist."""


class DuplicateError(CscError, ValueError):
    """A key that must be unique occurs twice."""


class SequenceError(CscError, RuntimeError):
    """A call out of order for a session."""


class LanguageError(CscError, LookupError):
    """A language that no loaded pack or table knows."""


class UnsupportedError(CscError, NotImplementedError):
    """This build or version cannot do it."""


class InternalError(CscError, RuntimeError):
    """A bug in libcsc."""


class UndefinedError(CscError, ArithmeticError):
    """The statistic does not exist for this input."""


class TooFewError(UndefinedError):
    """Fewer rows than a stated minimum."""


class NoConvergenceError(UndefinedError):
    """An iteration reached its limit."""


class RidgeError(UndefinedError):
    """The likelihood is flat in a direction: the parameters are not identified."""


class DivergedError(UndefinedError):
    """The maximum is at infinity or on the boundary."""


class PeakNotSeenError(UndefinedError):
    """An adoption series ends before its peak."""


class SingularError(UndefinedError):
    """Collinear columns; ``key`` names one."""


class SeparationError(UndefinedError):
    """An outcome is predicted perfectly; ``key`` names the column."""


#: Exception class for each status number.
CLASSES: Dict[int, Type[CscError]] = {
    1: InvalidError,
    2: RangeError,
    3: NoMemory,
    4: Utf8Error,
    5: CountOverflowError,
    6: FormatError,
    7: VersionError,
    8: Cancelled,
    9: BufferTooSmall,
    10: ColumnTypeError,
    11: SpecError,
    12: MismatchError,
    13: LimitError,
    14: InputSyntaxError,
    15: AmbiguousError,
    16: SystemFailure,
    17: NotFoundError,
    18: DuplicateError,
    19: SequenceError,
    20: LanguageError,
    21: UnsupportedError,
    22: InternalError,
    64: UndefinedError,
    65: TooFewError,
    66: NoConvergenceError,
    67: RidgeError,
    68: DivergedError,
    69: PeakNotSeenError,
    70: SingularError,
    71: SeparationError,
}
#: The constant's name for each status number.
NAMES: Dict[int, str] = {0: "CSC_OK"}
_CONSTANTS = (
    "INVALID RANGE NOMEM UTF8 OVERFLOW FORMAT VERSION CANCELLED BUFFER TYPE SPEC MISMATCH LIMIT SYNTAX AMBIGUOUS IO NOTFOUND DUPLICATE "
    "SEQUENCE LANGUAGE UNSUPPORTED INTERNAL UNDEFINED TOO_FEW NOCONVERGE RIDGE DIVERGED PEAK_NOT_SEEN SINGULAR SEPARATION"
).split()
for _number, _word in zip(sorted(CLASSES), _CONSTANTS):
    NAMES[_number] = "CSC_E_" + _word
    CLASSES[_number].status = _number
    CLASSES[_number].name = NAMES[_number]


def make(status: int, message: str, record=None) -> CscError:
    """The exception for a status; `record` is a csc_error structure or None."""
    kind = CLASSES.get(status, CscError)
    if record is None or record.status != status:
        return kind(message, status=status)

    def known(value: int) -> Optional[int]:
        return None if value == NOWHERE else value

    return kind(
        record.message.decode("utf-8", "replace") or message,
        status=status,
        row=known(record.row),
        byte=known(record.byte),
        line=known(record.line),
        text_column=known(record.column),
        key=record.key.decode("utf-8", "replace") or None,
    )
