"""One operator at a time: the lock of every serving node, from before the first byte is written until the step ends."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from mindie_tui.model.errors import LinkError, LockHeld, LockHolder, Refused
from mindie_tui.model.events.codec import Event, LockRefused, LockTaken
from mindie_tui.model.message import Message
from mindie_tui.model.text import one_line
from mindie_tui.remote.context import Context
from mindie_tui.remote.transport.node_program import Program, program

TOUCH_S = 30.0
_MINE: set[str] = set()
"""The holders that this process works under just now."""
STALE_S = 300.0
"""After so long without an update nobody works under a lock; it is taken over only after a confirmation."""


class Lock:
    """The lock of all serving nodes. `take`, then `release` whatever happened in between."""

    def __init__(self, ctx: Context, *, take_over: bool = False) -> None:
        self._ctx, self._take_over = ctx, take_over
        self._holder = json.dumps(
            {
                "who": ctx.operator,
                "pid": os.getpid(),
                "start_time": start_time(os.getpid()),
                "since": datetime.now().astimezone().isoformat(timespec="seconds"),
                "run": ctx.run.id,
            }
        )
        self._taken: list[str] = []
        self._touching: asyncio.Task[None] | None = None

    async def take(self) -> AsyncGenerator[Event, None]:
        """Take it on the master, then on the rest at once; LockTaken for each.

        LockRefused and then LockHeld raised where another one holds it; what was taken by then is given back.
        """
        master, *others = self._ctx.serving
        _MINE.add(self._holder)
        try:
            for names in ([master], others):
                answers = await asyncio.gather(*(self._take(name) for name in names), return_exceptions=True)
                for name, answer in zip(names, answers, strict=True):
                    if answer is True:
                        self._taken.append(name)
                for answer in answers:
                    if isinstance(answer, BaseException):
                        raise answer
                for name, answer in zip(names, answers, strict=True):
                    if answer is True:
                        yield LockTaken(name)
                    elif isinstance(answer, dict):
                        refused = lock_refused(name, answer)
                        yield refused
                        raise lock_held(refused, answer)
        except BaseException:
            await self.release()
            raise
        self._touching = asyncio.create_task(self._touch(), name="lock")

    async def _take(self, node: str) -> bool | dict[str, Any]:
        """True, or the answer that names the holder."""
        answer = await self._ask(node, "take", "")
        if "holder" in answer and self._may_replace(answer):
            answer = await self._ask(node, "take", answer["sha256"])
        if "error" in answer:
            raise Refused(
                Message("no lock can be made: {error}", error=answer["error"]),
                where=node,
                do="see who owns that folder",
            )
        return True if answer.get("taken") else answer

    def _may_replace(self, answer: Mapping[str, Any]) -> bool:
        """A holder on this very jump host whose process is gone; any other when it is stale and the operator confirmed.

        Also a lock of this very process that could not be released, for example because the container had ended.
        """
        holder = answer["holder"]
        if holder.get("pid") == os.getpid() and holder.get("start_time") == start_time(os.getpid()):
            if holder.get("who") == self._ctx.operator and json.dumps(holder) not in _MINE:
                return True
        if has_ended(holder, self._ctx.operator):
            return True
        return self._take_over and answer["age_s"] > STALE_S

    def program(self, node: str, what: str, *more: str) -> Program:
        """What is sent to a node to take, keep or release it."""
        fact = self._ctx.facts.get(node)
        return program("lock", what, self._holder, *more, python=fact.python if fact else None)

    async def _ask(self, node: str, what: str, *more: str) -> dict[str, Any]:
        asked, link = self.program(node, what, *more), self._ctx.fleet.inside(node)
        if what == "keep":
            return await asked.one(link)
        with self._ctx.waits.on("the lock" if what == "take" else "the end of the lock", node, limit_s=30):
            return await asked.one(link)

    async def _touch(self) -> None:
        while True:
            await asyncio.sleep(TOUCH_S)
            await asyncio.gather(*(self._ask(name, "keep") for name in self._taken), return_exceptions=True)

    async def release(self) -> None:
        """Give back what was taken. A node that does not answer keeps a lock, which grows stale."""
        _MINE.discard(self._holder)
        if self._touching is not None:
            self._touching.cancel()
            with suppress(asyncio.CancelledError):
                await self._touching
            self._touching = None
        taken, self._taken = self._taken, []
        answers = await asyncio.gather(*(self._ask(name, "release") for name in taken), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException) and not isinstance(answer, LinkError):
                raise answer


def has_ended(holder: Mapping[str, Any], operator: str) -> bool:
    """Whether a lock is of a process of this very machine that is there no more: a launch takes it over."""
    here, pid = operator.rpartition("@")[2], holder.get("pid")
    if str(holder.get("who", "")).rpartition("@")[2] != here or not isinstance(pid, int):
        return False
    return process_is_gone(pid, holder.get("start_time"))


def process_is_gone(pid: int, started: Any) -> bool:
    """Whether the process of this machine that had this pid and start time is there no more."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        pass  # it is there, and another user's
    now = start_time(pid)
    return now is not None and started is not None and now != started


def start_time(pid: int) -> int | None:
    """Clock ticks after boot at which a process of this machine began; None where it does not exist, or without
    /proc."""
    try:  # of the task, as on_node/shared/proc.py has it
        with open(f"/proc/{pid}/task/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return int(fields[19]) if fields[0] not in (b"Z", b"X") else None


def lock_refused(node: str, answer: Mapping[str, Any]) -> LockRefused:
    holder = {key: one_line(str(value))[:200] for key, value in answer["holder"].items()}
    stale = answer["age_s"] > STALE_S
    return LockRefused(
        node, holder.get("who", "unknown"), holder.get("since", "unknown"), holder.get("run", "unknown"), stale or None
    )


def lock_held(refused: LockRefused, answer: Mapping[str, Any]) -> LockHeld:
    age = answer["age_s"]
    do = "wait for them, or ask them"
    if refused.stale:
        do = Message(
            "this lock has not been updated for {age:.0f} minutes: if its owner is gone, launch with --take-over",
            age=age / 60,
        )
    return LockHeld(
        Message(
            "{who} works on it since {since}, run {holder}", who=refused.who, since=refused.since, holder=refused.holder
        ),
        node=refused.node,
        holder=LockHolder(refused.who, refused.since, refused.holder, age, bool(refused.stale)),
        do=do,
    )
