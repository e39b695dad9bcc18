#!/usr/bin/env python3
"""Runs the benchmarks and their peers, and sets the figures beside tests/bench/goals.tsv. Called by `make bench`.

Every job: what was measured, our figure, each peer's figure in the same run, the ratio, the goals, the verdict:
goal (the ambitious figure is reached), ok (the required one is), MISSED, or no peer (it is not installed).
Python standard library only. Exit status 1 with --strict when a required figure is missed.
"""
import argparse
import datetime
import os
import platform
import subprocess
import sys


def lines_of(command, env):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, stdin=subprocess.DEVNULL, text=True)
    except OSError as e:
        print('# %s: %s' % (command[-1], e))
        return [], 1
    if done.returncode not in (0, 77):
        print('# %s failed with status %d: %s' % (command[-1], done.returncode, done.stderr.strip()[-300:]))
    return done.stdout.splitlines(), done.returncode


def read_goals(path):
    goals = []
    with open(path, encoding='utf-8') as f:
        for line in f:
            if line.startswith('#') or not line.strip():
                continue
            job, unit, better, peer, must, ambitious = line.rstrip('\n').split('\t')
            goals.append((job, unit, better, peer, float(must), float(ambitious)))
    return goals


def machine():
    name = platform.machine()
    try:
        with open('/proc/cpuinfo', encoding='utf-8') as f:
            for line in f:
                if line.startswith('model name'):
                    name = line.split(':', 1)[1].strip()
                    break
    except OSError:
        pass
    return '%s, %d processors' % (name, os.cpu_count() or 1)


def compiler_version(compiler):
    try:
        return subprocess.run(compiler.split() + ['--version'], stdout=subprocess.PIPE, text=True).stdout.splitlines()[0]
    except (OSError, IndexError):
        return compiler


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--source', default='.')
    parser.add_argument('--compiler', default='cc')
    parser.add_argument('--flags', default='')
    parser.add_argument('--jobs', default='', help='only jobs whose names hold one of these words')
    parser.add_argument('--strict', action='store_true')
    parser.add_argument('programs', nargs='*')
    a = parser.parse_args()
    env = dict(os.environ, JOBS=a.jobs, CSC_BENCH_BUILD=os.getcwd())
    words = a.jobs.split()

    print('# %s' % datetime.date.today().isoformat())
    print('# machine   %s' % machine())
    print('# compiler  %s' % compiler_version(a.compiler))
    print('# flags     %s' % a.flags.strip())
    ours, peers = {}, {}
    for program in a.programs:
        for line in lines_of(['./' + program], env)[0]:
            part = line.split(None, 4)
            if len(part) >= 4 and part[0] == 'BENCH':
                ours[part[1]] = (float(part[2]), part[3], part[4] if len(part) > 4 else '')
            elif line.startswith('PEER') and len(line.split(None, 5)) >= 5:  # a library that the benchmark itself calls
                part = line.split(None, 5)
                peers[part[1], part[2]] = (float(part[3]), part[4], part[5] if len(part) > 5 else '')
    folder = os.path.join(a.source, 'tests', 'bench', 'peers')
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if not name.endswith('.py'):
            continue
        out, status = lines_of([sys.executable, '-B', os.path.join(folder, name)], env)
        for line in out:
            part = line.split(None, 5)
            if len(part) >= 5 and part[0] == 'PEER':
                peers[part[1], part[2]] = (float(part[3]), part[4], part[5] if len(part) > 5 else '')
        if status == 77:
            print('# %s: not installed, skipped' % name)

    goals = read_goals(os.path.join(a.source, 'tests', 'bench', 'goals.tsv'))
    missed = 0
    seen = set()
    print('%-28s %12s %-8s %-16s %12s %8s %8s %8s  %s' % ('job', 'ours', 'unit', 'peer', 'theirs', 'ratio', 'must', 'aim', 'verdict'))
    for job, unit, better, peer, must, ambitious in goals:
        if words and not any(w in job for w in words):
            continue
        seen.add(job)
        if job not in ours:
            print('%-28s %12s %-8s %-16s %12s %8s %8g %8g  not run' % (job, '', unit, peer, '', '', must, ambitious))
            continue
        value = ours[job][0]
        theirs, ratio = '', ''
        if peer == '-':
            figure = value
        elif (job, peer) in peers:
            other = peers[job, peer][0]
            theirs = '%.4g' % other
            figure = value / other if better == 'more' else other / value
            ratio = '%.2f' % figure
        else:
            print('%-28s %12.4g %-8s %-16s %12s %8s %8g %8g  no peer' % (job, value, unit, peer, '', '', must, ambitious))
            continue
        less = peer == '-' and better == 'less'
        reached = (lambda goal: figure <= goal) if less else (lambda goal: figure >= goal)
        verdict = 'goal' if reached(ambitious) else 'ok' if reached(must) else 'MISSED'
        missed += verdict == 'MISSED'
        print('%-28s %12.4g %-8s %-16s %12s %8s %8g %8g  %s' % (job, value, unit, peer, theirs, ratio, must, ambitious, verdict))
    for job in sorted(ours):
        if job not in seen:
            print('%-28s %12.4g %-8s' % (job, ours[job][0], ours[job][1]))
    for job in sorted(ours):
        if ours[job][2]:
            print('# %s: %s' % (job, ours[job][2]))
    for (job, peer), (_, _, about) in sorted(peers.items()):
        print('# %s, %s: %s' % (job, peer, about))
    return 1 if missed and a.strict else 0


if __name__ == '__main__':
    sys.exit(main())
