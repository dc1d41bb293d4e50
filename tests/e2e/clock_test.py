"""Time: waits and the virtual clock survive a crash, and a virtual clock never reaches the outside."""

import unittest

from workspace import Workspace, command, smtp


class Clock(unittest.TestCase):
    def setUp(self):
        self.w = w = self.enterContext(Workspace())
        w.journey("later", "Signed Up", "- wait: 2 days\n- send: later\n  by: email\n- wait: 1 week\n- send: last\n  by: email")
        w.journey("morning", "Booked", "- wait: until mon-fri 09:30\n- send: morning\n  by: email")
        for name in ("later", "last", "morning"):
            w.template(name)

    def subjects(self):
        return [m.subject for m in self.w.maildir()]

    def test_waits_survive_a_crash(self):
        w = self.w
        w.serve()
        w.submit("u1", email="ada@acme.example")
        w.track("u1", "Signed Up")
        w.restart()
        w.advance("47h")
        self.assertEqual(self.subjects(), [])
        w.restart()
        w.advance("1h")
        self.assertEqual(self.subjects(), ["later"])
        w.restart()
        w.advance("7d")
        self.assertEqual(sorted(self.subjects()), ["last", "later"])
        w.restart()
        w.advance("7d")
        self.assertEqual(len(self.subjects()), 2)
        w.replay()

    def test_one_advance_passes_through_every_instant(self):
        w = self.w
        w.serve()
        w.submit("u1", email="ada@acme.example")
        w.track("u1", "Signed Up")
        w.advance("30d")
        handed = sorted(m["handed_over_at"] for m in w.messages())
        self.assertRegex(handed[0], r"^2026-11-26T10:00:0")
        self.assertRegex(handed[1], r"^2026-12-03T10:00:0")

    def test_a_wait_until_is_in_the_time_of_the_contact(self):
        w = self.w
        w.serve()  # a Tuesday, 10:00 UTC
        w.submit("u1", email="ada@acme.example")
        w.submit("u2", email="kai@acme.example", traits={"timezone": "Asia/Bangkok"})
        w.track("u1", "Booked")
        w.track("u2", "Booked")
        w.advance("7d")
        at = {m["address"]: m["handed_over_at"] for m in w.messages()}
        self.assertRegex(at["ada@acme.example"], r"^2026-11-25T08:30:0")
        self.assertRegex(at["kai@acme.example"], r"^2026-11-25T02:30:0")

    def test_the_virtual_clock_survives_restarts_and_never_goes_back(self):
        w = self.w
        w.serve()
        w.advance("3d")
        w.restart()  # with --clock of the first day
        self.assertIn("2026-11-27T10:00:00", w.server.said[-1])
        done = command("clock", "to", "2026-11-25T10:00:00Z", w.folder, expect=None)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(b"2026-11-27T10:00:00", done.stderr)
        self.assertRegex(command("clock", "to", "2026-11-28T10:00:00Z", w.folder), r"^2026-11-28T10:00:00")

    def test_a_store_on_virtual_time_is_not_served_on_real_time(self):
        w = self.w
        w.serve()
        w.stop()
        done = command("serve", w.folder, "--listen", "127.0.0.1:0", expect=None)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"--clock", done.stderr)

    def test_the_real_clock_is_not_moved(self):
        self.w.serve(clock=None)
        done = command("clock", "advance", "1h", self.w.folder, expect=None)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(b"--clock", done.stderr)

    def test_a_virtual_clock_is_refused_beside_a_server_elsewhere(self):
        w = self.enterContext(Workspace(email=smtp(25).replace("127.0.0.1", "mail.acme.example")))
        w.journey("hello", "Hello", "- send: hello\n  by: email")
        w.template("hello")
        done = command("serve", w.folder, "--listen", "127.0.0.1:0", "--clock", "2026-11-24T10:00:00Z", expect=None)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"email", done.stderr)
        self.assertIn(b"virtual clock", done.stderr)

    def test_a_time_that_is_none(self):
        self.assertEqual(command("serve", self.w.folder, "--clock", "tomorrow", expect=None).returncode, 2)


if __name__ == "__main__":
    unittest.main()
