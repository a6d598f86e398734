"""`python -m tests.conformance.memory FILE... [--configs DIR]`: figures against real starts.

FILE has the form of weights.jsonl, kv.jsonl or least_nodes.jsonl beside this module. The status is 1 below 95 %.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from tests.conformance.memory.rows import Configs, Line, lines

WORDS = {"weights": " within 1 %", "kv": " exact", "least_nodes": ""}
ENOUGH = 0.95


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.memory")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--configs", type=Path, metavar="DIR", help="more configurations of models, NAME.json each")
    args = parser.parse_args()
    found: dict[str, list[Line]] = defaultdict(list)
    for path in args.files:
        try:
            for line in lines(path, Configs(args.configs)):
                found[line.kind].append(line)
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            parser.error(f"{path}: {type(error).__name__}: {error}; each line is a JSON object as in weights.jsonl")
    for kind in WORDS:
        for line in found[kind]:
            print(_shown(line))
    status = 0
    for kind, words in WORDS.items():
        if not found[kind]:
            continue
        counted = [line for line in found[kind] if line.counted]
        hits = sum(line.hit for line in counted)
        print(f"{kind}: {hits} of {len(counted)}{words}")
        status = status or int(hits < ENOUGH * len(counted))
    return status


def _shown(line: Line) -> str:
    row = f"{line.name:60}  {line.predicted:>34}  {line.seen:>12}  {line.error:>9}"
    if not line.counted:
        return f"{row}  not counted: {line.why}"
    return f"{row}  {line.why or ('' if line.hit else 'miss')}".rstrip()


if __name__ == "__main__":
    raise SystemExit(main())
