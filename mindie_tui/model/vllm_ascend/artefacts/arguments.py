"""The sections of a profile -> the words after `vllm serve`, the same for every node."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import Json
from mindie_tui.model.vllm_ascend.arguments.table import by_name

JSON_SECTIONS = {
    "additional_config": "additional-config",
    "compilation_config": "compilation-config",
    "speculative_config": "speculative-config",
}
"""Section of a profile -> the argument that takes it as JSON."""
SHORT_SECTIONS = {"cc": "compilation_config", "sc": "speculative_config"}
"""Short names of arguments that have a section of their own."""
_NUMBER = re.compile(r"-\d+|-\d*\.\d+")


def argv_of(deployment: Deployment) -> tuple[str, ...]:
    """What follows `vllm serve` where one node runs it alone: the model, `serve:` in its order, the JSON sections."""
    return words_of(settings_of(deployment))


def settings_of(deployment: Deployment) -> dict[str, Json]:
    """Argument (long name without dashes) -> value; an empty JSON section is no argument."""
    sections = {flag: getattr(deployment, name) for name, flag in JSON_SECTIONS.items()}
    return {**deployment.serve, **{flag: value for flag, value in sections.items() if value}}


def words_of(settings: Mapping[str, Json]) -> tuple[str, ...]:
    """Arguments as they are typed, the model first."""
    model = settings.get("model")
    words = [] if model is None else [str(model)]
    for name, value in settings.items():
        if name != "model":
            words += _words(name, value)
    return tuple(words)


def _words(name: str, value: Json) -> list[str]:
    """One argument. `false` is the `--no-` form where there is one; other than in a file of `--config`, which drops
    it in silence (vllm, utils/argparse_utils.py)."""
    flag = f"--{name}"
    if value is True:
        return [flag]
    if value is False:
        opposite = f"--no-{name}"
        return [opposite] if opposite in by_name() else []
    if value is None or value == []:
        return []
    if isinstance(value, dict):
        return [flag, json.dumps(value, ensure_ascii=False)]
    if isinstance(value, list):
        argument = by_name().get(flag)
        if argument is not None and argument.nargs != "+":
            return [flag, json.dumps(value, ensure_ascii=False)]
        return [flag, *map(_text, value)]
    text = _text(value)
    is_like_a_flag = text.startswith("-") and text != "-" and not _NUMBER.fullmatch(text)
    return [f"{flag}={text}"] if is_like_a_flag else [flag, text]


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | bool) else str(value)
