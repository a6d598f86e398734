"""What is on a node where files are to be sent; nothing of it is ever replaced."""

from __future__ import annotations

from typing import Any

from mindie_tui.model.errors import CommandFailed, Refused
from mindie_tui.model.message import Message
from mindie_tui.model.text import size as sized
from mindie_tui.remote.nodes.upload_progress import Upload
from mindie_tui.store.uploads import Outgoing

SPARE = 1 << 20
"""Bytes that must stay free beside the files."""


class Target:
    """What is on the node at the paths of the files."""

    def __init__(self, up: Upload) -> None:
        self.up = up
        self.there: dict[int, tuple[int, str]] = {}
        """File: size and hash of what is at its path; its size is right."""
        self.parts: dict[int, tuple[int, str]] = {}
        """File: size and hash of what has arrived of it."""
        self.target = False
        self._odd: list[tuple[int, int]] = []
        self._disk: dict[str, Any] | None = None

    def hear(self, answer: dict[str, Any]) -> None:
        if "error" in answer:
            raise Refused(f"{answer['path']}: {answer['error']}", where=self.up.node, do=answer["do"])
        if "there" in answer:
            if answer["sha256"] is None:
                self._odd.append((answer["at"], answer["there"]))
            else:
                self.there[answer["at"]] = (answer["there"], answer["sha256"])
        elif "part" in answer:
            if answer["sha256"] is not None:
                self.parts[answer["at"]] = (answer["part"], answer["sha256"])
        elif "free" in answer:
            self.target, self._disk = answer["target"], answer

    def judge_names(self) -> None:
        """Raises Refused where something else is at the path of a file."""
        for at, size in self._odd:
            file = self.up.files[at]
            raise differs(self.up, file, f"{size} bytes, not {file.size}" if size >= 0 else "no file")

    def judge_room(self, need: int) -> None:
        """Raises Refused where there is too little room for what is missing, or none may be used."""
        if self._disk is None:
            raise CommandFailed("the node did not say what is there", node=self.up.node, status=0)
        folder, free, why = (self._disk[key] for key in ("folder", "free", "why"))
        if why:
            raise Refused(f"{folder} {why}", where=self.up.node, do="name a folder that the login may write to")
        if free is not None and free < need + SPARE:
            raise Refused(
                Message(
                    "{sized} are free in {folder}, {what} needs {sized2} more",
                    sized=sized(free),
                    folder=folder,
                    what=self.up.what,
                    sized2=sized(need),
                ),
                where=self.up.node,
                do="make room there, or name another folder; nothing was sent",
            )


def differs(up: Upload, file: Outgoing, how: str) -> Refused:
    """Something else is at the path of a file."""
    path = f"{up.target}/{file.name}" if file.name else up.target
    return Refused(
        Message("{path} is there with {how}, unlike {path2}", path=path, how=how, path2=file.path),
        where=up.node,
        do="it is not replaced: move it away there, or leave `from` out to use it as it is",
    )
