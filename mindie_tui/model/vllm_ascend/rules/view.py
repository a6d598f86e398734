"""A command as the rules read it: explicit values and defaults, the sizes, the roles, what a release does with them.

What a value of a wrong type would do is the affair of the rule that names it; the properties here fall back to the
default then, so that one fault gives one finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.vllm_ascend.arguments.parse import ParsedArguments, parse
from mindie_tui.model.vllm_ascend.rules.command import ServeCommand, WeightsShape

KEY_OF_VARIABLE = {
    "VLLM_ASCEND_BALANCE_SCHEDULING": "enable_balance_scheduling",
    "VLLM_ASCEND_ENABLE_FLASHCOMM1": "enable_flashcomm1",
    "VLLM_ASCEND_ENABLE_MATMUL_ALLREDUCE": "enable_matmul_allreduce",
    "VLLM_ASCEND_ENABLE_FUSED_MC2": "enable_fused_mc2",
    "VLLM_ASCEND_ENABLE_MLAPO": "enable_mlapo",
    "VLLM_ASCEND_FLASHCOMM2_PARALLEL_SIZE": "enable_flashcomm2_parallel_size",
    "MSMONITOR_USE_DAEMON": "msmonitor_use_daemon",
    "VLLM_ASCEND_FUSION_OP_TRANSPOSE_KV_CACHE_BY_BLOCK": "enable_transpose_kv_cache_by_block",
    "VLLM_ASCEND_ENABLE_NZ": "weight_nz_mode",
}
"""Variables that AscendConfig reads where additional_config does not have the key (vllm_ascend/ascend_config.py)."""
VARIABLE_OF_KEY = {key: variable for variable, key in KEY_OF_VARIABLE.items()}
SHORT_SPECULATIVE = {"spec_method": "method", "spec_model": "model", "spec_tokens": "num_speculative_tokens"}
"""Arguments that set one key of speculative_config."""
MTP_METHODS = frozenset(
    {
        "deepseek_mtp",
        "ernie_mtp",
        "exaone4_5_mtp",
        "exaone_moe_mtp",
        "gemma4_mtp",
        "glm4_moe_lite_mtp",
        "glm4_moe_mtp",
        "glm_ocr_mtp",
        "hy_v3_mtp",
        "longcat_flash_mtp",
        "mimo_mtp",
        "mimo_v2_mtp",
        "mtp",
        "nemotron_h_mtp",
        "pangu_ultra_moe_mtp",
        "qwen3_5_mtp",
        "qwen3_next_mtp",
        "step3p5_mtp",
    }
)
"""Values of `method` that mean multi-token prediction; each but `mtp` is deprecated."""


@dataclass(frozen=True)
class CommandView:
    """One command, parsed once."""

    command: ServeCommand

    @cached_property
    def parsed(self) -> ParsedArguments:
        return parse(self.command.argv, self.command.files)

    def given(self, dest: str) -> bool:
        """Whether the command line has this argument."""
        return dest in self.parsed.values

    def value(self, dest: str) -> Json:
        """The explicit value of an argument, else its default."""
        return self.parsed.value(dest)

    def number(self, dest: str, default: int = 1) -> int:
        """An integer argument; `default` where it is not an integer."""
        value = self.value(dest)
        return value if type(value) is int else default

    def dictionary(self, dest: str) -> dict[str, Any]:
        """A JSON argument's keys; empty where it is absent or no object."""
        value = self.parsed.values.get(dest)
        return value if isinstance(value, dict) else {}

    def variable(self, name: str) -> str | None:
        """The text of an environment variable, None where it is not set."""
        return self.command.environment.get(name)

    @property
    def weights(self) -> WeightsShape | None:
        return self.command.weights

    @property
    def model(self) -> str | None:
        """The model as given; None where vLLM would take its own small default."""
        for dest in ("model_tag", "model"):
            if self.parsed.values.get(dest):
                return str(self.parsed.values[dest])
        return None

    @property
    def quantization(self) -> str | None:
        """--quantization as vLLM reads it, which is in lower case; None: what the weights say."""
        value = self.value("quantization")
        return value.lower() if isinstance(value, str) else None

    # sizes

    @property
    def tp(self) -> int:
        return self.number("tensor_parallel_size")

    @property
    def pp(self) -> int:
        return self.number("pipeline_parallel_size")

    @property
    def dcp(self) -> int:
        return self.number("decode_context_parallel_size")

    @property
    def pcp(self) -> int:
        return self.number("prefill_context_parallel_size")

    @property
    def offline_dp(self) -> bool:
        """Whether vLLM takes the data parallel size from VLLM_DP_SIZE, because the command line has none."""
        return self.number("data_parallel_size") == 1 and self.dp_local != 0

    @property
    def dp(self) -> int:
        """Data parallel ranks in all, VLLM_DP_SIZE included."""
        size = self.number("data_parallel_size")
        variable = whole(self.variable("VLLM_DP_SIZE")) if self.offline_dp else None
        return variable if variable and variable > 0 else size

    @property
    def dp_local(self) -> int:
        """Data parallel ranks of this node."""
        local = self.value("data_parallel_size_local")
        if self.external_lb:
            return 1
        if type(local) is int:
            return local
        size, nodes = self.number("data_parallel_size"), self.number("nnodes")
        if nodes > 1 and size > 0:
            world = self.pp * self.tp
            return max(size * world // nodes // world, 1) if world > 0 else 1
        return size

    @property
    def given_rank(self) -> bool:
        """Whether this process is one data parallel rank (--data-parallel-rank)."""
        return self.value("data_parallel_rank") is not None

    @property
    def external_lb(self) -> bool:
        """One data parallel rank a process, balanced from outside."""
        return bool(self.value("data_parallel_external_lb")) or self.given_rank

    @property
    def local_given(self) -> bool:
        """Whether the number of this node's ranks is given, or follows from --nnodes: only then a start rank counts."""
        inferred = self.number("nnodes") > 1 and not self.external_lb
        return self.value("data_parallel_size_local") is not None or inferred

    @property
    def first_rank(self) -> tuple[int, str]:
        """The first data parallel rank of this process, and the flag that says so."""
        nodes, size = self.number("nnodes"), self.number("data_parallel_size")
        within = self.pp * self.tp
        inferred = self.number("node_rank", 0) * (size * within // nodes) // within if nodes > 1 and within > 0 else 0
        if self.given_rank:
            return self.number("data_parallel_rank", 0), "--data-parallel-rank"
        start = self.number("data_parallel_start_rank", 0)
        if self.local_given and start and not self.external_lb:
            return start, "--data-parallel-start-rank"
        return inferred, "--node-rank"

    @property
    def expert_parallel(self) -> bool:
        return bool(self.value("enable_expert_parallel"))

    @property
    def moe(self) -> bool | None:
        """None: nobody read config.json."""
        return None if self.weights is None else self.weights.experts > 0

    @property
    def headless(self) -> bool:
        return bool(self.value("headless"))

    @property
    def eager(self) -> bool:
        return bool(self.value("enforce_eager"))

    @property
    def devices(self) -> int | None:
        """NPUs that this process may use: those of the node, or as many as ASCEND_RT_VISIBLE_DEVICES has."""
        visible = self.variable("ASCEND_RT_VISIBLE_DEVICES")
        if visible:
            return len([one for one in visible.split(",") if one.strip()])
        return self.command.devices

    # roles

    @property
    def transfer(self) -> dict[str, Any] | None:
        """kv_transfer_config; None where it is absent."""
        value = self.parsed.values.get("kv_transfer_config")
        return value if isinstance(value, dict) else None

    @property
    def kv_role(self) -> str | None:
        role = (self.transfer or {}).get("kv_role")
        return role if isinstance(role, str) else None

    @property
    def consumes(self) -> bool:
        """A decode node, or a mixed one with a connector: what vLLM calls is_kv_consumer."""
        return self._connected and self.kv_role in ("kv_consumer", "kv_both")

    @property
    def produces(self) -> bool:
        """A prefill node, or a mixed one with a connector: what vLLM calls is_kv_producer."""
        return self._connected and self.kv_role in ("kv_producer", "kv_both")

    @property
    def _connected(self) -> bool:
        return (self.transfer or {}).get("kv_connector") is not None

    # lengths

    @property
    def chunked(self) -> bool:
        return self.value("enable_chunked_prefill") is not False

    @property
    def block_size(self) -> int:
        """The effective number of tokens of a KV block: Ascend sets 128 wherever prefix caching or chunked prefill is
        on, and leaves DeepSeek V4 32, 64 and 128."""
        block = self.number("block_size", 128)
        if self.weights is not None and self.weights.is_deepseek_v4:
            return block if block in (32, 64, 128) else 32
        return 128 if self.chunked or self.value("enable_prefix_caching") is not False else block

    @property
    def batched_tokens(self) -> int:
        """max_num_batched_tokens with Ascend's default: the platform hides its memory, so never 8192. Without chunked
        prefill a whole sequence fits."""
        given = self.value("max_num_batched_tokens")
        if type(given) is int:
            return given
        batched = self.value("all2all_backend") in ("deepep_low_latency", "nixl_ep")
        tokens = 256 if batched and self.expert_parallel and self.dp > 1 else 2048
        tokens *= self._doubled
        if self.length is None:
            return tokens
        if not self.chunked:
            tokens = max(tokens, self.length)
        given_sequences = self.value("max_num_seqs")
        sequences = given_sequences if type(given_sequences) is int else 256 * self._doubled
        return min(sequences * self.length, tokens)

    @property
    def sequences(self) -> int:
        """max_num_seqs: as given, else 256 or as many as a batch has tokens."""
        given = self.value("max_num_seqs")
        return given if type(given) is int else min(256 * self._doubled, self.batched_tokens)

    @property
    def _doubled(self) -> int:
        """--performance-mode throughput doubles the two defaults."""
        return 2 if self.value("performance_mode") == "throughput" else 1

    @cached_property
    def derived_length(self) -> float | None:
        """The longest sequence that config.json allows, with --hf-overrides; None: unknown."""
        if self.weights is None:
            return None
        overrides = self.value("hf_overrides")
        if not isinstance(overrides, dict) or not overrides:
            return self.weights.length
        return WeightsShape({**self.weights.config, **overrides}).length

    @property
    def length(self) -> int | None:
        """max_model_len in tokens; None: unknown, or what fits."""
        given = self.value("max_model_len")
        if type(given) is int and given != -1:
            return given
        return None if self.derived_length is None else int(self.derived_length)

    # speculation

    @cached_property
    def speculative(self) -> dict[str, Any] | None:
        """speculative_config with what --spec-method and similar flags add; None where there is none."""
        value = self.parsed.values.get("speculative_config")
        spec = dict(value) if isinstance(value, dict) else None
        for dest, key in SHORT_SPECULATIVE.items():
            if self.given(dest) and self.value(dest) is not None:
                spec = {**(spec or {}), key: self.value(dest)}
        return spec

    @property
    def method(self) -> str | None:
        """The method of speculation as vLLM settles it: `mtp` for all its old names."""
        spec = self.speculative
        if spec is None:
            return None
        method, model = spec.get("method"), spec.get("model")
        if isinstance(model, str) and "." in model and "/" not in model:
            return "custom_class"
        if method is None:
            return "ngram" if model in ("ngram", "[ngram]") else "draft_model"
        return "mtp" if str(method) in MTP_METHODS else str(method)

    @property
    def speculative_tokens(self) -> int | None:
        """num_speculative_tokens; None without speculation, or where nobody knows it."""
        spec = self.speculative
        if spec is None:
            return None
        tokens = spec.get("num_speculative_tokens")
        return tokens if type(tokens) is int else whole(tokens) if isinstance(tokens, str) else None

    # additional_config

    @property
    def additional(self) -> dict[str, Any]:
        """additional_config; empty where it is absent or no object."""
        return self.dictionary("additional_config")

    def key(self, name: str, default: Json = None) -> Json:
        """A key of additional_config, as vLLM-Ascend reads it: a null that is given counts."""
        return self.additional.get(name, default)

    def on(self, name: str) -> bool:
        """Whether a switch counts as on: any value that Python takes as true, so "false" in quotes too. The variable
        that it had before counts where the key is absent."""
        return bool(self.setting(name))

    def setting(self, name: str) -> Json:
        """A key of additional_config, or the number in its variable, or None."""
        if name in self.additional:
            return self.additional[name]
        variable = VARIABLE_OF_KEY.get(name)
        return whole(self.variable(variable)) if variable else None

    def group(self, name: str) -> dict[str, Any]:
        """A group of additional_config; empty where it is absent or no object."""
        value = self.additional.get(name)
        return value if isinstance(value, dict) else {}

    def size(self, group: str, name: str) -> float:
        """A size in a group; 0 where it is absent or no number."""
        value = self.group(group).get(name, 0)
        return value if isinstance(value, (int, float)) else 0

    @property
    def shared_expert_dp(self) -> bool:
        """enable_shared_expert_dp as it counts: with expert parallel and tp above 1 only."""
        return self.on("enable_shared_expert_dp") and self.expert_parallel and self.tp > 1

    @property
    def sequence_parallel(self) -> bool:
        """Whether Flash Comm v1 runs."""
        return self.on("enable_flashcomm1") or self.shared_expert_dp


def whole(text: str | None) -> int | None:
    """The text as Python's int() reads it; None where it cannot, or where there is no text."""
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        return None


def is_positive(value: Json) -> bool | None:
    """Whether `value > 0` in Python; None where the comparison raises."""
    return value > 0 if isinstance(value, (int, float)) else None


def absent(value: Json) -> bool:
    """Whether a key is not there, or null."""
    return value is None or value is ABSENT
