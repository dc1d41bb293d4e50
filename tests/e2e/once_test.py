"""P3 and the limits: one intent knocks once, no more than the cap, and not at night."""

import unittest

from workspace import Workspace


class Once(unittest.TestCase):
    def begin(self, limits="", clock=None):
        self.w = w = self.enterContext(Workspace(limits=limits))
        for n in (1, 2):
            w.journey(f"road-{n}", f"Road {n}", "- send: same\n  by: email", enter="again: always")
        for n in range(1, 6):
            w.journey(f"tip-{n}", f"Tip {n}", f"- send: tip-{n}\n  by: email\n  expires: 1 day")
            w.template(f"tip-{n}")
        w.template("same")
        w.serve(**({"clock": clock} if clock else {}))
        w.submit("u1", email="ada@acme.example")
        return w

    def test_the_same_template_by_two_journeys(self):
        w = self.begin()
        w.track("u1", "Road 1")
        w.track("u1", "Road 2")
        w.advance("6d")
        w.track("u1", "Road 2")
        w.settle()
        self.assertEqual(len(w.maildir()), 1)
        self.assertEqual(w.reasons("u1"), ["already_reached", "already_reached"])

    def test_the_same_template_a_week_later(self):
        w = self.begin()
        w.track("u1", "Road 1")
        w.advance("8d")
        w.track("u1", "Road 2")
        w.settle()
        self.assertEqual(len(w.maildir()), 2)

    def test_the_same_event_sent_again(self):
        w = self.begin()
        event = {"userId": "u1", "event": "Road 1", "messageId": "the-same"}
        for _ in range(3):
            w.post("/v1/track", event, w.key("ingest"))
        w.settle()
        self.assertEqual(len(w.messages()), 1)
        self.assertEqual(len(w.maildir()), 1)

    def test_one_occasion_of_two_contacts_who_share_the_address(self):
        w = self.begin()
        w.journey("order", "Ordered", "- send: same\n  by: email", enter="again: always\nkey: event.order")
        w.restart()
        w.submit("u2", email="Ada@Acme.example")
        w.track("u1", "Ordered", order="A1")
        w.track("u2", "Ordered", order="A1")
        w.settle()
        self.assertEqual(len(w.maildir()), 1)
        self.assertEqual(w.reasons("u2"), ["already_reached"])

    def test_two_journeys_of_two_contacts_who_share_the_address(self):
        w = self.begin()
        w.submit("u2", email="Ada@Acme.example")
        w.track("u1", "Road 1")
        w.track("u2", "Road 2")
        w.settle()
        self.assertEqual(len(w.maildir()), 1)
        self.assertEqual(w.reasons("u2"), ["already_reached"])

    def test_no_more_than_the_cap(self):
        w = self.begin(limits="{at_most: 3 messages per 7 days}")
        for n in range(1, 5):
            w.track("u1", f"Tip {n}")
        w.settle()
        self.assertEqual(len(w.maildir()), 3)
        self.assertEqual(w.reasons("u1"), ["frequency_cap"])
        w.advance("7d")
        w.track("u1", "Tip 5")
        w.settle()
        self.assertEqual(len(w.maildir()), 4)

    def test_not_at_night(self):
        w = self.begin(limits="{quiet_hours: 21:00-08:00}", clock="2026-11-24T21:30:00Z")  # 22:30 in Paris
        w.track("u1", "Tip 1")
        w.settle()
        self.assertEqual(w.maildir(), [])
        defer, = w.decisions(contact="u1", outcome="defer")
        self.assertEqual(defer["reasons"], ["quiet_hours"])
        self.assertRegex(defer["until"], r"^2026-11-25T07:00:00")  # 08:00 in Paris
        w.advance("9h")  # 07:30 in Paris
        self.assertEqual(w.maildir(), [])
        w.advance("45m")
        self.assertEqual([m.subject for m in w.maildir()], ["tip-1"])
        self.assertRegex(w.messages()[0]["handed_over_at"], r"^2026-11-25T07:00:0")

    def test_the_night_is_that_of_the_contact(self):
        w = self.begin(limits="{quiet_hours: 21:00-08:00}", clock="2026-11-24T14:30:00Z")
        w.submit("u2", email="kai@acme.example", traits={"timezone": "Asia/Bangkok", "country": "TH"})  # 21:30 there
        w.track("u1", "Tip 1")
        w.track("u2", "Tip 1")
        w.settle()
        self.assertEqual([m.to for m in w.maildir()], ["ada@acme.example"])
        self.assertRegex(w.decisions(contact="u2", outcome="defer")[0]["until"], r"^2026-11-25T01:00:00")
        w.advance("12h")
        self.assertEqual({m.to for m in w.maildir()}, {"ada@acme.example", "kai@acme.example"})

    def test_a_night_survives_a_crash(self):
        w = self.begin(limits="{quiet_hours: 21:00-08:00}", clock="2026-11-24T21:30:00Z")
        w.track("u1", "Tip 1")
        w.settle()
        w.restart()
        self.assertEqual(w.maildir(), [])
        w.advance("12h")
        self.assertEqual([m.subject for m in w.maildir()], ["tip-1"])
        self.assertEqual(len(w.decisions(contact="u1", outcome="defer")), 1)  # recorded when it changes, not at each look


if __name__ == "__main__":
    unittest.main()
