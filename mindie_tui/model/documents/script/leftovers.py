"""The lines of a script that have no place in a profile: those beside a start, and around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mindie_tui.model.documents.document import Json
from mindie_tui.model.documents.script.problems import Remark
from mindie_tui.model.documents.script.reading import ScriptCommand, ScriptReading
from mindie_tui.model.documents.script.words import NAME, ShellWord
from mindie_tui.model.message import Message

OURS = Message("mindie-tui writes it for each node")


@dataclass(frozen=True, slots=True)
class ImportedProfile:
    """What a profile takes of a script."""

    values: dict[str, Json]
    """Sections of a profile, as its file has them."""
    remarks: tuple[Remark, ...]
    """Each line, or part of one, that is not in them, in the order of the lines."""
    config: str = ""
    """A configuration file that the script starts from, as it names it."""
    config_line: int = 0
    secrets: tuple[str, ...] = ()
    """Values that are left out because nobody is to read them."""


def other_commands(
    reading: ScriptReading, chosen: ScriptCommand, is_start: Callable[[ScriptCommand], bool], lines: Sequence[str]
) -> Iterator[Remark]:
    """The commands beside the start that was chosen. `lines`: those of the script."""
    for ran in reading.ran:
        if ran is chosen or (ran.piped and ran.line == chosen.last_line):
            continue
        text = lines[ran.line - 1].strip() if 0 < ran.line <= len(lines) else ran.words[0].raw
        if is_start(ran):
            yield Remark(ran.line, text, Message("another start: import it by itself"))
        else:
            yield Remark(ran.line, text, Message("a profile has no place for this command"))


def around_start(chosen: ScriptCommand, before: Sequence[ShellWord]) -> Iterator[Remark]:
    """What is around the start in its own line; `before`: words in front that are no wrapper that we know."""
    front = " ".join(word.raw for word in (*chosen.wrapper, *before))
    if front:
        yield Remark(chosen.line, front, Message("left out: mindie-tui starts the command itself"))
    if chosen.redirections:
        text = " ".join(f"{one.operator} {one.target.raw}" for one in chosen.redirections)
        yield Remark(chosen.last_line, text, Message("left out: a run keeps the log by itself"))
    if not chosen.certain:
        why = Message("only a branch, a loop or a function reaches this start")
        yield Remark(chosen.line, " ".join(word.raw for word in chosen.words[:2]), why)


def environment_of_start(
    chosen: ScriptCommand, ours: Sequence[str], is_secret: Callable[[str], bool]
) -> tuple[dict[str, Json], tuple[str, ...], list[Remark]]:
    """`environment:`, `environment_from:`, and the variables that are in neither.

    `ours`: variables that we write for each node.
    """
    found: dict[str, Json] = {}
    from_here: list[str] = []
    remarks: list[Remark] = []
    for name, value in chosen.environment.items():
        line, text = value.line or chosen.line, f"{name}={value.raw}"
        if name in ours:
            remarks.append(Remark(line, text, OURS))
        elif not NAME.fullmatch(name):
            remarks.append(Remark(line, text, Message("no shell exports a variable of this name")))
        elif value.unknown:
            remarks.append(Remark(line, text, unknown_value(value)))
        elif is_secret(name):
            remarks.append(Remark(line, name, Message("a secret: export {name} before the launch", name=name)))
            from_here.append(name)
        else:
            found[name] = value.raw
    return found, tuple(from_here), remarks


def secrets_of_start(chosen: ScriptCommand, is_secret: Callable[[str], bool]) -> tuple[str, ...]:
    """The values of its secret variables."""
    return tuple(value.raw for name, value in chosen.environment.items() if is_secret(name) and value.raw)


def unknown_value(word: ShellWord) -> Message:
    """Why the value of a word is not known."""
    source = word.unknown[0].source
    return Message("{source} is not known here: write its value into the profile", source=source)
