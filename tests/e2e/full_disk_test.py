"""A full disk: a clear 503, nothing half applied, and after some room and a restart everything acknowledged is there."""

import os
import subprocess
import unittest

from workspace import Workspace

MEGABYTES = 24


class FullDisk(unittest.TestCase):
    def setUp(self):
        self.w = w = self.enterContext(Workspace())
        w.journey("hello", "Hello", "- send: hello\n  by: email", enter="again: always")
        w.journey("never", "Noise", "- stop: nothing to say", enter="again: always")
        w.template("hello")
        os.makedirs(w.path("data"))
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "none", w.path("data")],
                              capture_output=True, check=False)
        if done.returncode:
            self.skipTest("a small disk can't be mounted: " + done.stderr.decode().strip())
        # After the server has been killed: cleanups run in reverse order.
        self.addCleanup(subprocess.run, ["umount", "-l", w.path("data")], check=False, capture_output=True)
        self.addCleanup(lambda: w.server and w.kill9())

    def test_is_said_and_survived(self):
        w = self.w
        w.serve()
        ingest, form = w.key("ingest"), w.key("form")
        w.key("reviewer")
        w.submit("early", email="early@acme.example")
        w.withdraw(userId="gone")
        acknowledged, refusal, n = [], None, 0
        while refusal is None and n < 4000:
            n += 1
            body = {"userId": f"u{n}", "event": "Noise", "properties": {"words": os.urandom(12_000).hex()}}
            answer = w.call("POST", "/v1/track", body, ingest)
            if answer.status == 200:
                acknowledged.append(f"u{n}")
            else:
                refusal = answer
        self.assertIsNotNone(refusal, "the disk never filled")
        print(f"{len(acknowledged)} events, then {refusal}")
        self.assertEqual(refusal.status, 503, refusal)
        self.assertIsNotNone(refusal.retry_after)
        self.assertRegex(refusal.json["error"]["message"], r"(?i)space|full|write")
        for path, body, key in (("/v1/track", {"userId": "u", "event": "Noise"}, ingest),
                                ("/v1/submissions", w.submission("late", email="late@acme.example"), form),
                                ("/v1/withdrawals", {"userId": "u1"}, form)):
            answer = w.call("POST", path, body, key)
            self.assertEqual((answer.status, answer.retry_after is not None), (503, True), answer)
        self.assertEqual(w.call("GET", "/readyz").status, 503)
        self.assertEqual(w.call("GET", "/healthz").status, 200)
        self.assertEqual(w.call("GET", "/v1/messages", key=w.key("reviewer")).status, 200)  # reading goes on

        w.kill9()
        subprocess.run(["mount", "-o", "remount,size=256m", w.path("data")], check=True)
        w.restart()
        for user in acknowledged:
            self.assertEqual(w.call("GET", f"/v1/decisions?contact={user}", key=w.key("reviewer")).status, 200)
        lost = [u for u in acknowledged[:5] + acknowledged[-40:] if w.explain(u)["userId"] != u]
        self.assertEqual(lost, [])
        w.track("early", "Hello")
        w.settle()
        self.assertEqual([m.to for m in w.maildir()], ["early@acme.example"])
        w.replay()


if __name__ == "__main__":
    unittest.main()
