"""P3, P4: kill -9 under load with an SMTP server that takes its time; text messages go to a spool beside it."""

import unittest

from crash_rounds import KILLS, assert_once, reckon, rounds_of
from mail_sink import MailSink
from workspace import Workspace, smtp

CONNECTIONS = 3


class CrashSmtp(unittest.TestCase):
    def test_kill_9_loses_nothing_and_sends_nothing_twice(self):
        # A server that answers the final dot late: the kill finds the message taken, and the engine not told.
        sink = self.enterContext(MailSink("stall-after-dot=0.04"))
        w = self.enterContext(Workspace(email=smtp(sink.port, CONNECTIONS)))
        w.journey("by-mail", "Mail Me", "- send: hello\n  by: email", enter="again: always")
        w.journey("by-text", "Text Me", "- send: hello\n  by: sms", enter="again: always")
        w.template("hello")
        load, kills = rounds_of(w, "smtp and spool", ["Mail Me", "Mail Me", "Text Me"], (KILLS + 1) // 2)
        messages = reckon(self, w, load, kills, CONNECTIONS)

        mails, texts = sink.taken(), w.spool("sms")
        assert_once(self, "Message-IDs", [m.id for m in mails])
        assert_once(self, "people at the SMTP server", [m.to for m in mails])
        assert_once(self, "texts", [t["message"] for t in texts])
        invited = {address for p in load.people if p.invited for address in (p.email, p.phone)}
        reached = {m.to for m in mails} | {t["to"] for t in texts}
        self.assertLessEqual(reached, invited, "written to uninvited")
        for person in load.people:
            for message in messages[person.user]:
                if message["state"] == "accepted":
                    self.assertIn(message["address"], reached, "accepted, and not at the sink")


if __name__ == "__main__":
    unittest.main()
