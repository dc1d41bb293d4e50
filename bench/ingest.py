"""Ingest against its limits: the first two rows of the design's table, in one run.

    bench/ingest.py BUILD_FOLDER [--seconds N]

Row 1: single events over HTTP, 64 connections, synced before the 200, 20 journeys of which half can match,
       against a bare Beast server that reads the same requests and stores nothing.
Row 2: batches of 100 events, synced, against a raw RocksDB batch of the same request bytes, synced.
Beside them: what one fdatasync costs here, and where the writer's time went. Every answer is checked by the load
program; nothing leaves 127.0.0.1; all ends by itself.
"""
import argparse
import json
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

POLICY = """\
controller: {name: Bench, country: FR, postal_address: "1 rue de la Paix, 75002 Paris", contact: privacy@bench.example}
assume_country: FR
purposes:
  tips: {title: Tips, description: Tips., channels: [email]}
notices:
  tips-v1: {language: en, text: "Send me tips by e-mail.", covers: [{purpose: tips, channels: [email]}]}
data_use: {third_party: never}
"""
SETTINGS = """\
listen: 127.0.0.1:0
public_url: https://news.bench.example
data: data
channels:
  email: {transport: maildir, path: out/mail, from: "Bench <news@bench.example>"}
audit: {origin: bench.example/audit}
keys: {master: keys/master}
"""
# Ten journeys are asked about every event and say no by their condition; ten wait for another event.
JOURNEY = """\
journey: bench-{n}
purpose: tips
why: Load.
owner: bench@bench.example
enter:
  event: {event}
  if: event.plan == 'pro' && event.amount > {amount} && contact.count('Page Viewed', duration('168h')) > 1000000
  again: always
steps:
  - send: tips
    by: email
"""
TEMPLATE = 'template: tips\nemail: {subject: "Tips", text: "Tips."}\n'


def make_workspace(assent: Path, folder: Path) -> None:
    subprocess.run([assent, "init", folder], check=True, capture_output=True)
    for old in [*folder.glob("journeys/*.yaml"), *folder.glob("templates/*.yaml")]:
        old.unlink()
    (folder / "assent.yaml").write_text(SETTINGS)
    (folder / "policy.yaml").write_text(POLICY)
    (folder / "templates/tips.yaml").write_text(TEMPLATE)
    for n in range(20):
        event = "Page Viewed" if n < 10 else f"Other Event {n}"
        (folder / f"journeys/bench-{n}.yaml").write_text(JOURNEY.format(n=n, event=event, amount=n))
    subprocess.run([assent, "check", folder], check=True, capture_output=True)


class Server:
    """A program that prints its port, ended by SIGTERM."""

    def __init__(self, command, pattern):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(pattern, line)
        if not found:
            sys.exit(f"{command[0]} did not start: {line}")
        self.port = int(found.group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def load(build: Path, port: int, key: str, seconds: int, batch: int) -> dict:
    command = [build / "bench/http/load", "--port", port, "--key", key, "--seconds", seconds, "--warmup", 1,
               "--connections", 64 if batch == 1 else 8, "--batch", batch, "--users", 100_000]
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"the load found a wrong answer: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def metrics(port: int) -> dict:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        text = answer.read().decode()
    return {m[0]: float(m[1]) for m in re.findall(r"^(assent_\w+) (\S+)$", text, re.M)}


def measure_assent(build: Path, seconds: int, batch: int) -> tuple[dict, dict]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "bench"
        assent = build / "assent"
        make_workspace(assent, folder)
        with Server([assent, "serve", folder], r"http://127\.0\.0\.1:(\d+)") as server:
            key = subprocess.run([assent, "key", "add", "--role", "ingest", "--name", "bench", folder], check=True,
                                 capture_output=True, text=True).stdout.strip()
            before = metrics(server.port)
            result = load(build, server.port, key, seconds, batch)
            after = metrics(server.port)
        return result, {name: after[name] - before[name] for name in after}


def storage_bench(build: Path, which: str) -> dict:
    done = subprocess.run([build / "bench/bench_storage", f"--benchmark_filter={which}", "--benchmark_format=json"],
                          check=True, capture_output=True, text=True)
    return {b["name"]: b for b in json.loads(done.stdout)["benchmarks"]}


def row(what: str, ours: float, peer: float, aim: float) -> None:
    print(f"{what:<58}{ours:>10,.0f}{peer:>10,.0f}{ours / peer:>8.2f}{'>= ' + str(aim):>9}")


def where_time_goes(spent: dict) -> None:
    inputs = max(1.0, spent["assent_inputs_total"])
    parts = {name: spent[f"assent_{name}_microseconds_total"] / inputs for name in ("apply", "encode", "commit", "answer")}
    batches = max(1.0, spent["assent_batches_total"])
    print("    the writer, per event: " + ", ".join(f"{name} {us:.1f} us" for name, us in parts.items()) +
          f"; {inputs / batches:.0f} events a commit, {spent['assent_store_bytes_total'] / inputs:.0f} bytes an event")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("build", type=Path)
    arguments.add_argument("--seconds", type=int, default=5)
    options = arguments.parse_args()
    build = options.build.resolve()
    with Server([str(build / "bench/http/bare_server"), str(options.seconds * 2 + 20)], r"(\d+)") as bare:
        peer = load(build, bare.port, "key", options.seconds, 1)
    single, single_spent = measure_assent(build, options.seconds, 1)
    batch, batch_spent = measure_assent(build, options.seconds, 100)
    raw = storage_bench(build, "fdatasync_4k|raw")
    raw_rate = next(b["items_per_second"] for name, b in raw.items() if "100" in name and "raw" in name)
    sync_us = next(b["real_time"] for name, b in raw.items() if name.startswith("fdatasync"))
    print(f"\n{'events a second':<58}{'assent':>10}{'peer':>10}{'ratio':>8}{'aim':>9}")
    row("single events over HTTP, synced, against bare Beast", single["events_per_s"], peer["events_per_s"], 0.5)
    where_time_goes(single_spent)
    print(f"    latency p50 {single['p50_ms']} ms, p99 {single['p99_ms']} ms; bare Beast p50 {peer['p50_ms']} ms")
    row("batches of 100, synced, against raw RocksDB", batch["events_per_s"], raw_rate, 0.5)
    where_time_goes(batch_spent)
    print(f"    one fdatasync of 4 KB takes {sync_us:.0f} us here")


if __name__ == "__main__":
    main()
