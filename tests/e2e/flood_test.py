"""A flood of events does not delay a stop, and whoever is turned away is told when to come back."""

import json
import os
import subprocess
import sys
import threading
import unittest

from workspace import Workspace, request, until

FLOOD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "flood.py")
SENDERS, BATCH = 16, 1500  # together more than the queue takes


class Flood(unittest.TestCase):
    def setUp(self):
        self.w = w = self.enterContext(Workspace())
        w.journey("hello", "Hello", "- send: hello\n  by: email")
        w.template("hello")
        w.serve(clock=None)

    def pour(self):
        command = [sys.executable, FLOOD, self.w.server.base, self.w.key("ingest"), str(SENDERS), str(BATCH)]
        flood = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.assertEqual(flood.stdout.readline(), b"pouring\n")
        return flood

    def test_a_stop_takes_less_than_a_second(self):
        w = self.w
        for n in range(20):
            w.submit(f"u{n}", email=f"u{n}@acme.example")
        flood = self.pour()
        try:
            latencies = sorted(w.withdraw(userId=f"u{n}").seconds for n in range(20))
        finally:
            count = json.loads(flood.communicate()[0])
        print(f"a stop in a flood: median {latencies[10] * 1000:.0f} ms, longest {latencies[-1] * 1000:.0f} ms; "
              f"{count['taken']} batches of {BATCH} taken, {count['turned_away']} turned away")
        self.assertEqual(count["odd"], [])
        self.assertGreater(count["turned_away"], 0, "the queue was never full, so this said nothing")
        self.assertLess(latencies[-1], 1.0)
        until(lambda: "assent_queue_commands 0\n" in w.call("GET", "/metrics").body)
        for n in range(20):
            w.track(f"u{n}", "Hello")
        until(lambda: len(w.messages(journey="hello")) == 20)
        self.assertEqual(w.states(journey="hello"), ["denied"] * 20)
        self.assertEqual(w.maildir(), [])

    def test_a_full_queue_loses_nothing_that_it_acknowledged(self):
        w = self.w
        key = w.key("ingest")
        acknowledged, turned_away = [], []

        def send(number):
            batch = [{"type": "track", "userId": f"g{number}", "event": "Noise", "messageId": f"g{number}-{i}"}
                     for i in range(2500)]
            answer = request(w.server.base, "POST", "/v1/batch", {"batch": batch}, key)
            (acknowledged if answer.status == 200 else turned_away).append((number, answer))

        threads = [threading.Thread(target=send, args=(n,)) for n in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(f"of {len(threads)} batches at once {len(acknowledged)} were taken, {len(turned_away)} turned away")
        for _, answer in turned_away:
            self.assertIn(answer.status, (429, 503))
            self.assertRegex(answer.retry_after or "none", r"^[0-9]+$", answer)
        self.assertTrue(acknowledged)
        w.restart()
        for number, _ in acknowledged:
            self.assertEqual(w.explain(f"g{number}")["userId"], f"g{number}")


if __name__ == "__main__":
    unittest.main()
