"""A release of an engine as people and files write it: 2.1.RC1, 3.0.0.beta.1, 2.0.T6; and which came first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mindie_tui.model.message import Message

_KINDS = {"t": 0, "beta": 1, "b": 1, "rc": 2}
_FINAL = 3
"""Rank of a release that is no preview; ranks compare the releases of one version."""
_TEXT = re.compile(
    r"(?<![\d.])(\d+)\.(\d+)(?:\.(\d+))?(?:[.-]?(RC|T|beta)\.?(\d+))?(?:\.B\d+)?(?![\w.]*\d{4})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Release:
    """A release: `order` compares, `text` is how it is written."""

    order: tuple[int, int, int, int, int]
    text: str

    def before(self, other: str) -> bool:
        """Whether it came before a release, written such as 2.1.RC1."""
        return self.order < as_release(other).order

    def after(self, other: str) -> bool:
        """Whether it came after a release, written such as 2.1.RC1."""
        return self.order > as_release(other).order

    def knows(self, since: str, until: str = "") -> bool:
        """Whether it is in a range of releases; an empty end is open."""
        return not (since and self.before(since)) and not (until and self.after(until))


def find_release(text: str | None) -> Release | None:
    """The release in a text such as "MindIE 2.1.RC1.B152", "2.1rc1", "1.0.0"; None where there is none."""
    found = _TEXT.search(text or "")
    if found is None:
        return None
    major, minor, patch, kind, number = found.groups()
    rank = _KINDS[kind.lower()] if kind else _FINAL
    label = f"{int(major)}.{int(minor)}"
    if patch is not None and (not kind or int(patch) or rank == 1):
        label += f".{int(patch)}"
    label += f".{'beta' if rank == 1 else kind.upper()}{'.' if rank == 1 else ''}{int(number)}" if kind else ""
    label += ".0" if not kind and patch is None else ""
    return Release((int(major), int(minor), int(patch or 0), rank, int(number or 0)), label)


def as_release(text: str) -> Release:
    """The release that a text of this program names. Raises ValueError where it names none."""
    found = find_release(text)
    if found is None:
        raise ValueError(Message("{text} is not a release", text=text))
    return found
