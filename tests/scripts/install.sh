#!/bin/sh
# `make install` into a fresh folder gives what a program needs, found through pkg-config alone.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
[ -e "$shared_core" ] || skip_all "no shared library"
dest=$scratch/dest
prefix=$(sed -n 's/^prefix=//p' "$top_builddir/libcsc/libcsc.pc")
libdir=$(sed -n 's/^libdir=//p' "$top_builddir/libcsc/libcsc.pc" | sed "s|\${exec_prefix}|$prefix|; s|\${prefix}|$prefix|")
if (unset MAKEFLAGS MFLAGS MAKELEVEL; cd "$top_builddir" && "${MAKE:-make}" -s install DESTDIR="$dest") >"$scratch/log" 2>&1; then
    ok "make install DESTDIR"
else
    not_ok "make install DESTDIR" "$scratch/log"
    finish
fi
for file in include/csc.h include/csc-io.h include/csc/base.h; do
    check "$file" test -f "$dest$prefix/$file"
done
for header in "$top_srcdir"/include/csc/*.h; do
    test -f "$dest$prefix/include/csc/$(basename "$header")" || echo "$header is not installed"
done >"$scratch/headers"
empty "every public header" "$scratch/headers"
for file in libcsc.so libcsc-io.so pkgconfig/libcsc.pc pkgconfig/libcsc-io.pc; do
    check "$file" test -e "$dest$libdir/$file"
done
bindir=$dest$prefix/bin
check "csckit runs from there" sh -c "LD_LIBRARY_PATH='$dest$libdir' '$bindir/csckit' --version | grep -q 'libcsc $VERSION'"
if [ -f "$top_builddir/doc/csckit.1" ]; then check "csckit.1" sh -c "find '$dest' -name csckit.1 | grep -q ."; fi
find "$dest" \( -name 'internal.h' -o -name 'csc_check.h' -o -name '*_core.*' \) >"$scratch/private"
empty "nothing private" "$scratch/private"
grep -rlF "$top_builddir" "$dest" --include='*.pc' --include='*.h' >"$scratch/paths" 2>/dev/null || :
empty "no path of the build tree in headers and .pc files" "$scratch/paths"

if ! command -v pkg-config >/dev/null 2>&1; then
    skip "a program built through pkg-config" "no pkg-config"
    finish
fi
cat >"$scratch/first.c" <<'C'
#include <csc-io.h>
#include <stdio.h>
int main(void) {
    printf("%s %s\n", csc_version_string(), csc_status_name(CSC_E_RANGE));
    return 0;
}
C
for library in libcsc libcsc-io; do
    flags=$(PKG_CONFIG_PATH="$dest$libdir/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$dest" pkg-config --cflags --libs "$library" 2>"$scratch/log") ||
        not_ok "pkg-config $library" "$scratch/log"
    # shellcheck disable=SC2086
    check "a program of $library" $CC $CFLAGS ${SAN_CFLAGS-} ${COV_CFLAGS-} "$scratch/first.c" -o "$scratch/first" $flags -Wl,-rpath-link,"$dest$libdir"
    check "it runs" sh -c "LD_LIBRARY_PATH='$dest$libdir' '$scratch/first' | grep -q '^$VERSION CSC_E_RANGE$'"
done
static=$(PKG_CONFIG_PATH="$dest$libdir/pkgconfig" pkg-config --static --libs libcsc-io 2>/dev/null || echo none)
for need in -lcsc-io -lcsc -lunistring -lstemmer; do
    case " $static " in *" $need "*) ok "pkg-config --static names $need" ;; *) not_ok "pkg-config --static names $need" ;; esac
done
finish
