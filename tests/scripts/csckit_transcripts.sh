#!/bin/sh
# Transcripts of other systems through csckit check: agents' words are judged, customers' and internal ones are not.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
kit=$top_builddir/csckit
[ -x "$kit" ] || skip_all "csckit is not built"
cd "$scratch" || exit 99

printf 'WEBVTT\n\n00:00.500 --> 00:02.000\n<v Agent>Hello {{name}}.\n\n00:03.000 --> 00:04.000\n<v Customer>My {{order}} is late.\n\n00:05.000 --> 00:06.000\n<v Mr Grey>And my {{bill}}.\n' >call.vtt
printf '1\n00:00:01,000 --> 00:00:02,500\nDana: Hello {{name}}.\n\n2\n00:00:03,000 --> 00:00:04,000\nMr Grey: My {{order}}.\n' >call.srt
printf '{"uuid":"u-1","parties":[{"name":"Dana","role":"agent"},{"name":"R","role":"customer"}],"dialog":[{"type":"text","start":"2026-10-03T09:00:00Z","parties":0,"body":"Hello {{name}}."},{"type":"text","start":"2026-10-03T09:00:05Z","parties":1,"body":"My {{order}}."}]}' >call.vcon
printf '{"id":7,"messages":[{"content":"Hello {{name}}.","message_type":1,"private":false},{"content":"ask {{who}}","message_type":1,"private":true},{"content":"My {{order}}.","message_type":0}]}\n' >chat.jsonl
# what was found: the words in braces, in order
words() { "$kit" check --format json "$@" 2>note | grep -o '"text":"{{[a-z]*}}"' | tr -d '"{}' | sed 's/text://' | tr '\n' ' '; }
same() { [ "$1" = "$2" ] || { echo "\"$1\" is not \"$2\""; return 1; }; }

check "WebVTT: only the agent is judged" same "$(words call.vtt)" "name "
check "a speaker who is nobody is said" grep -q 'call.vtt: who speaks is not known for 1 turns' note
check "with --agents nobody is unknown" same "$(words --agents 'Agent' call.vtt)$(cat note)" "name "
check "SRT: names are speakers when the agents are named" same "$(words --agents Dana call.srt)" "name "
check "vCon: roles of the parties" same "$(words call.vcon)" "name "
check "Chatwoot: private messages are not judged" same "$(words chat.jsonl)" "name "
check "stated format, any file name" same "$(cp call.vtt x.txt && words --input webvtt x.txt)" "name "
"$kit" check --input nonsense call.vtt >out 2>&1
check "an unknown format is a usage error" same "$?" 2
printf '{"id":"a",\n "turns":[{"role":"agent"}]}' >bad.json
"$kit" check bad.json >out 2>&1
check "a bad file ends with 3" same "$?" 3
check "and is said with file, line and column" grep -q 'bad.json:2:11: ' out
finish
