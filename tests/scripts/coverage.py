#!/usr/bin/env python3
"""Line coverage of libcsc/, a line a file, after `make check` in a build with --enable-coverage. Called by `make coverage`."""
import gzip
import json
import os
import subprocess
import sys
import tempfile


def main(source, build):
    notes = []
    for folder, _, names in os.walk(os.path.join(build, 'libcsc')):
        notes += [os.path.abspath(os.path.join(folder, n)) for n in names if n.endswith('.gcda') and '.libs' not in folder]
        notes += [os.path.abspath(os.path.join(folder, n)) for n in names if n.endswith('.gcda') and '.libs' in folder]
    if not notes:
        print('no coverage data: configure with --enable-coverage and run make check first', file=sys.stderr)
        return 1
    hit = {}
    source = os.path.abspath(source)
    with tempfile.TemporaryDirectory() as work:
        for note in notes:
            subprocess.run(['gcov', '--json-format', note], cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for name in os.listdir(work):
                with gzip.open(os.path.join(work, name), 'rt', encoding='utf-8') as f:
                    data = json.load(f)
                os.unlink(os.path.join(work, name))
                base = data.get('current_working_directory', build)
                for record in data['files']:
                    path = os.path.relpath(os.path.normpath(os.path.join(base, record['file'])), source)
                    if path.startswith('libcsc' + os.sep):
                        lines = hit.setdefault(path, {})
                        for line in record['lines']:
                            n = line['line_number']
                            lines[n] = max(lines.get(n, 0), line['count'])
    total = covered = 0
    for path in sorted(hit):
        n, c = len(hit[path]), sum(1 for v in hit[path].values() if v)
        total, covered = total + n, covered + c
        print('%6.1f %%  %5d of %5d lines  %s' % (100 * c / n if n else 100, c, n, path))
    print('%6.1f %%  %5d of %5d lines  all of libcsc' % (100 * covered / total if total else 0, covered, total))
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:3]))
