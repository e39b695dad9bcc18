#!/bin/sh
# csckit report: one well-formed page without an address outside it, whose links lead somewhere and whose figures are those of the commands.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
csckit=$top_builddir/csckit
[ -x "$csckit" ] || skip_all "csckit was not built"
python=$PYTHON
[ -n "$python" ] && command -v "$python" >/dev/null 2>&1 || skip_all "no Python"
cd "$scratch" || exit 99
"$csckit" init sample >/dev/null || exit 99
check "a report of the sample folder" "$csckit" report sample --output report.html
cat >page.py <<'END'
"""Reads a page strictly: every element closed in order, ids unique, links within the page answered. Then the checks by name."""
import html.parser
import re
import sys

VOID = {"meta", "br", "link", "img", "hr", "input", "line", "circle", "rect", "path"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.ids, self.links, self.errors, self.text, self.classes = [], {}, [], [], [], []
        self.attributes = []

    def handle_starttag(self, tag, attrs):
        self.open(tag, attrs)
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.open(tag, attrs)

    def open(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.errors.append("%s: an attribute twice at %s" % (tag, self.getpos()))
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "id":
                if value in self.ids:
                    self.errors.append("id %s twice" % value)
                self.ids[value] = tag
            if name == "href":
                self.links.append(value)
            if name == "class":
                self.classes += value.split()

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1] != tag:
            self.errors.append("</%s> closes %s at %s" % (tag, self.stack[-1:], self.getpos()))
        else:
            self.stack.pop()

    def handle_data(self, data):
        self.text.append(data)


def read(path):
    source = open(path, encoding="utf-8").read()
    page = Page()
    page.feed(source)
    page.close()
    page.source = source
    page.words = re.sub(r"\s+", " ", "".join(page.text).replace("\u00a0", " "))
    return page


def well_formed(page):
    assert page.source.startswith("<!DOCTYPE html>"), page.source[:40]
    assert not page.errors, page.errors[:5]
    assert not page.stack, page.stack


def alone(page):
    for tag, name, value in page.attributes:
        assert name not in ("src", "srcset", "data", "action", "poster") and not name.startswith("on"), (tag, name)
        if name in ("href", "xlink:href"):
            assert value.startswith("#"), value
        assert "url(" not in value, (tag, name)
    # xmlns and the text of sources may name hosts; nothing may load one
    assert "@import" not in page.source and "url(" not in page.source
    assert not re.search(r"<(script|link|iframe|img|object|embed)[^>]*(src|href)=", page.source)
    assert "http://" not in page.source and "https://" not in page.source


def links(page):
    assert page.links
    missing = sorted({link for link in page.links if link[1:] not in page.ids})
    assert not missing, missing[:10]


def sections(page):
    for name in ("satisfaction", "gap", "churn", "wom", "language", "conversations", "data", "definitions"):
        assert name in page.ids, name


def honest(page):
    assert "rest on made-up data" in page.words
    assert page.classes.count("badge") >= 8
    assert "too few answers to compare" in page.words
    assert "P0001" in page.words  # an unmatched id is named
    cited = {link for link in page.links if link.startswith("#def-")}
    for definition in ("csat-top2-1", "nps-standard-1", "gap-survey-1", "churn-paths-1", "churn-reasons-1", "wom-tree-1", "share-1"):
        assert "#def-" + definition in cited, definition


def dark_and_print(page):
    assert "prefers-color-scheme:dark" in page.source and "@media print" in page.source and 'name="viewport"' in page.source


def redacted(page):
    for word in ("C0101", "C0207", "star-", "written-", "A07", "P0001", "Ms Reyes", "Okafor", "1998-05"):
        assert word not in page.source, word


if __name__ == "__main__":
    page = read(sys.argv[1])
    for name in sys.argv[2:]:
        globals()[name](page)
END
for name in well_formed alone links sections honest dark_and_print; do check "the page: $name" "$python" page.py report.html $name; done
cat >figures.py <<'END'
import json, re, subprocess, sys
sys.path.insert(0, ".")
import page
csckit = sys.argv[1]
words = page.read("report.html").words

def run(*args):
    return json.loads(subprocess.run([csckit, *args, "--format", "json"], capture_output=True, check=True).stdout.splitlines()[0])

csat = run("metric", "--definition", "csat:top2/1", "--where", "item=csat", "sample/survey.csv")
assert "%.1f %% %.1f %% to %.1f %%, n = %d" % (100 * csat["value"], 100 * csat["low"], 100 * csat["high"], csat["n"]) in words.replace("%%", "%") or \
    "%.1f %%%.1f %% to %.1f %%, n = %d" % (100 * csat["value"], 100 * csat["low"], 100 * csat["high"], csat["n"]) in words, csat
nps = run("metric", "--definition", "nps:standard/1", "--where", "item=nps", "sample/survey.csv")
assert "%+.1f" % (100 * nps["value"]) in words, nps
gap = run("gap", "--tolerance", "auto", "sample/expectation.csv")
for item in gap["items"]:
    assert "gap %+.2f" % item["gap"] in words, item
paths = run("churn", "paths", "sample/complaints.csv")
assert "%d bought again" % round(paths["returning"]) in words, paths["returning"]
checked = subprocess.run([csckit, "check", "--format", "json", "sample/conversations.jsonl", "sample/conversations_written.jsonl"], capture_output=True).stdout
rows = [json.loads(line) for line in checked.splitlines()]
bad = sum(any(f["severity"] in ("error", "warning") for f in r["findings"]) for r in rows)
assert "%.1f %% of %d conversations hold an error or a warning" % (100 * bad / len(rows), len(rows)) in words, (bad, len(rows))
END
check "figures are those of the commands" "$python" figures.py "$csckit"
"$csckit" report sample >again.html
check "the same report byte for byte" cmp report.html again.html
"$csckit" report sample --redact --output redacted.html || echo failed >log
for name in well_formed alone links redacted; do check "--redact: $name" "$python" page.py redacted.html $name; done
"$csckit" report --survey sample/survey.csv --output survey.html
for name in well_formed alone links; do check "a survey alone: $name" "$python" page.py survey.html $name; done
"$csckit" report --conversations sample/conversations_written.jsonl --output talk.html
for name in well_formed alone links; do check "conversations alone: $name" "$python" page.py talk.html $name; done
printf 'respondent_id,item,value,segment,conversation_id\n"<b>&",csat,5,"<i>",x\n"\047",csat,4,"&amp;",y\n' >odd.csv
printf '{"id":"x","turns":[{"role":"agent","text":"<script>alert(1)</script> not my problem \\u0007 & co"}],"customer":{"id":"<b>&"},"agent":{"id":"\\"q\\""}}\n' >odd.jsonl
"$csckit" report --survey odd.csv --conversations odd.jsonl --title '<x> & "y"' --output odd.html
for name in well_formed alone links; do check "odd names and texts: $name" "$python" page.py odd.html $name; done
check "texts are never markup" sh -c '! grep -q "<script>alert" odd.html'
mkdir -p none
"$csckit" report none >out 2>err
status=$?
check "an empty folder: exit code 3" test $status -eq 3
"$csckit" report >out 2>err
status=$?
check "nothing given: exit code 2" test $status -eq 2
printf 'respondent_id,item,value\na,csat,5\nb,csat,6\n' >bad.csv
"$csckit" report --survey bad.csv >out 2>err
status=$?
check "a bad answer: exit code 3" test $status -eq 3
check "with file, line and column" grep -q '^bad.csv:3:8: ' err
empty "and no page" out
finish
