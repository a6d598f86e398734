"""What a run may act on: the very services that it started, not all that carry its name.

Ids of earlier versions were a second and a profile, so that runs of two jump hosts could share one. A service belongs
to a run where the run's own record says so: by pid and start time, or, where the run was cut off before it could
write that down, by the files that it put there right before the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mindie_tui.model.errors import Refused
from mindie_tui.model.events.codec import FileKept, FileWritten, ServiceAttached, ServiceStarted
from mindie_tui.model.message import Message
from mindie_tui.store.runs.run import Run

if TYPE_CHECKING:
    from mindie_tui.remote.launch.running_services import Standing


@dataclass(frozen=True, slots=True)
class Claim:
    """The service that a run's record speaks of."""

    run: str
    """The run that started it: this one, or the one that it attached to."""
    attached: bool
    started: Mapping[str, frozenset[tuple[int, int]]]
    """Node: pid and start time of each daemon that the run started there."""
    pushed: frozenset[str]
    """The nodes on which the run came to the start."""
    config_sha256: str
    """Of the config.json that it wrote; "" where it wrote none."""

    @classmethod
    def of(cls, run: Run) -> Claim:
        """What the events of a run say. Raises StoreError."""
        holder, started, pushed = "", dict[str, set[tuple[int, int]]](), set[str]()
        for line in run.events():
            name, node = line.get("event"), str(line.get("node"))
            if name == ServiceAttached.name:
                holder = str(line.get("holder"))
            elif name == ServiceStarted.name:
                holder = ""
                started.setdefault(node, set()).add((_number(line, "pid"), _number(line, "start_time")))
            elif name in (FileWritten.name, FileKept.name):
                pushed.add(node)
        return cls(
            run=holder or run.id,
            attached=holder not in ("", run.id),
            started={node: frozenset(pids) for node, pids in started.items()},
            pushed=frozenset(pushed),
            config_sha256=run.planned_sha256("config.json") or "",
        )

    def holds(self, one: Standing) -> bool:
        """Whether this is the service that the run's record speaks of."""
        if one.run != self.run:
            return False
        if self.attached:
            return True
        if one.node in self.started:
            return (one.pid, one.start_time) in self.started[one.node]
        return one.node in self.pushed and one.config_sha256 in ("", self.config_sha256)

    def own_services(self, services: Iterable[Standing]) -> list[Standing]:
        """Those of the services that the run's record speaks of."""
        return [one for one in services if self.holds(one)]


def may_stop(claim: Claim, one: Standing, operator: str) -> bool:
    """Whether the run may stop a service that it holds: its own, or one that the same operator started."""
    return not claim.attached or not is_of_another_operator(one, operator)


def is_of_another_operator(one: Standing, operator: str) -> bool:
    """Whether another operator started it, as far as its record says."""
    return one.operator not in ("", operator)


def refusal_to_restart(one: Standing) -> Refused:
    """The refusal to stop another operator's service for a launch."""
    return Refused(
        Message(
            "{described} is there, and --restart alone stops no other operator's; nothing was changed",
            described=one.described,
        ),
        where=one.node,
        do=Message("ask {operator}, or stop it anyway: --restart --take-over", operator=one.operator),
    )


def refusal_of_another_run(run: str, one: Standing, operator: str) -> Refused:
    """The refusal to stop the service of another run."""
    do: str = Message("stop that one by its own run: mindie-tui stop {run}", run=one.run)
    if is_of_another_operator(one, operator):
        do = Message("ask {operator}, who started it", operator=one.operator)
    elif one.run == run:
        do = "ask who started it"
    what = Message(
        "nothing that run {run} started runs here; {described} does, and was left alone",
        run=run,
        described=one.described,
    )
    return Refused(what, where=one.node, do=do)


def refusal_of_attached(run: str, one: Standing) -> Refused:
    """The refusal to stop what another operator started and this run only attached to."""
    return Refused(
        Message(
            "run {run} only attached to {described}, and {operator} started it; nothing was stopped",
            run=run,
            described=one.described,
            operator=one.operator,
        ),
        where=one.node,
        do=Message("ask them, or stop it anyway: mindie-tui stop {run} --take-over", run=run),
    )


def _number(line: Mapping[str, Any], key: str) -> int:
    value = line.get(key)
    return value if isinstance(value, int) else -1
