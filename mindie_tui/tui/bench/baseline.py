"""Marks a measured run as the baseline, by name, and has the profile compare with it from now on."""

from __future__ import annotations

from mindie_tui.model.deployment import Baseline
from mindie_tui.model.errors import MindieTuiError
from mindie_tui.store.runs import baselines
from mindie_tui.store.runs.run import Run
from mindie_tui.tui.common.wizard import Wizard
from mindie_tui.tui.dialogs.ask import Ask
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import t


def _wrong(name: str) -> str | None:
    return None if name and name[0] not in ".-" and not set(name) & set("/\\\0") else t("letters, digits, - and _")


async def mark(app: Wizard, run: Run) -> str | None:
    """Ask for a name and keep the run's report under it; the name, None where nothing was kept. Call it in a worker."""
    name = await app.push_screen_wait(
        Ask(
            t("Mark as the baseline"),
            [
                say((t("run") + "  ", "$muted"), run.id),
                say((t("Later runs of this profile are compared with it."), "$muted")),
            ],
            value=app.deployment.name,
            wrong=_wrong,
        )
    )
    if not name:
        return None
    try:
        path = baselines.save(run.folder / "report.json", name)
    except MindieTuiError as error:
        app.tell(error)
        return None
    limits = (app.deployment.baseline or Baseline()).model_copy(update={"report": name})
    app.edit(app.deployment.model_copy(update={"baseline": limits}))
    app.notify(f"{t('{name} is the baseline', name=name)}  {path}", markup=False)
    return name
