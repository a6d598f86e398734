"""`python -m tests.conformance [--bases DIR] FILE.jsonl...`: how often the judge agrees with MindIE; 1 if not."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tests.conformance.runner import Outcome, outcomes


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.jsonl")
    parser.add_argument(
        "--bases", type=Path, metavar="DIR", help="the base configurations (default: bases/ beside FILE)"
    )
    parser.add_argument("--show", type=int, default=5, metavar="N", help="how many disagreements to print (default 5)")
    args = parser.parse_args()
    status = 0
    for path in args.files:
        try:
            judged = list(outcomes(path, args.bases))
        except (OSError, ValueError, LookupError) as error:
            parser.error(f"{path}: {type(error).__name__}: {error}; its format is that of conformance/README.md")
        agreed = sum(o.agrees for o in judged)
        named = [o for o in judged if o.names_the_field is not None]
        kind = "parallel" if judged and "parallel" in judged[0].case else "startup"
        print(f"{kind}: {agreed} of {len(judged)} agree")
        if named:
            print(f"field named: {sum(bool(o.names_the_field) for o in named)} of {len(named)}")
        others = [o for o in judged if not o.agrees]
        for outcome in others[: args.show]:
            print(_shown(outcome))
        status = status or int(bool(others))
    return status


def _shown(outcome: Outcome) -> str:
    case = {k: v for k, v in outcome.case.items() if k not in ("raw", "messages", "message") and v}
    ours = "; ".join(f"{f.code}: {f.text}" for f in outcome.errors) or "no error"
    theirs = outcome.case.get("messages") or outcome.case.get("message") or outcome.case["verdict"]
    return f"  {json.dumps(case, ensure_ascii=False)}\n    MindIE: {theirs}\n    ours: {ours}"


if __name__ == "__main__":
    raise SystemExit(main())
