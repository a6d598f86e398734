"""Stop the service, or put the old config.json back: each after a question."""

from __future__ import annotations

from collections.abc import Sequence

from mindie_tui.model.text import one_line
from mindie_tui.tui.common.wizard import Wizard
from mindie_tui.tui.dialogs.confirm import AnswerKey, Confirm
from mindie_tui.tui.text.cells import cut, say
from mindie_tui.tui.text.translate import t

ROOM = 57
"""Cells of a line in the dialog."""
NAMED = 4
"""Nodes that the dialog names; of more it gives the number."""


async def stop(app: Wizard, nodes: Sequence[str]) -> None:
    """Ask, and stop the service on all nodes; a service that another operator started is named as such."""
    where = f"on {', '.join(nodes[:NAMED])}" + (f" and {len(nodes) - NAMED} more" if len(nodes) > NAMED else "")
    session, attached = app.session, app.run_state.attached
    who = attached.operator if attached is not None else ""
    theirs = bool(who) and who != session.operator
    other = [say((cut(t("{who} started it", who=one_line(who)), ROOM), "bold $warning"))]
    answer = await app.push_screen_wait(
        Confirm(
            t("Stop the service?"),
            [
                say((cut(where, ROOM), "$foreground")),
                *(other if theirs else []),
                say((t("The weights are loaded again next time; nothing else is changed."), "$muted")),
            ],
            [AnswerKey("n", "keep it running", "no"), AnswerKey("x", "stop", "stop")],
            weight="warning",
        )
    )
    if answer == "stop":
        await app.follow(session.stop(take_over=True) if theirs else session.stop())


async def roll_back(app: Wizard) -> None:
    """Ask, and give each node its file of before this run."""
    answer = await app.push_screen_wait(
        Confirm(
            t("Put the old config.json back?"),
            [t("Each node gets back its file of before this run, byte for byte.")],
            [AnswerKey("n", "leave it", "no"), AnswerKey("u", "roll back", "yes")],
        )
    )
    if answer == "yes":
        await app.follow(app.session.rollback())
