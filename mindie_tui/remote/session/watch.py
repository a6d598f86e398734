"""A session that changes nothing: of a profile it asks the nodes, of a run it reads what was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.state import RunState
from mindie_tui.remote.session.record import Steps
from mindie_tui.remote.session.session import Session

READ_ONLY = "read only: this wizard was opened with --readonly"
INSTEAD = "open it without --readonly to change something"


def readonly_refusal() -> Refused:
    """What every step says that would change a node, a profile or a run."""
    return Refused(READ_ONLY, do=INSTEAD)


class WatchSession(Session):
    """Every step that changes a node, a profile or a run raises Refused, whoever calls it."""

    readonly = True
    _size = -1

    def refresh(self) -> RunState | None:
        """What another mindie-tui has recorded of this run since; None where nothing is new. Call it in a thread."""
        if self.run is None:
            return None
        try:
            size = (self.run.folder / "events.jsonl").stat().st_size
        except OSError:
            return None
        if size == self._size:
            return None
        self._size = size
        self.state = self.run.state(RunState(profile=self.deployment.name, simulated=self.options.simulated))
        return self.state

    async def probe(self, names: Sequence[str] | None = None) -> Steps:
        """For a profile its nodes are probed; for a run they are not, because the answers would be recorded in it."""
        if self.run is None:
            async for step in super().probe(names):
                yield step

    def begin(self) -> tuple[ev.Recorded, RunState] | None:
        raise readonly_refusal()

    def end(self, status: int, reason: str) -> tuple[ev.Recorded, RunState] | None:
        """The run continues without its watcher."""
        return None

    def edit(self, deployment: Deployment) -> None:
        raise readonly_refusal()

    def accept_host_key(self, fingerprint: str) -> None:
        raise readonly_refusal()

    def skip(self, point: str) -> None:
        raise readonly_refusal()

    async def _no(self, *_: Any, **__: Any) -> Steps:
        self._refuse()
        yield

    def _refuse(self) -> NoReturn:
        raise readonly_refusal()

    create_containers = judge = preflight = waive = remedy = launch = attach = stop = rollback = _no
    bench = accuracy = stop_bench = report = watch = _no
