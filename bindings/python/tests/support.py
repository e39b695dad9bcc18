"""Shared by the tests."""

import importlib.util
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.environ.get("CSC_PYTHON_PACKAGE", os.path.dirname(HERE))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))


def have(name):
    return importlib.util.find_spec(name) is not None


def needs(name):
    return unittest.skipUnless(have(name), "no %s here" % name)


def needs_function(*names):
    """Skips when a function is not there: a subject that this version does not have."""
    from libcsc import _abi

    try:
        _abi.lib.open_io()
    except ImportError as error:
        return unittest.skip(str(error).splitlines()[0])
    missing = [name for name in names if name not in _abi.functions or name in _abi.lib.missing]
    return unittest.skipIf(missing, "no %s" % " ".join(missing))


def environment(**changes):
    """The environment for a Python of its own: this package, this library."""
    env = dict(os.environ, PYTHONPATH=PACKAGE, PYTHONDONTWRITEBYTECODE="1")
    for key, value in changes.items():
        if value is None:
            env.pop(key, None)
        else:
            env[key] = value
    return env


def sanitized():
    return bool(os.environ.get("LD_PRELOAD"))


python = sys.executable
