"""A command line as the sections of a profile hold it: long names, values as YAML has them. Nothing is judged here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from mindie_tui.model.documents.document import Json
from mindie_tui.model.vllm_ascend.arguments.parse import AmbiguousFlagError, CommandFlag, as_flag
from mindie_tui.model.vllm_ascend.arguments.rewriting import RewritingError, rewrite
from mindie_tui.model.vllm_ascend.arguments.table import Argument


@dataclass(slots=True)
class CommandSettings:
    """What a command line sets."""

    values: dict[str, Json] = field(default_factory=dict)
    """Long name without dashes -> value; the model under `model`. JSON objects are mappings where they are JSON."""
    strays: list[str] = field(default_factory=list)
    """Words that belong to no argument."""
    unknown: list[str] = field(default_factory=list)
    """Flags that vLLM has no argument for, as they are written."""
    twice: tuple[str, ...] = ()
    """Arguments that were given twice: the last one counts."""


def settings_of_words(argv: Sequence[str]) -> CommandSettings:
    """The settings of the arguments after `vllm serve`, whatever they are; `--config` stays a path."""
    found = CommandSettings()
    words = list(argv)
    try:
        rewritten = rewrite([word for word in argv if word != "--config"], None)
        if "--config" not in argv:
            words, found.twice = list(rewritten.args), rewritten.duplicates
    except RewritingError:
        pass
    at = 0
    while at < len(words):
        flag = _flag(words[at])
        at += 1
        if isinstance(flag, str):
            if "model" in found.values:
                found.strays.append(flag)
            else:
                found.values["model"] = flag
        else:
            at = _take(found, flag, words, at)
    return found


def _flag(word: str) -> CommandFlag | str:
    try:
        return as_flag(word)
    except AmbiguousFlagError:
        return CommandFlag(word, None)


def _take(found: CommandSettings, flag: CommandFlag, words: list[str], at: int) -> int:
    """Reads the values of one flag; returns where the next word is."""
    argument = flag.argument
    if argument is not None and argument.nargs == 0:
        negative = argument.is_boolean and flag.name.startswith("--no-")
        found.values[argument.flag[2:]] = not negative
        return at
    name, equals, explicit = flag.name.lstrip("-").partition("=")
    given = [flag.explicit] if flag.explicit is not None else [explicit] if equals else []
    many = argument is not None and argument.nargs == "+"
    while (
        flag.explicit is None
        and not equals
        and at < len(words)
        and (many or not given)
        and isinstance(_flag(words[at]), str)
    ):
        given.append(words[at])
        at += 1
    if argument is None:
        found.unknown.append(flag.name.partition("=")[0])
        found.values[name] = _plain(given[0], "") if given else True
    elif many:
        found.values[argument.flag[2:]] = [_plain(text, argument.kind) for text in given]
    else:
        found.values[argument.flag[2:]] = _value(argument, given[0]) if given else True
    return at


def _value(argument: Argument, text: str) -> Json:
    if text.lstrip().startswith(("{", "[")) and "str" != argument.kind.rpartition(" ")[2]:
        try:
            value: Json = json.loads(text)
        except (ValueError, RecursionError):
            return text
        return value
    return _plain(text, argument.kind)


def _plain(text: str, kind: str) -> Json:
    """A number where the argument takes one and the text is one as YAML writes it; else the text."""
    for convert in (int, float) if "int" in kind or "float" in kind or "loads" in kind else ():
        try:
            number = convert(text)
        except ValueError:
            continue
        if text.strip("+-0123456789.") == "" and not text.startswith("+"):
            return number
    return text
