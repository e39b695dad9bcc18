#!/bin/sh
# The Python package against the libraries of the build tree; with --enable-asan the sanitizer's runtime is preloaded.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
[ -n "$PYTHON" ] || skip_all "no python3"
[ -e "$shared_core" ] || skip_all "no shared library"
# The interpreter itself, not a script that looks for one: the preload is for it alone.
python=$("$PYTHON" -c 'import sys; print(sys.executable)') || skip_all "python3 does not run"
# shellcheck source=/dev/null
. "$top_srcdir/bindings/python/tests/sanitizer.sh"
CSC_BUILD_DIR=$top_builddir
PYTHONDONTWRITEBYTECODE=1
CSC_PYTHON_SCRATCH=$scratch
unset CSC_LIBRARY CSC_IO_LIBRARY
export CSC_BUILD_DIR PYTHONDONTWRITEBYTECODE CSC_PYTHON_SCRATCH
if [ -n "$preload" ]; then
    LD_PRELOAD=$preload ASAN_OPTIONS=detect_leaks=0:${ASAN_OPTIONS-} "$python" -B "$top_srcdir/bindings/python/tests/tap.py" "$@"
else
    "$python" -B "$top_srcdir/bindings/python/tests/tap.py" "$@"
fi
