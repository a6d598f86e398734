"""The reader of scripts against commands of tutorials and nightly tests.

Each start is written as a script in three ways: every value literal, its references (`$NAME`) as references, and with
the words of the script that the record holds. Each is read, must give the recorded arguments and environment, and is
written back and read again with the same result. No memory of cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.script.cursor import Cursor
from mindie_tui.model.documents.script.problems import ScriptError
from mindie_tui.model.documents.script.reading import ScriptReading, read
from mindie_tui.model.documents.script.words import PlainText, ShellWord, text_word
from mindie_tui.model.vllm_ascend.arguments.parse import parse
from mindie_tui.model.vllm_ascend.artefacts.arguments import argv_of
from mindie_tui.model.vllm_ascend.imported import profile_of
from mindie_tui.model.vllm_ascend.script import ServeStart, script_of, starts

SERVE = ("vllm", "serve")


@dataclass(frozen=True)
class Launch:
    """A start as a record has it."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    variables: Mapping[str, str]
    program: tuple[str, ...] = SERVE
    script: str | None = None


def launches(path: Path) -> Iterator[Launch]:
    """Every start of a file of the form `commands` or `nightly`."""
    for line in path.read_text(encoding="utf-8-sig").split("\n"):
        if not line.strip():
            continue
        record: dict[str, Any] = json.loads(line)
        if "launch" not in record:
            program = tuple(record.get("prefix") or SERVE)
            yield Launch(
                record["id"],
                tuple(record["argv"]),
                record["env"],
                record.get("vars", {}),
                program,
                record.get("script"),
            )
        for launch in record.get("launch", ()):
            name = f"{record.get('name', record.get('id'))} node {launch.get('node')}"
            yield Launch(name, tuple(launch["argv"]), launch["env"], {})


def differences(launch: Launch) -> list[str]:
    """What import and print do not give back; empty: all is the same."""
    found = _differs("literal", launch, written(launch, text_word))
    found += _differs("with references", launch, written(launch, with_references))
    found += _profile_differs(launch)
    if launch.script is not None:
        reading = read(launch.script)
        own = [start for start in starts(reading) if _same(_words(start.written), launch.argv)]
        if not own:
            found.append(f"its script: found {[_words(start.written) for start in starts(reading)]}")
        elif not any(_same_environment(start, launch, reading) for start in own):
            found.append(f"its script: {_difference(own[0], launch)}")
        for start in own[:1]:
            found += _differs("its script, printed", launch, _printed(start), of=start)
    return found


def _profile_differs(launch: Launch) -> list[str]:
    """What vLLM's parser would get otherwise from the profile of a start, and no remark names."""
    text = written(launch, text_word)
    imported = profile_of(read(text), text.split("\n"))
    if imported is None:
        return ["its profile: no start"]
    profile = Deployment.model_validate(imported.values)
    ours, theirs = parse(argv_of(profile)).values, parse(launch.argv).values
    named = " ".join(remark.text for remark in imported.remarks).replace("-", "_")
    flags = [name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name) and name not in named]
    kept = {**profile.environment, **dict.fromkeys(profile.environment_from, "")}
    variables = [n for n, v in launch.environment.items() if kept.get(n) != v and n.replace("-", "_") not in named]
    return [f"its profile: {flags + variables}"] if flags or variables else []


def written(launch: Launch, as_word: Any) -> str:
    """The launch as a script; `as_word` makes a word of a recorded text."""
    environment = {name: as_word(value) for name, value in launch.environment.items()}
    variables = {name: text_word(value) for name, value in launch.variables.items() if name not in environment}
    words = [as_word(word) for word in launch.argv]
    return script_of(words, environment, program=launch.program, variables=variables)


def with_references(text: str) -> ShellWord:
    """A recorded text as a word between double quotes; what is cut off in it means itself."""
    cursor = Cursor('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
    try:
        parts = tuple(cursor.quoted_or_expanded())
    except ScriptError:
        return text_word(text)
    return ShellWord(parts or (PlainText("", quoted=True),))


def _differs(how: str, launch: Launch, script: str, *, of: ServeStart | None = None) -> list[str]:
    """What reading a script gives in place of the launch; read, then printed and read again."""
    argv = launch.argv if of is None else _words(of.written)
    environment = dict(launch.environment) if of is None else _environment(of)
    found = []
    for turn in ("read", "printed"):
        got = starts(read(script))
        if len(got) != 1:
            return [*found, f"{how}, {turn}: {len(got)} starts"]
        if _words(got[0].written) != tuple(argv) or got[0].program != launch.program:
            found.append(f"{how}, {turn}: {_words(got[0].written)}")
        if _environment(got[0]) != environment:
            found.append(f"{how}, {turn}: {_environment(got[0])}")
        script = _printed(got[0])
    return found


def _printed(start: ServeStart) -> str:
    return script_of(start.written, start.ran.written_environment, program=start.program)


def _words(words: Sequence[ShellWord]) -> tuple[str, ...]:
    return tuple(word.raw for word in words)


def _environment(start: ServeStart) -> dict[str, str]:
    return {name: value.raw for name, value in start.ran.written_environment.items()}


def _same(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """The same words; JSON by what it says."""
    if len(ours) != len(theirs):
        return False
    return all(a == b or (_json(a) is not None and _json(a) == _json(b)) for a, b in zip(ours, theirs, strict=True))


def _json(text: str) -> Any:
    try:
        return json.loads(text) if text.lstrip().startswith("{") else None
    except ValueError:
        return None


def _same_environment(start: ServeStart, launch: Launch, reading: ScriptReading) -> bool:
    """The same variables. A record has the exports of every branch, and of a substitution the first word only; a
    branch that is not taken is among the remarks."""
    ours, theirs = _environment(start), dict(launch.environment)
    remarks = " ".join(remark.text for remark in reading.remarks)
    for name, value in launch.environment.items():
        if name not in ours and f"{name}={value}" in remarks:
            theirs.pop(name)
        elif value.count("$(") > value.count(")") and ours.get(name, "").startswith(value):
            theirs[name] = ours[name]
    return ours == theirs


def _difference(start: ServeStart, launch: Launch) -> str:
    ours, theirs = _environment(start), launch.environment
    return f"ours {dict(ours.items() - theirs.items())}, recorded {dict(theirs.items() - ours.items())}"
