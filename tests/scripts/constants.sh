#!/bin/sh
# The numbers in abi.json are those that a C compiler sees: constants, sizes and offsets of public structs.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
[ -n "$PYTHON" ] || skip_all "no python3"
"$PYTHON" -B - "$top_srcdir/bindings/abi.json" >"$scratch/constants.c" <<'PY'
import json
import sys

abi = json.load(open(sys.argv[1], encoding='utf-8'))
print('#include <stddef.h>\n#include "csc-io.h"')
def value(c):
    print('_Static_assert(%s == %d%s, "%s");' % (c['name'], c['value'], 'u' if c['value'] >= 2**63 else '', c['name']))


for c in abi['constants']:
    if c['value'] < 2**63:
        value(c)
print('#if UINTPTR_MAX == UINT64_MAX')  # where SIZE_MAX and the layouts are those of abi.json
for c in abi['constants']:
    if c['value'] >= 2**63:
        value(c)
for s in abi['structs']:
    print('_Static_assert(sizeof(%s) == %d, "size of %s");' % (s['name'], s['size'], s['name']))
    for f in s['fields']:
        print('_Static_assert(offsetof(%s, %s) == %d, "%s.%s");' % (s['name'], f['name'], f['offset'], s['name'], f['name']))
print('#endif')
PY
count=$(grep -c _Static_assert "$scratch/constants.c")
# shellcheck disable=SC2086
check "$count constants, sizes and offsets of abi.json" $CC -std=c11 -fsyntax-only -I"$top_srcdir/include" "$scratch/constants.c"
finish
