"""Random instants and instants near changes in every zone of the system, against Python's zoneinfo. Called by zone_oracle.sh."""
import datetime
import os
import random
import subprocess
import sys
import zoneinfo

PROGRAM, FOLDER = sys.argv[1:3]
UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
NAIVE = datetime.datetime(1970, 1, 1)
LOW, HIGH = -2200000000, 4000000000  # 1900 to 2096
random.seed(20261122)


def at(zone, seconds):
    return (EPOCH + datetime.timedelta(seconds=seconds)).astimezone(zone).utcoffset().total_seconds()


def run(lines):
    done = subprocess.run([PROGRAM], input='\n'.join(lines), stdout=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.returncode
    return [tuple(int(x) for x in line.split()) for line in done.stdout.splitlines()]


def main():
    names = sorted(n for n in zoneinfo.available_timezones() if os.path.isfile(os.path.join(FOLDER, n)) and not n.startswith(('posix', 'right')))
    random.shuffle(names)
    names = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Europe/Dublin', 'America/Nuuk', 'Asia/Gaza',
             'Antarctica/Troll', 'Pacific/Apia', 'Asia/Yerevan', 'Europe/Athens'] + names
    names = [n for n in dict.fromkeys(names) if os.path.isfile(os.path.join(FOLDER, n))][:160]
    lines, asked = [], []
    for name in names:
        points = [random.randrange(LOW, HIGH) for _ in range(20)]
        # around the changes that we find ourselves: a wrong one would show as a difference on either side of it
        for change in [row[4] for row in run(['%s/%s %d' % (FOLDER, name, p) for p in points[:6]])]:
            if LOW < change < HIGH:
                points += [change - 1, change, change + 1, change + 1800, change + 3600, change + 5400, change + 7200]
        for p in points:
            lines.append('%s/%s %d' % (FOLDER, name, p))
            asked.append((name, p))
    checked = changes = 0
    for (name, p), (offset, dst, earlier, later, change) in zip(asked, run(lines)):
        zone = zoneinfo.ZoneInfo(name)
        assert at(zone, p) == offset, (name, p, offset, at(zone, p))
        local = (NAIVE + datetime.timedelta(seconds=p)).replace(tzinfo=zone)
        want = [p - local.replace(fold=f).utcoffset().total_seconds() for f in (0, 1)]
        # a time that is skipped counts with the difference from before, whatever the fold
        back = (EPOCH + datetime.timedelta(seconds=want[0])).astimezone(zone).replace(tzinfo=None)
        if back != local.replace(tzinfo=None):
            want[1] = want[0]
        assert [earlier, later] == want, (name, p, earlier, later, want)
        if LOW < change < HIGH:
            assert change > p and at(zone, change - 1) == offset != at(zone, change), (name, p, change)
            for _ in range(3):
                assert at(zone, random.randrange(p, change)) == offset, (name, p, change)
            changes += 1
        checked += 1
    print('%d instants in %d zones, %d changes' % (checked, len(names), changes))


main()
