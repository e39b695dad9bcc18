# Shared by the test scripts: TAP on standard output, a scratch folder below the build tree, compiling against the build tree.
# A script sources it, calls ok, not_ok, skip or check, and ends with `finish`.
LC_ALL=C
export LC_ALL
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$(pwd)}"
: "${CC:=cc}"
: "${PYTHON:=python3}"
[ "$PYTHON" = : ] && PYTHON=
tap_count=0
tap_failed=0
tap_name=$(basename "$0" .sh)
scratch=$top_builddir/tests/scripts/scratch-$tap_name
rm -rf "$scratch"
mkdir -p "$scratch" || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 99' HUP INT TERM

ok() {
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1"
}
not_ok() { # name [file with details]
    tap_count=$((tap_count + 1))
    tap_failed=$((tap_failed + 1))
    echo "not ok $tap_count - $1"
    if [ -n "${2-}" ] && [ -s "$2" ]; then sed 's/^/# /' "$2" | head -n 60; fi
}
skip() { # name, reason
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1 # SKIP $2"
}
check() { # name, command...; its output is shown when it fails
    tap_what=$1
    shift
    if "$@" >"$scratch/check.log" 2>&1; then ok "$tap_what"; else not_ok "$tap_what" "$scratch/check.log"; fi
}
empty() { # name, file: passes when the file has no line
    if [ -s "$2" ]; then not_ok "$1" "$2"; else ok "$1"; fi
}
skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}
finish() {
    echo "1..$tap_count"
    [ "$tap_failed" -eq 0 ] || exit 1
    exit 0
}

shared_core=$top_builddir/libcsc/.libs/libcsc.so
shared_io=$top_builddir/libcsc/.libs/libcsc-io.so
# compile SOURCE PROGRAM: a C program against the public headers and both shared libraries of the build tree.
compile() {
    # shellcheck disable=SC2086
    $CC $CFLAGS ${SAN_CFLAGS-} ${COV_CFLAGS-} -std=c11 -I"$top_srcdir/include" "$1" -o "$2" \
        "$shared_io" "$shared_core" -Wl,-rpath,"$top_builddir/libcsc/.libs" -lm
}
# The C++ compiler, if any.
find_cxx() {
    for candidate in ${CXX-} g++ clang++ c++; do
        if command -v "$candidate" >/dev/null 2>&1; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}
