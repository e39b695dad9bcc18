#!/usr/bin/env python3
"""Makes conversations.jsonl: a sample of STAR dialogues (RasaHQ/STAR, MIT) in the conversation format of libcsc.

    convert_star.py STAR_DIALOGUES.jsonl conversations.jsonl

Words, speakers and times of the turns are those of STAR. STAR says nothing of customers, agents and dates: who the customer is
(customer.id), which agent and team answered and when it started are drawn from a hash of the dialogue's id. They are made up, and
every report made with this file says so. The sample is every dialogue of a real-life task whose hash falls into the first part, so it
does not depend on the order of the file.
"""
import hashlib
import json
import sys

SHARE = 0.34  # of the dialogues
CUSTOMERS = 2357  # of the CDNOW sample; conversations belong to the first half of them, by hash
PURPOSE = {
    "bank_balance": "information", "bank_fraud_report": "complaint", "weather": "information", "trivia": "information",
    "trip_directions": "information", "ride_status": "information", "hotel_service_request": "information",
    "hotel_search": "information", "restaurant_search": "information", "plane_search": "information", "apartment_search": "information",
}
DEPARTMENT = {
    "bank": "Banking", "weather": "Information", "trivia": "Information", "trip": "Travel", "ride": "Travel", "hotel": "Travel",
    "plane": "Travel", "restaurant": "Bookings", "party": "Bookings", "apartment": "Bookings", "doctor": "Bookings",
    "meeting": "Bookings",
}


def draw(identifier, what):
    """A number in [0, 1) that depends on the id and on what it is for."""
    digest = hashlib.sha256(f"{what}:{identifier}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def convert(row):
    task = row["tasks"][0]
    identifier = row["id"]
    team = "north" if draw(identifier, "team") < 0.55 else "south"
    number = int(draw(identifier, "agent") * 5) + (1 if team == "north" else 6)
    minute = int(draw(identifier, "minute") * 60)
    hour = 8 + int(draw(identifier, "hour") * 10)
    day = 1 + int(draw(identifier, "day") * 28)
    month = 4 + int(draw(identifier, "month") * 3)
    customer = 1 + int(draw(identifier, "customer") * (CUSTOMERS // 2)) * 2
    turns = [
        {"t": t["t"], "role": t["speaker"], "text": t["text"].replace("\r", "")}
        for t in row["turns"] if t["text"].strip()
    ]
    return {
        "id": identifier, "started": f"1998-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:00Z", "lang": "en", "channel": "chat",
        "direction": "inbound", "purpose": PURPOSE.get(task, "booking"), "company": "Harbour Desk",
        "department": DEPARTMENT.get(task.split("_")[0], "Service"), "sector": "support",
        "customer": {"id": f"C{customer:04d}", "kind": "existing"}, "agent": {"id": f"A{number:02d}", "team": team}, "turns": turns,
    }


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    kept = []
    with open(sys.argv[1], encoding="utf-8") as source:
        for line in source:
            row = json.loads(line)
            if any(task.startswith("spaceship") for task in row["tasks"]) or draw(row["id"], "sample") >= SHARE:
                continue
            if any(not t["text"].isprintable() and "\n" not in t["text"] for t in row["turns"]):
                continue
            kept.append(convert(row))
    kept.sort(key=lambda c: (c["started"], c["id"]))
    with open(sys.argv[2], "w", encoding="utf-8", newline="\n") as out:
        for c in kept:
            out.write(json.dumps(c, ensure_ascii=False, separators=(",", ":")) + "\n")


main()
