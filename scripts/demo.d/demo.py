"""The demo once the program is built; scripts/demo is the way in and the manual."""
import argparse
import json
import os
import shlex
import shutil
import signal
import sys
import tempfile

import people
import record
import week
from server import Server, Trouble

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def say(text):
    print("== " + text, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/demo", description="A week of a small company.")
    parser.add_argument("--stay", action="store_true", help="keeps the server up until Ctrl-C")
    parser.add_argument("--json", action="store_true", help="the rows for programs, instead of the table")
    parser.add_argument("--without-consent", default="", metavar="PERSON", choices=list(people.PEOPLE),
                        help="who leaves the boxes unticked: one of %(choices)s")
    return parser.parse_args()


def short(path):
    """As one would type it from here."""
    relative = os.path.relpath(path)
    return shlex.quote(path if relative.startswith("..") else relative)


def next_steps(server, keys, stays):
    program, folder = short(server.program), shlex.quote(server.folder)
    curl = shlex.quote(f"{server.url}/v1/decisions?contact=bo&outcome=deny")
    lines = ["Look further:",
             f"  {program} explain {folder} --contact bo",
             f"  {program} audit replay {folder}",
             f"  {program} audit root {folder}",
             f"  ls {folder}/{record.MAILBOX}/new"]
    if not stays:
        listen = server.url.removeprefix("http://")
        lines += ["and with the server up again (Ctrl-C stops it; or run the demo with --stay):",
                  f"  {program} serve {folder} --listen {listen} --clock {week.START}"]
    lines.append(f"  curl -s -u {keys['reviewer']}: {curl}")
    return "\n".join(lines)


def show(server, keys, options):
    decisions = record.read_decisions(server, keys["reviewer"])
    rows = record.rows_of(decisions)
    if options.json:
        print(json.dumps({"folder": server.folder, "rows": rows}, indent=1), flush=True)
        say(record.check(decisions, server.folder).replace("\n", "\n== "))
        return
    print("\nThe record says (GET /v1/decisions; times are each person's own):\n")
    print(record.table(rows) + "\n")
    print(record.check(decisions, server.folder) + "\n")
    print(next_steps(server, keys, options.stay) + "\n", flush=True)


def wait_for_ctrl_c(server):
    say(f"the server stays up at {server.url} until Ctrl-C; its clock: "
        f"{short(server.program)} clock advance 1d {shlex.quote(server.folder)}")
    for line in server.process.stdout:
        say(line.strip())
    raise Trouble("the server ended by itself")


def run(options):
    folder = os.path.join(tempfile.mkdtemp(prefix="assent-demo-"), "acme")
    server = Server(os.environ["ASSENT"], folder)
    try:
        say(f"copying examples/acme to {folder}")
        shutil.copytree(os.path.join(ROOT, "examples", "acme"), folder,
                        ignore=shutil.ignore_patterns("data", "out", "keys"))
        server.command("init", folder, "--key")
        server.start(week.START)
        say(f"serving on {server.url}, on a virtual clock")
        keys = week.make_keys(server)
        week.play(server, keys, options.without_consent, say)
        show(server, keys, options)
        if options.stay:
            wait_for_ctrl_c(server)
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
    say(f"the server is stopped; everything is kept in {folder}")


def main():
    options = arguments()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))  # so that the server is stopped too
    try:
        run(options)
    except (Trouble, record.Mismatch) as problem:
        sys.exit(f"demo: {problem}")


if __name__ == "__main__":
    main()
