#!/bin/sh
# What bindings/generate.py makes from the headers is what is committed.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
[ -n "$PYTHON" ] || skip_all "no python3"
check "maps, abi.json, FFI headers and export lists are up to date" "$PYTHON" -B "$top_srcdir/bindings/generate.py" --check
finish
