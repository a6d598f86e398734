"""`replay --dry-run`: the diff of config.json, rank table, scripts and commands of each node; changes nothing there.

The nodes are asked what they have, as always; then what a launch would write and send is printed and not done. A
nonce, the time and the run's id are those of this walk: another walk has others.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mindie_tui.model.text import printable

if TYPE_CHECKING:
    from mindie_tui.remote.session_plan import NodePlan


def lines(plans: Sequence[NodePlan]) -> Iterator[str]:
    """What is printed, without anything that a terminal would act on. What is equal on all nodes stands once."""
    for plan in plans:
        yield from _section(f"{plan.node}: config.json", _diff(plan))
    if plans and plans[0].rank_table is not None:
        where = f"rank_table.json, on all nodes: {plans[0].rank_table_path}"
        yield from _section(where, plans[0].rank_table.splitlines())
    for plan in plans:
        yield from _section(f"{plan.node}: start.sh: {plan.script_path}", plan.script.splitlines())
    for plan in plans:
        yield from _section(f"{plan.node}: commands, in this order", _commands(plan))


def _section(title: str, body: Sequence[str]) -> Iterator[str]:
    yield printable(f"== {title}")
    yield from (printable(line) for line in body)
    yield ""


def _diff(plan: NodePlan) -> list[str]:
    if plan.config_now is None:
        return [f"{plan.config_path} could not be read; it would be:", *plan.config.splitlines()]
    if plan.config_now == plan.config:
        return [f"{plan.config_path} stays as it is"]
    old, new = _laid_out(plan.config_now), _laid_out(plan.config)
    found = list(difflib.unified_diff(old, new, plan.config_path, "as it would be, blanks aside", lineterm="", n=1))
    return found or [f"{plan.config_path} differs in its blanks alone"]


def _laid_out(text: str) -> list[str]:
    """The lines of a JSON text, laid out alike: what is compared is what it says. Another text as it is."""
    try:
        value = json.loads(text)
    except ValueError:
        return text.splitlines()
    return json.dumps(value, indent=2, ensure_ascii=False).splitlines()


def _commands(plan: NodePlan) -> list[str]:
    told = []
    for sent in plan.commands:
        told += [
            *sent.text.splitlines(),
            f"  # {sent.size} bytes on standard input: {sent.program}.py and what it is told",
        ]
    return told
