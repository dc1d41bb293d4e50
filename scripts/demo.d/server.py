"""One `assent serve` on loopback and on a virtual clock, and what a client needs to talk to it.

    server = Server(program, folder)      the folder is a workspace with its master key
    server.start("2026-11-21T10:00:00Z")
    key = server.add_key("--role", "ingest", "--name", "website")
    server.post(key, "/v1/batch", {...})
    server.advance("12h")                 returns once everything due by then has settled
    server.stop()

Everything goes through the public interface: HTTP, and the operator's command line for keys and the clock.
"""
import base64
import json
import re
import subprocess
import urllib.error
import urllib.request

PATIENCE = 60  # seconds for any one answer; a call takes milliseconds


class Trouble(Exception):
    """The demo cannot go on; the text says why."""


class Server:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.url = None
        self.now = None
        self.process = None

    def command(self, *words):
        run = subprocess.run([self.program, *words], capture_output=True, text=True, timeout=PATIENCE)
        if run.returncode != 0:
            raise Trouble(f"assent {' '.join(words)} ended with {run.returncode}:\n{run.stdout}{run.stderr}")
        return run.stdout.strip()

    def start(self, clock):
        self.log = open(self.folder + "/serve.log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [self.program, "serve", self.folder, "--listen", "127.0.0.1:0", "--clock", clock],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True,
            start_new_session=True)  # Ctrl-C is for the demo, which stops the server itself
        for line in self.process.stdout:  # ends when the server does
            found = re.search(r"serving .* on (http://\S+?),? ", line + " ")
            if found:
                self.url = found[1]
                self.now = clock
                return
        self.log.seek(0)
        raise Trouble("the server did not start:\n" + self.log.read())

    def stop(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=PATIENCE)
        self.log.close()
        self.process = None

    def add_key(self, *options):
        return self.command("key", "add", self.folder, *options)

    def advance(self, duration):
        self.now = self.command("clock", "advance", duration, self.folder)

    def advance_to(self, time):
        self.now = self.command("clock", "to", time, self.folder)

    def settle(self):
        self.advance_to(self.now)

    def post(self, key, path, body):
        return self._ask("POST", path, key, json.dumps(body).encode(), "application/json")

    def get(self, key, path):
        return self._ask("GET", path, key, None, None)

    def post_form(self, path, body):
        """As a mail program does it (RFC 8058): no key, no cookie; what comes back is a page."""
        request = urllib.request.Request(self.url + path, body.encode(), method="POST")
        request.add_header("Content-Type", "application/x-www-form-urlencoded")
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status

    def _ask(self, method, path, key, body, content_type):
        request = urllib.request.Request(self.url + path, body, method=method)
        request.add_header("Authorization", "Basic " + base64.b64encode((key + ":").encode()).decode())
        if content_type:
            request.add_header("Content-Type", content_type)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            raise Trouble(f"{method} {path} was answered with {refusal.code}: {refusal.read().decode()}") from None
