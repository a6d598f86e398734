"""The table of the arguments of `vllm serve`, and those that this release no longer has.

`serve_arguments.json` is what the parser of vllm 0.23.0 with vllm-ascend 0.23.0 declares; it is read when it is first
needed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from mindie_tui.model.documents.document import Json


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of `vllm serve`."""

    names: tuple[str, ...]
    """As the parser lists them: the long name first, then its `--no-` form, then the short one."""
    dest: str
    """Its name in the parsed values: `tensor_parallel_size`."""
    group: str
    """vLLM's own group: ModelConfig, ParallelConfig, Frontend and so on."""
    kind: str
    """How its text becomes a value; `conversion.convert` knows every kind."""
    default: Json
    choices: tuple[str, ...] | None
    nargs: int | str | None
    """0 takes no value, None exactly one, `?` at most one, `+` at least one."""

    @property
    def is_positional(self) -> bool:
        """True for the model alone."""
        return not self.names[0].startswith("-")

    @property
    def is_boolean(self) -> bool:
        """True where a `--no-` form exists."""
        return self.kind.startswith("bool")

    @property
    def flag(self) -> str:
        """The name under which it is written: the long one."""
        return next((name for name in self.names if name.startswith("--")), self.names[0])

    @property
    def label(self) -> str:
        """As vLLM names it in an error: all its names, joined by a slash."""
        return "/".join(self.names)


@cache
def arguments() -> tuple[Argument, ...]:
    """Every argument, in the order of vLLM's declaration; the order decides how ambiguous names are listed."""
    rows = json.loads((files(__package__) / "serve_arguments.json").read_text(encoding="utf-8"))
    return tuple(
        Argument(**row | {"names": tuple(row["names"]), "choices": tuple(row["choices"]) if row["choices"] else None})
        for row in rows
    )


@cache
def by_name() -> dict[str, Argument]:
    """Option string -> argument, short names and `--no-` forms included; the model has none."""
    return {name: one for one in arguments() if not one.is_positional for name in one.names}


@cache
def by_dest() -> dict[str, Argument]:
    """Destination -> argument. `model_tag` is the positional model of the command line."""
    return {one.dest: one for one in arguments()}


@cache
def gone() -> dict[str, str]:
    """Flag that vLLM 0.23 no longer has -> what to do instead."""
    found: dict[str, str] = json.loads((files(__package__) / "gone_arguments.json").read_text(encoding="utf-8"))
    return found
