"""Word of mouth."""

import itertools
import math
import random
import unittest

import libcsc
import libcsc.wom as wom
from support import needs, needs_function


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


class BranchingTest(unittest.TestCase):
    def test_borel_tanner(self):
        # Poisson offspring: P(n) = e^(-m n) (m n)^(n - 1) / n! (Borel 1942)
        m = 0.7
        w = wom.Branching("poisson:0.7")
        for n in range(1, 30):
            self.assertAlmostEqual(w.pmf(n) / (math.exp(-m * n) * (m * n) ** (n - 1) / math.factorial(n)), 1, delta=1e-12)
        self.assertAlmostEqual(w.cdf(29), sum(w.pmf(n) for n in range(1, 30)), delta=1e-13)
        self.assertAlmostEqual(w.cdf(29) + w.upper(29), 1, delta=1e-13)
        self.assertEqual(w.cdf(w.quantile(0.9)) >= 0.9, True)
        self.assertLess(w.cdf(w.quantile(0.9) - 1), 0.9)
        self.assertAlmostEqual(w.moments.mean, 1 / (1 - m), delta=1e-12)
        self.assertAlmostEqual(w.moments.variance, m / (1 - m) ** 3, delta=1e-12)
        self.assertEqual(w.extinction, 1)

    def test_laws(self):
        # the smallest root of s = exp(2 (s - 1))
        q = 0.2
        for _ in range(200):
            q = math.exp(2 * (q - 1))
        self.assertAlmostEqual(wom.Branching("poisson", [2]).extinction, q, delta=1e-14)
        self.assertAlmostEqual(wom.Branching("poisson", [2], ancestors=3).extinction, q**3, delta=1e-14)
        self.assertTrue(math.isnan(wom.Branching("poisson:2").moments.mean))
        mean, variance, empty = wom.Branching("pmf:0.5,0.3,0.2").generation(1)
        self.assertAlmostEqual(mean, 0.7, delta=1e-15)
        self.assertAlmostEqual(variance, 0.3 + 0.8 - 0.49, delta=1e-15)
        self.assertAlmostEqual(empty, 0.5, delta=1e-15)
        told = wom.Branching("binomial:10,0.05").to_dict(size=3)
        self.assertAlmostEqual(told["mean"], 2, delta=1e-12)
        self.assertIn("pmf", told)

    def test_errors(self):
        for law in ("poisson", "zipf:1", "poisson:x"):
            with self.assertRaises(libcsc.InputSyntaxError):
                wom.Branching(law)
        with self.assertRaises(libcsc.RangeError):
            wom.Branching("geometric:1.5")
        with self.assertRaises(libcsc.InvalidError):
            wom.Branching("zipf", [1])
        with self.assertRaises(libcsc.UndefinedError):
            wom.Branching("poisson:2").quantile(0.999)


class BassTest(unittest.TestCase):
    P, Q, M = 0.02, 0.45, 5000.0

    def share(self, t):
        e = math.exp(-(self.P + self.Q) * t)
        return (1 - e) / (1 + self.Q / self.P * e)

    def test_functions(self):
        self.assertAlmostEqual(wom.bass_cumulative(self.P, self.Q, 3.5), self.share(3.5), delta=1e-15)
        self.assertAlmostEqual(wom.bass_peak_time(self.P, self.Q), math.log(self.Q / self.P) / (self.P + self.Q), delta=1e-12)
        slope = (self.share(3.5 + 1e-5) - self.share(3.5 - 1e-5)) / 2e-5
        self.assertAlmostEqual(wom.bass_rate(self.P, self.Q, 3.5), slope, delta=1e-9)

    def test_fit(self):
        series = [self.M * (self.share(t + 1) - self.share(t)) for t in range(14)]
        for form in (None, "interval-mle"):
            with wom.Bass(series, form=form) as fit:
                self.assertEqual(fit.status, "ok")
                for name, want in (("p", self.P), ("q", self.Q), ("m", self.M)):
                    self.assertAlmostEqual(getattr(fit.result, name) / want, 1, delta=1e-6)
                value, low, high = fit.forecast(15)[0]
                self.assertAlmostEqual(value, self.M * (self.share(15) - self.share(14)), delta=1e-2)
                self.assertEqual(len(fit.to_dict(horizon=3)["forecast"]), 3)
        self.assertEqual(wom.Bass([v if i != 5 else None for i, v in enumerate(series)]).result.missing, 1)

    def test_no_answer_is_said(self):
        self.assertEqual(wom.Bass([1, 2]).status, "too-few")
        self.assertEqual(wom.Bass([1, 2, 4, 8, 16, 32, 64]).status in ("peak-not-seen", "diverged"), True)
        with self.assertRaises(libcsc.UndefinedError):
            wom.Bass([1, 2]).forecast(3)
        with self.assertRaises(libcsc.RangeError) as caught:
            wom.Bass([1, 2, -3, 4])
        self.assertEqual(caught.exception.row, 2)


class GraphTest(unittest.TestCase):
    ROWS = [("ann", "bob"), ("bob", "cy"), ("ann", "cy"), ("cy", "cy"), ("ann", "bob"), ("dee", "")]

    def graph(self, **options):
        return wom.Graph([a for a, _ in self.ROWS], [b for _, b in self.ROWS], **options)

    def test_counts(self):
        info = self.graph().info()
        self.assertEqual((info["arcs"], info["loops"], info["duplicates"], info["missing"]), (3, 1, 1, 1))
        self.assertEqual((info["first_loop"], info["first_duplicate"], info["first_missing"]), (3, 4, 5))
        self.assertIsNone(wom.Graph([0], [1]).info()["first_loop"])

    def test_neighbours(self):
        g = self.graph()
        self.assertEqual((g.out("ann"), g.into("cy"), g.out("cy")), (["bob", "cy"], ["bob", "ann"] if g.number("bob") < g.number("ann") else ["ann", "bob"], []))
        self.assertEqual(g.probability("ann", "cy"), 0.5)
        self.assertEqual(g.probability("cy", "ann"), 0)
        with self.assertRaises(libcsc.NotFoundError):
            g.out("zed")

    def test_cascades(self):
        # ann -> bob (p), ann -> cy (p), bob -> cy (p): E = 1 + p + 1 - (1 - p)(1 - p^2)
        p = 0.3
        g = self.graph(weights="const", probability=p)
        got = g.simulate(["ann"], runs=200000, seed=1, activation=True, credit=True)
        want = 1 + p + 1 - (1 - p) * (1 - p * p)
        self.assertLess(abs(got.spread - want), 4 * got.se)
        self.assertEqual(got.activation[g.number("ann")], 1)
        self.assertAlmostEqual(got.credit["ann"], got.spread, delta=1e-9)
        again = g.simulate(["ann"], runs=200000, seed=1, context=libcsc.Context(workers=3))
        self.assertEqual((again.spread, again.se), (got.spread, got.se))
        sure = self.graph(weights="const", probability=1)
        self.assertEqual(sure.cascade(["ann"]), {"ann": ("ann", 0), "bob": ("ann", 1), "cy": ("ann", 1)})
        self.assertEqual(sure.simulate(["cy"], runs=5).spread, 1)

    def test_cancel(self):
        g = self.graph()
        with self.assertRaises(libcsc.Cancelled):
            g.simulate(["ann"], runs=100000000, context=libcsc.Context(progress=lambda done, total: True))

    @needs("networkx")
    def test_networkx(self):
        import networkx

        source = networkx.DiGraph()
        source.add_edge("a", "b", p=0.25)
        source.add_edge("b", "c", p=1.0)
        g = wom.Graph.from_networkx(source, weight="p")
        self.assertEqual((g.arcs, g.probability("a", "b")), (2, 0.25))
        both = wom.Graph.from_networkx(networkx.Graph([("a", "b")]))
        self.assertEqual((both.out("a"), both.out("b")), (["b"], ["a"]))

    @needs("scipy")
    def test_scipy(self):
        import scipy.sparse

        g = wom.Graph.from_scipy(scipy.sparse.csr_matrix([[0, 0.5, 0], [0, 0, 0.25], [0, 0, 0]]), weighted=True)
        self.assertEqual((g.nodes, g.out(0), g.probability(1, 2)), (3, [1], 0.25))

@needs_function("csc_wom_seeds_choose")
class SeedsTest(unittest.TestCase):
    def setUp(self):
        rng = random.Random(3)
        self.arcs = sorted({(rng.randrange(30), rng.randrange(30)) for _ in range(90)})
        self.graph = wom.Graph([a for a, _ in self.arcs], [b for _, b in self.arcs], weights="const", probability=1.0, nodes=30)

    def reach(self, people):
        seen, left = set(people), list(people)
        while left:
            at = left.pop()
            for a, b in self.arcs:
                if a == at and b not in seen:
                    seen.add(b)
                    left.append(b)
        return len(seen)

    def test_the_guarantee_holds_against_all_choices(self):
        seeds = wom.Seeds(self.graph, k=2, epsilon=0.1, delta=0.01)
        best = max(self.reach(pair) for pair in itertools.combinations(range(30), 2))
        got = self.reach(seeds.people)
        result = seeds.result
        self.assertGreaterEqual(got, result.guarantee * best)
        self.assertGreaterEqual(result.guarantee, 1 - 1 / math.e - 0.1)
        self.assertLess(abs(result.spread - got), 5 * result.se + 1e-9)
        self.assertEqual((len(seeds.people), len(seeds.gains), result.n), (2, 2, 2))
        again = wom.Seeds(self.graph, k=2, epsilon=0.1, delta=0.01, context=libcsc.Context(workers=3))
        self.assertEqual((again.people, again.result), (seeds.people, result))
        self.assertEqual(seeds.to_dict()["seeds"], seeds.people)

    def test_excluded_costs_and_values(self):
        first = wom.Seeds(self.graph, k=1).people[0]
        self.assertNotIn(first, wom.Seeds(self.graph, k=3, excluded=[first]).people)
        cheap = wom.Seeds(self.graph, k=5, budget=2.0, cost={first: 100.0})
        self.assertNotIn(first, cheap.people)
        self.assertLessEqual(cheap.result.cost, 2)
        named = wom.Graph(["ann", "bob"], ["cy", "dee"], weights="const", probability=1)
        self.assertEqual(wom.Seeds(named, k=1, value={"dee": 10.0}).people[0] in ("bob", "dee"), True)
        for method in ("degree", "degree-discount", "pagerank"):
            self.assertEqual(len(wom.Seeds(self.graph, k=3, method=method).people), 3)
        with self.assertRaises(libcsc.SpecError):
            wom.Seeds(self.graph, method="guess")

@needs_function("csc_wom_referral_create")
class ReferralTest(unittest.TestCase):
    def test_credit_and_value(self):
        log = wom.Referrals(["ann", "bob", "ann", "cy", ""], ["bob", "cy", "dee", "cy", "x"], decay=0.5, value=100, type_one=0.8, cost=10, saving=5)
        ann = log["ann"]
        self.assertEqual((ann.credit, ann.direct, ann.depth, ann.referrer), (2.5, 2, 2, None))
        self.assertAlmostEqual(ann.crv, 2.5 * (0.8 * 90 + 5), delta=1e-9)
        self.assertEqual(log["cy"].referrer, "bob")
        info = log.info()
        self.assertEqual((info["referrals"], info["loops"], info["missing"], info["first_loop"]), (3, 1, 1, 3))
        self.assertIn("ann", [one.customer for one in log])
        self.assertEqual(log.to_dict()["customers"][0]["customer"], "ann")
        with self.assertRaises(libcsc.NotFoundError):
            log["zed"]

    def test_first_in_time_counts(self):
        log = wom.Referrals(["ann", "bob"], ["cy", "cy"], time=[5, 3])
        self.assertEqual((log["cy"].referrer, log.info()["repeats"]), ("bob", 1))

    def test_circles_are_told(self):
        log = wom.Referrals(["a", "b"], ["b", "a"])
        self.assertEqual((log.info()["cycles"], log["a"].cycle), (1, 1))


if __name__ == "__main__":
    unittest.main()
