"""The examples in the docstrings."""

import doctest
import importlib
import pkgutil
import unittest

import libcsc


def load_tests(loader, tests, pattern):
    suite = unittest.TestSuite()
    if libcsc._abi.lib.missing:
        return suite
    names = ["libcsc"] + ["libcsc." + module.name for module in pkgutil.iter_modules(libcsc.__path__) if module.name != "__main__"]
    for name in names:
        suite.addTests(doctest.DocTestSuite(importlib.import_module(name)))
    return suite


if __name__ == "__main__":
    unittest.main()
