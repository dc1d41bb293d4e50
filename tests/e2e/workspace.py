"""A workspace in a folder of its own, with the verbs that the tests speak in.

    with Workspace() as w:
        w.journey("hello", "Hello", "- send: hello")
        w.template("hello")
        w.serve()                                   # a virtual clock; serve(clock=None) runs on the real one
        w.submit("u1", email="ada@acme.example")    # provides the point and consents to tips
        w.track("u1", "Hello")
        w.settle()
        w.maildir()[0].to                           # "ada@acme.example"

The purposes are tips (email, sms, social.line) and news (email, sms); the notice is all-v1. Posting verbs insist on a
200 and give the parsed answer; call() gives any answer. When a test fails the folder stays, and its name is printed.
"""

import email
import email.policy
import itertools
import json
import os
import shutil
import sys
import tempfile
import unittest

from server import PATIENCE, ROOT, Answer, Server, command, request, until  # noqa: F401 (re-exported)

START = "2026-11-24T10:00:00Z"  # a Tuesday, 11:00 in Paris

ASSENT = """\
listen: 127.0.0.1:7420
public_url: https://news.acme.example
data: data
channels:
  email: {email}
  sms: {{transport: spool, path: out/sms.jsonl, from: "+33123456789"}}
  social.line: {{transport: spool, path: out/line.jsonl}}
audit: {{origin: acme.example/audit}}
keys: {{master: keys/master}}
"""

POLICY = """\
controller: {{name: Acme SARL, country: FR, postal_address: "1 rue de la Paix, 75002 Paris", contact: privacy@acme.example}}
assume_country: FR
purposes:
  tips: {{title: Tips, description: How to get more., channels: [email, sms, social.line]}}
  news: {{title: News, description: What is new., channels: [email, sms]}}
notices:
  all-v1:
    language: en
    text: "Send me tips and news by e-mail, text message or LINE, as I ticked."
    covers:
      - {{purpose: tips, channels: [email, sms, social.line]}}
      - {{purpose: news, channels: [email, sms]}}
data_use: {{third_party: never}}
{limits}
"""

MAILDIR = '{transport: maildir, path: out/mail, from: "Acme <news@acme.example>"}'


def smtp(port, connections=2):
    return f'{{transport: smtp, url: "smtp://127.0.0.1:{port}", connections: {connections}, ' \
           'from: "Acme <news@acme.example>"}'


class Mail:
    """One message that arrived."""

    def __init__(self, file):
        self.file = file
        with open(file, "rb") as source:
            self.parsed = email.message_from_binary_file(source, policy=email.policy.default)
        self.to = str(self.parsed["To"]).strip("<>")
        self.subject = str(self.parsed["Subject"])
        self.id = str(self.parsed["Message-ID"])
        link = self.parsed["List-Unsubscribe"]  # none in a service message: there is no list to leave
        self.unsubscribe = str(link).split("<")[1].split(">")[0] if link else ""

    @property
    def text(self):
        return self.parsed.get_body(("plain",)).get_content()

    @property
    def token_path(self):
        """/u/TOKEN, as its link says."""
        return "/u/" + self.unsubscribe.rsplit("/u/", 1)[1]


class Workspace:
    def __init__(self, email=MAILDIR, limits=""):
        self.folder = tempfile.mkdtemp(prefix="assent-e2e-")
        self.keys = {}
        self.numbers = itertools.count(1)
        self.server = None
        self.clock = None
        self.write("assent.yaml", ASSENT.format(email=email))
        self.write("policy.yaml", POLICY.format(limits=f"limits: {limits}" if limits else ""))
        for folder in ("journeys", "templates"):
            os.makedirs(self.path(folder))
        command("init", "--key", self.folder)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.server:
            self.kill9()
        if kind and not issubclass(kind, unittest.SkipTest):
            print(f"left for a look: {self.folder}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    # The folder

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, path, text):
        with open(self.path(path), "w", encoding="utf-8") as out:
            out.write(text)

    def journey(self, name, event, steps, purpose="tips", enter=""):
        """`steps` and `enter` are YAML, the latter members of `enter:`, one a line."""
        members = "".join(f"  {line}\n" for line in enter.splitlines())
        body = "".join(f"  {line}\n" for line in steps.splitlines())
        self.write(f"journeys/{name}.yaml", f"journey: {name}\npurpose: {purpose}\nwhy: A test.\nowner: a@acme.example\n"
                                            f"enter:\n  event: {event}\n{members}steps:\n{body}")

    def template(self, name, text="Hello."):
        """One text for every channel; `text` has no double quotes."""
        whole = text + " Acme SARL, 1 rue de la Paix, 75002 Paris. Stop: {{ links.unsubscribe }}"
        self.write(f"templates/{name}.yaml", f"template: {name}\nemail: {{subject: \"{name}\", text: \"{whole}\"}}\n"
                                             f"sms: {{text: \"{whole}\"}}\nsocial: {{text: \"{whole}\"}}\n")

    # The server

    def serve(self, clock=START):
        self.clock = clock
        options = ["--clock", clock] if clock else []
        self.server = Server(self.folder, *options, log=self.path("server.log"))
        return self.server

    def kill9(self):
        server, self.server = self.server, None
        server.kill9()

    def stop(self):
        server, self.server = self.server, None
        return server.stop()

    def restart(self):
        """After kill9 or stop, or by killing what runs."""
        if self.server:
            self.kill9()
        return self.serve(self.clock)

    def advance(self, duration):
        return command("clock", "advance", duration, self.folder).strip()

    def settle(self):
        """Until everything that is due has happened; the virtual clock moves on by a second."""
        return self.advance("1s")

    # Calls

    def key(self, role, *options):
        which = (role, *options)
        if which not in self.keys:
            name = f"{role}-{next(self.numbers)}"
            self.keys[which] = command("key", "add", self.folder, "--role", role, "--name", name, *options).strip()
        return self.keys[which]

    def call(self, method, path, body=None, key="", **more):
        return request(self.server.base, method, path, body, key, **more)

    def _good(self, answer):
        if answer.status != 200:
            raise AssertionError(f"expected 200, not {answer}")
        return answer.json

    def post(self, path, body, key):
        return self._good(self.call("POST", path, body, key))

    def get(self, path):
        return self._good(self.call("GET", path, key=self.key("reviewer")))

    def submission(self, user, when=START, purposes=("tips",), channels=None, traits=None, **points):
        """The body of one: a consent to every channel of the points, unless `channels` names them."""
        uses = {"email": ["email"], "phone": ["sms"], "line": ["social.line"]}
        consented = channels if channels is not None else [c for p in points for c in uses[p]]
        body = {
            "submissionId": f"s-{user}-{next(self.numbers)}", "userId": user, "timestamp": when,
            "form": {"id": "signup", "url": "https://acme.example/signup", "notice": "all-v1"},
            "provided": [{"channel": "social.line" if p == "line" else p, "address": a} for p, a in points.items()],
            "evidence": {"ip": "203.0.113.7", "action": "tick"},
        }
        if consented:
            body["consents"] = [{"purpose": p, "channels": consented} for p in purposes]
        if traits:
            body["traits"] = traits
        return body

    def submit(self, user, **more):
        return self.post("/v1/submissions", self.submission(user, **more), self.key("form"))

    def track(self, user, event, key=None, **properties):
        body = {"userId": user, "event": event, "properties": properties, "messageId": f"e-{next(self.numbers)}"}
        return self.post("/v1/track", body, key or self.key("ingest"))

    def identify(self, user, key=None, **traits):
        body = {"userId": user, "traits": traits, "messageId": f"e-{next(self.numbers)}"}
        return self.post("/v1/identify", body, key or self.key("ingest"))

    def withdraw(self, **body):
        """The answer with its seconds, insisting on a 200."""
        answer = self.call("POST", "/v1/withdrawals", {"method": "reply", **body}, self.key("form"))
        self._good(answer)
        return answer

    # What is on the record, and what went out

    def _pages(self, path, member, filters):
        found, cursor = [], ""
        while cursor is not None:
            query = "&".join(f"{k}={v}" for k, v in {**filters, "limit": 1000, **({"cursor": cursor} if cursor else {})}.items())
            page = self.get(f"{path}?{query}")
            found += page[member]
            cursor = page["next"]
        return found

    def decisions(self, **filters):
        return self._pages("/v1/decisions", "decisions", filters)

    def messages(self, **filters):
        return self._pages("/v1/messages", "messages", filters)

    def states(self, **filters):
        return [m["state"] for m in self.messages(**filters)]

    def reasons(self, user, **filters):
        """Of all denials and deferrals of somebody, in order."""
        return [r for d in self.decisions(contact=user, **filters) if d["outcome"] != "allow" for r in d["reasons"]]

    def explain(self, user):
        return json.loads(command("explain", "--contact", user, "--json", self.folder))

    def root(self):
        return command("audit", "root", self.folder).strip()

    def replay(self):
        """Fails unless the log rebuilds the same state and root."""
        out = command("audit", "replay", self.folder, timeout=600)
        if out.count(" same ") != 4 or "DIFFERS" in out:
            raise AssertionError(f"the replay differs:\n{out}")
        return out

    def maildir(self):
        folder = self.path("out", "mail", "new")
        return [Mail(os.path.join(folder, n)) for n in sorted(os.listdir(folder))] if os.path.isdir(folder) else []

    def spool(self, channel="sms"):
        try:
            with open(self.path("out", f"{channel}.jsonl"), encoding="utf-8") as lines:
                return [json.loads(line) for line in lines]
        except FileNotFoundError:
            return []
