#!/bin/sh
# Random tables against Python's csv module as oracle: the same cells for well-formed bytes however they are quoted and cut; and what
# its strict mode refuses, or what is ragged, we refuse too.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
[ -n "$PYTHON" ] || skip_all "no python3"
program=$top_builddir/tests/io/csv_dump
[ -x "$program" ] || skip_all "tests/io/csv_dump is not built"
check "random tables read as Python reads them" "$PYTHON" "$top_srcdir/tests/io/csv_oracle.py" "$program"
finish
