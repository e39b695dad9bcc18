#!/bin/sh
# csckit on tables: what spreadsheets write, errors with file:line:column, states that are merged.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
csckit=$top_builddir/csckit
[ -x "$csckit" ] || skip_all "csckit was not built"
cd "$scratch" || exit 99

# same NAME FILE FILE
same() { if diff "$2" "$3" >log 2>&1; then ok "$1"; else not_ok "$1" log; fi; }
# fails NAME CODE PATTERN COMMAND...
fails() {
    what=$1
    want=$2
    pattern=$3
    shift 3
    "$@" >out 2>err </dev/null
    got=$?
    if [ "$got" -eq "$want" ] && grep -q -- "$pattern" err; then ok "$what"; else
        { echo "exit code $got, expected $want; \"$pattern\" expected in:"; cat err; } >log
        not_ok "$what" log
    fi
}
nps() { "$csckit" metric --format json --definition nps:standard/1 "$@"; }

printf 'respondent_id,value\na,10\nb,9\nc,3\nd,\ne,8\n' >plain.csv
printf '\357\273\277respondent_id;value\r\na;10\r\nb;9\r\nc;3\r\nd;\r\ne;8\r\n' >excel.csv
printf 'respondent_id\tvalue\na\t10\nb\t9\nc\t3\nd\t\ne\t8\n' >tab.csv
printf 'Kunde,Note\na,10\nb,9\nc,3\nd,\ne,8\n' >named.csv
nps plain.csv >want
nps excel.csv >got && same "BOM, semicolons and CRLF as Excel writes them" want got
nps tab.csv >got && same "tabs" want got
nps --map value=Note named.csv >got && same "--map" want got
nps --value Note named.csv >got && same "--value" want got
nps <plain.csv - >got && same "standard input" want got
check "blanks are counted as missing" grep -q '"n":4,"missing":1' want
printf 'value;time\n3,5;01.02.2026\n4,5;02.02.2026\n' >comma.csv
"$csckit" metric --format json --definition csat:mean/1 --decimal comma comma.csv >got
check "--decimal comma" grep -q '"value":4,' got
printf 'id,text,value\n1,"two\nlines, and a comma",9\n2,"a ""quote""",10\n' >quoted.csv
nps quoted.csv >got
check "quoted line ends, commas and quotes" grep -q '"n":2' got

printf 'respondent_id,value\na,10\nb,nine\nc,3\n' >bad.csv
fails "a word for a number" 3 '^bad.csv:3:3: ' nps bad.csv
printf 'respondent_id,value\na,10\nb,11\n' >off.csv
fails "an answer off the scale" 3 '^off.csv:3:3: ' nps off.csv
printf 'id,value\n"\303\244,\303\266",10\n"x",12\n"\303\244\303\266",13\n' >column.csv
fails "columns count code points" 3 '^column.csv:3:5: ' nps column.csv
printf 'id,value\n1,2,3\n' >wide.csv
fails "a row with too many cells" 3 '^wide.csv:2:' nps wide.csv
fails "a column that is not there" 3 'respondent_id' nps --value score plain.csv
fails "no header" 3 'empty.csv' sh -c ": >empty.csv; '$csckit' metric --definition nps:standard/1 empty.csv"
printf 'customer,value\na,10\nb,nine\nc,3\n' >bad2.csv
nps --skip-bad bad2.csv >got 2>err
check "--skip-bad reads on" grep -q '"n":2' got
check "--skip-bad says how many rows" grep -q '1 bad row was left out' err
check "--skip-bad names the row" grep -q '^bad2.csv:3:' err
printf 'respondent_id,item,expectation,experience,time\na,x,5,6,01/02/2026\n' >date.csv
fails "an ambiguous date" 3 '^date.csv:2:' "$csckit" gap --customers date.csv
"$csckit" gap --customers --date-format dmy --format json date.csv >got 2>err
check "--date-format settles it" grep -q '"customer":"a"' got

# merging
python=$PYTHON
[ -n "$python" ] || python=python3
"$csckit" init sample >/dev/null || exit 99
{ head -n 1 sample/survey.csv; sed 1d sample/survey.csv | awk 'NR % 3 == 0'; } >a.csv
{ head -n 1 sample/survey.csv; sed 1d sample/survey.csv | awk 'NR % 3 == 1'; } >b.csv
{ head -n 1 sample/survey.csv; sed 1d sample/survey.csv | awk 'NR % 3 == 2'; } >c.csv
for definition in nps:standard/1 'share/1?scale=0..10&at_least=9'; do
    for by in "" "--by segment"; do
        # shellcheck disable=SC2086
        for part in a b c; do
            "$csckit" metric --definition "$definition" --where item=nps $by --state $part.state $part.csv >/dev/null || echo "failed: $part"
        done >log
        empty "states of $definition $by are written" log
        # shellcheck disable=SC2086
        "$csckit" metric --format json --definition "$definition" --where item=nps $by --state whole.state sample/survey.csv >want
        "$csckit" merge --format json c.state a.state b.state --state merged.state >got
        same "merged states print what the whole prints: $definition $by" want got
        check "merged states are the whole's state, byte for byte: $definition $by" cmp whole.state merged.state
    done
done
"$csckit" metric --definition 'csat:mean/1?scale=0..10' --where item=nps --by segment --state a.state a.csv >/dev/null
"$csckit" metric --definition 'csat:mean/1?scale=1..10' --where item=csat --by segment --state b.state b.csv >/dev/null
fails "another scale is refused" 3 'never added up' "$csckit" merge a.state b.state
fails "a state with and one without groups" 3 'groups' sh -c "'$csckit' metric --definition 'csat:mean/1?scale=0..10' --where item=nps --state d.state a.csv >/dev/null && '$csckit' merge a.state d.state"
"$csckit" gap --tolerance 0.5 --state gap.state sample/expectation.csv --format json >want
fails "states of two kinds" 3 'satisfaction state' "$csckit" merge a.state gap.state
{ head -n 1 sample/expectation.csv; sed 1d sample/expectation.csv | awk 'NR % 2 == 0'; } >e.csv
{ head -n 1 sample/expectation.csv; sed 1d sample/expectation.csv | awk 'NR % 2 == 1'; } >f.csv
"$csckit" gap --tolerance 0.5 --state e.state e.csv >/dev/null && "$csckit" gap --tolerance 0.5 --state f.state f.csv >/dev/null
"$csckit" merge --format json e.state f.state >got1
"$csckit" merge --format json f.state e.state >got2
same "merged gaps do not depend on the order" got1 got2
if command -v "$python" >/dev/null 2>&1; then
    cat >same_items.py <<'END'
import json, sys
a, b = (json.load(open(f)) for f in sys.argv[1:])
key = lambda v: sorted(v["items"], key=lambda i: i["item"])
assert key(a) == key(b), (key(a), key(b))
assert a["classes"] == b["classes"] and a["n"] == b["n"] and a["definition"] == b["definition"]
END
    check "merged gaps are the whole's" "$python" same_items.py want got1
    cat >flip.py <<'END'
import random, subprocess, sys
csckit, path = sys.argv[1:]
whole = open(path, "rb").read()
rng = random.Random(1)
places = range(len(whole)) if len(whole) < 200 else sorted(rng.sample(range(len(whole)), 200))
bad = 0
for at in places:
    with open("flipped.state", "wb") as out:
        out.write(whole[:at] + bytes([whole[at] ^ (1 << rng.randrange(8))]) + whole[at + 1:])
    p = subprocess.run([csckit, "merge", "flipped.state"], capture_output=True)
    if p.returncode != 3 or p.stdout:
        print("byte", at, "exit code", p.returncode, p.stderr)
        bad = 1
for length in (0, 1, 10, len(whole) - 1):
    with open("flipped.state", "wb") as out:
        out.write(whole[:length])
    if subprocess.run([csckit, "merge", "flipped.state"], capture_output=True).returncode != 3:
        print("cut to", length)
        bad = 1
sys.exit(bad)
END
    check "a flipped byte or a cut: exit code 3" "$python" flip.py "$csckit" merged.state
    check "a flipped byte or a cut in a gap state: exit code 3" "$python" flip.py "$csckit" e.state
else
    skip "a flipped byte: exit code 3" "no Python"
fi
finish
