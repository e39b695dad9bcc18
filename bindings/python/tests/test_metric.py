"""Metrics against a few lines of Python that share no code with the library."""

import copy
import math
import pickle
import random
import unittest

import libcsc
from support import needs

Z = 1.9599639845400545  # standard normal quantile of 0.975, published tables


def wilson(k, n):
    p = k / n
    middle, half = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)


def nps(values):
    answers = [v for v in values if v is not None]
    return (sum(v >= 9 for v in answers) - sum(v < 7 for v in answers)) / len(answers)


class ValueTest(unittest.TestCase):
    def test_top_box(self):
        rng = random.Random(5)
        for _ in range(50):
            values = [rng.choice([1, 2, 3, 4, 5, None]) for _ in range(rng.randint(3, 60))] + [3]
            answers = [v for v in values if v is not None]
            top = sum(v >= 4 for v in answers)
            got = libcsc.metric("csat:top2/1", values)
            self.assertAlmostEqual(got.value, top / len(answers), delta=1e-15)
            self.assertEqual((got.n, got.missing), (len(answers), len(values) - len(answers)))
            low, high = wilson(top, len(answers))
            self.assertAlmostEqual(got.low, low, delta=1e-12)
            self.assertAlmostEqual(got.high, high, delta=1e-12)
            self.assertEqual(got.definition, "csat:top2/1")

    def test_nps(self):
        rng = random.Random(6)
        for _ in range(50):
            values = [rng.choice(list(range(11)) + [None]) for _ in range(40)]
            got = libcsc.metric("nps:standard/1", values)
            self.assertAlmostEqual(got.value, nps(values), delta=1e-15)
            self.assertTrue(-1 <= got.low <= got.value <= got.high <= 1)

    def test_undefined(self):
        for values in ([], [None], [float("nan")]):
            with self.assertRaises(libcsc.UndefinedError):
                libcsc.metric("nps:standard/1", values)
        groups = libcsc.metric("nps:standard/1", [10, None], groups=["a", "b"])
        self.assertEqual(groups["a"].value, 1)
        self.assertTrue(math.isnan(groups["b"].value))
        self.assertEqual(groups["b"].status, "undefined")
        self.assertFalse(groups["b"])

    def test_bad_data(self):
        with self.assertRaises(libcsc.RangeError) as caught:
            libcsc.metric("csat:top2/1", [5, 4, 9])
        self.assertEqual(caught.exception.row, 2)
        with self.assertRaises(libcsc.SpecError):
            libcsc.metric("csat:top2/1?scale=x", [5])
        with self.assertRaises(libcsc.NotFoundError):
            libcsc.metric("csat:none/1", [5])
        with self.assertRaises(libcsc.InvalidError):
            libcsc.metric("csat:top2/1", [5, 4], weights=[1])
        with self.assertRaises(libcsc.ColumnTypeError):
            libcsc.metric("csat:top2/1", ["5"])

    def test_weights(self):
        got = libcsc.metric("csat:mean/1", [5, 1, 3], weights=[2, 1, 1])
        self.assertAlmostEqual(got.value, (10 + 1 + 3) / 4, delta=1e-15)
        self.assertEqual(got.n, 4)

    def test_groups(self):
        rng = random.Random(7)
        values = [rng.randint(0, 10) for _ in range(500)]
        labels = [rng.choice("abcd") for _ in values]
        got = libcsc.metric("nps:standard/1", values, groups=labels)
        self.assertEqual(sorted(got), list("abcd"))
        for label in got:
            self.assertAlmostEqual(got[label].value, nps([v for v, g in zip(values, labels) if g == label]), delta=1e-15)
        self.assertEqual(libcsc.metric("nps:standard/1", [], groups=[]), {})

    def test_tables(self):
        table = {"score": [10, 9, 1], "team": ["a", "a", "b"], "w": [1, 1, 2]}
        self.assertEqual(libcsc.metric("nps:standard/1", table, value="score", by="team")["b"].value, -1)
        self.assertEqual(libcsc.metric("nps:standard/1", table, value="score", weight="w").value, 0)
        with self.assertRaises(libcsc.NotFoundError):
            libcsc.metric("nps:standard/1", table, value="nothing")
        with self.assertRaises(libcsc.InvalidError):
            libcsc.metric("nps:standard/1", [1], by="team")


class AccumulatorTest(unittest.TestCase):
    def test_any_split_gives_the_same_bytes(self):
        rng = random.Random(8)
        values = [rng.choice([rng.randint(0, 10), rng.random() * 10]) for _ in range(300)]
        codes = [rng.randrange(5) for _ in values]
        whole = libcsc.Metric("nps:standard/1", 5).add(values, codes)
        for _ in range(5):
            order = list(range(len(values)))
            rng.shuffle(order)
            parts = [libcsc.Metric("nps:standard/1", 5) for _ in range(4)]
            for i in order:
                parts[i % 4].add([values[i]], [codes[i]])
            rng.shuffle(parts)
            merged = parts[0].merge(parts[1]).merge(parts[2]).merge(libcsc.Metric.from_bytes(parts[3].to_bytes()))
            self.assertEqual(merged.to_bytes(), whole.to_bytes())

    def test_states(self):
        m = libcsc.Metric("csat:mean/1", 2).add([5, 4, 3], [0, 1, 1])
        for again in (libcsc.Metric.from_bytes(m.to_bytes()), pickle.loads(pickle.dumps(m)), m.copy(), copy.copy(m)):
            self.assertEqual(again.to_dict(1), m.to_dict(1))
            self.assertEqual(again.to_bytes(), m.to_bytes())
        state = libcsc.inspect(m.to_bytes())
        self.assertEqual((state.kind, state.spec), ("metric", "csat:mean/1"))
        self.assertEqual(state.hash, libcsc.spec_hash("csat:mean/1"))
        raw = m.to_bytes()
        for i in range(len(raw)):
            bad = raw[:i] + bytes([raw[i] ^ 64]) + raw[i + 1 :]
            with self.assertRaises((libcsc.FormatError, libcsc.VersionError)):
                libcsc.Metric.from_bytes(bad)
        with self.assertRaises(libcsc.MismatchError):
            m.merge(libcsc.Metric("csat:mean/1?scale=1..7", 2))

    def test_labels(self):
        m = libcsc.Metric("nps:standard/1", None)
        self.assertEqual(m.groups, 0)
        m.add([10, 1], ["b", "a"]).add([9, 2], ["a", "b"]).add_value(7, "é").add_value(None, "é")
        self.assertEqual(m.labels, ["b", "a", "é"])
        self.assertEqual(m.estimate("a").value, 0)
        self.assertEqual((m.estimate("é").n, m.estimate("é").missing), (1, 1))
        self.assertEqual(list(m.estimates()), ["b", "a", "é"])
        self.assertEqual(m.to_dict("b")["group"], "b")
        with self.assertRaises(libcsc.NotFoundError):
            m.estimate("zz")
        other = libcsc.Metric("nps:standard/1", None).add([0, 0], ["é", "new"])
        self.assertEqual(m.merge(other).labels[-1], "new")

    def test_errors_change_nothing(self):
        m = libcsc.Metric("csat:top2/1", 2).add([5], [1])
        before = m.to_bytes()
        for values, codes in (([5, 9], [0, 0]), ([5], [2]), ([5], [None]), ([5], [-1])):
            with self.assertRaises(libcsc.RangeError):
                m.add(values, codes)
        self.assertEqual(m.to_bytes(), before)
        with self.assertRaises(libcsc.InvalidError):
            m.estimate(2)
        with self.assertRaises(libcsc.InvalidError):
            libcsc.Metric("csat:top2/1", 0)

    def test_comparison(self):
        # Newcombe (1998), Statistics in Medicine 17:873-890, table II: 56/70 against 48/80, difference 0.2, method 10: 0.0524 to 0.3339.
        m = libcsc.Metric("csat:top2/1", 2)
        m.add([5] * 56 + [1] * 14, [0] * 70).add([5] * 48 + [1] * 32, [1] * 80)
        d = m.compare(0, 1)
        self.assertAlmostEqual(d.difference, 0.2, places=12)
        self.assertEqual((round(d.low, 4), round(d.high, 4)), (0.0524, 0.3339))
        other = libcsc.Metric("csat:top2/1").add([5] * 48 + [1] * 32)
        self.assertEqual(m.compare(0, 0, other), d)
        self.assertEqual(m.compare_each(1)[0].difference, d.difference)
        self.assertEqual(m.compare_each(1)[1].status, "undefined")
        self.assertEqual(m.rank(), [1, 2])
        self.assertEqual(m.rank(75), [None, 1])

    def test_reset(self):
        m = libcsc.Metric("csat:top2/1").add([5, 4])
        m.reset()
        self.assertEqual(m.estimate().status, "undefined")
        self.assertEqual(m.spec, "csat:top2/1")

    def test_explanation(self):
        m = libcsc.Metric("nps:standard/1").add([10, 0, 8])
        self.assertEqual(m.to_dict()["counts"], {"promoters": 1, "passives": 1, "detractors": 1})
        self.assertNotIn("counts", m.to_dict(level="value"))
        self.assertIn("formula", m.to_dict(level="explain"))


class DefinitionTest(unittest.TestCase):
    def test_all_have_what_they_need(self):
        found = libcsc.definitions()
        self.assertEqual([d.id for d in found], sorted(d.id for d in found))
        for d in found:
            self.assertTrue(d.title and d.formula and d.limits and d.subject, d.id)
            self.assertEqual(libcsc.definition(d.id), d)
            # Defaults in, defaults out: the canonical form is the bare id.
            given = ["%s=%s" % (p.name, p.default) for p in d.parameters if p.default]
            needed = [p for p in d.parameters if not p.default]
            if given and not needed:
                self.assertEqual(libcsc.canonical(d.id + "?" + "&".join(given)), d.id)
            for p in d.parameters:
                self.assertIn(p.kind, ("number", "integer", "word", "scale", "duration"))
        self.assertEqual(libcsc.definitions("metric"), [d for d in found if d.subject == "metric"])

    def test_presets_reproduce_their_hosts(self):
        # One table, two hosts: what Odoo and FreeScout make of the same rows is different by definition.
        for spec in ("csat:odoo-happy/1", "csat:freescout/1", "csat:chatwoot/1", "csat:zendesk/1", "csat:formbricks/1"):
            self.assertEqual(libcsc.definition(spec).subject, "metric")


@needs("pandas")
class FrameTest(unittest.TestCase):
    def test_frame_in_frame_out(self):
        import pandas

        frame = pandas.DataFrame({"score": [10, 9, 1, None], "team": ["n", "s", "s", "n"], "year": [1, 1, 2, 2]})
        got = libcsc.metric("nps:standard/1", frame, value="score", by="team")
        self.assertEqual(list(got.index), ["n", "s"])
        self.assertEqual(got.index.name, "team")
        self.assertEqual(list(got["value"]), [1, 0])
        self.assertEqual(list(got["missing"]), [1, 0])
        both = libcsc.metric("nps:standard/1", frame, value="score", by=["team", "year"])
        self.assertEqual(both.loc[("s", 2), "value"], -1)
        self.assertEqual(both.loc[("n", 2), "status"], "undefined")
        self.assertEqual(libcsc.metric("nps:standard/1", frame["score"]).n, 3)
        self.assertEqual(libcsc.metric("nps:standard/1", frame["score"], groups=frame["team"])["s"].value, 0)

    def test_as_pandas_does(self):
        import numpy
        import pandas

        rng = numpy.random.default_rng(3)
        frame = pandas.DataFrame({"v": rng.integers(1, 6, 5000), "g": pandas.Categorical(rng.choice(list("xyz"), 5000))})
        got = libcsc.metric("csat:mean/1", frame, value="v", by="g")
        want = frame.groupby("g", observed=False)["v"].mean()
        self.assertLess((got["value"] - want).abs().max(), 1e-13)

    @needs("pyarrow")
    def test_arrow_tables(self):
        import pyarrow

        table = pyarrow.table({"v": [5, 4, 1], "g": ["a", "b", "a"]})
        self.assertEqual(libcsc.metric("csat:mean/1", table, value="v", by="g")["a"].value, 3)


if __name__ == "__main__":
    unittest.main()
