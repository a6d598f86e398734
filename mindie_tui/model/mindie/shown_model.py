"""The model that a node showed, planned for a config.json: what its layout takes of an NPU, as MindIE splits it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mindie_tui.model.documents import document, json_text
from mindie_tui.model.mindie.parameters.pointers import MODEL
from mindie_tui.model.node import Facts

if TYPE_CHECKING:
    from mindie_tui.model.memory.dimensions import Dimensions
    from mindie_tui.model.memory.plan import EngineRules, PlannedModel
    from mindie_tui.model.memory.quantisation import Quantisation
    from mindie_tui.model.memory.seen import SeenStart


@dataclass(frozen=True, slots=True)
class ShownModel:
    """What the nodes show of the model that config.json names."""

    text: str
    """The model's own configuration."""
    hbm_mb: int | None = None
    """Of the smallest NPU, as npu-smi shows it."""
    starts: tuple[SeenStart, ...] = ()
    """Earlier starts of this model, newest first."""


def shown_model(path: str | None, facts: Mapping[str, Facts], starts: Sequence[SeenStart] = ()) -> ShownModel | None:
    """The model that a node showed in the folder `path`, with the memory of the smallest NPU and earlier starts."""
    text = next((f.model_text for f in facts.values() if f.model_text and f.model_path == path), None)
    if text is None:
        return None
    sizes = [npu.hbm_total_mb for fact in facts.values() for npu in fact.npus or () if npu.hbm_total_mb]
    return ShownModel(text, min(sizes, default=None), tuple(starts))


@lru_cache(maxsize=16)
def _known(text: str, mtp: int) -> tuple[Dimensions, dict[str, Any], Quantisation, EngineRules] | str:
    """The parts of a planned model; why there are none, where there are none."""
    from mindie_tui.model.memory.dimensions import dimensions
    from mindie_tui.model.memory.quantisation import configured
    from mindie_tui.model.mindie.weights_split import MindieOptions, engine_rules

    parsed = json_text.parse(text).value
    if not isinstance(parsed, dict):
        return "the model's config.json is no JSON object"
    try:
        dims = dimensions(parsed)
        quantisation = configured(parsed, dims)
        return dims, parsed, quantisation, engine_rules(dims, quantisation, MindieOptions(mtp))
    except ValueError as error:
        return str(error)


def planned_model(shown: ShownModel, config: Any, per_node: int) -> PlannedModel:
    """The model with the load and the options of a config.json. Raises NotKnown, which says what is missing."""
    from mindie_tui.model.memory.dimensions import NotKnown
    from mindie_tui.model.memory.fit import npu_kind
    from mindie_tui.model.memory.plan import PlannedModel
    from mindie_tui.model.mindie.kv_memory import VISIBLE
    from mindie_tui.model.mindie.planned_load import load_of, prefill_tokens

    mtp = drafter_layers(config)
    known = _known(shown.text, mtp)
    if isinstance(known, str):
        raise NotKnown(known)
    dims, parsed, quantisation, rules = known
    npu = npu_kind("A3" if per_node > 8 else "A2")
    if shown.hbm_mb:
        npu = replace(npu, visible=shown.hbm_mb * (1 << 20) * VISIBLE)
    made = PlannedModel(dims, parsed, quantisation, rules, npu, load_of(config), mtp, prefill_tokens(config))
    return replace(made, starts=tuple(filter(made.agrees, shown.starts)))


def drafter_layers(config: Any) -> int:
    """Layers of multi-token prediction that plugin_params asks for."""
    text = document.get(config, f"{MODEL}/plugin_params")
    value = json_text.parse_short(text).value if isinstance(text, str) else None
    return int(isinstance(value, dict) and "mtp" in str(value.get("plugin_type", "")).split(","))
