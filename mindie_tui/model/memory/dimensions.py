"""The dimensions of a model out of its own configuration: the names that the tables of shapes use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mindie_tui.model.memory.tables import table

DIRECT = {
    "H": "hidden_size", "V": "vocab_size", "I": "intermediate_size", "nh": "num_attention_heads", "ql": "q_lora_rank",
    "kl": "kv_lora_rank", "rope": "qk_rope_head_dim", "nope": "qk_nope_head_dim", "vd": "v_head_dim",
    "ih": "index_n_heads", "ihd": "index_head_dim", "S": "n_shared_experts", "SM": "shared_expert_intermediate_size",
    "lk": "linear_num_key_heads", "lkd": "linear_key_head_dim", "lv": "linear_num_value_heads",
    "lvd": "linear_value_head_dim", "conv": "linear_conv_kernel_dim",
}  # fmt: skip
FLAGS = {"tie": "tie_word_embeddings", "attention_bias": "attention_bias", "use_qk_norm": "use_qk_norm"}
MOST_LAYERS = 10_000
EXPERTS = ("n_routed_experts", "num_experts", "num_local_experts")
VISION = {
    "vH": "hidden_size", "vL": "depth", "vI": "intermediate_size", "vC": "in_channels", "vT": "temporal_patch_size",
    "vP": "patch_size", "vN": "num_position_embeddings", "vO": "out_hidden_size",
}  # fmt: skip


class NotKnown(ValueError):
    """The memory of this model cannot be computed; the text says what is missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Dimensions:
    """A model by its numbers, compared by identity. `layers` are those of the language part, without MTP."""

    model_type: str
    arch: str
    vision: str
    """The tables of shapes: of the language part, and of the vision tower ("" without one)."""
    values: Mapping[str, int]
    """The names of the tables with their numbers, without those that count layers of a kind: `at` has them."""
    mtp_on_disk: int
    positions: int
    """max_position_embeddings."""
    rotary: int
    """Dimensions of a head that are rotated."""
    layer_kinds: tuple[str, ...] = ()
    """Of each layer "full" or "linear"; empty where all are full."""
    indexed: tuple[bool, ...] = ()
    """Of each layer whether it has an indexer of its own; empty where all or none have."""
    top_k: int = 1
    text: Mapping[str, Any] = field(default_factory=dict)
    """The configuration of the language part."""

    @property
    def layers(self) -> int:
        return self.values["L"]

    @property
    def experts(self) -> int:
        """Routed experts of a layer; 0 for a dense model."""
        return self.values.get("E", 0)

    @property
    def latent(self) -> bool:
        """Whether attention keeps one compressed vector a token (MLA)."""
        return "kl" in self.values

    @property
    def hybrid(self) -> bool:
        """Whether some layers keep a state in place of keys and values."""
        return "linear" in self.layer_kinds

    def at(self, first: int, last: int, mtp: int) -> dict[str, int]:
        """The numbers for the layers [first, last) alone, with `mtp` layers of multi-token prediction."""
        values = dict(self.values)
        dense = max(0, min(last, values["D"]) - first)
        count = last - first
        full = sum(kind == "full" for kind in self.layer_kinds[first:last]) if self.layer_kinds else count
        own = sum(self.indexed[first:last]) if self.indexed else count
        values |= {"L": count, "D": dense, "mtp": mtp, "nl": count + mtp, "nmoe": count - dense + mtp}
        return values | {"nidx": own + mtp, "nfull": full, "nlin": count - full}


def whole(value: Any) -> int | None:
    """A whole number above or equal to 0; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def dimensions(config: Mapping[str, Any]) -> Dimensions:
    """The dimensions of a model. Raises NotKnown for a model type without rules, or a configuration without a key."""
    model_type = config.get("model_type")
    if model_type is None:
        raise NotKnown("the configuration names no model_type")
    known = table("shapes")["model_types"].get(model_type if isinstance(model_type, str) else "")
    if known is None:
        raise NotKnown(f"no rules for the tensors of model_type {model_type!r}")
    text = config.get("text_config") if isinstance(config.get("text_config"), dict) else config
    assert isinstance(text, Mapping)
    values = _values(text)
    values["tie"] = int(bool(text.get("tie_word_embeddings", config.get("tie_word_embeddings", False))))
    if known["arch"] in ("minimax_m2", "mixtral", "gpt_oss") and "I" in values:
        values["M"] = values["I"]
    if known.get("vision"):
        values |= _vision(config)
    kinds = _kinds(text, values["L"])
    types = text.get("indexer_types")
    indexed = tuple(one == "full" for one in types) if isinstance(types, list) and len(types) == values["L"] else ()
    return Dimensions(
        str(model_type), known["arch"], known.get("vision", ""), values,
        whole(text.get("num_nextn_predict_layers")) or known.get("mtp_on_disk", 0),
        whole(text.get("max_position_embeddings")) or 0, rotary(text, values), kinds, indexed,
        min(_top_k(text), values.get("E", 1)), text,
    )  # fmt: skip


def _top_k(text: Mapping[str, Any]) -> int:
    return whole(text.get("num_experts_per_tok")) or whole(text.get("experts_per_token")) or 1


def _values(text: Mapping[str, Any]) -> dict[str, int]:
    layers = whole(text.get("num_hidden_layers"))
    missing = [name for name in ("hidden_size", "vocab_size", "num_attention_heads") if not whole(text.get(name))]
    if not layers or missing:
        raise NotKnown(f"the configuration has no {missing[0] if missing else 'num_hidden_layers'}")
    if layers > MOST_LAYERS:
        raise NotKnown(f"num_hidden_layers is {layers}; no model has more than {MOST_LAYERS}")
    values = {name: number for name, key in DIRECT.items() if (number := whole(text.get(key))) is not None}
    values |= {name: int(bool(text.get(key))) for name, key in FLAGS.items()}
    values |= {"L": layers, "D": whole(text.get("first_k_dense_replace")) or 0}
    values["hd"] = whole(text.get("head_dim")) or values["H"] // values["nh"]
    values["kv"] = whole(text.get("num_key_value_heads")) or values["nh"]
    if (experts := next((n for key in EXPERTS if (n := whole(text.get(key)))), None)) is not None:
        values["E"] = experts
    if (width := whole(text.get("moe_intermediate_size"))) is not None:
        values["M"] = width
    return values


def _vision(config: Mapping[str, Any]) -> dict[str, int]:
    tower = config.get("vision_config")
    tower = tower if isinstance(tower, dict) else {}
    values = {name: number for name, key in VISION.items() if (number := whole(tower.get(key))) is not None}
    if "vH" in values:
        values["vM"] = values["vH"] * (whole(tower.get("spatial_merge_size")) or 1) ** 2
    indexes = tower.get("deepstack_visual_indexes")
    return values | {"vD": len(indexes) if isinstance(indexes, list) else 0}


def _kinds(text: Mapping[str, Any], layers: int) -> tuple[str, ...]:
    types, interval = text.get("layer_types"), whole(text.get("full_attention_interval"))
    if isinstance(types, list) and len(types) == layers and "linear_attention" in types:
        return tuple("linear" if one == "linear_attention" else "full" for one in types)
    if interval:
        return tuple("full" if (at + 1) % interval == 0 else "linear" for at in range(layers))
    return ()


def rotary(text: Mapping[str, Any], values: Mapping[str, int]) -> int:
    """Dimensions of a head that are rotated."""
    if "kl" in values:
        return values.get("rope", 0)
    if (own := whole(text.get("rotary_dim"))) is not None:
        return own
    factor = text.get("partial_rotary_factor")
    return int(values["hd"] * factor) if isinstance(factor, int | float) else values["hd"]
