"""Lifetime models on the CDNOW sample."""

import csv
import math
import os
import unittest

import libcsc
import libcsc.lifetime as lifetime
from support import ROOT, needs

DATA = os.path.join(ROOT, "examples", "data", "rfm.csv")


def cdnow():
    with open(DATA, encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {name: [float(row[name]) for row in rows] for name in ("x", "t_x", "T")}


@unittest.skipUnless(os.path.exists(DATA), "not in the source tree")
class LifetimeTest(unittest.TestCase):
    def test_bg_nbd(self):
        # Fader, Hardie & Lee (2005), Marketing Science 24:275-284, table 2: .243, 4.414, .793, 2.426, LL -9582.4
        table = cdnow()
        model = lifetime.fit("bg-nbd", table)
        self.assertEqual(model.status, "ok")
        self.assertIsNone(model.problem)
        for name, want in (("r", 0.243), ("alpha", 4.414), ("a", 0.793), ("b", 2.426)):
            self.assertAlmostEqual(model.params[name], want, delta=2e-3)
        self.assertAlmostEqual(model.loglik, -9582.4, delta=0.1)
        self.assertEqual(list(model.se), ["r", "alpha", "a", "b"])
        self.assertAlmostEqual(math.sqrt(model.covariance[0][0]), model.se["r"], delta=1e-12)
        # The same authors' note on the model in Excel: x = 2, t_x = 30.43, T = 38.86, 39 weeks: 1.226
        got = model.predict(x=[2, None], t_x=[30.43, 1], T=[38.86, 2], horizon=39)
        self.assertAlmostEqual(got["expected"][0], 1.226, delta=1e-3)
        self.assertTrue(math.isnan(got["p_alive"][1]))
        days = lifetime.fit("bg-nbd", {"x": table["x"], "t_x": [7 * t for t in table["t_x"]], "T": [7 * t for t in table["T"]]})
        self.assertAlmostEqual(days.params["alpha"] / 7 / model.params["alpha"], 1, delta=1e-9)
        self.assertAlmostEqual(model.expected_new([0, 39])[0], 0, delta=1e-15)
        self.assertAlmostEqual(sum(model.pmf(39, 200)), 1, delta=1e-3)
        self.assertEqual(model.to_dict()["params"]["r"], model.params["r"])
        again = lifetime.Lifetime("bg-nbd", **model.params)
        self.assertEqual(again.predict(table)["p_alive"], model.predict(table)["p_alive"])
        self.assertTrue(math.isnan(again.loglik))

    def test_same_bits_with_workers(self):
        table = cdnow()
        model = lifetime.Lifetime("pareto-nbd", r=0.553, alpha=10.578, s=0.606, beta=11.669)
        one = model.predict(table, outputs=("p_alive", "expected", "loglik"), horizon=39)
        three = model.predict(table, outputs=("p_alive", "expected", "loglik"), horizon=39, context=libcsc.Context(workers=3))
        self.assertEqual(one, three)
        self.assertAlmostEqual(sum(one["loglik"]), -9595.0, delta=0.1)

    def test_contracts(self):
        # Fader & Hardie (2007), Journal of Interactive Marketing 21:76-90, "high end": sBG alpha .668, beta 3.806 on seven years
        lost = [131, 126, 90, 60, 42, 34, 26]
        model = lifetime.fit("sbg", T=list(range(1, 8)) + [7], status=[1] * 7 + [0], n=lost + [1000 - sum(lost)])
        self.assertAlmostEqual(model.params["alpha"], 0.668, delta=1e-3)
        self.assertAlmostEqual(model.params["beta"], 3.806, delta=1e-3)
        self.assertAlmostEqual(model.expected_new([1])[0], 3.806 / (0.668 + 3.806), delta=1e-3)

    def test_errors(self):
        with self.assertRaises(libcsc.RangeError) as caught:
            lifetime.fit("bg-nbd", x=[1, 1], t_x=[2, 9], T=[5, 5])
        self.assertEqual(caught.exception.row, 1)
        for call in (
            lambda: lifetime.fit("nonsense", x=[1], t_x=[1], T=[2]),
            lambda: lifetime.fit("bg-nbd", {"a": [1]}),
        ):
            with self.assertRaises(libcsc.NotFoundError):
                call()
        for call in (
            lambda: lifetime.fit("bg-nbd", x=[1], t_x=[1], T=[2], bogus=[1]),
            lambda: lifetime.Lifetime("bg-nbd", r=1),
            lambda: lifetime.fit("bg-nbd", x=[1], t_x=[1, 2], T=[2, 3]),
            lambda: lifetime.Lifetime("sbg", alpha=1, beta=1).predict(x=[1], t_x=[1], T=[2], outputs="bogus"),
        ):
            with self.assertRaises(libcsc.InvalidError):
                call()
        with self.assertRaises(libcsc.RangeError):
            lifetime.Lifetime("sbg", alpha=-1, beta=1)

    def test_no_maximum_is_said(self):
        model = lifetime.fit("bg-nbd", x=[0] * 50, t_x=[0] * 50, T=[10] * 50)
        self.assertNotEqual(model.status, "ok")
        self.assertIsInstance(model.problem, libcsc.UndefinedError)

    @needs("pandas")
    def test_frames(self):
        import pandas

        frame = pandas.DataFrame(cdnow(), index=range(100, 2457))
        model = lifetime.fit("bg-nbd", frame)
        got = model.predict(frame, outputs=("p_alive", "expected", "residual"), horizon=39, rate=0.0027)
        self.assertEqual((list(got.index[:2]), list(got.columns)), ([100, 101], ["p_alive", "expected", "residual"]))
        self.assertTrue(((got["p_alive"] >= 0) & (got["p_alive"] <= 1)).all())
        self.assertEqual(got["p_alive"].tolist(), list(model.predict(cdnow())["p_alive"]))


if __name__ == "__main__":
    unittest.main()
