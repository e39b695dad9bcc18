"""The chain from findings to money, each link against its formula by hand."""

import math
import unittest

import libcsc
import libcsc.impact as impact
from support import needs_function

EXACT = {"effect": 0.5, "tolerance": 0.0, "leaves_loyal": 0.1, "leaves_drifting": 0.2, "leaves_lost": 0.6, "tellings": 10, "hearer_lost": 0.05, "hearer_value": 40}


def normal(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


@needs_function("csc_impact_create")
class ImpactTest(unittest.TestCase):
    def test_by_hand(self):
        expectation, experience, deviation, rate, value = [7, 7, 8], [8, 7, 5], [1.0, 0.5, 2.0], [0.0, 2.0, 1.0], [100.0, 200.0, 300.0]
        chain = impact.Chain(expectation, experience, value, deviation=deviation, rate=rate, links=EXACT, draws=0)
        leaves = []
        for i in range(3):
            gap = experience[i] - 0.5 * rate[i] - expectation[i]
            loyal = normal(gap / deviation[i])
            leaves.append(0.1 * loyal + 0.6 * (1 - loyal))
            got = chain.customer(i)
            self.assertAlmostEqual(got.gap, gap, delta=1e-12)
            self.assertAlmostEqual(got.leaves, leaves[i], delta=1e-12)
            self.assertAlmostEqual(got.lost_sales, leaves[i] * value[i], delta=1e-9)
            self.assertAlmostEqual(got.lost_by_word_of_mouth, leaves[i] * 10 * 0.05 * 40, delta=1e-9)
        totals = chain.totals
        self.assertAlmostEqual(totals.lost_sales, sum(p * v for p, v in zip(leaves, value)), delta=1e-9)
        self.assertAlmostEqual(totals.leavers, sum(leaves), delta=1e-12)
        self.assertAlmostEqual(totals.at_risk, sum(c.at_risk for c in chain.customers()), delta=1e-9)
        self.assertEqual((totals.n, totals.missing, totals.status), (3, 0, "ok"))
        saved = [c.saved for c in chain.customers()]
        self.assertEqual(chain.calling_list(), sorted(range(3), key=lambda i: -saved[i]))
        self.assertEqual(len(chain.calling_list(2)), 2)

    def test_overlap(self):
        chain = impact.Chain([8], [5], [100.0], links=dict(EXACT, leaves_lost=1.0), population=20, draws=0)
        self.assertAlmostEqual(chain.totals.hearers, 20 * (1 - (1 - 1 / 20) ** 10), delta=1e-9)

    def test_intervals(self):
        links = dict(EXACT, leaves_lost=(0.6, 0.4, 0.8), contact=0.5)
        chain = impact.Chain([8] * 20, [5] * 20, [100.0] * 20, links=links, seed=2)
        totals = chain.totals
        self.assertTrue(totals.low < totals.at_risk < totals.high)
        self.assertFalse(totals.partial)
        again = impact.Chain([8] * 20, [5] * 20, [100.0] * 20, links=links, seed=2, context=libcsc.Context(workers=3))
        self.assertEqual(again.totals, totals)
        self.assertTrue(impact.Chain([8], [5], [100.0]).totals.partial)
        told = chain.to_dict()
        self.assertEqual(told["interval"], "full")
        self.assertTrue(told["sensitivity"])

    def test_estimates(self):
        link = impact.estimate_effect([0, 1, 2, 3], [8, 7.4, 7.1, 6.4])
        self.assertEqual(link.kind, "estimated")
        self.assertAlmostEqual(link.value, 0.51, delta=1e-12)
        found = impact.estimate_leaving([2, 1, 0, -1, -2, -2], [0, 0, 0, 1, 1, 0])
        self.assertAlmostEqual(found["leaves_lost"].value, 2 / 3, delta=1e-12)
        self.assertGreater(found["leaves_loyal"].se, 0)
        chain = impact.Chain([8], [5], [1.0], links=dict(found, effect=link))
        self.assertEqual(chain.totals.n, 1)
        with self.assertRaises(libcsc.TooFewError):
            impact.estimate_effect([1], [1])

    def test_errors(self):
        self.assertEqual(impact.Chain([8, None], [5, 5], [1.0, 1.0]).totals.missing, 1)
        self.assertTrue(math.isnan(impact.Chain([None], [5], [1.0]).customer(0).at_risk))
        with self.assertRaises(libcsc.InvalidError):
            impact.Chain([8], [5], [1.0], links={"nonsense": 1})
        with self.assertRaises(libcsc.RangeError) as caught:
            impact.Chain([8, 8], [5, 5], [1.0, -1.0])
        self.assertEqual((caught.exception.row, caught.exception.key), (1, "value"))
        self.assertEqual(sorted(impact.presets()), sorted(impact.LINKS))


if __name__ == "__main__":
    unittest.main()
