"""Finds and opens the shared libraries, and says exactly what was tried when it cannot.

Order: the file named by the environment (``CSC_LIBRARY``, ``CSC_IO_LIBRARY``), a copy inside the package (wheel), a build
tree (``CSC_BUILD_DIR``, or the file ``libcsc.development`` that ``make`` writes beside the package or, for the build folder
``build`` of the source tree, there), then whatever the system's loader finds.  A file named by the environment is final: when it cannot be used nothing else is tried.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from typing import Iterator, List, Optional, Tuple

#: Library versions this package speaks to, as csc_version_number() gives them: from the first up to, not including, the last.
SUPPORTED = (100, 200)

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_NAMES = {"csc": ("CSC_LIBRARY", "libcsc"), "csc-io": ("CSC_IO_LIBRARY", "libcsc-io")}


class LibraryNotFound(ImportError):
    """No usable shared library.  ``tried`` is a list of (path, reason)."""

    def __init__(self, name: str, tried: List[Tuple[str, str]]):
        self.tried = tried
        variable = _NAMES[name][0]
        lines = ["%s: %s" % pair for pair in tried] or ["nothing was found to try"]
        super().__init__(
            "the shared library %s is not usable; tried\n  %s\nName the file in %s, or install the library." % (_NAMES[name][1], "\n  ".join(lines), variable)
        )


def _file_names(stem: str) -> List[str]:
    if sys.platform == "darwin":
        return [stem + ".0.dylib", stem + ".dylib"]
    if sys.platform == "win32":
        return [stem + "-0.dll", stem + ".dll"]
    return [stem + ".so.0", stem + ".so"]


def _build_directory() -> Optional[Tuple[str, str]]:
    """(directory, where that comes from), or None."""
    directory = os.environ.get("CSC_BUILD_DIR")
    if directory:
        return directory, "CSC_BUILD_DIR"
    beside = os.path.dirname(_PACKAGE)
    tree = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(_PACKAGE))))
    for folder in (beside, os.path.join(tree, "build", "bindings", "python")):
        marker = os.path.join(folder, "libcsc.development")
        try:
            with open(marker, encoding="utf-8") as stream:
                directory = stream.readline().rstrip("\n")
        except OSError:
            continue
        if directory:
            return directory, marker
    return None


def _candidates(name: str) -> Iterator[Tuple[str, bool, str]]:
    """(path, final, origin): `final` says that nothing after it may be tried."""
    variable, stem = _NAMES[name]
    explicit = os.environ.get(variable)
    if explicit:
        yield explicit, True, variable
        return
    for file in _file_names(stem):
        yield os.path.join(_PACKAGE, "lib", file), False, "inside the package"
    build = _build_directory()
    if build is not None:
        for file in _file_names(stem):
            yield os.path.join(build[0], "libcsc", ".libs", file), False, build[1]
    found = ctypes.util.find_library(name)
    if found:
        yield found, False, "system"
    yield _file_names(stem)[0], False, "system"


def _open(path: str) -> ctypes.CDLL:
    """Opens a library; what a wheel brings for it to be linked to is opened before it, so that the linker need not look."""
    folder = os.path.dirname(path)
    if folder == os.path.join(_PACKAGE, "lib"):
        for name in sorted(os.listdir(folder)):
            if ".so" in name and not name.startswith("libcsc"):
                ctypes.CDLL(os.path.join(folder, name))
    return ctypes.CDLL(path)


def _why_not(name: str, library: ctypes.CDLL) -> Optional[str]:
    """None when the opened library is ours and of a supported version."""
    if name != "csc":
        return None
    try:
        number = library.csc_version_number
        library.csc_status_name
    except AttributeError:
        return "a library of the same name, but not libcsc (no csc_version_number)"
    number.restype = ctypes.c_int32
    number.argtypes = []
    version = number()
    if not SUPPORTED[0] <= version < SUPPORTED[1]:
        return "version number %d, this package needs %d to %d" % (version, SUPPORTED[0], SUPPORTED[1] - 1)
    return None


def load(name: str = "csc") -> Tuple[ctypes.CDLL, str]:
    """Opens "csc" or "csc-io": (library, path)."""
    tried: List[Tuple[str, str]] = []
    seen = set()
    for path, final, origin in _candidates(name):
        if path in seen:
            continue
        seen.add(path)
        if os.path.dirname(path) and not os.path.exists(path):
            tried.append((path, "no such file (%s)" % origin))
        else:
            try:
                library = _open(path)
            except OSError as error:
                tried.append((path, "%s (%s)" % (error, origin)))
            else:
                reason = _why_not(name, library)
                if reason is None:
                    return library, path
                tried.append((path, reason))
        if final:
            break
    raise LibraryNotFound(name, tried)
