#!/usr/bin/python3
"""Reads mail with Python's own parser, apart from the code under test, and prints it as JSON.

    read_mail.py PATH...      each a Maildir (its new/ and cur/), a folder of *.eml, or one file

One array, by path, of:

    {"file": "out/mail/new/m_ab..", "size": 812,
     "headers": {"subject": "Grüße", ...},          decoded; the names in lowercase; of repeated ones the first
     "header_names": ["From", "To", ...],            as they stand, repeats and all
     "header_lines": ["From: Acme <..>", ...],       raw, a folded header as several lines
     "parts": [{"type": "text/plain", "charset": "utf-8", "encoding": "7bit", "text": "..."}],
                                                     leaves, in order; the text with LF
     "problems": ["line 7 has 1200 bytes", ...]}     bare CR or LF, long lines, 8bit bytes, defects the parser found

A file whose first line ends in CRLF must have CRLF everywhere (the wire); any other must have no CR (a Maildir).
"""

import email
import email.policy
import json
import os
import sys


def files_of(path):
    if not os.path.isdir(path):
        return [path]
    if os.path.isdir(os.path.join(path, "new")):
        folders = [os.path.join(path, f) for f in ("new", "cur")]
        found = [os.path.join(f, n) for f in folders if os.path.isdir(f) for n in os.listdir(f)]
    else:
        found = [os.path.join(path, n) for n in os.listdir(path) if n.endswith(".eml")]
    return sorted(found)


def line_problems(raw):
    wire = raw.split(b"\n", 1)[0].endswith(b"\r")
    problems = []
    for number, line in enumerate(raw.split(b"\n"), 1):
        last = number == raw.count(b"\n") + 1
        body = line[:-1] if wire and line.endswith(b"\r") else line
        if wire and not last and body is line:
            problems.append(f"line {number} ends in a bare LF")
        if b"\r" in body:
            problems.append(f"line {number} has a bare CR")
        if len(body) > 998:
            problems.append(f"line {number} has {len(body)} bytes")
        if any(b >= 0x80 for b in body):
            problems.append(f"line {number} has 8bit bytes")
    if not raw.endswith(b"\n"):
        problems.append("the last line has no end")
    return problems


def read(file):
    with open(file, "rb") as source:
        raw = source.read()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    headers, parts, problems = {}, [], line_problems(raw)
    for name, raw_value in message.raw_items():
        try:
            value = email.policy.default.header_fetch_parse(name, raw_value)
            problems += [f"{name}: {d.__class__.__name__}" for d in getattr(value, "defects", [])]
        except Exception as error:  # the parser trips over some headers that no mailbox would accept
            value = raw_value
            problems.append(f"{name}: {error}")
        headers.setdefault(name.lower(), str(value))
    for part in message.walk():
        problems += [d.__class__.__name__ for d in part.defects]
        if not part.is_multipart():
            parts.append({
                "type": part.get_content_type(),
                "charset": part.get_content_charset(),
                "encoding": str(part.get("Content-Transfer-Encoding", "")),
                "text": part.get_content().replace("\r\n", "\n") if part.get_content_maintype() == "text" else None,
            })
    head = raw.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    return {
        "file": file,
        "size": len(raw),
        "headers": headers,
        "header_names": message.keys(),
        "header_lines": head.decode("utf-8", "replace").split("\n"),
        "parts": parts,
        "problems": problems,
    }


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    json.dump([read(f) for path in sys.argv[1:] for f in files_of(path)], sys.stdout, indent=1)
    print()
