#!/bin/sh
# The pages say what the library says: definitions.md is its own table, every source a header names is in sources.md, links hold.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
if [ -x "$top_builddir/doc/definitions" ]; then
    "$top_builddir/doc/definitions" >"$scratch/definitions.md"
    check "doc/definitions.md is what the library prints (make definitions writes it)" diff "$top_srcdir/doc/definitions.md" "$scratch/definitions.md"
else
    skip "doc/definitions.md" "its printer is not built"
fi
if [ -f "$top_builddir/doc/csckit.1" ]; then
    "$top_builddir/csckit" --help | awk '/^Commands:/ {on = 1; next} on && /^$/ {exit} on {sub(/^ +/, ""); sub(/  .*/, ""); print}' | while read -r command; do
        grep -qx ".SS csckit $command" "$top_builddir/doc/csckit.1" || echo "no part for $command"
    done >"$scratch/man"
    empty "the manual page has every command" "$scratch/man"
    if command -v groff >/dev/null 2>&1; then
        groff -man -Tutf8 -ww -z "$top_builddir/doc/csckit.1" >"$scratch/groff" 2>&1
        empty "groff reads it without a warning" "$scratch/groff"
    fi
fi
cd "$top_srcdir" || exit 99
grep -ohE 'doc/[a-z]+\.md#[a-z0-9-]+' include/csc/*.h libcsc/*/*.c 2>/dev/null | sort -u | while IFS='#' read -r page anchor; do
    [ -f "$page" ] && sed -n 's/^#* *//p' "$page" | tr 'A-Z ' 'a-z-' | grep -qx "$anchor" || echo "$page has no part $anchor"
done >"$scratch/anchors"
empty "parts of pages named in the code exist" "$scratch/anchors"
for page in ./*.md doc/*.md; do
    grep -oE '\]\([^)#: ]+' "$page" | sed 's/^](//' | while read -r link; do
        [ -e "$(dirname "$page")/$link" ] || echo "$page: $link"
    done
done >"$scratch/links"
empty "links between pages hold" "$scratch/links"
finish
