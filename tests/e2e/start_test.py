"""`assent serve` starts on a sound workspace, alone, or says why not."""

import os
import signal
import subprocess
import unittest

from server import BINARY
from workspace import START, Workspace, command


class Start(unittest.TestCase):
    def setUp(self):
        self.w = w = self.enterContext(Workspace())
        w.journey("hello", "Hello", "- send: hello\n  by: email")
        w.template("hello")

    def refused(self, *options):
        done = command("serve", self.w.folder, "--listen", "127.0.0.1:0", *options, expect=None)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertNotIn(b"serving", done.stdout)
        return done.stderr.decode()

    def test_not_on_mistakes_and_all_are_shown(self):
        w = self.w
        w.journey("wrong", "Hello", "- sned: hello\n- send: helo\n  by: email")
        with open(w.path("policy.yaml"), "a", encoding="utf-8") as policy:
            policy.write("colour: red\n")
        said = self.refused()
        for what in ("journeys/wrong.yaml:8:", "journeys/wrong.yaml:9:", "policy.yaml:", "colour", "^",
                     'did you mean "send"', 'did you mean "hello"'):
            self.assertIn(what, said)
        self.assertFalse(os.path.exists(w.path("data", "store")), "it opened the store all the same")
        checked = command("check", w.folder, expect=None)
        self.assertEqual(checked.returncode, 1)
        for line in (checked.stdout + checked.stderr).decode().splitlines():
            if ".yaml:" in line:
                self.assertIn(line, said)

    def test_not_without_the_master_key(self):
        os.rename(self.w.path("keys", "master"), self.w.path("keys", "elsewhere"))
        self.assertIn("keys/master", self.refused())

    def test_not_with_another_master_key(self):
        w = self.w
        w.serve()
        w.stop()
        with open(w.path("keys", "master"), encoding="utf-8") as file:
            right = file.read()
        os.chmod(w.path("keys", "master"), 0o600)
        digit = "1" if right[5] != "1" else "2"
        w.write("keys/master", right[:5] + digit + right[6:])
        self.assertIn("key", self.refused("--clock", START))
        w.write("keys/master", right)
        w.serve()

    def test_not_twice_on_the_same_data(self):
        w = self.w
        w.serve()
        w.submit("u1", email="ada@acme.example")
        said = self.refused("--clock", START)
        self.assertRegex(said, r"(?i)already|another|in use|lock")
        self.assertNotIn("IO error", said, "it says what RocksDB says, not what to do")
        w.track("u1", "Hello")  # the first goes on, and its socket is still there
        w.settle()
        self.assertEqual([m.to for m in w.maildir()], ["ada@acme.example"])

    def test_not_on_a_port_that_is_taken(self):
        self.w.serve()
        other = self.enterContext(Workspace())
        done = command("serve", other.folder, "--listen", self.w.server.base, expect=None)
        self.assertEqual(done.returncode, 1)
        self.assertIn(self.w.server.base.encode(), done.stderr)

    def test_stops_on_a_signal_and_says_so(self):
        w = self.w
        w.serve()
        w.submit("u1", email="ada@acme.example")
        w.track("u1", "Hello")
        self.assertEqual(w.stop(), 0)
        w.serve()
        w.settle()
        self.assertEqual(len(w.maildir()), 1)
        w.server.process.send_signal(signal.SIGINT)
        self.assertEqual(w.server.process.wait(60), 0)

    def test_a_virtual_clock_begins_where_it_is_told_though_keys_are_older(self):
        w = self.w
        for role in ("form", "ingest", "reviewer"):
            w.key(role)  # on real time, before the first start
        w.serve(clock="2021-03-01T10:00:00Z")
        w.submit("u1", email="ada@acme.example", when="2021-03-01T10:00:00Z")
        w.track("u1", "Hello")
        w.settle()
        self.assertEqual(len(w.maildir()), 1)
        self.assertEqual({d["at"][:10] for d in w.decisions()}, {"2021-03-01"})
        self.assertIn("same", command("audit", "replay", w.folder))

    def test_no_virtual_clock_on_a_store_that_has_lived_on_real_time(self):
        w = self.w
        w.serve(clock="")
        w.stop()
        self.assertIn("--clock", self.refused("--clock", START))
        w.serve(clock="")

    def test_not_open_to_other_machines_without_a_word(self):
        self.assertEqual(command("serve", self.w.folder, "--listen", "0.0.0.0:0", expect=None).returncode, 2)

    def test_what_a_dead_replay_left_is_removed(self):
        w = self.w
        w.serve()
        w.stop()
        for name in ("replay-0a1b", "rebuilt-1-1"):
            os.makedirs(w.path("data", name, "store"))
        w.serve()
        self.assertEqual([n for n in os.listdir(w.path("data")) if n.startswith("re")], [])

    def test_explain_and_audit_need_no_server(self):
        w = self.w
        w.serve()
        w.submit("u1", email="ada@acme.example")
        w.track("u1", "Hello")
        w.settle()
        beside, root = w.explain("u1"), w.root()
        w.stop()
        self.assertEqual(w.explain("u1"), beside)
        self.assertEqual(w.root(), root)
        missing = subprocess.run([BINARY, "explain", "--contact", "nobody", w.folder], capture_output=True, check=False)
        self.assertEqual(missing.returncode, 1)
        self.assertIn(b"nobody", missing.stderr)


if __name__ == "__main__":
    unittest.main()
