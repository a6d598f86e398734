"""What is sent to a node, and how far that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mindie_tui.model.events.codec import UploadProgress
from mindie_tui.store.uploads import Outgoing


@dataclass(frozen=True, slots=True)
class Upload:
    """What is sent where."""

    node: str
    what: str
    """A dataset's name, or "image"."""
    source: Path
    target: str
    """An absolute path on the node."""
    inside: bool = True
    """In the node's container; else on the machine."""
    files: tuple[Outgoing, ...] = ()

    @property
    def single(self) -> bool:
        return len(self.files) == 1 and not self.files[0].name

    @property
    def total(self) -> int:
        return sum(file.size for file in self.files)


@dataclass
class Progress:
    """The progress; reported once a second."""

    upload: Upload
    began: float
    tick_s: float
    """Between two events; never less."""
    kept: int = 0
    """Bytes that stood there before."""
    done: dict[int, int] = field(default_factory=dict)
    """File: the bytes of it that the node has."""
    whole: set[int] = field(default_factory=set)
    told: float = 0.0
    """When the last event was."""
    moved: bool = False
    """The node has more of it than when it was looked at before."""

    def due(self, now: float) -> Iterator[UploadProgress]:
        """The event of now, where the last one is long enough ago."""
        if now - self.told >= self.tick_s:
            yield self.event(now)

    def event(self, now: float) -> UploadProgress:
        """The progress now; counts as reported."""
        self.told = now
        done, elapsed = sum(self.done.values()), now - self.began
        rate = (done - self.kept) / elapsed if elapsed > 0 else 0.0
        up = self.upload
        return UploadProgress(
            up.node,
            up.what,
            up.target,
            done,
            up.total,
            len(self.whole),
            len(up.files),
            round(elapsed, 1),
            round((up.total - done) / rate, 1) if rate > 0 else None,
        )
