"""Themes: YAML files to plain colours, shipped ones and the user's. What is broken is listed with a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from mindie_tui.model.errors import ProfileError
from mindie_tui.model.message import Message
from mindie_tui.store import paths
from mindie_tui.store.profiles.shape import describe, did_you_mean
from mindie_tui.store.yaml import loader
from mindie_tui.store.yaml.errors import refusal
from mindie_tui.store.yaml.loader import Mapping, Scalar, Tree

FORMAT = 1
ROLES = tuple(
    "foreground strong muted primary secondary success warning error on-accent"
    " background surface panel boost cursor cursor-blur find rule grid scrollbar behind"
    " series-now series-tail series-base node-1 node-2 node-3 node-4"
    " log-debug log-info log-warn log-error log-known log-own".split()
)
"""Every role that a theme gives a colour to; themes/dark.yaml explains each."""
_KEYS = ("mindie-tui-theme", "extends", "dark", "colours", "colours-16")
_NAMES = "black red green yellow blue magenta cyan white".split()
SIXTEEN = dict(
    zip(
        (*_NAMES, *(f"bright-{name}" for name in _NAMES)),
        "#000000 #aa0000 #00aa00 #aa5500 #0000aa #aa00aa #00aaaa #aaaaaa"
        " #555555 #ff5555 #55ff55 #ffff55 #5555ff #ff55ff #55ffff #ffffff".split(),
        strict=True,
    )
)
"""The colours of a terminal of 16, by name, and what Rich turns into each of them: its own STANDARD_PALETTE."""
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class ThemeColours:
    """One theme. `colours` holds every role, "#rrggbb"; `sixteen` the same for a terminal of 16 colours."""

    name: str
    dark: bool
    colours: dict[str, str] = field(default_factory=dict)
    sixteen: dict[str, str] = field(default_factory=dict)
    path: Path = Path()


def load_all(folders: tuple[Path, ...] | None = None) -> tuple[list[ThemeColours], list[tuple[Path, str]]]:
    """Every theme of the shipped, the site's and the user's folder, the last one wins by name; and what is broken."""
    files: dict[str, list[Path]] = {}
    for folder in folders if folders is not None else paths.search("themes"):
        for path in sorted(folder.glob("*.yaml")):
            files.setdefault(path.stem, []).append(path)
    found: list[ThemeColours] = []
    broken: list[tuple[Path, str]] = []
    for candidates in files.values():
        for path in reversed(candidates):  # a broken one of the user's does not take away the shipped one
            try:
                found.append(_resolved(_load(path, files, ())))
                break
            except ProfileError as error:
                broken.append((path, str(error)))
    return found, broken


def _load(path: Path, files: dict[str, list[Path]], below: tuple[Path, ...]) -> ThemeColours:
    tree = loader.parse(loader.read_text(path), str(path))
    if not isinstance(tree, Mapping) or "colours" not in tree.items:
        raise refusal(tree.mark, "is not a theme", do="write `dark: true` and `colours:`, as in themes/dark.yaml")
    for key, (mark, _) in tree.items.items():
        if key not in _KEYS:
            near = did_you_mean(key, _KEYS)
            do = (
                Message("did you mean `{near}`?", near=near)
                if near
                else Message("the keys are {names}", names=", ".join(_KEYS))
            )
            raise refusal(mark, "is no key of a theme", key=key, do=do)
    version = tree.get("mindie-tui-theme")
    if version is not None and _value(version) != FORMAT:
        raise refusal(
            version.mark,
            Message("is not a format of a theme: {version}", version=describe(version)),
            key="mindie-tui-theme",
            do="write 1",
        )
    base = _base(tree, path, files, below)
    dark = base.dark if base else True
    if (node := tree.get("dark")) is not None:
        told = _value(node)
        if not isinstance(told, bool):
            raise refusal(
                node.mark,
                Message("must be true or false, not {node}", node=describe(node)),
                key="dark",
                do="write true or false",
            )
        dark = told
    own = _colours(tree, "colours")
    colours = (base.colours if base else {}) | own
    inherited = {role: text for role, text in base.sixteen.items() if role not in own} if base else {}
    sixteen = inherited | (_colours(tree, "colours-16") if "colours-16" in tree.items else {})
    for role in ROLES:
        if role not in colours:
            raise refusal(
                tree.items["colours"][0],
                Message("has no {role}", role=role),
                key="colours",
                do=Message("write {role}, or `extends: dark` above", role=role),
            )
    return ThemeColours(path.stem, dark, colours, sixteen, path)


def _base(tree: Mapping, path: Path, files: dict[str, list[Path]], below: tuple[Path, ...]) -> ThemeColours | None:
    node = tree.get("extends")
    if node is None:
        return None
    name = node.text if isinstance(node, Scalar) else ""
    candidates = [p for p in files.get(name, ()) if p != path]
    if not candidates:
        near = did_you_mean(name, files)
        do = (
            Message("did you mean {near}?", near=near)
            if near
            else Message("there are {names}", names=", ".join(sorted(files)))
        )
        raise refusal(node.mark, Message("there is no theme {node}", node=describe(node)), key="extends", do=do)
    if candidates[-1] in below:
        raise refusal(node.mark, "goes round in a circle", key="extends", do="keep only one of them")
    return _load(candidates[-1], files, (*below, path))


def _colours(tree: Mapping, key: str) -> dict[str, str]:
    """The colours below a key as written: "#rrggbb", a role to follow, or "#rrggbb" for the name of one of 16."""
    given = tree.get(key)
    if not isinstance(given, Mapping):
        raise refusal(tree.items[key][0], "must be a mapping of roles to colours", key=key, do="see themes/dark.yaml")
    sixteen = key == "colours-16"
    found = {}
    for role, (mark, node) in given.items.items():
        if role not in ROLES:
            near = did_you_mean(role, ROLES)
            do: str = (
                Message("did you mean `{near}`?", near=near)
                if near
                else Message("the roles are {names}", names=", ".join(ROLES))
            )
            raise refusal(mark, "is no role of a theme", key=role, do=do)
        text = node.text if isinstance(node, Scalar) else ""
        if sixteen and text in SIXTEEN:
            text = SIXTEEN[text]
        elif sixteen and text not in ROLES:
            do = Message("write {names}, or another role's name", names=", ".join(SIXTEEN))
            raise refusal(
                node.mark, Message("is not one of the 16 colours: {node}", node=describe(node)), key=role, do=do
            )
        elif not (_HEX.fullmatch(text) or (text in ROLES and text != role)):
            do = (
                'put it in quotes, "#74b6ff": # begins a comment'
                if not text
                else 'write "#74b6ff", or another role\'s name'
            )
            raise refusal(
                mark if not text else node.mark,
                Message("is not a colour: {node}", node=describe(node)),
                key=role,
                do=do,
            )
        found[role] = text.lower() if text.startswith("#") else text
    return found


def _resolved(theme: ThemeColours) -> ThemeColours:
    """The theme with the colour at the end of the roles that follow each other."""
    sixteen = _followed(theme.colours | theme.sixteen, theme.path)
    return replace(theme, colours=_followed(theme.colours, theme.path), sixteen=sixteen)


def _followed(given: dict[str, str], path: Path) -> dict[str, str]:
    colours = {}
    for role in ROLES:
        seen, text = [role], given[role]
        while not text.startswith("#"):
            if text in seen:
                circle = " follows ".join((*seen, text))
                raise ProfileError(f"{circle}", file=str(path), do="give one of them a colour")
            seen.append(text)
            text = given[text]
        colours[role] = text
    return colours


def _value(node: Tree) -> object:
    return loader.scalar(node) if isinstance(node, Scalar) else None
