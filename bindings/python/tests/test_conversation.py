"""Protocols and reviews from Python."""

import math
import pickle
import unittest

import libcsc
from libcsc import conversation

CONTACT = {
    "id": "c1",
    "channel": "phone",
    "direction": "inbound",
    "purpose": "complaint",
    "company": "Acme Hotels",
    "rings": 6,
    "customer": {"name": "Ms Reyes", "mood": "angry"},
    "agent": {"name": "Dana"},
    "turns": [
        {"t": 0.0, "end": 3.0, "role": "agent", "text": "Good morning, Acme Hotels, this is Dana 😀. How can I help you?"},
        {"t": 4.0, "end": 9.0, "role": "customer", "text": "Shut up, you idiots. My room is dirty."},
        {"role": "agent", "text": "What an idiot.", "visibility": "internal"},
        {"t": 10.0, "end": 14.0, "role": "agent", "text": "It's your own fault."},
    ],
    "events": [{"t": 15.0, "type": "hang-up", "by": "agent"}],
}


class ConversationTest(unittest.TestCase):
    def test_review_in_the_shape_of_the_format(self):
        result = conversation.review(CONTACT)
        self.assertEqual(set(result), {"id", "protocol", "score", "auto_fail", "items", "findings", "checklist", "metrics"})
        items = {i["item"]: i for i in result["items"]}
        self.assertEqual(items["opening.company-named"]["result"], "pass")
        self.assertEqual(items["opening.company-named"]["evidence"][0]["turn"], 0)
        self.assertEqual([f["turn"] for f in result["findings"] if f["rule"] == "blame.customer-fault"], [3])
        self.assertNotIn(1, [f["turn"] for f in result["findings"]])
        self.assertNotIn(2, [f["turn"] for f in result["findings"]])
        self.assertEqual(result["metrics"]["answer_rings"], 6)
        self.assertEqual(result["metrics"]["agent_hung_up"], 1)
        self.assertIsNone(result["metrics"]["hold_s"] or None)
        self.assertLessEqual(len(result["checklist"]), 25)

    def test_protocol_is_chosen_by_what_fits(self):
        self.assertEqual(conversation.review(dict(CONTACT, customer={}))["protocol"], "complaint-call/1")
        self.assertEqual(conversation.choose({"channel": "email"}).name, "email")
        self.assertEqual(conversation.choose({"channel": "phone", "direction": "outbound"}).name, "outgoing-call")
        self.assertIsNone(conversation.choose({}))

    def test_protocols_from_yaml_and_bytes(self):
        source = "protocol: own\nversion: 2\nschema: 1\nitems:\n  - {id: hello, concept: greet}\n"
        own = conversation.Protocol.from_yaml(source)
        self.assertEqual((own.name, own.version), ("own", 2))
        self.assertEqual(conversation.Protocol.from_bytes(own.to_bytes()).to_bytes(), own.to_bytes())
        with self.assertRaises(libcsc.NotFoundError) as caught:
            conversation.Protocol.from_yaml(source + "  - {id: b, concept: greet, colour: red}\n")
        self.assertEqual(caught.exception.line, 6)
        with self.assertRaises(libcsc.FormatError):
            conversation.Protocol.from_bytes(b"CSCS rubbish")

    def test_nothing_known_is_nan(self):
        with conversation.Reviewer(None) as reviewer:
            reviewer.turn("agent", "Hello.")
            reviewer.finish()
            self.assertTrue(math.isnan(reviewer.score))
            self.assertTrue(math.isnan(reviewer.metric("hold_s")))
            with self.assertRaises(libcsc.NotFoundError):
                reviewer.metric("no_such")
            with self.assertRaises(libcsc.SequenceError):
                reviewer.turn("agent", "Too late.")


class ReviewerTest(unittest.TestCase):
    def test_what_is_known_of_a_turn(self):
        with conversation.Reviewer("complaint-call", company="Acme", rings=2) as reviewer:
            reviewer.turn("agent", "Grüß Gott 👍, this is Acme.", lang="en", stage="opening", t=0.0, end=3.0)
            reviewer.turn("agent", "customer is nuts", visibility="internal")
            number = reviewer.begin_turn("customer", t=3.5, end=5.0)
            reviewer.feed(number, "It is ")
            reviewer.feed(number, "broken!", "final")
            reviewer.event("hold-start", 6.0)
            reviewer.finish()
            items = {i.item.id: i for i in reviewer.items()}
            named = items["opening.company-named"]
            self.assertEqual(named.result, "pass")
            self.assertIn("Acme", named.evidence[0].text)
            words = "Grüß Gott 👍, this is Acme."
            self.assertEqual(words[named.evidence[0].begin : named.evidence[0].end], named.evidence[0].text)
            self.assertEqual(reviewer.metrics()["answer_rings"], 2)
            self.assertEqual(reviewer.metric("answer_rings"), 2)
            told = {i["item"]: i["result"] for i in reviewer.to_dict("explain")["items"]}
            self.assertEqual({name: i.result for name, i in items.items()}, told)
            self.assertFalse(reviewer.auto_fail)
        with self.assertRaises(libcsc.InvalidError):
            conversation.Reviewer(None).begin_turn("nobody")

    def test_findings_come_live(self):
        with conversation.Reviewer("complaint-call") as reviewer:
            reviewer.turn("agent", "👍 Decide now, please.")
            found = reviewer.poll()
            self.assertIn("Decide now", [f.text for f in found])
            first = next(f for f in found if f.text == "Decide now")
            self.assertEqual((first.turn, first.begin, first.end), (0, 2, 12))
            self.assertEqual(reviewer.poll(), [])
            reviewer.turn("customer", "Decide now yourself!")
            self.assertEqual([f for f in reviewer.poll() if f.turn == 1], [])

    def test_protocols(self):
        protocol = conversation.Protocol("complaint-call")
        again = pickle.loads(pickle.dumps(protocol))
        self.assertEqual(again.to_bytes(), protocol.to_bytes())
        self.assertTrue(all(item.sources for item in protocol.items))
        self.assertTrue(any(item.human for item in protocol.items))
        with self.assertRaises(libcsc.FormatError):
            conversation.Protocol.from_bytes(protocol.to_bytes()[:-1])
        self.assertIsNone(conversation.choose({"channel": "pigeon"}))


if __name__ == "__main__":
    unittest.main()
