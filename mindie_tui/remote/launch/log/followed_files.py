"""The files that are followed on one node, over one channel: what arrives, and its place in our spools.

The node's side is on_node/follow.py. A file may be rotated or truncated there; here its bytes continue in one spool,
and the place beside it says which file the bytes since `begins` come from.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from pathlib import PurePosixPath
from typing import Any

from mindie_tui.model.text import printable
from mindie_tui.remote.transport.link import Link
from mindie_tui.remote.transport.node_program import Program, program
from mindie_tui.store.runs.run import Run

STOOD = "stood.json"
"""In the run's folder on a node: what the patterns of `launch.follow` found before the service started."""
LAST = 64
"""Bytes before the offset that the node compares."""
_NO_NAME = re.compile(r"[^\w.+-]+")


class Kept:
    """One file of a node as it is kept here."""

    def __init__(self, run: Run, node: str, name: str, path: str) -> None:
        self.run, self.node, self.name, self.path = run, node, name, path
        self.spool = run.spool(node, name)
        place = run.log_place(node, name) or {}
        self.inode: int | None = place.get("inode")
        self.before: list[int] = list(place.get("before", ()))
        """Inodes that this log had earlier."""
        self.begins: int = place.get("begins", 0)
        """Position in the spool of the file's byte 0; negative where only its end is kept."""
        self.turns = 0
        """How often it was rotated or cut while we looked."""
        if self.offset < 0:  # somebody took the spool away
            self.begins = self.spool.size

    @property
    def offset(self) -> int:
        """Bytes of the file that are kept or passed over."""
        return self.spool.size - self.begins

    @property
    def file(self) -> str:
        """Its spool, inside the run folder."""
        return f"logs/{self.node}/{self.name}.log"

    def place(self) -> dict[str, Any]:
        """What the node must know to continue."""
        last = self.spool.last(min(LAST, self.spool.size - max(self.begins, 0)))
        return {
            "path": self.path, "inode": self.inode, "offset": self.offset, "last": last.hex(), "before": self.before,
        }  # fmt: skip

    def remember(self, **more: Any) -> None:
        """Its place, for a later session. Raises StoreError."""
        place = {"path": self.path, "inode": self.inode, "offset": self.offset, "begins": self.begins}
        self.run.write_log_place(self.node, place | {"before": self.before} | more, self.name)

    def stands(self, inode: int, at: int) -> bool:
        """Told which file these bytes are of; False where that was known."""
        if self.inode == inode and self.offset == at:
            return False
        self.inode, self.begins = inode, self.spool.size - at
        return True

    def turn(self, inode: int) -> bytes:
        """Another content from here on; gives the end of the line that the old one did not end."""
        end = b"\n" if self.spool.last(1) not in (b"\n", b"\r", b"") else b""
        self.spool.append(end)
        if self.inode is not None and self.inode != inode:
            self.before.append(self.inode)
        self.inode, self.begins = inode, self.spool.size
        self.turns += 1
        return end


def name_of(path: str, taken: Mapping[str, str]) -> str:
    """What a further file is called here: its own name, its folder's in front where another one has that already."""
    parts = [_NO_NAME.sub("-", printable(part)).strip("-.") for part in PurePosixPath(path).parts]
    own = parts[-1].removesuffix(".log") or "log"
    folder = next((part for part in reversed(parts[:-1]) if part), "")
    names = [own, f"{folder}-{own}", *(f"{own}-{n}" for n in range(2, 1000))]
    return next(n for n in names if n != "service" and taken.get(n, path) == path)


def follower(
    files: Sequence[str], patterns: Sequence[str], known: Sequence[Kept], stood: str, python: str | None
) -> Program:
    """What is sent to the node: the named files, the patterns, and how far each is kept."""
    given = {"files": list(files), "globs": list(patterns), "stood": stood, "known": [kept.place() for kept in known]}
    return program("follow", json.dumps(given), python=python)


def note_what_stands(patterns: Sequence[str], stood: str, python: str | None) -> Program:
    """What is sent before the service starts: of existing files only later bytes count."""
    return program("follow", json.dumps({"stand": list(patterns), "stood": stood}), python=python)


async def follow_pieces(asked: Program, link: Link) -> AsyncGenerator[tuple[Mapping[str, Any], bytes], None]:
    """(what, bytes) as they come; a long piece comes in parts, `at` of each its own. Raises LinkError's children."""
    rest = b""
    head: dict[str, Any] = {}
    wanted = 0
    async with aclosing(link.stream(asked.command)) as pieces:
        async for piece in pieces:
            data, at = rest + piece if rest else piece, 0
            rest = b""
            while at < len(data):
                if wanted:
                    part = data[at : at + wanted]
                    yield head, part
                    at, wanted = at + len(part), wanted - len(part)
                    head = head | {"at": head["at"] + len(part)}
                    continue
                end = data.find(b"\n", at)
                if end < 0:
                    rest = data[at:]
                    break
                answer, at = asked.answer(data[at:end]), end + 1
                if answer is None:
                    continue
                head, wanted = answer, int(answer.get("bytes", 0))
                if not wanted:
                    yield head, b""
