"""Lifetime models on the CDNOW sample."""

import csv
import math
import os
import unittest

import libcsc
import libcsc.lifetime as lifetime
from support import ROOT, needs, needs_function

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


@needs_function("csc_purchases_create")
class PurchasesTest(unittest.TestCase):
    def test_table(self):
        # customer 7 buys on days 0, 0, 7, 21, 30; calibration day 28, end day 35
        log = lifetime.Purchases()
        log.add([7, 7, 7], [0, 0, 7], [1.0, 2.0, 10.0]).add([7, 7, 8, None], [21, 30, 14, 3], [20.0, 5.0, 4.0, 1.0])
        table = log.table(calibration=28, end=35, unit="week")
        self.assertEqual(list(table["customer"]), [7, 8])
        self.assertEqual((list(table["x"]), list(table["t_x"]), list(table["T"])), ([2, 0], [3, 0], [4, 2]))
        self.assertEqual((table["m_x"][0], table["x_after"][0], table["spend_after"][0]), (15, 1, 5))
        self.assertEqual((list(table["first"]), table["missing"]), ([0, 14], 1))

    def test_names_and_dates(self):
        import datetime

        day = datetime.date(2026, 1, 1)
        log = lifetime.Purchases().add(["b", "a"], [day, day]).add(["a", "c"], [day + datetime.timedelta(14), None])
        table = log.table(end=datetime.date(2026, 1, 29), unit="week")
        got = dict(zip(table["customer"], zip(table["x"], table["t_x"], table["T"])))
        self.assertEqual(got, {"b": (0, 0, 4), "a": (1, 2, 4)})
        with self.assertRaises(libcsc.InvalidError):
            log.merge(lifetime.Purchases())

    def test_merge_and_parts(self):
        customers, times = [i % 37 for i in range(500)], [(i * 7919) % 365 for i in range(500)]
        whole = lifetime.Purchases().add(customers, times).table()
        half = lifetime.Purchases().add(customers[::2], times[::2]).merge(lifetime.Purchases().add(customers[1::2], times[1::2]))
        self.assertEqual(repr(half.table()), repr(whole))  # spends are NaN
        parts = [lifetime.Purchases(part=i, parts=3).add(customers, times).table(end=364) for i in range(3)]
        self.assertEqual(sorted(sum((list(p["customer"]) for p in parts), [])), list(range(37)))

    @needs("pandas")
    def test_frame(self):
        import pandas

        log = pandas.DataFrame({"who": ["a", "b", "a"], "when": pandas.to_datetime(["2026-01-01", "2026-01-02", "2026-01-15"])})
        table = lifetime.customer_table(log["who"], log["when"], unit="week")
        self.assertEqual((list(table.index), table.index.name, list(table["x"])), (["a", "b"], "who", [1, 0]))
        self.assertEqual(list(table["t_x"]), [2, 0])

    def test_scores(self):
        self.assertEqual(lifetime.scores([5, 1, 9, None], 3), [2, 1, 3, 0])


if __name__ == "__main__":
    unittest.main()
