"""What vLLM's parser refuses: unknown flags, values of a wrong type, invalid JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mindie_tui.model.documents.document import ABSENT, pointer
from mindie_tui.model.vllm_ascend.arguments.parse import ArgumentProblem
from mindie_tui.model.vllm_ascend.arguments.table import gone
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule
from mindie_tui.model.vllm_ascend.rules.view import CommandView

SOURCE = "vllm, utils/argparse_utils.py and engine/arg_utils.py"


@rule("arguments.parser", says="vLLM does not accept {flags}: {what}", source=SOURCE)
def the_parser_accepts_them(v: CommandView) -> Iterator[Hit]:
    """The parser stops at the first problem and exits with code 2; this reports all of them."""
    for problem in v.parsed.problems:
        flags = [flag for flag in problem.flags if flag.startswith("-")]
        known = [flag for flag in flags if flag in gone()]
        what = gone()[known[0]] if known else _what(problem)
        fixes = tuple(change(_place(flag), ABSENT) for flag in known)
        yield hit_at(
            *_places(problem),
            flags=", ".join(problem.flags) or "the command line",
            what=what.rstrip("."),
            fixes=fixes,
            engine=problem.text,
        )


def _places(problem: ArgumentProblem) -> list[str]:
    keys = [f"{_place(flag)}{pointer(*key.split('.'))}" for flag in problem.flags for key in problem.keys]
    return [*(_place(flag) for flag in problem.flags), *keys] or ["--"]


def _place(flag: str) -> str:
    """A flag as a place; anything else under its own name."""
    name = flag if flag.startswith("--") else f"--{flag.lstrip('-')}"
    return name.partition("=")[0]


def _what(problem: ArgumentProblem) -> str:
    """vLLM's sentence without its head; the details of the keys where there are some."""
    if problem.details:
        return "; ".join(problem.details)
    return re.sub(r"^vllm( serve)?: error: (argument \S+: )?", "", problem.text)


@rule(
    "arguments.unread",
    says="{path} of --config was not read: what it says is not judged",
    severity="note",
    places=("--config",),
    source=SOURCE,
)
def files_that_were_not_read(v: CommandView) -> Iterator[Hit]:
    """The arguments in the file count as those of the command line, which wins over them."""
    for path in v.parsed.unread:
        yield hit_at(path=path)


RULES: tuple[ServeRule, ...] = (the_parser_accepts_them, files_that_were_not_read)
