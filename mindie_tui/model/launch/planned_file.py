"""One file as a launch will write it on one node."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file that will be written to one node."""

    name: str
    path: str
    """`~` is $HOME there."""
    data: bytes
    mode: int
    backup: bool = False
    expect: str | None = None
    """SHA-256 of what must be there now; None: anything."""

    @property
    def text(self) -> str:
        return self.data.decode()

    @property
    def sha256(self) -> str:
        return sha256(self.data)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
