"""POST /v1/reload is all or nothing, and who is under way stays on the version that they entered."""

import unittest

from workspace import Workspace


class Reload(unittest.TestCase):
    def setUp(self):
        self.w = w = self.enterContext(Workspace())
        w.journey("story", "Begun", "- wait: 1 day\n- send: old\n  by: email")
        w.journey("hello", "Hello", "- send: hello\n  by: email")
        for name in ("old", "new", "hello"):
            w.template(name, text=f"The {name} text.")
        w.serve()
        w.submit("u1", email="u1@acme.example")
        w.submit("u2", email="u2@acme.example")
        w.track("u1", "Begun")

    def reload(self):
        return self.w.call("POST", "/v1/reload", key=self.w.key("admin"))

    def mails(self):
        return sorted((m.to.split("@")[0], m.subject) for m in self.w.maildir())

    def test_takes_effect_for_those_who_enter_afterwards(self):
        w = self.w
        w.journey("story", "Begun", "- wait: 1 day\n- send: new\n  by: email")
        w.template("old", text="Rewritten since.")
        self.assertEqual(self.reload().status, 200)
        w.track("u2", "Begun")
        w.advance("2d")
        self.assertEqual(self.mails(), [("u1", "old"), ("u2", "new")])
        self.assertIn("The old text.", next(m.text for m in w.maildir() if m.subject == "old"))

    def test_survives_a_crash(self):
        w = self.w
        w.journey("story", "Begun", "- wait: 1 day\n- send: new\n  by: email")
        self.assertEqual(self.reload().status, 200)
        w.track("u2", "Begun")
        w.restart()
        w.advance("2d")
        self.assertEqual(self.mails(), [("u1", "old"), ("u2", "new")])

    def test_of_a_half_written_file_changes_nothing(self):
        w = self.w
        w.key("admin")
        root = w.root()
        w.template("hello", text="Changed, beside a mistake.")
        whole = open(w.path("journeys", "story.yaml"), encoding="utf-8").read().replace("send: old", "send: new")
        table = [
            ("cut off in a word", whole[:whole.index("send: new") + 7]),
            ("cut off in the middle", whole[:whole.index("steps:") + 4]),
            ("no YAML", whole + "  - {send: [\n"),
            ("an unknown key", whole + "colour: red\n"),
            ("an unknown template", whole.replace("send: new", "send: gnu")),
        ]
        for what, text in table:
            with self.subTest(what):
                w.write("journeys/story.yaml", text)
                answer = self.reload()
                self.assertEqual(answer.status, 422, answer)
                self.assertRegex(answer.json["error"]["message"], r"story\.yaml:\d+:\d+")
                self.assertEqual(w.root(), root)
        w.track("u2", "Hello")
        w.advance("2d")
        self.assertEqual(self.mails(), [("u1", "old"), ("u2", "hello")])
        self.assertIn("The hello text.", next(m.text for m in w.maildir() if m.subject == "hello"))

    def test_of_a_half_written_policy_changes_nothing(self):
        w = self.w
        policy = open(w.path("policy.yaml"), encoding="utf-8").read()
        w.write("policy.yaml", policy[:policy.index("covers:") + 7])
        answer = self.reload()
        self.assertEqual(answer.status, 422, answer)
        self.assertIn("policy.yaml", answer.json["error"]["message"])
        w.submit("u3", email="u3@acme.example")  # the notice that it would have lost is there
        w.track("u3", "Hello")
        w.settle()
        self.assertEqual(self.mails(), [("u3", "hello")])


if __name__ == "__main__":
    unittest.main()
