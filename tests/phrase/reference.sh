#!/bin/sh
# The engine against a slow matcher written from the grammar alone.
if test "${PYTHON:-:}" = :; then
    echo "1..0 # SKIP no Python"
    exit 0
fi
exec "$PYTHON" "$top_srcdir/tests/phrase/reference.py" "$top_builddir/tests/phrase/probe" 500
