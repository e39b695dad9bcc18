#!/bin/sh
# Writes files as C tables: embed.sh STYLE FILE...; STYLE becomes kit_style, the others are what `csckit init` writes.
# Bytes as numbers, since a long string literal is beyond what ISO C promises.
LC_ALL=C
export LC_ALL
bytes() { od -An -v -tu1 "$1" | sed 's/[0-9][0-9]*/&,/g; s/ //g'; }
echo '/* Made by examples/csckit/embed.sh. */'
echo '#include "samples.h"'
echo 'const unsigned char kit_style[] = {'
bytes "$1"
echo '};'
echo 'const size_t kit_style_length = sizeof kit_style;'
shift
i=0
for f; do
    printf 'static const unsigned char file_%d[] = {\n' $i
    bytes "$f"
    echo '};'
    i=$((i + 1))
done
echo 'const kit_sample kit_samples[] = {'
i=0
for f; do
    printf '    {"%s", file_%d, sizeof file_%d},\n' "$(basename "$f")" $i $i
    i=$((i + 1))
done
echo '};'
echo 'const size_t kit_sample_count = sizeof kit_samples / sizeof kit_samples[0];'
