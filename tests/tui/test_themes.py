"""Each theme can be read, and one that does not exist is named."""

from textual.color import Color

from mindie_tui.tui import themes
from mindie_tui.tui.app import MindieApp
from tests.kit.plays import play, shown


def contrast(a, b):
    def luminance(colour):
        parts = [c / 255 for c in Color.parse(colour).rgb]
        lin = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


async def test_every_theme_is_drawn_and_every_text_is_read_on_every_ground():
    every, broken = themes.all_themes()
    assert {"dark", "light", "high-contrast"} <= set(every) and not broken
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        for name in every:
            app.theme = name
            await pilot.pause()
            found = app.theme_variables
            for role in themes.TEXT_ROLES:
                for ground in themes.GROUNDS:
                    assert contrast(found[role], found[ground]) >= 4.5, (name, role, ground)
            assert contrast(found["on-accent"], found["accent"]) >= 4.5
            for line in app.screen._compositor.render_strips():
                for text, style, _ in line:
                    if text.strip(" ⣀⣤⣶⣿⡇⠤") and style and style.color and style.bgcolor:
                        ink, ground = (c.get_truecolor().hex for c in (style.color, style.bgcolor))
                        assert contrast(ink, ground) >= 4.5, (name, text, ink, ground)


async def test_a_theme_that_is_not_there_is_named_and_the_dark_one_is_shown():
    app = MindieApp(play(), theme_name="neon")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.theme == "dark" and "neon" in next(iter(app._notifications)).message


async def test_rules_are_drawn_where_page_and_bars_have_one_ground():
    for name, drawn in (("dark", False), ("high-contrast", True)):
        app = MindieApp(play(), theme_name=name)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert ("⠤⠤⠤⠤" in shown(app)) is drawn
