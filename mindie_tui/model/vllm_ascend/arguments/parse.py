"""A command line of `vllm serve`, read as vLLM's own parser reads it: typed values, or its own sentence.

The rules are those of argparse in Python 3.11, which the images of vLLM-Ascend run: unique prefixes of long names are
names, a single stray word is the model, `+` takes every word up to the next flag. Held against the verdicts of the real
parser by tests/conformance/vllm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mindie_tui.model.documents.document import Json
from mindie_tui.model.vllm_ascend.arguments.conversion import (
    ConversionError,
    SentenceError,
    convert,
    convert_lora_module,
)
from mindie_tui.model.vllm_ascend.arguments.rewriting import RewritingError, rewrite
from mindie_tui.model.vllm_ascend.arguments.table import Argument, by_dest, by_name

_NEGATIVE = re.compile(r"^-\d+$|^-\d*\.\d+$")
_FORM = "json object or dotted keys"
MODEL = "model_tag"
"""The destination of the positional model; `--model` moves there."""


@dataclass(frozen=True, slots=True)
class ArgumentProblem:
    """Why vLLM refuses the command line at its parser (exit code 2, or a traceback)."""

    text: str
    """vLLM's own last line; where it prints several, the first of them."""
    flags: tuple[str, ...]
    """The arguments at fault by their long names; an unknown one as it was written."""
    keys: tuple[str, ...] = ()
    """Of a JSON argument: the keys at fault, dotted."""
    details: tuple[str, ...] = ()
    """Of a JSON argument: one sentence for each key."""


@dataclass(frozen=True, slots=True)
class ParsedArguments:
    """What a command line says."""

    values: Mapping[str, Json]
    """Destination -> typed value, for each argument that was given and could be read; without defaults."""
    problems: tuple[ArgumentProblem, ...] = ()
    """Empty: vLLM accepts it. The first one is what vLLM prints; it does not come to the others."""
    duplicates: tuple[str, ...] = ()
    """Flags and dotted keys that were given twice; the last one counts."""
    unread: tuple[str, ...] = ()
    """Configuration files (`--config`) whose document was not handed in."""

    @property
    def problem(self) -> ArgumentProblem | None:
        """What vLLM prints, None where it accepts the command line."""
        return self.problems[0] if self.problems else None

    def value(self, dest: str) -> Json:
        """The explicit value, else the default of the declaration."""
        return self.values[dest] if dest in self.values else by_dest()[dest].default


def parse(argv: Sequence[str], files: Mapping[str, Json] | None = None) -> ParsedArguments:
    """The arguments after `vllm serve`, typed.

    `files`: the documents of YAML configuration files by path; None: nobody looked, see `unread`.
    """
    try:
        rewritten = rewrite(argv, files)
    except RewritingError as error:
        return ParsedArguments({}, (ArgumentProblem(str(error), error.flags),))
    reading = _WordReading(rewritten.args)
    reading.run()
    return ParsedArguments(reading.values, tuple(reading.problems), rewritten.duplicates, rewritten.unread)


@dataclass(frozen=True, slots=True)
class CommandFlag:
    """A word of the command line that is a flag; `argument` None: no such flag."""

    name: str
    argument: Argument | None
    explicit: str | None = None
    """The text after `=`, or after a short name without a space."""


class _UnknownNameError(ValueError):
    """vLLM looks a name up and ends with a KeyError: its text, and the key of the JSON argument."""


class AmbiguousFlagError(ValueError):
    """Several flags begin so."""


@dataclass(slots=True)
class _WordReading:
    """One pass over the words."""

    args: tuple[str, ...]
    values: dict[str, Json] = field(default_factory=dict)
    problems: list[ArgumentProblem] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    def run(self) -> None:
        try:
            words = self._classified()
        except AmbiguousFlagError as error:
            flags = tuple(str(error).rpartition(" could match ")[2].split(", "))
            self.problems.append(ArgumentProblem(f"vllm serve: error: {error}", flags))
            return
        at = 0
        while at < len(words):
            word = words[at]
            at += 1
            if isinstance(word, str):
                self._stray(word)
            elif word.argument is None:
                self.strays.append(self.args[at - 1])
            else:
                at = self._take(word, word.argument, words, at)
        if self.strays:
            unknown = tuple(w.partition("=")[0] for w in self.strays if w.startswith("-"))
            text = f"vllm: error: unrecognized arguments: {' '.join(self.strays)}"
            self.problems.append(ArgumentProblem(text, unknown or tuple(self.strays)))

    def _classified(self) -> list[CommandFlag | str]:
        """Each word as a flag or as a value; behind `--` all are values."""
        if "--" in self.args:
            end = self.args.index("--")
            return [*map(as_flag, self.args[:end]), *self.args[end + 1 :]]
        return [as_flag(arg) for arg in self.args]

    def _stray(self, word: str) -> None:
        """The first word that belongs to no flag is the model."""
        if MODEL in self.values:
            self.strays.append(word)
        else:
            self.values[MODEL] = word

    def _take(self, flag: CommandFlag, argument: Argument, words: list[CommandFlag | str], at: int) -> int:
        """Reads the values of a flag that starts before `at`; returns where the next word is."""
        if argument.nargs == 0:
            if flag.explicit is not None:
                self._refuse(argument, f"ignored explicit argument {flag.explicit!r}")
            elif argument.dest == "help":
                self.problems.append(ArgumentProblem("vllm serve prints its help and exits.", ("--help",)))
            else:
                self.values[argument.dest] = not flag.name.startswith("--no-") or not argument.is_boolean
            return at
        given = [flag.explicit] if flag.explicit is not None else []
        limit = None if argument.nargs == "+" else 1
        while flag.explicit is None and at < len(words) and (limit is None or len(given) < limit):
            word = words[at]
            if not isinstance(word, str):
                break
            given.append(word)
            at += 1
        if not given and argument.nargs != "?":
            self._refuse(argument, f"expected {'at least one' if argument.nargs == '+' else 'one'} argument")
        else:
            self._convert(argument, given)
        return at

    def _convert(self, argument: Argument, given: list[str]) -> None:
        try:
            values = [_value(argument, text) for text in given]
        except SentenceError as error:
            self.problems.append(ArgumentProblem(str(error), (argument.flag,)))
            return
        except ConversionError as error:
            self._refuse(argument, str(error), error.keys, error.details)
            return
        except _UnknownNameError as error:
            self.problems.append(ArgumentProblem(error.args[0], (argument.flag,), error.args[1:]))
            return
        if argument.nargs == "+":
            self.values[argument.dest] = [v for v in values if v is not None or argument.dest != "lora_modules"]
        else:
            self.values[argument.dest] = values[0] if values else True

    def _refuse(self, argument: Argument, says: str, keys: tuple[str, ...] = (), details: tuple[str, ...] = ()) -> None:
        text = f"vllm serve: error: argument {argument.label}: {says}"
        self.problems.append(ArgumentProblem(text, (argument.flag,), keys, details))


def as_flag(arg: str) -> CommandFlag | str:
    """The flag that a word is, or the word itself where it is a value. Raises AmbiguousFlagError."""
    if not arg.startswith("-") or arg == "-":
        return arg
    names = by_name()
    if arg in names:
        return CommandFlag(arg, names[arg])
    name, equals, explicit = arg.partition("=")
    if equals and name in names:
        return CommandFlag(name, names[name], explicit)
    found = _abbreviated(arg)
    if len(found) > 1:
        raise AmbiguousFlagError(f"ambiguous option: {arg} could match {', '.join(one.name for one in found)}")
    if found:
        return found[0]
    if _NEGATIVE.match(arg) or " " in arg:
        return arg
    return CommandFlag(arg, None)


def _abbreviated(arg: str) -> list[CommandFlag]:
    """Every flag that begins so; a short name may have its value behind it without a space."""
    names = by_name()
    if arg.startswith("--"):
        prefix, equals, explicit = arg.partition("=")
        return [CommandFlag(n, a, explicit if equals else None) for n, a in names.items() if n.startswith(prefix)]
    found = []
    for name, argument in names.items():
        if name == arg[:2]:
            found.append(CommandFlag(name, argument, arg[2:]))
        elif name.startswith(arg):
            found.append(CommandFlag(name, argument))
    return found


def _value(argument: Argument, text: str) -> Json:
    """One value of an argument, checked against its choices. Raises ConversionError or _UnknownNameError."""
    if argument.kind.endswith(_FORM):
        from mindie_tui.model.vllm_ascend.arguments import structured  # pydantic, only where a form is read

        if argument.kind.startswith("optional") and text in ("", "None"):
            return None
        try:
            return structured.convert_structured(argument.dest, text)
        except structured.UnknownModeError as error:
            raise _UnknownNameError(str(error), "cudagraph_mode") from error
    if argument.dest == "lora_modules":
        return convert_lora_module(text) if text not in ("", "None") else None
    value = convert(argument.kind, text)
    choices = argument.choices
    if choices is not None and (str(value) not in choices or value is None):
        shown = ", ".join(choices if isinstance(value, int) else map(repr, choices))
        raise ConversionError(f"invalid choice: {value!r} (choose from {shown})")
    return value
