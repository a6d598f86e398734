"""The sentence of the parameters step: how many parameters differ from what, and the number of findings. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from mindie_tui.model.finding import Finding, Fix, localized_label
from mindie_tui.tui.parameters.inspector import GLYPHS
from mindie_tui.tui.parameters.rows import Parameter
from mindie_tui.tui.text.cells import cut_head, say, tame
from mindie_tui.tui.text.translate import base_name, t


def counted(entries: Sequence[Parameter], *, wide: bool) -> Content:
    """ "12 of 140 parameters differ"."""
    differing = sum(entry.changed for entry in entries)
    of = t("of {n} parameters differ", n=len(entries)) if wide else t("of {n} differ", n=len(entries))
    return say((str(differing), "bold $strong"), f" {of}")


def from_base(base: str, room: int) -> Content:
    """ "   from a3-01's own config.json", the name cut to so many cells."""
    return say((f"   {t('from')} {cut_head(tame(base_name(base)), room)}", "$muted"))


def verdict(findings: Sequence[Finding], fix: Fix | None, *, wide: bool) -> Content:
    """How many errors, warnings and notes there are, and the fix that ctrl+g applies."""
    count = {level: sum(f.severity == level for f in findings) for level in GLYPHS}
    if not any(count.values()):
        return say(("✓ ", "$success"), t("all rules pass"))
    line = Content("")
    for level, (glyph, colour) in GLYPHS.items():
        if count[level]:
            word = t(level if count[level] == 1 else f"{level}s")
            words = f" {count[level]} {word}" if wide or level == "error" else f" {count[level]}"
            ink = "bold $error" if level == "error" else "$foreground"
            line += say((("   " if line else "") + glyph, f"bold {colour}"), (words, ink))
    if fix is not None:
        line += say(("   ^g", "bold $accent"), (f" {tame(localized_label(fix.label))}", "$accent"))
    return line
