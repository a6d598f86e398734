"""What a service's process shows beside its log -> events: a worker that is gone, a frozen daemon, its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mindie_tui.model.events.codec import ServiceDied, ServiceError, ServiceStopped
from mindie_tui.model.message import Message, joined, phrase
from mindie_tui.model.text import one_line

RANK_DEAD, FROZEN = "rank-dead", "daemon-frozen"
KILLED = 137


def sign(node: str, answer: Mapping[str, Any]) -> ServiceError | None:
    """What an answer of on_node/processes.py `watch` says is wrong while the daemon still runs."""
    if "worker" in answer:
        left = answer.get("left")
        return ServiceError(
            node,
            RANK_DEAD,
            False,
            Message(
                "worker {worker} is gone, {left} are left, and the daemon still runs",
                worker=answer["worker"],
                left=left,
            ),
            cause="one rank is dead, the others wait for it for ever",
            remedy="read the lines before it in this log, and dmesg there; then start again",
            fatal=True,
        )
    if "frozen" in answer:
        return ServiceError(
            node,
            FROZEN,
            False,
            Message("the daemon, pid {frozen}, is stopped by a signal (state T)", frozen=answer["frozen"]),
            cause="somebody sent it STOP, or a debugger holds it",
            remedy=Message("kill -CONT {frozen} on that node, inside the container", frozen=answer["frozen"]),
        )
    return None


def end(
    node: str, answer: Mapping[str, Any], phase: str, exits: Mapping[int, str], program: str
) -> ServiceStopped | ServiceDied:
    """How a daemon ended, in `phase` of its start; `exits` explains exit statuses, `program` is what was started."""
    status, by = answer.get("died"), answer.get("by")
    if by is not None:
        return ServiceStopped(node, Message("stopped by {by}", by=one_line(str(by))[:200]))
    said: str = Message("its start script is gone too") if status is None else Message("status {status}", status=status)
    if status == KILLED and phase == "started":
        said = Message(
            "{status}: it was killed; dmesg on that node shows whether the kernel killed it because memory ran out",
            status=said,
        )
    elif status is not None and (meaning := exits.get(status)):
        said = Message("{status}{meaning}", status=said, meaning=phrase(meaning))
    if isinstance(left := answer.get("left"), int) and left:
        held = Message("{left} of its workers still hold the NPUs: stop this run to end them", left=left)
        said = joined(said, held)
    others = [str(pid) for pid in answer.get("others") or ()]
    if others:
        again = Message(
            "another {program} runs there now, pid {names}: something starts it again",
            program=program,
            names=", ".join(others),
        )
        said = joined(said, again)
    ended = (
        Message("the daemon ended in phase {phase}: {said}", phase=phase, said=said)
        if phase not in ("", "started")
        else Message("the daemon ended: {said}", said=said)
    )
    return ServiceDied(node, status, ended, answer.get("at"))


def stopped_words(how: str) -> str:
    """How a service was stopped, as a sentence: `how` of service.stopped."""
    method = how.partition(",")[0] in ("stopService", "TERM", "KILL")
    return Message("stopped by {how}", how=how) if method else how


def first_to_die(deaths: Sequence[ServiceDied], offsets: Mapping[str, float | None]) -> ServiceDied:
    """Of several deaths the one that the others followed: the earliest, each clock set right; else as they came."""

    def when(event: ServiceDied) -> float:
        return event.at_s - (offsets.get(event.node) or 0.0) if event.at_s is not None else float("-inf")

    return min(deaths, key=when)


def container_end(node: str, name: str, state: str, status: str) -> ServiceDied:
    """The container around a service is not running any more."""
    how = f"{state}, status {status}" if status else state
    code = int(status) if status.isdecimal() else None
    return ServiceDied(node, code, Message("the container {name} is not running ({how})", name=name, how=how))
