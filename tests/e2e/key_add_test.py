"""`assent key add` as design.md writes it and as `assent init` advises it: the folder comes last."""

import shlex
import shutil
import tempfile
import unittest

from workspace import Workspace, command


class KeyAdd(unittest.TestCase):
    def test_prints_nothing_but_the_key(self):
        w = self.enterContext(Workspace())
        w.serve()
        for options in ("--source third_party", "--form signup", "--notice all-v1", "--form signup --notice all-v1"):
            with self.subTest(options):
                out = command("key", "add", "--role", "form", "--name", options, *options.split(), w.folder)
                self.assertRegex(out, r"\A\S{20,}\n\Z")

    def test_what_init_advises_works(self):
        folder = tempfile.mkdtemp(prefix="assent-e2e-")
        self.addCleanup(shutil.rmtree, folder)
        said = command("init", folder + "/new")
        advised = [shlex.split(line) for line in said.splitlines() if line.strip().startswith("assent ")]
        self.assertTrue([words for words in advised if words[1:3] == ["key", "add"]], said)
        for words in advised:
            if words[1] != "serve":
                with self.subTest(" ".join(words)):
                    command(*words[1:])

    def test_a_key_works_whether_it_was_made_before_or_after_the_start(self):
        w = self.enterContext(Workspace())
        before = w.key("form")
        w.serve()
        after = w.key("ingest")
        for key in (before, after):
            self.assertEqual(w.call("POST", "/v1/withdrawals", {"userId": "u1"}, key).status, 200)
        w.restart()
        for key in (before, after):
            self.assertEqual(w.call("POST", "/v1/withdrawals", {"userId": "u1"}, key).status, 200)

    def test_a_name_is_given_once(self):
        w = self.enterContext(Workspace())
        command("key", "add", "--role", "form", "--name", "signup", w.folder)
        done = command("key", "add", "--role", "admin", "--name", "signup", w.folder, expect=None)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, b"")


if __name__ == "__main__":
    unittest.main()
