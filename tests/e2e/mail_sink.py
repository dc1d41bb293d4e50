"""A real SMTP server beside the engine, and its record (tests/servers/smtp_server.py says what the modes do)."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

from server import ROOT
from workspace import Mail


class MailSink:
    """with MailSink("stall-after-dot=60") as sink: sink.port, sink.taken(), sink.commands("MAIL")"""

    def __init__(self, *modes):
        self.folder = tempfile.mkdtemp(prefix="assent-sink-")
        program = os.path.join(ROOT, "tests", "servers", "smtp_server.py")
        command = [sys.executable, program, "--folder", self.folder, "--mode", *(modes or ["ok"])]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline().split()[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)

    def mode(self, *modes):
        self.process.stdin.write(f"mode {' '.join(modes)}\n".encode())
        self.process.stdin.flush()
        self.process.stdout.readline()

    def events(self):
        with open(os.path.join(self.folder, "events.jsonl"), encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.endswith("\n")]

    def commands(self, word):
        return [e for e in self.events() if e["event"] == "command" and e["command"].startswith(word)]

    def taken(self):
        """Every message that a real server would now deliver."""
        files = [e["file"] for e in self.events() if e["event"] == "message" and e["taken"]]
        return [Mail(os.path.join(self.folder, f)) for f in files]
