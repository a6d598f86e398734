"""What the terminal shows while the wizard is imported: its backgrounds and the line of the steps, at their final
places.

Painted before Textual, pydantic and the profile are read, which take most of a start. Keys that are typed meanwhile
wait in the terminal for the wizard. Whatever comes instead of the wizard leaves the terminal as it was.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
import termios
from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any
from unicodedata import east_asian_width

from mindie_tui.model import language
from mindie_tui.model.events.base import STEPS
from mindie_tui.model.terminal import COLUMNS, ROWS, colour_depth, is_console
from mindie_tui.store import paths

BRAND = "   mindie-tui  "
WIDE = 100
"""Columns from which on the steps have their names."""
ALTERNATE, ORDINARY = "\x1b[?1049h", "\x1b[?1049l"
_before: list[Any] = []
"""The terminal's attributes from before the painting; none while nothing is painted."""


@contextlib.contextmanager
def painted(
    environment: Mapping[str, str], *, theme: str | None = None, here: str = "", end: str = ""
) -> Iterator[None]:
    """The frame stands until the wizard takes over, or until the end of the block; `here`: the step that is open.

    `end`: what the line of the steps will have at its end, for which it leaves room.
    """
    own = _signals() if _paint(environment, theme or "dark", here, end) else {}
    try:
        yield
    finally:
        if _before:
            text = f"\x1b[0m\x1b[?25h{ORDINARY}"
            with contextlib.suppress(OSError, termios.error):
                os.write(1, text.encode())
                hand_over()
        for number, handler in own.items():
            signal.signal(number, handler)


def hand_over() -> bool:
    """The wizard takes the terminal, with the attributes that it had; whether the alternate screen is on already."""
    if not _before:
        return False
    attributes, _before[:] = list(_before), []
    termios.tcsetattr(0, termios.TCSANOW, attributes)
    return True


def lead(columns: int, steps: int, end: int) -> tuple[str, str]:
    """What stands before the steps and between them, which take `steps` cells and what stands at the end `end`.

    Less of it where a long name needs the room.
    """
    if columns < WIDE:
        return " ", ""
    room = columns - 4 - steps - end
    if room >= len(BRAND) + 6:
        return BRAND, " "
    return (BRAND, "") if room >= len(BRAND) else ("  ", " " if room >= 8 else "")


def line(columns: int, here: str = "", end: str = "") -> str:
    """The line of the steps, as the stepper draws it for a profile that nothing is known of; not what is at its end."""
    names = [(at, _word(step.capitalize())) for at, step in enumerate(STEPS, 1)]
    shown = [
        f" ▸ {at} {name} " if step == here else f"   {at} {name} " if columns >= WIDE else f"  {at} "
        for step, (at, name) in zip(STEPS, names, strict=True)
    ]
    before, between = lead(columns, _cells("".join(shown)), _cells(f"{end}  {_word('edited')}"))
    return before + between.join(shown)


def _word(english: str) -> str:
    return language.translation(english) or english


def _cells(text: str) -> int:
    return len(text) + sum(east_asian_width(letter) in "WF" for letter in text)


def _paint(environment: Mapping[str, str], theme: str, here: str, end: str) -> bool:
    try:
        columns, rows = os.get_terminal_size(1)
        if columns < COLUMNS or rows < ROWS or is_console(environment) or os.tcgetpgrp(0) != os.getpgrp():
            return False
        attributes = termios.tcgetattr(0)
        head = line(columns, here, end)
        text = _frame(head, rows, _grounds(theme) if colour_depth(environment) == "true" else {})
        frame = text.encode((sys.stdout.encoding if sys.stdout else None) or "utf-8")
        quiet = list(attributes)
        quiet[3] &= ~(termios.ECHO | termios.ICANON)
        quiet[6] = list(attributes[6])
        quiet[6][termios.VSUSP] = b"\0"
        quiet[6][termios.VMIN] = 1
        termios.tcsetattr(0, termios.TCSANOW, quiet)
    except (OSError, termios.error, UnicodeEncodeError):
        return False
    _before[:] = attributes
    with contextlib.suppress(OSError):
        os.write(1, frame)
    return True


def _frame(head: str, rows: int, grounds: Mapping[str, str]) -> str:
    """What is erased has the ground in force."""
    surface, page, ink = (grounds.get(role, "") for role in ("surface", "background", "muted"))
    return f"{ALTERNATE}\x1b[?25l{page}\x1b[2J{surface}\x1b[{rows}H\x1b[2K\x1b[H\x1b[2K{ink}{head}\x1b[0m"


def _grounds(theme: str) -> dict[str, str]:
    """The colours of a theme, by a glance at its file: YAML takes its time. Of one that is written otherwise, none."""
    for folder in reversed(paths.search("themes")):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            text = (folder / f"{theme}.yaml").read_text(encoding="utf-8")
            found = {
                name: (int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16))
                for name, colour in re.findall(r'^ +([a-z-]+): +"?#([0-9a-fA-F]{6})\b', text, re.MULTILINE)
            }
            kinds = {"surface": 48, "background": 48, "muted": 38}
            if kinds.keys() <= found.keys():
                return {name: "\x1b[{};2;{};{};{}m".format(kind, *found[name]) for name, kind in kinds.items()}
    return {}


def _signals() -> dict[int, Any]:
    """Until the wizard answers them, these end the process by its usual way out."""

    def leave(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    return {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
