"""libcsc: customer-service calculations - satisfaction, churn, word of mouth, appropriate language.

>>> import libcsc
>>> print(libcsc.metric("csat:top2/1", [5, 4, 4, 2, 5, 3]).value)
0.6666666666666666

Everything is computed by the C library; this package finds it, hands it your columns without copying them, and turns statuses
into exceptions.  See libcsc._columns for what may be passed as a column.
"""

from __future__ import annotations

from . import _errors
from ._abi import lib as _lib
from ._base import *  # noqa: F401,F403
from ._base import __all__ as _base_all
from ._context import Context
from ._errors import *  # noqa: F401,F403
from ._estimate import Estimate
from ._loader import LibraryNotFound
from .metrics import Difference, Metric, holm, metric

__version__ = _lib.csc_version_string().decode("ascii")
library_path = _lib.path

_error_names = [name for name, kind in vars(_errors).items() if isinstance(kind, type) and issubclass(kind, _errors.CscError)]
__all__ = ["Context", "Difference", "Estimate", "LibraryNotFound", "Metric", "holm", "library_path", "metric"] + _base_all + _error_names
