"""The JSON arguments whose form vLLM declares: unknown keys and wrong types are refused at the command line.

The fields are those of vllm 0.23.0, `vllm/config/`. A value keeps the keys that were given, typed.
Not checked: names of attention backends and of quantization keys, which vLLM looks up in registries.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from mindie_tui.model.documents.document import Json
from mindie_tui.model.vllm_ascend.arguments.conversion import ConversionError
from mindie_tui.model.vllm_ascend.arguments.numbers import BinaryDecimalError, expand_in_json
from mindie_tui.model.vllm_ascend.arguments.table import by_dest

CUDAGRAPH_MODES = ("NONE", "PIECEWISE", "FULL", "FULL_DECODE_ONLY", "FULL_AND_PIECEWISE")
"""The first three may be written as 0, 1, 2."""
COMPILATION_MODES = ("NONE", "STOCK_TORCH_COMPILE", "DYNAMO_TRACE_ONCE", "VLLM_COMPILE")
"""Written as a name or as 0 to 3."""


class UnknownModeError(Exception):
    """vLLM looks a mode up by its name and ends with a KeyError: no sentence, the name alone."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _mode_number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value.upper() not in COMPILATION_MODES:
        raise ValueError(f"Invalid compilation mode: {value}. Valid modes are: {', '.join(COMPILATION_MODES)}")
    return COMPILATION_MODES.index(value.upper())


def _graph_mode(value: Any) -> Any:
    if isinstance(value, str):
        if value.upper() not in CUDAGRAPH_MODES:
            raise UnknownModeError(repr(value.upper()))
        return value.upper()
    return CUDAGRAPH_MODES[value] if type(value) is int and 0 <= value <= 2 else value


def _choice(dest: str) -> BeforeValidator:
    def checked(value: Any) -> Any:
        value = value.lower().replace("-", "_") if isinstance(value, str) else value
        choices = by_dest()[dest].choices or ()
        if value not in choices:
            raise ValueError(f"Input should be one of {', '.join(choices)}")
        return value

    return BeforeValidator(checked)


class PassConfig(_Form):
    fuse_norm_quant: bool | None = None
    fuse_act_quant: bool | None = None
    fuse_attn_quant: bool | None = None
    eliminate_noops: bool = True
    enable_sp: bool | None = None
    fuse_gemm_comms: bool | None = None
    fuse_allreduce_rms: bool | None = None
    fuse_minimax_qk_norm: bool = False
    enable_qk_norm_rope_fusion: bool = False
    fuse_rope_kvcache_cat_mla: bool | None = None
    fuse_act_padding: bool | None = None
    fuse_mla_dual_rms_norm: bool | None = None
    fuse_rope_kvcache: bool | None = None
    rope_kvcache_fusion_max_token_num: int = 256
    fi_allreduce_fusion_max_size_mb: float | None = None
    sp_min_token_num: int | None = None


class DynamicShapesConfig(_Form):
    type: Literal["backed", "unbacked", "backed_size_oblivious"] = "backed"
    evaluate_guards: bool = False
    assume_32_bit_indexing: bool = False


class CompilationConfig(_Form):
    mode: Annotated[Literal[0, 1, 2, 3] | None, BeforeValidator(_mode_number)] = None
    debug_dump_path: str | None = None
    cache_dir: str = ""
    compile_cache_save_format: Literal["binary", "unpacked"] = "binary"
    backend: str = ""
    custom_ops: list[str] = []
    ir_enable_torch_wrap: bool | None = None
    splitting_ops: list[str] | None = None
    compile_mm_encoder: bool = False
    cudagraph_mm_encoder: bool = False
    encoder_cudagraph_token_budgets: list[int] = []
    encoder_cudagraph_max_vision_items_per_batch: int = 0
    encoder_cudagraph_max_frames_per_batch: int | None = None
    compile_sizes: list[int | str] | None = None
    compile_ranges_endpoints: list[int] | None = None
    inductor_compile_config: dict[str, Any] = {}
    inductor_passes: dict[str, str] = {}
    cudagraph_mode: Annotated[
        Literal["NONE", "PIECEWISE", "FULL", "FULL_DECODE_ONLY", "FULL_AND_PIECEWISE"] | None,
        BeforeValidator(_graph_mode),
    ] = None
    cudagraph_num_of_warmups: int = 0
    cudagraph_capture_sizes: list[int] = []
    cudagraph_copy_inputs: bool = False
    cudagraph_specialize_lora: bool = True
    use_inductor_graph_partition: bool | None = None
    pass_config: PassConfig = PassConfig()
    max_cudagraph_capture_size: int | None = None
    dynamic_shapes_config: DynamicShapesConfig = DynamicShapesConfig()
    fast_moe_cold_start: bool | None = None

    @field_validator("custom_ops")
    @classmethod
    def _all_or_none(cls, value: list[str]) -> list[str]:
        if value.count("none") + value.count("all") > 1:
            raise ValueError("Can only specify 'none' or 'all'")
        return value


class KVTransferConfig(_Form):
    kv_connector: str | None = None
    engine_id: str | None = None
    kv_buffer_device: str = "npu"
    kv_buffer_size: float = 1e9
    kv_role: Literal["kv_producer", "kv_both", "kv_consumer"] | None = None
    kv_rank: int | None = None
    kv_parallel_size: int = 1
    kv_ip: str = "127.0.0.1"
    kv_port: int = 14579
    kv_connector_extra_config: dict[str, Any] = {}
    kv_connector_module_path: str | None = None
    enable_permute_local_kv: bool = False
    kv_load_failure_policy: Literal["recompute", "fail"] = "fail"

    @model_validator(mode="after")
    def _role_given(self) -> Self:
        if self.kv_connector is not None and self.kv_role is None:
            raise ValueError("Please specify kv_role when kv_connector is set")
        return self


class ECTransferConfig(_Form):
    ec_connector: str | None = None
    engine_id: str | None = None
    ec_buffer_device: str | None = "cuda"
    ec_buffer_size: float = 1e9
    ec_role: Literal["ec_producer", "ec_both", "ec_consumer"] | None = None
    ec_rank: int | None = None
    ec_parallel_size: int = 1
    ec_ip: str = "127.0.0.1"
    ec_port: int = 14579
    ec_connector_extra_config: dict[str, Any] = {}
    ec_connector_module_path: str | None = None

    @model_validator(mode="after")
    def _role_given(self) -> Self:
        if self.ec_connector is not None and self.ec_role is None:
            raise ValueError("Please specify ec_role when ec_connector is set")
        return self


class KVEventsConfig(_Form):
    enable_kv_cache_events: bool = False
    publisher: Literal["null", "zmq"] | None = None
    endpoint: str = "tcp://*:5557"
    replay_endpoint: str | None = None
    buffer_steps: int = 10_000
    hwm: int = 100_000
    max_queue_size: int = 100_000
    topic: str = ""


class AttentionConfig(_Form):
    backend: str | None = None
    flash_attn_version: Literal[2, 3, 4] | None = None
    use_prefill_decode_attention: bool = False
    flash_attn_max_num_splits_for_cuda_graph: int = 32
    tq_max_kv_splits_for_cuda_graph: int = 32
    use_trtllm_attention: bool | None = None
    disable_flashinfer_q_quantization: bool = False
    mla_prefill_backend: str | None = None
    use_prefill_query_quantization: bool = False
    use_fp4_indexer_cache: bool = False
    use_non_causal: bool = False
    flex_attn_block_m: int | None = None
    flex_attn_block_n: int | None = None
    flex_attn_q_block_size: int | None = None
    flex_attn_kv_block_size: int | None = None


class IrOpPriorityConfig(_Form):
    rms_norm: list[str] | str = []
    fused_add_rms_norm: list[str] | str = []


class KernelConfig(_Form):
    ir_op_priority: IrOpPriorityConfig = IrOpPriorityConfig()
    enable_flashinfer_autotune: bool | None = None
    moe_backend: Annotated[str, _choice("moe_backend")] = "auto"
    linear_backend: Annotated[str, _choice("linear_backend")] = "auto"


class EPLBConfig(_Form):
    window_size: int = Field(default=1000, gt=0)
    step_interval: int = Field(default=3000, gt=0)
    num_redundant_experts: int = Field(default=0, ge=0)
    log_balancedness: bool = False
    log_balancedness_interval: int = Field(default=1, gt=0)
    use_async: bool = True
    policy: Literal["default"] = "default"
    communicator: Literal["torch_nccl", "torch_gloo", "nixl", "pynccl"] | None = None


class PoolerConfig(_Form):
    task: Literal["embed", "classify", "token_embed", "token_classify", "plugin", "embed&token_classify"] | None = None
    pooling_type: Literal["CLS", "LAST", "MEAN", "ALL", "STEP"] | None = None
    seq_pooling_type: Literal["CLS", "LAST", "MEAN"] | None = None
    tok_pooling_type: Literal["ALL", "STEP"] | None = None
    use_activation: bool | None = None
    dimensions: int | None = None
    enable_chunked_processing: bool = False
    max_embed_len: int | None = None
    logit_mean: float | None = None
    logit_sigma: float | None = None
    step_tag_id: int | None = None
    returned_token_ids: list[int] | None = None

    @model_validator(mode="after")
    def _one_pooling_type(self) -> Self:
        if self.logit_sigma == 0:
            raise ValueError("logit_sigma cannot be 0 (division by zero)")
        if self.pooling_type and (self.seq_pooling_type or self.tok_pooling_type):
            other = "seq_pooling_type" if self.seq_pooling_type else "tok_pooling_type"
            raise ValueError(f"Cannot set both `pooling_type` and `{other}`")
        return self


class ProfilerConfig(_Form):
    profiler: Literal["torch", "cuda"] | None = None
    torch_profiler_dir: str = ""
    torch_profiler_with_stack: bool = True
    torch_profiler_with_flops: bool = False
    torch_profiler_use_gzip: bool = True
    torch_profiler_dump_cuda_time_total: bool = True
    torch_profiler_record_shapes: bool = False
    torch_profiler_with_memory: bool = False
    ignore_frontend: bool = False
    delay_iterations: int = Field(default=0, ge=0)
    max_iterations: int = Field(default=0, ge=0)
    warmup_iterations: int = Field(default=0, ge=0)
    active_iterations: int = Field(default=5, ge=1)
    wait_iterations: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _folder_with_torch(self) -> Self:
        if self.torch_profiler_dir and self.profiler != "torch":
            raise ValueError("torch_profiler_dir is only applicable when profiler is set to 'torch'")
        if self.profiler == "torch" and not self.torch_profiler_dir:
            raise ValueError("torch_profiler_dir must be set when profiler is 'torch'")
        return self


class QuantizationConfigArgs(_Form):
    linear: dict[str, str | None] | str | None = None
    moe: dict[str, str | None] | str | None = None
    ignore: list[str] = []


class ReasoningConfig(_Form):
    reasoning_parser: str = ""
    reasoning_start_str: str = ""
    reasoning_end_str: str = ""


class StructuredOutputsConfig(_Form):
    backend: Literal["auto", "xgrammar", "guidance", "outlines", "lm-format-enforcer"] = "auto"
    disable_any_whitespace: bool = False
    disable_additional_properties: bool = False
    reasoning_parser: str = ""
    reasoning_parser_plugin: str = ""
    enable_in_reasoning: bool = False

    @model_validator(mode="after")
    def _backend_can(self) -> Self:
        if self.disable_any_whitespace and self.backend not in ("xgrammar", "guidance"):
            raise ValueError("disable_any_whitespace is only supported for xgrammar and guidance backends.")
        if self.disable_additional_properties and self.backend != "guidance":
            raise ValueError("disable_additional_properties is only supported for the guidance backend.")
        return self


class WeightTransferConfig(_Form):
    backend: str = "nccl"


FORMS: dict[str, type[BaseModel]] = {
    "compilation_config": CompilationConfig,
    "kv_transfer_config": KVTransferConfig,
    "ec_transfer_config": ECTransferConfig,
    "kv_events_config": KVEventsConfig,
    "attention_config": AttentionConfig,
    "ir_op_priority": IrOpPriorityConfig,
    "kernel_config": KernelConfig,
    "eplb_config": EPLBConfig,
    "pooler_config": PoolerConfig,
    "profiler_config": ProfilerConfig,
    "quantization_config": QuantizationConfigArgs,
    "reasoning_config": ReasoningConfig,
    "structured_outputs_config": StructuredOutputsConfig,
    "weight_transfer_config": WeightTransferConfig,
}
"""Destination -> form."""


def convert_structured(dest: str, text: str) -> Json:
    """The keys that a JSON argument gives, typed as vLLM types them.

    Raises ConversionError with vLLM's first line and the keys at fault, UnknownModeError for a graph mode that
    does not exist.
    """
    try:
        read = FORMS[dest].model_validate_json(expand_in_json(text))
    except BinaryDecimalError as error:
        raise ConversionError(str(error)) from error
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        keys = tuple(".".join(map(str, one["loc"])) for one in found)
        details = tuple(f"{key}: {one['msg']}" if key else one["msg"] for key, one in zip(keys, found, strict=True))
        plural = "" if len(found) == 1 else "s"
        says = f"{len(found)} validation error{plural} for {error.title}"
        raise ConversionError(says, tuple(key for key in keys if key), details) from error
    return read.model_dump(exclude_unset=True, mode="json")
