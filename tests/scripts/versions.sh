#!/bin/sh
# configure.ac, header, run time and .pc files name one version.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
want=$(sed -n 's/^AC_INIT(\[libcsc\], \[\([0-9.]*\)\].*/\1/p' "$top_srcdir/configure.ac")
part() { sed -n "s/^#define CSC_VERSION_$1 \([0-9]*\)$/\1/p" "$top_srcdir/include/csc/base.h"; }
header=$(part MAJOR).$(part MINOR).$(part PATCH)
same() { [ "$1" = "$2" ] || { echo "\"$1\" is not \"$2\""; return 1; }; }
check "configure.ac and header" same "$header" "$want"
check "configure.ac and Makefile" same "${VERSION-$want}" "$want"
for pc in libcsc libcsc-io; do
    check "$pc.pc" same "$(sed -n 's/^Version: //p' "$top_builddir/libcsc/$pc.pc")" "$want"
done
if [ -e "$shared_core" ]; then
    cat >"$scratch/version.c" <<'C'
#include <stdio.h>
#include "csc.h"
int main(void) {
    int built = 10000 * CSC_VERSION_MAJOR + 100 * CSC_VERSION_MINOR + CSC_VERSION_PATCH;
    printf("%s\n", csc_version_string());
    return csc_version_number() == built ? 0 : 1;
}
C
    check "a program compiles against the build tree" compile "$scratch/version.c" "$scratch/version"
    check "header and run time" sh -c "'$scratch/version' >'$scratch/out'"
    check "run time text" same "$(cat "$scratch/out")" "$want"
else
    skip "run time" "no shared library"
fi
if [ -d "$top_srcdir/bindings/python" ] && [ -f "$top_srcdir/bindings/python/pyproject.toml" ]; then
    python_version=$(sed -n 's/^version *= *"\(.*\)"/\1/p' "$top_srcdir/bindings/python/pyproject.toml" | head -n 1)
    if [ -n "$python_version" ]; then check "Python package" same "$python_version" "$want"; fi
fi
check "the library triples stand in CHANGELOG.md" grep -q "libcsc $(sed -n 's/^AC_SUBST(\[CSC_TRIPLE\], \[\(.*\)\])/\1/p' "$top_srcdir/configure.ac"), libcsc-io $(sed -n 's/^AC_SUBST(\[CSC_IO_TRIPLE\], \[\(.*\)\])/\1/p' "$top_srcdir/configure.ac")" "$top_srcdir/CHANGELOG.md"
finish
