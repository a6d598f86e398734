"""What a comparison takes of one run: its configuration, what was found on its nodes, its start, its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mindie_tui.model.runs.state import RunState

IDENTITY_CHECKS = (
    "driver_equal", "firmware_equal", "cann_equal", "mindie_equal", "image_equal", "arch_equal", "weights_present",
    "weights_equal", "model_config",
)  # fmt: skip
"""The checks of the preflight whose answers say which software and which weights ran."""
_FACTS = (("driver", "driver"), ("firmware", "firmware"), ("cann", "CANN"), ("mindie", "MindIE"),
          ("image_id", "image digest"), ("config_sha256", "configuration before, SHA-256"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """One run as a comparison sees it."""

    id: str
    profile: str
    configuration: Mapping[str, Any] | None
    """As report.json holds it: nodes, config, environment; None where nothing is known."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What was found on the nodes: name of a fact, what it was. A fact that nobody saw is absent: unknown."""
    phases: Mapping[str, float] = field(default_factory=dict)
    """Phase of the start: seconds after the start until the slowest node reached it."""
    report: Mapping[str, Any] = field(default_factory=dict)


def environment_of(state: RunState, versions: Mapping[str, str]) -> dict[str, str]:
    """Facts of the nodes and the answers of IDENTITY_CHECKS. Nodes that say the same are one line."""
    found = {f"{name} of this machine": str(version) for name, version in versions.items()}
    for attribute, word in _FACTS:
        said = {name: str(v) for name, node in state.nodes.items() if (v := getattr(node.facts, attribute, None))}
        found |= _lines(word, said)
    for check in IDENTITY_CHECKS:
        done = {node: one for (name, node), one in state.checks.items() if name == check}
        found |= _lines(f"check {check}", {node: f"{one.verdict}: {one.found}" for node, one in done.items()})
    return found


def _lines(word: str, said: Mapping[str, str]) -> dict[str, str]:
    if len(set(said.values())) == 1:
        return {word: next(iter(said.values()))}
    return {f"{word} of {node}": text for node, text in said.items()}


def phases_of(state: RunState) -> dict[str, float]:
    """Seconds after the start until the slowest node reached each phase, then until ready and the first token."""
    found: dict[str, float] = {}
    for node in state.nodes.values():
        for phase, seconds in node.phases.items():
            found[phase] = max(seconds, found.get(phase, 0.0))
    found = dict(sorted(found.items(), key=lambda item: item[1]))
    if state.ready is not None and state.attached is None:
        found["ready"] = state.ready.elapsed_s
        if state.answered is not None and state.answered.first_token_s is not None:
            found["first token"] = state.answered.first_token_s
    return found
