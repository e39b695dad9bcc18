#!/usr/bin/env python3
"""Makes transactions.csv and rfm.csv from the CDNOW sample log (master id, sample id, yyyymmdd, CDs, dollars).

    convert_cdnow.py CDNOW_SAMPLE.txt FOLDER

transactions.csv has a line for each purchase, as in the log. rfm.csv is the customer table of the first 39 weeks in weeks: x repeat purchase
days, t_x the age at the last of them, T the age at the end.
"""
import datetime
import os
import sys


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    log = []
    with open(sys.argv[1], encoding="ascii") as source:
        for line in source:
            if line.split():
                _, customer, day, _, amount = line.split()
                log.append((f"C{int(customer):04d}", datetime.datetime.strptime(day, "%Y%m%d").date(), float(amount)))
    with open(os.path.join(sys.argv[2], "transactions.csv"), "w", encoding="ascii", newline="\n") as out:
        out.write("customer_id,date,amount\n")
        for customer, day, amount in log:
            out.write(f"{customer},{day.isoformat()},{amount:.2f}\n")
    end = datetime.date(1997, 9, 30)
    days = {}
    for customer, day, _ in log:
        days.setdefault(customer, set())
        if day <= end:
            days[customer].add(day)
    with open(os.path.join(sys.argv[2], "rfm.csv"), "w", encoding="ascii", newline="\n") as out:
        out.write("customer_id,x,t_x,T\n")
        for customer in sorted(days):
            if days[customer]:
                first, last = min(days[customer]), max(days[customer])
                out.write(f"{customer},{len(days[customer]) - 1},{(last - first).days / 7:.6g},{(end - first).days / 7:.6g}\n")


main()
