"""A start that does not move, put into words while it is waited for: which node, which phase, for how long.

Fed with what is known (a phase, bytes of a log, a retry), asked once a second. Nothing here ends a launch: it names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mindie_tui.model.events.codec import Event, ServiceError, ServicePhase
from mindie_tui.model.message import Message

SLOW = 2.0
"""A phase is reported again at so many times its usual length, and at each doubling."""
SLOW_LEAST_S = 10.0
UNREGISTERED, SILENT = "slave-unregistered", "log-silent"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a launch looks on before it says something; seconds."""

    registered: float = 10.0
    """A slave that the waiting master has not seen; a good one is there within two tries."""
    silent: float = 120.0
    """A node that prints nothing: the weights line is rewritten every few seconds."""
    stuck: float = 15.0
    """After so many seconds without output of a node, the service is asked whether it is healthy anyway."""
    answer: float = 13.0
    """The first completion of a healthy service; it is named then, and waited for on."""
    last_words: float = 3.0
    """After a worker's failure, until the daemon's own end is no more waited for."""


@dataclass(slots=True)
class _Node:
    phase: str = ""
    since: float = 0.0
    size: int = -1
    heard: float = 0.0
    next_word: float = 0.0
    told: set[str] = field(default_factory=set)
    lost: bool = False


class Stalls:
    """What to report now. Times are seconds since the launch began; `nodes` master first."""

    def __init__(self, nodes: Sequence[str], usual: Mapping[str, float], patience: Patience = Patience()) -> None:
        self._usual, self._patience = usual, patience
        self._nodes = {name: _Node() for name in nodes}
        self._master = nodes[0]

    def started(self, node: str, at: float) -> None:
        """Its daemon was started."""
        self._nodes[node] = _Node(heard=at, since=at)

    def phase(self, event: ServicePhase) -> ServicePhase:
        """Its phase; comes back with the time in it and the usual time."""
        node = self._nodes[event.node]
        if event.phase != node.phase:
            node.phase, node.since = event.phase, event.elapsed_s
            node.next_word = max(SLOW_LEAST_S, SLOW * self._usual.get(event.phase, SLOW_LEAST_S))
        return self._dated(event, node)

    def heard(self, node: str, size: int, at: float, *, lost: bool = False) -> None:
        """So many bytes of its log are there. Nothing is known of a node whose connection is down."""
        one = self._nodes[node]
        if size != one.size or lost or one.lost:
            one.size, one.heard, one.lost = size, at, lost
            one.told.discard(SILENT)

    def quiet_s(self, node: str, at: float) -> float:
        """How long its log has been silent; 0 where its connection is down, or nothing came yet."""
        one = self._nodes[node]
        return 0.0 if one.lost or one.size < 0 else at - one.heard

    def due(self, at: float) -> list[Event]:
        """What to report now, each once."""
        said: list[Event] = []
        for name, node in self._nodes.items():
            if node.phase in ("", "started", "healthy"):
                continue
            if at - node.since >= node.next_word:
                node.next_word *= 2
                said.append(self._dated(ServicePhase(name, node.phase, round(at, 1)), node))
            if SILENT not in node.told and node.size >= 0 and at - node.heard >= self._patience.silent:
                node.told.add(SILENT)
                said.append(self._silent(name, node, at))
        return said + self._unregistered(at)

    def where(self, node: str, at: float) -> str:
        """Its phase, for a sentence: "weights (400 s, usually 90 s)"."""
        one = self._nodes[node]
        if not one.phase:
            return "the start"
        usual = self._usual.get(one.phase)
        return f"{one.phase} ({at - one.since:.0f} s" + (f", usually {usual:.0f} s)" if usual is not None else ")")

    def _dated(self, event: ServicePhase, node: _Node) -> ServicePhase:
        took, usual = max(0.0, round(event.elapsed_s - node.since, 1)), self._usual.get(event.phase)
        return ServicePhase(event.node, event.phase, event.elapsed_s, event.percent, event.count, took, usual)

    def _silent(self, name: str, node: _Node, at: float) -> ServiceError:
        usual = self._usual.get(node.phase)
        usually = Message("; this phase usually takes {usual:.0f} s", usual=usual) if usual is not None else ""
        return ServiceError(
            name,
            SILENT,
            False,
            Message(
                "nothing was printed for {at:.0f} s in phase {phase}{usually}",
                at=at - node.heard,
                phase=node.phase,
                usually=usually,
            ),
            cause="the daemon or its workers hang: a rank waits for another one, or the disk gives nothing",
            remedy="look at the other nodes' last lines, and at the NPUs and processes there (npu-smi info, ps -ef)",
        )

    def _unregistered(self, at: float) -> list[Event]:
        """The master waits without limit for a slave whose own messages only say that it tries."""
        master = self._nodes[self._master]
        if master.phase != "slaves" or at - master.since < self._patience.registered:
            return []
        said: list[Event] = []
        for name, node in self._nodes.items():
            if name != self._master and node.phase == "slaves" and UNREGISTERED not in node.told and not node.lost:
                node.told.add(UNREGISTERED)
                said.append(
                    ServiceError(
                        name,
                        UNREGISTERED,
                        False,
                        Message(
                            "not registered with {master} after {at:.0f} s",
                            master=self._master,
                            at=at - max(master.since, node.since),
                        ),
                        cause=Message(
                            "{master} waits for it without limit, and it does not come through to there",
                            master=self._master,
                        ),
                        remedy=Message(
                            "see that multiNodesInferPort (1120) of {master} is reached from {name}, and that "
                            "MASTER_IP and the rank table name the same addresses",
                            master=self._master,
                            name=name,
                        ),
                    )
                )
        return said
