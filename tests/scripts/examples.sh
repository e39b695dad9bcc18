#!/bin/sh
# The example programs run and print what stands in examples/expected.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
for expected in "$top_srcdir"/examples/expected/*.txt; do
    name=$(basename "$expected" .txt)
    if [ ! -x "$top_builddir/examples/$name" ]; then
        not_ok "examples/$name was built"
        continue
    fi
    "$top_builddir/examples/$name" >"$scratch/$name.out" 2>"$scratch/$name.err"
    status=$?
    if [ $status -eq 0 ] && diff "$expected" "$scratch/$name.out" >"$scratch/$name.diff"; then
        ok "examples/$name.c"
    else
        echo "exit status $status" >>"$scratch/$name.diff"
        cat "$scratch/$name.err" >>"$scratch/$name.diff"
        not_ok "examples/$name.c" "$scratch/$name.diff"
    fi
    lines=$(wc -l <"$top_srcdir/examples/$name.c")
    check "examples/$name.c has 60 lines at most ($lines)" test "$lines" -le 60
done
finish
