"""Leave reasons and complaint paths."""

import math
import random
import unittest

import libcsc
import libcsc.churn as churn
from support import needs_function


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

@needs_function("csc_churn_score_fit")
class ScoreTest(unittest.TestCase):
    def setUp(self):
        rng = random.Random(9)
        self.x = {"late": [rng.randint(0, 5) for _ in range(200)], "price": [rng.gauss(0, 1) for _ in range(200)]}
        self.y = [int(rng.random() < 1 / (1 + math.exp(1 - 0.5 * a - 0.3 * b))) for a, b in zip(*self.x.values())]

    def test_fit(self):
        fit = churn.Score(self.y, self.x)
        self.assertEqual(fit.status, "ok")
        b = fit.coef
        # At the maximum the score equations hold: residuals are orthogonal to every column.
        p = [1 / (1 + math.exp(-(b["intercept"] + b["late"] * u + b["price"] * v))) for u, v in zip(*self.x.values())]
        for column in ([1] * 200, self.x["late"], self.x["price"]):
            self.assertAlmostEqual(sum((y - q) * c for y, q, c in zip(self.y, p, column)), 0, delta=1e-8)
        for q, got in zip(p, fit.predict(self.x)):
            self.assertAlmostEqual(q, got, delta=1e-12)
        base, effects = fit.explain(self.x)
        for q, row in zip(p, effects):
            self.assertAlmostEqual(base + sum(row.values()), math.log(q / (1 - q)), delta=1e-10)
        self.assertTrue(all(fit.se[name] > 0 for name in fit.coef))
        self.assertLess(abs(churn.Score(self.y, self.x, ridge=10).coef["late"]), abs(b["late"]))
        self.assertIn("auc", fit.to_dict())
        self.assertTrue(math.isnan(fit.predict({"late": [None], "price": [1]})[0]))

    def test_trouble_is_named(self):
        fit = churn.Score([0, 0, 0, 1, 1, 1], {"x": [1, 2, 3, 4, 5, 6], "z": [1, 0, 1, 0, 1, 1]})
        self.assertEqual((fit.status, fit.trouble), ("separation", "x"))
        with self.assertRaises(libcsc.SingularError) as caught:
            churn.Score(self.y, {"a": self.x["late"], "one": [1] * 200})
        self.assertEqual(caught.exception.key, "one")
        self.assertEqual(churn.Score([0] * 4, {"x": [1, 2, 3, 5]}).status, "too-few")

    def test_measures(self):
        fit = churn.Score(self.y, self.x)
        p = list(fit.predict(self.x))
        got = churn.measure(p, self.y)
        pairs = [(a, b) for a, y in zip(p, self.y) if y for b, z in zip(p, self.y) if not z]
        self.assertAlmostEqual(got.auc, sum((a > b) + 0.5 * (a == b) for a, b in pairs) / len(pairs), delta=1e-12)
        self.assertAlmostEqual(got.brier, sum((a - y) ** 2 for a, y in zip(p, self.y)) / 200, delta=1e-12)
        self.assertAlmostEqual(got.log_loss, -sum(math.log(a if y else 1 - a) for a, y in zip(p, self.y)) / 200, delta=1e-12)
        self.assertEqual((len(got.deciles), len(got.calibration)), (10, 10))
        self.assertAlmostEqual(got.deciles[-1].gain, 1, delta=1e-12)
        with self.assertRaises(libcsc.UndefinedError):
            churn.measure([], [])


if __name__ == "__main__":
    unittest.main()
