"""Why a start failed: the one answer out of the logs of all nodes, in the inspector, as a sheet, as a block to send.

What follows from the first fault is hidden behind it, on a page of its own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mindie_tui.model import language
from mindie_tui.model.events.launch import ServiceCulprit
from mindie_tui.model.faults.table import by_code, chinese_of
from mindie_tui.model.message import in_language
from mindie_tui.model.text import one_line, printable
from mindie_tui.tui.common.text_pane import Line
from mindie_tui.tui.dialogs.pages import Page, Pages
from mindie_tui.tui.text.cells import left
from mindie_tui.tui.text.translate import t

_PROSE = 64
"""Characters of a line of prose, which is broken between words; it fits the narrowest screen."""
Fact = tuple[str, str, str]
"""Label, words, style."""


def spoken(code: str, line: str, title: str, cause: str, remedy: str) -> tuple[str, str, str]:
    """Title, cause and remedy of a fault in the language in force, as far as somebody wrote them in it."""
    known = chinese_of(code, line) if language.in_force() == "zh" else None
    fault = by_code().get(code)
    said = in_language(title), in_language(cause), in_language(remedy)
    if known is None or fault is None:
        return said
    ours = cause == fault.cause_of(line)
    return known.title or said[0], known.cause if ours and known.cause else said[1], known.remedy or said[2]


def title_of(found: ServiceCulprit) -> str:
    """What happened, in a few words."""
    return spoken(found.code, found.line, found.title, "", "")[0] or t("an error that no known fault fits")


def culprit_facts(found: ServiceCulprit) -> list[Fact]:
    """The answer in lines: line, ranks, cause, what to do, what follows."""
    _, cause, remedy = spoken(found.code, found.line, found.title, found.cause, found.remedy)
    facts: list[Fact] = [("line", printable(found.line).strip(), "$foreground")]
    if found.ranks:
        facts.append(("where", "; ".join(rank_words(rank) for rank in found.ranks[:2]), "$foreground"))
    facts += [("cause", cause, "$foreground")] if cause else []
    facts.append(("do", remedy or t("read the lines around it: c"), "$strong"))
    return facts


def rank_words(rank: Mapping[str, Any]) -> str:
    """ "rank 3 = node a3-01, NPU 3, 192.168.7.20"."""
    address = f", {rank.get('device_ip')}" if rank.get("device_ip") else ""
    return t(
        "rank {rank} = node {node}, NPU {npu}{address}",
        rank=rank.get("rank"), node=rank.get("node"), npu=rank.get("npu"), address=address,
    )  # fmt: skip


def _count(follows: int) -> str:
    return t("1 error follows from it") if follows == 1 else t("{n} errors follow from it", n=follows)


def block_of(found: ServiceCulprit) -> str:
    """All of it as one block for a chat."""
    lines = [f"{found.node}: {title_of(found)}" + (f"  ({found.code})" if found.title else "")]
    lines += [f"{left(label, 5)}  {text}" for label, text in _labelled(found)]
    lines += ["", *(("> " if here else "  ") + line for here, line in _around(found))]
    if found.follows:
        lines += ["", _count(found.follows_count), *map(_other, found.follows[:5])]
    return "\n".join(lines)


def _labelled(found: ServiceCulprit) -> Iterator[tuple[str, str]]:
    """Label and text of each thing that is known of it."""
    file, offset = found.log.get("file", ""), found.log.get("offset", 0)
    yield t("when"), found.when or t("unknown")
    yield t("where"), t("{file}, byte {offset}", file=file, offset=f"{offset:,}") if file else found.node
    if found.reported_by not in ("", found.node):
        yield t("by"), t("reported by {node}", node=found.reported_by)
    yield from ((t("ranks"), rank_words(rank)) for rank in found.ranks)
    _, cause, remedy = spoken(found.code, found.line, found.title, found.cause, found.remedy)
    yield from ((label, one_line(text)) for label, text in ((t("cause"), cause), (t("do"), remedy)) if text)


def _around(found: ServiceCulprit) -> Iterator[tuple[bool, str]]:
    """(whether it is the line itself, the line) of it and its neighbours."""
    own = printable(found.line).strip()
    for line in found.around or (found.line,):
        yield printable(line).strip() == own, printable(line).rstrip()


def _other(one: Mapping[str, Any]) -> str:
    when = str(one.get("when") or "-")[:23]
    return f"  {when:<23}  {one.get('node')}  {one.get('code')}  {one_line(str(one.get('line', '')))[:200]}"


class Why(Pages):
    """The culprit on its page; what follows from it, and what does not, on further ones. `y` copies one block."""

    def __init__(self, found: ServiceCulprit) -> None:
        self.found = found
        pages = [Page(t("what happened first"), list(_first_page(found)))]
        for title, many in ((t("what follows from it"), found.follows), (t("further errors"), found.others)):
            if many:
                pages.append(Page(title, list(_page_of(many))))
        super().__init__(f"{found.node}: {title_of(found)}", [], pages)

    def action_copy(self) -> None:
        self.app.copy(block_of(self.found) + "\n", t("why it failed"))  # type: ignore[attr-defined]  # our app has it


def _first_page(found: ServiceCulprit) -> Iterator[Line]:
    for label, text in _labelled(found):
        first, *rest = (textwrap.wrap(text, _PROSE) if text.isascii() else [text]) or [""]
        style = "$strong" if label == t("do") else "$foreground"
        yield f"{left(label, 5)}  {first}", style
        yield from ((" " * 7 + line, style) for line in rest)
    yield "", ""
    for here, line in _around(found):
        yield ("> " if here else "  ") + line, "$error" if here else "$muted"
    yield "", ""
    if found.follows:
        yield _count(found.follows_count) + "   tab", "$muted"
    if found.code != "unrecognised" and found.title:
        yield t("known fault {code}", code=found.code), "$muted"


def _page_of(many: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    for one in many:
        fault = by_code().get(str(one.get("code")))
        title = spoken(fault.code, "", fault.title, "", "")[0] if fault is not None else t("unknown error")
        yield f"{one.get('node')}  {str(one.get('when') or '')[:23]}  {title}", "$foreground"
        yield "  " + one_line(str(one.get("line", ""))), "$muted"
