"""P3, P4: kill -9 under load with a Maildir, which is idempotent: what the crash interrupts is repeated, and arrives once."""

import os
import unittest

from crash_rounds import KILLS, SEED, assert_once, reckon, rounds_of
from workspace import Workspace


class CrashMaildir(unittest.TestCase):
    def test_kill_9_loses_nothing_and_delivers_once(self):
        w = self.enterContext(Workspace())
        w.journey("by-mail", "Mail Me", "- send: hello\n  by: email", enter="again: always")
        w.template("hello")
        load, kills = rounds_of(w, "maildir", ["Mail Me"], KILLS // 2, SEED + 1)
        messages = reckon(self, w, load, kills, connections=0)  # nothing is left unknown here

        mails = w.maildir()
        assert_once(self, "Message-IDs", [m.id for m in mails])
        assert_once(self, "people", [m.to for m in mails])
        invited = {p.email for p in load.people if p.invited}
        self.assertEqual({m.to for m in mails}, invited)
        self.assertEqual({m["state"] for p in load.people if p.invited for m in messages[p.user]}, {"accepted"})
        self.assertEqual(os.listdir(w.path("out", "mail", "cur")), [])


if __name__ == "__main__":
    unittest.main()
