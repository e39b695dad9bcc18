#!/bin/sh
# Offsets against Python's own strings, through the Python package of the tree.
. "$top_srcdir/tests/scripts/tap.sh"
[ -n "$PYTHON" ] && [ "$PYTHON" != : ] || skip_all "no python3"
[ -e "$shared_core" ] || skip_all "no shared library"
python=$("$PYTHON" -c 'import sys; print(sys.executable)') || skip_all "python3 does not run"
# shellcheck source=/dev/null
. "$top_srcdir/bindings/python/tests/sanitizer.sh"
CSC_BUILD_DIR=$top_builddir
PYTHONPATH=$top_srcdir/bindings/python
unset CSC_LIBRARY CSC_IO_LIBRARY
export CSC_BUILD_DIR PYTHONPATH
if [ -n "$preload" ]; then
    LD_PRELOAD=$preload ASAN_OPTIONS=detect_leaks=0:${ASAN_OPTIONS-} exec "$python" -B "$top_srcdir/tests/text/offsets.py"
fi
exec "$python" -B "$top_srcdir/tests/text/offsets.py"
