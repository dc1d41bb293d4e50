"""What is malformed, too large, cut off, or sent with the wrong key gets a clear answer and leaves no trace."""

import gzip
import json
import socket
import unittest

from workspace import Workspace

GOOD_EVENT = {"userId": "u1", "event": "Hello", "messageId": "e1"}


class BadRequests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = cls.enterClassContext(Workspace())
        cls.w.journey("hello", "Hello", "- send: hello\n  by: email")
        cls.w.template("hello")
        cls.w.serve()
        cls.ingest, cls.form = cls.w.key("ingest"), cls.w.key("form")
        cls.author, cls.reviewer, cls.admin = cls.w.key("author"), cls.w.key("reviewer"), cls.w.key("admin")

    def setUp(self):
        self.before = self.w.root(), self.w.messages()

    def tearDown(self):
        self.assertEqual((self.w.root(), self.w.messages()), self.before, "it left a trace")
        self.assertEqual(self.w.call("GET", "/readyz").status, 200)

    def refused(self, status, method, path, body=None, key="", field=None, **more):
        with self.subTest(f"{method} {path}", body=str(body)[:80]):
            answer = self.w.call(method, path, body, key, **more)
            self.assertEqual(answer.status, status, answer)
            error = answer.json["error"]
            self.assertTrue(error["code"] and error["message"], answer)
            if field:
                self.assertEqual(error.get("field"), field, answer)

    def test_what_is_not_json(self):
        for body in ("", "{", '{"userId":', "[]", "null", "\xff\xfe", '{"a":1} x', "[" * 50_000):
            for path, key in (("/v1/track", self.ingest), ("/v1/batch", self.ingest), ("/v1/submissions", self.form),
                              ("/v1/withdrawals", self.form)):
                self.refused(400, "POST", path, body, key)

    def test_a_field_that_is_missing_or_wrong(self):
        self.refused(422, "POST", "/v1/track", {"userId": "u1"}, self.ingest)
        self.refused(422, "POST", "/v1/track", {"event": "Hello"}, self.ingest)
        self.refused(422, "POST", "/v1/track", {**GOOD_EVENT, "properties": 3}, self.ingest)
        self.refused(422, "POST", "/v1/withdrawals", {"method": "reply"}, self.form, field="userId")
        good = self.w.submission("u1", email="ada@acme.example")
        table = [
            ("submissionId", {"submissionId": None}),
            ("timestamp", {"timestamp": None}),
            ("timestamp", {"timestamp": "yesterday"}),
            ("form.id", {"form": {"notice": "all-v1"}}),
            ("form.notice", {"form": {"id": "signup"}}),
            ("form.notice", {"form": {"id": "signup", "notice": "no-such"}}),
            ("evidence.action", {"evidence": {}}),
            ("provided[0].address", {"provided": [{"channel": "email", "address": "not an address"}]}),
            ("provided[0].channel", {"provided": [{"channel": "fax", "address": "1"}]}),
            ("consents[0].purpose", {"consents": [{"purpose": "no-such", "channels": ["email"]}]}),
            ("consents[0].channels[0]", {"consents": [{"purpose": "tips", "channels": ["sms"]}]}),
        ]
        for field, change in table:
            self.refused(422, "POST", "/v1/submissions", {**good, **change}, self.form, field=field)

    def test_bodies_that_are_too_large(self):
        wide = {**GOOD_EVENT, "properties": {"words": "x" * (600 * 1024)}}
        for path, key in (("/v1/track", self.ingest), ("/v1/submissions", self.form), ("/v1/withdrawals", self.form)):
            self.refused(413, "POST", path, wide, key)
        bomb = gzip.compress(json.dumps({**GOOD_EVENT, "properties": {"words": "x" * (64 << 20)}}).encode())
        self.refused(413, "POST", "/v1/track", bomb, self.ingest, headers={"Content-Encoding": "gzip"})
        many = {"batch": [{"type": "track", **GOOD_EVENT, "messageId": str(n)} for n in range(2501)]}
        self.refused(413, "POST", "/v1/batch", many, self.ingest)

    def test_a_broken_gzip_body(self):
        whole = gzip.compress(json.dumps(GOOD_EVENT).encode())
        for body in (b"not gzip", whole[:-12]):
            self.refused(400, "POST", "/v1/track", body, self.ingest, headers={"Content-Encoding": "gzip"})

    def raw(self, text):
        host, port = self.w.server.base.split(":")
        with socket.create_connection((host, int(port)), timeout=20) as s:
            s.sendall(text.encode())
            s.shutdown(socket.SHUT_WR)
            answer = b""
            while more := s.recv(65536):
                answer += more
        return answer.decode()

    def test_a_body_that_breaks_off(self):
        body = json.dumps(GOOD_EVENT)
        head = f"POST /v1/track HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.ingest}\r\n"
        for said in (f"{head}Content-Length: {len(body)}\r\n\r\n{body[:-5]}",
                     f"{head}Content-Length: {len(body) + 1}\r\n\r\n{body}",
                     f"{head}Transfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n{body}\r\n"):
            with self.subTest(said[-40:]):
                self.assertRegex(self.raw(said), r"^HTTP/1.1 400 ")

    def test_headers_that_contradict(self):
        body = json.dumps(GOOD_EVENT)
        said = (f"POST /v1/track HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.ingest}\r\nContent-Length: 4\r\n"
                f"Transfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n{body}\r\n0\r\n\r\n")
        self.assertRegex(self.raw(said), r"^HTTP/1.1 400 ")

    def test_keys_that_nobody_has(self):
        for key in ("", "ak_wrong", self.ingest[:-1], self.ingest + "x", self.ingest.swapcase()):
            for method, path in (("POST", "/v1/track"), ("POST", "/v1/submissions"), ("POST", "/v1/withdrawals"),
                                 ("GET", "/v1/decisions"), ("GET", "/v1/messages"), ("POST", "/v1/reload"),
                                 ("POST", "/v1/pause")):
                self.refused(401, method, path, GOOD_EVENT if method == "POST" else None, key)
        self.refused(401, "POST", "/v1/track", GOOD_EVENT, headers={"Authorization": "Digest abc"})
        self.refused(401, "POST", "/v1/track", GOOD_EVENT, headers={"Authorization": "Basic !!!"})

    def test_roles_that_may_not(self):
        table = [
            ("POST", "/v1/track", (self.form, self.author, self.reviewer)),
            ("POST", "/v1/batch", (self.form, self.author, self.reviewer)),
            ("POST", "/v1/submissions", (self.ingest, self.author, self.reviewer)),
            ("POST", "/v1/withdrawals", (self.author, self.reviewer)),
            ("GET", "/v1/decisions", (self.ingest, self.form)),
            ("GET", "/v1/decisions/d_1", (self.ingest, self.form)),
            ("GET", "/v1/messages", (self.ingest, self.form)),
            ("POST", "/v1/reload", (self.ingest, self.form, self.author, self.reviewer)),
            ("POST", "/v1/pause", (self.ingest, self.form, self.author, self.reviewer)),
            ("POST", "/v1/resume", (self.ingest, self.form, self.author, self.reviewer)),
        ]
        for method, path, keys in table:
            for key in keys:
                self.refused(403, method, path, GOOD_EVENT if method == "POST" else None, key)

    def test_a_form_key_that_is_bound_elsewhere(self):
        bound = self.w.key("form", "--form", "checkout", "--notice", "all-v1")
        self.before = self.w.root(), self.w.messages()  # the key itself is on the record
        self.refused(403, "POST", "/v1/submissions", self.w.submission("u1", email="ada@acme.example"), bound)

    def test_paths_that_lead_nowhere(self):
        for method, path in (("GET", "/"), ("POST", "/v1/tracks"), ("POST", "/v2/track"), ("GET", "/v1/decisions/nope"),
                             ("GET", "/v1/decisions/d_999999"), ("GET", "/../keys/master"), ("POST", "/local/keys"),
                             ("GET", "/local/root"), ("POST", "/local/clock"), ("GET", "/local/explain?contact=u1")):
            self.refused(404, method, path, None if method == "GET" else {}, self.admin)

    def test_methods_that_do_not_fit(self):
        for method, path in (("GET", "/v1/track"), ("PUT", "/v1/track"), ("DELETE", "/v1/decisions"),
                             ("POST", "/v1/messages"), ("GET", "/v1/withdrawals"), ("GET", "/v1/reload")):
            self.refused(405, method, path, None, self.admin)
        self.assertEqual(self.w.call("DELETE", "/v1/withdrawals", None, self.admin).headers["allow"], "POST")

    def test_filters_that_do_not_exist(self):
        for query in ("colour=red", "from=yesterday", "limit=many", "outcome=sent", "reason=whim", "channel=pigeon"):
            self.refused(422, "GET", f"/v1/decisions?{query}", None, self.reviewer)


class GoodItemsOfABatch(unittest.TestCase):
    def test_are_kept(self):
        w = self.enterContext(Workspace())
        w.journey("hello", "Hello", "- send: hello\n  by: email")
        w.template("hello")
        w.serve()
        w.submit("u1", email="ada@acme.example")
        batch = [{"type": "track", "userId": "u1"}, {"type": "track", **GOOD_EVENT}, 7, {"type": "shout", "userId": "u1"}]
        answer = w.post("/v1/batch", {"batch": batch}, w.key("ingest"))
        self.assertTrue(answer["success"])
        self.assertEqual([r["index"] for r in answer["refused"]], [0, 2, 3])
        w.settle()
        self.assertEqual([m.to for m in w.maildir()], ["ada@acme.example"])

    def test_masks_addresses_before_authors(self):
        w = self.enterContext(Workspace())
        w.journey("hello", "Hello", "- send: hello\n  by: email")
        w.template("hello")
        w.serve()
        w.submit("u1", email="ada.lovelace@acme.example")
        w.track("u1", "Hello")
        for path in ("/v1/messages", "/v1/decisions"):
            with self.subTest(path):
                self.assertNotIn("ada.lovelace@", w.call("GET", path, key=w.key("author")).body)
                self.assertIn("ada.lovelace@", w.call("GET", path, key=w.key("reviewer")).body)


if __name__ == "__main__":
    unittest.main()
