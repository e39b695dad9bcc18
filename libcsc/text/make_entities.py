#!/usr/bin/env python3
"""Makes libcsc/text/entities.c: the named character references of HTML, from Python's html.entities (the WHATWG list)."""
import html.entities
import os

HERE = os.path.dirname(os.path.abspath(__file__))
# names that end in ';' are kept without it; those that may stand without are flagged
names = {}
for k, v in html.entities.html5.items():
    n = k.rstrip(";")
    flag = names.get(n, (None, 0))[1] | (0 if k.endswith(";") else 1)
    names[n] = (v, flag)
pool, rows = bytearray(), []
for n in sorted(names, key=lambda s: s.encode()):
    v, flag = names[n]
    b = v.encode("utf-8")
    rows.append((len(pool), len(n), len(b), flag))
    pool += n.encode() + b
out = ["/* Made by make_entities.py; do not edit. Names in byte order; in the pool a name and behind it its UTF-8. */\n/* clang-format off */\n",
       '#include "text/plain.h"\n\n', "const size_t csc_i_entity_count = %d;\n" % len(rows),
       "const csc_i_entity csc_i_entities[%d] = {\n" % len(rows)]
for i in range(0, len(rows), 10):
    out.append("    " + ",".join("{%d,%d,%d,%d}" % r for r in rows[i:i + 10]) + ",\n")
out.append("};\nconst uint8_t csc_i_entity_pool[%d] = {\n" % len(pool))
for i in range(0, len(pool), 40):
    out.append("    " + ",".join(str(x) for x in pool[i:i + 40]) + ",\n")
out.append("};\n")
with open(os.path.join(HERE, "entities.c"), "w", encoding="ascii") as f:
    f.write("".join(out))
