"""test, simulate, reach and the timeline: what they tell while a server runs is true, and they leave no trace."""

import hashlib
import json
import os
import unittest

from server import command
from workspace import Workspace

TESTS = """\
tests:
  - name: welcomed, and reminded
    given: {points: [{channel: email, address: ada@acme.example}], consents: [tips]}
    when: [{event: Trial Started}, {after: 30 days}]
    then: [{sent_only: [welcome, reminder]}]
  - name: silent when the address came from somewhere else
    given: {points: [{channel: email, address: ada@acme.example, provided_by: third_party}]}
    when: [{event: Trial Started}, {after: 30 days}]
    then: [{denied: welcome, because: not_provided_by_contact}, {nothing_sent: true}]
"""


def content_of(folder):
    """Every file below, but for the data of the server that runs on it."""
    found = {}
    for path, _, files in os.walk(folder):
        if os.path.relpath(path, folder).split(os.sep)[0] == "data":
            continue
        for name in set(files) - {"server.log"}:
            whole = os.path.join(path, name)
            with open(whole, "rb") as f:
                found[whole] = (hashlib.sha256(f.read()).hexdigest(), os.stat(whole).st_mtime_ns)
    return found


class Tools(unittest.TestCase):
    def workspace(self):
        w = self.enterContext(Workspace())
        w.journey("trial", "Trial Started", "- send: welcome\n  by: email\n- wait: 3 days\n- send: reminder\n  by: email")
        path = w.path("journeys", "trial.yaml")
        with open(path, "a", encoding="utf-8") as f:
            f.write(TESTS)
        w.template("welcome")
        w.template("reminder")
        w.write("contact.yaml", "points: [{channel: email, address: eve@acme.example}]\nconsents: [tips]\n")
        w.write("events.yaml", "- event: Trial Started\n")
        return w

    def simulate(self, w, *more):
        return command("simulate", "trial", "--contact", os.path.join(w.folder, "contact.yaml"), "--events",
                       os.path.join(w.folder, "events.yaml"), w.folder, *more)

    def test_beside_a_server(self):
        w = self.workspace()
        w.serve()
        w.submit("u1", email="ada@acme.example")
        w.identify("u2", email="bob@acme.example")
        w.settle()
        before, root = content_of(w.folder), command("audit", "root", w.folder)

        self.assertIn("2 passed, 0 failed", command("test", w.folder))
        told = json.loads(self.simulate(w, "--json"))
        sent = [i["template"] for i in told["items"] if i["kind"] == "message"]
        self.assertEqual(sent, ["welcome", "reminder"])
        reach = json.loads(command("reach", "trial", "--json", w.folder))
        self.assertEqual([s["reached"] for s in reach["steps"]], [1, 1])
        self.assertEqual(reach["steps"][0]["reasons"],
                         [{"channel": "email", "contacts": 1, "reason": "consent_missing"},
                          {"channel": "email", "contacts": 1, "reason": "not_provided_by_contact"}])

        self.assertEqual(content_of(w.folder), before)
        self.assertEqual(command("audit", "root", w.folder), root)
        self.assertEqual(w.maildir(), [])
        self.assertEqual([n for n in os.listdir(os.path.join(w.folder, "data")) if n.startswith("replay-")], [])
        w.stop()
        self.assertEqual(json.loads(command("reach", "trial", "--json", w.folder))["steps"], reach["steps"])

    def test_the_timeline_says_what_would_have_had_to_be_different(self):
        w = self.workspace()
        w.serve()
        w.identify("u2", email="bob@acme.example")
        w.track("u2", "Trial Started")
        w.settle()
        answer = w.call("GET", "/v1/contacts/u2/timeline?journey=trial", key=w.key("reviewer"))
        self.assertEqual(answer.status, 200)
        decision = next(i for i in answer.json["items"] if i["kind"] == "decision")
        self.assertEqual([c["who"] for c in decision["instead"]], ["contact", "contact"])
        self.assertEqual(decision["instead"][0]["acts"][0],
                         {"provide": {"channel": "email", "address": "bob@acme.example"}})
        self.assertEqual(w.call("GET", "/v1/contacts/u2/timeline", key=w.key("author")).status, 403)
        self.assertEqual(w.call("GET", "/v1/contacts/u9/timeline", key=w.key("reviewer")).status, 404)
        self.assertEqual(w.call("GET", "/v1/contacts/u2/timeline?form=x", key=w.key("reviewer")).status, 422)
        self.assertIn("what would have had to be different", command("explain", "--contact", "u2", w.folder))


if __name__ == "__main__":
    unittest.main()
