"""Packs, checkers, findings."""

import pickle
import threading
import unittest

import libcsc
import libcsc.phrase as phrase
from support import needs, needs_function


def small_pack():
    builder = phrase.PackBuilder("mine", "1.0.0", "en")
    builder.rule(
        "words.cheap", "prefer", match=["cheap", "really cheap"], suggest="inexpensive", message="Say inexpensive.", source="x.1", severity="suggestion", example="so cheap", counter="a fair price"
    )
    builder.rule("pressure.now", "avoid", match="decide now", message="This presses.", example="decide now", counter="decide later")
    return builder.finish()


@needs_function("csc_check", "csc_pack_builder_finish", "csc_checker_poll")
class PhraseTest(unittest.TestCase):
    def test_spans_are_indexes_of_the_string(self):
        text = "👍 Ελλάς: decide now, it is cheap."
        found = phrase.check(text, small_pack())
        self.assertEqual([f.rule for f in found], ["pressure.now", "words.cheap"])
        for f in found:
            self.assertEqual(text[f.begin : f.end], f.text)
        self.assertEqual(found[1].suggestions, ("inexpensive",))
        self.assertEqual((found[1].kind, found[1].severity, found[1].message, found[1].pack), ("prefer", "suggestion", "Say inexpensive.", "mine"))
        self.assertEqual(phrase.check("all good", small_pack()), [])

    def test_as_csckit_prints_it(self):
        got = phrase.check_dict("é decide now", small_pack(), channel="email")
        self.assertEqual([f["rule"] for f in got["findings"]], ["pressure.now"])
        self.assertEqual(got["findings"][0]["span"]["codepoints"], [2, 12])
        self.assertEqual(got["findings"][0]["span"]["bytes"], [3, 13])

    def test_pieces_equal_the_whole(self):
        text = "Please decide now. It is cheap."
        whole = [(f.rule, f.begin, f.end) for f in phrase.check(text, small_pack())]
        with phrase.Checker(small_pack()) as checker:
            for letter in text:
                checker.feed(letter)
            checker.finish()
            checker.poll()
            self.assertEqual([(f.rule, f.begin, f.end) for f in checker.findings()], whole)
            self.assertEqual(checker.turn_text(), text)
            checker.reset()
            checker.feed("decide now")
            checker.feed("let it be", mode="replace")
            checker.finish()
            checker.poll()
            self.assertEqual(checker.findings(), [])

    def test_columns(self):
        texts = ["decide now", None, "é cheap", ""]
        found = phrase.check_column(texts, small_pack())
        self.assertEqual([[f.rule for f in one] for one in found], [["pressure.now"], [], ["words.cheap"], []])

    @needs("pandas")
    def test_series(self):
        import pandas

        texts = pandas.Series(["decide now, it is cheap", None, "é cheap"], index=[5, 6, 7])
        found = phrase.check_column(texts, small_pack())
        self.assertEqual(list(found.index), [5, 5, 7])
        self.assertEqual(list(found["rule"]), ["pressure.now", "words.cheap", "words.cheap"])
        self.assertEqual(list(found["begin"]), [0, 18, 2])
        self.assertEqual(len(phrase.check_column(pandas.Series(["fine"]), small_pack())), 0)

    def test_conditions_outlive_a_reset(self):
        builder = phrase.PackBuilder("mine", "1.0.0", "en")
        builder.rule("a.b", "avoid", match="decide now", when_channel="email", message="No.", example="decide now", counter="x")
        pack = builder.finish()
        with phrase.Checker(pack, channel="chat") as checker:
            self.assertEqual((checker.check("decide now"), checker.check("decide now")), ([], []))
        with phrase.Checker(pack, channel="email") as checker:
            self.assertEqual([len(checker.check("decide now")) for _ in range(2)], [1, 1])

    def test_packs(self):
        pack = small_pack()
        self.assertEqual((pack.name, pack.version, pack.language), ("mine", "1.0.0", "en"))
        again = phrase.Pack.from_bytes(pack.to_bytes())
        self.assertEqual((again.hash, again.to_bytes()), (pack.hash, pack.to_bytes()))
        self.assertEqual(pickle.loads(pickle.dumps(pack)).hash, pack.hash)
        rule = pack.rule("words.cheap")
        self.assertEqual((rule.patterns, rule.sources, rule.examples), (("cheap", "really cheap"), ("x.1",), ("so cheap",)))
        self.assertIn("words.cheap", [r.id for r in pack])
        with self.assertRaises(LookupError):
            pack.rule("none")
        with self.assertRaises(libcsc.FormatError):
            phrase.Pack.from_bytes(pack.to_bytes()[:-1])
        with self.assertRaises(libcsc.NotFoundError):
            phrase.Pack("no-such-pack")
        self.assertIn("failures", pack.test())

    def test_bad_patterns_say_where(self):
        builder = phrase.PackBuilder("mine", "1.0.0", "en")
        with self.assertRaises(libcsc.CscError) as caught:
            builder.rule("a.b", "avoid", match="(unclosed")
        self.assertIsNotNone(caught.exception.byte)
        with self.assertRaises(libcsc.InvalidError):
            phrase.check("x", [])

    def test_embedded(self):
        self.assertIn("service-en", phrase.embedded_packs())
        pack = phrase.Pack("service-en")
        self.assertEqual(pack.test()["failures"], [])
        self.assertGreater(len(pack), 20)

    def test_messages_in_the_language_of_the_text(self):
        if "service-zh" not in phrase.embedded_packs():
            self.skipTest("no service-zh")
        rule = next(r for r in phrase.Pack("service-zh") if r.kind == "avoid" and r.examples)
        for language in ("zh", "zh-TW", None):
            conditions = {} if language is None else {"lang": language}
            found = phrase.check(rule.examples[0], "service-zh", **conditions)
            told = phrase.check_dict(rule.examples[0], "service-zh", **conditions)["findings"]
            self.assertEqual([f.message for f in found], [f["message"] for f in told])
            self.assertEqual([(f.begin, f.end) for f in found], [tuple(f["span"]["codepoints"]) for f in told])

    def test_eight_threads_share_a_pack(self):
        pack = phrase.Pack("service-en")
        text = "Dear {{customer_name}}, decide now, please."
        want = phrase.check(text, pack)
        wrong = []

        def work():
            for _ in range(20):
                if phrase.check(text, pack) != want or phrase.check_dict(text, pack)["findings"] == []:
                    wrong.append(1)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_a_checker_keeps_its_packs(self):
        checker = phrase.Checker(small_pack())
        checker.packs[0].close()
        checker.feed("decide now")
        checker.finish()

    @needs_function("csc_pack_read_yaml")
    def test_yaml(self):
        pack = phrase.Pack.from_yaml(
            "pack: tiny\nversion: 1.0.0\nlanguage: en\nschema: 1\nrules:\n  - id: a.b\n    kind: avoid\n    match: [decide now]\n"
            "    message: {en: No.}\n    examples: [decide now]\n    counter: [decide later]\n"
        )
        self.assertEqual([f.rule for f in phrase.check("decide now", pack)], ["a.b"])
        with self.assertRaises(libcsc.CscError) as caught:
            phrase.Pack.from_yaml("pack: tiny\nversion: 1.0.0\nlanguage: en\nschema: 1\nrulez: []\n")
        self.assertEqual(caught.exception.line, 5)


if __name__ == "__main__":
    unittest.main()
