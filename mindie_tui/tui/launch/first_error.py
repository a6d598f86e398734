"""The first error of a launch: its node, its lines in the inspector, and its text to copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from mindie_tui.model import language
from mindie_tui.model.faults.table import chinese
from mindie_tui.model.message import in_language
from mindie_tui.model.runs.state import NodeState, RunState
from mindie_tui.model.text import one_line, printable
from mindie_tui.tui.common.inspector import chip
from mindie_tui.tui.launch.expected_times import memory_words
from mindie_tui.tui.launch.log.lines import parse
from mindie_tui.tui.launch.phases import UP
from mindie_tui.tui.launch.why import block_of, culprit_facts, spoken, title_of
from mindie_tui.tui.text.cells import cut, left, say, spread
from mindie_tui.tui.text.translate import t

if TYPE_CHECKING:
    from mindie_tui.tui.launch.log.view import LogView


def culprit(state: RunState) -> NodeState | None:
    """The node that the logs name, else that of the first error, else the first whose service died; None for none."""
    first = state.culprit or state.first_error
    node = state.nodes.get(first.node) if first else None
    return node or next((n for n in state.nodes.values() if n.died is not None), None)


def error_facts(state: RunState) -> list[tuple[str, str, str]]:
    """(label, words, style) of the first error, or of why the launch failed; a title first and "then" last.

    Empty where there is no error to show.
    """
    first, failed = state.first_error, state.failed
    facts: list[tuple[str, str, str]] = []
    if state.culprit is not None and state.service not in UP:
        facts += [("", "", ""), *culprit_facts(state.culprit)]
    elif first is not None and state.service not in UP:
        facts.append(("", "", ""))
        facts.append(("line", parse(printable(first.line).strip()).message, "$foreground"))
        _, cause, remedy = spoken(first.code, first.line, "", first.cause, first.remedy or "")
        facts += [("cause", cause, "$foreground")] if cause else []
        facts += [("do", remedy, "$strong")] if remedy else []
    elif failed is not None:
        facts.append(("", "", ""))
        facts.append(("line", in_language(failed.reason), "$foreground"))
        facts += [("do", in_language(failed.remedy), "$strong")] if failed.remedy else []
    if facts and (words := memory_words(state)):
        facts.append(("memory", words, "$foreground"))
    if facts and failed is not None:
        facts += [("stands" if n == 0 else "", line, "$muted") for n, line in enumerate(failed.standing[:3])]
    return [*facts, ("then", "", "")] if facts else []


def inspector_lines(state: RunState, columns: int, chips: Sequence[tuple[str, str]], *, tall: bool) -> list[Content]:
    """The inspector's lines of `columns` cells; `chips` are (key, word) of what may be done; none without an error."""
    facts = error_facts(state)
    if not facts:
        return []
    lines = [spread(*_title(state), columns - 3)]
    if tall:
        lines.append(Content(""))
    said = facts[1:-1]
    if state.culprit is not None and not tall:
        said = said[: 4 if state.culprit.ranks else 3]  # so that the keys that help have their line
    for label, words, style in said:
        whole = Content.styled(one_line(words), style)
        two = tall and label in ("line", "do")
        head, *rest = (
            whole.wrap(columns - 13)[:2] if two else [Content.styled(cut(one_line(words), columns - 10), style)]
        )
        lines.append(say((left(t(label) if label else "", 7), "$muted")) + head)
        lines += [say((" " * 7, "")) + line for line in rest]
    then = say((left(t("then"), 7), "$muted"))
    for key, word in chips:
        then += chip(key, word) + say("   ")
    words = " " + t("copy the error, the lines around it, node and fix")
    return [*lines, then + say(("y", "bold $strong"), (words, "$muted"))]


def _title(state: RunState) -> tuple[Content, Content]:
    """Left whose error it is, right how many there are and its code."""
    if (found := state.culprit) is not None:
        title = say(("✗ ", "$error"), (found.node, "bold $strong"), ("   " + title_of(found), "$foreground"))
        many = found.follows_count
        return title, say((t("{n} errors follow from it", n=many) if many > 1 else "", "$muted"))
    first = state.first_error
    if first is None:
        return say(("✗ ", "$error"), (t("the launch failed"), "bold $strong")), Content("")
    count = sum(node.error_count for node in state.nodes.values())
    title = say(("✗ ", "$error"), (t("first error, on {node}", node=first.node), "bold $strong"))
    if language.in_force() == "zh" and (known := chinese(first.code)) is not None:
        title += say(("   " + known.title, "$foreground"))
    of = t("first of {n}, ", n=count) if count > 1 else ""
    return title, say((of, "$muted"), one_line(first.code))


def text_to_copy(state: RunState, pane: LogView) -> tuple[str, str] | None:
    """(text, what it is): the first error, else the lines around the marked one; None where the log is empty."""
    around, first = pane.around(), state.first_error
    if pane.marked is None and state.culprit is not None:
        return block_of(state.culprit), t("why it failed")
    if pane.marked is None and first is not None:
        parts = [
            f"{first.node}  {printable(first.line).strip()}",
            f"cause  {first.cause}" if first.cause else "",
            f"do  {first.remedy}" if first.remedy else "",
            around,
        ]
        return "\n".join(filter(None, parts)), t("the first error")
    return (around, t("the lines around")) if around else None
