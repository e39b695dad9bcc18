"""Lifetime: how often customers come back, whether they are still there, what they are worth.

>>> import libcsc.lifetime as lifetime
>>> model = lifetime.Lifetime("bg-nbd", r=0.243, alpha=4.414, a=0.793, b=2.426)
>>> [round(v, 4) for v in model.predict({"x": [2], "t_x": [30.43], "T": [38.86]}, horizon=39)["expected"]]
[1.226]

Models: bg-nbd, mbg-nbd, pareto-nbd (purchases at any time), bg-bb (at opportunities), sbg, bdw (contracts that end), gamma-gamma
(spend).  A table is a dict of columns, a pandas DataFrame or an Arrow table with the columns x, t_x, T, m_x, n, status that the model
needs; a DataFrame in gives a DataFrame out.  Times are in any unit.
"""

from __future__ import annotations

import ctypes
import datetime
from array import array
from typing import Any, Dict, Iterable, List, Optional, Tuple, Union

from . import _columns
from ._abi import Error, check, lib, struct
from ._context import Context, call, resolve
from ._errors import CscError, InvalidError, NotFoundError, make
from ._estimate import word
from ._object import Object, level_number, text, text_at

_Table = struct["csc_lifetime_table"]
_Prediction = struct["csc_lifetime_prediction"]
COLUMNS = ("x", "t_x", "T", "m_x", "n", "status")
OUTPUTS = ("loglik", "p_alive", "expected", "clv", "residual", "spend")


def _spec(model: str) -> bytes:
    return text(model if ":" in model else "lifetime:%s/1" % model)


class _Rows:
    """A csc_lifetime_table over the caller's columns."""

    def __init__(self, table: Any, columns: Dict[str, Any]):
        unknown = [name for name in columns if name not in COLUMNS]
        if unknown:
            raise InvalidError("the columns are %s" % ", ".join(COLUMNS), key=unknown[0])
        found = dict(columns)
        self.index: Any = None
        if table is not None:
            names = table.column_names if hasattr(table, "column_names") else list(table)
            for name in COLUMNS:
                if name in names and name not in found:
                    found[name] = table[name]
            if type(table).__module__.split(".", 1)[0] == "pandas":
                self.index = table.index
        if not found:
            raise NotFoundError("the table has none of the columns %s" % ", ".join(COLUMNS))
        self.record = _Table()
        self._held: List[Any] = []
        self.n: Optional[int] = None
        for name, values in found.items():
            column = _columns.column(values, self.n, name)
            self.n = column.n
            self._held.append(column)
            setattr(self.record, name, column.struct)
        self.record.rows = self.n or 0


class Lifetime(Object):
    """A model with its parameters: Lifetime("bg-nbd", r=..., alpha=..., a=..., b=...) or Lifetime.fit("bg-nbd", table).  Immutable."""

    _kind = "csc_lifetime"
    _immutable = True

    def __init__(self, model: str, *, context: Optional[Context] = None, _address: Optional[int] = None, **params: float):
        if _address is None:
            raw = _spec(model)
            names = parameter_names(model)
            wrong = [name for name in params if name not in names] or [name for name in names if name not in params]
            if wrong:
                raise InvalidError("the parameters of %s are %s" % (model, ", ".join(names)), key=wrong[0])
            values = (ctypes.c_double * len(names))(*[params[name] for name in names])
            _address = self._make(
                lib.csc_lifetime_create, raw, len(raw), values, len(names), resolve(context).reference(), context=context
            )
        super().__init__(_address, context)

    @classmethod
    def fit(cls, model: str, table: Any = None, *, context: Optional[Context] = None, **columns: Any) -> "Lifetime":
        """Fits a model by maximum likelihood to a table, or to columns given by name.  See `status` for whether there is a maximum."""
        rows = _Rows(table, columns)
        raw = _spec(model)
        address = cls._make(
            lib.csc_lifetime_fit, raw, len(raw), ctypes.byref(rows.record), resolve(context).reference(), context=context
        )
        return cls("", context=context, _address=address)

    @property
    def spec(self) -> str:
        """The canonical spec."""
        length = ctypes.c_size_t()
        owned = self._handle
        return text_at(lib.csc_lifetime_spec(owned, ctypes.byref(length)), length.value)

    @property
    def status(self) -> str:
        """ "ok", or why a fit has no maximum: "ridge", "diverged", "no-convergence", "too-few"."""
        return word(lib.csc_lifetime_status(self._handle))

    @property
    def problem(self) -> Optional[CscError]:
        """The exception that stands for the status, not raised; None when all is well."""
        status = lib.csc_lifetime_status(self._handle)
        return make(status, lib.csc_status_string(status).decode("ascii")) if status else None

    def _arrays(self) -> Tuple[List[str], Any, Any, Any]:
        owned = self._handle
        n = lib.csc_lifetime_parameter_count(owned)
        names = [_name(lib.csc_lifetime_parameter_name(owned, i)) for i in range(n)]
        values, errors, covariance = (ctypes.c_double * n)(), (ctypes.c_double * n)(), (ctypes.c_double * (n * n))()
        check(lib.csc_lifetime_parameters(owned, values, errors, covariance))
        return names, values, errors, covariance

    @property
    def params(self) -> Dict[str, float]:
        """The parameters by name."""
        names, values, _, _ = self._arrays()
        return dict(zip(names, values))

    @property
    def se(self) -> Dict[str, float]:
        """Their standard errors; NaN for given parameters and without a maximum."""
        names, _, errors, _ = self._arrays()
        return dict(zip(names, errors))

    @property
    def covariance(self) -> List[List[float]]:
        """Their covariance matrix."""
        names, _, _, covariance = self._arrays()
        n = len(names)
        return [list(covariance[i * n : (i + 1) * n]) for i in range(n)]

    @property
    def loglik(self) -> float:
        """Log-likelihood of the fit; NaN for given parameters."""
        return lib.csc_lifetime_loglik(self._handle)

    def predict(
        self,
        table: Any = None,
        *,
        outputs: Iterable[str] = ("p_alive", "expected"),
        horizon: float = 1.0,
        discount: float = 0.0,
        rate: float = 0.0,
        later: float = 0.0,
        spend: Optional["Lifetime"] = None,
        context: Optional[Context] = None,
        **columns: Any,
    ) -> Any:
        """Predicts for the rows of a table.

        outputs   any of loglik, p_alive, expected (purchases in the horizon), clv, residual (over all time, at `rate`), spend
        horizon   time from now; discount per unit of time; later: p_alive so far ahead without further purchases
        spend     a gamma-gamma model

        A dict of array('d') by name, or a DataFrame with the index of the table.  A row with a missing cell gets NaN.
        """
        rows = _Rows(table, columns)
        request = _Prediction()
        lib.csc_lifetime_prediction_init(ctypes.byref(request))
        request.horizon, request.discount, request.rate, request.later = horizon, discount, rate, later
        n = rows.n or 0
        made: Dict[str, array] = {}
        for name in [outputs] if isinstance(outputs, str) else outputs:
            if name not in OUTPUTS:
                raise InvalidError("outputs are %s" % ", ".join(OUTPUTS), key=str(name))
            made[name] = array("d", bytes(8 * n))
            if n:
                setattr(request, name, (ctypes.c_double * n).from_buffer(made[name]))
        owned = self._handle
        money = None if spend is None else spend._handle
        chosen = resolve(context)
        call(lib.csc_lifetime_predict, owned, money, ctypes.byref(rows.record), ctypes.byref(request), chosen.reference(), context=chosen)
        if rows.index is None:
            return made
        import pandas

        return pandas.DataFrame({name: list(values) for name, values in made.items()}, index=rows.index)

    def expected_new(self, times: Any) -> array:
        """Expected purchases of a new customer by each of the times; for contracts the share still there."""
        column = _columns.column(times, name="times")
        out = array("d", bytes(8 * column.n))
        if column.n:
            self._call(lib.csc_lifetime_expected_new, column.reference(), column.n, (ctypes.c_double * column.n).from_buffer(out))
        return out

    def pmf(self, time: float, count: int) -> List[float]:
        """P(k purchases of a new customer by a time) for k below `count`; for contracts P(leaves in period k)."""
        out = (ctypes.c_double * max(1, count))()
        self._plain(lib.csc_lifetime_pmf, time, count, out)
        return list(out)[:count]

    def to_dict(self, level: Union[int, str] = "value") -> Dict[str, Any]:
        """The model as csckit prints it."""
        return self._visit(lib.csc_lifetime_visit, level_number(level))

    def __repr__(self) -> str:
        return "Lifetime(%r, %s)" % (self.spec, ", ".join("%s=%.6g" % pair for pair in self.params.items()))


_PARAMETERS = {
    "bg-nbd": ("r", "alpha", "a", "b"),
    "mbg-nbd": ("r", "alpha", "a", "b"),
    "pareto-nbd": ("r", "alpha", "s", "beta"),
    "bg-bb": ("alpha", "beta", "gamma", "delta"),
    "sbg": ("alpha", "beta"),
    "bdw": ("alpha", "beta", "c"),
    "gamma-gamma": ("p", "q", "gamma"),
}


def parameter_names(model: str) -> Tuple[str, ...]:
    """The names of a model's parameters, in their order."""
    name = model.split(":", 1)[-1].split("/", 1)[0]
    if name not in _PARAMETERS:
        raise NotFoundError("the models are %s" % ", ".join(_PARAMETERS), key=model)
    return _PARAMETERS[name]


def _name(value: Any) -> str:
    return (ctypes.string_at(value) if isinstance(value, int) else value or b"").decode("ascii")


def fit(model: str, table: Any = None, *, context: Optional[Context] = None, **columns: Any) -> Lifetime:
    """Lifetime.fit."""
    return Lifetime.fit(model, table, context=context, **columns)


# ------------------------------------------------- from log to customers

_Out = struct["csc_purchases_out"]
_UNITS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
_DOUBLES = ("x", "t_x", "T", "m_x", "first", "x_after", "spend_after")


def _day(value: Any) -> float:
    """A time as a number: dates and datetimes as days since 1970-01-01, numbers as they are; None is NaN."""
    if value is None:
        return float("nan")
    if isinstance(value, (datetime.date, str)) or hasattr(value, "toordinal"):
        if isinstance(value, str):
            value = datetime.date.fromisoformat(value)
        return float(value.toordinal() - datetime.date(1970, 1, 1).toordinal())
    return float(value)


class Purchases(Object):
    """A log of purchases that becomes a customer table.  Rows come in any order and in any number of calls.

    grain  purchases of a customer within one grain are one: 1 when times are days
    part, parts  to keep only one part of the customers, for logs larger than memory: read the log once a part

    Customer ids are whole numbers or texts, times numbers or dates.

    >>> import libcsc.lifetime as lifetime
    >>> log = lifetime.Purchases().add(["a", "b", "a"], [0, 1, 14])
    >>> table = log.table(end=28, unit="week")
    >>> table["customer"], list(table["x"]), list(table["t_x"]), list(table["T"])[0]
    (['a', 'b'], [1.0, 0.0], [2.0, 0.0], 4.0)
    """

    _kind = "csc_purchases"

    def __init__(self, grain: float = 1.0, part: int = 0, parts: int = 1, *, context: Optional[Context] = None):
        address = self._make(lib.csc_purchases_create, grain, part, parts, resolve(context).reference(), context=context)
        super().__init__(address, context)
        self._names: Optional[List[Any]] = None
        self._ids: Dict[Any, int] = {}

    def _customers(self, customers: Any) -> Any:
        try:
            coded = self._names is not None or isinstance(customers, _columns.CodedColumn)
            column = None if coded else _columns.column(customers, name="customer")
        except TypeError:
            column = None
        if column is not None:
            return column
        n = len(customers)
        names, codes = _columns.factorize(customers, n, "customer")
        if self._names is None:
            self._names = []
        for name in names:
            if name is not None and name not in self._ids:
                self._ids[name] = len(self._names)
                self._names.append(name)
        if None in names:
            return _columns.column([None if names[code] is None else self._ids[names[code]] for code in _columns.elements(codes)])
        return _columns.remap(codes, [self._ids[name] for name in names])

    def add(self, customers: Any, times: Any, amounts: Any = None) -> "Purchases":
        """Adds columns of rows.  A row with a missing cell is counted and left out."""
        who = self._customers(customers)
        when = _columns.dates(times, who.n, "time")
        money = _columns.optional(amounts, who.n, "amount")
        self._call(lib.csc_purchases_add, who.reference(), when.reference(), _columns.reference(money), who.n)
        return self

    def merge(self, other: "Purchases") -> "Purchases":
        """Adds the rows of another log; both must name customers by whole numbers."""
        if self._names is not None or other._names is not None:
            raise InvalidError("logs with customers named by texts are not merged: give whole numbers", key="customer")
        self._call_with(other, lib.csc_purchases_merge, self, other)
        return self

    def table(self, calibration: Any = None, end: Any = None, unit: Union[str, float] = 1.0) -> Dict[str, Any]:
        """The customer table at `calibration`, with the holdout up to `end`, as columns by name; "missing" says how many rows were left
        out.  unit is "day", "week", "month", "year" (of times in days) or a number."""
        scale = _UNITS[unit] if isinstance(unit, str) else float(unit)
        out = _Out()
        needed, missing = ctypes.c_size_t(), ctypes.c_uint64()
        at, last = _day(calibration), _day(end)
        error = Error()
        owned = self._handle
        with self._turn:
            status = lib.csc_purchases_table(owned, at, last, scale, ctypes.byref(out), ctypes.byref(needed), ctypes.byref(missing), ctypes.byref(error))
            n = needed.value
            columns: Dict[str, Any] = {"customer": array("q", bytes(8 * n))}
            columns.update((name, array("d", bytes(8 * n))) for name in _DOUBLES)
            if n:
                out.capacity = n
                for name, values in columns.items():
                    kind = ctypes.c_int64 if name == "customer" else ctypes.c_double
                    setattr(out, name, (kind * n).from_buffer(values))
                status = lib.csc_purchases_table(owned, at, last, scale, ctypes.byref(out), ctypes.byref(needed), ctypes.byref(missing), ctypes.byref(error))
        check(status, error)
        if self._names is not None:
            columns["customer"] = [self._names[i] for i in columns["customer"]]
        columns["missing"] = missing.value
        return columns


def customer_table(
    customers: Any, times: Any, amounts: Any = None, *, calibration: Any = None, end: Any = None, unit: Union[str, float] = "day", grain: float = 1.0
) -> Any:
    """The customer table of a log in one call: a dict of columns, or of pandas columns a DataFrame indexed by customer."""
    with Purchases(grain) as log:
        table = log.add(customers, times, amounts).table(calibration, end, unit)
    if type(customers).__module__.split(".", 1)[0] != "pandas":
        return table
    import pandas

    index = pandas.Index(table.pop("customer"), name=customers.name)
    table.pop("missing")
    return pandas.DataFrame({name: list(values) for name, values in table.items()}, index=index)


def scores(values: Any, buckets: int = 5, *, context: Optional[Context] = None) -> List[int]:
    """Scores 1 to `buckets` by rank, equal values in one bucket; 0 for missing: the R, F and M of an RFM score.

    >>> import libcsc.lifetime as lifetime
    >>> lifetime.scores([5, 1, 9, None], buckets=3)
    [2, 1, 3, 0]
    """
    column = _columns.column(values)
    out = (ctypes.c_int32 * max(1, column.n))()
    chosen = resolve(context)
    call(lib.csc_purchases_scores, column.reference(), column.n, buckets, out, chosen.reference(), context=chosen)
    return list(out)[: column.n]
