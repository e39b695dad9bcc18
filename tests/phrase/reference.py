#!/usr/bin/env python3
"""A slow matcher written from the grammar alone, against the engine (tests/phrase/probe) on random patterns and random texts.

What a pattern means, in the words of FORMATS section 5 and csc_pack_builder_add:
  - A text is sentences; a sentence is words. A match is a run of words of one sentence.
  - From every word, for each pattern, the longest run that the pattern describes is a hit. Hits of the rule that overlap are one finding.
  - A hit is void when a negation stands within 3 words before it in its clause, when an `unless.before` pattern ends where it begins, an
    `unless.after` pattern begins where it ends, an `unless.span` pattern covers it, or an `unless.within` pattern is in its sentence.
The texts here are made of plain words and the marks , . ! so that words and sentences are easy to find without any table.
"""
import random
import re
import subprocess
import sys

CLASSES = {"ask": "(could|can|would) you"}
NEGATIONS = ["not", "n't"]
ENDINGS = ("n't", "'ve", "'re", "'ll", "'s", "'d", "'m")


# ------------------------------------------------------------------ grammar
class Parser:
    def __init__(self, text):
        self.text, self.at = text, 0

    def blanks(self):
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1

    def alternatives(self):
        parts = [self.sequence()]
        while self.at < len(self.text) and self.text[self.at] == "|":
            self.at += 1
            parts.append(self.sequence())
        return ("alt", parts)

    def sequence(self):
        items = []
        while True:
            self.blanks()
            if self.at >= len(self.text) or self.text[self.at] in ")]|":
                return ("seq", items)
            c = self.text[self.at]
            if c in "([":
                self.at += 1
                inner = self.alternatives()
                self.at += 1
                items.append(inner if c == "(" else ("opt", inner))
            elif c == "<":
                end = self.text.index(">", self.at)
                name = self.text[self.at + 1:end]
                self.at = end + 1
                items.append(("slot", name[1:]) if name[0] == "$" else Parser(CLASSES[name]).alternatives())
            elif c in "^$":
                self.at += 1
                items.append(("anchor", c))
            elif self.text.startswith("..{", self.at):
                m = re.compile(r"\.\.\{(\d+),(\d+)\}").match(self.text, self.at)
                self.at = m.end()
                items.append(("gap", int(m[1]), int(m[2])))
            else:
                m = re.compile(r"[\w']+").match(self.text, self.at)
                word = m[0].lower()
                self.at = m.end()
                kind = "word"
                if self.at < len(self.text) and self.text[self.at] in "*~":
                    kind = {"*": "prefix", "~": "stem"}[self.text[self.at]]
                    self.at += 1
                elif word in ENDINGS:
                    kind = "ending"
                items.append((kind, word))


def stem(word):
    """Enough of an English stemmer for the words of this test: complain, wait, decide, problem and their forms."""
    for s in ("ing", "ed", "s"):
        if word.endswith(s) and len(word) - len(s) >= 3:
            word = word[:-len(s)]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def ends(node, words, at, slots):
    """Every position where a match of `node` that begins at `at` can end."""
    kind = node[0]
    if kind == "seq":
        here = {at}
        for item in node[1]:
            here = {e for h in here for e in ends(item, words, h, slots)}
        return here
    if kind == "alt":
        return {e for part in node[1] for e in ends(part, words, at, slots)}
    if kind == "opt":
        return {at} | ends(node[1], words, at, slots)
    if kind == "gap":
        return {at + n for n in range(node[1], node[2] + 1) if at + n <= len(words)}
    if kind == "anchor":
        return {at} if (at == 0 if node[1] == "^" else at == len(words)) else set()
    if kind == "slot":
        return {at + len(v) for v in slots.get(node[1], []) if words[at:at + len(v)] == v}
    if at >= len(words):
        return set()
    w = words[at]
    ok = {"word": w == node[1], "prefix": w.startswith(node[1]), "stem": stem(w) == stem(node[1]), "ending": w.endswith(node[1])}[kind]
    return {at + 1} if ok else set()


# ------------------------------------------------------------------- matching
def sentences(text):
    """[(words, clause numbers, byte spans)]; . and ! end a sentence, a comma a clause."""
    out, words, clauses, spans, clause = [], [], [], [], 0
    for m in re.finditer(r"[\w']+|[.,!]", text):
        if m[0] in ".!":
            if words:
                out.append((words, clauses, spans))
            words, clauses, spans, clause = [], [], [], 0
        elif m[0] == ",":
            clause += 1
        else:
            words.append(m[0].lower())
            clauses.append(clause)
            spans.append((m.start(), m.end()))
    if words:
        out.append((words, clauses, spans))
    return out


def check(rule, text, slots):
    found = []
    for words, clauses, spans in sentences(text):
        hits = []
        for at in range(len(words)):
            for p in rule["match"]:
                e = [x for x in ends(p, words, at, slots) if x > at]
                if e and not void(rule, words, clauses, at, max(e), slots):
                    hits.append((at, max(e)))
        merged = []
        for b, e in sorted(hits):
            if merged and b < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(e, merged[-1][1]))
            else:
                merged.append((b, e))
        found += [(spans[b][0], spans[e - 1][1]) for b, e in merged]
    return found


def void(rule, words, clauses, b, e, slots):
    for i in range(max(0, b - 3), b):
        if clauses[i] == clauses[b] and (words[i] == "not" or words[i].endswith("n't")):
            return True
    for p in rule["before"]:
        if any(b in ends(p, words[:b], i, slots) for i in range(b)):
            return True
    for p in rule["after"]:
        if e < len(words) and any(x > e for x in ends(p, words, e, slots)):
            return True
    for p in rule["span"]:
        if any(x >= e for i in range(b + 1) for x in ends(p, words, i, slots)):
            return True
    for p in rule["within"]:
        if any(x > i for i in range(len(words)) for x in ends(p, words, i, slots)):
            return True
    return False


# --------------------------------------------------------------------- random
VOCABULARY = ["you", "decide", "decided", "now", "wait", "waits", "waiting", "problem", "problems", "complain", "complaining", "the", "an", "not", "don't",
              "we've", "could", "can", "last", "chance", "acme", "hotels", "never"]


def random_item(r, depth):
    k = r.random()
    if depth > 0 and k < 0.14:
        return "(" + "|".join(random_sequence(r, depth - 1, 1, 2) for _ in range(r.randint(1, 3))) + ")"
    if depth > 0 and k < 0.26:
        return "[" + "|".join(random_sequence(r, depth - 1, 1, 2) for _ in range(r.randint(1, 2))) + "]"
    if k < 0.36:
        low = r.randint(0, 2)
        return "..{%d,%d}" % (low, low + r.randint(0, 2))
    if k < 0.40:
        return "<ask>"
    if k < 0.44:
        return "<$company>"
    if k < 0.50:
        return r.choice(["wai*", "dec*", "prob*", "compl*"])
    if k < 0.58:
        return r.choice(["wait~", "decide~", "problem~", "complaining~"])
    if k < 0.61:
        return r.choice(["n't", "'ve"])
    return r.choice(VOCABULARY)


def random_sequence(r, depth, low, high):
    return " ".join(random_item(r, depth) for _ in range(r.randint(low, high)))


def random_pattern(r):
    p = random_sequence(r, 2, 1, 4)
    if r.random() < 0.1:
        p = "^ " + p
    if r.random() < 0.1:
        p = p + " $"
    return p


def random_text(r):
    words = []
    for _ in range(r.randint(1, 30)):
        w = r.choice(VOCABULARY)
        words.append(r.choice([w, w, w.upper(), w.capitalize()]) + r.choice(["", "", "", "", "", ",", ".", "!"]))
    return " ".join(words)


def main():
    probe, rounds = sys.argv[1], int(sys.argv[2])
    r = random.Random(20260701)
    lines, wanted = [], []
    rules = 0
    while rules < rounds:
        patterns = [random_pattern(r) for _ in range(r.randint(1, 3))]
        exceptions = {k: [random_pattern(r) for _ in range(r.choice([0, 0, 0, 1]))] for k in ("before", "after", "span", "within")}
        slots = {"company": [["acme", "hotels"]]} if r.random() < 0.7 else {}
        parsed = {k: [Parser(p).alternatives() for p in v] for k, v in exceptions.items()}
        parsed["match"] = [Parser(p).alternatives() for p in patterns]
        # patterns that could match without a word of their own are refused by the engine
        needs = [p for v in ([parsed["match"]] + [parsed[k] for k in exceptions]) for p in v]
        if any(no_word(p) for p in needs):
            continue
        rules += 1
        lines.append("R")
        lines += ["P" + p for p in patterns]
        lines += ["Xunless.%s\t%s" % (k, p) for k, v in exceptions.items() for p in v]
        if slots:
            lines.append("Scompany\tAcme Hotels")
        for _ in range(4):
            text = random_text(r)
            lines.append("T" + text)
            wanted.append((patterns, exceptions, text, " ".join("%d-%d" % s for s in check(parsed, text, slots))))
    out = subprocess.run([probe], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True).stdout.splitlines()
    bad = hits = 0
    if len(out) != len(wanted):
        print("Bail out! %d answers for %d questions; first odd ones: %s" % (len(out), len(wanted), [o for o in out if o.startswith("error")][:3]))
        return 1
    for got, (patterns, exceptions, text, want) in zip(out, wanted):
        hits += want != ""
        if got != want and bad < 5:
            print("# patterns %s unless %s\n#   text %r\n#   engine    %s\n#   reference %s" % (patterns, exceptions, text, got, want))
        bad += got != want
    print("1..1\n%s 1 - %d patterns of the engine agree with the reference on %d texts, %d of them with findings" %
          ("not ok" if bad else "ok", rounds, len(wanted), hits))
    return bad != 0


def no_word(node):
    """Whether the pattern can match without a word that it names."""
    kind = node[0]
    if kind == "seq":
        return all(no_word(i) for i in node[1])
    if kind == "alt":
        return any(no_word(i) for i in node[1])
    return kind in ("opt", "gap", "anchor")


if __name__ == "__main__":
    sys.exit(main())
