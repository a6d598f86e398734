"""Every key of a screen pressed once, and what each brings: for what must hold of all that an operator can see."""

from __future__ import annotations

from collections.abc import Callable

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from mindie_tui.tui.app import MindieApp

ACTS = frozenset(
    "again away back command_palette copy copy_text delete drop edge export fix focus_next focus_previous "
    "give hit home import jump keep language last launch leave mark master mouse move new next none one "
    "page pick pin play probe quit readonly redo remove replay restore rollback save screenshot seek "
    "sideways skip slow_link speed start step stop suspend_process theme turn undo upload".split()
)
"""Actions that change something, go elsewhere or only move: their keys are left out."""
INSIDE = ("tab", "down", "question_mark")
"""Keys that are pressed in each dialog."""


def shown(app: MindieApp) -> str:
    """What the terminal shows, line by line."""
    return "\n".join("".join(segment.text for segment in line) for line in app.screen._compositor.render_strips())


async def crawl(pilot: Pilot[int], key_of_screen: str, look: Callable[[str, str], None]) -> None:
    """`look(keys, text)` for the screen, then for what each of its keys brings; `key_of_screen` shows it again."""
    app = pilot.app
    assert isinstance(app, MindieApp)
    await pilot.pause()
    base = app.screen
    look("", shown(app))
    for key, active in list(base.active_bindings.items()):
        if active.binding.action.split("(")[0].split(".")[-1] in ACTS:
            continue
        await pilot.press(key)
        await pilot.pause()
        look(key, shown(app))
        if app.screen is not base:
            for inside in INSIDE:
                await pilot.press(inside)
                await pilot.pause()
                look(f"{key} {inside}", shown(app))
        await _back(pilot, base, key_of_screen)


async def _back(pilot: Pilot[int], base: object, key_of_screen: str) -> None:
    """Out of dialogs, text fields and other screens again."""
    app = pilot.app
    for key in ("escape",) * 5 + (key_of_screen,):
        if app.screen is base and not isinstance(app.focused, Input | TextArea):
            return
        await pilot.press(key)
        await pilot.pause()
    assert app.screen is base, f"{key_of_screen} does not show {base} again, but {app.screen}"
