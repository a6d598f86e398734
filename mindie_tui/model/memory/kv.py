"""The KV cache: bytes of one token on one NPU, tokens that a memory holds, requests of a length.

Verified to the token on 39 of 42 start logs of vLLM-Ascend (docs/developers/memory.md). Models with linear attention,
compressed or sparse caches do not follow these formulas and get no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from mindie_tui.model.memory.dimensions import NotKnown, whole
from mindie_tui.model.memory.shares import Placement
from mindie_tui.model.memory.terms import MemoryTerm
from mindie_tui.model.message import Message

OTHER_CACHES = (
    "compress_ratios", "sparse_attention_config", "linear_num_key_heads", "linear_attn_config", "ssm_state_size",
    "mamba_d_state", "full_attention_interval",
)  # fmt: skip
"""Keys of a configuration whose model keeps something else than keys and values of each token."""


@dataclass(frozen=True, slots=True)
class CacheShape:
    """What a model keeps of each token."""

    layers: int
    heads: int
    head_dim: int
    latent: int = 0
    """Compressed vector of MLA; 0 where keys and values are kept by head."""
    rope: int = 0
    """Rotated part of it."""
    index: int = 0
    """Width of an indexer's key; 0 without one."""
    index_layers: int = 0
    sliding: bool = False
    """Some layers need the last tokens alone; they are counted in full."""


@dataclass(frozen=True, slots=True)
class CacheOptions:
    """How the engine keeps it."""

    bytes: float = 2
    """Of a number."""
    drafter_layers: int = 0
    """Of multi-token prediction or a draft model: each keeps as much as one layer."""
    fa3: bool = False
    """The latent vector in 8 bits, its rotated part in 16."""
    index_c8: bool = False
    block_tokens: int = 128


def cache_shape(config: Mapping[str, Any]) -> CacheShape:
    """What the model of a configuration keeps. Raises NotKnown where no formula holds."""
    text = config.get("text_config") if isinstance(config.get("text_config"), dict) else config
    assert isinstance(text, Mapping)
    types = text.get("layer_types")
    names = {one for one in types if isinstance(one, str)} if isinstance(types, list) else set()
    other = next((key for key in OTHER_CACHES if text.get(key)), None)
    by_layer = text.get("attn_type_list")  # MiniMax: 1 is full attention, 0 is linear
    if isinstance(by_layer, list) and set(by_layer) - {1}:
        other = "attn_type_list"
    if other or names - {"full_attention", "sliding_attention"}:
        reason = other or Message(
            "layers of type {names}", names=sorted(names - {"full_attention", "sliding_attention"})[0]
        )
        raise NotKnown(
            Message("the cache of a model with {reason} follows no formula that is known here", reason=reason)
        )
    layers, heads = whole(text.get("num_hidden_layers")), whole(text.get("num_attention_heads"))
    if not layers or not heads:
        raise NotKnown(
            Message("the configuration has no {value}", value="num_attention_heads" if layers else "num_hidden_layers")
        )
    if latent := whole(text.get("kv_lora_rank")):
        index = whole(text.get("index_head_dim")) or 0
        kinds = text.get("indexer_types")
        own = sum(one == "full" for one in kinds) if isinstance(kinds, list) else layers
        return CacheShape(layers, 1, latent, latent, whole(text.get("qk_rope_head_dim")) or 0, index, own)
    width = whole(text.get("head_dim")) or (whole(text.get("hidden_size")) or 0) // heads
    if not width:
        raise NotKnown("the configuration has neither head_dim nor hidden_size")
    kv = whole(text.get("num_key_value_heads")) or heads
    return CacheShape(layers, kv, width, sliding="sliding_attention" in names)


def token_bytes(shape: CacheShape, placement: Placement, options: CacheOptions) -> MemoryTerm:
    """Bytes of one token on one NPU of the pipeline stage with the most layers."""
    layers = ceil(shape.layers / placement.pp) + options.drafter_layers
    if shape.latent:
        layer = (shape.latent + 2 * shape.rope) if options.fa3 else (shape.latent + shape.rope) * options.bytes
        index = 0.0
        if shape.index:
            own = ceil(shape.index_layers / placement.pp) + options.drafter_layers
            index = own * (shape.index + 2 if options.index_c8 else shape.index * 2)
        return MemoryTerm(
            "KV of one token", layers * layer + index, "layers * latent bytes + index bytes of all layers",
            {
                "layers": layers, "latent": shape.latent, "rotated": shape.rope, "latent bytes": layer,
                "bytes of a number": options.bytes, "index bytes of all layers": index,
            },
        )  # fmt: skip
    heads = max(1.0, shape.heads / placement.tp)
    return MemoryTerm(
        "KV of one token", layers * heads * shape.head_dim * 2 * options.bytes,
        "layers * max(1, KV heads / tp) * head size * 2 * bytes",
        {
            "layers": layers, "KV heads": shape.heads, "tp": placement.tp, "head size": shape.head_dim,
            "bytes": options.bytes,
        },
    )  # fmt: skip


def tokens(available: float, per_token: float, block_tokens: int = 128) -> int:
    """Tokens that `available` bytes hold: whole blocks alone. The least over the NPUs of one service counts."""
    if available <= 0 or per_token <= 0:
        return 0
    return floor(available / (per_token * block_tokens)) * block_tokens


def request_bytes(length: int, per_token: float, placement: Placement, block_tokens: int = 128) -> float:
    """Bytes that one request of `length` tokens takes on an NPU; cp and sp spread its blocks."""
    blocks = ceil(ceil(length / block_tokens) / max(1, placement.cp * placement.sp))
    return blocks * block_tokens * per_token
