"""The process under test: where its binary is, how it is started, called and killed."""

import base64
import http.client
import json
import os
import queue
import re
import subprocess
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.path.abspath(os.environ.get("ASSENT", os.path.join(ROOT, "build", "release", "assent")))
PATIENCE = float(os.environ.get("ASSENT_PATIENCE", "60"))  # seconds until something that must come counts as missing


def until(what, seconds=PATIENCE, every=0.02):
    """Asks again until the answer is true, and gives it; an AssertionError when it never is."""
    end = time.monotonic() + seconds
    while True:
        found = what()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:g} s in vain: {getattr(what, '__doc__', None) or what}")
        time.sleep(every)


class Answer:
    """What came back over HTTP; `seconds` is how long it took."""

    def __init__(self, status, headers, body, seconds):
        self.status = status
        self.headers = headers
        self.body = body
        self.seconds = seconds

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def retry_after(self):
        return self.headers.get("retry-after")

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


class Server:
    """One run of `assent serve`. What it prints is in `said`; `base` is its HOST:PORT."""

    def __init__(self, folder, *options, log):
        self.said = []
        self.log = open(log, "ab")
        command = [BINARY, "serve", folder, "--listen", "127.0.0.1:0", *options]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log)
        self.base = None
        lines = queue.Queue()

        def follow(out):
            for line in out:
                lines.put(line.decode())
            lines.put(None)

        self.follower = threading.Thread(target=follow, args=(self.process.stdout,), daemon=True)
        self.follower.start()
        while self.base is None:
            line = lines.get(timeout=PATIENCE)
            if line is None:
                self.process.wait()
                self.log.close()
                with open(log, encoding="utf-8", errors="replace") as errors:
                    raise AssertionError(f"assent serve ended with {self.process.returncode}: {errors.read()[-4000:]}")
            self.said.append(line.rstrip("\n"))
            found = re.search(r" on http://([^\s,]+)", line)
            self.base = found and found.group(1)

    def recovered(self):
        """(unknown, repeated): the hand-overs that the start found claimed."""
        for line in self.said:
            found = re.search(r"(\d+) hand-overs stand as unknown and (\d+) are repeated", line)
            if found:
                return int(found.group(1)), int(found.group(2))
        return 0, 0

    def kill9(self):
        self.process.kill()
        self.process.wait()
        self._close()

    def stop(self, seconds=PATIENCE):
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"assent serve did not stop within {seconds:g} s")
        finally:
            self._close()
        return self.process.returncode

    def _close(self):
        self.follower.join()
        self.process.stdout.close()
        self.log.close()


def request(base, method, path, body=None, key="", headers=None, timeout=PATIENCE, connection=None):
    """One request; a `connection` of http.client is used and left open, else one is made for it."""
    sent = {"Content-Type": "application/json", **(headers or {})}
    if key:
        sent["Authorization"] = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
    if body is not None and not isinstance(body, (str, bytes)):
        body = json.dumps(body)
    used = connection or http.client.HTTPConnection(base, timeout=timeout)
    began = time.monotonic()
    try:
        used.request(method, path, body.encode() if isinstance(body, str) else body, sent)
        response = used.getresponse()
        text = response.read().decode("utf-8", "replace")
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, text,
                      time.monotonic() - began)
    finally:
        if connection is None:
            used.close()


def command(*arguments, expect=0, timeout=PATIENCE * 2):
    """Runs `assent ...`; its stdout. `expect` None takes any exit status and gives the finished process."""
    done = subprocess.run([BINARY, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout)
    if expect is None:
        return done
    if done.returncode != expect:
        raise AssertionError(f"assent {' '.join(arguments)} ended with {done.returncode}, not {expect}:\n"
                             f"{done.stdout.decode()}{done.stderr.decode()}")
    return done.stdout.decode()
