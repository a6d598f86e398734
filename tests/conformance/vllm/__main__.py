"""`python -m tests.conformance.vllm FILE...`: how often we agree with the real vLLM; the form of a file is its name."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from tests.conformance.vllm.scripts import differences, launches
from tests.conformance.vllm.verdicts import Verdict, verdicts

ENOUGH = 0.98
"""The share of verdicts below which this fails; of starts that are read, each must be the same."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.vllm")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="commands, nightly, additional_config or engine_args .jsonl"
    )
    parser.add_argument("--show", type=int, default=5, metavar="N", help="how many disagreements to print (default 5)")
    args = parser.parse_args()
    status = 0
    for path in args.files:
        check = FORMS.get(path.stem)
        if check is None:
            parser.error(f"{path}: no such form; known: {', '.join(FORMS)}")
        try:
            status |= check(path, args.show)
        except (OSError, ValueError, LookupError) as error:
            parser.error(f"{path}: {type(error).__name__}: {error}")
    return status


def judged(path: Path, show: int) -> int:
    """Verdicts of the judge against those of the real configuration."""
    done = list(verdicts(path))
    others = [one for one in done if not one.agrees]
    named = [one for one in done if one.names_the_place is not None]
    print(f"{path.stem}: {len(done) - len(others)} of {len(done)} agree")
    print(f"  place named: {sum(bool(one.names_the_place) for one in named)} of {len(named)}")
    for one in others[:show]:
        print(_shown(one))
    return int(len(done) - len(others) < ENOUGH * len(done))


def imported(path: Path, show: int) -> int:
    """Starts that are read from a script and printed back with the same arguments and environment."""
    done = [(launch, differences(launch)) for launch in launches(path)]
    others = [(launch, found) for launch, found in done if found]
    print(f"{path.stem}: {len(done) - len(others)} of {len(done)}")
    for launch, found in others[:show]:
        print(f"  {launch.name} {' '.join(launch.argv)[:300]}")
        for sentence in found:
            print(f"    {sentence[:600]}")
    return int(bool(others))


def _shown(one: Verdict) -> str:
    ours = "; ".join(f"{f.code}: {f.text}" for f in one.errors) or "no error"
    given = {key: one.record[key] for key in ("context", "env", "argv", "additional_config") if key in one.record}
    return f"  {one.record.get('id')} {given}\n    vLLM: {one.record.get('error', 'accepted')}\n    ours: {ours}"


FORMS: dict[str, Callable[[Path, int], int]] = {
    "commands": imported,
    "nightly": imported,
    "additional_config": judged,
    "engine_args": judged,
}
"""File name without its suffix -> its check."""

if __name__ == "__main__":
    raise SystemExit(main())
