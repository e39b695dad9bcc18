#!/bin/sh
# Other compilers and C libraries take the core as it is: MinGW and musl, where their compilers are installed.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
mkdir -p "$scratch/include"
cp /usr/include/uni*.h /usr/include/libstemmer.h "$scratch/include/" 2>/dev/null || skip_all "headers of libunistring and libstemmer are not in /usr/include"
[ -d /usr/include/unistring ] && cp -r /usr/include/unistring "$scratch/include/"
for compiler in x86_64-w64-mingw32-gcc musl-gcc; do
    found=
    for candidate in "$compiler" "$compiler-posix"; do
        if command -v "$candidate" >/dev/null 2>&1; then
            found=$candidate
            break
        fi
    done
    if [ -z "$found" ]; then
        skip "the core with $compiler" "not installed"
        continue
    fi
    find "$top_srcdir/libcsc" -name '*.c' ! -path '*/libcsc/io/*' | while read -r file; do
        "$found" -std=c11 -Wall -Wextra -Wpedantic -Werror -DCSC_BUILDING -I"$top_srcdir/include" -I"$top_srcdir/libcsc" -I"$top_builddir/libcsc" \
            -I"$scratch/include" -fsyntax-only "$file" 2>&1 | head -n 5
    done >"$scratch/bad"
    empty "the core with $compiler" "$scratch/bad"
done
finish
