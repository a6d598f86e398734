"""Which NPUs a service sees: the numbers of npuDeviceIds count what is visible, from 0, and not the machine's NPUs.

A container that has a part of the machine's NPUs numbers them from 0 in their order, and ASCEND_RT_VISIBLE_DEVICES
numbers again what it lists, in its order (MindIE's guide to npuDeviceIds; vllm-ascend#16256: of host NPUs 3 to 7 in a
container, ASCEND_RT_VISIBLE_DEVICES=2 makes device 0 the host's NPU 5).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

RUNTIME, CONTAINER = "ASCEND_RT_VISIBLE_DEVICES", "ASCEND_VISIBLE_DEVICES"
MOST = 1024
"""A range is read no further."""


def runtime_list(text: str | None) -> tuple[int, ...] | None:
    """The numbers of ASCEND_RT_VISIBLE_DEVICES in order; None where it is not set, empty or no list of numbers."""
    words = [word.strip() for word in (text or "").strip().strip(",").split(",")]
    return tuple(map(int, words)) if all(re.fullmatch(r"\d{1,4}", word, re.ASCII) for word in words) else None


def container_list(text: str) -> tuple[int, ...] | None:
    """The NPUs of ASCEND_VISIBLE_DEVICES, "0-3,6", ascending; None where it cannot be read."""
    given: set[int] = set()
    for part in text.split(","):
        found = re.fullmatch(r"\s*(?:Ascend\w*-)?(\d{1,4})(?:-(\d{1,4}))?\s*", part, re.ASCII)
        if found is None:
            return None
        first = int(found[1])
        given.update(range(first, min(int(found[2] or first), first + MOST) + 1))
    return tuple(sorted(given))


def devices(rights: Mapping[str, Any] | None) -> tuple[int, ...] | None:
    """The machine's numbers of the NPUs that a container has (readings.rights); None where it has all or does not
    say."""
    if rights is None or rights["privileged"]:
        return None
    if rights["visible"] is not None and (rights["runtime"] == "ascend" or not rights["devices"]):
        return container_list(rights["visible"])
    numbers = sorted(int(name[7:]) for name in rights["devices"] if re.fullmatch(r"davinci\d{1,4}", name))
    return tuple(numbers) or None


def inside(ids: Sequence[int], runtime: Sequence[int] | None) -> tuple[int, ...] | None:
    """What npuDeviceIds mean among the NPUs of the container; None where one is beyond ASCEND_RT_VISIBLE_DEVICES."""
    if runtime is None:
        return tuple(ids)
    return tuple(runtime[n] for n in ids) if all(0 <= n < len(runtime) for n in ids) else None


def on_machine(ids: Sequence[int], runtime: Sequence[int] | None, own: Sequence[int] | None) -> tuple[int, ...] | None:
    """The machine's numbers of the NPUs that npuDeviceIds mean; `own`: those that the container has, None for all.

    None where they do not fit what is visible.
    """
    numbers = inside(ids, runtime)
    if numbers is None or own is None:
        return numbers
    return tuple(own[n] for n in numbers) if all(0 <= n < len(own) for n in numbers) else None


def ranges(ids: Sequence[int]) -> str:
    """0-7, 9"""
    parts: list[list[int]] = []
    for number in sorted(set(ids)):
        if parts and parts[-1][-1] == number - 1:
            parts[-1][-1:] = [number] if len(parts[-1]) > 1 else [parts[-1][0], number]
        else:
            parts.append([number])
    return ", ".join(f"{p[0]}-{p[-1]}" if len(p) > 1 else str(p[0]) for p in parts) or "none"
