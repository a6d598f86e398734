"""The weights: the requested quantization against the real one, and the type of the activations."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule
from mindie_tui.model.vllm_ascend.rules.view import CommandView

FLAG = "--quantization"
ON_ASCEND = ("ascend", "compressed-tensors", "fp8", "deepseek_v4_fp8")
"""Methods that the platform takes (vllm_ascend/platform.py)."""
KNOWN = frozenset(
    "awq fp8 fbgemm_fp8 fp_quant modelopt modelopt_fp4 modelopt_mxfp8 modelopt_mixed gguf auto_gptq gptq gptq_marlin "
    "awq_marlin humming compressed-tensors bitsandbytes experts_int8 quark moe_wna16 torchao inc mxfp4 gpt_oss_mxfp4 "
    "deepseek_v4_fp8 online fp8_per_tensor fp8_per_block int8_per_channel_weight_only mxfp8 ascend".split()
)
"""Methods that vLLM knows at all."""
CLASSES = {"compressed-tensors": "AscendCompressedTensorsConfig", "fp8": "AscendFp8Config"}
"""Methods that read quantization_config of config.json, with the class that reads it."""


@rule(
    "configuration.quantization", says="--quantization {value}: {what}", places=(FLAG,), source="vllm, config/model.py"
)
def the_platform_takes_the_quantization(v: CommandView) -> Iterator[Hit]:
    """The weights say themselves how they are quantized; --quantization is not needed from release 0.18 on."""
    value = v.quantization
    if value is None:
        return
    fixes = (change(FLAG, ABSENT),)
    own = v.weights.quantization if v.weights is not None else None
    if own is not None and own != value:
        says = "--quantization {value}: config.json of the weights says {own}"
        engine = (
            f"Quantization method specified in the model config ({own}) does not match the quantization method "
            f"specified in the `quantization` argument ({value})."
        )
        yield hit_at(says=says, value=shown(value), own=own, fixes=fixes, engine=engine)
    elif value not in KNOWN:
        says = "--quantization {value}: vLLM does not know this method"
        yield hit_at(says=says, value=shown(value), fixes=fixes, engine=f"Unknown quantization method: {value}.")
    elif value not in ON_ASCEND:
        says = "--quantization {value} is not for NPUs: use {known}"
        engine = f"{value} quantization is currently not supported in npu."
        yield hit_at(says=says, value=shown(value), known=", ".join(ON_ASCEND), fixes=fixes, engine=engine)


@rule(
    "configuration.quantized_weights",
    says="--quantization {value}: the weights are not quantized so",
    places=(FLAG,),
    source="vllm_ascend/quantization",
)
def the_weights_are_quantized(v: CommandView) -> Iterator[Hit]:
    """ModelSlim writes quant_model_description.json beside the weights; the others have quantization_config in
    config.json."""
    value, weights = v.quantization, v.weights
    if weights is None or value is None:
        return
    fixes = (change(FLAG, ABSENT),)
    if value == "ascend" and weights.quant_description is False:
        says = "--quantization ascend: quant_model_description.json is missing in the folder of the weights"
        yield hit_at(says=says, fixes=fixes, engine="ERROR: ModelSlim Quantization Config Not Found")
    elif value in CLASSES and weights.quantization is None:
        says = "--quantization {value}: config.json of the weights has no quantization_config"
        engine = f"{CLASSES[value]}.__init__() missing required positional arguments"
        yield hit_at(says=says, value=value, fixes=fixes, engine=engine)


@rule(
    "configuration.quantized_dtype",
    says="--dtype {value} excludes quantized weights: use auto, bfloat16 or float16",
    places=("--dtype",),
    source="vllm_ascend/quantization",
)
def quantized_weights_have_short_floats(v: CommandView) -> Iterator[Hit]:
    """The kernels for quantized weights compute in 16 bits."""
    weights, value = v.weights, v.value("dtype")
    if weights is None or value not in ("float", "float32"):
        return
    if weights.quant_description or v.quantization in ON_ASCEND:
        engine = f"torch.float32 is not supported for quantization method {v.quantization or 'ascend'}."
        yield hit_at("--dtype", FLAG, value=value, fixes=(change("--dtype", ABSENT),), engine=engine)


RULES: tuple[ServeRule, ...] = (
    the_platform_takes_the_quantization,
    the_weights_are_quantized,
    quantized_weights_have_short_floats,
)
