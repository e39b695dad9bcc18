#!/bin/sh
# The shared libraries export exactly the functions of the public headers.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
command -v nm >/dev/null 2>&1 || skip_all "no nm"
[ -e "$shared_core" ] || skip_all "no ELF shared library"
for library in libcsc libcsc-io; do
    nm -D --defined-only "$top_builddir/libcsc/.libs/$library.so" | awk '$2 != "A" {sub(/@.*/, "", $3); print $3}' | sort -u >"$scratch/got"
    sort -u "$top_srcdir/tests/scripts/exports-$library.txt" >"$scratch/want"
    comm -13 "$scratch/want" "$scratch/got" | sed 's/$/ is exported and not declared/' >"$scratch/diff"
    comm -23 "$scratch/want" "$scratch/got" | sed 's/$/ is declared and not defined/' >>"$scratch/diff"
    empty "$library exports its $(wc -l <"$scratch/want" | tr -d ' ') functions and nothing else" "$scratch/diff"
    base=$(find "$top_srcdir/tests/scripts" -name "$library-*.abi" | sort -V | tail -n 1)
    if [ -z "$base" ]; then
        skip "$library keeps the ABI of its last release" "no release yet"
    elif ! command -v abidiff >/dev/null 2>&1; then
        skip "$library keeps the ABI of its last release" "no abidiff"
    else
        check "$library keeps the ABI of its last release" abidiff --harmless "$base" "$top_builddir/libcsc/.libs/$library.so"
    fi
done
finish
