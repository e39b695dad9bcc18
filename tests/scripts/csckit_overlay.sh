#!/bin/sh
# The overlay of the demo data: its generator makes the committed files, and csckit recovers the parameters that were put in.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
csckit=$top_builddir/csckit
[ -x "$csckit" ] || skip_all "csckit was not built"
python=$PYTHON
[ -n "$python" ] && command -v "$python" >/dev/null 2>&1 || skip_all "no Python"
cd "$scratch" || exit 99
data=$top_srcdir/examples/data
mkdir made && cp "$data/conversations.jsonl" made/ && "$python" "$data/make_overlay.py" made || exit 99
for file in survey.csv expectation.csv complaints.csv reasons.csv referrals.csv survival.csv adoption.csv sla_events.csv overlay_truth.json; do
    check "make_overlay.py makes $file" cmp "$data/$file" "made/$file"
done
cat >recover.py <<'END'
"""Intervals at 99.9 % must hold the parameters of the overlay."""
import json
import subprocess
import sys

csckit, data = sys.argv[1:]
truth = json.load(open(data + "/overlay_truth.json"))


def run(*args):
    done = subprocess.run([csckit, *args, "--format", "json"], capture_output=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def holds(what, low, value, high):
    print("%-40s %.4f in [%.4f, %.4f]" % (what, value, low, high))
    assert low <= value <= high, what


for row in run("metric", "--definition", "csat:top2/1", "--where", "item=csat", "--by", "segment", "--level", "0.999", data + "/survey.csv"):
    holds("csat " + row["group"], row["low"], sum(truth["csat"][row["group"]][3:]), row["high"])
nps = run("metric", "--definition", "nps:standard/1", "--where", "item=nps", "--where", "conversation_id!=", "--level", "0.999", data + "/survey.csv")[0]
holds("nps", nps["low"], truth["nps"]["promoter"] - truth["nps"]["detractor"], nps["high"])
gap = run("gap", "--level", "0.999", data + "/expectation.csv")[0]
for item in gap["items"]:
    # customers differ, so rows of one customer go together: the interval over rows is too narrow by that much
    t = truth["gap"]
    n = 311
    wide = 3.29 * ((t["customer_sd"] ** 2 * 1.4) / n) ** 0.5
    holds("gap " + item["item"], item["low"] - wide, t[item["item"]]["gap"], item["high"] + wide)
paths = run("churn", "paths", "--level", "0.999", data + "/complaints.csv")[0]
names = ["silent", "unresolved", "resolved", "resolved-quickly"]
c, r, q = (truth["paths"][k] for k in ("complain", "resolved", "quick"))
shares = [1 - c, c * (1 - r), c * r * (1 - q), c * r * q]
for path, name, share in zip(paths["paths"], names, shares):
    holds("rebuy " + name, path["low"], truth["paths"]["rebuy"][name], path["high"])
    holds("share " + name, path["share_low"], share, path["share_high"])
reasons = run("churn", "reasons", "--level", "0.999", data + "/reasons.csv")[0]
bass = run("wom", "bass", data + "/adoption.csv")[0]
for key in ("p", "q", "m"):
    # the noise of the overlay is in proportion to the figure, least squares takes it for even: twice the usual room
    holds("bass " + key, bass[key] - 8 * bass["se"][key], truth["bass"][key], bass[key] + 8 * bass["se"][key])
for reason in reasons["reasons"]:
    holds("reason " + reason["reason"], reason["low"], truth["reasons"][reason["reason"]], reason["high"])
END
check "the parameters are recovered" "$python" recover.py "$csckit" "$data"
# every customer of the overlay is one of the transactions, but for the twelve that are not on purpose
check "customers join" "$python" - "$data" <<'END'
import csv, json, sys
data = sys.argv[1]
known = {row["customer_id"] for row in csv.DictReader(open(data + "/transactions.csv"))}
assert len(known) == 2357
for file, columns in (("survey.csv", ["respondent_id"]), ("expectation.csv", ["respondent_id"]), ("complaints.csv", ["customer_id"]),
                      ("reasons.csv", ["customer_id"]), ("referrals.csv", ["from", "to"])):
    ids = {row[c] for row in csv.DictReader(open(data + "/" + file)) for c in columns}
    strange = ids - known
    assert all(i.startswith("P0") for i in strange) and len(strange) in (0, 12), (file, sorted(strange)[:5])
for line in open(data + "/conversations.jsonl"):
    assert json.loads(line)["customer"]["id"] in known
END
finish
