#!/usr/bin/env python3
"""Makes a seed corpus of the conformance cases: one expression a file.

usage: seed.py CONFORMANCE_FOLDER CORPUS_FOLDER
"""
import hashlib
import json
import pathlib
import sys


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    source, corpus = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    corpus.mkdir(parents=True, exist_ok=True)
    for path in sorted((source / "cel").glob("*.json")):
        for case in json.loads(path.read_text()):
            text = case["expr"].encode()
            (corpus / hashlib.sha1(text).hexdigest()).write_bytes(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
