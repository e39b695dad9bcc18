#!/usr/bin/env python3
"""Instruction budgets, which need no quiet machine: counts the instructions of each job of tests/bench/cost under callgrind.

tests/bench/cost.tsv: job, instructions allowed for one repetition (with the configured compiler at its usual flags; gcc -O2
is what the figures were set with). A job is counted as the difference of two runs, so that start-up does not count.
Prints TAP; --print shows the figures to set budgets from.
"""
import concurrent.futures
import os
import re
import subprocess
import sys


def instructions(valgrind, program, job, repetitions):
    out = subprocess.run([valgrind, '--tool=callgrind', '--callgrind-out-file=/dev/null', program, job, str(repetitions)],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
    m = re.search(r'Collected\s*:\s*(\d+)', out.stderr)
    if out.returncode != 0 or not m:
        raise RuntimeError(out.stderr[-500:])
    return int(m.group(1))


def main(argv):
    show = '--print' in argv
    table, program, valgrind = [a for a in argv if a != '--print']
    if valgrind == ':':
        print('1..0 # SKIP no valgrind')
        return 0
    rows = []
    with open(table, encoding='utf-8') as f:
        for line in f:
            if line.strip() and not line.startswith('#'):
                job, budget = line.split('\t')[:2]
                rows.append((job, int(budget)))
    failed = 0
    print('1..%d' % len(rows))
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        def one(row):
            try:
                return (instructions(valgrind, program, row[0], 3) - instructions(valgrind, program, row[0], 1)) / 2, ''
            except RuntimeError as e:
                return None, str(e)
        for i, ((job, budget), (used, why)) in enumerate(zip(rows, pool.map(one, rows)), 1):
            if used is None:
                print('not ok %d - %s could not be counted' % (i, job))
                print('# ' + why.replace('\n', '\n# '))
                failed = 1
            else:
                good = used <= budget
                failed |= not good
                print('%sok %d - %s: %d of %d instructions (%.0f %%)' % ('' if good else 'not ', i, job, used, budget, 100 * used / budget))
                if show:
                    print('# %s\t%d' % (job, used * 1.2))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
