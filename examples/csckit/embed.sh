#!/bin/sh
# Writes the C table of the files that `csckit init` writes: embed.sh FILE...
# Bytes as numbers, since a long string literal is beyond what ISO C promises.
LC_ALL=C
export LC_ALL
echo '/* Made by examples/csckit/embed.sh. */'
echo '#include "samples.h"'
i=0
for f; do
    printf 'static const unsigned char file_%d[] = {\n' $i
    od -An -v -tu1 "$f" | sed 's/[0-9][0-9]*/&,/g; s/ //g'
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
