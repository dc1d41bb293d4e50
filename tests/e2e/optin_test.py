"""Double opt-in against a real server: who is asked, what a click does, and what nobody can make it do."""

import re
import unittest

from workspace import Workspace

POLICY = """\
controller: {name: Acme SARL, country: FR, postal_address: "1 rue de la Paix, 75002 Paris", contact: privacy@acme.example}
assume_country: FR
purposes:
  tips: {title: Tips, description: How to get more., channels: [email, sms, voice], double_opt_in: true}
  news: {title: News, description: What is new., channels: [email]}
notices:
  all-v1:
    language: en
    text: "Send me tips and news, as I ticked."
    covers:
      - {purpose: tips, channels: [email, sms, voice]}
      - {purpose: news, channels: [email]}
retention: {unconfirmed: 14 days}
"""


class OptIn(unittest.TestCase):
    def setUp(self):
        self.w = w = self.enterContext(Workspace())
        w.write("policy.yaml", POLICY)
        for name in ("hello", "again", "text"):
            w.journey(name, name.title(), f"- send: {name}\n  by: {'sms' if name == 'text' else 'email'}",
                      enter="again: always")
            w.template(name)
        w.serve()
        for role in ("form", "ingest", "reviewer"):
            w.key(role)

    def links(self, to="ada@acme.example"):
        self.w.settle()
        texts = [m.text for m in self.w.maildir() if m.to == to]
        texts += [t["text"] for t in self.w.spool("sms") if t["to"] == to]
        return [m.group(1) for t in texts for m in [re.search(r"https://news\.acme\.example(/o/\S+)", t)] if m]

    def subjects(self):
        self.w.settle()
        return sorted(m.subject for m in self.w.maildir() if not m.subject.startswith("Please confirm"))

    def test_from_the_form_to_the_first_message(self):
        w = self.w
        answer = w.submit("u1", email="ada@acme.example", purposes=("tips", "news"))
        self.assertEqual(answer["pending"], [{"channel": "email", "purpose": "tips", "why": "double_opt_in"}])
        w.track("u1", "Hello")
        self.assertEqual(self.subjects(), [])
        self.assertIn("consent_pending", w.reasons("u1"))
        [link] = self.links()
        page = w.call("GET", link)
        self.assertEqual(page.status, 200)
        self.assertIn("<form", page.body)
        self.assertNotIn("<script", page.body)
        self.assertIn("Tips", page.body)
        self.assertNotIn("News", page.body)
        self.assertEqual(w.call("POST", link, "answer=yes").status, 200)
        w.track("u1", "Again")
        self.assertEqual(self.subjects(), ["again"])
        consents = w.explain("u1")["points"][0]["consents"]
        self.assertEqual([c["act"] for c in consents], ["requested", "given", "confirmed"])
        w.replay()

    def test_the_request_is_free_of_anything_else(self):
        self.w.submit("u1", email="ada@acme.example")
        self.w.settle()
        [mail] = self.w.maildir()
        self.assertEqual(mail.text.count("https://"), 1)
        self.assertIn("1 rue de la Paix", mail.text)
        self.assertIn("14 days", mail.text)
        self.assertNotIn("ada", mail.text.split("/o/")[1].split()[0])

    def test_a_phone_is_asked_by_text_message_for_calls_too(self):
        w = self.w
        w.submit("u1", phone="+33612345678", channels=["sms", "voice"])
        [link] = self.links("+33612345678")
        w.call("POST", link, "answer=yes")
        acts = [(c["channel"], c["act"]) for c in w.explain("u1")["points"][0]["consents"]]
        self.assertEqual(acts[2:], [("sms", "confirmed"), ("voice", "confirmed")])
        w.track("u1", "Text")
        w.settle()
        self.assertEqual(len(w.spool("sms")), 2)

    def test_scanners_forgers_and_replays_change_nothing(self):
        w = self.w
        w.submit("u1", email="ada@acme.example")
        [link] = self.links()
        root = w.root()
        for method in ("GET", "HEAD", "GET"):
            self.assertEqual(w.call(method, link, headers={"User-Agent": "SafeLinks"}).status, 200)
        w.call("GET", link + "?answer=yes")
        w.call("GET", link, "answer=yes")
        w.call("POST", link, "List-Unsubscribe=One-Click")
        middle = len(link) // 2
        forged = link[:middle] + ("A" if link[middle] != "A" else "B") + link[middle + 1:]
        for bad in (forged, link[:-4], link + "AAAA", "/o/", "/o/x"):
            for method in ("GET", "POST"):
                self.assertEqual(w.call(method, bad, "answer=yes" if method == "POST" else None).status, 404)
        self.assertEqual(w.root(), root)
        self.assertEqual(w.call("POST", link, "answer=yes").status, 200)
        root = w.root()
        self.assertEqual(w.call("POST", link, "answer=yes").status, 200)
        self.assertEqual(w.call("POST", link, "answer=no").status, 200)
        self.assertEqual(w.root(), root)

    def test_a_stop_between_request_and_click_wins(self):
        w = self.w
        w.submit("u1", email="ada@acme.example")
        [link] = self.links()
        w.withdraw(userId="u1")
        self.assertIn("stopped", w.call("POST", link, "answer=yes").body)
        w.track("u1", "Hello")
        self.assertEqual(self.subjects(), [])
        self.assertIn("consent_withdrawn", w.reasons("u1"))

    def test_an_objection_needs_a_new_submission_before_anybody_asks(self):
        w = self.w
        w.submit("u1", email="ada@acme.example")
        [first] = self.links()
        w.withdraw(address="ada@acme.example", kind="objection")
        w.advance("2d")
        self.assertEqual(len(self.links()), 1)
        w.submit("u1", email="ada@acme.example", when="2026-11-26T10:00:00Z")
        second = self.links()[-1] if self.links()[-1] != first else self.links()[0]
        self.assertIn("stopped", w.call("POST", first, "answer=yes").body)
        self.assertIn("Confirmed", w.call("POST", second, "answer=yes").body)
        w.track("u1", "Hello")
        self.assertEqual(self.subjects(), ["hello"])

    def test_a_flood_of_forms_for_one_address_asks_it_once_a_day(self):
        w = self.w
        for i in range(60):
            body = w.submission(f"bot-{i}", email="ada@acme.example")
            body["evidence"]["ip"] = f"198.51.100.{i}"
            w.post("/v1/submissions", body, w.key("form"))
        self.assertEqual(len(self.links()), 1)
        w.advance("23h")
        self.assertEqual(len(self.links()), 1)
        w.advance("9d")
        self.assertLessEqual(len(self.links()), 2)

    def test_a_request_nobody_answers_ends(self):
        w = self.w
        w.submit("u1", email="ada@acme.example")
        [link] = self.links()
        w.advance("14d")
        self.assertEqual(w.call("GET", link).status, 410)
        self.assertEqual(w.call("POST", link, "answer=yes").status, 410)
        w.track("u1", "Hello")
        w.settle()
        self.assertIn("consent_expired", w.reasons("u1"))
        w.replay()

    def test_a_crash_forgets_no_request(self):
        w = self.w
        w.submit("u1", email="ada@acme.example")
        [link] = self.links()
        w.restart()
        self.assertEqual(w.call("POST", link, "answer=yes").status, 200)
        w.restart()
        w.track("u1", "Hello")
        self.assertEqual(self.subjects(), ["hello"])


if __name__ == "__main__":
    unittest.main()
