"""A document as it was given on a command line: where its bytes come from, and what the line says beside it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mindie_tui.model.documents import json_text
from mindie_tui.model.engine import Engine
from mindie_tui.model.errors import ProfileError
from mindie_tui.model.finding import Finding
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.engine import MINDIE
from mindie_tui.model.mindie.parameters.pointers import MAIN_SECTIONS
from mindie_tui.store import disk, paths
from mindie_tui.store.profiles import base_config

Where = Callable[[Finding], str]
"""file:line:column of a finding's first place, or its pointer where the text does not show it."""


@dataclass(frozen=True, slots=True)
class Given:
    """A document, its rank table, and the options for what no document contains."""

    name: str
    text: bytes | None
    """None for the name of a profile."""
    table: bytes | None = None
    table_name: str = ""
    nodes: int | None = None
    devices_per_node: int | None = None
    sets: tuple[str, ...] = ()
    mindie: str | None = None
    """The release, as `--mindie` gives it."""

    @property
    def is_config(self) -> bool:
        """A mapping with ServerConfig or BackendConfig, and what is meant as one and is broken."""
        if self.text is None:
            return False
        parsed = json_text.parse(self.text)
        if isinstance(parsed.value, dict):
            return any(name in parsed.value for name in MAIN_SECTIONS) or self.name.endswith(".json")
        begin = self.text.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        return self.name.endswith(".json") or begin in (b"{", b"[")


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What the rules judge, and how it is named to the operator."""

    artefacts: Any
    where: Where
    about: str
    """What was read, in one line."""
    engine: Engine = MINDIE


def read(path: Path) -> bytes:
    """The bytes of a file of this machine. Raises ProfileError."""
    try:
        return disk.read_bytes(paths.expand_home(path), base_config.MOST_BYTES)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ProfileError(
            Message("cannot be read ({why})", why=why), file=str(path), do="name a file of this machine"
        ) from error


def document_of(given: str) -> tuple[str, bytes | None]:
    """Name and bytes of the document; no bytes for the name of a profile."""
    if given == "-":
        return "-", _standard_input()
    if "/" in given or given.endswith((".yaml", ".yml", ".json")) or paths.is_file(Path(given)):
        return given, read(Path(given))
    return given, None


def _standard_input() -> bytes:
    data = sys.stdin.buffer.read(base_config.MOST_BYTES + 1)
    if len(data) > base_config.MOST_BYTES:
        raise ProfileError("is larger than 10 MB", file="-", do="send a profile or a config.json")
    return data
