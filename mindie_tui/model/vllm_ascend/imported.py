"""A script with a start of vLLM -> the sections of a profile, and each line that these do not hold."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from mindie_tui.model.documents.document import Json
from mindie_tui.model.documents.script.leftovers import (
    OURS,
    ImportedProfile,
    around_start,
    environment_of_start,
    other_commands,
    secrets_of_start,
    unknown_value,
)
from mindie_tui.model.documents.script.problems import Remark
from mindie_tui.model.documents.script.reading import ScriptReading
from mindie_tui.model.documents.script.words import ShellWord
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.artefacts.secret import is_secret_name
from mindie_tui.model.vllm_ascend.arguments.settings import settings_of_words
from mindie_tui.model.vllm_ascend.artefacts.arguments import JSON_SECTIONS
from mindie_tui.model.vllm_ascend.artefacts.environment import INTERFACES
from mindie_tui.model.vllm_ascend.artefacts.nodes import OF_A_NODE, VARIABLES_OF_A_NODE
from mindie_tui.model.vllm_ascend.rules.command import RELEASE
from mindie_tui.model.vllm_ascend.script import ServeStart, start_of, starts

OF_THE_NODES = (*OF_A_NODE, "data-parallel-size-local", "data-parallel-address", "master-addr")
"""Arguments that follow from the nodes that are picked."""
_VARIABLES = (*VARIABLES_OF_A_NODE, *INTERFACES)


def profile_of(reading: ScriptReading, lines: Sequence[str]) -> ImportedProfile | None:
    """The profile of the first start that a script surely comes to, its head's where it starts several nodes.

    None: the script starts no vLLM. `lines`: those of the script.
    """
    found = starts(reading)
    if not found:
        return None
    start = min(found, key=lambda one: (_is_headless(one), one.ran.in_a_file, not one.ran.certain))
    ran = start.ran
    environment, from_here, left = environment_of_start(ran, _VARIABLES, partial(is_secret_name, variable=True))
    if any(word.raw.startswith("--api-key") for word in start.arguments):
        from_here = tuple(dict.fromkeys((*from_here, "VLLM_API_KEY")))
    others = other_commands(reading, ran, lambda one: start_of(one) is not None, lines)
    remarks = [*reading.remarks, *left, *others, *around_start(ran, start.before)]
    values: dict[str, Json] = {"engine": "vllm-ascend"}
    values |= _sections(start, remarks)
    if environment:
        values["environment"] = environment
    if from_here:
        values["environment_from"] = list(from_here)
    secrets = (*secrets_of_start(ran, partial(is_secret_name, variable=True)), *_api_keys(start))
    return ImportedProfile(values, tuple(sorted(remarks, key=lambda one: one.line)), secrets=secrets)


def _api_keys(start: ServeStart) -> list[str]:
    """The keys that the command line gives in clear."""
    value = settings_of_words([word.raw for word in start.arguments]).values.get("api-key", [])
    return [str(one) for one in (value if isinstance(value, list) else [value])]


def _is_headless(start: ServeStart) -> bool:
    return any(word.literal == "--headless" for word in start.arguments)


def _sections(start: ServeStart, remarks: list[Remark]) -> dict[str, Json]:
    """`serve:` and the JSON sections."""
    for before, word in zip((None, *start.arguments), start.arguments, strict=False):
        if word.unknown and not (before is not None and _is_of_the_nodes(before)):
            shown = word.raw if len(word.raw) < 80 else word.unknown[0].source
            remarks.append(Remark(word.line or start.ran.line, shown, unknown_value(word)))
    settings = settings_of_words([word.raw for word in start.arguments])
    where = _lines(start)
    serve: dict[str, Json] = {}
    sections: dict[str, Json] = {}
    of_section = {flag: section for section, flag in JSON_SECTIONS.items()}
    for name, value in settings.values.items():
        line = where.get(name, start.ran.line)
        if name in OF_THE_NODES:
            remarks.append(Remark(line, _shown(name, value), OURS))
        elif name == "api-key":
            remarks.append(Remark(line, "--api-key", Message("a secret: export it as VLLM_API_KEY before the launch")))
        elif name in of_section and isinstance(value, dict):
            sections[of_section[name]] = value
        elif name in of_section:
            remarks.append(Remark(line, _shown(name, value), Message("not a JSON object, which the profile needs")))
        else:
            serve[name] = value
    for stray in settings.strays:
        line = next((word.line for word in start.arguments if word.raw == stray), start.ran.line)
        remarks.append(Remark(line, stray, Message("belongs to no argument")))
    for name in settings.unknown:
        line = where.get(name.lstrip("-"), start.ran.line)
        remarks.append(Remark(line, name, Message("vLLM {release} has no such argument", release=RELEASE)))
    for name in settings.twice:
        line = where.get(name.lstrip("-"), start.ran.line)
        remarks.append(Remark(line, name, Message("given twice: the last one counts")))
    return {"serve": serve, **sections}


def _is_of_the_nodes(word: ShellWord) -> bool:
    return any(name in OF_THE_NODES for name in settings_of_words(["model", word.raw]).values)


def _lines(start: ServeStart) -> dict[str, int]:
    """Argument -> the line that it is on."""
    found = {}
    for word in start.arguments:
        for name in settings_of_words(["model", word.raw]).values if word.raw.startswith("-") else ():
            found[name] = word.line or start.ran.line
    return found


def _shown(name: str, value: Json) -> str:
    return f"--{name}" if value is True else f"--{name} {value}"
