"""The demo, as a newcomer meets it: run twice, one of them with a consent that was not given.

Needs ASSENT, the program. `run` beside this file is the way in.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.request

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "scripts", "demo.d"))

import people  # noqa: E402
import record  # noqa: E402

PATIENCE = 120


def demo(*options):
    run = subprocess.run([os.path.join(ROOT, "scripts", "demo"), *options], capture_output=True, text=True,
                         timeout=PATIENCE)
    if run.returncode != 0:
        raise AssertionError(f"scripts/demo {options} ended with {run.returncode}:\n{run.stdout}{run.stderr}")
    return run.stdout


def program(*words):
    run = subprocess.run([os.environ["ASSENT"], *words], capture_output=True, text=True, timeout=PATIENCE)
    return run.returncode, run.stdout + run.stderr


def of(rows, person):
    """What a person's rows say, without what is drawn at random or counts the leaves before it."""
    return [(r["at"], r["message"], r["channel"], r["outcome"], tuple(r["reasons"]), r["until"])
            for r in rows if r["person"] == person]


class TwoRuns(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.told = json.loads(demo("--json"))
        cls.flipped = json.loads(demo("--json", "--without-consent", "Ada"))

    def test_every_outcome_of_the_story(self):
        expected = [
            # person, message, channel, outcomes in order, what the last one is because of
            ("Ada", "welcome", "email", ["sent"], []),
            ("Ada", "first-project", "email", ["sent"], []),
            ("Bo", "ebook-thanks", "email", ["sent"], []),
            ("Bo", "ebook-question", "social.line", ["denied"], ["not_provided_by_contact", "consent_missing"]),
            ("Bo", "ebook-question", "sms", ["denied"], ["no_address"]),
            ("Carla", "webinar-reminder", "sms", ["denied"], ["not_provided_by_contact", "consent_missing"]),
            ("Dan", "webinar-reminder", "sms", ["deferred", "sent", "denied"], ["consent_withdrawn"]),
            ("Dan", "webinar-material", "email", ["sent"], []),
            ("Elif", "welcome", "email", ["sent"], []),
            ("Elif", "first-project", "email", ["denied"], ["consent_withdrawn"]),
            ("Farid", "newsletter-welcome", "email", ["sent"], []),
            ("Farid2", "newsletter-welcome", "email", ["denied"], ["consent_withdrawn"]),
            ("Gwen", "newsletter-welcome", "email", ["sent"], []),
            ("Gwen", "welcome", "email", ["denied"], ["consent_missing"]),
            ("Hana", "first-project", "email", ["denied"], ["no_address"]),
            ("Hana", "first-project", "social.line", ["sent"], []),
            ("Ivan", "welcome", "email", ["sent"], []),
            ("Ivan", "webinar-reminder", "sms", ["denied"], ["frequency_cap"]),
            ("Ivan", "first-project", "email", ["denied"], ["frequency_cap"]),
            ("Ivan", "ebook-question", "sms", ["sent"], []),
            ("Jonas", "confirmation_request", "email", ["sent"], []),
            ("Jonas", "willkommen", "email", ["denied"], ["consent_pending", "double_opt_in_missing"]),
            ("Jonas", "ausgabe", "email", ["sent"], []),
            ("Jun", "welcome", "email", ["sent"], []),
            ("Jun", "first-project", "email", ["denied"], ["paused_by_contact"]),
        ]
        for person, message, channel, outcomes, reasons in expected:
            with self.subTest(person=person, message=message, channel=channel):
                rows = [r for r in self.told["rows"]
                        if (r["person"], r["message"], r["channel"]) == (person, message, channel)]
                self.assertEqual([r["outcome"] for r in rows], outcomes)
                self.assertEqual(rows[-1]["reasons"], reasons)

    def test_the_night_ends_at_eight_where_the_person_is(self):
        deferred, sent, _ = [r for r in self.told["rows"] if (r["person"], r["channel"]) == ("Dan", "sms")]
        self.assertEqual(deferred["until"], "2026-11-22T07:00:00.000Z")
        self.assertEqual(deferred["until_local"], "Sun 22 Nov 08:00")
        self.assertEqual(sent["at"], deferred["until"])

    def test_without_the_consent_exactly_the_rows_of_that_person_flip(self):
        for person in people.PEOPLE:
            if person != "Ada":
                self.assertEqual(of(self.told["rows"], person), of(self.flipped["rows"], person), person)
        before, after = of(self.told["rows"], "Ada"), of(self.flipped["rows"], "Ada")
        self.assertEqual([row[3] for row in before], ["sent", "sent"])
        self.assertEqual([row[:3] for row in before], [row[:3] for row in after if row[2] == "email"])
        for row in after:
            self.assertEqual(row[3], "denied", row)
            self.assertEqual(row[4], ("consent_missing",) if row[2] == "email" else ("no_address",), row)

    def test_without_the_consent_the_mail_is_gone(self):
        address = people.PEOPLE["Ada"]["gave"]["email"]
        to = lambda run: [mail[1] for mail in record.mails(run["folder"])]
        self.assertEqual(to(self.told).count(address), 2)
        self.assertEqual(to(self.flipped).count(address), 0)
        self.assertEqual(sorted(a for a in to(self.told) if a != address), sorted(to(self.flipped)))

    def test_nobody_else_is_written_to(self):
        allowed = {a.lower() for p in people.PEOPLE.values() for a in p["gave"].values()}
        for mail in record.mails(self.told["folder"]):
            self.assertIn(mail[1], allowed)
        for channel in record.SPOOLS:
            for _, to in record.spooled(self.told["folder"], channel):
                self.assertIn(to.lower(), allowed)

    def test_replay_agrees(self):
        for run in (self.told, self.flipped):
            status, text = program("audit", "replay", run["folder"])
            self.assertEqual(status, 0, text)
            self.assertEqual(text.count(" same "), 4, text)
            self.assertNotIn("DIFFERS", text)

    def test_an_unknown_person_is_a_mistake(self):
        run = subprocess.run([os.path.join(ROOT, "scripts", "demo"), "--without-consent", "Zoe"],
                             capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(run.returncode, 2)
        self.assertIn("invalid choice: 'Zoe'", run.stderr)


class TheCheckItself(unittest.TestCase):
    """The demo's own check must see what is wrong."""

    @classmethod
    def setUpClass(cls):
        cls.process = subprocess.Popen([os.path.join(ROOT, "scripts", "demo"), "--stay"], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True)
        cls.addClassCleanup(cls.end)
        cls.printed = ""
        for line in cls.process.stdout:
            cls.printed += line
            if "curl" in line:
                break
        cls.curl = re.search(r"^ *(curl .*)$", cls.printed, re.M)[1]
        cls.commands = re.findall(r"^  (\S.*)$", cls.printed.split("Look further:")[1], re.M)
        url = re.search(r"http://[^/]+", cls.curl)[0]
        key = re.search(r"-u (\S+):", cls.curl)[1]
        cls.folder = re.search(r"explain (\S+)", cls.printed)[1]

        class Reader:
            def get(self, key, path):
                request = urllib.request.Request(url + path, headers={"Authorization": "Bearer " + key})
                with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                    return json.load(answer)

        cls.decisions = record.read_decisions(Reader(), key)

    @classmethod
    def end(cls):
        cls.process.send_signal(signal.SIGINT)
        goodbye = cls.process.communicate(timeout=PATIENCE)[1]
        if cls.process.returncode != 0 or "everything is kept in" not in goodbye:
            raise AssertionError(f"Ctrl-C ended the demo with {cls.process.returncode}:\n{goodbye}")

    def a_mail(self):
        box = os.path.join(self.folder, record.MAILBOX, "new")
        return os.path.join(box, sorted(os.listdir(box))[0])

    def test_the_printed_commands_run(self):
        self.assertGreaterEqual(len(self.commands), 5)
        for command in self.commands:
            run = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual(run.returncode, 0, command + "\n" + run.stdout + run.stderr)
            self.assertNotEqual(run.stdout, "", command)
        denied = json.loads(subprocess.run(self.curl, shell=True, capture_output=True, text=True).stdout)["decisions"]
        self.assertEqual([d["channel"] for d in denied], ["social.line", "sms"])

    def test_the_pages_hold_every_decision_once(self):
        ids = [d["id"] for d in self.decisions]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertGreater(len(ids), record.PAGE)

    def test_the_world_as_it_is_passes(self):
        self.assertIn("13 mails", record.check(self.decisions, self.folder))

    def test_a_mail_that_is_missing_is_found(self):
        mail = self.a_mail()
        os.rename(mail, self.folder + "/hidden")
        self.addCleanup(os.rename, self.folder + "/hidden", mail)
        with self.assertRaisesRegex(record.Mismatch, "lies there 0 times"):
            record.check(self.decisions, self.folder)

    def test_a_mail_too_many_is_found(self):
        again = self.a_mail() + "x"
        shutil.copy(self.a_mail(), again)
        self.addCleanup(os.remove, again)
        with self.assertRaisesRegex(record.Mismatch, "lies there 2 times"):
            record.check(self.decisions, self.folder)

    def test_a_mail_to_somebody_else_is_found(self):
        strange = self.a_mail() + "x"
        with open(self.a_mail(), encoding="utf-8") as file:
            text = re.sub(r"(?m)^To: .*$", "To: somebody@else.example", file.read())
        with open(strange, "w", encoding="utf-8") as file:
            file.write(text)
        self.addCleanup(os.remove, strange)
        with self.assertRaisesRegex(record.Mismatch, "not on the record"):
            record.check(self.decisions, self.folder)

    def test_a_text_too_many_is_found(self):
        path = os.path.join(self.folder, record.SPOOLS["sms"])
        with open(path, encoding="utf-8") as file:
            before = file.read()
        with open(path, "a", encoding="utf-8") as file:
            file.write(before.splitlines()[0] + "\n")

        def put_back():
            os.truncate(path, len(before.encode()))
        self.addCleanup(put_back)
        with self.assertRaisesRegex(record.Mismatch, "lies there 2 times"):
            record.check(self.decisions, self.folder)


class PrintedCommands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.printed = demo()

    def test_the_readme_shows_what_is_printed(self):
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
            excerpt = re.search(r"```\n(Ada, who.*?)```", file.read(), re.S)[1]
        self.assertGreater(len(excerpt.splitlines()), 10)
        self.assertIn(excerpt, self.printed)

    def test_they_run_after_the_demo_has_ended(self):
        commands = re.findall(r"^  (\S.*)$", self.printed.split("Look further:")[1], re.M)
        serve, curl = commands[-2:]
        self.assertIn(" serve ", serve)
        for command in commands[:-2]:
            run = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual(run.returncode, 0, command + "\n" + run.stdout + run.stderr)
        server = subprocess.Popen("exec " + serve, shell=True, stdout=subprocess.PIPE, text=True)
        try:
            self.assertIn("serving", server.stdout.readline())
            run = subprocess.run(curl, shell=True, capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual([d["channel"] for d in json.loads(run.stdout)["decisions"]], ["social.line", "sms"])
        finally:
            server.terminate()
            server.communicate(timeout=PATIENCE)


class Guides(unittest.TestCase):
    def test_every_reason_stands_in_the_guide_with_its_sentence(self):
        with open(os.path.join(ROOT, "channels", "reason.cc"), encoding="utf-8") as file:
            said = re.findall(r'case Reason::(\w+):\s*return "([^"]+)";', file.read())
        sentences = {code: text for code, text in said if code != text}
        self.assertGreater(len(sentences), 20)
        with open(os.path.join(ROOT, "docs", "reviewers.md"), encoding="utf-8") as file:
            guide = file.read()
        for code, sentence in sentences.items():
            self.assertIn(f"| `{code}` | {sentence} |", guide)

    def test_links_lead_somewhere(self):
        for page in ("README.md", "ARCHITECTURE.md", "HACKING.md", "docs/marketers.md", "docs/reviewers.md",
                     "docs/operators.md", "docs/consent.md", "docs/contact-page.md", "docs/receipts.md"):
            with open(os.path.join(ROOT, page), encoding="utf-8") as file:
                for link in re.findall(r"\]\(([^)#]+)\)", file.read()):
                    if not link.startswith("http"):
                        self.assertTrue(os.path.exists(os.path.join(ROOT, os.path.dirname(page), link)), link)

    def test_the_yaml_of_the_guides_is_good(self):
        for page in ("README.md", "docs/marketers.md"):
            with open(os.path.join(ROOT, page), encoding="utf-8") as file:
                journey = re.search(r"```yaml\n(journey: .*?)```", file.read(), re.S)[1]
            with tempfile.TemporaryDirectory() as folder:
                shutil.copytree(os.path.join(ROOT, "examples", "acme"), folder, dirs_exist_ok=True)
                with open(os.path.join(folder, "journeys", "trial-onboarding.yaml"), "w", encoding="utf-8") as file:
                    file.write(journey)
                status, text = program("check", folder)
                self.assertEqual((status, text), (0, "ok: 5 journeys, 9 templates, 4 purposes, 3 channels\n"), page)


class Counted(unittest.TextTestResult):
    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    with tempfile.TemporaryDirectory(prefix="demo-test-") as folder:  # every run leaves its workspace there
        os.environ["TMPDIR"] = folder
        result = unittest.TextTestRunner(stream=sys.stderr, verbosity=2, resultclass=Counted).run(suite)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.passed} passed, {failed} failed, {len(result.skipped)} skipped")
    sys.exit(0 if result.wasSuccessful() and result.passed else 1)
