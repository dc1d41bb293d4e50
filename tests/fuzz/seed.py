#!/usr/bin/env python3
"""Makes a seed corpus of the conformance cases: one expression or, with liquid, one template a file.

usage: seed.py CONFORMANCE_FOLDER CORPUS_FOLDER [liquid]
"""
import hashlib
import json
import pathlib
import sys


def main() -> int:
    if len(sys.argv) not in (3, 4) or sys.argv[3:] not in ([], ["liquid"]):
        print(__doc__, file=sys.stderr)
        return 2
    source, corpus = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    corpus.mkdir(parents=True, exist_ok=True)
    folder, member, before = ("liquid", "template", b"\x07") if sys.argv[3:] else ("cel", "expr", b"")
    for path in sorted((source / folder).glob("*.json")):
        for case in json.loads(path.read_text()):
            text = before + case[member].encode()
            (corpus / hashlib.sha1(text).hexdigest()).write_bytes(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
