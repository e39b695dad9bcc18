#!/bin/sh
# What csckit prints with --format json has the shapes of the format contract: keys, null for what is undefined, one object or lines.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
csckit=$top_builddir/csckit
[ -x "$csckit" ] || skip_all "csckit was not built"
python=$PYTHON
[ -n "$python" ] && command -v "$python" >/dev/null 2>&1 || skip_all "no Python"
cd "$scratch" || exit 99
"$csckit" init sample >/dev/null || exit 99
printf 'value,group\n,a\n5,b\n' >few.csv
printf 'respondent_id,item,expectation,experience,time\na,x,7,6,2026-10-01\na,x,,8,2026-10-05\na,x,,7,2026-10-03\nb,x,,5,2026-10-02\nc,x,6,,2026-10-02\n' >visits.csv
cat >shapes.py <<'END'
import json
import subprocess
import sys

csckit, name = sys.argv[1:]


def run(*args, codes=(0,)):
    done = subprocess.run([csckit, *args, "--format", "json"], capture_output=True)
    assert done.returncode in codes, (done.returncode, done.stderr)

    def no_constant(text):
        raise AssertionError("not JSON: " + text)

    return [json.loads(line, parse_constant=no_constant) for line in done.stdout.decode("utf-8").splitlines()]


def has(row, *keys):
    missing = [k for k in keys if k not in row]
    assert not missing, (missing, row)


def metric():
    (row,) = run("metric", "--definition", "nps:standard/1", "--value", "value", "--where", "item=nps", "sample/survey.csv")
    has(row, "definition", "value", "se", "low", "high", "level", "n", "missing", "status", "counts")
    has(row["counts"], "promoters", "passives", "detractors")
    assert row["status"] == "ok" and row["level"] == 0.95 and "group" not in row
    p, d, n = row["counts"]["promoters"] / row["n"], row["counts"]["detractors"] / row["n"], row["n"]
    assert abs(row["value"] - (p - d)) < 1e-15 and abs(row["se"] - ((p + d - (p - d) ** 2) / n) ** 0.5) < 1e-15
    assert -1 <= row["low"] <= row["value"] <= row["high"] <= 1
    rows = run("metric", "--definition", "csat:top2/1", "--by", "segment", "--where", "item=csat", "sample/survey.csv")
    assert [r["group"] for r in rows] == ["north", "south"]
    rows = run("metric", "--definition", "csat:top2/1", "--by", "group", "few.csv")
    assert rows[0]["value"] is None and rows[0]["status"] == "undefined" and rows[0]["n"] == 0 and rows[0]["missing"] == 1, rows[0]
    assert rows[1]["value"] == 1 and rows[1]["n"] == 1 and rows[1]["low"] > 0.2, rows[1]
    rows = run("metric", "--definition", "csat:top2/1", "--by", "segment", "--rank", "--compare", "rest", "--where", "item=csat", "sample/survey.csv")
    for r in rows:
        has(r, "rank", "compare")
        has(r["compare"], "difference", "low", "high", "p", "p_adjusted", "status")


def gap():
    (row,) = run("gap", "sample/expectation.csv")
    has(row, "definition", "items", "classes", "tolerance", "n", "missing", "status")
    for item in row["items"]:
        has(item, "item", "n", "expectation", "experience", "gap", "se", "low", "high")
        assert abs(item["gap"] - (item["experience"] - item["expectation"])) < 1e-9
    has(row["classes"], "loyal", "drifting", "lost")


def customers():
    rows = {r["customer"]: r for r in run("gap", "--customers", "visits.csv")}
    a = rows["a"]
    has(a, "customer", "n", "expectation", "variance", "experience", "gap", "class", "p", "status")
    has(a["p"], "loyal", "drifting", "lost")
    # visits in order of time: 6 (against the stated 7), 7 (against 6), 8 (against 6.5); then the mean of three is expected
    assert a["n"] == 3 and a["experience"] == 8 and abs(a["gap"] - 1.5) < 1e-12 and abs(a["expectation"] - 7) < 1e-12, a
    assert a["class"] == "loyal" and abs(sum(a["p"].values()) - 1) < 1e-9, a
    assert rows["b"]["status"] == "undefined" and rows["b"]["class"] is None and rows["b"]["gap"] is None, rows["b"]
    assert rows["c"]["n"] == 0 and rows["c"]["missing"] == 1 and rows["c"]["gap"] is None, rows["c"]


def churn():
    (row,) = run("churn", "reasons")
    assert abs(sum(r["share"] for r in row["reasons"]) - 1) < 1e-12 and len(row["reasons"]) == 6 and row["n"] is None, row
    assert [round(100 * r["share"]) for r in row["reasons"]] == [1, 3, 5, 9, 14, 68]
    (row,) = run("churn", "paths", "--unhappy", "1000", "--complain", "0.3", "--resolved", "0.5", "--quick", "0.5")
    has(row, "definition", "returning", "lost", "paths", "status")
    for p in row["paths"]:
        has(p, "path", "share", "rebuy", "customers")
    want = 1000 * (0.7 * 0.09 + 0.3 * (0.5 * 0.19 + 0.5 * (0.5 * 0.54 + 0.5 * 0.82)))
    assert abs(row["returning"] - want) < 1e-9 and abs(row["returning"] + row["lost"] - 1000) < 1e-9
    (row,) = run("churn", "paths", "sample/complaints.csv")
    assert row["n"] == 900 and all(p["low"] <= p["rebuy"] <= p["high"] for p in row["paths"])


def wom():
    (row,) = run("wom", "tree", "11", "5")
    assert row["levels"] == [1, 11, 55] and row["total"] == 67 and row["listeners"] == 66 and row["distinct"] is None, row
    (row,) = run("wom", "tree", "11", "5", "--population", "5000")
    assert 65 < row["distinct"] < 66, row
    (row,) = run("wom", "branching", "--offspring", "poisson:0.9", "--size", "10")
    has(row, "offspring_mean", "mean", "variance", "extinction", "pmf", "cdf", "status")
    import math
    assert abs(row["pmf"] - math.exp(-9) * 9**9 / math.factorial(9) / 10) < 1e-15 and abs(row["mean"] - 10) < 1e-12  # Borel
    (row,) = run("wom", "branching", "--offspring", "poisson:2")
    assert row["mean"] is None and row["status"] == "undefined" and abs(row["extinction"] - 0.20318786997997992) < 1e-12, row
    (row,) = run("wom", "bass", "sample/adoption.csv")
    has(row, "form", "p", "q", "m", "se", "peak_time", "peak_rate", "forecast", "status")
    has(row["se"], "p", "q", "m")
    has(row["forecast"][0], "period", "value", "low", "high")
    (row,) = run("wom", "simulate", "--seeds", "C0378", "--weights", "const:0.1", "--runs", "500", "--seed", "3", "sample/referrals.csv")
    has(row, "spread", "se")
    assert row == run("wom", "simulate", "--seeds", "C0378", "--weights", "const:0.1", "--runs", "500", "--seed", "3", "sample/referrals.csv")[0]
    (row,) = run("wom", "simulate", "--seeds", "C0378", "--weights", "const:1", "--runs", "10", "sample/referrals.csv")
    assert row["se"] == 0 and row["spread"] >= 9, row


def explain():
    (row,) = run("explain", "nps:standard/1")
    has(row, "id", "formula", "source", "limits", "interval", "parameters")
    assert len(run("explain")) >= 10
    rule = run("pack", "list", "service-en")[0]
    (row,) = run("explain", rule["rule"] if "rule" in rule else rule["id"])
    assert row["kind"] == "rule"


def doctor():
    (row,) = run("doctor")
    has(row, "csckit", "libcsc", "unicode", "packs", "checks", "status")
    assert row["status"] == "ok" and row["packs"], row


def bench():
    rows = run("bench", "--quick", "--jobs", "metric")
    assert rows
    for r in rows:
        has(r, "job", "value", "unit", "peer", "ratio", "must")


globals()[name]()
END
for name in metric gap customers churn wom explain doctor bench; do check "shapes: $name" "$python" shapes.py "$csckit" $name; done
finish
