"""P1: nothing goes out unless the contact gave this point and agreed to this channel and purpose."""

import unittest

from workspace import Workspace


class Invited(unittest.TestCase):
    def setUp(self):
        self.w = w = self.enterContext(Workspace())
        w.journey("hello", "Hello", "- send: hello\n  by: email", enter="again: always")
        w.journey("text", "Text", "- send: hello\n  by: sms")
        w.journey("either", "Either", "- send: either\n  by: [email, social.line]")
        w.journey("digest", "Digest", "- send: digest\n  by: email", purpose="news")
        for name in ("hello", "either", "digest"):
            w.template(name)
        w.serve()

    def nothing_went_out(self):
        self.w.settle()
        self.assertEqual((self.w.maildir(), self.w.spool("sms"), self.w.spool("line")), ([], [], []))

    def why_not(self, user, event):
        self.w.track(user, event)
        self.nothing_went_out()
        return self.w.reasons(user)

    def test_who_provided_and_agreed_is_written_to(self):
        w = self.w
        w.submit("u1", email="ada@acme.example")
        w.track("u1", "Hello")
        w.settle()
        self.assertEqual([(m.to, m.subject) for m in w.maildir()], [("ada@acme.example", "hello")])
        allow = w.decisions(contact="u1", outcome="allow")
        self.assertTrue(allow)
        evidence = w.call("GET", f"/v1/decisions/{allow[0]['id']}", key=w.key("reviewer")).json["evidence"]
        for what in ("point", "consent", "notice", "credential"):
            self.assertTrue(evidence[what], what)
        for check in allow[0]["checks"]:
            self.assertIn(check["result"], ("pass", "skip"), check)

    def test_an_address_from_identify_is_known_and_silent(self):
        self.w.identify("u1", email="ada@acme.example")
        self.assertIn("not_provided_by_contact", self.why_not("u1", "Hello"))
        point, = self.w.explain("u1")["points"]
        self.assertEqual((point["address"], point["provided_by"]), ("ada@acme.example", "operator"))

    def test_an_address_from_a_third_party_is_known_and_silent(self):
        w = self.w
        w.identify("u1", key=w.key("ingest", "--source", "third_party"), email="ada@private.example")
        self.assertIn("not_provided_by_contact", self.why_not("u1", "Hello"))
        self.assertEqual(w.explain("u1")["points"][0]["provided_by"], "third_party")

    def test_a_found_address_does_not_ride_on_the_consent_for_another(self):
        w = self.w
        w.submit("u1", email="ada@work.example")
        w.identify("u1", email="ada@private.example")
        w.track("u1", "Hello")
        w.settle()
        self.assertEqual([m.to for m in w.maildir()], ["ada@work.example"])

    def test_a_third_party_key_cannot_vouch_for_consent(self):
        w = self.w
        key = w.key("form", "--source", "third_party")
        answer = w.call("POST", "/v1/submissions", w.submission("u1", email="ada@acme.example"), key)
        self.assertEqual(answer.status, 403, answer)
        w.post("/v1/submissions", w.submission("u1", channels=[], email="ada@acme.example"), key)
        self.assertIn("not_provided_by_contact", self.why_not("u1", "Hello"))

    def test_a_point_without_consent(self):
        self.w.submit("u1", channels=[], email="ada@acme.example")
        self.assertEqual(self.why_not("u1", "Hello"), ["consent_missing"])

    def test_consent_to_another_purpose(self):
        self.w.submit("u1", email="ada@acme.example")
        self.assertEqual(self.why_not("u1", "Digest"), ["consent_missing"])

    def test_consent_to_another_channel(self):
        self.w.submit("u1", channels=["email"], email="ada@acme.example", phone="+33612345678")
        self.assertEqual(self.why_not("u1", "Text"), ["consent_missing"])

    def test_a_number_that_was_never_on_the_form(self):
        w = self.w
        w.submit("u1", email="ada@acme.example")
        w.identify("u1", phone="+33612345678")
        self.assertIn("not_provided_by_contact", self.why_not("u1", "Text"))

    def test_somebody_unknown(self):
        self.assertIn("no_address", self.why_not("u1", "Hello"))

    def test_no_address_on_the_first_channel_falls_back_to_the_second(self):
        w = self.w
        w.submit("u1", line="U1234567890abcdef")
        w.track("u1", "Either")
        w.settle()
        self.assertEqual(w.maildir(), [])
        self.assertEqual([(t["to"], t["channel"], t["purpose"]) for t in w.spool("line")],
                         [("U1234567890abcdef", "social.line", "tips")])
        self.assertIn("no_address", w.reasons("u1", channel="email"))

    def test_both_channels_possible_take_the_first_only(self):
        w = self.w
        w.submit("u1", email="ada@acme.example", line="U1234567890abcdef")
        w.track("u1", "Either")
        w.settle()
        self.assertEqual(([m.to for m in w.maildir()], w.spool("line")), (["ada@acme.example"], []))

    def test_a_silence_is_explained(self):
        w = self.w
        w.submit("u1", email="ada@acme.example")
        w.track("u1", "An Event That No Journey Knows")
        self.nothing_went_out()
        self.assertEqual((w.decisions(contact="u1"), w.messages(contact="u1")), ([], []))
        self.assertEqual(w.explain("u1")["journeys"], [])

    def test_every_word_of_it_replays(self):
        w = self.w
        w.submit("u1", email="ada@acme.example", line="U1234567890abcdef")
        w.identify("u2", email="bob@acme.example", plan="pro")
        for user in ("u1", "u2"):
            for event in ("Hello", "Either", "Text"):
                w.track(user, event)
        w.withdraw(address="ada@acme.example")
        w.advance("4d")
        w.replay()  # of a copy, beside the running server
        w.stop()
        w.replay()


if __name__ == "__main__":
    unittest.main()
