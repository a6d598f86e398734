"""Recordings of real AISBench runs: what they printed, and how every file of their work folder grew.

NAME.jsonl.gz has one event a line: t seconds, k kind. out, err: d as read from that stream; grow: file f got text d
at byte o; put: whole text d of f; page: f has n bytes and new bytes at offsets; size; move f from src; copy: f got n
bytes at o that src has or had there; gone; exit: d is the status. NAME.pages.gz holds the pages of its databases.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "aisbench"
RECORDINGS = FOLDER / "recordings"


def events(name: str) -> list[dict[str, Any]]:
    """All events of a recording in the order of time."""
    found: list[dict[str, Any]] = []
    for path in (RECORDINGS / f"{name}.jsonl.gz", RECORDINGS / f"{name}.pages.gz"):
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                found += [json.loads(line) for line in lines]
    return sorted(found, key=lambda event: (event["t"], event["k"] != "page"))


def output(name: str) -> bytes:
    """What a run printed on both streams."""
    return "".join(e["d"] for e in events(name) if e["k"] in ("out", "err")).encode()


def status(name: str) -> int:
    ended: int = next(e["d"] for e in events(name) if e["k"] == "exit")
    return ended


class Replay:
    """Does to `folder` what a run did to its work folder, an event at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._had: dict[str, bytes] = {}

    def apply(self, event: dict[str, Any]) -> None:
        kind = event["k"]
        if kind not in ("grow", "put", "page", "move", "copy", "gone") or event["f"].endswith("-journal"):
            return
        path = self.folder / event["f"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == "grow":
            self._write(path, event["o"], event["d"].encode())
        elif kind == "put":
            path.write_bytes(event["d"].encode())
        elif kind == "page":
            for offset, data in event["p"]:
                self._write(path, offset, base64.b64decode(data))
        elif kind == "move":
            (self.folder / event["src"]).rename(path)
        elif kind == "copy":
            source = self.folder / event["src"]
            data = source.read_bytes() if source.exists() else self._had[event["src"]]
            self._write(path, event["o"], data[event["o"] : event["o"] + event["n"]])
        elif kind == "gone" and path.exists():
            self._had[event["f"]] = path.read_bytes()
            path.unlink()

    @staticmethod
    def _write(path: Path, offset: int, data: bytes) -> None:
        with path.open("r+b" if path.exists() else "w+b") as file:
            file.seek(offset)
            file.write(data)


def replayed(name: str, folder: Path) -> Path:
    """The whole work folder as the run left it."""
    replay = Replay(folder)
    for event in events(name):
        replay.apply(event)
    return folder


def tables(name: str) -> tuple[str, str]:
    """AISBench's csv and json of a recorded run."""
    texts = {Path(e["f"]).name: e["d"] for e in events(name) if e["k"] == "put"}
    return texts["gsm8k.csv"], texts["gsm8k.json"]


def chunks(data: bytes, size: int) -> Iterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]
