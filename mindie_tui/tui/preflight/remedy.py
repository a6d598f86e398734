"""Fixing what a check found: the exact command on each node, run after a confirmation, and the check repeated."""

from __future__ import annotations

from textual.content import Content

from mindie_tui.model.engines import engine_of
from mindie_tui.model.message import in_language
from mindie_tui.model.text import one_line, printable
from mindie_tui.tui.common.wizard import Wizard
from mindie_tui.tui.dialogs.confirm import AnswerKey, Confirm
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import t


def commands(app: Wizard, check: str, nodes: list[str]) -> dict[str, str]:
    """Node: the command that fixes this check there; only nodes where it did not pass and a safe one is known."""
    found = {}
    for node in nodes:
        done = app.run_state.checks.get((check, node))
        command = app.session.remedies(check, node) if done is not None and done.verdict != "pass" else None
        if command:
            found[node] = command
    return found


async def mend(app: Wizard, title: str, check: str, nodes: list[str]) -> None:
    """Ask once, showing what would run where; then node by node. Run it in a worker."""
    known = commands(app, check, nodes)
    if not known:
        return
    facts: list[Content | str] = []
    for node, command in known.items():
        facts += [say((one_line(node), "bold $foreground")), say(("$ ", "$muted"), (printable(command), "$strong"))]
    engine = engine_of(app.deployment).label
    facts.append(say((t("Run it where {engine} runs; the check runs again afterwards.", engine=engine), "$muted")))
    question = t("Mend: {title}?", title=title)
    choices = [AnswerKey("n", "not now", "no"), AnswerKey("g", "run it", "yes")]
    if await app.push_screen_wait(Confirm(question, facts, choices, weight="warning")) != "yes":
        return
    for node, command in known.items():
        before = app.run_state
        if not await app.follow(app.session.remedy(check, node, command)):
            return
        _tell(app, check, node, before is not app.run_state)


def _tell(app: Wizard, check: str, node: str, walked: bool) -> None:
    """The result: the check's new answer."""
    done = app.run_state.checks.get((check, node))
    if not walked or done is None:
        return
    good = done.verdict == "pass"
    said = t("fixed") if good else f"{t('not fixed')}: {in_language(one_line(done.found))}"
    app.notify(f"{node}  {said}", severity="information" if good else "warning", markup=False)
