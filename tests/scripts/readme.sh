#!/bin/sh
# README's programs are short, compile against the build tree and print what README says.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
readme=$top_srcdir/README.md
block() { # language: the first block of it
    awk -v start="\`\`\`$1" '$0 == start && !done {on = 1; next} $0 == "```" {if (on) done = 1; on = 0} on' "$readme"
}
lines() { [ "$(wc -l <"$1")" -le "$2" ] || { echo "$(wc -l <"$1") lines, more than $2"; return 1; }; }

block c >"$scratch/first.c"
check "a first C program is at most ten lines" lines "$scratch/first.c" 10
if [ -e "$shared_core" ]; then
    check "it compiles" compile "$scratch/first.c" "$scratch/first"
    block output >"$scratch/want"
    check "it runs" sh -c "'$scratch/first' >'$scratch/got'"
    check "it prints what README says" diff "$scratch/want" "$scratch/got"
else
    skip "it compiles and runs" "no shared library"
fi

block python >"$scratch/first.py"
check "a first Python program is at most three lines" lines "$scratch/first.py" 3
if [ -z "$PYTHON" ] || [ ! -e "$shared_core" ] || [ -n "${SAN_CFLAGS-}" ]; then
    skip "it runs" "no python3, no shared library, or a sanitizer build"
else
    block text >"$scratch/want.py"
    check "it runs" sh -c "CSC_LIBRARY='$shared_core' LD_LIBRARY_PATH='$top_builddir/libcsc/.libs' PYTHONPATH='$top_srcdir/bindings/python' '$PYTHON' -B '$scratch/first.py' >'$scratch/got.py'"
    check "it prints what README says" diff "$scratch/want.py" "$scratch/got.py"
fi
for words in './bootstrap demo' './bootstrap check'; do
    check "README names $words" grep -qF "$words" "$readme"
done
finish
