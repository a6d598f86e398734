"""What a launch writes: config.json on every serving node, rank table and start script in the run's folder there.

All nodes or none: when one fails, the others get their old files back, byte for byte, or the error gives the state of
each.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from mindie_tui.model.errors import LaunchFailed, LinkError, MindieTuiError, Refused, StoreError
from mindie_tui.model.events.codec import Event, FileKept, FileRestored, FileWritten
from mindie_tui.model.message import Message
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.ownership import Claim, is_of_another_operator
from mindie_tui.remote.launch.planned_files import CONFIG, SCRIPT, PlannedFile, plan_files, sha256
from mindie_tui.remote.launch.running_services import services_of
from mindie_tui.remote.transport.node_program import Program, program

WRITE_S = 60.0
"""Seconds for one node to take and verify its files: three small ones, so this is a line that hangs."""


def install(ctx: Context, node: str, files: Sequence[PlannedFile], *, remove: Sequence[str] = ()) -> Program:
    """The program that writes them, header and bytes behind it."""
    rows = [
        {
            "path": f.path,
            "size": len(f.data),
            "sha256": f.sha256,
            "mode": f.mode,
            "backup": f.backup,
            "expect": f.expect,
        }
        for f in files
    ]
    header = json.dumps({"files": rows, "remove": list(remove)}).encode() + b"\n"
    fact = ctx.facts.get(node)
    return program("install", python=fact.python if fact else None, payload=header + b"".join(f.data for f in files))


async def push(ctx: Context) -> AsyncGenerator[Event, None]:
    """Write all files on all serving nodes; yields FileWritten or FileKept for each.

    The old config.json is in the run's before/ and in the node's backup folder before anything is written. Raises
    Refused where no node was changed, LaunchFailed with the state of each node where one was.
    """
    writes = [_Write(ctx, node) for node in ctx.serving]
    _keep_plans(ctx, writes)
    for write in writes:
        write.look_at_the_probe()
    await _on_all([write.run() for write in writes])
    if any(write.error for write in writes):
        async for event in _undo(writes):
            yield event
        raise _failure(writes)
    for write in writes:
        for file in write.files:
            where = (write.node, file["path"], file["sha256"])
            yield FileKept(*where) if file["kept"] else FileWritten(*where, file["backup"])


async def rollback(ctx: Context) -> AsyncGenerator[Event, None]:
    """Restore the config.json that each node had before this run, byte for byte, and verify it.

    The present file goes into the node's backup folder. Raises Refused where this run has no old file of a node, where
    someone else has changed the file since, or where another run's service reads it; LaunchFailed where a node could
    not be restored.
    """
    before = {node: ctx.run.before(node, CONFIG) for node in ctx.serving}
    for node, data in before.items():
        if data is None:
            raise Refused(
                Message("run {id} has no such data", id=ctx.run.id), where=node, do="see ~/.mindie-tui/backup there"
            )
    await _refuse_what_is_not_ours(ctx, {node: data for node, data in before.items() if data is not None})
    wrote = ctx.run.planned_sha256(CONFIG)
    restores = [_Restore(ctx, node, data or b"", wrote) for node, data in before.items()]
    await _on_all([restore.run() for restore in restores])
    for restore in restores:
        if restore.event is not None:
            yield restore.event
    failed = tuple(f"{restore.node}: {restore.error}" for restore in restores if restore.error)
    if failed:
        raise LaunchFailed("not every config.json was restored", do="fix it, then roll back again", standing=failed)


# -- inside


async def _refuse_what_is_not_ours(ctx: Context, before: Mapping[str, bytes]) -> None:
    """Raises Refused where config.json is neither what the run met nor what it wrote, or another run's service has it.

    A node that cannot be asked is left to the restore, which says so.
    """
    wrote, claim = ctx.run.planned_sha256(CONFIG), Claim.of(ctx.run)
    answers = await asyncio.gather(*(services_of(ctx, node) for node in before), return_exceptions=True)
    for (node, data), answer in zip(before.items(), answers, strict=True):
        if isinstance(answer, BaseException):
            if not isinstance(answer, LinkError):
                raise answer
            continue
        now = ctx.facts[node].config_sha256 if node in ctx.facts else None
        if wrote is not None and now is not None and now not in (wrote, sha256(data), sha256(b"")):
            raise Refused(
                Message(
                    "config.json is neither what run {id} found nor what it wrote: someone changed it since, "
                    "and nothing was restored",
                    id=ctx.run.id,
                ),
                where=node,
                do=Message(
                    "see who changed it; what the run met is kept in {folder}", folder=ctx.run.folder / "before" / node
                ),
            )
        if other := [one for one in answer if not claim.holds(one)]:
            stop = f"mindie-tui stop {other[0].run}"
            ask = Message("ask {operator} to stop that one first", operator=other[0].operator)
            do = ask if is_of_another_operator(other[0], ctx.operator) else stop
            raise Refused(
                Message("{described} reads this config.json, and nothing was restored", described=other[0].described),
                where=node,
                do=do,
            )


def _keep_plans(ctx: Context, writes: Sequence[_Write]) -> None:
    """planned/ of the run folder: what is equal everywhere once, the scripts by node."""
    for write in writes:
        for name, file in write.plan.items():
            ctx.run.write_planned(f"{write.node}/{name}" if name == SCRIPT else name, file.data)


async def _on_all(work: Sequence[Coroutine[Any, Any, None]]) -> None:
    """All at once, each to its end; a failure is in the node's own `error`."""
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


class _Write:
    """The write on one node: what was planned, what it met, how it ended."""

    def __init__(self, ctx: Context, node: str) -> None:
        self.ctx, self.node = ctx, node
        self.plan = plan_files(ctx, node)
        self.met: bytes | None = None
        """config.json as it stood before; None where there was none, or it is not known."""
        self._kept = False
        """Whether before/ holds what this launch met."""
        self.absent = False
        """True: there was none, and that is known."""
        self.files: Sequence[Mapping[str, Any]] = ()
        """The node's answer, a row a file."""
        self.error: MindieTuiError | None = None
        self.touched: Literal[False, True, "restored", "unsure"] = False
        """Whether config.json is another than before."""

    @property
    def config(self) -> PlannedFile | None:
        """The config.json that it writes over; None where the engine has none."""
        return self.plan.get(CONFIG)

    def look_at_the_probe(self) -> None:
        """Keep the bytes that the probe read; where they are not known exactly, read them from the node first."""
        if self.config is None:
            return
        fact = self.ctx.facts[self.node]
        data = fact.config_text.encode("utf-8", "surrogateescape") if fact.config_text is not None else None
        if data is not None and sha256(data) == fact.config_sha256:
            self._meets(data)
        else:
            self.plan[CONFIG] = replace(self.config, expect="not known")

    def _meets(self, data: bytes) -> None:
        self.met = data
        if self._kept or self.ctx.run.before(self.node, CONFIG) is None:  # what an earlier launch of the run met stays
            self._kept = True
            self.ctx.run.write_before(self.node, CONFIG, data)

    async def run(self) -> None:
        """One round trip; a second where config.json is not what the probe read."""
        try:
            self.ctx.fleet.inside(self.node)
        except LinkError as error:
            self.error = error  # nothing was sent
            return
        try:
            answer = await self._ask()
            if "changed" in answer and self.config is not None:
                (changed,) = answer["changed"]
                self.met, self.absent = None, not changed["exists"]
                if changed["exists"]:
                    self._meets(base64.b64decode(changed["bytes"]))
                self.plan[CONFIG] = replace(self.config, expect=changed["sha256"])
                answer = await self._ask()
        except LinkError as error:
            self.error, self.touched = error, "unsure"
            return
        except StoreError as error:
            self.error = error  # what stands there could not be kept here: nothing was written there
            return
        if "changed" in answer:
            self.error = Refused("its config.json is being edited right now", where=self.node, do="see who works there")
        elif "error" in answer:
            self.error = Refused(f"{answer['path']}: {answer['error']}", where=self.node, do=answer["do"])
            self.touched = answer["wrote"]
        else:
            self.files = answer["files"]
            path = self.config.path if self.config is not None else None
            self.touched = any(not file["kept"] for file in self.files if file["path"] == path)

    async def _ask(self) -> dict[str, Any]:
        asked = install(self.ctx, self.node, list(self.plan.values()))
        with self.ctx.waits.on("its files to be written and verified", self.node, limit_s=WRITE_S):
            return await asked.one(self.ctx.fleet.inside(self.node), timeout=WRITE_S)

    def standing(self) -> str:
        """The state of this node's config.json, for the operator."""
        if self.touched == "unsure":
            return "not known: config.json is the old or the new one, whole; roll back when the node answers"
        if self.touched == "restored":
            return "config.json is what it was"
        if self.config is None:
            return "nothing but its start script was written"
        return "config.json is the new one; roll back" if self.touched else "nothing was changed"


class _Restore:
    """Write the old bytes to one node, over the present file, which goes into the node's backup folder."""

    def __init__(self, ctx: Context, node: str, data: bytes | None, expect: str | None = None) -> None:
        self.ctx, self.node, self.data, self.expect = ctx, node, data, expect
        """`expect`: the hash of what must be there now; None: anything."""
        fact = ctx.facts.get(node)
        if fact is None or not fact.config_path:
            raise Refused("its config.json was not found", where=node, do="see that MindIE is installed there")
        self.path = fact.config_path
        self.error: str = ""
        self.event: FileKept | FileRestored | None = None

    async def run(self) -> None:
        files = [PlannedFile(CONFIG, self.path, self.data, 0o640, True, self.expect)] if self.data is not None else []
        remove = [] if files else [self.path]
        try:
            if self.node not in self.ctx.fleet.connected:
                async for _ in self.ctx.fleet.connect([self.node]):
                    pass
            asked = install(self.ctx, self.node, files, remove=remove)
            with self.ctx.waits.on("its config.json to be put back", self.node, limit_s=WRITE_S):
                answer = await asked.one(self.ctx.fleet.inside(self.node), timeout=WRITE_S)
        except LinkError as error:
            self.error = error.what
            return
        if "error" in answer:
            self.error = f"{answer['path']} {answer['error']}; {answer['do']}"
        elif "changed" in answer and answer["changed"][0]["exists"]:
            self.error = Message("{path} was changed since by someone else; nothing was restored", path=self.path)
        elif "changed" in answer:  # somebody removed it: nothing is lost by putting it back
            self.expect = None
            await self.run()
        elif answer["files"]:
            (file,) = answer["files"]
            self.event = (FileKept if file["kept"] else FileRestored)(self.node, file["path"], file["sha256"])
        else:
            self.event = FileRestored(self.node, self.path, "")


async def _undo(writes: Sequence[_Write]) -> AsyncGenerator[Event, None]:
    """Put back what stood on the nodes that were written, or that may have been: the line dropped on the way."""
    doubtful = [w for w in writes if w.touched in (True, "unsure") and (w.met is not None or w.absent)]
    work = [(write, _Restore(write.ctx, write.node, write.met)) for write in doubtful]
    await _on_all([restore.run() for _, restore in work])
    for write, restore in work:
        if restore.event is not None:
            write.touched = "restored"
            yield restore.event


def _failure(writes: Sequence[_Write]) -> MindieTuiError:
    """Refused where nothing was changed anywhere, else LaunchFailed with the state of each node."""
    first = next(write.error for write in writes if write.error)
    if not any(write.touched for write in writes):
        return Refused(first.what, where=first.where, do=first.do)
    standing = tuple(f"{write.node}: {write.standing()}" for write in writes)
    return LaunchFailed(first.what, where=first.where, do=first.do, standing=standing)
