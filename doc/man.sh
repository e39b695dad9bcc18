#!/bin/sh
# man.sh CSCKIT VERSION: a manual page from csckit's own help, on standard output.
csckit=$1
version=$2
help=$("$csckit" --help) || exit 1

# Help text to roff: "Word:" lines head a part, "  --option  text" and "  word  text" become tagged paragraphs, other indented
# lines are examples and stay as they are.
convert() {
    awk -v heading="$1" '
    function safe(s) { gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s); if (s ~ /^[.\x27]/) s = "\\&" s; return s }
    function plain() { if (listing) { print ".fi"; listing = 0 } }
    /^[ \t]*$/ { plain(); print ".PP"; next }
    /^[A-Z][A-Za-z ]*:$/ { plain(); sub(/:$/, ""); print heading " " $0; next }
    /^ +-?-?[A-Za-z<][^ ]*/ && match($0, /[^ ]  +[^ ]/) {
        plain(); tag = substr($0, 1, RSTART); rest = substr($0, RSTART + 1)
        sub(/^ +/, "", tag); sub(/^ +/, "", rest)
        print ".TP"; print ".B " safe(tag); print safe(rest); next
    }
    /^    +/ && !listing && tag != "" { sub(/^ +/, ""); print safe($0); next }
    /^ / { if (!listing) { print ".nf"; listing = 1 } print safe($0); next }
    { plain(); tag = ""; print safe($0) }
    END { plain() }'
}
commands=$(printf '%s\n' "$help" | awk '/^Commands:/ {on = 1; next} on && /^$/ {exit} on {n = match(substr($0, 3), /  /); print n ? substr($0, 3, n - 1) : substr($0, 3)}')

echo ".TH CSCKIT 1 \"\" \"libcsc $version\" \"User Commands\""
echo ".SH NAME"
printf '%s\n' "csckit \\- customer satisfaction calculations on the command line"
echo ".SH SYNOPSIS"
echo ".B csckit"
echo ".I COMMAND"
printf '%s\n' '[\fIOPTIONS\fR] [\fIFILES\fR]'
echo ".SH DESCRIPTION"
printf '%s\n' "$help" | sed '1,/^$/d' | sed '/^Usage:/,/^$/d' | convert .SH
echo ".SH THE COMMANDS ONE BY ONE"
printf '%s\n' "$commands" | while read -r command; do
    [ -n "$command" ] || continue
    echo ".SS csckit $command"
    # shellcheck disable=SC2086
    "$csckit" $command --help </dev/null | convert .PP
done
echo ".SH SEE ALSO"
echo "The pages of libcsc: README, definitions, what the numbers cannot tell."
