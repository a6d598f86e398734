"""Themes of `themes/` and of the operator as Textual's; one vocabulary of roles, so a theme is only colours."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

from mindie_tui.model.terminal import Depth
from mindie_tui.store import themes as stored

DARK = {
    "foreground": "#cfd6de",
    "strong": "#f3f6f9",
    "muted": "#94a1af",
    "primary": "#74b6ff",
    "secondary": "#bd9df5",
    "success": "#66c58c",
    "warning": "#e6b450",
    "error": "#ff7f78",
    "on-accent": "#0b1a2b",
    "background": "#11151a",
    "surface": "#181e25",
    "panel": "#1b222a",
    "boost": "#2a3440",
    "cursor": "#1d3047",
    "cursor-blur": "#202a35",
    "find": "#4a3d10",
    "rule": "#3a4654",
    "grid": "#36414d",
    "scrollbar": "#6a7886",
    "behind": "#3d4853",
    "node-3": "#5cc8c2",
    "node-4": "#e59ac5",
}
"""What stands before the first theme is registered: the style sheet is parsed earlier, no variable may be unknown."""

TEXT_ROLES = (
    "foreground",
    "strong",
    "muted",
    "primary",
    "secondary",
    "success",
    "warning",
    "error",
    "node-1",
    "node-2",
    "node-3",
    "node-4",
)
"""Roles in which text is written; each holds contrast 4.5 on every ground."""
GROUNDS = ("background", "surface", "panel", "boost", "cursor", "cursor-blur")


def complete(colours: Mapping[str, str]) -> dict[str, str]:
    """Every role of a theme; the accent is the primary colour."""
    roles = {**DARK, **colours}
    roles["accent"] = roles["primary"]
    derived = {
        "node-1": "primary",
        "node-2": "secondary",
        "series-now": "primary",
        "series-tail": "secondary",
        "series-base": "muted",
        "log-debug": "muted",
        "log-info": "muted",
        "log-warn": "warning",
        "log-error": "error",
        "log-known": "muted",
        "log-own": "primary",
    }
    return {**{name: roles[role] for name, role in derived.items()}, **roles}


def variables(roles: Mapping[str, str]) -> dict[str, str]:
    """The style sheet's variables of these roles: ours ($muted, $strong, $node-1 ...) and Textual's that follow."""
    r = roles
    return dict(r) | {
        "text-muted": r["muted"],
        "foreground-muted": r["muted"],
        "block-cursor-foreground": r["strong"],
        "block-cursor-background": r["cursor"],
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": r["foreground"],
        "block-cursor-blurred-background": r["cursor-blur"],
        "block-cursor-blurred-text-style": "bold",
        "block-hover-background": r["cursor-blur"],
        "input-cursor-background": r["accent"],
        "input-cursor-foreground": r["on-accent"],
        "input-selection-background": r["find"],
        "input-cursor-text-style": "none",
        "footer-background": r["surface"],
        "footer-key-foreground": r["strong"],
        "footer-description-foreground": r["muted"],
        "scrollbar": r["scrollbar"],
        "scrollbar-hover": r["scrollbar"],
        "scrollbar-active": r["accent"],
        "scrollbar-background": r["rule"],
        "scrollbar-background-hover": r["rule"],
        "scrollbar-background-active": r["rule"],
        "scrollbar-corner-color": r["background"],
        "border": r["rule"],
        "border-blurred": r["rule"],
        "link-color": r["accent"],
        "link-style": "none",
        "link-background": r["panel"],
    }


def theme(name: str, colours: Mapping[str, str], *, dark: bool) -> Theme:
    """A Textual theme of these colours."""
    r = complete(colours)
    return Theme(
        name=name,
        dark=dark,
        primary=r["primary"],
        secondary=r["secondary"],
        accent=r["accent"],
        success=r["success"],
        warning=r["warning"],
        error=r["error"],
        foreground=r["foreground"],
        background=r["background"],
        surface=r["surface"],
        panel=r["panel"],
        boost=r["boost"],
        variables=variables(r),
    )


def all_themes(depth: Depth = "true") -> tuple[dict[str, Theme], list[str]]:
    """Shipped and own themes by name, and a sentence for each file that could not be read.

    `depth`: of the terminal; with "16" each theme has the colours that it names for that.
    """
    found, broken = stored.load_all()
    ours = {"dark": theme("dark", DARK, dark=True)}
    for one in found:
        ours[one.name] = theme(one.name, one.sixteen if depth == "16" else one.colours, dark=one.dark)
    return ours, [sentence for _, sentence in broken]
