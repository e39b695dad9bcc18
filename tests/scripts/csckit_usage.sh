#!/bin/sh
# csckit: exit codes, help, and an example for each command that runs in the folder that `csckit init` writes.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
csckit=$top_builddir/csckit
[ -x "$csckit" ] || skip_all "csckit was not built"
cd "$scratch" || exit 99

# code NAME STATUS COMMAND...: runs it and compares the exit code; output in out and err.
code() {
    what=$1
    want=$2
    shift 2
    "$@" >out 2>err </dev/null
    got=$?
    if [ "$got" -eq "$want" ]; then ok "$what"; else
        { echo "exit code $got, expected $want: $*"; cat out err; } >log
        not_ok "$what" log
    fi
}
says() { # name, file, pattern
    if grep -q -- "$3" "$2"; then ok "$1"; else not_ok "$1" "$2"; fi
}

code "no command: usage" 2 "$csckit"
code "--version" 0 "$csckit" --version
says "--version names csckit and libcsc" out "^csckit $VERSION (libcsc $VERSION, Unicode "
code "--help" 0 "$csckit" --help
code "unknown command" 2 "$csckit" metrik
says "unknown command: the nearest is named" err 'did you mean `metric'
code "a group alone" 2 "$csckit" churn
says "a group alone lists its members" err "csckit churn paths"
code "unknown option" 2 "$csckit" metric --definitoin nps:standard/1
says "unknown option: the nearest is named" err "did you mean --definition"
code "option without its value" 2 "$csckit" metric --definition
code "flag with a value" 2 "$csckit" gap --customers=1
code "unknown format" 2 "$csckit" metric --format xml
code "level out of range" 2 "$csckit" metric --level 2 --definition nps:standard/1 x.csv
code "definition that does not exist" 2 "$csckit" explain nps:standrad/1
says "its nearest is named" err "nps:standard/1"
code "no such file" 3 "$csckit" metric --definition nps:standard/1 nowhere.csv
code "doctor" 0 "$csckit" doctor
code "init" 0 "$csckit" init sample
code "init writes over nothing" 2 "$csckit" init sample
code "init --force" 0 "$csckit" init sample --force
for file in survey expectation transactions rfm survival referrals adoption sla_events complaints reasons origin; do
    [ -s sample/$file.csv ] || echo "$file.csv"
done >missing
for file in conversations.jsonl replies.jsonl; do [ -s sample/$file ] || echo $file; done >>missing
empty "init writes a sample of every table" missing
if [ -d "$top_srcdir/examples/data" ]; then
    for file in sample/*; do cmp "$file" "$top_srcdir/examples/data/$(basename "$file")" || :; done >differ 2>&1
    empty "the samples are those of examples/data" differ
fi

"$csckit" --help | sed -n '/^Commands:/,/^$/p' | sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' >commands
check "the help lists commands" test -s commands
cd sample || exit 99
"$csckit" metric --definition nps:standard/1 --where item=nps --where segment=north --by segment --state north.state survey.csv >/dev/null
"$csckit" metric --definition nps:standard/1 --where item=nps --where segment=south --by segment --state south.state survey.csv >/dev/null
while read -r command; do
    # shellcheck disable=SC2086
    "$csckit" $command --help >../help 2>../err </dev/null || { not_ok "$command --help" ../err; continue; }
    grep -q '^Usage: csckit' ../help || { not_ok "$command --help shows how to call it" ../help; continue; }
    example=$(sed -n '/^Example:/,$p' ../help | sed -n 's/^  csckit //p' | head -n 1)
    [ -n "$example" ] || { not_ok "$command --help has an example" ../help; continue; }
    PATH=$(dirname "$csckit"):$PATH sh -c "'$csckit' $example" >../out 2>../err </dev/null
    status=$?
    if [ $status -eq 0 ] || { [ $status -eq 1 ] && { [ "$command" = check ] || [ "$command" = review ]; }; }; then
        ok "$command: its example runs (csckit $example)"
    else
        echo "exit code $status" >>../err
        not_ok "$command: its example runs (csckit $example)" ../err
    fi
done <../commands
cd ..

# Plain when piped, colour only when asked for.
escape=$(printf '\033')
"$csckit" metric --definition nps:standard/1 --where item=nps --by segment sample/survey.csv >out 2>err
if grep -q "$escape" out err; then not_ok "no colour when piped" out; else ok "no colour when piped"; fi
if LC_ALL=C grep -q '[^ -~]' out; then not_ok "plain ASCII when piped" out; else ok "plain ASCII when piped"; fi
"$csckit" metric --color always --definition nps:standard/1 --where item=nps sample/survey.csv >out
says "--color always" out "$escape"
if command -v script >/dev/null 2>&1 && script -qec true /dev/null >/dev/null 2>&1; then
    TERM=xterm LC_ALL=C.UTF-8 script -qec "'$csckit' metric --definition nps:standard/1 --where item=nps sample/survey.csv" /dev/null >out 2>&1 </dev/null
    says "colour on a terminal" out "$escape"
    NO_COLOR=1 TERM=xterm LC_ALL=C.UTF-8 script -qec "'$csckit' metric --definition nps:standard/1 --where item=nps sample/survey.csv" /dev/null >out 2>&1 </dev/null
    if grep -q "$escape\[[0-9;]*m" out; then not_ok "NO_COLOR is heeded" out; else ok "NO_COLOR is heeded"; fi
else
    skip "colour on a terminal" "script(1) is not here"
fi
"$csckit" metric --definition nps:standard/1 --where item=nps sample/survey.csv --output written.txt >out
check "--output writes to a file" test -s written.txt
empty "--output leaves standard output empty" out
finish
