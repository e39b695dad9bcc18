#!/bin/sh
# The arrows of the layers, read off the #include lines:
#   base <- num, text <- metric, satisfaction, churn, wom, phrase <- conversation, impact <- io <- bindings, examples
# text does not need num, conversation does not need io, impact sees neither packs nor transcripts, a subject sees another
# subject's public header at most and never in a circle, io and everything above it sees public headers only, and the core
# includes ISO C, libunistring, libstemmer and vector headers only.
. "${top_srcdir:-.}/tests/scripts/tap.sh"

cd "$top_srcdir" || exit 99
find libcsc include examples bindings \( -name '*.c' -o -name '*.h' -o -name '*.inc' \) ! -name '*.ffi.h' | sort >"$scratch/files"

while read -r file; do
    sed -n 's/^[ \t]*#[ \t]*include[ \t]*\([<"][^>"]*[>"]\).*/\1/p' "$file" | while read -r what; do
        printf '%s %s\n' "$file" "$what"
    done
done <"$scratch/files" >"$scratch/includes"

awk '
function rank(f) {
    if (f == "base") return 0
    if (f == "num" || f == "text") return 1
    if (f == "packs") return 1
    if (f == "metric" || f == "satisfaction" || f == "churn" || f == "wom" || f == "phrase") return 2
    if (f == "conversation" || f == "impact") return 3
    if (f == "io") return 4
    return 9
}
function subject_of_header(h) { # csc/wom_graph.h -> wom, csc/io_csv.h -> io
    sub(/^csc\//, "", h); sub(/\.h$/, "", h); sub(/_.*/, "", h)
    if (h == "lifetime" || h == "survival") return "churn"
    if (h == "pack") return "phrase"
    if (h == "protocol" || h == "reviewer") return "conversation"
    if (h == "calendar" || h == "sla") return "metric"
    return h
}
function bad(why) { print $1 ": " $2 ": " why }
{
    name = substr($2, 2, length($2) - 2)
    n = split($1, part, "/")
    top = part[1]
    here = top == "libcsc" ? part[2] : top == "include" ? (n == 2 ? "all" : subject_of_header("csc/" part[3])) : top
    if (here ~ /\.(c|h)$/) next
    if (here == "all") next # csc.h, csc-io.h
    angle = substr($2, 1, 1) == "<"
    if (angle && name !~ /^csc(-io)?\.h$/ && name !~ /^csc\//) {
        if (top == "include" && name != "stddef.h" && name != "stdint.h") bad("a public header includes <stddef.h> and <stdint.h> only")
        if (top == "libcsc" && rank(here) < 4 &&
            name !~ /^(stddef|stdint|stdlib|string|math|float|limits|assert|inttypes|stdalign|stdatomic)\.h$/ &&
            name !~ /^(unistr|uninorm|unicase|unictype|uniwbrk|unigbrk|uniwidth|unitypes|uniname|unistring\/.*|libstemmer|sleef|immintrin|emmintrin|arm_neon)(\.h)?$/)
            bad("not ISO C, libunistring, libstemmer or vector mathematics")
        next
    }
    if (name == "config.h") next
    if (name == "csc.h" || name == "csc-io.h") {
        if (top == "include" || (top == "libcsc" && rank(here) < 4)) bad("the core names the headers it needs one by one")
        next
    }
    public = name ~ /^csc\//
    if (public) there = subject_of_header(name)
    else if (name ~ /\//) { there = name; sub(/^libcsc\//, "", there); sub(/\/.*/, "", there) }
    else if (top == "include") { public = 1; there = subject_of_header("csc/" name) }
    else there = here
    if (there == here) next
    if (top == "examples" || top == "bindings") {
        if (!public && rank(there) < 9) bad("examples and bindings see public headers only")
        next
    }
    r = rank(here); s = rank(there)
    if (s == 9) { bad("unknown folder " there); next }
    if (here == "io") { if (!public) bad("io uses public headers only"); next }
    if (there == "io") { bad("only io and what stands above it sees io"); next }
    if (here == "text" && there == "num") { bad("text does not need num"); next }
    if (here == "num" && there == "text") { bad("num does not need text"); next }
    if (here == "impact" && (there == "phrase" || there == "conversation")) { bad("impact takes numbers, never packs or transcripts"); next }
    if (s > r || (s == r && s != 2)) { bad(there " stands above " here); next }
    if (s >= 2 && !public) { bad("a subject sees another subject through its public header only"); next }
    if (s == 2 && r == 2) edge[here " " there] = 1
}
END {
    for (e in edge) {
        split(e, p, " ")
        if ((p[2] " " p[1]) in edge && p[1] < p[2]) print p[1] " and " p[2] " include each other"
    }
}' "$scratch/includes" | sort -u >"$scratch/bad"
empty "every include follows the arrows ($(wc -l <"$scratch/files" | tr -d ' ') files)" "$scratch/bad"

finish
