"""Expectations, gaps, classes."""

import math
import pickle
import random
import unittest

import libcsc
import libcsc.satisfaction as satisfaction
from support import needs, needs_function


class ExpectationTest(unittest.TestCase):
    def test_prior_is_the_weighted_mean_of_the_sources(self):
        e = satisfaction.Expectation.prior(advertising=8, opinions=5, precision={"advertising": 3, "opinions": 1})
        self.assertAlmostEqual(e.mean, (3 * 8 + 5) / 4, delta=1e-15)
        self.assertAlmostEqual(e.variance, 1 / 4, delta=1e-15)
        with self.assertRaises(libcsc.UndefinedError):
            satisfaction.Expectation.prior(advertising=None)

    def test_running_mean(self):
        rng = random.Random(1)
        e = satisfaction.Expectation()
        seen = []
        for _ in range(50):
            value = rng.randint(0, 10)
            visit = e.observe(value)
            if seen:
                self.assertAlmostEqual(visit.gap, value - sum(seen) / len(seen), delta=1e-12)
                self.assertEqual(visit.outcome, "loyal" if visit.gap > 0 else "lost" if visit.gap < 0 else "drifting")
            else:
                self.assertEqual((visit.status, visit.outcome), ("undefined", "undefined"))
            seen.append(value)
            self.assertAlmostEqual(e.mean, sum(seen) / len(seen), delta=1e-12)
        self.assertEqual(e.count, 50)

    def test_record(self):
        e = satisfaction.Expectation()
        e.observe(5, time=1.0)
        self.assertEqual(len(e.to_bytes()), 32)
        again = pickle.loads(pickle.dumps(e))
        self.assertEqual((again.mean, again.time, again.count), (5, 1, 1))
        with self.assertRaises(libcsc.FormatError):
            satisfaction.Expectation.from_bytes(b"short")
        with self.assertRaises(libcsc.RangeError):
            e.observe(5, time=0.5)
        later = satisfaction.Expectation()
        later.observe(7, time=2.0)
        self.assertEqual(e.merge(later).mean, 6)

    def test_track(self):
        visits, states = satisfaction.track(["a", "b", "a", "a"], [6, 9, 8, None], priors={"b": satisfaction.Expectation.prior(opinions=9.5)})
        self.assertEqual([v.status for v in visits], ["undefined", "ok", "ok", "undefined"])
        self.assertEqual((visits[1].gap, visits[2].gap), (-0.5, 2))
        self.assertEqual((states["a"].mean, states["a"].count, states["b"].mean), (7, 2, 9))
        with self.assertRaises(libcsc.RangeError) as caught:
            satisfaction.track(["a", "a"], [1, 2], [5, 4])
        self.assertEqual(caught.exception.row, 1)

    @needs("pandas")
    def test_track_frame(self):
        import pandas

        frame = pandas.DataFrame({"c": ["a", "b", "a"], "e": [6, 9, 8]}, index=[7, 8, 9])
        visits, states = satisfaction.track(frame["c"], frame["e"])
        rows, _ = satisfaction.track(["a", "b", "a"], [6, 9, 8])
        self.assertEqual(list(visits.index), [7, 8, 9])
        self.assertEqual(visits.loc[9, "gap"], rows[2].gap)
        self.assertEqual(list(visits["outcome"]), [r.outcome for r in rows])
        self.assertEqual(list(visits["status"]), [r.status for r in rows])
        self.assertEqual(visits.loc[9, "p_loyal"], rows[2].p[0])
        self.assertEqual(states["a"].mean, 7)

    def test_model(self):
        model = satisfaction.Model("gap:customer/1?tolerance=0.5")
        self.assertEqual(model.tolerance, (0.5, 0.5))
        self.assertEqual([model.classify(g)[0] for g in (-1, 0, 1, math.nan)], ["lost", "drifting", "loyal", "undefined"])
        p = model.classify(0.2, 1.0)[1]
        normal = lambda z: 0.5 * math.erfc(-z / math.sqrt(2))  # noqa: E731
        self.assertAlmostEqual(p[0], 1 - normal(0.3), delta=1e-12)
        self.assertAlmostEqual(sum(p), 1, delta=1e-12)
        with self.assertRaises(TypeError):
            satisfaction.Model(nonsense=1)
        customers = [i // 2 for i in range(80)]
        scores = [i % 2 * 2.0 for i in range(80)]
        self.assertAlmostEqual(satisfaction.noise(customers, scores).value, 2, delta=1e-12)
        settled = satisfaction.Model("gap:customer/1?tolerance=auto").settle(customers, scores)
        self.assertAlmostEqual(settled.tolerance[0], 0.5 * math.sqrt(2), delta=1e-12)
        self.assertEqual(satisfaction.noise([1, 1], [1, 2]).status, "too-few")


class GapTest(unittest.TestCase):
    def test_items_and_classes(self):
        got = satisfaction.gap([8, 7, 9, None], [9, 7, 5, 6], ["a", "b", "c", "a"], ["speed", "speed", "care", "care"])
        items = {row["item"]: row for row in got["items"]}
        self.assertEqual((items["speed"]["gap"], items["care"]["gap"], items["care"]["missing"]), (0.5, -4, 1))
        self.assertEqual([got["classes"][name] for name in ("loyal", "drifting", "lost")], [1, 1, 1])

    def test_merge_and_states(self):
        rng = random.Random(2)
        rows = [(rng.randint(1, 9), rng.randint(1, 9), "c%d" % rng.randrange(9), rng.choice("xy")) for _ in range(60)]
        whole = satisfaction.Gap().add(*zip(*rows))
        parts = [satisfaction.Gap().add(*zip(*rows[i::3])) for i in range(3)]
        merged = satisfaction.Gap.from_bytes(parts[2].to_bytes()).merge(parts[0]).merge(pickle.loads(pickle.dumps(parts[1])))
        self.assertEqual(merged.to_bytes(), whole.to_bytes())
        self.assertEqual(whole.size, (2, 9))
        gaps = [experienced - expected for expected, experienced, _, item in rows if item == "x"]
        self.assertAlmostEqual(whole.estimate("x").value, sum(gaps) / len(gaps), delta=1e-12)
        with self.assertRaises(libcsc.NotFoundError):
            whole.estimate("none")
        with self.assertRaises(libcsc.MismatchError):
            whole.merge(satisfaction.Gap("gap:survey/1?tolerance=1"))
        with self.assertRaises(libcsc.RangeError) as caught:
            whole.add([1, 2e7], [1, 1])
        self.assertEqual(caught.exception.row, 1)


@needs_function("csc_drivers_compute")
class DriversTest(unittest.TestCase):
    def setUp(self):
        rng = random.Random(4)
        self.x = {name: [rng.gauss(0, 1) for _ in range(60)] for name in "abc"}
        self.x["b"] = [b + 0.6 * a for a, b in zip(self.x["a"], self.x["b"])]
        self.y = [a + 0.5 * b - 0.2 * c + rng.gauss(0, 1) for a, b, c in zip(*self.x.values())]

    @needs("numpy")
    def test_lmg_is_the_mean_gain_over_all_orders(self):
        import itertools

        import numpy

        def r2(names):
            if not names:
                return 0.0
            design = numpy.column_stack([numpy.ones(60)] + [self.x[n] for n in names])
            y = numpy.array(self.y)
            rest = y - design @ numpy.linalg.lstsq(design, y, rcond=None)[0]
            return 1 - rest @ rest / ((y - y.mean()) @ (y - y.mean()))

        want = dict.fromkeys("abc", 0.0)
        orders = list(itertools.permutations("abc"))
        for order in orders:
            for i, name in enumerate(order):
                want[name] += (r2(order[: i + 1]) - r2(order[:i])) / len(orders)
        got = satisfaction.drivers(self.y, self.x)
        for name in "abc":
            self.assertAlmostEqual(got.shares[name], want[name], delta=1e-10)
        self.assertAlmostEqual(got.r2, r2("abc"), delta=1e-12)
        self.assertAlmostEqual(sum(got.normalized.values()), 1, delta=1e-12)
        scaled = satisfaction.drivers([100 * v for v in self.y], {n: [v * 7 + 3 for v in c] for n, c in self.x.items()})
        self.assertAlmostEqual(scaled.shares["b"], got.shares["b"], delta=1e-12)

    def test_johnson_and_bootstrap(self):
        got = satisfaction.drivers(self.y, self.x, "johnson", resamples=200, seed=1)
        self.assertAlmostEqual(sum(got.shares.values()), got.r2, delta=1e-12)
        self.assertTrue(all(got.low[n] <= got.high[n] for n in "abc"))
        again = satisfaction.drivers(self.y, self.x, "johnson", resamples=200, seed=1, context=libcsc.Context(workers=3))
        self.assertEqual(got, again)

    def test_said_in_words(self):
        self.assertEqual(satisfaction.drivers([1, 2], {"a": [1, 2]}).status, "too-few")
        self.assertEqual(satisfaction.drivers([1, 2, 3, 4, 5], {"a": [1, 1, 1, 1, 1]}).status, "singular")
        self.assertEqual(satisfaction.drivers(self.y + [None], {n: c + [1] for n, c in self.x.items()}).missing, 1)
        with self.assertRaises(libcsc.InvalidError):
            satisfaction.drivers(self.y, self.x, "nonsense")

    def test_reliability(self):
        # alpha = k / (k - 1) (1 - sum of variances / variance of the sum), Cronbach (1951)
        items = [[1, 2, 3, 4, 5, 5], [2, 2, 3, 5, 4, 5], [1, 3, 2, 4, 4, 5]]

        def variance(values):
            mean = sum(values) / len(values)
            return sum((v - mean) ** 2 for v in values) / (len(values) - 1)

        alpha = 3 / 2 * (1 - sum(map(variance, items)) / variance([sum(row) for row in zip(*items)]))
        got = satisfaction.reliability(dict(zip("pqr", items)))
        self.assertAlmostEqual(got.alpha, alpha, delta=1e-12)
        self.assertTrue(got.low < got.alpha < got.high)
        two = 2 * (1 - (variance(items[0]) + variance(items[1])) / variance([a + b for a, b in zip(*items[:2])]))
        self.assertAlmostEqual(got.dropped["r"], two, delta=1e-12)
        self.assertEqual(sorted(got.item_rest), ["p", "q", "r"])

    @needs("numpy")
    def test_tables(self):
        import numpy

        columns = numpy.column_stack(list(self.x.values()))
        got = satisfaction.drivers(numpy.array(self.y), columns)
        self.assertEqual(list(got.shares.values()), list(satisfaction.drivers(self.y, self.x).shares.values()))


@needs_function("csc_pls_fit")
class PathModelTest(unittest.TestCase):
    def setUp(self):
        rng = random.Random(6)
        image = [rng.gauss(0, 1) for _ in range(80)]
        value = [0.7 * i + rng.gauss(0, 0.6) for i in image]
        self.data = {"i%d" % k: [i + rng.gauss(0, 0.5) for i in image] for k in range(3)}
        self.data.update({"v%d" % k: [v + rng.gauss(0, 0.5) for v in value] for k in range(3)})
        self.blocks = {"Image": ["i0", "i1", "i2"], "Value": ["v0", "v1", "v2"]}

    def test_fit(self):
        model = satisfaction.PathModel(self.data, self.blocks, [("Image", "Value")])
        self.assertEqual(model.status, "ok")
        path = model.coefficients[("Image", "Value")]
        # with one path into it, R2 is the coefficient's square, and the coefficient the correlation of the scores
        self.assertAlmostEqual(model.r2["Value"], path**2, delta=1e-12)
        self.assertTrue(math.isnan(model.r2["Image"]))
        scores = model.scores()
        n = len(scores["Image"])
        for values in scores.values():
            self.assertAlmostEqual(sum(values) / n, 0, delta=1e-12)
        products = sum(a * b for a, b in zip(scores["Image"], scores["Value"]))
        squares = math.sqrt(sum(a * a for a in scores["Image"]) * sum(b * b for b in scores["Value"]))
        self.assertAlmostEqual(products / squares, path, delta=1e-9)
        self.assertEqual(model.total_effects, {("Image", "Value"): path})
        self.assertTrue(all(0.5 < loading < 1 for loading in model.loadings.values()))
        limits = model.bootstrap(200, seed=3)
        se, low, high = limits[("Image", "Value")]
        self.assertTrue(0 < se and low < path < high)
        again = satisfaction.PathModel(self.data, self.blocks, [{"from": "Image", "to": "Value"}], context=libcsc.Context(workers=3))
        self.assertEqual(again.bootstrap(200, seed=3), limits)
        self.assertEqual(len(model.to_dict()["paths"]), 1)

    def test_errors(self):
        with self.assertRaises(libcsc.NotFoundError):
            satisfaction.PathModel(self.data, self.blocks, [("Image", "Nothing")])
        with self.assertRaises(libcsc.InvalidError):
            satisfaction.PathModel(self.data, self.blocks, [("Image", "Value")], scheme="x")
        few = {name: values[:2] for name, values in self.data.items()}
        self.assertEqual(satisfaction.PathModel(few, self.blocks, [("Image", "Value")]).status, "too-few")

@needs_function("csc_servqual_compute", "csc_kano_count")
class InstrumentTest(unittest.TestCase):
    def test_servqual(self):
        felt = {"q1": [5, 6, None], "q2": [7, 6, 5], "q3": [3, 3, 3]}
        wished = {"q1": [6, 6, 6], "q2": [7, 7, 7], "q3": [4, 5, 6]}
        told, score = satisfaction.servqual(felt, {"Reliability": ["q1", "q2"], "Empathy": ["q3"]}, wished, weights={"Reliability": 75, "Empathy": 25})
        gaps = [(-1 + 0) / 2, (0 - 1) / 2, -2.0]
        self.assertAlmostEqual(told["Reliability"].gap, sum(gaps) / 3, delta=1e-12)
        self.assertAlmostEqual(told["Empathy"].gap, -2, delta=1e-12)
        self.assertAlmostEqual(score, 0.75 * sum(gaps) / 3 - 0.5, delta=1e-12)
        alone, score = satisfaction.servqual(felt, {"All": ["q1", "q2", "q3"]})
        self.assertTrue(math.isnan(alone["All"].gap))
        self.assertAlmostEqual(score, alone["All"].servperf, delta=1e-12)
        with self.assertRaises(libcsc.InvalidError):
            satisfaction.servqual(felt, {"Empty": [], "All": ["q1"]})

    def test_kano(self):
        # the 5 x 5 table of Berger et al. (1993)
        table = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
        for f in range(5):
            for d in range(5):
                self.assertEqual(satisfaction.kano_classify(f + 1, d + 1), table[f][d])
        got = satisfaction.kano([1, 1, 1, 2, 3, None], [5, 5, 3, 5, 3, 1])
        self.assertEqual((got.counts, got.missing), ({"A": 1, "O": 2, "M": 1, "I": 1, "R": 0, "Q": 0}, 1))
        self.assertEqual((got.category, got.cs_plus, got.cs_minus, got.n), ("O", 0.6, -0.6, 5))
        by = satisfaction.kano([1, 2], [5, 5], ["wifi", "towels"])
        self.assertEqual((by["wifi"].category, by["towels"].category), ("O", "M"))
        with self.assertRaises(libcsc.RangeError) as caught:
            satisfaction.kano([1, 6], [5, 5])
        self.assertEqual(caught.exception.row, 1)


if __name__ == "__main__":
    unittest.main()
