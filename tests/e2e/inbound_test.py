"""Replies against a real server: STOP in five languages, what a person must read, and words that agree."""

import unittest

from workspace import POLICY, START, Workspace

KEYWORDS = "keywords:\n  TIPS: {channels: [sms, email], purposes: [tips], notice: all-v1}\n"


class Inbound(unittest.TestCase):
    def setUp(self):
        self.w = w = self.enterContext(Workspace())
        w.write("policy.yaml", POLICY.format(limits="") + KEYWORDS)
        for channel in ("email", "sms", "social.line"):
            name = channel.replace(".", "-")
            w.journey(name, channel, f"- send: {name}\n  by: {channel}", enter="again: always\nkey: event.n")
            w.template(name)  # one each: the same from two journeys would be one knock
        w.serve()
        for role in ("form", "ingest", "reviewer", "author"):
            w.key(role)

    def inbound(self, channel, sender, text, **more):
        return self.w.post("/v1/inbound", {"channel": channel, "from": sender, "text": text, "timestamp": START, **more},
                           self.w.key("form"))

    def reaches(self, user):
        """The channels by which this person can still be reached."""
        w = self.w
        w.advance("8d")
        before = len(w.decisions(contact=user))
        for channel in ("email", "sms", "social.line"):
            w.track(user, channel, n=before)
        w.settle()
        return sorted(d["channel"] for d in w.decisions(contact=user)[before:]
                      if d["stage"] == "claim" and d["outcome"] == "allow")

    def person(self, n):
        points = {"email": f"p{n}@acme.example", "phone": f"+3361234560{n}", "line": f"U{n}"}
        self.w.submit(f"u{n}", **points)
        return f"u{n}", points

    def test_a_stop_word_stops_that_point(self):
        rows = (("sms", "STOP", ["email", "social.line"]), ("voice", "stop", ["email", "social.line"]),
                ("email", "Désabonner", ["sms", "social.line"]), ("social.line", "หยุด", ["email", "sms"]),
                ("sms", "Abmelden", ["email", "social.line"]), ("sms", "¡BAJA!", ["email", "social.line"]))
        for n, (channel, text, left) in enumerate(rows, 1):
            with self.subTest(channel, text=text):
                user, points = self.person(n)
                sender = points[{"email": "email", "social.line": "line"}.get(channel, "phone")]
                answer = self.inbound(channel, sender, text, messageId=f"in-{n}")
                self.assertEqual(answer["understood"], "stop")
                self.assertEqual(self.reaches(user), left)
        self.w.replay()

    def test_an_unclear_reply_pauses_until_it_is_judged(self):
        w = self.w
        user, points = self.person(1)
        self.assertEqual(self.inbound("sms", points["phone"], "please no more")["understood"], "paused")
        self.assertEqual(self.reaches(user), ["email", "social.line"])
        self.assertIn("address_paused", w.reasons(user))
        [paused] = w.get("/v1/addresses/paused")["addresses"]
        self.assertEqual(paused["said"][0]["text"], "please no more")
        path = f"/v1/addresses/{paused['id']}/judge"
        self.assertEqual(w.call("POST", path, {"decision": "stop", "reason": "x"}, w.key("author")).status, 403)
        self.assertEqual(w.call("POST", "/v1/addresses/a_00/judge", {}, w.key("reviewer")).status, 404)
        w.post(path, {"decision": "not_stop", "reason": "a joke among friends"}, w.key("reviewer"))
        self.assertEqual(w.get("/v1/addresses/paused")["addresses"], [])
        self.assertEqual(self.reaches(user), ["email", "sms", "social.line"])
        self.inbound("sms", points["phone"], "really, leave me alone", messageId="in-2")
        w.post(path, {"decision": "stop", "reason": "clear enough"}, w.key("reviewer"))
        self.assertEqual(self.reaches(user), ["email", "social.line"])
        w.replay()

    def test_a_word_of_the_policy_agrees(self):
        w = self.w
        answer = self.inbound("sms", "+33698765432", "tips", messageId="in-1")
        self.assertEqual(answer["understood"], "opt_in")
        self.assertEqual(self.reaches(answer["contact"]), ["sms"])
        self.assertEqual(self.inbound("email", "bo@acme.example", "TIPS")["understood"], "kept")
        mail = self.inbound("email", "bo@acme.example", "TIPS", messageId="in-2", authentication={"dmarc": "pass"})
        self.assertEqual(mail["understood"], "opt_in")
        w.replay()

    def test_repeats_change_nothing_and_nothing_is_refused(self):
        w = self.w
        user, points = self.person(1)
        self.inbound("sms", points["phone"], "STOP", messageId="in-1")
        w.advance("1h")
        body = w.submission(user, when="2026-11-24T11:00:00Z", **points)
        w.post("/v1/submissions", body, w.key("form"))
        self.inbound("sms", points["phone"], "STOP", messageId="in-1")
        self.assertEqual(self.reaches(user), ["email", "sms", "social.line"])
        for odd in ({"channel": 1, "from": 33612345678, "text": None}, {"from": "x", "text": "STOP" * 5000},
                    {"channel": "sms", "from": "+33698765432", "text": "\u0000STOP\u202e"}):
            self.assertEqual(w.call("POST", "/v1/inbound", odd, w.key("form")).status, 200, odd)


if __name__ == "__main__":
    unittest.main()
