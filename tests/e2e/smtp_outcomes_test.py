"""P3 over SMTP: only what surely did not begin is tried again; what may have arrived is left at that."""

import unittest

from mail_sink import MailSink
from workspace import Workspace, smtp, until


class SmtpOutcomes(unittest.TestCase):
    def send(self, *modes):
        self.sink = self.enterContext(MailSink(*modes))
        self.w = w = self.enterContext(Workspace(email=smtp(self.sink.port, connections=1)))
        w.journey("hello", "Hello", "- send: hello\n  by: [email, sms]\n- send: after\n  by: sms")
        w.template("hello")
        w.template("after")
        w.serve()
        w.submit("u1", email="ada@acme.example", phone="+33612345678")
        w.track("u1", "Hello")
        until(lambda: w.states(journey="hello") and w.states() != ["claimed"])
        w.advance("2d")

    def outcome(self):
        """(the states of the first message, how often it was taken, what came by text)"""
        first = [m["state"] for m in self.w.messages() if m["template"] == "hello"]
        texts = [t["text"].split()[0] for t in self.w.spool("sms")]
        return first, len(self.sink.taken()), len(texts)

    def test_accepted(self):
        self.send("ok")
        self.assertEqual(self.outcome(), (["accepted"], 1, 1))

    def test_a_connection_that_breaks_after_the_dot_leaves_it_unknown(self):
        for mode in ("drop-after-dot", "half-answer"):
            with self.subTest(mode):
                self.send(mode, "ok")
                self.assertEqual(self.outcome(), (["unknown"], 1, 1))  # the journey goes on; nothing by text instead
                self.w.restart()
                self.w.advance("9d")
                self.assertEqual(len(self.sink.commands("MAIL")), 1)

    def test_a_connection_that_breaks_in_the_middle_is_never_taken_twice(self):
        self.send("drop-mid-data", "ok")
        self.assertLessEqual(len(self.sink.taken()), 1)

    def test_a_refusal_for_now_is_tried_again(self):
        for mode in ("defer-mail", "defer-rcpt", "defer-data-command", "drop-at-mail"):
            with self.subTest(mode):
                self.send(mode, "ok")
                self.assertEqual(self.outcome(), (["accepted"], 1, 1))
                self.assertEqual(len(self.sink.commands("MAIL")), 2)

    def test_a_refusal_for_good_takes_the_next_channel(self):
        for mode in ("reject-rcpt", "reject-data"):
            with self.subTest(mode):
                self.send(mode)
                self.assertEqual(self.outcome(), (["accepted"], 0, 2))
                self.assertEqual(len(self.sink.commands("MAIL")), 1)

    def test_a_stop_ends_the_retries(self):
        sink = self.enterContext(MailSink("defer-mail"))
        w = self.enterContext(Workspace(email=smtp(sink.port, connections=1)))
        w.journey("hello", "Hello", "- send: hello\n  by: email")
        w.template("hello")
        w.serve()
        w.submit("u1", email="ada@acme.example")
        w.track("u1", "Hello")
        until(lambda: sink.commands("MAIL"))
        w.advance("10s")
        answer = w.withdraw(userId="u1")
        self.assertEqual(answer.json["cancelled"], [m["id"] for m in w.messages()])
        tried = len(sink.commands("MAIL"))
        sink.mode("ok")
        w.advance("2d")
        self.assertEqual((len(sink.commands("MAIL")), len(sink.taken())), (tried, 0))
        self.assertEqual(w.states(), ["cancelled"])


if __name__ == "__main__":
    unittest.main()
