#!/bin/sh
# Each public function is called by a test and named in CHANGELOG.md.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
cd "$top_srcdir" || exit 99
sort -u tests/scripts/exports-libcsc.txt tests/scripts/exports-libcsc-io.txt >"$scratch/names"
find tests \( -name '*.c' -o -name '*.py' -o -name '*.h' -o -name '*.sh' \) ! -path '*/bench/*' 2>/dev/null |
    xargs cat | grep -oE 'csc_[a-z0-9_]+' | sort -u >"$scratch/used"
comm -23 "$scratch/names" "$scratch/used" >"$scratch/missing"
empty "each of $(wc -l <"$scratch/names" | tr -d ' ') functions is used by a test" "$scratch/missing"
# A line may name a family: csc_random_*.
grep -oE 'csc_[a-z0-9_]+\*?' CHANGELOG.md | sort -u >"$scratch/logged"
while read -r name; do
    while read -r logged; do
        # shellcheck disable=SC2254
        case $name in $logged) continue 2 ;; esac
    done <"$scratch/logged"
    echo "$name"
done <"$scratch/names" >"$scratch/missing"
empty "each has its line in CHANGELOG.md" "$scratch/missing"
finish
