"""Terminals of 16 colours: each pair of colours that a screen writes text in, kept as a list, and readable on palettes.

`python -m tests.tui.test_sixteen_colours` writes the list again; look at the screens with TERM=xterm before a commit.
"""

import asyncio
from pathlib import Path

from rich.color import ColorSystem
from textual.color import Color

from mindie_tui.store import paths, themes as stored
from mindie_tui.tui import themes
from tests.kit.scenes import scene
from tests.kit.whole_plays import opened

KEPT = Path(__file__).with_name("sixteen_colours.txt")
SCENES = ("preflight:wrong", "launch:failed", "report:finished-base")
DRAWN = set(" ⣀⣤⣶⣿⡇⠤") | {chr(code) for code in range(0x2800, 0x2900)}
NAMES = tuple(stored.SIXTEEN)
PALETTES = {  # of the terminals that announce themselves as xterm: black to white, then the bright ones
    "xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff "
    "ffffff",
    "PuTTY": "000000 bb0000 00bb00 bbbb00 0000bb bb00bb 00bbbb bbbbbb 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff "
    "ffffff",
    "Windows": "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e "
    "61d6d6 f2f2f2",
}
READABLE = 3.0
WEAK = {("bright-red", "blue"): 2.0}
"""A failed cell in the cursor's row: it is bold, and a sign stands in it."""


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs(app):
    """(text colour, ground) by name of all text on the screen, as a terminal of 16 colours is told."""
    found = set()
    for line in app.screen._compositor.render_strips():
        for text, style, _ in line:
            if style and style.color and style.bgcolor and set(text) - DRAWN:
                ink, ground = (c.downgrade(ColorSystem.STANDARD).number for c in (style.color, style.bgcolor))
                found.add((NAMES[ink], NAMES[ground]))
    return found


async def all_pairs():
    """{theme: its pairs}, over all scenes."""
    found = {}
    for name in SCENES:
        step, walk = scene(name)
        app = opened(walk, step, depth="16")
        async with app.run_test(size=(120, 36)) as pilot:
            for theme in ("dark", "light"):
                app.theme = theme
                await pilot.pause()
                found.setdefault(theme, set()).update(pairs(app))
    return found


def as_text(found):
    return "".join(f"{theme}: {ink} on {ground}\n" for theme, all_ in found.items() for ink, ground in sorted(all_))


async def test_the_screens_use_the_pairs_that_were_looked_at_and_each_is_readable_on_every_palette():
    found = await all_pairs()
    assert as_text(found) == KEPT.read_text(encoding="utf-8"), "look at it with TERM=xterm, then write the list again"
    weak = []
    for theme, all_ in found.items():
        for pair in all_:
            for palette, colours in PALETTES.items():
                ink, ground = (colours.split()[NAMES.index(name)] for name in pair)
                if contrast(ink, ground) < WEAK.get(pair, READABLE):
                    weak.append(f"{theme}, {palette}: {pair} {contrast(ink, ground):.1f}")
    assert weak == []


def test_each_shipped_theme_names_its_16_colours_and_rich_sends_just_these():
    found, _ = stored.load_all((paths.shipped("themes"),))
    for one in found:
        for role, colour in one.sixteen.items():
            number = Color.parse(colour).rich_color.downgrade(ColorSystem.STANDARD).number
            assert stored.SIXTEEN[NAMES[number]] == colour, (one.name, role)
        ours, _ = themes.all_themes("16")
        assert ours[one.name].primary == one.sixteen["primary"] != one.colours["primary"]
        for role in themes.GROUNDS:
            assert one.sixteen["muted"] != one.sixteen[role], (one.name, role)


if __name__ == "__main__":
    KEPT.write_text(as_text(asyncio.run(all_pairs())), encoding="utf-8")
