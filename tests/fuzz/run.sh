#!/bin/sh
# run.sh SOURCE TARGET...: each libFuzzer target for FUZZ_SECONDS, two at a time, starting from its seeds; prints TAP.
source=$1
shift
seconds=${FUZZ_SECONDS:-10}
found=$(pwd)/tests/fuzz/found
mkdir -p "$found"
one() {
    name=$(basename "$1")
    corpus=$found/$name
    mkdir -p "$corpus"
    seeds=
    [ -d "$source/tests/fuzz/seeds/$name" ] && seeds=$source/tests/fuzz/seeds/$name
    # shellcheck disable=SC2086
    "./$1" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix="$found/$name-" \
        "$corpus" $seeds >"$found/$name.log" 2>&1 </dev/null
    echo $? >"$found/$name.status"
}
running=0
for target; do
    one "$target" &
    running=$((running + 1))
    if [ $running -ge 2 ]; then
        wait
        running=0
    fi
done
wait
count=0
failed=0
for target; do
    count=$((count + 1))
    name=$(basename "$target")
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$found/$name.log")
    if [ "$(cat "$found/$name.status")" = 0 ]; then
        echo "ok $count - $name: ${runs:-?} inputs in $seconds s"
    else
        failed=1
        echo "not ok $count - $name"
        tail -n 40 "$found/$name.log" | sed 's/^/# /'
    fi
done
echo "1..$count"
exit $failed
