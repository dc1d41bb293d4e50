"""P6: what a third party said about somebody is invisible to conditions, templates and the decision to enter."""

import unittest

from workspace import Workspace


class ThirdParty(unittest.TestCase):
    def setUp(self):
        self.w = w = self.enterContext(Workspace())
        w.journey("gold", "Hello", "- send: gold\n  by: email", enter="if: has(contact.plan) && contact.plan == 'gold'")
        w.journey("plain", "Hello", "- if: has(contact.plan)\n  then:\n    - send: seen\n      by: email\n"
                                    "  else:\n    - send: unseen\n      by: email")
        w.journey("needs", "Needs", "- send: needs\n  by: email")
        w.journey("did", "Ask", "- if: contact.did('Bought')\n  then:\n    - send: seen\n      by: email\n"
                                "  else:\n    - send: unseen\n      by: email")
        for name in ("gold", "seen", "unseen"):
            w.template(name, text="Plan {{ contact.plan | default: 'nothing' }}, {{ contact.first_name | default: 'you' }}.")
        w.template("needs", text="Plan {{ contact.plan | default: 'nothing' }}.")
        w.serve()
        self.other = w.key("ingest", "--source", "third_party")
        w.submit("u1", email="ada@acme.example", traits={"first_name": "Ada"})

    def mails(self):
        self.w.settle()
        return {m.subject: m.text for m in self.w.maildir()}

    def test_what_the_contact_said_is_seen(self):
        self.w.submit("u1", email="ada@acme.example", traits={"plan": "gold"})
        self.w.track("u1", "Hello")
        mails = self.mails()
        self.assertEqual(set(mails), {"gold", "seen"})
        self.assertIn("Plan gold, Ada.", mails["gold"])

    def test_what_upstream_said_is_seen(self):
        self.w.identify("u1", plan="gold")
        self.w.track("u1", "Hello")
        self.assertEqual(set(self.mails()), {"gold", "seen"})

    def test_what_a_third_party_said_is_not(self):
        w = self.w
        w.identify("u1", key=self.other, plan="gold", first_name="Lovelace")
        w.track("u1", "Hello")
        mails = self.mails()
        self.assertEqual(set(mails), {"unseen"})
        self.assertIn("Plan nothing, Ada.", mails["unseen"])
        self.assertNotIn("Lovelace", mails["unseen"])
        self.assertEqual(w.explain("u1")["attributes"]["plan"]["source"], "third_party")

    def test_an_event_of_a_third_party_lets_nobody_in(self):
        w = self.w
        w.track("u1", "Needs", key=self.other)
        self.assertEqual(self.mails(), {})
        needs = next(j for j in w.explain("u1")["journeys"] if j["journey"] == "needs")
        self.assertEqual(needs["did_not_enter"]["because"], "data_not_permitted")

    def test_an_event_of_a_third_party_is_no_history(self):
        self.w.track("u1", "Bought", key=self.other)
        self.w.track("u1", "Ask")
        self.assertEqual(set(self.mails()), {"unseen"})

    def test_an_event_of_ones_own_is(self):
        self.w.track("u1", "Bought")
        self.w.track("u1", "Ask")
        self.assertEqual(set(self.mails()), {"seen"})

    def test_the_later_word_of_a_third_party_hides_nothing(self):
        self.w.identify("u1", plan="gold")
        self.w.identify("u1", key=self.other, plan="lead")
        self.w.track("u1", "Hello")
        self.assertIn("Plan gold, Ada.", self.mails()["gold"])


if __name__ == "__main__":
    unittest.main()
