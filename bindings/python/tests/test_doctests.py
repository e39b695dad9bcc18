"""The examples in the docstrings."""

import doctest
import importlib
import pkgutil
import unittest

import libcsc


#: What a module cannot do without.
NEEDS = {"libcsc.io": "csc_csv_open", "libcsc.phrase": "csc_check", "libcsc.text": "csc_plain_run"}


def load_tests(loader, tests, pattern):
    suite = unittest.TestSuite()
    try:
        libcsc._abi.lib.open_io()
    except ImportError:
        missing = {"csc_csv_open"}
    else:
        missing = set(libcsc._abi.lib.missing)
    names = ["libcsc"] + ["libcsc." + module.name for module in pkgutil.iter_modules(libcsc.__path__) if module.name != "__main__"]
    for name in names:
        if NEEDS.get(name) in missing:
            continue
        suite.addTests(doctest.DocTestSuite(importlib.import_module(name)))
    return suite


if __name__ == "__main__":
    unittest.main()
