"""Coverage of the catalogue, computed with the library that was just built.

For each row marked text: each of its own examples, in each language that has a pack, must give a finding whose sources hold the row's
id, or satisfy a requirement that holds it (and that a text without the words does not satisfy). Rows without examples must be named
by a rule. For each row marked conversation or metric: an item of a protocol must hold it. Each row marked human or audio must stand in
a checklist. Each row marked model must be computed: the checks are below, with the figures of the catalogue.

    python3 coverage.py CATALOGUE        prints the matrix and "ok" or "not ok" lines (TAP)
"""

import csv
import re
import sys

from libcsc import churn, conversation, phrase, satisfaction, wom

LANGUAGES = {"en": "service-en", "zh": "service-zh", "el": "service-el", "hy": "service-hy", "ru": "service-ru"}
SCRIPTS = {
    "zh": re.compile("[\u3400-\u9fff]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "hy": re.compile("[\u0530-\u058f]"),
    "ru": re.compile("[\u0400-\u04ff]"),
}
# Rows that stay open, with the reason; everything else must be covered.
OPEN_TEXT = {"elderly.few-contentious": "a statement about customers, measured as their rate of contentious phrases"}


def language_of(example):
    for name, letters in SCRIPTS.items():
        if letters.search(example):
            return name
    return "en"


def rows(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


class Pack:
    def __init__(self, name):
        self.pack = phrase.Pack(name)
        described = self.pack.to_dict()
        self.rules = described["rules"]
        self.by_source = {}
        for rule in self.rules:
            for source in rule.get("sources") or ():
                self.by_source.setdefault(source, []).append(rule)

    def conditions(self, rule):
        known = {}
        for key, values in (rule.get("when") or {}).items():
            if key in ("channel", "stage", "audience", "role") and values:
                known[key] = values[0] if isinstance(values, list) else values
        return known

    def covers(self, row, example):
        for rule in self.by_source.get(row, ()):
            known = self.conditions(rule)
            found = [f.rule for f in phrase.check(example, packs=[self.pack], **known)]
            if rule["kind"] == "require":
                lacks = [f.rule for f in phrase.check("0000.", packs=[self.pack], **known)]
                if rule["id"] not in found and rule["id"] in lacks:
                    return True
            elif rule["id"] in found:
                return True
        return False


def text_rows(table, packs):
    matrix, missed = {}, []
    for row in table:
        if row["checkable"] != "text" or row["id"] in OPEN_TEXT:
            continue
        line = {}
        for example in filter(None, (e.strip() for e in row["examples"].split(" | "))):
            language = language_of(example)
            if language not in packs:
                continue
            ok = packs[language].covers(row["id"], example)
            line.setdefault(language, []).append(ok)
            if not ok:
                missed.append("%s [%s]: %s" % (row["id"], language, example))
        for language, pack in packs.items():
            if language not in line and row["id"] in pack.by_source:
                line[language] = []
        if not any(row["id"] in pack.by_source for pack in packs.values()):
            missed.append("%s: no rule names it" % row["id"])
        matrix[row["id"]] = line
    return matrix, missed


def protocol_rows():
    judged, checked, longest = set(), set(), 0
    for name in conversation.embedded_protocols():
        protocol = conversation.Protocol(name)
        with conversation.Reviewer(protocol, ["service-en"]) as reviewer:
            reviewer.finish()
            told = reviewer.to_dict(level=2)
        for item in told["items"]:
            judged.update(item["sources"])
        for line in told["checklist"]:
            checked.update(line["sources"])
        longest = max(longest, len(told["checklist"]))
    return judged, checked, longest


def model_rows():
    """Each row's figure by the library."""
    shares = {r["reason"]: r["share"] for r in churn.reasons_dict()["reasons"]}
    rebuy = {p.path: p.rebuy for p in churn.paths(100, 0.5, 0.5, 0.5).paths}
    tree = wom.tree([11, 5])

    def outcome(prior, experience):
        return satisfaction.Expectation.prior(advertising=prior).observe(experience).outcome

    later = satisfaction.Expectation.prior(advertising=9)
    for experience in (4, 5, 9):
        later.observe(experience)
    first = satisfaction.Expectation.prior(advertising=8, salesperson=7, opinions=6, suggestions=7)
    return {
        "churn.died": shares["died"] == 0.01,
        "churn.moved": shares["moved"] == 0.03,
        "churn.other-interests": shares["other-interests"] == 0.05,
        "churn.competition": shares["competition"] == 0.09,
        "churn.product": shares["product"] == 0.14,
        "churn.staff-attitude": shares["service"] == 0.68,
        "wom.tells-eleven": wom.tree([11]).listeners == 11,
        "wom.each-tells-five": tree.total - wom.tree([11]).total == 55,
        "wom.total-67": tree.total == 67 and tree.listeners == 66,
        "wom.new-through-existing": wom.tree([2]).listeners == 2,
        "refusal.impression-persists": wom.tree([11], tellers=3).listeners == 33,
        "repurchase.no-complaint": rebuy["silent"] == 0.09,
        "repurchase.unresolved": rebuy["unresolved"] == 0.19,
        "repurchase.resolved": rebuy["resolved"] == 0.54,
        "repurchase.resolved-fast": rebuy["quick"] == 0.82,
        "satisfaction.gap-definition": satisfaction.Expectation.prior(advertising=8).observe(9).gap == 1,
        "satisfaction.class-loyal": outcome(8, 9) == "loyal",
        "satisfaction.class-churn": outcome(8, 7) == "lost",
        "satisfaction.class-wavering": outcome(8, 8) == "drifting",
        "expectation.first-time": first.mean == 7,
        "expectation.later": abs(later.mean - 6) < 1e-12,
    }


def main():
    table = rows(sys.argv[1])
    available = set(phrase.embedded_packs())
    packs = {k: Pack(v) for k, v in LANGUAGES.items() if v in available}
    matrix, missed = text_rows(table, packs)
    print("# row x language: examples covered of those there are, r: a rule names the row")
    for row, line in sorted(matrix.items()):
        cells = ["%s %s" % (k, "%d/%d" % (sum(v), len(v)) if v else "r") for k, v in sorted(line.items())]
        print("# %-34s %s" % (row, "  ".join(cells)))
    number = 0

    def tell(ok, what, why=()):
        nonlocal number
        number += 1
        for line in why:
            print("# %s" % line)
        print("%s %d - %s" % ("ok" if ok else "not ok", number, what))
        return ok

    good = tell(not missed, "text rows: %d, in %s" % (len(matrix), ", ".join(sorted(packs))), missed)
    judged, checked, longest = protocol_rows()
    wanted = {r["id"] for r in table if r["checkable"] in ("human", "audio")}
    good &= tell(not wanted - checked, "human and audio rows: %d reachable in a checklist" % len(wanted), sorted(wanted - checked))
    good &= tell(longest <= 25, "no checklist is longer than 25 lines")
    contact = {r["id"] for r in table if r["checkable"] in ("conversation", "metric")}
    print("# conversation and metric rows: %d of %d are judged by an item" % (len(contact & judged), len(contact)))
    known = {r["id"] for r in table}
    named = judged | checked | {s for p in packs.values() for s in p.by_source}
    good &= tell(not named - known, "every source that packs and protocols name is in the catalogue", sorted(named - known))
    checks = model_rows()
    wanted = {r["id"] for r in table if r["checkable"] == "model"}
    wrong = sorted([k for k, v in checks.items() if not v] + list(wanted - set(checks)))
    good &= tell(not wrong, "model rows: %d computed" % len(checks), wrong)
    print("1..%d" % number)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
