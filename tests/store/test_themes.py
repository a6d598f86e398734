"""Themes read from YAML: every role has a colour, text can be read on every ground, what is broken is named."""

import pytest

from mindie_tui.store import paths, themes

TEXT = "foreground strong muted primary secondary success warning error node-1 node-2 node-3 node-4".split()
GROUNDS = "background surface panel boost cursor cursor-blur".split()


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a, b):
    """WCAG 2, relative luminance."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def shipped():
    found, broken = themes.load_all((paths.shipped("themes"),))
    assert broken == []
    return found


def test_three_themes_are_shipped():
    assert {t.name: t.dark for t in shipped()} == {"dark": True, "light": False, "high-contrast": True}


@pytest.mark.parametrize("theme", shipped(), ids=lambda t: t.name)
def test_every_role_has_a_colour_and_every_text_can_be_read(theme):
    assert tuple(theme.colours) == themes.ROLES
    for role in TEXT:
        for ground in GROUNDS:
            assert contrast(theme.colours[role], theme.colours[ground]) >= 4.5, (role, ground)
    assert contrast(theme.colours["on-accent"], theme.colours["primary"]) >= 4.5
    assert contrast(theme.colours["strong"], theme.colours["find"]) >= 4.5


@pytest.fixture
def own(tmp_path):
    """Writes a theme of one's own and loads everything."""

    def write(name, text):
        (tmp_path / f"{name}.yaml").write_text(text)
        found, broken = themes.load_all((paths.shipped("themes"), tmp_path))
        return {t.name: t for t in found}, [sentence for _, sentence in broken]

    return write


def test_an_own_theme_needs_only_what_differs(own):
    found, broken = own("night", 'extends: dark\ncolours: {primary: "#FF0000", error: warning}\n')
    assert broken == []
    colours = found["night"].colours
    assert colours["primary"] == colours["series-now"] == "#ff0000"
    assert colours["error"] == found["dark"].colours["warning"]


def test_a_theme_of_a_shipped_name_stands_in_its_place(own):
    found, _ = own("dark", 'extends: dark\ncolours: {muted: "#ffffff"}\n')
    assert found["dark"].colours["muted"] == "#ffffff" and len(found) == 3


def test_a_broken_one_leaves_the_shipped_one(own):
    found, (sentence,) = own("dark", "extends: dark\ncolours: {mutet: '#ffffff'}\n")
    assert found["dark"].colours["muted"] == "#94a1af"
    assert sentence.endswith("dark.yaml:2:11: mutet: is no role of a theme; did you mean `muted`?")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colours: {muted: #ffffff}\n", "is not YAML"),
        (
            "extends: dark\ncolours:\n  muted: #ffffff\n",
            ':3:3: muted: is not a colour: nothing; put it in quotes, "#74b6ff"',
        ),
        ("extends: dark\ncolours: {muted: red}\n", 'muted: is not a colour: red; write "#74b6ff", or another role'),
        (
            'colours: {muted: "#ffffff"}\n',
            ":1:1: colours: has no foreground; write foreground, or `extends: dark` above",
        ),
        ("extends: drak\ncolours: {}\n", ":1:10: extends: there is no theme drak; did you mean dark?"),
        ("extends: x\ncolours: {}\n", "extends: there is no theme x"),
        (
            "extends: dark\ncolours: {muted: rule, rule: muted}\n",
            "muted follows rule follows muted; give one of them a colour",
        ),
        ("- a\n", ":1:1: is not a theme"),
        ("extends: dark\ndark: yes\ncolours: {}\n", ":2:7: dark: must be true or false, not yes; write true or false"),
        ("extends: dark\ncolors: {}\ncolours: {}\n", ":2:1: colors: is no key of a theme; did you mean `colours`?"),
        ("mindie-tui-theme: 2\ncolours: {}\n", "mindie-tui-theme: is not a format of a theme: 2; write 1"),
        (
            "extends: dark\ncolours:\n  muted: strong\n  muted: error\n",
            "muted: occurs a second time, first on line 3",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(own, text, said):
    found, sentences = own("x", text)
    assert "x" not in found
    assert len(sentences) == 1 and said in sentences[0], sentences


def test_a_theme_names_its_colours_of_16_and_an_own_one_keeps_what_it_did_not_change(own):
    text = """extends: dark
colours: {primary: "#FF0000", error: warning}
colours-16: {strong: bright-yellow, node-3: strong}
"""
    found, broken = own("night", text)
    assert broken == []
    sixteen, dark = found["night"].sixteen, found["dark"]
    assert sixteen["strong"] == sixteen["node-3"] == themes.SIXTEEN["bright-yellow"]
    assert sixteen["primary"] == sixteen["series-now"] == "#ff0000", "its own colour is nearer than the inherited one"
    assert sixteen["cursor"] == dark.sixteen["cursor"] == themes.SIXTEEN["blue"] != dark.colours["cursor"]
    assert sixteen["error"] == sixteen["warning"]


def test_a_colour_that_is_none_of_the_16_is_refused_with_their_names(own):
    for value in ('"#ff0000"', "orange", "strong"):
        _, broken = own("loud", f"extends: dark\ncolours: {{}}\ncolours-16: {{strong: {value}}}\n")
        assert "bright-white" in broken[0] and "another role" in broken[0] if value != "strong" else broken
