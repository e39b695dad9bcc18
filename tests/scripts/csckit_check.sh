#!/bin/sh
# csckit check: shapes of FORMATS section 1, spans in three units, silencing, baselines, SARIF, JUnit.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
csckit=$top_builddir/csckit
[ -x "$csckit" ] || skip_all "csckit was not built"
python=$PYTHON
[ -n "$python" ] && command -v "$python" >/dev/null 2>&1 || skip_all "no Python"
cd "$scratch" || exit 99
cat >own.yaml <<'END'
pack: own
version: 1.0.0
language: en
schema: 1
rules:
  - id: blame.own
    kind: avoid
    severity: error
    match: ["your own fault"]
    message: {en: "This blames the customer."}
    suggest: ["Let us see what happened."]
    examples: ["It is your own fault."]
    counter: ["It is our fault."]
  - id: weak.maybe
    kind: avoid
    severity: suggestion
    match: ["maybe later"]
    message: {en: "This is vague."}
    examples: ["Maybe later."]
    counter: ["At ten tomorrow."]
END
# Latin with marks, Greek and an emoji before the words: three units that differ
printf 'Na\303\257ve \316\261\316\262 \360\237\230\200 it is your own fault, sir\nAll is well.\nmaybe later\n' >replies.txt
code() { # name, status, command
    what=$1
    want=$2
    shift 2
    "$@" >out 2>err </dev/null
    got=$?
    if [ $got -eq "$want" ]; then ok "$what"; else
        { echo "exit code $got, expected $want"; cat out err; } >log
        not_ok "$what" log
    fi
}
code "an error: exit code 1" 1 "$csckit" check --pack own.yaml replies.txt
check "file:line:column in text" grep -q '^replies.txt:1:18: error blame.own "your own fault": This blames' out
sed -n 3p replies.txt >vague.txt
code "a suggestion never changes the exit code" 0 "$csckit" check --pack own.yaml vague.txt
check "but it is shown" grep -q 'vague.txt:1:1: suggestion weak.maybe' out
code "--severity leaves it out" 0 "$csckit" check --pack own.yaml --severity warning vague.txt
check "and says so" grep -q '^0 findings' out
code "JSON" 1 "$csckit" check --pack own.yaml --format json replies.txt
cat >shape.py <<'END'
import json
rows = [json.loads(line) for line in open("out", encoding="utf-8")]
assert [r["id"] for r in rows] == ["1", "2", "3"], rows
assert rows[1] == {"id": "2", "lang": "en", "findings": []}, rows[1]
text = open("replies.txt", encoding="utf-8").read().split("\n")[0]
f = rows[0]["findings"][0]
want = {"rule", "sources", "kind", "category", "severity", "by", "probability", "span", "text", "message", "suggestions", "fix", "pack", "file",
        "line", "column", "fingerprint"}
assert set(f) >= want, want - set(f)
at = text.index("your own fault")
end = at + len("your own fault")
assert f["span"]["codepoints"] == [at, end], f
assert f["span"]["bytes"] == [len(text[:at].encode()), len(text[:end].encode())], f
assert f["span"]["utf16"] == [len(text[:at].encode("utf-16-le")) // 2, len(text[:end].encode("utf-16-le")) // 2], f
assert (f["line"], f["column"], f["file"]) == (1, at + 1, "replies.txt"), f
assert f["rule"] == "blame.own" and f["kind"] == "avoid" and f["severity"] == "error" and f["by"] == "pattern" and f["probability"] is None
assert f["text"] == "your own fault" and f["pack"] == "own/1.0.0" and len(f["fingerprint"]) == 16
END
check "the shape of a finding, spans in three units" "$python" shape.py
code "CSV" 1 "$csckit" check --pack own.yaml --format csv replies.txt
check "a row a finding" sh -c 'test "$(wc -l <out)" -eq 3'
code "SARIF" 1 "$csckit" check --pack own.yaml --format sarif replies.txt
cat >sarif.py <<'END'
import json
log = json.load(open("out", encoding="utf-8"))
assert log["version"] == "2.1.0"
run = log["runs"][0]
assert run["tool"]["driver"]["name"] == "csckit" and run["columnKind"] == "unicodeCodePoints"
rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
for r in run["results"]:
    assert rules[r["ruleIndex"]] == r["ruleId"] and r["level"] in ("error", "warning", "note") and r["message"]["text"]
region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
assert region == {"startLine": 1, "startColumn": 18, "endColumn": 32}, region
assert run["results"][1]["level"] == "note"
END
check "SARIF 2.1.0" "$python" sarif.py
code "SARIF without findings" 0 sh -c "echo fine | '$csckit' check --pack own.yaml --format sarif -"
check "is a document too" "$python" -c 'import json; assert json.load(open("out"))["runs"][0]["results"] == []'
code "JUnit" 1 "$csckit" check --pack own.yaml --format junit replies.txt
cat >junit.py <<'END'
import xml.etree.ElementTree as ET
root = ET.parse("out").getroot()
assert root.tag == "testsuites" and root.get("tests") == "3" and root.get("failures") == "1"
cases = root.findall("testsuite/testcase")
assert len(cases) == 3 and cases[0].find("failure").get("type") == "blame.own" and cases[2].find("failure") is None
END
check "JUnit XML" "$python" junit.py
printf 'It is your own fault. <!-- csc-ignore: blame.own -->\n# csc-ignore: blame.own\nYour own fault!\nYour own fault!\n' >quiet.txt
code "csc-ignore" 1 "$csckit" check --pack own.yaml --format json quiet.txt
check "silences its line and the one after" "$python" -c '
import json
found = [(r["id"], len(r["findings"])) for r in map(json.loads, open("out"))]
assert found == [("1", 0), ("3", 0), ("4", 1)], found'
code "--ignore" 0 "$csckit" check --pack own.yaml --ignore blame.own replies.txt
code "--write-baseline" 0 "$csckit" check --pack own.yaml --write-baseline base.txt replies.txt
code "--baseline leaves the known ones out" 0 "$csckit" check --pack own.yaml --baseline base.txt replies.txt
printf 'A new one. It is your own fault again, and your own FAULT\n' >>replies.txt
printf '{"id":"c1","turns":[{"role":"customer","text":"your own fault"},{"role":"agent","text":"your own fault"},{"role":"agent","text":"your own fault","visibility":"internal"}]}\n' >talk.jsonl
code "conversations" 1 "$csckit" check --pack own.yaml --format json talk.jsonl
check "only the agent's public words are judged" "$python" -c '
import json
r = json.loads(open("out").read())
assert [f["turn"] for f in r["findings"]] == [1], r'
printf '{"id":"a","text":"your own fault","role":"customer"}\n{"id":"b","text":"<p>your <b>own</b> fault</p>","media":"html"}\n' >texts.jsonl
code "JSON Lines of texts" 1 "$csckit" check --pack own.yaml --format json texts.jsonl
check "role and media of a text" "$python" -c '
import json
rows = [json.loads(l) for l in open("out")]
assert rows[0]["findings"] == [] and "turn" not in rows[1]["findings"][0], rows
b = rows[1]["findings"][0]["span"]["bytes"]
assert b[0] == 3, b'
printf '{"id":"a"}\n' >bad.jsonl
code "a line without text: exit code 3" 3 "$csckit" check --pack own.yaml bad.jsonl
check "with its line" grep -q '^bad.jsonl:1:1: ' err
printf '{"id":"a","text":"x"}\n{"id":\n' >bad.jsonl
code "malformed JSON: exit code 3" 3 "$csckit" check --pack own.yaml bad.jsonl
check "with line and column" grep -q '^bad.jsonl:2:' err
code "--skip-bad" 0 "$csckit" check --pack own.yaml --skip-bad bad.jsonl
printf 'WEBVTT\n\n00:00.000 --> 00:03.000\n<v Agent>That is your own fault.\n\n00:04.000 --> 00:06.000\n<v Customer>your own fault\n' >call.vtt
code "captions are conversations too" 1 "$csckit" check --pack own.yaml --format json call.vtt
check "with the line of the caption" "$python" -c '
import json
r = json.loads(open("out").read())
assert [(f["turn"], f["line"]) for f in r["findings"]] == [(0, 4)], r'
code "review of captions" 0 "$csckit" review --pack service-en --format json call.vtt
check "the shape of a review" "$python" -c '
import json
r = json.loads(open("out").read())
for key in ("id", "protocol", "score", "auto_fail", "items", "findings", "checklist", "metrics"):
    assert key in r, key
for i in r["items"]:
    assert i["result"] in ("pass", "fail", "na") and {"item", "sources", "stage", "weight", "why", "evidence"} <= set(i), i
judged = [i for i in r["items"] if i["result"] != "na"]
passed = sum(i["weight"] for i in judged if i["result"] == "pass")
assert abs(r["score"] - passed / sum(i["weight"] for i in judged)) < 1e-12 or r["auto_fail"], r["score"]
assert len(r["checklist"]) <= 25'
code "--fail-under" 1 "$csckit" review --fail-under 0.99 call.vtt
code "an unknown protocol" 2 "$csckit" review --protocol complaint-cal call.vtt
check "the nearest is named" grep -q 'complaint-call' err
code "a pack that does not exist" 3 "$csckit" check --pack service-xx replies.txt
finish
