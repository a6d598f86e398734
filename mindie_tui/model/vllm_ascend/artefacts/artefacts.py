"""Deployment + facts -> what each node runs: one `vllm serve`, with its environment.

The judge sees these and nothing else. No file is written beside the start script: arguments, environment and their
JSON are all that vLLM-Ascend reads, but for what the command itself names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mindie_tui.model.deployment import Bench, Deployment
from mindie_tui.model.mindie.artefacts.secret import Secret, secret_names, secrets_of
from mindie_tui.model.node import Facts, Node
from mindie_tui.model.vllm_ascend.artefacts import nodes as places
from mindie_tui.model.vllm_ascend.artefacts.arguments import settings_of, words_of
from mindie_tui.model.vllm_ascend.artefacts.environment import environment_of
from mindie_tui.model.vllm_ascend.rules.command import RELEASE, ServeCommand, WeightsShape
from mindie_tui.model.vllm_ascend.versions import release_of

if TYPE_CHECKING:
    from mindie_tui.model.memory.seen import SeenStart

_GENERATIONS = (("310P", "310P"), ("910B", "A2"), ("950", "A5"), ("910", "A3"))
"""Part of the name that npu-smi gives an NPU -> the generation; an A3's dies are Ascend910 without a letter."""


@dataclass(frozen=True, slots=True)
class ServeArtefacts:
    """What the nodes will run. The first node is the head."""

    commands: tuple[ServeCommand, ...]
    """One for each serving node in rank order; one where no node was picked."""
    names: tuple[str, ...] = ()
    """The serving nodes."""
    bench: Bench | None = None
    secrets: tuple[Secret, ...] = ()
    """Literal secrets of the profile."""
    unkept: frozenset[str] = frozenset()
    """Variables that are handed to the service without a file."""
    handed: tuple[str, ...] = ()
    """Variables that come from the environment of this machine at the launch."""
    address: str | None = None
    """How the head is reached."""
    config: Mapping[str, Any] = field(default_factory=dict)
    """The arguments as the profile has them: name without dashes -> value. What a report compares."""

    @property
    def environments(self) -> tuple[Mapping[str, str], ...]:
        return tuple(command.environment for command in self.commands)

    @property
    def node_count(self) -> int:
        return len(self.commands)


def of(
    deployment: Deployment,
    facts: Mapping[str, Facts] | None = None,
    *,
    base_text: str | None = None,
    rank_table_text: str | None = None,
    run: str = "RUN",
    starts: Sequence[SeenStart] = (),
) -> ServeArtefacts:
    """What the nodes of this deployment will run. Never raises for what the sections hold.

    The other four are for engines that have files, or estimate by earlier starts; nothing here depends on them.
    """
    facts = facts or {}
    serving = deployment.serving
    settings = settings_of(deployment)
    head = _address(serving[0], facts) if serving else ""
    commands = []
    for k, node in enumerate(serving or (None,)):
        own = places.of_node(settings, k, len(serving), head)
        words = words_of({**settings, **own})
        environment = environment_of(deployment, node, facts) if node is not None else deployment.environment
        fact = facts.get(node.name) if node is not None else None
        command = _command(deployment, words, environment, fact, _weights(serving, facts))
        commands.append(replace(command, release=_release(deployment, (node, *serving), facts)))
    return ServeArtefacts(
        commands=tuple(commands),
        names=tuple(node.name for node in serving),
        bench=deployment.bench,
        secrets=secrets_of(deployment),
        unkept=secret_names(deployment),
        handed=deployment.environment_from,
        address=serving[0].ip or (facts[serving[0].name].ip if serving[0].name in facts else None) if serving else None,
        config=settings,
    )


def _command(
    deployment: Deployment,
    words: tuple[str, ...],
    environment: Mapping[str, str],
    fact: Facts | None,
    weights: WeightsShape | None,
) -> ServeCommand:
    npus = fact.npus if fact is not None else None
    return ServeCommand(
        words,
        environment,
        device=generation(npus[0].name) if npus else "",
        weights=weights,
        devices=len(npus) if npus else None,
        nodes=max(len(deployment.serving), 1),
    )


def _release(deployment: Deployment, nodes: tuple[Node | None, ...], facts: Mapping[str, Facts]) -> str:
    """The release that the profile names, else that of the first of these nodes that shows one."""
    if deployment.vllm_ascend:
        return deployment.vllm_ascend.removeprefix("v")
    seen = (facts[node.name].package("vllm-ascend") for node in nodes if node is not None and node.name in facts)
    return next((found for text in seen if text and (found := release_of(text))), RELEASE)


def _address(node: Node, facts: Mapping[str, Facts]) -> str:
    """How the other nodes reach it; its name replaces an address that is not known yet."""
    return node.ip or (facts[node.name].ip if node.name in facts else None) or node.name


def _weights(serving: tuple[Node, ...], facts: Mapping[str, Facts]) -> WeightsShape | None:
    """The dimensions of the model as the first node that shows them has them."""
    for node in serving:
        text = facts[node.name].model_text if node.name in facts else None
        if text is not None:
            try:
                config: Any = json.loads(text)
            except (ValueError, RecursionError):
                return None
            return WeightsShape(config) if isinstance(config, dict) else None
    return None


def generation(name: str) -> str:
    """A2, A3, A5 or 310P by the name that npu-smi gives an NPU; "" for another one."""
    return next((found for part, found in _GENERATIONS if re.search(part, name)), "")
