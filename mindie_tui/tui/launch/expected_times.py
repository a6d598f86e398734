"""What a start says beside its phases: how long one usually takes, and what its memory would have needed. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from mindie_tui.model.documents.document import Edit
from mindie_tui.model.engine import MemoryParameter
from mindie_tui.model.engines import ENGINES
from mindie_tui.model.finding import Fix
from mindie_tui.model.runs.state import RunState
from mindie_tui.tui.launch.phases import COLUMNS, spans
from mindie_tui.tui.text.cells import duration, say
from mindie_tui.tui.text.translate import t

MUCH = 1.5
"""A part counts as slow after so many times its usual length."""
PHASES = dict(COLUMNS)


def usual(state: RunState, part: str, last: Mapping[str, float]) -> float | None:
    """Seconds that a part usually takes: of earlier starts, else last time's."""
    if state.expected is not None:
        known = [state.expected.phases[phase] for phase in PHASES[part] if phase in state.expected.phases]
        if known:
            return sum(known)
    return last.get(part)


def usually_ready(state: RunState, last: Mapping[str, float]) -> float | None:
    """Seconds from a start to ready, as it usually goes."""
    if state.expected is not None and state.expected.ready_s is not None:
        return state.expected.ready_s
    return last.get("ready")


def slow(state: RunState, at: str, last: Mapping[str, float]) -> Content:
    """The part that takes much longer than usual: "a3-02 weights 6 m 40 s, usually 1 m 30 s"; empty where none does."""
    worst: tuple[float, str, str, float, float] | None = None
    for node in state.nodes.values():
        for name, span in spans(state, node, at).items() if node.launched else ():
            wonted = usual(state, name, last)
            if span.stand != "now" or span.seconds is None or not wonted or span.seconds < max(MUCH * wonted, 5):
                continue
            found = (span.seconds / wonted, node.name, name, span.seconds, wonted)
            worst = max(worst, found) if worst is not None else found
    if worst is None:
        return Content("")
    _, node_name, name, took, wonted = worst
    words = t("{part} {took}, usually {usual}", part=name, took=duration(took), usual=duration(wonted))
    return say(("   ! ", "$warning"), (f"{node_name} {words}", "$warning"))


def memory_fix(state: RunState) -> Fix | None:
    """The least setting that starts, as an edit; after a good start the setting that uses the memory better.

    None where the start names none, or nothing helps.
    """
    memory = state.memory
    if memory is None:
        return None
    if memory.starts and state.service in ("ready", "attached") and memory.better is not None:
        edit = Edit("replace", f"/{memory.better.lstrip('-')}", memory.better_value)
        return Fix(f"{memory.better} = {memory.better_value}", (edit,), "arguments")
    if memory.starts or state.service in ("ready", "attached"):
        return None
    known = _parameter(memory.setting)
    if known is None or _is_hopeless(known, memory.least):
        return None
    value: int | float = int(memory.least) if memory.least == int(memory.least) else memory.least
    place = known.place
    written = str(value) if place.file == "environment" else value
    return Fix(f"{memory.setting} = {value}", (Edit("replace", place.pointer, written),), place.file)


def _parameter(setting: str) -> MemoryParameter | None:
    """The parameter that a start has named."""
    return next((e.parameters.settings[setting] for e in ENGINES if setting in e.parameters.settings), None)


def _is_hopeless(known: MemoryParameter, least: float) -> bool:
    """Whether no value of it is enough."""
    return known.most is not None and least > known.most


def memory_words(state: RunState) -> str:
    """The memory of the start as one sentence; "" where it is not known."""
    memory = state.memory
    if memory is None:
        return ""
    values = {
        "setting": memory.setting,
        "value": memory.value,
        "least": memory.least,
        "blocks": memory.blocks,
        "needed": memory.needed,
    }
    if memory.starts and memory.requests is not None:
        return t("{requests} requests of the longest length fit at once on each rank", requests=f"{memory.requests:g}")
    if memory.starts:
        if memory.least >= memory.value:
            return t("{setting} {value} is the least that starts", **values)
        return t("{setting} is {value}; {least} would be enough", **values)
    known = _parameter(memory.setting)
    if known is not None and _is_hopeless(known, memory.least):
        return t(
            "no {setting} is enough: {needed} KV blocks are needed and {blocks} fit; shorten {lengths}",
            **values,
            lengths=known.lengths,
        )
    return t(
        "{setting} {value} leaves {blocks} KV blocks and {needed} are needed; the least that starts is {least}",
        **values,
    )
