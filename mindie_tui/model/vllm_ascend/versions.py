"""Which releases of vLLM-Ascend, vLLM, torch-npu and CANN work together.

`releases.json`: the compatibility table of vLLM-Ascend's documentation, one row per release. Its images may contain a
newer CANN than the table names (0.23.0: 9.1.0 for 9.0.1), so only an older one is reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from mindie_tui.model.message import Message

PACKAGES = ("vllm", "vllm-ascend", "torch-npu")
"""The Python packages that are looked for."""


@dataclass(frozen=True, slots=True)
class FittingRelease:
    """One row of the table; versions without `v`."""

    release: str
    vllm: str
    torch_npu: str
    cann: str


@cache
def releases() -> tuple[FittingRelease, ...]:
    """Every release of the table, the newest first."""
    rows = json.loads((files(__package__) / "releases.json").read_text(encoding="utf-8"))
    return tuple(FittingRelease(**row) for row in rows)


def misfits(ascend: str, vllm: str | None, torch_npu: str | None, cann: str | None) -> Iterator[Message] | None:
    """What does not fit the release `ascend`, a sentence each; None for a release that the table does not have."""
    row = next((one for one in releases() if one.release == (release_of(ascend) or ascend)), None)
    return None if row is None else _against(row, vllm, torch_npu, cann)


def _against(row: FittingRelease, vllm: str | None, torch_npu: str | None, cann: str | None) -> Iterator[Message]:
    says = "{package} is {found}, and vLLM-Ascend {release} is made for {wanted}"
    if vllm is not None and _numbers(vllm)[:3] != _numbers(row.vllm)[:3]:
        yield Message(says, package="vllm", found=vllm, release=row.release, wanted=row.vllm)
    if torch_npu is not None and _numbers(torch_npu)[:3] != _numbers(row.torch_npu)[:3]:
        yield Message(says, package="torch-npu", found=torch_npu, release=row.release, wanted=row.torch_npu)
    if cann is not None and _cann(cann) < _cann(row.cann):
        yield Message(says, package="CANN", found=cann, release=row.release, wanted=row.cann)


def release_of(text: str) -> str | None:
    """A release without what a build adds: 0.23.0.post1 and 0.23.0+abc are 0.23.0; None where it names no release.

    A build of the sources between two releases (0.1.dev1+g5cb98ca, 0.23.1.dev4) is none: nobody knows what it reads.
    """
    found = re.match(r"v?(\d+\.\d+\.\d+(?:rc\d+)?)(?!\.?dev)(?![\w]|\.\d)(?:\.post\d+)?", text)
    return found[1] if found else None


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text.partition("+")[0]))


def _cann(text: str) -> tuple[int, ...]:
    """8.3.RC2 is before 8.3.0."""
    numbers = _numbers(text)
    return (*numbers[:2], -1, *numbers[2:]) if "RC" in text.upper() else (*numbers[:2], *(numbers[2:] or (0,)), 99)
