"""What a launch would write on each node, to be read before the yes: config.json, start script, rank table."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from mindie_tui.model.message import in_language
from mindie_tui.model.text import one_line
from mindie_tui.model.workbench.launch_plan import NodePlan
from mindie_tui.tui.common.text_pane import Line, of_diff, plain
from mindie_tui.tui.dialogs.pages import Page
from mindie_tui.tui.text.translate import t

MANY = 5
"""From this many nodes on, a title shows their number."""


def pages(plans: Sequence[NodePlan]) -> list[Page]:
    """One page for each file that differs: nodes on which the same changes share one; then what would be sent."""
    return [*_config(plans), *_scripts(plans), *_own_files(plans), *_commands(plans)]


def _config(plans: Sequence[NodePlan]) -> list[Page]:
    """Each node's own old file against the new one."""
    groups: dict[str | None, list[NodePlan]] = {}
    for plan in plans:
        if plan.config is not None:
            text = plan.difference
            body = "\n".join(text.splitlines()[2:]) if text else text  # without the two lines that name the files
            groups.setdefault(body, []).append(plan)
    made = []
    for text, group in groups.items():
        paths = {one_line(plan.config.path) for plan in group if plan.config is not None}
        path = f"   {paths.pop()}" if len(paths) == 1 else ""
        names = t("{n} nodes", n=len(group)) if len(group) >= MANY else ", ".join(plan.node for plan in group)
        if text is None:
            lines = plain(t("the file there was not read; it is kept and replaced"), "$warning")
        elif not text:
            lines = plain(t("already identical"), "$muted")
        else:
            lines = of_diff(text.splitlines())
        made.append(Page(f"config.json   {names}{path}", lines))
    return made


def _scripts(plans: Sequence[NodePlan]) -> list[Page]:
    """The master's start script in full; of each other node what differs from it."""
    made: list[Page] = []
    for plan in plans:
        script, first = plan.script.text, plans[0].script.text
        if plan is plans[0]:
            made.append(Page(f"start.sh   {plan.node}", plain(script)))
        elif script != first:
            lines = list(difflib.unified_diff(first.splitlines(), script.splitlines(), lineterm="", n=0))
            title = t("start.sh   {node}, against {master}", node=plan.node, master=plans[0].node)
            made.append(Page(title, of_diff(lines)))
    return made


def _own_files(plans: Sequence[NodePlan]) -> list[Page]:
    """The other files of the run's own folder, which are the same on all nodes."""
    return [Page(file.name, plain(file.text.rstrip())) for file in (plans[0].own_files if plans else ())]


def _commands(plans: Sequence[NodePlan]) -> list[Page]:
    """What would be sent to each node, in this order."""
    lines: list[Line] = []
    for plan in plans:
        lines += plain(plan.node, "bold $foreground") if plan.commands else []
        for sent in plan.commands:
            lines += plain(sent.text)
            lines += plain(f"  # {in_language(sent.input)}", "$muted")
    return [Page(t("commands, in this order"), lines)] if lines else []
