"""P2: a stop holds for who sleeps in a journey, for whoever else holds the address, and for who comes later."""

import unittest

from workspace import Workspace


class Withdrawal(unittest.TestCase):
    def setUp(self):
        self.w = self.enterContext(Workspace())
        self.w.journey("later", "Signed Up", "- wait: 2 days\n- send: later\n  by: email")
        self.w.journey("now", "Hello", "- send: now\n  by: email", enter="again: always")
        self.w.template("later")
        self.w.template("now")
        self.w.serve()

    def denied(self, user):
        return [(d["outcome"], d["reasons"]) for d in self.w.decisions(contact=user)]

    def test_without_one_the_sleeper_is_written_to(self):
        self.w.submit("u1", email="ada@acme.example")
        self.w.track("u1", "Signed Up")
        self.w.advance("3d")
        self.assertEqual([m.to for m in self.w.maildir()], ["ada@acme.example"])

    def test_of_somebody_asleep_in_a_wait(self):
        w = self.w
        w.submit("u1", email="ada@acme.example")
        w.track("u1", "Signed Up")
        w.withdraw(userId="u1", channel="email", purpose="tips", verbatim="please stop")
        w.advance("3d")
        self.assertEqual(w.maildir(), [])
        self.assertEqual(self.denied("u1"), [("deny", ["consent_withdrawn"])])
        self.assertEqual(w.states(contact="u1"), ["denied"])

    def test_by_address_silences_everybody_who_holds_it(self):
        w = self.w
        for user in ("u1", "u2"):
            w.submit(user, email="family@acme.example")
            w.track(user, "Signed Up")
        w.withdraw(address="Family@ACME.example")
        w.advance("3d")
        self.assertEqual(w.maildir(), [])
        for user in ("u1", "u2"):
            with self.subTest(user):
                self.assertEqual(self.denied(user), [("deny", ["consent_withdrawn"])])

    def test_by_user_silences_others_at_the_same_address(self):
        w = self.w
        for user in ("u1", "u2"):
            w.submit(user, email="family@acme.example")
        w.withdraw(userId="u1", channel="email")
        w.track("u2", "Hello")
        w.settle()
        self.assertEqual(w.maildir(), [])
        self.assertEqual(self.denied("u2"), [("deny", ["consent_withdrawn"])])

    def test_of_one_purpose_leaves_the_other(self):
        w = self.w
        w.journey("digest", "Digest", "- send: digest\n  by: email", purpose="news")
        w.template("digest")
        w.restart()
        w.submit("u1", email="ada@acme.example", purposes=("tips", "news"))
        w.withdraw(userId="u1", channel="email", purpose="tips")
        w.track("u1", "Hello")
        w.track("u1", "Digest")
        w.settle()
        self.assertEqual([m.subject for m in w.maildir()], ["digest"])

    def test_of_an_unknown_purpose_widens_to_all(self):
        w = self.w
        w.submit("u1", email="ada@acme.example", purposes=("tips", "news"))
        w.withdraw(userId="u1", purpose="no-such-purpose")
        w.track("u1", "Hello")
        w.settle()
        self.assertEqual(self.denied("u1"), [("deny", ["consent_withdrawn"])])

    def test_of_an_unknown_address_is_kept_and_matched_later(self):
        w = self.w
        w.withdraw(address="ada@acme.example")
        w.settle()
        # A form that was filled in before the stop and arrives after it.
        w.submit("u1", when="2026-11-24T09:00:00Z", email="ada@acme.example")
        w.track("u1", "Hello")
        w.settle()
        self.assertEqual(w.maildir(), [])
        self.assertEqual(self.denied("u1"), [("deny", ["consent_withdrawn"])])

    def test_ends_with_a_fresh_grant(self):
        w = self.w
        w.withdraw(address="ada@acme.example")
        w.advance("1h")
        w.submit("u1", when="2026-11-24T10:30:00Z", email="ada@acme.example")
        w.track("u1", "Hello")
        w.settle()
        self.assertEqual([m.to for m in w.maildir()], ["ada@acme.example"])

    def test_of_an_unknown_user_is_kept(self):
        w = self.w
        w.withdraw(userId="u1")
        w.settle()
        w.submit("u1", when="2026-11-24T09:00:00Z", email="ada@acme.example")
        w.track("u1", "Hello")
        w.settle()
        self.assertEqual(w.maildir(), [])
        self.assertEqual(self.denied("u1"), [("deny", ["consent_withdrawn"])])

    def test_is_not_undone_by_a_repeated_submission(self):
        w = self.w
        first = w.submission("u1", email="ada@acme.example")
        w.post("/v1/submissions", first, w.key("form"))
        w.withdraw(userId="u1")
        w.advance("1h")
        again = {**first, "timestamp": "2026-11-24T10:45:00Z"}
        self.assertEqual(w.post("/v1/submissions", again, w.key("form"))["contact"], "u1")
        w.track("u1", "Hello")
        w.settle()
        self.assertEqual(self.denied("u1"), [("deny", ["consent_withdrawn"])])

    def test_survives_a_crash(self):
        w = self.w
        w.submit("u1", email="ada@acme.example")
        w.track("u1", "Signed Up")
        w.withdraw(userId="u1")
        w.restart()
        w.advance("3d")
        self.assertEqual(w.maildir(), [])
        self.assertEqual(self.denied("u1"), [("deny", ["consent_withdrawn"])])


if __name__ == "__main__":
    unittest.main()
