#!/bin/sh
# 200 random tables against an independent program.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$(pwd)}"
: "${PYTHON:=python3}"
library=$top_builddir/libcsc/.libs/libcsc.so
if [ "$PYTHON" = : ] || [ ! -e "$library" ] || [ -n "${SAN_CFLAGS-}" ]; then
    echo "1..0 # SKIP needs Python and a plain shared library"
    exit 0
fi
exec "$PYTHON" "$top_srcdir/tests/metric/oracle.py" "$library"
