"""The example programs run and print something."""

import os
import subprocess
import unittest

import libcsc
from libcsc import _abi
from support import ROOT, environment, python

#: What a program cannot do without.
NEEDS = {"impact.py": "csc_impact_create", "survival.py": "csc_survival_fit", "satisfaction.py": "csc_csv_open", "metric.py": "csc_csv_open", "churn.py": "csc_csv_open", "phrase.py": "csc_check"}


class ExampleTest(unittest.TestCase):
    def test_examples(self):
        folder = os.path.join(ROOT, "examples")
        if not os.path.isdir(folder):
            self.skipTest("not in the source tree")
        _abi.lib.open_io()
        names = sorted(name for name in os.listdir(folder) if name.endswith(".py"))
        self.assertGreater(len(names), 2)
        for name in names:
            if NEEDS.get(name) in _abi.lib.missing:
                continue
            with self.subTest(name):
                done = subprocess.run(
                    [python, "-B", os.path.join(folder, name)],
                    env=environment(),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    universal_newlines=True,
                )
                self.assertEqual((done.returncode, done.stderr), (0, ""), name)
                self.assertGreater(len(done.stdout), 40, name)

    def test_library_is_the_same(self):
        self.assertTrue(os.path.exists(libcsc.library_path) or not os.path.dirname(libcsc.library_path))


if __name__ == "__main__":
    unittest.main()
