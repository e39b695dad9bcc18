"""Files: CSV into columns, JSON Lines, documents; errors with positions; Ctrl-C in a long read."""

import json
import os
import signal
import subprocess
import tempfile
import unittest

import libcsc
import libcsc.io
from libcsc import _columns
from support import environment, needs, needs_function, python


@needs_function("csc_csv_open", "csc_csv_read")
class CsvTest(unittest.TestCase):
    TEXT = "id,team,score,day,at\r\n1,n,10,2026-10-03,2026-10-03T09:12:44Z\r\n2,,,,\r\n3,\"s,\"\"x\",2.5,1970-01-02,1970-01-01T00:00:01Z\r\n"
    KINDS = {"id": "integer", "team": "category", "score": "number", "day": "date", "at": "instant"}

    def test_kinds(self):
        table = libcsc.io.parse_csv(self.TEXT, self.KINDS)
        self.assertEqual(table["id"].to_list(), [1, 2, 3])
        self.assertEqual(table["team"].to_list(), ["n", None, 's,"x'])
        self.assertEqual(table["score"].to_list()[::2], [10, 2.5])
        self.assertEqual(table["day"].to_list(), [20729, None, 1])
        self.assertEqual(table["at"].to_list()[2], 1000000)
        self.assertEqual(libcsc.io.parse_csv(self.TEXT)["team"].to_list()[::2], ["n", 's,"x'])
        self.assertEqual(len(table["score"]), 3)

    def test_columns_go_into_a_metric(self):
        text = "g;v\n" + "".join("%s;%d\n" % ("ab"[i % 2], i % 11) for i in range(1000))
        table = libcsc.io.parse_csv(text, {"g": "category", "v": "number"})
        got = libcsc.metric("nps:standard/1", table, value="v", by="g")
        plain = libcsc.metric("nps:standard/1", [i % 11 for i in range(1000)], groups=["ab"[i % 2] for i in range(1000)])
        self.assertEqual(got, plain)
        self.assertIs(_columns.column(table["v"]), table["v"])

    def test_pieces(self):
        with libcsc.io.Csv(self.TEXT.encode(), self.KINDS) as reader:
            self.assertEqual(reader.names, ["id", "team", "score", "day", "at"])
            seen = []
            while True:
                part = reader.read(2)
                if not len(part["id"]):
                    break
                seen.append(part["id"].to_list())
            self.assertEqual(seen, [[1, 2], [3]])
            self.assertEqual(reader.line(2), 4)

    def test_options(self):
        table = libcsc.io.parse_csv("name;wert\na;1,5\n", {"value": "number"}, decimal="comma", map={"value": "wert"})
        self.assertEqual(table["value"].to_list(), [1.5])
        table = libcsc.io.parse_csv("d\n03.10.2026\n", {"d": "date"}, date_format="dmy")
        self.assertEqual(table["d"].to_list(), [20729])
        table = libcsc.io.parse_csv("a\n1\nx\n3\n", {"a": "number"}, skip_bad=True)
        self.assertEqual((table["a"].to_list(), table.skipped), ([1, 3], 1))

    def test_errors(self):
        with self.assertRaises(libcsc.InputSyntaxError) as caught:
            libcsc.io.parse_csv("a,b\n1,2\n1\n", {"a": "number"})
        self.assertEqual(caught.exception.line, 3)
        with self.assertRaises(libcsc.AmbiguousError):
            libcsc.io.parse_csv("d\n01/02/2026\n", {"d": "date"})
        with self.assertRaises(libcsc.NotFoundError) as caught:
            libcsc.io.parse_csv("a\n1\n", {"b": "number"})
        self.assertEqual(caught.exception.key, "b")
        with self.assertRaises(libcsc.NotFoundError):
            libcsc.io.read_csv("/nonexistent/file.csv")
        with self.assertRaises(libcsc.Utf8Error):
            libcsc.io.parse_csv(b"a\n\xff\n", {"a": "text"})
        with self.assertRaises(libcsc.InvalidError):
            libcsc.io.parse_csv("a\n1\n", {"a": "nonsense"})

    def test_cancel_and_exceptions_of_progress(self):
        text = ("v\n" + "12345.25\n" * 2000000).encode()
        calls = []
        context = libcsc.Context(progress=lambda done, total: calls.append(done) or True)
        with self.assertRaises(libcsc.Cancelled):
            libcsc.io.Csv(text, {"v": "number"}, context=context).read()
        self.assertEqual(len(calls), 1)

        def fail(done, total):
            raise ZeroDivisionError("mine")

        with self.assertRaises(ZeroDivisionError):
            libcsc.io.Csv(text, {"v": "number"}, context=libcsc.Context(progress=fail)).read()

    @unittest.skipUnless(hasattr(signal, "SIGINT") and os.name == "posix", "no signals here")
    def test_ctrl_c_ends_a_long_read(self):
        program = (
            "import os, signal, sys, threading, time, libcsc.io\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell starts background jobs with it ignored
            "text = b'v\\n' + b'12345.25\\n' * 3000000\n"
            "def later():\n"
            "    time.sleep(0.02)\n"
            "    os.kill(os.getpid(), signal.SIGINT)\n"
            "threading.Thread(target=later, daemon=True).start()\n"
            "end = time.monotonic() + 60\n"
            "try:\n"
            "    while time.monotonic() < end:\n"
            "        libcsc.io.Csv(text, {'v': 'number'}).read()\n"
            "except KeyboardInterrupt:\n"
            "    print('stopped')\n"
        )
        done = subprocess.run([python, "-B", "-c", program], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        self.assertEqual((done.stdout.strip(), done.stderr), ("stopped", ""))

    @needs("pandas")
    def test_frame(self):
        frame = libcsc.io.parse_csv(self.TEXT, self.KINDS).to_frame()
        self.assertEqual(list(frame["id"]), [1, 2, 3])
        self.assertEqual(str(frame["day"][2])[:10], "1970-01-02")
        self.assertEqual(frame["team"][0], "n")


@needs_function("csc_tree_parse_json", "csc_jsonl_open")
class DocumentTest(unittest.TestCase):
    def test_json(self):
        for value in (None, True, 1, -(2**63), 2.5, "é\x00\U0001f44d", [], {}, {"a": [1, {"b": None}], "c": "x"}):
            self.assertEqual(libcsc.io.parse_json(json.dumps(value)), value)
        for bad in ("", "{", '{"a":1,"a":2}', "[1,]", "1 2"):
            with self.assertRaises(libcsc.CscError) as caught:
                libcsc.io.parse_json(bad)
            self.assertEqual(caught.exception.line, 1)

    def test_yaml(self):
        self.assertEqual(libcsc.io.parse_yaml("a: no\nb: [1, 'x']\n"), {"a": "no", "b": ["1", "x"]})
        self.assertIsNone(libcsc.io.parse_yaml(""))
        with self.assertRaises(libcsc.DuplicateError) as caught:
            libcsc.io.parse_yaml("a: 1\na: 2\n")
        self.assertEqual(caught.exception.line, 2)

    def test_json_lines(self):
        with tempfile.NamedTemporaryFile("wb", suffix=".jsonl", delete=False, dir=os.environ.get("CSC_PYTHON_SCRATCH")) as stream:
            stream.write(b'{"id":1}\n\n{"id":2}\n{bad\n{"id":3}\n')
        self.addCleanup(os.unlink, stream.name)
        reader = libcsc.io.JsonLines(stream.name)
        self.assertEqual([next(reader), next(reader)], [{"id": 1}, {"id": 2}])
        self.assertEqual(reader.line, 3)
        with self.assertRaises(libcsc.InputSyntaxError) as caught:
            next(reader)
        self.assertEqual(caught.exception.line, 4)
        self.assertEqual(next(reader), {"id": 3})
        lenient = libcsc.io.JsonLines(stream.name, skip_bad=True)
        self.assertEqual(len(list(lenient)), 3)
        self.assertEqual((lenient.skipped, lenient.skipped_errors()[0].line), (1, 4))


@needs_function("csc_threads_create")
class ThreadsTest(unittest.TestCase):
    def test_workers(self):
        context = libcsc.Context(workers=3)
        self.assertEqual(context._record.executor.contents.workers, 3)
        with libcsc.ExactSum([1, 2], context=context) as total:
            self.assertEqual(total.value, 3)

@needs_function("csc_transcripts_open_bytes")
class TranscriptTest(unittest.TestCase):
    CONTACT = {
        "id": "c1",
        "channel": "phone",
        "company": "Acme",
        "rings": 2,
        "customer": {"id": "C7", "mood": ["angry"]},
        "agent": {"name": "Dana"},
        "turns": [
            {"role": "agent", "text": "Grüß Gott", "t": 0.0, "end": 1.5},
            {"role": "customer", "text": "Hello", "t": 2.0},
            {"role": "agent", "text": "nuts", "visibility": "internal"},
        ],
        "events": [{"type": "hold-start", "t": 4.0, "by": "agent"}],
    }

    def test_what_is_written_is_read(self):
        (found,) = libcsc.io.Transcripts((json.dumps(self.CONTACT) + "\n").encode())
        for name, value in self.CONTACT.items():
            self.assertEqual(found[name], value, name)

    def test_captions(self):
        text = b"WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<v Dana>Hello.\n\n00:00:03.000 --> 00:00:04.000\n<v Bob>Hi.\n"
        (found,) = libcsc.io.Transcripts(text, agents=["Dana"], name="call.vtt")
        self.assertEqual([(t["role"], t["text"], t["t"]) for t in found["turns"]], [("agent", "Hello.", 1.0), ("customer", "Hi.", 3.0)])

    def test_errors(self):
        with self.assertRaises(libcsc.CscError):
            list(libcsc.io.Transcripts(b'{"id":"x","turns":[{"role":"agent"}]}\n'))
        with self.assertRaises(libcsc.InvalidError):
            libcsc.io.Transcripts(b"", format="nonsense")
        bad = libcsc.io.Transcripts(b'{"id":"x","turns":[{"role":"agent"}]}\n{"id":"y","turns":[{"role":"agent","text":"a"}]}\n', skip_bad=True)
        self.assertEqual(([c["id"] for c in bad], bad.skipped), (["y"], 1))

@needs_function("csc_zone_open")
@unittest.skipUnless(os.path.exists("/usr/share/zoneinfo/Europe/Berlin"), "no zoneinfo here")
class ZoneTest(unittest.TestCase):
    def test_as_zoneinfo_does(self):
        import datetime
        import zoneinfo

        ours, theirs = libcsc.io.Zone("Europe/Berlin"), zoneinfo.ZoneInfo("Europe/Berlin")
        for instant in range(0, 2000000000, 86400 * 13 + 3607):
            moment = datetime.datetime.fromtimestamp(instant, theirs)
            self.assertEqual(ours.offset(instant * 1000000), int(moment.utcoffset().total_seconds()))
            self.assertEqual(ours.is_dst(instant * 1000000), bool(moment.dst()))
        change = ours.next(1767225600 * 1000000)
        self.assertEqual(change, 1774746000 * 1000000)  # 2026-03-29 01:00 UTC
        autumn = ours.next(change)
        local = autumn + 2 * 3600 * 1000000 - 1800 * 1000000  # comes twice
        self.assertEqual(ours.to_utc(local, later=True) - ours.to_utc(local), 3600 * 1000000)

    def test_errors(self):
        with self.assertRaises(libcsc.NotFoundError):
            libcsc.io.Zone("Nowhere/Town")
        with self.assertRaises(libcsc.FormatError):
            libcsc.io.Zone(b"TZif no")


if __name__ == "__main__":
    unittest.main()
