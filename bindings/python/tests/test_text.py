"""Text: offsets are indexes into Python strings."""

import unicodedata
import unittest

import libcsc
import libcsc.text as text
from support import needs_function


@needs_function("csc_text_units", "csc_text_fold", "csc_text_segment", "csc_plain_run", "csc_folder_fold")
class TextTest(unittest.TestCase):
    WORDS = "Naïve 👍 Ελλάς — Straße, ﬁx 中文!"

    def test_units(self):
        raw = self.WORDS.encode()
        offsets = [len(self.WORDS[:i].encode()) for i in range(len(self.WORDS) + 1)]
        points, wide = text.units(self.WORDS, offsets)
        self.assertEqual(points, list(range(len(self.WORDS) + 1)))
        self.assertEqual(wide, [len(self.WORDS[:i].encode("utf-16-le")) // 2 for i in range(len(self.WORDS) + 1)])
        with self.assertRaises(libcsc.RangeError) as caught:
            text.units(self.WORDS, [0, len(raw) + 1])
        self.assertEqual(caught.exception.row, 1)

    def test_fold(self):
        for word in ("STRASSE", "Straße", "ﬁ", "Å", "ΣΑΣ", "İ"):
            want = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
            self.assertEqual(text.fold(word), want, word)
        self.assertEqual(text.fold("“No”", "matching"), '"no"')

    def test_folder_knows_the_source(self):
        folder = text.Folder("matching")
        made = folder.fold(self.WORDS)
        at = made.index("strasse")
        begin, end = folder.source_span(at, at + 7)
        self.assertEqual(self.WORDS[begin:end], "Straße")

    def test_parts(self):
        self.assertEqual("".join(self.WORDS[a:b] for a, b in text.spans(self.WORDS, "segment")), self.WORDS)
        self.assertIn("Straße", text.words(self.WORDS))
        self.assertEqual(text.sentences("One. Two!"), ["One.", "Two!"])
        self.assertEqual(text.words(""), [])

    def test_plain(self):
        self.assertEqual(text.plain("<p>Fish &amp; <b>chips</b></p><script>x</script>").strip(), "Fish & chips")
        reader = text.Plain()
        source = "<p>Ä &amp; <b>chips</b></p>"
        made = reader.run(source)
        at = made.index("chips")
        begin, end = reader.source_span(at, at + 5)
        self.assertEqual(source[begin:end], "chips")

    def test_bad_text(self):
        with self.assertRaises(UnicodeEncodeError):
            text.fold("\ud800")
        with self.assertRaises(libcsc.Utf8Error) as caught:
            text.fold(b"a\xff")
        self.assertEqual(caught.exception.byte, 1)


if __name__ == "__main__":
    unittest.main()
