#!/bin/sh
# No file of the project names a folder of the machine that it was made on.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
cd "$top_srcdir" || exit 99
[ -e .git ] && command -v git >/dev/null 2>&1 && git ls-files >"$scratch/files" 2>/dev/null || skip_all "not a git clone"
grep -v '^tests/data/' "$scratch/files" | tr '\n' '\0' |
    xargs -0 grep -nIE '(^|[^A-Za-z0-9_.~$}-])/(home|Users|root|mnt)/[A-Za-z0-9]' -- 2>/dev/null >"$scratch/found" || :
empty "no home folders in the tree" "$scratch/found"
parent=$(dirname "$(pwd)")
case $parent in
/ | /usr/src | /tmp | /build) skip "no path of this clone in the tree" "$parent says nothing" ;;
*)
    tr '\n' '\0' <"$scratch/files" | xargs -0 grep -nIF "$parent/" -- 2>/dev/null >"$scratch/found" || :
    empty "no path of this clone in the tree" "$scratch/found"
    ;;
esac
finish
