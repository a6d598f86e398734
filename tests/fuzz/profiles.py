"""Mutated profiles: each is read to its end or refused with file and line, at once, and nothing of it acts."""

from __future__ import annotations

import json
import random
from pathlib import Path

import yaml

from mindie_tui.model.errors import MindieTuiError
from mindie_tui.store import paths
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.profiles.save import resolved_text
from tests.fuzz.answers import PLACE, SEED, Answer, Tally, asked, broken_text, changed
from tests.kit.foul import ALONE, EVERYTHING

WITHOUT_LINE = ("is empty", "is larger than 1 MB", "cannot be read (")
"""What can have none: there is no line, or none was read."""


def run(count: int, folder: Path, seed: int = SEED) -> Tally:
    """So many profiles, from the shipped ones and from one with a value in every place."""
    rng, tally = random.Random(f"profiles {seed}"), Tally("profiles")
    values = {key: item for key, item in (EVERYTHING | ALONE).items() if item is not None}
    texts = [path.read_text() for path in sorted(paths.shipped("profiles").glob("*.yaml"))]
    texts += [yaml.safe_dump(values, sort_keys=False), json.dumps(values, indent=1)]
    path = folder / "fuzzed.yaml"
    for number in range(count):
        if rng.random() < 0.4:
            text = json.dumps(changed(rng, values, rng.randrange(1, 5)), indent=1)
        else:
            text = broken_text(rng, rng.choice(texts), rng.randrange(1, 6))
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        answer = asked("validate", str(path))
        tally.note(answer, str(number), _flaw(answer, path, number))
    return tally


def _flaw(answer: Answer, path: Path, number: int) -> str:
    refused = answer.status == 1 and answer.out == ""
    if refused and not PLACE.search(answer.err) and not any(words in answer.err for words in WITHOUT_LINE):
        return "refused without a line"
    if refused and len(answer.err.splitlines()) != 1:
        return "refused in several lines"
    return "" if refused or number % 10 else _read_back(path)


def _read_back(path: Path) -> str:
    """Every tenth that was read is written out and read again: it must be the same."""
    try:
        first = profiles.load(str(path)).deployment
    except MindieTuiError:
        return ""
    copy = path.with_name("again.yaml")
    copy.write_text(resolved_text(first))
    again = profiles.load(str(copy)).deployment
    same = {"extends": None, "name": ""}
    return "" if again.model_copy(update=same) == first.model_copy(update=same) else "differs when it is read again"
