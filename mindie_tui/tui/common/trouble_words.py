"""How the wizard says what went wrong with a service that still runs. Pure."""

from __future__ import annotations

from mindie_tui.model.events.codec import ServiceTrouble
from mindie_tui.model.launch.vitals import LOG, SAYS
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.text import one_line
from mindie_tui.tui.text.cells import duration
from mindie_tui.tui.text.translate import t


def trouble_words(event: ServiceTrouble) -> str:
    """One change, with its node."""
    bad, over = SAYS.get(event.what, (event.what, event.what))
    if event.over:
        return t("{node}: {what} after {time}", node=event.node, what=t(over), time=duration(event.lasted_s or 0))
    return t("{node}: {what}: {said}", node=event.node, what=t(bad), said=one_line(event.said))


def going_on(state: RunState) -> tuple[ServiceTrouble, ...]:
    """The current problems except a silent log: a service that gets no requests may log nothing."""
    troubles = [one for node in state.nodes.values() for one in node.troubles.values()]
    return tuple(one for one in troubles if one.what != LOG)
