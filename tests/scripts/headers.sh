#!/bin/sh
# Every public header compiles alone, as C11 and as C++17; the FFI headers are plain C.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
cxx=$(find_cxx) || cxx=
for header in "$top_srcdir"/include/*.h "$top_srcdir"/include/csc/*.h; do
    name=${header#"$top_srcdir"/include/}
    printf '#include "%s"\ntypedef int not_empty;\n' "$name" >"$scratch/alone.c"
    cp "$scratch/alone.c" "$scratch/alone.cc"
    # shellcheck disable=SC2086
    check "$name as C11" $CC -std=c11 -pedantic-errors -Wall -Wextra -Werror -fsyntax-only -I"$top_srcdir/include" "$scratch/alone.c"
    if [ -n "$cxx" ]; then
        check "$name as C++17" "$cxx" -std=c++17 -pedantic-errors -Wall -Wextra -Werror -fsyntax-only -I"$top_srcdir/include" "$scratch/alone.cc"
    else
        skip "$name as C++17" "no C++ compiler"
    fi
done
if grep -n '^[ \t]*#' "$top_srcdir"/bindings/*.ffi.h >"$scratch/directives"; then
    not_ok "the FFI headers hold no preprocessor line" "$scratch/directives"
else
    ok "the FFI headers hold no preprocessor line"
fi
printf '#include <stddef.h>\n#include <stdint.h>\n#include "csc.ffi.h"\n#include "csc-io.ffi.h"\n' >"$scratch/ffi.c"
# shellcheck disable=SC2086
check "the FFI headers are C" $CC -std=c11 -pedantic-errors -Wall -Wextra -Werror -fsyntax-only -I"$top_srcdir/bindings" "$scratch/ffi.c"
{
    printf '#include "csc-io.h"\n'
    cat "$top_srcdir"/bindings/csc.ffi.h "$top_srcdir"/bindings/csc-io.ffi.h | grep '^[a-z].*csc_[a-z0-9_]*(.*);$' | grep -v '^typedef'
} >"$scratch/same.c"
# shellcheck disable=SC2086
check "the FFI headers declare what the public headers declare" $CC -std=c11 -fsyntax-only -I"$top_srcdir/include" "$scratch/same.c"
finish
