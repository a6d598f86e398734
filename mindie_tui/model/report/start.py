"""The start in a report: how long it took to ready and to the first token, and what its memory says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.model.message import Message
from mindie_tui.model.runs.state import RunState


def part(state: RunState) -> dict[str, Any]:
    """{"start": {...}} of report.json; empty where the run started nothing, or only attached."""
    if state.ready is None or state.attached is not None:
        return {}
    start: dict[str, Any] = {"ready_s": state.ready.elapsed_s}
    if state.answered is not None:
        start["first_token_s"] = state.answered.first_token_s
        start["ttft_ms"] = state.answered.ttft_ms
        start["tls"] = state.answered.tls
    if state.memory is not None:
        start["memory"] = {"setting": state.memory.setting, "value": state.memory.value, "least": state.memory.least}
    return {"start": {key: value for key, value in start.items() if value is not None}}


def lines(report: Mapping[str, Any]) -> list[str]:
    """The same for Markdown; none where there is nothing to say."""
    start = report.get("start")
    if not isinstance(start, Mapping) or "ready_s" not in start:
        return []
    said = Message("Ready {ready:.0f} s after the start.", ready=start["ready_s"])
    if "first_token_s" in start:
        both = "Ready {ready:.0f} s after the start, first token after {first:.0f} s."
        said = Message(both, ready=start["ready_s"], first=start["first_token_s"])
    found: list[str] = ["", said]
    memory = start.get("memory")
    if isinstance(memory, Mapping) and memory["least"] < memory["value"]:
        lower = "{setting} {value:g} could be lowered to {least:g}."
        found += ["", Message(lower, setting=memory["setting"], value=memory["value"], least=memory["least"])]
    return [*found, "", f"{start['tls']}."] if "tls" in start else found
