#!/usr/bin/env python3
"""Does a contact keep to its protocol? A scorecard for each conversation of a file, the lowest first.

    python3 examples/conversation.py [conversations.jsonl]
"""

import os
import sys

import libcsc.conversation as conversation
import libcsc.io

data = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "conversations_written.jsonl")
cards = [conversation.review(contact) for contact in libcsc.io.Transcripts(data)]
for card in sorted(cards, key=lambda card: 2 if card["score"] is None else card["score"]):
    failed = [item["item"] for item in card["items"] if item["result"] == "fail"]
    score = "   -" if card["score"] is None else "%4.2f" % card["score"]
    print("%s %s %-20s %d findings, fails: %s" % (card["id"], score, card["protocol"], len(card["findings"]), ", ".join(failed[:4]) or "none"))
