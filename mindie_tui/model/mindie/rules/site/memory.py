"""Whether the layout fits the memory of the NPUs, by the model that the nodes show; all of it an estimate.

MindIE takes these values and fails at its warm-up, minutes later. So what surely is too much is a warning, and what
may be is a note; neither stops a launch.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING

from mindie_tui.model.documents.cpp_values import is_int
from mindie_tui.model.finding import Fix
from mindie_tui.model.mindie.kv_memory import FIXED, FRACTION, blocks_needed
from mindie_tui.model.mindie.rules.rule import Found, Rule, edit, edits, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service
from mindie_tui.model.mindie.rules.site.placement import variable
from mindie_tui.model.mindie.seen_start import placement_of

if TYPE_CHECKING:
    from mindie_tui.model.memory.plan import PlannedModel
    from mindie_tui.model.memory.shares import Placement

SOURCE = "docs/developers/memory.md: estimate from MindIE's source"
GIB = 1 << 30


def _planned(s: Service) -> tuple[PlannedModel, Placement] | None:
    """The model and its layout; None where either is not known, or other rules have to say something of it first."""
    if s.site.model is None or not s.world or not s.per_node:
        return None
    from mindie_tui.model.memory.dimensions import NotKnown
    from mindie_tui.model.mindie.shown_model import planned_model

    at = placement_of(s.config, s.world)
    try:
        model = planned_model(s.site.model, s.config, s.per_node)
    except NotKnown:
        return None
    if at.world != s.world or model.dims.values["nh"] % at.tp:
        return None
    if model.dims.experts and (at.ep * at.moe_tp != s.world or model.dims.experts % at.ep):
        return None
    return model, at


def _length(s: Service) -> int | None:
    """Tokens of the longest request, as the warm-up counts them."""
    given = [
        s.number(s.schedule, "maxPrefillTokens"), s.number(s.deploy, "maxSeqLen"),
        s.number(s.deploy, "maxInputTokenLen"), s.number(s.schedule, "maxIterTimes"),
    ]  # fmt: skip
    if any(one is None or one <= 0 for one in given):
        return None
    return blocks_needed(*(one for one in given if one is not None)) * 128


@rule(
    "site.memory",
    severity="warning",
    places=("maxSeqLen", "tp"),
    source=SOURCE,
    says="this layout does not fit {visible} GiB (estimate): weights {weights} GiB, one request of {length} "
    "tokens {kv} GiB, the rest about {other} GiB",
)
def the_layout_fits(s: Service) -> Iterator[Found]:
    """Weights, one longest request and what activation and communication take must fit an NPU. A start shows it only
    after the weights are loaded."""
    found, length = _planned(s), _length(s)
    if found is None or length is None:
        return
    model, at = found
    needs = _needs(model, at, length)
    if _verdict(model, at, needs) != "does not fit":
        return
    values = _values(model, at, needs, length)
    if s.trial:
        yield Found(values)
        return
    fixes = some(*_layouts(s, model, length), _shorter(s, model, at, needs))
    if model.was_seen(at):
        says = (
            "this layout does not fit {visible} GiB: an earlier start took {used} GiB beside the KV cache, and one "
            "request of {length} tokens takes {kv} GiB"
        )
        yield Found(values, fixes, says=says)
    elif (least := _more_nodes(s, model, length)) is not None:
        says = (
            "this layout does not fit {visible} GiB (estimate): weights {weights} GiB, one request of {length} tokens "
            "{kv} GiB, the rest about {other} GiB; it fits on {nodes} nodes"
        )
        yield Found(values | {"nodes": least}, fixes, says=says)
    else:
        yield Found(values, fixes)


@rule(
    "site.memory_share",
    severity="warning",
    places=(f"environment:/{FRACTION}",),
    source=SOURCE,
    says="{share} is too little, {least} is enough (estimate): of {visible} GiB, weights take {weights} GiB, one "
    "request of {length} tokens {kv} GiB, the rest about {other} GiB",
)
def the_share_is_enough(s: Service) -> Iterator[Found]:
    """NPU_MEMORY_FRACTION is of all that MindIE sees of an NPU: weights, activation and the KV cache must be in it."""
    found, length = _planned(s), _length(s)
    share, fixed = _share(s), s.model.get(FIXED)
    if found is None or length is None or share is None or (is_int(fixed) and fixed > 0):
        return
    from mindie_tui.model.memory.fit import RESERVE_GIB, least_fraction

    model, at = found
    weights, kv, other = needs = _needs(model, at, length)
    if _verdict(model, at, needs) == "does not fit":
        return
    surely = weights + kv + (other if model.was_seen(at) else RESERVE_GIB * GIB)
    visible = model.visible(at)
    if surely <= share * visible:
        return
    least = least_fraction(weights, kv, other, visible)
    fix = variable(FRACTION, f"{least.value:g}") if least.value > share else None
    values = _values(model, at, needs, length) | {"share": f"{share:g}", "least": f"{least.value:g}"}
    if model.was_seen(at):
        says = (
            "{share} is too little, {least} is enough: of {visible} GiB, an earlier start took {used} GiB beside the "
            "KV cache, and one request of {length} tokens takes {kv} GiB"
        )
        yield Found(values, some(fix), says=says)
    else:
        yield Found(values, some(fix))


@rule(
    "advice.memory_tight",
    severity="note",
    places=("maxSeqLen",),
    source=SOURCE,
    says="this layout is tight in {visible} GiB (estimate): weights {weights} GiB, one request of {length} tokens "
    "{kv} GiB, the rest about {other} GiB",
)
def the_layout_has_room(s: Service) -> Iterator[Found]:
    """Within a tenth of the memory an estimate cannot tell whether it starts."""
    found, length = _planned(s), _length(s)
    if found is None or length is None:
        return
    model, at = found
    needs = _needs(model, at, length)
    if _verdict(model, at, needs) == "tight":
        values, fixes = _values(model, at, needs, length), () if s.trial else some(*_lower_batch(s))
        if model.was_seen(at):
            says = (
                "this layout is tight in {visible} GiB: an earlier start took {used} GiB beside the KV cache, and one "
                "request of {length} tokens takes {kv} GiB"
            )
            yield Found(values, fixes, says=says)
        else:
            yield Found(values, fixes)


@rule(
    "advice.memory_unknown",
    severity="note",
    places=("modelWeightPath",),
    source=SOURCE,
    says="the memory that this model needs on an NPU is not known: {why}",
)
def the_memory_is_known(s: Service) -> Iterator[Found]:
    """Nothing is guessed of a model without rules; the start prints its own numbers."""
    if s.site.model is None or not s.per_node:
        return
    from mindie_tui.model.memory.dimensions import NotKnown
    from mindie_tui.model.mindie.shown_model import planned_model

    try:
        model = planned_model(s.site.model, s.config, s.per_node)
    except NotKnown as error:
        yield Found({"why": str(error)})
        return
    if model.cache is None:
        yield hit("the size of this model's KV cache is not known: it keeps more than keys and values")


def _needs(model: PlannedModel, at: Placement, length: int) -> tuple[float, float, float]:
    """Weights, the KV cache of one longest request, and the rest, in bytes; what is not known of the KV counts 0."""
    from mindie_tui.model.memory.kv import request_bytes

    per_token = model.kv_token(at)
    kv = request_bytes(length, per_token.bytes, at) if per_token is not None else 0.0
    return model.engine.held(at).bytes, kv, model.other(at).bytes


def _verdict(model: PlannedModel, at: Placement, needs: tuple[float, float, float]) -> str:
    from mindie_tui.model.memory.fit import verdict
    from mindie_tui.model.memory.seen import seen_verdict

    weights, kv, other = needs
    if model.was_seen(at):
        return seen_verdict(weights + other, kv, model.visible(at))
    return verdict(weights, kv, other, model.visible(at))


def _values(model: PlannedModel, at: Placement, needs: tuple[float, float, float], length: int) -> dict[str, str | int]:
    weights, kv, other = needs
    return {
        "weights": f"{weights / GIB:.2f}", "kv": f"{kv / GIB:.2f}", "other": f"{other / GIB:.1f}", "length": length,
        "visible": f"{model.visible(at) / GIB:.2f}", "used": f"{(weights + other) / GIB:.2f}",
    }  # fmt: skip


def _share(s: Service) -> float | None:
    """NPU_MEMORY_FRACTION, MindIE's default where it is not set; None where it is no share."""
    try:
        share = float(s.env.get(FRACTION, "0.8"))
    except ValueError:
        return None
    return share if 0 < share <= 1 else None


def _layouts(s: Service, model: PlannedModel, length: int) -> Iterator[Fix]:
    """The first layout that fits as the list has them, else the first that is tight."""
    assert s.world and s.per_node
    for wanted in ("fits", "tight"):
        for at in model.engine.placements(model.dims, s.per_node, s.world // s.per_node):
            if at.cp == 1 and at.sp == 1 and _verdict(model, at, _needs(model, at, length)) == wanted:
                changes = {"dp": at.dp, "cp": 1, "tp": at.tp, "sp": 1}
                if model.dims.experts:
                    changes |= {"moe_tp": at.moe_tp, "moe_ep": at.ep}
                yield edits({name: size for name, size in changes.items() if s.model.get(name, 1) != size})
                return


def _shorter(s: Service, model: PlannedModel, at: Placement, needs: tuple[float, float, float]) -> Fix | None:
    """The longest maxSeqLen that fits; None where even a short one does not."""
    from mindie_tui.model.memory.fit import FITS
    from mindie_tui.model.memory.kv import tokens

    per_token = model.kv_token(at)
    if per_token is None:
        return None
    room = min(FITS, _share(s) or FITS) * model.visible(at) - needs[0] - needs[2]
    most = tokens(room, per_token.bytes) * max(1, at.cp * at.sp) // 1024 * 1024
    if most < 1024:
        return None
    changes = {"maxSeqLen": most}
    for holder, name in (
        (s.deploy, "maxInputTokenLen"),
        (s.schedule, "maxIterTimes"),
        (s.schedule, "maxPrefillTokens"),
    ):
        value = s.number(holder, name)
        if value is not None and value > most:
            changes[name] = most
    return edits(dict(changes))


def _lower_batch(s: Service) -> Iterator[Fix]:
    """Fewer tokens in a step of prefill, which the activation grows with."""
    now, inputs = s.number(s.schedule, "maxPrefillTokens"), s.number(s.deploy, "maxInputTokenLen")
    if now is not None and inputs is not None and now > max(8192, inputs):
        yield edit("maxPrefillTokens", max(8192, inputs))


def _more_nodes(s: Service, model: PlannedModel, length: int) -> int | None:
    """The fewest nodes above those of now on which a layout is not too much; None where that is not known."""
    from mindie_tui.model.memory.fit import NODE_COUNTS

    assert s.world and s.per_node
    now = ceil(s.world / s.per_node)
    for nodes in sorted({now + 1, *NODE_COUNTS}):
        if nodes > now and any(
            _verdict(model, at, _needs(model, at, length)) != "does not fit"
            for at in model.engine.placements(model.dims, s.per_node, nodes)
        ):
            return nodes
    return None


RULES: tuple[Rule, ...] = (the_layout_fits, the_share_is_enough, the_layout_has_room, the_memory_is_known)
