"""What each layout of the list takes of an NPU, by the configuration of the model that a node showed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.mindie.parameters.layouts import Layout
from mindie_tui.model.mindie.shown_model import ShownModel, planned_model


@dataclass(frozen=True, slots=True)
class LayoutNumbers:
    """Numbers of one layout, ready for the list."""

    weights_gib: float
    kv_tokens: int | None
    """Of the whole service; None where the KV cache of the model is not known."""
    verdict: str
    reason: str


def numbers_of(
    found: Sequence[Layout], config: Any, shown: ShownModel | None, per_node: int, nodes: int
) -> tuple[tuple[Layout, ...], Mapping[tuple[int, ...], LayoutNumbers]]:
    """The layouts, best first for the lengths of config.json, and their numbers; as they were, and {}, without them.

    No node showed the model's configuration, or it has no rules: then nothing is guessed.
    """
    from mindie_tui.model.memory.plan import ranked, reason  # the list is opened seldom

    if shown is None:
        return tuple(found), {}
    try:
        model = planned_model(shown, config, per_node)
        planned = ranked(model, nodes)
    except ValueError:
        return tuple(found), {}
    dims = model.dims
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
