"""Leave reasons and complaint paths."""

import math
import unittest

import libcsc
import libcsc.churn as churn


class ReasonTest(unittest.TestCase):
    def test_preset(self):
        table = churn.reasons()
        self.assertEqual([r.share for r in table], [0.01, 0.03, 0.05, 0.09, 0.14, 0.68])
        self.assertEqual([r.reason for r in table], churn.reason_names())
        self.assertTrue(all(r.low is None and r.count is None for r in table))
        self.assertEqual(churn.reasons_dict(lost=200)["reasons"][5]["customers"], 136)

    def test_own(self):
        own = churn.reasons({"service": 30, "competition": 10}, missing=4)
        got = {r.reason: r for r in own}
        self.assertEqual((got["service"].share, got["service"].count, got["died"].count), (0.75, 30, 0))
        self.assertTrue(got["service"].low < 0.75 < got["service"].high)
        self.assertEqual(churn.reasons_dict({"service": 30}, missing=4)["missing"], 4)
        self.assertEqual(churn.reasons_dict([0] * 6)["status"], "undefined")
        with self.assertRaises(libcsc.RangeError) as caught:
            churn.reasons([1, -1, 0, 0, 0, 0])
        self.assertEqual(caught.exception.row, 1)
        with self.assertRaises(libcsc.InvalidError):
            churn.reasons({"nonsense": 1})
        with self.assertRaises(libcsc.InvalidError):
            churn.reasons([1, 2])


class PathTest(unittest.TestCase):
    def test_preset(self):
        # D ((1 - c) b0 + c ((1 - r) b1 + r ((1 - q) b2 + q b3))) with 9, 19, 54, 82 %
        got = churn.paths(1000, complain=0.05, resolved=0.6, quick=0.5)
        self.assertAlmostEqual(got.returning, 1000 * (0.95 * 0.09 + 0.05 * (0.4 * 0.19 + 0.6 * (0.5 * 0.54 + 0.5 * 0.82))), delta=1e-9)
        self.assertAlmostEqual(got.returning + got.lost, 1000, delta=1e-9)
        minor = churn.paths(1000, 0.05, 0.6, 0.5, spec="churn:paths/1?problem=minor")
        self.assertEqual([p.rebuy for p in minor.paths], [0.37, 0.46, 0.70, 0.95])
        self.assertEqual(minor.definition, "churn:paths/1?problem=minor")
        self.assertFalse(minor.own)
        with self.assertRaises(libcsc.RangeError) as caught:
            churn.paths(1000, 1.5, 0.5, 0.5)
        self.assertEqual(caught.exception.key, "complain")

    def test_own(self):
        got = churn.paths_estimate({"silent": 60, "quick": 8}, {"silent": 6, "quick": 7})
        self.assertEqual((got.returning, got.n, got["quick"].rebuy), (13, 68, 0.875))
        self.assertTrue(math.isnan(got["resolved"].rebuy))
        self.assertEqual(churn.paths_estimate([0] * 4, [0] * 4).status, "undefined")
        with self.assertRaises(libcsc.RangeError):
            churn.paths_estimate([1, 0, 0, 0], [2, 0, 0, 0])


if __name__ == "__main__":
    unittest.main()
