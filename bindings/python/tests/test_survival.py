"""Survival on the remission times of Freireich et al. (1963), Blood 21:699-716, with the figures of Kleinbaum & Klein, Survival Analysis."""

import math
import unittest

import libcsc
import libcsc.survival as survival
from support import needs, needs_function

TREATED = [(t, 1) for t in (6, 6, 6, 7, 10, 13, 16, 22, 23)] + [(t, 0) for t in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]
PLACEBO = [(t, 1) for t in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]
TIME = [t for t, _ in TREATED + PLACEBO]
STATUS = [s for _, s in TREATED + PLACEBO]
ARM = ["6-MP"] * len(TREATED) + ["placebo"] * len(PLACEBO)


@needs_function("csc_survival_curve_create")
class CurveTest(unittest.TestCase):
    def test_kaplan_meier(self):
        curves = survival.kaplan_meier(TIME, STATUS, groups=ARM)
        treated = curves["6-MP"]
        for time, want in ((6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)):
            self.assertAlmostEqual(treated.at(time), want, delta=5e-4)
        self.assertEqual((treated.median, curves["placebo"].median), (23, 8))
        self.assertEqual(treated.at([0, 6.5])[0], 1)
        self.assertEqual((treated.at_risk[0], treated.events[0]), (21, 3))
        # Greenwood: se(10) = 0.0963
        self.assertAlmostEqual(treated.se[list(treated.time).index(10)], 0.0963, delta=5e-5)
        self.assertTrue(all(low <= e <= high for low, e, high in zip(treated.low, treated.estimate, treated.high) if low == low))
        alone = survival.kaplan_meier([t for t, _ in TREATED], [s for _, s in TREATED])
        self.assertEqual(list(alone.estimate), list(treated.estimate))
        self.assertEqual(treated.to_dict()["n"], 21)

    def test_nelson_aalen(self):
        hazard = survival.nelson_aalen([t for t, _ in TREATED], [s for _, s in TREATED])
        self.assertAlmostEqual(hazard.at(10), 3 / 21 + 1 / 17 + 1 / 15, delta=1e-12)

    def test_causes(self):
        # incidences and the survival of any event sum to one
        causes = ["moved", None, "service", "moved", None, "service"]
        times = [1, 2, 3, 4, 5, 6]
        curves = survival.aalen_johansen(times, causes)
        km = survival.kaplan_meier(times, [c is not None for c in causes])
        for t in (1, 3, 4, 6):
            self.assertAlmostEqual(curves["moved"].at(t) + curves["service"].at(t) + km.at(t), 1, delta=1e-12)
        self.assertAlmostEqual(curves["moved"].at(1), 1 / 6, delta=1e-15)

    def test_errors(self):
        with self.assertRaises(libcsc.RangeError) as caught:
            survival.kaplan_meier([1, -2], [1, 1])
        self.assertEqual(caught.exception.row, 1)
        with self.assertRaises(libcsc.InvalidError):
            survival.kaplan_meier([1, 2], [1])

    @needs("pandas")
    def test_frames(self):
        import pandas

        frame = pandas.DataFrame({"t": TIME, "s": STATUS, "arm": ARM})
        curve = survival.kaplan_meier(frame["t"], frame["s"], groups=frame["arm"])["6-MP"]
        table = curve.to_frame()
        self.assertAlmostEqual(table.loc[10, "estimate"], 0.753, delta=5e-4)


@needs_function("csc_survival_fit")
class RegressionTest(unittest.TestCase):
    def test_logrank(self):
        got = survival.logrank(TIME, STATUS, ARM)
        self.assertAlmostEqual(got.chi2, 16.793, delta=1e-3)
        self.assertEqual((got.df, got.observed), (1, {"6-MP": 9, "placebo": 21}))
        self.assertAlmostEqual(got.expected["6-MP"], 19.25, delta=5e-3)
        with self.assertRaises(libcsc.UndefinedError):
            survival.logrank([1, 2], [0, 0], ["a", "b"])

    def test_cox(self):
        x = {"placebo": [float(arm == "placebo") for arm in ARM]}
        efron = survival.cox(TIME, STATUS, x)
        breslow = survival.cox(TIME, STATUS, x, ties="breslow")
        self.assertAlmostEqual(efron.coef["placebo"], 1.5721, delta=1e-4)
        self.assertAlmostEqual(efron.se["placebo"], 0.4124, delta=1e-4)
        self.assertAlmostEqual(breslow.coef["placebo"], 1.5092, delta=1e-4)
        self.assertEqual((efron.status, efron.problem, efron.number("events")), ("ok", None, 30))
        self.assertAlmostEqual(efron.covariance[0][0], efron.se["placebo"] ** 2, delta=1e-12)
        self.assertGreater(efron.loglik, efron.number("loglik_null"))
        times, hazard = efron.baseline()
        self.assertEqual(len(times), len({t for t, s in TREATED + PLACEBO if s}))
        self.assertEqual(list(hazard), sorted(hazard))
        self.assertAlmostEqual(efron.concordance, survival.concordance(TIME, STATUS, x["placebo"]), delta=1e-12)
        self.assertIn("coef", efron.to_dict())
        with self.assertRaises(libcsc.NotFoundError):
            efron.number("nonsense")

    def test_aft(self):
        # Weibull on these data: log T = 3.516 - 1.267 placebo, scale 0.732 (Kleinbaum & Klein, chapter 7)
        fit = survival.aft(TIME, STATUS, {"placebo": [float(arm == "placebo") for arm in ARM]})
        self.assertAlmostEqual(fit.coef["intercept"], 3.516, delta=1e-3)
        self.assertAlmostEqual(fit.coef["placebo"], -1.267, delta=1e-3)
        self.assertAlmostEqual(fit.number("scale"), 0.732, delta=1e-3)

    def test_trouble_is_named(self):
        with self.assertRaises(libcsc.SingularError) as caught:
            survival.cox([1, 2, 3, 4], [1, 1, 1, 1], {"a": [1, 2, 3, 5], "b": [2, 4, 6, 10]})
        self.assertIn(caught.exception.key, ("a", "b"))
        fit = survival.cox([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0], {"x": [1, 1, 1, 0, 0, 0]})
        self.assertEqual((fit.status, fit.trouble), ("separation", "x"))
        self.assertTrue(math.isnan(fit.se["x"]) or fit.se["x"] > 0)


if __name__ == "__main__":
    unittest.main()
