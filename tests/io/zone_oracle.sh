#!/bin/sh
# The zones of the system against Python's zoneinfo.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
program=$top_builddir/tests/io/zone_dump
[ -n "$PYTHON" ] || skip_all "no python3"
[ -x "$program" ] || skip_all "tests/io/zone_dump is not built"
[ -f /usr/share/zoneinfo/Europe/Berlin ] || skip_all "no zone files in /usr/share/zoneinfo"
"$PYTHON" -c 'import zoneinfo; zoneinfo.ZoneInfo("Europe/Berlin")' 2>/dev/null || skip_all "no zoneinfo in Python"
check "offsets, local times and changes" "$PYTHON" "$top_srcdir/tests/io/zone_oracle.py" "$program" /usr/share/zoneinfo
finish
