"""The contact's own pages, walked through in chromium against a running server (browse.mjs does the walking)."""

import html.parser
import json
import os
import re
import subprocess
import unittest
import urllib.parse

from server import PATIENCE
from workspace import START, Workspace

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build", "browser")
SHOTS = os.path.abspath(os.path.join(TARGET, "shots"))
EVIL = "<script>window.taken=1</script><img src=x onerror=window.taken=1>'\""


class Links(html.parser.HTMLParser):
    """What a mail scanner would follow: every link, and every form's action with its fields as a query."""

    def __init__(self, text):
        super().__init__()
        self.found, self.fields = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("a", "link", "img", "script", "iframe"):
            self.found += [v for k, v in attrs.items() if k in ("href", "src") and v and not v.startswith("#")]
        if tag == "form":
            self.fields = []
            self.found.append(attrs.get("action") or "?")
        if tag in ("input", "button", "select") and attrs.get("name"):
            self.fields.append((attrs["name"], attrs.get("value") or "week"))
        if tag == "button":
            self.found.append("?" + urllib.parse.urlencode(self.fields))


class Pages(unittest.TestCase):
    def setUp(self):
        self.w = w = self.enterContext(Workspace())
        with open(w.path("assent.yaml"), "a", encoding="utf-8") as settings:
            settings.write('brand: {name: Acme, colour: "#0a5c36"}\n')
        w.journey("hello", "Hello", "- send: hello\n  by: email", enter="again: always")
        w.journey("later", "Later", "- send: hello\n  by: email", enter="again: always", purpose="news")
        w.template("hello", "Hello. Your choices: {{ links.preferences }} .")
        w.serve()
        w.submit("ada", email="ada@acme.example", phone="+33612345678", purposes=("tips", "news"),
                 traits={"first_name": EVIL, "language": "en"})
        w.track("ada", "Hello")
        w.settle()
        mail = w.maildir()[0]
        self.unsubscribe = self.here(mail.unsubscribe)
        self.choices = self.here(re.search(r"https://\S+/c/\S+", mail.text).group(0))
        w.key("reviewer")

    def here(self, link):
        return link.replace("https://news.acme.example", "http://" + self.w.server.base)

    def walk(self, walk, **asked):
        done = subprocess.run([os.environ["NODE"], os.path.join(TARGET, "browse.mjs")], capture_output=True, timeout=10 * PATIENCE,
                              input=json.dumps({"walk": walk, "shots": SHOTS, **asked}).encode())
        lines = done.stdout.decode().splitlines()
        self.assertTrue(lines, done.stderr.decode()[-2000:])
        result = json.loads(lines[-1])
        self.assertTrue(result["good"], result.get("why"))
        return result

    def access_link(self):
        """Asked for on the page, and taken from the mail that comes."""
        self.assertIn("sending a link", self.walk("ask_access", url=self.choices)["said"])
        self.w.settle()
        for mail in reversed(self.w.maildir()):
            found = re.search(r"https://\S+/c/[\w-]+", mail.text)
            if found and self.here(found.group(0)) != self.choices:
                return self.here(found.group(0))
        self.fail("no access link came")

    def test_keys_alone_are_enough(self):
        self.assertGreater(self.walk("keyboard", url=self.choices)["stops"], 12)
        self.w.track("ada", "Hello")
        self.w.settle()
        self.assertIn("consent_withdrawn", self.w.reasons("ada"))

    def test_each_choice_on_a_phone_without_scripts(self):
        self.walk("choices", url=self.choices)
        self.w.track("ada", "Hello")
        self.w.settle()
        self.assertIn("paused_by_contact", self.w.reasons("ada"))

    def test_stop_everything(self):
        self.walk("stop", url=self.choices)
        for event in ("Hello", "Later"):
            self.w.track("ada", event)
        self.w.settle()
        self.assertEqual(len(self.w.maildir()), 1)

    def test_the_page_behind_a_mails_unsubscribe_link(self):
        self.walk("unsubscribe", url=self.unsubscribe)

    def test_every_language_is_light_and_fits_a_small_phone(self):
        for name, url in (("choices", self.choices), ("unsubscribe", self.unsubscribe)):
            found = self.walk("languages", url=url, name=name, bytes=20 * 1024)["found"]
            for language in ("de", "fr", "th"):
                own = set(self.w_words(found[language]))
                shared = own & set(self.w_words(found["en"])) - {"Tips", "News", "SMS"}
                self.assertEqual(shared, set(), f"still in English in {language}")

    @staticmethod
    def w_words(texts):
        return [t.strip() for t in texts if t.strip()]

    def test_no_barrier_that_axe_can_see(self):
        urls = [self.unsubscribe, self.choices, self.choices + "?lang=th", self.choices + "x"]
        self.assertEqual(self.walk("axe", urls=urls)["violations"], [])

    def test_nothing_that_others_wrote_runs(self):
        self.walk("scripts", url=self.choices)
        self.walk("scripts", url=self.access_link())

    def test_an_access_link_opens_everything(self):
        link = self.access_link()
        self.assertEqual(self.walk("axe", urls=[link, link + "?lang=th"])["violations"], [])
        self.walk("languages", url=link, name="access", bytes=40 * 1024)
        self.w.withdraw(userId="ada", purpose="news")
        self.w.settle()  # a grant in the same instant as a stop would be a stop
        found = self.walk("access", url=link, held=["ada@acme.example", "+33612345678", "form signup", "Agreed",
                                                    "Stopped", EVIL, "You told us"])
        self.assertIn("consents", found["members"])
        [request] = self.w.get("/v1/requests")["requests"]
        self.assertEqual(request["contact"], found["contact"])
        self.w.track("ada", "Hello")
        self.w.settle()
        self.assertIn("processing_restricted", self.w.reasons("ada"))
        self.w.replay()

    def test_a_scanner_that_follows_every_link_finds_everything_untouched(self):
        seen, to_see = set(), [self.unsubscribe, self.choices, self.access_link()]
        before = (self.w.root(), self.w.explain("ada"))
        base = f"http://{self.w.server.base}"
        while to_see:
            url = to_see.pop()
            if url in seen or not url.startswith(base):
                continue
            seen.add(url)
            for method in ("GET", "HEAD"):
                answer = self.w.call(method, url.removeprefix(base), headers={"User-Agent": "SafeLinks"})
                self.assertIn(answer.status, (200, 404), url)
                if method == "GET" and answer.status == 200 and len(seen) < 400:
                    to_see += [urllib.parse.urljoin(url, link) for link in Links(answer.body).found]
        self.assertGreater(len(seen), 25)
        self.assertEqual((self.w.root(), self.w.explain("ada")), before)
        self.w.replay()


if __name__ == "__main__":
    unittest.main()
