"""What each layout of the list takes of an NPU, by the configuration of the model that a node showed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mindie_tui.model.documents import json_text
from mindie_tui.model.mindie.artefacts.service_values import weights_folder
from mindie_tui.model.mindie.parameters.layouts import Layout
from mindie_tui.model.node import Facts


@dataclass(frozen=True, slots=True)
class LayoutNumbers:
    """Numbers of one layout, ready for the list."""

    weights_gib: float
    kv_tokens: int | None
    """Of the whole service; None where the KV cache of the model is not known."""
    verdict: str
    reason: str


def numbers_of(
    found: Sequence[Layout], config: Any, facts: Mapping[str, Facts], per_node: int, nodes: int
) -> tuple[tuple[Layout, ...], Mapping[tuple[int, ...], LayoutNumbers]]:
    """The layouts, best first for the lengths of config.json, and their numbers; as they were, and {}, without them.

    No node showed the model's configuration, or it has no rules: then nothing is guessed.
    """
    from mindie_tui.model.memory.dimensions import dimensions  # the list is opened seldom
    from mindie_tui.model.memory.plan import PlannedModel, ranked, reason
    from mindie_tui.model.memory.quantisation import configured
    from mindie_tui.model.mindie.planned_load import load_of
    from mindie_tui.model.mindie.weights_split import MindieOptions, engine_rules

    text = model_text(config, facts)
    parsed = json_text.parse(text).value if text is not None else None
    if not isinstance(parsed, dict):
        return tuple(found), {}
    try:
        dims = dimensions(parsed)
        quantisation = configured(parsed, dims)
        rules = engine_rules(dims, quantisation, MindieOptions())
        model = PlannedModel(dims, parsed, quantisation, rules, _npu(facts, per_node), load_of(config))
        planned = ranked(model, nodes)
    except ValueError:
        return tuple(found), {}
    parts = 6 if dims.experts else 4
    by_sizes = {
        (at.dp, at.cp, at.tp, at.sp, at.moe_tp, at.ep)[:parts]: (order, one)
        for order, one in enumerate(planned)
        for at in (one.at,)
    }
    numbers = {
        sizes_of(one): LayoutNumbers(
            planned_one.weights / (1 << 30), planned_one.capacity, planned_one.answer,
            reason(model, planned_one, planned[0]),
        )
        for one in found
        for _, planned_one in (by_sizes.get(sizes_of(one)[:parts], (0, None)),)
        if planned_one is not None
    }  # fmt: skip
    last = len(planned)
    ordered = sorted(found, key=lambda one: by_sizes.get(sizes_of(one)[:parts], (last, None))[0])
    return tuple(ordered), numbers


def sizes_of(layout: Layout) -> tuple[int, ...]:
    """Its sizes, those of attention first: what its numbers are found by."""
    return layout.dp, layout.cp, layout.tp, layout.sp, layout.moe_tp, layout.moe_ep


def model_text(config: Any, facts: Mapping[str, Facts]) -> str | None:
    """The model's configuration that a node showed for the weights of config.json."""
    path = weights_folder(config)
    shown = (fact.model_text for fact in facts.values() if fact.model_text and fact.model_path == path)
    return next(shown, None)


def _npu(facts: Mapping[str, Facts], per_node: int) -> Any:
    """The sort by the NPUs of a node, with the memory that npu-smi shows of the smallest."""
    from mindie_tui.model.memory.fit import npu_kind
    from mindie_tui.model.mindie.kv_memory import VISIBLE

    kind = npu_kind("A3" if per_node > 8 else "A2")
    sizes = [npu.hbm_total_mb for fact in facts.values() for npu in fact.npus or () if npu.hbm_total_mb]
    return replace(kind, visible=min(sizes) * (1 << 20) * VISIBLE) if sizes else kind
