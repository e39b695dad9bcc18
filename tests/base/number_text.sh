#!/bin/sh
# Number text against Python's repr and float.
library=$top_builddir/libcsc/.libs/libcsc.so
if test "x$PYTHON" = x: || test ! -f "$library"; then
    echo "1..0 # SKIP needs Python and a shared library"
    exit 0
fi
if nm -D "$library" 2>/dev/null | grep -q __asan_; then
    echo "1..0 # SKIP the library needs the sanitizer's runtime"
    exit 0
fi
exec "$PYTHON" "$top_srcdir/tests/base/number_text.py" "$library" "${CSC_NUMBER_TEXT_COUNT:-30000}"
