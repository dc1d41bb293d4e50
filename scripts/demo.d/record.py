"""From the record to a table, and from the table to what really lies in the mailbox.

    decisions = read_decisions(server, key)      GET /v1/decisions, page by page
    rows = rows_of(decisions)
    print(table(rows))
    print(check(decisions, settings))            raises Mismatch: the record and the world differ
"""
import datetime
import json
import os
import subprocess
import sys
import zoneinfo

import people

PAGE = 20  # small, so that the pages are really turned
READER = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "servers", "read_mail.py")
SPOOLS = {"sms": "out/sms.jsonl", "social.line": "out/line.jsonl"}
MAILBOX = "out/mail"


class Mismatch(Exception):
    """What was handed over is not what stands on the record."""


def read_decisions(server, key):
    found, cursor = [], None
    while True:
        page = server.get(key, f"/v1/decisions?limit={PAGE}" + (f"&cursor={cursor}" if cursor else ""))
        found += page["decisions"]
        cursor = page["next"]
        if cursor is None:
            return found


def name_of(decision):
    known = {people.user_id(name): name for name in people.PEOPLE}
    return known.get(decision["userId"], decision["userId"] or decision["contact"])


def utc(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def local(decision, text):
    """A time of the record as the person's own clock shows it."""
    zone = (decision["local_time"] or " UTC").split(" ", 1)[1]
    return utc(text).astimezone(zoneinfo.ZoneInfo(zone)).strftime("%a %d %b %H:%M")


def rows_of(decisions):
    """One row a decision, but for a plan that the same message's claim on the same channel then bears out."""
    claimed = {(d["message"], d["channel"]) for d in decisions if d["stage"] == "claim"}
    rows = []
    for d in decisions:
        planned = d["stage"] == "plan"
        if planned and d["outcome"] == "allow" and (d["message"], d["channel"]) in claimed:
            continue
        words = {"allow": "planned" if planned else "sent", "deny": "denied", "defer": "deferred"}
        rows.append({
            "person": name_of(d),
            "at": d["at"],
            "local_time": local(d, d["at"]),
            "message": d["template"],
            "channel": d["channel"],
            "address": d["address"],
            "outcome": words[d["outcome"]],
            "reasons": d["reasons"],
            "until": d["until"],
            "until_local": local(d, d["until"]) if d["until"] else None,
            "decision": d["id"],
        })
    return rows


def why(row):
    text = ", ".join(row["reasons"])
    return f"{text}, until {row['until_local']}" if row["until_local"] else text


def table(rows):
    lines = []
    for name, person in people.PEOPLE.items():
        lines.append(f"{name}, who {person['who']}")
        for row in (r for r in rows if r["person"] == name):
            lines.append(f"    {row['local_time']}  {row['message']:<19} {row['channel']:<12} {row['outcome']:<9}"
                         f" {why(row)}".rstrip())
    return "\n".join(lines)


def handed_over(decisions, channel):
    """(message, address) of every claim that the gate allowed: what must be outside, once."""
    return sorted((d["message"], d["address"]) for d in decisions
                  if d["stage"] == "claim" and d["outcome"] == "allow" and d["channel"] == channel)


def mails(folder):
    """What lies in the mailbox, as a reader sees it that shares nothing with the engine."""
    run = subprocess.run([sys.executable, READER, os.path.join(folder, MAILBOX)], capture_output=True, text=True)
    if run.returncode != 0:
        raise Mismatch(f"the mailbox cannot be read:\n{run.stderr}")
    found = []
    for mail in json.loads(run.stdout):
        if mail["problems"]:
            raise Mismatch(f"{mail['file']}: {mail['problems']}")
        message = mail["headers"].get("message-id", "").strip("<> ").split("@")[0]
        found.append((message, mail["headers"].get("to", "")))
    return sorted(found)


def spooled(folder, channel):
    path = os.path.join(folder, SPOOLS[channel])
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return sorted((line["message"], line["to"]) for line in map(json.loads, file))


def compare(what, recorded, found):
    for one in recorded:
        if found.count(one) != recorded.count(one):
            raise Mismatch(f"{what}: {one[0]} to {one[1]} is on the record, and lies there {found.count(one)} times")
    for one in found:
        if one not in recorded:
            raise Mismatch(f"{what}: {one[0]} to {one[1]} lies there, and is not on the record")


def check(decisions, folder):
    """Every hand-over on the record lies outside exactly once, and nothing else does. Returns what to say."""
    recorded = handed_over(decisions, "email")
    found = mails(folder)
    compare("mailbox", recorded, found)
    said = [f"checked: {len(found)} mails in {os.path.join(folder, MAILBOX)} match the {len(recorded)} hand-overs on "
            "the record"]
    for channel, path in SPOOLS.items():
        recorded = handed_over(decisions, channel)
        found = spooled(folder, channel)
        compare(channel, recorded, found)
        said.append(f"checked: {len(found)} of {channel} in {os.path.join(folder, path)} match the {len(recorded)} "
                    "on the record")
    return "\n".join(said)
