"""Runs the tests of this folder and the doctests of the package, as TAP.  Arguments: names of test modules; none: all."""

import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


class Tap(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.count = 0

    def line(self, good, test, note=""):
        self.count += 1
        print("%s %d - %s%s" % ("ok" if good else "not ok", self.count, test.id() if hasattr(test, "id") else test, note))
        sys.stdout.flush()

    def explain(self, text):
        for line in text.rstrip().splitlines():
            print("# " + line)

    def addSuccess(self, test):
        self.line(True, test)

    def addSkip(self, test, reason):
        self.line(True, test, " # SKIP " + reason)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line(False, test)
        self.explain(self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.line(False, test)
        self.explain(self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.line(False, subtest)
            self.explain((self.failures + self.errors)[-1][1])


def main():
    sys.path.insert(0, HERE)
    package = os.environ.get("CSC_PYTHON_PACKAGE", os.path.dirname(HERE))
    if package not in sys.path:
        sys.path.insert(0, package)
    loader = unittest.defaultTestLoader
    names = sys.argv[1:] or sorted(name[:-3] for name in os.listdir(HERE) if name.startswith("test_") and name.endswith(".py"))
    result = Tap()
    unittest.TestSuite(loader.loadTestsFromName(name) for name in names).run(result)
    print("1..%d" % result.count)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
