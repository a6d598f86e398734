"""The evidence from a node, and the verdict of a judge; what could not be seen is unknown, never good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mindie_tui.model.deployment import Container
from mindie_tui.model.documents.document import Json
from mindie_tui.model.events.codec import Verdict
from mindie_tui.model.message import Message, joined
from mindie_tui.model.mindie.parameters import visible_npus
from mindie_tui.model.node import Facts
from mindie_tui.model.nodes import npu_smi
from mindie_tui.model.nodes.container_engine import remedy_for_silence
from mindie_tui.model.shell import Command, sh
from mindie_tui.model.text import one_line


@dataclass(frozen=True, slots=True)
class Seen:
    """The evidence from one node, and what should be there."""

    node: str
    serving: tuple[str, ...]
    """Names of the serving nodes, master first."""
    container: Container
    facts: Facts | None = None
    """Asked just now; None: the node cannot be reached."""
    refused: str = ""
    """Why it cannot be reached."""
    refused_do: str = ""
    inside: Mapping[str, Any] = field(default_factory=dict)
    """The parts that on_node/probe.py answered: facts, ports, write, weights, services."""
    why_not_inside: str = ""
    machine: Mapping[str, str] = field(default_factory=dict)
    """The machine's answers as they were printed, by part: npu, hccn, hccn_link, container, memory ..."""
    config: Json = None
    """The config.json that will be written."""
    label: str = "MindIE"
    """What the engine is called."""
    program: str = ""
    """What is started."""
    ports: tuple[tuple[str, int], ...] = ()
    """The ports that the service binds on this node, by their names."""
    service_port: int = 0
    """The port on which the service answers."""
    npu_ids: tuple[int, ...] | None = None
    """The NPUs that the service is to use."""
    weights: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    """What the start script exports here."""
    others: Mapping[str, Facts] = field(default_factory=dict)
    """What is known of all nodes."""
    peers: Mapping[str, Seen] = field(default_factory=dict)
    """What was just seen of all serving nodes, this one too; for the checks that judge them together."""
    master_ip: str | None = None
    """The address of the service."""
    attachable: bool = False
    """The service of ours that runs there was started with the very files that would be written now."""
    lacking: tuple[str, ...] = ()
    """The serving nodes on which that service does not run, known once all have answered: its start was cut off."""
    lock_ended: bool = False
    """The lock there is of a process of this machine that has ended: a launch takes it over."""
    restart: bool = False
    """The operator allowed a service of ours to be stopped first."""
    operator: str = ""
    """user@jumphost of who asks."""

    @property
    def master(self) -> bool:
        return self.serving[:1] == (self.node,)

    @property
    def runtime_visible(self) -> tuple[int, ...] | None:
        """ASCEND_RT_VISIBLE_DEVICES of the start script, else of the container."""
        given = self.environment.get(visible_npus.RUNTIME)
        if given is None:
            given = (npu_smi.rights(self.machine.get("container")) or {}).get("runtime_visible")
        return visible_npus.runtime_list(given)

    @property
    def machine_npus(self) -> tuple[int, ...] | None:
        """The machine's numbers of the NPUs that npuDeviceIds mean; None: unknown, or they fit nothing that is seen."""
        if self.npu_ids is None:
            return None
        own = None if self.container.engine == "none" else npu_smi.rights(self.machine.get("container"))
        return visible_npus.on_machine(self.npu_ids, self.runtime_visible, visible_npus.devices(own))

    def part(self, name: str) -> Mapping[str, Any] | None:
        """One part of the answer from inside, None where it is not there or failed."""
        value = self.inside.get(name)
        return value if isinstance(value, dict) and "error" not in value else None

    @property
    def answered(self) -> bool:
        """Whether the node answered: what it then lacks is missing, and not just unseen."""
        return bool(self.machine) or bool(self.inside)

    @property
    def ours(self) -> list[Mapping[str, Any]]:
        """The services of our runs that live there."""
        found = (self.part("services") or {}).get("ours")
        return found if isinstance(found, list) else []

    @property
    def left(self) -> list[Mapping[str, Any]]:
        """What services of our runs left there when their daemons died: {"run", "workers": [pids], "operator"}."""
        found = (self.part("services") or {}).get("left")
        return found if isinstance(found, list) else []

    def entered(self, command: Command) -> str:
        """What an operator types to run a command where MindIE runs."""
        if self.container.engine == "none":
            return command.text
        words = ["sudo", "-n", self.container.engine] if self.container.sudo else [self.container.engine]
        return sh("{} exec -i {} bash -c {}", words, self.container.name, command.text).text


@dataclass(frozen=True, slots=True)
class Judged:
    """`found` and `remedy` are sentences for people; the remedy is empty where nothing is to be done."""

    verdict: Verdict
    found: str
    remedy: str = ""
    because: str = ""
    """Another node whose missing answer makes it unknown here."""


def unseen(s: Seen) -> Judged:
    why = s.why_not_inside or Message("its answer cannot be read")
    do = remedy_for_silence(s.why_not_inside, None, s.container) if s.why_not_inside else "see that the container runs"
    return Judged("unknown", Message("could not be asked inside the container: {why}", why=why), do)


def no_table(s: Seen) -> Judged:
    """npu-smi printed nothing readable; its first lines show why."""
    why = s.facts.npus_why if s.facts else ""
    found = "npu-smi gave no table of NPUs"
    if why:
        found = Message("npu-smi gave no table of NPUs that is understood: {why}", why=why)
    return Judged("unknown", found, "run `npu-smi info` there")


def run_of(s: Seen) -> str:
    return str(s.ours[0].get("run"))


def other_operator(s: Seen, record: Mapping[str, Any]) -> str:
    """Who started a service of ours, where that is another operator; "" otherwise, or where it is unknown."""
    who = record.get("operator")
    return one_line(who)[:200] if isinstance(who, str) and s.operator and who != s.operator else ""


def earlier(s: Seen, record: Mapping[str, Any], found: str, after: str, do: str) -> Judged:
    """An earlier service, or what it left, that is in the way of a launch: `after` is what --restart does with it."""
    if who := other_operator(s, record):
        found, do = (
            joined(found, Message("{who} started it", who=who)),
            Message("ask {who}, or stop it anyway: --restart --take-over", who=who),
        )
        after = Message("only --take-over with --restart ends it")
    return Judged("warn", joined(found, after)) if s.restart else Judged("fail", found, do)
