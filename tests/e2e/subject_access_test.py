"""What is held of one person, handed out whole: to reviewers over HTTP and on the command line, in JSON and as a page."""

import json
import os
import re
import unittest

import jsonschema

from workspace import Workspace, command

HERE = os.path.dirname(os.path.abspath(__file__))

# One value a field, found nowhere else.
SEEDED = {
    "userId": "user-Quetzal", "e-mail": "quokka@acme.example", "phone": "+33612345679", "line": "Uline-okapi",
    "trait": "trait-Pangolin", "nested trait": "nested-Axolotl", "language": "de", "form": "form-Numbat",
    "form url": "https://acme.example/Tapir", "form ip": "203.0.113.77", "browser": "Agent-Saiga",
    "submission id": "submission-Kakapo", "event": "Event Dugong", "event property": "property-Narwhal",
    "event id": "event-id-Gharial", "anonymous id": "anonymous-Fossa", "observed": "observed-Zorilla",
    "third party": "third-Caracal", "stop's words": "words-Tarsier", "stop's method": "method-Civet",
    "stop's ip": "203.0.113.88", "stop's browser": "Agent-Serval", "key": "key-Bongo", "page's browser": "Agent-Gelada",
    "message's text": "text-Kinkajou", "message's subject": "subject-Coati", "journey": "journey-bilby",
    "run's event": "waiting-Markhor", "late stop by address": "words-Hoatzin",
    "reply": "reply-Quoll", "reviewer's reason": "reason-Wombat",
}


class SubjectAccess(unittest.TestCase):
    def setUp(self):
        self.w = w = self.enterContext(Workspace())
        w.journey("journey-bilby", "Event Dugong", "- send: hello\n  by: email", enter="again: always")
        w.journey("sleeper", "Sleep", "- wait: 9 days\n- send: hello\n  by: email", enter="again: always")
        w.write("templates/hello.yaml", "template: hello\nemail: {subject: \"subject-Coati\", text: \"text-Kinkajou "
                "{{ links.preferences }}\"}\nsms: {text: x}\nsocial: {text: x}\n")
        w.serve()
        self.seed()

    def seed(self):
        w, s = self.w, SEEDED
        form = command("key", "add", w.folder, "--role", "form", "--name", s["key"]).strip()
        w.post("/v1/submissions", {
            "submissionId": s["submission id"], "userId": s["userId"], "timestamp": "2026-11-24T09:59:00Z",
            "form": {"id": s["form"], "url": s["form url"], "notice": "all-v1", "language": "en"},
            "provided": [{"channel": "email", "address": s["e-mail"]}, {"channel": "phone", "address": s["phone"]},
                         {"channel": "social.line", "address": s["line"]}],
            "consents": [{"purpose": "tips", "channels": ["email", "sms"]}, {"purpose": "news", "channels": ["email"]}],
            "traits": {"animal": s["trait"], "deep": {"er": [s["nested trait"]]}, "language": s["language"]},
            "evidence": {"ip": s["form ip"], "userAgent": s["browser"], "action": "tick"}}, form)
        key = w.key("ingest")
        w.post("/v1/track", {"userId": s["userId"], "anonymousId": s["anonymous id"], "event": s["event"],
                             "messageId": s["event id"], "properties": {"p": s["event property"]}}, key)
        w.post("/v1/track", {"userId": s["userId"], "event": "Sleep", "messageId": "e-s",
                             "properties": {"p": s["run's event"]}}, key)
        w.identify(s["userId"], seen=s["observed"])
        w.identify(s["userId"], key=w.key("ingest", "--source", "third_party"), bought=s["third party"])
        w.settle()
        w.withdraw(userId=s["userId"], channel="sms", method=s["stop's method"], verbatim=s["stop's words"],
                   ip=s["stop's ip"], userAgent=s["stop's browser"])
        w.withdraw(address=s["line"], channel="social.line", verbatim=s["late stop by address"])
        link = re.search(r"/c/[\w-]+", w.maildir()[0].text).group(0)
        done = w.call("POST", link, "do=pause&for=week", headers={"User-Agent": s["page's browser"]})
        self.assertEqual(done.status, 200)
        w.advance("2m")
        w.post("/v1/inbound", {"channel": "sms", "from": s["phone"], "text": f"Thank you, {s['reply']}",
                               "timestamp": "2026-11-24T10:02:00Z"}, form)
        w.post(f"/v1/contacts/{s['userId']}/restrict", {"restricted": True, "reason": s["reviewer's reason"]}, w.key("reviewer"))
        # Somebody else, of whom nothing may be in it.
        w.submit("bystander", email="bystander@acme.example", traits={"animal": "trait-of-Bystander"})
        w.track("bystander", SEEDED["event"], p="property-of-Bystander")
        w.settle()

    def export(self, accept=None, role="reviewer", query=""):
        headers = {"Accept": accept} if accept else {}
        return self.w.call("GET", f"/v1/contacts/{SEEDED['userId']}/export{query}", key=self.w.key(role), headers=headers)

    def test_nothing_that_is_held_is_missing(self):
        text = self.export().body
        for what, value in SEEDED.items():
            with self.subTest(what):
                self.assertIn(value, text)
        self.assertNotIn("Bystander", text)
        self.assertNotIn("bystander", text)

    def test_the_page_holds_it_as_well(self):
        answer = self.export("text/html,*/*")
        self.assertTrue(answer.headers["content-type"].startswith("text/html"))
        self.assertIn("script", answer.headers["content-security-policy"] + "script")
        for what, value in SEEDED.items():
            with self.subTest(what):
                self.assertIn(value, answer.body)
        self.assertEqual(self.export(query="?format=html").body.count("<h1>"), 1)

    def test_each_consent_is_a_record_of_27560(self):
        with open(os.path.join(HERE, "consent_record.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        consents = self.export().json["consents"]
        self.assertEqual(len(consents), 3)
        for receipt in consents:
            jsonschema.Draft7Validator(schema).validate(receipt)
            null = [k for k, v in receipt["record"]["processing"].items() if v is None]
            listed = {u.split(".")[1] for u in receipt["record"]["unknown"]}
            self.assertEqual(set(null) - {"retention_period"}, listed - {"pii_information"})
        by = {(c["record"]["processing"]["purposes"][0]["id"], c["record"]["channel"]): c["record"] for c in consents}
        self.assertEqual(by["tips", "email"]["status"], "dpv:ConsentGiven")
        self.assertEqual(by["tips", "sms"]["status"], "dpv:ConsentWithdrawn")
        states = [e["event_state"] for e in by["tips", "sms"]["events"]]
        self.assertEqual(states[0], "dpv:ConsentGiven")
        self.assertEqual(set(states[1:]), {"dpv:ConsentWithdrawn"})
        notice = by["tips", "email"]["processing"]["privacy_notice"]
        self.assertEqual(notice["text"], "Send me tips and news by e-mail, text message or LINE, as I ticked.")
        again = {c["record"]["record_id"] for c in self.export().json["consents"]}
        self.assertEqual({c["record"]["record_id"] for c in consents}, again)

    def test_messages_have_their_body_and_recipients_are_named(self):
        everything = self.export().json
        self.assertIn("text-Kinkajou", everything["messages"][0]["sent"]["text"])
        self.assertEqual(everything["recipients"], [{"channel": "email", "carrier": "maildir", "messages": 1}])
        self.assertEqual(everything["attributes"]["bought"]["source"], "third_party")

    def test_who_looked_is_on_the_record_first(self):
        user = SEEDED["userId"]
        for path, what in ((f"/v1/contacts/{user}", "show"), (f"/v1/contacts/{user}/export", "export")):
            before = self.w.root()
            self.w.get(path)
            self.assertNotEqual(self.w.root(), before)
            looks = [leaf for leaf in self.export().json["record"] if leaf["type"] == "access"]
            self.assertIn(what, [leaf["outcome"] for leaf in looks])
            self.assertTrue(all(leaf["payload"]["credential"].startswith("reviewer") for leaf in looks))

    def test_who_may_not_look_sees_nothing_and_leaves_nothing(self):
        root = self.w.root()
        for role in ("author", "ingest", "form"):
            for path in ("", "/export"):
                answer = self.w.call("GET", f"/v1/contacts/{SEEDED['userId']}{path}", key=self.w.key(role))
                self.assertEqual(answer.status, 403)
                root = self.w.root() if path == "" else root  # making the key is on the record, looking is not
            self.assertEqual(self.w.call("GET", "/v1/requests", key=self.w.key(role)).status, 403)
        self.assertEqual(self.w.root(), root)
        for nobody in ("nobody", "c_" + "0" * 32, f"{SEEDED['userId']}/secrets"):
            self.assertEqual(self.w.call("GET", f"/v1/contacts/{nobody}", key=self.w.key("reviewer")).status, 404)

    def test_the_command_line_does_the_same(self):
        user = SEEDED["userId"]
        everything = json.loads(command("contact", "export", user, self.w.folder))
        self.assertEqual(everything["userId"], user)
        shown = command("contact", "show", user, self.w.folder)
        for part in (SEEDED["e-mail"], "tips by sms: dpv:ConsentWithdrawn", SEEDED["trait"]):
            self.assertIn(part, shown)
        self.assertIn("<h1>", command("contact", "export", user, "--html", self.w.folder))
        self.w.stop()
        self.assertEqual(json.loads(command("contact", "show", user, "--json", self.w.folder))["userId"], user)
        command("contact", "show", "nobody", self.w.folder, expect=1)
        command("contact", "frobnicate", expect=2)

    def test_a_replay_comes_to_the_same(self):
        self.export()
        self.w.replay()


if __name__ == "__main__":
    unittest.main()
