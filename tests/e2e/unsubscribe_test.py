"""P9: looking at the unsubscribe link changes nothing; one POST stops, and stops just what the message was."""

import base64
import re
import unittest

from workspace import Workspace


class Unsubscribe(unittest.TestCase):
    def setUp(self):
        self.w = w = self.enterContext(Workspace())
        w.journey("hello", "Hello", "- send: hello\n  by: email", enter="again: always")
        w.journey("again", "Again", "- send: again\n  by: email")
        w.journey("digest", "Digest", "- send: digest\n  by: email", purpose="news")
        w.journey("text", "Text", "- send: text\n  by: sms")
        for name in ("hello", "again", "digest", "text"):
            w.template(name)
        w.serve()
        w.submit("u1", email="ada@acme.example", phone="+33612345678", purposes=("tips", "news"))
        w.track("u1", "Hello")
        w.settle()
        self.mail = w.maildir()[0]
        w.key("ingest"), w.key("reviewer")

    def stop(self, body="List-Unsubscribe=One-Click", path=None, kind="application/x-www-form-urlencoded"):
        return self.w.call("POST", path or self.mail.token_path, body, headers={"Content-Type": kind})

    def subjects(self):
        self.w.settle()
        return [m.subject for m in self.w.maildir() if m.subject != "hello"]

    def test_the_headers_are_those_of_rfc_8058(self):
        self.assertEqual(self.mail.parsed["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertTrue(self.mail.unsubscribe.startswith("https://news.acme.example/u/"))
        self.assertIn(self.mail.unsubscribe, self.mail.text)

    def test_looking_changes_nothing(self):
        root = self.w.root()
        for method in ("GET", "HEAD", "GET"):
            answer = self.w.call(method, self.mail.token_path, headers={"User-Agent": "SafeLinks"})
            self.assertEqual(answer.status, 200)
        self.assertIn("<form", answer.body)
        for query in ("?List-Unsubscribe=One-Click", "?method=POST"):
            self.w.call("GET", self.mail.token_path + query)
        self.assertEqual(self.w.call("GET", self.mail.token_path, "List-Unsubscribe=One-Click").status, 200)
        self.assertEqual(self.w.root(), root)
        self.w.track("u1", "Again")
        self.assertEqual(self.subjects(), ["again"])

    def test_one_post_stops_this_purpose_on_this_channel_only(self):
        w = self.w
        answer = self.stop()
        self.assertEqual(answer.status, 200)
        for event in ("Again", "Digest", "Text"):
            w.track("u1", event)
        self.assertEqual(self.subjects(), ["digest"])
        self.assertEqual(w.reasons("u1"), ["consent_withdrawn"])
        self.assertEqual([t["to"] for t in w.spool("sms")], ["+33612345678"])

    def test_whoever_else_holds_the_address_falls_silent_too(self):
        self.w.submit("u2", email="ada@acme.example")
        self.stop()
        self.w.track("u2", "Again")
        self.w.settle()
        self.assertEqual(self.w.reasons("u2"), ["consent_withdrawn"])

    def test_a_multipart_body_and_a_second_post_do_the_same(self):
        body = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
        self.assertEqual(self.stop(body, kind="multipart/form-data; boundary=x").status, 200)
        self.assertEqual(self.stop().status, 200)
        self.assertEqual(self.stop("").status, 200)
        self.w.track("u1", "Again")
        self.assertEqual(self.subjects(), [])
        self.assertEqual(len(self.w.explain("u1")["points"][0]["stops"]), 1)

    def test_a_link_that_was_not_ours_is_not_found(self):
        token = self.mail.token_path.removeprefix("/u/")
        root = self.w.root()
        # The middle of it: a last character of base64 may hold bits that don't count.
        other = "A" if token[len(token) // 2] != "A" else "B"
        forged = token[:len(token) // 2] + other + token[len(token) // 2 + 1:]
        for bad in (forged, token[:-4], token + "AAAA", token[::-1], "", "x", "m_" + "0" * 32, "%2e%2e"):
            for method in ("GET", "POST"):
                with self.subTest(bad, method=method):
                    self.assertEqual(self.w.call(method, "/u/" + bad).status, 404)
        self.assertEqual(self.w.root(), root)
        self.w.track("u1", "Again")
        self.assertEqual(self.subjects(), ["again"])

    def test_the_link_holds_no_address(self):
        token = self.mail.token_path.removeprefix("/u/")
        spellings = [token.encode()]
        for start in range(4):
            part = re.sub(r"[^A-Za-z0-9_-]", "", token)[start:]
            spellings.append(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) if len(part) % 4 != 1 else b"")
        for spelling in spellings:
            for secret in (b"ada", b"acme", b"u1@", b"example"):
                self.assertNotIn(secret, spelling.lower())

    def test_a_genuine_link_never_expires(self):
        self.w.advance("1000d")
        self.w.restart()
        self.assertEqual(self.stop().status, 200)
        self.w.track("u1", "Again")
        self.assertEqual(self.subjects(), [])
        self.assertIn("consent_withdrawn", self.w.reasons("u1"))


if __name__ == "__main__":
    unittest.main()
