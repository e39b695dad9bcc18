"""Word of mouth."""

import math
import unittest

import libcsc
import libcsc.wom as wom


class TreeTest(unittest.TestCase):
    def test_founding_chain(self):
        self.assertEqual((wom.tree([11, 5]).total, wom.tree([11, 5]).listeners), (67, 66))
        self.assertTrue(math.isnan(wom.tree([11, 5]).distinct))
        self.assertEqual(wom.tree([]).total, 1)
        self.assertEqual(wom.tree([2.5, 2], tellers=4).total, 4 + 10 + 20)

    def test_overlap(self):
        # occupancy: N (1 - (1 - 1/N)^x)
        got = wom.tree([11, 5], population=100)
        self.assertAlmostEqual(got.distinct, 100 * (1 - 0.99**66), delta=1e-10)
        self.assertAlmostEqual(got.share, got.distinct / 100, delta=1e-15)

    def test_tree(self):
        with wom.Tree([11, 5], population=100) as tree:
            self.assertEqual(tree.levels, [1, 11, 55])
            self.assertEqual(tree.spec, "wom:tree/1?population=100")
            self.assertEqual(tree.reach, wom.tree([11, 5], population=100))
            self.assertEqual(tree.to_dict()["total"], 67)
        with self.assertRaises(libcsc.InvalidError):
            tree.levels

    def test_errors(self):
        with self.assertRaises(libcsc.RangeError) as caught:
            wom.tree([11, -1])
        self.assertEqual(caught.exception.row, 1)
        with self.assertRaises(libcsc.CountOverflowError):
            wom.tree([1e300, 1e300])

    def test_presets(self):
        self.assertEqual(wom.presets()[0].branching, (11, 5))
        self.assertTrue(all(p.source and p.caveat for p in wom.presets()))


if __name__ == "__main__":
    unittest.main()
