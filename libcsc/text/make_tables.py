#!/usr/bin/env python3
"""Makes libcsc/text/tables.c: folding and character classes of Unicode 14 as two-stage tables.

Run it as `python3 libcsc/text/make_tables.py` with a Python whose unicodedata is Unicode 14.0 (Python 3.11); the result is committed,
and tests/text/fold proves it equal to libunistring. Han pairs come from libcsc/text/han_pairs.txt.
"""
import os
import sys
import unicodedata as ud

HERE = os.path.dirname(os.path.abspath(__file__))
if ud.unidata_version != "14.0.0":
    sys.exit("make_tables.py: this Python has Unicode %s, 14.0.0 is needed" % ud.unidata_version)

LAST = 0x110000
SURROGATES = range(0xD800, 0xE000)


def nfc_second_parts():
    """Code points that may compose with the one before them (NFC_QC=Maybe)."""
    found = set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
    for c in range(LAST):
        if c in SURROGATES:
            continue
        d = ud.decomposition(chr(c))
        if d and not d.startswith("<") and len(d.split()) == 2 and ud.normalize("NFC", chr(c)) == chr(c):
            found.add(int(d.split()[1], 16))
    return found


def standard(c):
    s = ud.normalize("NFD", chr(c)).casefold()
    s = ud.normalize("NFKD", s).casefold()
    return ud.normalize("NFKC", s)


MAYBE = nfc_second_parts()


def interacts(c, folded):
    """Whether the fold of c depends on what stands before it."""
    for s in (ud.normalize("NFD", chr(c)), ud.normalize("NFKD", chr(c)), folded):
        if s and (ud.combining(s[0]) or ord(s[0]) in MAYBE):
            return True
    return False


# ------------------------------------------------------- the matching mode
EXTRA = {}
for ch in "\u2018\u2019\u201a\u201b\u2032\u2035\u02bc\u02b9\u055a\u2039\u203a\u0060\u00b4\u07f4\u07f5\u05f3":
    EXTRA[ch] = "'"
del EXTRA["\u0060"], EXTRA["\u00b4"]  # ASCII is never changed; U+00B4 is a blank and a mark after NFKC
for ch in "\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb\u300c\u300d\u300e\u300f\u301d\u301e\u301f\u05f4":
    EXTRA[ch] = '"'
for ch in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\u05be\u058a":
    EXTRA[ch] = "-"
for r in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x206F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF)):
    for c in range(r[0], r[1] + 1):
        EXTRA[chr(c)] = ""
for c in (0x00AD, 0x034F, 0x061C, 0x180B, 0x180C, 0x180D, 0x180E, 0xFEFF, 0x055B, 0x055C, 0x055E):
    EXTRA[chr(c)] = ""
EXTRA["\u0451"] = "\u0435"  # io, ie
EXTRA["\u03c2"] = "\u03c3"
GREEK_MARKS = {0x300, 0x301, 0x304, 0x306, 0x308, 0x313, 0x314, 0x342, 0x345}
for c in list(range(0x370, 0x400)) + list(range(0x1F00, 0x2000)):
    d = ud.normalize("NFD", chr(c))
    if len(d) > 1 and ud.category(chr(c)).startswith("L") and all(ord(m) in GREEK_MARKS for m in d[1:]):
        EXTRA[chr(c)] = d[0]
with open(os.path.join(HERE, "han_pairs.txt"), encoding="utf-8") as f:
    for line in f:
        line = line.rstrip("\n")
        if line and not line.startswith("#"):
            # traditional simplified
            EXTRA[line[0]] = line[2]
for ch in list(EXTRA):
    seen = {ch}
    while EXTRA[ch] in EXTRA and EXTRA[ch] not in seen:
        seen.add(EXTRA[ch])
        EXTRA[ch] = EXTRA[EXTRA[ch]]


def matching(c):
    return "".join(EXTRA.get(d, d) for d in standard(c))


# ------------------------------------------------------------ word classes
OTHER, LETTER, DIGIT, HAN, BLANK, KANA, MARK, JOIN, STOP, CLAUSE, LINE, QUOTE, MAYBE_STOP = range(13)
NAMES = ["OTHER", "LETTER", "DIGIT", "HAN", "BLANK", "KANA", "MARK", "JOIN", "STOP", "CLAUSE", "LINE", "QUOTE", "MAYBE_STOP"]
STOPS = set("!?\u0589\u06d4\u061f\u0964\u0965\u203c\u203d\u2047\u2048\u2049\u3002\uff01\uff1f\uff61\u1362\u1367\u104a\u104b\u17d4\u1803\u1809")
CLAUSES = set(",;:()[]{}\u00b7\u0387\u055d\u060c\u061b\u2013\u2014\u2026\u3001\uff0c\uff1b\uff1a\uff64\u037e\u1363\u1364\u1802\u3008\u3009"
              "\u300a\u300b\u3010\u3011")
QUOTES = set("'\"")


def word_class(c):
    ch = chr(c)
    if c in SURROGATES:
        return OTHER
    if ch == "\n":
        return LINE
    if ch in ("\u2028", "\u2029", "\x85", "\x0b", "\x0c"):
        return LINE
    if ch == ".":
        return MAYBE_STOP
    if ch in STOPS:
        return STOP
    if ch in CLAUSES:
        return CLAUSE
    if ch in QUOTES:
        return QUOTE
    cat = ud.category(ch)
    if cat == "Zs" or ch in "\t\r":
        return BLANK
    if 0x3400 <= c <= 0x4DBF or 0x4E00 <= c <= 0x9FFF or 0xF900 <= c <= 0xFAFF or 0x20000 <= c <= 0x3FFFD:
        return HAN
    if c in (0x3005, 0x3006, 0x3007) or 0x3021 <= c <= 0x3029 or 0x3041 <= c <= 0x3096 or c in (0x309D, 0x309E, 0x309F):
        return HAN
    if 0x30A1 <= c <= 0x30FA or 0x30FC <= c <= 0x30FF or 0x31F0 <= c <= 0x31FF:
        return KANA
    if 0x0E00 <= c <= 0x0EFF or 0x1780 <= c <= 0x17DD or 0x1000 <= c <= 0x109F:
        if cat[0] == "L":
            return HAN  # scripts without blanks between words: a character is a token
    if cat[0] == "L" or cat == "Nl":
        return LETTER
    if cat in ("Nd", "No"):
        return DIGIT
    if cat[0] == "M" or cat == "Cf":
        return MARK
    if cat == "Pc":
        return JOIN
    return OTHER


# ----------------------------------------------------------------- output
class Table:
    def __init__(self):
        self.blocks, self.stage1, self.index = [], [], {}

    def add(self, block):
        block = tuple(block)
        if block not in self.index:
            self.index[block] = len(self.blocks)
            self.blocks.append(block)
        self.stage1.append(self.index[block])


def numbers(out, values, per_line=32):
    for i in range(0, len(values), per_line):
        out.append("    " + ",".join(str(v) for v in values[i:i + per_line]) + ",\n")


def array(out, kind, name, values):
    out.append("const %s %s[%d] = {\n" % (kind, name, len(values)))
    numbers(out, values)
    out.append("};\n")


def main():
    actions, action_index = [(b"", 0)], {}  # 0 is identity, 1 is "normalise the run"
    actions.append((b"", 0))
    tables = {}
    for mode, fold in (("standard", standard), ("matching", matching)):
        t = Table()
        for base in range(0, LAST, 64):
            block = []
            for c in range(base, base + 64):
                if c in SURROGATES:
                    block.append(0)
                    continue
                s = standard(c)
                if interacts(c, s):
                    block.append(1)
                    continue
                f = fold(c)
                if f == chr(c):
                    block.append(0)
                    continue
                b = f.encode("utf-8")
                if b not in action_index:
                    action_index[b] = len(actions)
                    actions.append((b, len(b)))
                block.append(action_index[b])
            t.add(block)
        tables[mode] = t
    # what the matching mode does to a code point that is already folded and normalised (after a run)
    pool, small = bytearray(), []
    for b, n in actions:
        if n <= 4:
            small.append((int.from_bytes(b, "little"), n))
        else:
            small.append((len(pool), n))
            pool += b
    classes = Table()
    for base in range(0, LAST, 64):
        classes.add([word_class(c) for c in range(base, base + 64)])
    out = ["/* Made by make_tables.py from Unicode 14.0.0; do not edit. Layout: tables.h. */\n/* clang-format off */\n",
           '#include "text/tables.h"\n\n']
    for mode, t in tables.items():
        array(out, "uint16_t", "csc_i_fold_%s_block" % mode, t.stage1)
        array(out, "uint16_t", "csc_i_fold_%s_entry" % mode, [v for b in t.blocks for v in b])
    out.append("const csc_i_fold_action csc_i_fold_actions[%d] = {\n" % len(small))
    for i in range(0, len(small), 12):
        out.append("    " + ",".join("{%d,%d}" % v for v in small[i:i + 12]) + ",\n")
    out.append("};\n")
    array(out, "uint8_t", "csc_i_fold_pool", list(pool))
    array(out, "uint16_t", "csc_i_class_block", classes.stage1)
    array(out, "uint8_t", "csc_i_class_entry", [v for b in classes.blocks for v in b])
    with open(os.path.join(HERE, "tables.c"), "w", encoding="ascii") as f:
        f.write("".join(out))
    head = ["/* Made by make_tables.py; do not edit. Two-stage tables: block = stage one [code point >> 6], entry [block * 64 + low six bits]. */\n",
            "#ifndef CSC_TEXT_TABLES_H\n#define CSC_TEXT_TABLES_H\n\n#include <stdint.h>\n\n",
            "/* Entries of folding: 0 the code point stays; 1 it joins with its neighbours, so that the run must be normalised; else an action. */\n",
            "enum { CSC_I_FOLD_SAME = 0, CSC_I_FOLD_RUN = 1 };\n",
            "typedef struct csc_i_fold_action {\n    uint32_t bytes;  /* length <= 4: the bytes, first one lowest; else an offset into csc_i_fold_pool */\n"
            "    uint32_t length;\n} csc_i_fold_action;\n",
            "enum {\n" + "".join("    CSC_I_CLASS_%s = %d,\n" % (n, i) for i, n in enumerate(NAMES)) + "    CSC_I_CLASSES\n};\n\n"]
    for mode, t in tables.items():
        head.append("extern const uint16_t csc_i_fold_%s_block[%d];\n" % (mode, len(t.stage1)))
        head.append("extern const uint16_t csc_i_fold_%s_entry[%d];\n" % (mode, 64 * len(t.blocks)))
    head.append("extern const csc_i_fold_action csc_i_fold_actions[%d];\n" % len(small))
    head.append("extern const uint8_t csc_i_fold_pool[%d];\n" % len(pool))
    head.append("extern const uint16_t csc_i_class_block[%d];\n" % len(classes.stage1))
    head.append("extern const uint8_t csc_i_class_entry[%d];\n\n#endif\n" % (64 * len(classes.blocks)))
    with open(os.path.join(HERE, "tables.h"), "w", encoding="ascii") as f:
        f.write("".join(head))


main()
