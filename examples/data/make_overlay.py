#!/usr/bin/env python3
"""Makes the overlay: invented answers, complaints, referrals and tickets for the customers of the shipped data.

    make_overlay.py [FOLDER]

Nothing it writes was ever measured. It stands in for what no free data set has, so that every part of csckit can be tried and so that a
test can see whether an analysis recovers what was put in: TRUTH below goes into overlay_truth.json. Customers and conversations are
those of transactions.csv and conversations.jsonl in the same folder. Same seed, same bytes: only random.random() is used, whose numbers
Python promises to keep.
"""
import datetime
import json
import math
import os
import random
import sys

SEED = 20261121
TRUTH = {
    "seed": SEED,
    "answered": 0.72,  # share of conversations with a survey answer
    "csat": {"north": [0.06, 0.08, 0.15, 0.37, 0.34], "south": [0.13, 0.15, 0.20, 0.31, 0.21]},  # P(1) .. P(5)
    "ces": {"mean": 5.2, "sd": 1.1},  # rounded to 1..7
    "nps": {"detractor": 0.27, "passive": 0.32, "promoter": 0.41},
    "gap": {  # scale 1..10; experience = expectation + gap + customer + noise
        "response": {"expectation": 7.9, "gap": -0.9}, "knowledge": {"expectation": 7.4, "gap": -0.2},
        "courtesy": {"expectation": 7.6, "gap": 0.3}, "resolution": {"expectation": 8.1, "gap": -0.6},
        "expectation_sd": 0.5, "customer_sd": 0.5, "noise_sd": 0.5,
    },
    "paths": {  # of customers with a problem
        "complain": 0.42, "resolved": 0.62, "quick": 0.48,
        "rebuy": {"silent": 0.16, "unresolved": 0.28, "resolved": 0.58, "resolved-quickly": 0.84},
    },
    "reasons": {"died": 0.02, "moved": 0.06, "other-interests": 0.08, "competition": 0.19, "product": 0.21, "service": 0.44},
    "telling": {"mean": 3.1, "share_who_tell": 0.55, "infected": 0.30},  # how many a teller tells; P(hearer tells on)
    "survival": {"weibull_shape": 0.9, "weibull_scale_months": 26.0, "hazard_ratio_unhappy": 1.8, "observed_months": 24},
    "bass": {"p": 0.012, "q": 0.38, "m": 5200, "noise": 0.03},
}
CUSTOMERS = 2357
draw = random.Random(SEED)


def chance(p):
    return draw.random() < p


def choose(weights):
    at = draw.random() * sum(weights)
    for i, w in enumerate(weights):
        at -= w
        if at < 0:
            return i
    return len(weights) - 1


def normal():
    u = 1.0 - draw.random()
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * draw.random())


def poisson(mean):
    limit, k, p = math.exp(-mean), 0, draw.random()
    while p > limit:
        k += 1
        p *= draw.random()
    return k


def day(first, number):
    return (datetime.date.fromisoformat(first) + datetime.timedelta(days=number)).isoformat()


def write(folder, name, header, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as out:
        out.write(header + "\n")
        for row in rows:
            out.write(",".join(str(cell) for cell in row) + "\n")


def survey(conversations):
    rows = []
    for c in conversations:
        if not chance(TRUTH["answered"]):
            continue
        team = c["agent"]["team"]
        started = datetime.datetime.strptime(c["started"], "%Y-%m-%dT%H:%M:%SZ")
        time = (started + datetime.timedelta(hours=2 + int(draw.random() * 40))).strftime("%Y-%m-%dT%H:%M:%SZ")
        csat = 1 + choose(TRUTH["csat"][team])
        rows.append((c["customer"]["id"], "csat", csat, time, team, c["id"]))
        ces = min(7, max(1, round(TRUTH["ces"]["mean"] + TRUTH["ces"]["sd"] * normal())))
        rows.append((c["customer"]["id"], "ces", "" if chance(0.08) else ces, time, team, c["id"]))
        nps = TRUTH["nps"]
        box = choose([nps["detractor"], nps["passive"], nps["promoter"]])
        answer = [int(draw.random() * 7), 7 + int(draw.random() * 2), 9 + int(draw.random() * 2)][box]
        rows.append((c["customer"]["id"], "nps", answer, time, team, c["id"]))
    for i in range(1, 13):  # people who answered the survey and have no purchase in the shop
        rows.append((f"P{i:04d}", "nps", int(draw.random() * 11), "1998-06-29T12:00:00Z", "south", ""))
    return rows


def gaps(customers):
    g, rows = TRUTH["gap"], []
    for customer in customers:
        level = g["customer_sd"] * normal()
        visits = 1 + int(draw.random() * 4)
        start = int(draw.random() * 40)
        for item in ("response", "knowledge", "courtesy", "resolution"):
            for visit in range(visits):
                expectation = g[item]["expectation"] + g["expectation_sd"] * normal()
                experience = expectation + g[item]["gap"] + level + g["noise_sd"] * normal()
                rows.append((customer, item, round(expectation, 1), round(experience, 1), day("1998-03-01", start + visit * 21)))
    return rows


def complaints():
    p, rows = TRUTH["paths"], []
    for i in range(1, 901):
        customer = f"C{1 + int(draw.random() * CUSTOMERS):04d}"
        complained = chance(p["complain"])
        resolved = complained and chance(p["resolved"])
        quick = resolved and chance(p["quick"])
        path = "resolved-quickly" if quick else "resolved" if resolved else "unresolved" if complained else "silent"
        returned = chance(p["rebuy"][path])
        rows.append((customer, int(complained), int(resolved) if complained else "", int(quick) if resolved else "", int(returned)))
    return rows


def reasons():
    words = list(TRUTH["reasons"])
    return [(f"C{1 + int(draw.random() * CUSTOMERS):04d}", words[choose(list(TRUTH["reasons"].values()))]) for _ in range(400)]


def referrals():
    """Tellings spread from a few hundred unhappy customers; time is the day of the telling."""
    t, rows, seen = TRUTH["telling"], [], set()
    wave = [(f"C{1 + int(draw.random() * CUSTOMERS):04d}", 0) for _ in range(160)]
    while wave:
        teller, at = wave.pop(0)
        if teller in seen or at > 90:
            continue
        seen.add(teller)
        if at == 0 and not chance(t["share_who_tell"]):
            continue
        for _ in range(poisson(t["mean"])):
            hearer = f"C{1 + int(draw.random() * CUSTOMERS):04d}"
            when = at + 1 + int(draw.random() * 20)
            if hearer in seen:
                continue
            rows.append((teller, hearer, round(0.05 + 0.4 * draw.random(), 2), day("1998-04-01", when)))
            if chance(t["infected"]):
                wave.append((hearer, when))
    return sorted(rows, key=lambda row: (row[3], row[0], row[1]))


def survival():
    s, rows = TRUTH["survival"], []
    for i in range(1, 601):
        unhappy = chance(0.35)
        scale = s["weibull_scale_months"]
        hazard = s["hazard_ratio_unhappy"] if unhappy else 1.0
        time = scale * (-math.log(1.0 - draw.random()) / hazard) ** (1.0 / s["weibull_shape"])
        end = s["observed_months"] * (0.3 + 0.7 * draw.random())
        rows.append((f"C{i:04d}", max(0.1, round(min(time, end), 1)), int(time <= end), "unhappy" if unhappy else "content", int(unhappy)))
    return rows


def adoption():
    b = TRUTH["bass"]

    def share(t):
        e = math.exp(-(b["p"] + b["q"]) * t)
        return (1 - e) / (1 + b["q"] / b["p"] * e)

    return [(t, round(b["m"] * (share(t) - share(t - 1)) * (1 + b["noise"] * normal()))) for t in range(1, 21)]


def tickets(conversations):
    rows = []
    for i, c in enumerate(conversations[:120]):
        opened = datetime.datetime.strptime(c["started"], "%Y-%m-%dT%H:%M:%SZ")
        at = opened
        events = [(opened, "opened")]
        at += datetime.timedelta(minutes=2 + int(draw.random() * 240))
        events.append((at, "agent-reply"))
        if chance(0.4):
            at += datetime.timedelta(minutes=5 + int(draw.random() * 30))
            events.append((at, "paused"))
            at += datetime.timedelta(hours=1 + int(draw.random() * 30))
            events += [(at, "resumed"), (at, "customer-reply")]
            at += datetime.timedelta(minutes=5 + int(draw.random() * 120))
            events.append((at, "agent-reply"))
        if chance(0.93):
            at += datetime.timedelta(minutes=10 + int(draw.random() * 2400))
            events.append((at, "resolved"))
        for time, event in events:
            agent = c["agent"]["id"] if event == "agent-reply" else ""
            rows.append((f"T-{i + 1}", time.strftime("%Y-%m-%dT%H:%M:%SZ"), event, agent))
    return rows


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(folder, "conversations.jsonl"), encoding="utf-8") as source:
        conversations = [json.loads(line) for line in source]
    customers = sorted({c["customer"]["id"] for c in conversations})
    write(folder, "survey.csv", "respondent_id,item,value,time,segment,conversation_id", survey(conversations))
    write(folder, "expectation.csv", "respondent_id,item,expectation,experience,time", gaps(customers))
    write(folder, "complaints.csv", "customer_id,complained,resolved,quick,returned", complaints())
    write(folder, "reasons.csv", "customer_id,reason", reasons())
    write(folder, "referrals.csv", "from,to,probability,time", referrals())
    write(folder, "survival.csv", "customer_id,time,status,segment,unhappy", survival())
    write(folder, "adoption.csv", "period,adopters", adoption())
    write(folder, "sla_events.csv", "ticket,time,event,agent", tickets(conversations))
    with open(os.path.join(folder, "overlay_truth.json"), "w", encoding="utf-8", newline="\n") as out:
        json.dump(TRUTH, out, indent=2)
        out.write("\n")


main()
