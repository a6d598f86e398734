"""What a service's process shows beside its log -> events: a worker that is gone, a frozen daemon, its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mindie_tui.model.events.codec import ServiceDied, ServiceError, ServiceStopped
from mindie_tui.model.text import one_line

RANK_DEAD, FROZEN = "rank-dead", "daemon-frozen"
KILLED = 137


def sign(node: str, answer: Mapping[str, Any]) -> ServiceError | None:
    """What an answer of on_node/processes.py `watch` says is wrong while the daemon still runs."""
    if "worker" in answer:
        left = answer.get("left")
        return ServiceError(
            node, RANK_DEAD, False, f"worker {answer['worker']} is gone, {left} are left, and the daemon still runs",
            cause="one rank is dead, the others wait for it for ever",
            remedy="read the lines before it in this log, and dmesg there; then start again",
            fatal=True,
        )  # fmt: skip
    if "frozen" in answer:
        return ServiceError(
            node, FROZEN, False, f"the daemon, pid {answer['frozen']}, is stopped by a signal (state T)",
            cause="somebody sent it STOP, or a debugger holds it",
            remedy=f"kill -CONT {answer['frozen']} on that node, inside the container",
        )  # fmt: skip
    return None


def end(
    node: str, answer: Mapping[str, Any], phase: str, exits: Mapping[int, str], program: str
) -> ServiceStopped | ServiceDied:
    """How a daemon ended, `phase` of its start; `exits` is what a status tells, `program` what was started."""
    status, by = answer.get("died"), answer.get("by")
    if by is not None:
        return ServiceStopped(node, f"stopped by {one_line(str(by))[:200]}")
    at = f" in phase {phase}" if phase not in ("", "started") else ""
    said = "its start script is gone too" if status is None else f"status {status}"
    if status == KILLED and phase == "started":
        said += ": it was killed; dmesg there tells whether the kernel did it for want of memory"
    elif status is not None:
        said += exits.get(status, "")
    if isinstance(left := answer.get("left"), int) and left:
        said += f"; {left} worker{'s' * (left != 1)} of it are left and hold the NPUs: a stop of this run ends them"
    others = [str(pid) for pid in answer.get("others") or ()]
    if others:
        said += f"; another {program} runs there now, pid {', '.join(others)}: something starts it again"
    return ServiceDied(node, status, f"the daemon ended{at}: {said}", answer.get("at"))


def stopped_words(how: str) -> str:
    """How a service was stopped, as a sentence: `how` of service.stopped."""
    method = how.partition(",")[0] in ("stopService", "TERM", "KILL")
    return f"stopped by {how}" if method else how


def first_to_die(deaths: Sequence[ServiceDied], offsets: Mapping[str, float | None]) -> ServiceDied:
    """Of several deaths the one that the others followed: the earliest, each clock set right; else as they came."""

    def when(event: ServiceDied) -> float:
        return event.at_s - (offsets.get(event.node) or 0.0) if event.at_s is not None else float("-inf")

    return min(deaths, key=when)


def container_end(node: str, name: str, state: str, status: str) -> ServiceDied:
    """The container around a service is not running any more."""
    how = f"{state}, status {status}" if status else state
    code = int(status) if status.isdecimal() else None
    return ServiceDied(node, code, f"the container {name} is not running ({how})")
