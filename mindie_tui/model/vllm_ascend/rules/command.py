"""What is judged: one `vllm serve` of one node, with what is known of its weights, its devices and its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mindie_tui.model.deployment import Bench

RELEASE = "0.23.0"
"""The release of vLLM and vLLM-Ascend whose code the rules were read from."""

MLA_TYPES = frozenset(
    {
        "AXK1",
        "bailing_hybrid",
        "deepseek_mtp",
        "deepseek_v2",
        "deepseek_v3",
        "deepseek_v32",
        "deepseek_v4",
        "glm4_moe_lite",
        "glm4_moe_lite_mtp",
        "glm_moe_dsa",
        "kimi_k2",
        "kimi_linear",
        "longcat_flash",
        "pangu_ultra_moe",
        "pangu_ultra_moe_mtp",
    }
)
"""`model_type` of the models with latent attention (vllm, model_arch_config_convertor.py)."""
MTP_TYPES = frozenset(
    {
        "deepseek_mtp",
        "deepseek_v3",
        "deepseek_v32",
        "deepseek_v4",
        "ernie4_5_moe",
        "exaone4_5",
        "exaone_moe",
        "glm_moe_dsa",
        "hy_v3",
        "longcat_flash",
        "nemotron_h",
        "pangu_ultra_moe",
        "qwen3_5",
        "qwen3_5_moe",
        "qwen3_next",
        "step3p5",
        "step3p7",
    }
)
"""`model_type` of the models with a multi-token prediction layer (vllm, config/speculative.py)."""
MTP_ARCHITECTURES = frozenset(
    {
        "DeepseekV3ForCausalLM",
        "DeepseekV32ForCausalLM",
        "DeepseekV4ForCausalLM",
        "Glm4MoeForCausalLM",
        "Glm4MoeLiteForCausalLM",
        "GlmMoeDsaForCausalLM",
        "GlmOcrForConditionalGeneration",
        "MiMoForCausalLM",
        "MiMoV2FlashForCausalLM",
        "MiMoV2ForCausalLM",
        "MiMoV2OmniForCausalLM",
        "Qwen3NextForCausalLM",
        "Step3p5ForCausalLM",
        "Step3p7ForConditionalGeneration",
    }
)
"""The same by `architectures`, for a config.json without `model_type`."""
_EXPERTS = ("num_experts", "moe_num_experts", "n_routed_experts", "num_local_experts")
_KV_HEADS = ("n_head_kv", "num_kv_heads", "num_key_value_heads", "multi_query_group_num", "num_attention_groups")
_LENGTHS = (
    "max_position_embeddings",
    "n_positions",
    "max_seq_len",
    "seq_length",
    "model_max_length",
    "max_target_positions",
    "max_sequence_length",
    "max_seq_length",
    "seq_len",
)


@dataclass(frozen=True, slots=True)
class WeightsShape:
    """The dimensions of the weights, as vLLM reads them from config.json. A property is None where it says nothing."""

    config: Mapping[str, Any]
    """config.json as it is."""
    quant_description: bool | None = None
    """Whether quant_model_description.json is beside it, which ModelSlim writes; None: nobody looked."""

    @property
    def text(self) -> Mapping[str, Any]:
        """The part of the language model: `text_config` of a multi-modal model."""
        inner = self.config.get("text_config")
        return inner if isinstance(inner, dict) else self.config

    @property
    def heads(self) -> int | None:
        return _whole(self.text, ("num_attention_heads",))

    @property
    def kv_heads(self) -> int | None:
        return _whole(self.text, _KV_HEADS) or self.heads

    @property
    def experts(self) -> int:
        """How many experts; 0 for a dense model."""
        return _whole(self.text, _EXPERTS) or 0

    @property
    def names_experts(self) -> bool:
        """Whether a key of config.json has "expert" in its name, at any depth: so vLLM-Ascend knows such models."""
        return _has_expert_key(self.text)

    @property
    def mla(self) -> bool:
        """Whether it has latent attention (DeepSeek)."""
        kind = self.text.get("model_type")
        if kind is not None and kind not in MLA_TYPES:
            return False
        lead = "head_dim" if "compress_ratios" in self.text else "kv_lora_rank"
        return self.text.get(lead) is not None

    @property
    def sparse(self) -> bool:
        """Whether it has sparse attention with an indexer (DeepSeek V3.2)."""
        return "index_topk" in self.text and not any("compress_ratios" in c for c in (self.text, self.config))

    @property
    def is_deepseek_v4(self) -> bool:
        """Whether it is DeepSeek V4, whose KV blocks have sizes of their own."""
        names = self.config.get("architectures")
        return self.config.get("model_type") == "deepseek_v4" or "DeepseekV4ForCausalLM" in (names or ())

    @property
    def mtp(self) -> bool:
        """Whether vLLM knows a multi-token prediction layer of this model."""
        architectures = self.config.get("architectures")
        names = architectures if isinstance(architectures, list) else []
        return self.config.get("model_type") in MTP_TYPES or any(name in MTP_ARCHITECTURES for name in names)

    @property
    def predicted(self) -> int | None:
        """Tokens that the prediction layers give in one pass; None where config.json does not say it."""
        return _whole(self.text, ("num_nextn_predict_layers", "mtp_num_hidden_layers"))

    @property
    def length(self) -> float | None:
        """The longest sequence in tokens that config.json allows, RoPE scaling included."""
        lengths = [self.text[name] for name in _LENGTHS if isinstance(self.text.get(name), int)]
        if not lengths:
            return None
        longest: float = min(lengths)
        rope = self.text.get("rope_parameters") or self.text.get("rope_scaling")
        if not isinstance(rope, dict):
            return longest
        kind = rope.get("rope_type", rope.get("type"))
        if kind in ("su", "longrope", "llama3"):
            return longest
        original = rope.get("original_max_position_embeddings")
        if kind == "yarn" and isinstance(original, int):
            longest = original
        factor = rope.get("factor", 1.0)
        return longest * (factor if isinstance(factor, (int, float)) else 1.0)

    @property
    def quantization(self) -> str | None:
        """`quant_method` of config.json, which compressed-tensors and FP8 weights have."""
        for config in (self.config, self.text):
            for name in ("quantization_config", "compression_config"):
                one = config.get(name)
                if isinstance(one, dict):
                    return str(one.get("quant_method", "")).lower().replace("_", "-") or None
        return None


@dataclass(frozen=True, slots=True)
class KnownPaths:
    """Which paths of a node exist, for files that a command names. What nobody looked for is unknown, unless `closed`:
    then `present` is all there is."""

    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    closed: bool = False

    def has(self, path: str) -> bool | None:
        """None: unknown."""
        if path in self.present:
            return True
        return False if self.closed or path in self.absent else None


@dataclass(frozen=True, slots=True)
class ServeCommand:
    """One `vllm serve` as one node runs it."""

    argv: tuple[str, ...]
    """What follows `vllm serve`."""
    environment: Mapping[str, str] = field(default_factory=dict)
    device: str = ""
    """A2, A3, A5 or 310P; empty: unknown."""
    weights: WeightsShape | None = None
    """None: nobody read config.json, so no rule says anything about heads and lengths."""
    devices: int | None = None
    """How many NPUs the node has; None: unknown."""
    paths: KnownPaths = KnownPaths()
    files: Mapping[str, Any] | None = None
    """The documents of configuration files (--config) by path; None: nobody read any."""
    release: str = RELEASE
    nodes: int = 1
    """How many nodes serve together, each with a command of its own."""
    bench: Bench | None = None
    """The load that the service will get; None: unknown, or this node is not the head."""


def _whole(config: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    """The first of these keys that is there, as a whole number; the first element where it is a list."""
    for name in names:
        value = config.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        if type(value) is int:
            return value
    return None


def _has_expert_key(config: object) -> bool:
    if not isinstance(config, Mapping):
        return False
    return any("expert" in str(key) or _has_expert_key(value) for key, value in config.items())
