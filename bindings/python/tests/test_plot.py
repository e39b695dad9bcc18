"""Pictures, where matplotlib is installed."""

import io
import unittest

import libcsc
import libcsc.plot
import libcsc.satisfaction
import libcsc.wom
from support import needs


@needs("matplotlib")
class PlotTest(unittest.TestCase):
    def setUp(self):
        import matplotlib

        matplotlib.use("Agg")

    def drawn(self, ax):
        import matplotlib.pyplot

        block = io.BytesIO()
        ax.figure.savefig(block, format="svg")
        matplotlib.pyplot.close(ax.figure)
        return block.getvalue().decode()

    def test_intervals(self):
        groups = libcsc.metric("nps:standard/1", [10, 9, 1, 3, None], groups=["n", "n", "s", "s", "none"])
        ax = libcsc.plot.intervals(groups, whole=libcsc.metric("nps:standard/1", [10, 9, 1, 3]))
        self.assertEqual([t.get_text() for t in ax.get_yticklabels()], ["n (n 2)", "s (n 2)", "none (undefined)"])
        self.assertIn("<svg", self.drawn(ax))

    def test_gaps(self):
        result = libcsc.satisfaction.gap([8, 7], [9, 5], items=["speed", "care"])
        self.assertIn("<svg", self.drawn(libcsc.plot.gaps(result)))

    def test_bass(self):
        series = [1000 * (libcsc.wom.bass_cumulative(0.03, 0.4, t + 1) - libcsc.wom.bass_cumulative(0.03, 0.4, t)) for t in range(12)]
        series[3] = None
        self.assertIn("<svg", self.drawn(libcsc.plot.bass(libcsc.wom.Bass(series), series)))
        self.assertEqual(libcsc.plot.bass(libcsc.wom.Bass([1, 2]), [1, 2]).get_title(), "no estimate: too-few")

    def test_curve(self):
        self.assertIn("<svg", self.drawn(libcsc.plot.curve([0, 1, 2], [1, 0.8, 0.5], [1, 0.7, 0.3], [1, 0.9, 0.7], label="all")))


if __name__ == "__main__":
    unittest.main()
