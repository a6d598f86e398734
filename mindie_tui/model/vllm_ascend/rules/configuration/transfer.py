"""The KV connector: its name, and the sizes of prefill and decode nodes in kv_connector_extra_config."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.vllm_ascend.rules.graphs import graph_mode
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule
from mindie_tui.model.vllm_ascend.rules.view import CommandView

AT = "--kv-transfer-config"
EXTRA = f"{AT}/kv_connector_extra_config"
CONNECTORS = frozenset(
    "AscendStoreConnector DecodeBenchConnector ExampleConnector ExampleHiddenStatesConnector FlexKVConnectorV1 "
    "HF3FSKVConnector LMCacheAscendConnector LMCacheConnectorV1 LMCacheMPConnector MoRIIOConnector MooncakeConnector "
    "MooncakeConnectorStoreV1 MooncakeConnectorV1 MooncakeHybridConnector MooncakeLayerwiseConnector "
    "MooncakeStoreConnector MultiConnector NixlConnector OffloadingConnector P2pNcclConnector "
    "RecomputeCPUOffloadConnector SimpleCPUOffloadConnector UCMConnector".split()
)
"""Names that vLLM and vLLM-Ascend register (factory.py; vllm_ascend/distributed/kv_transfer/__init__.py)."""


@rule(
    "configuration.kv_connector",
    says="--kv-transfer-config: {value} is not a connector",
    source="vllm, kv_connector/factory.py",
)
def the_connector_is_known(v: CommandView) -> Iterator[Hit]:
    """A name that is registered, or any with kv_connector_module_path."""
    transfer = v.transfer
    if transfer is None:
        return
    at, name, module = f"{AT}/kv_connector", transfer.get("kv_connector"), transfer.get("kv_connector_module_path")
    asked = v.value("disable_hybrid_kv_cache_manager") is None or name is not None and "FULL" in graph_mode(v)
    if name is None and asked and v.value("kv_offloading_size") is None:
        says = "--kv-transfer-config needs kv_connector"
        fixes = (change(AT, ABSENT),)
        yield hit_at(at, says=says, fixes=fixes, engine="Connector name is not set in KVTransferConfig")
    elif name is not None and asked and not module and name not in CONNECTORS:
        fixes = (change(at, "MooncakeConnectorV1"),)
        yield hit_at(at, value=shown(name), fixes=fixes, engine=f"Unsupported connector type: {name}")
    if name is not None and module == "":
        says = "kv_connector_module_path of --kv-transfer-config must not be empty"
        where = f"{AT}/kv_connector_module_path"
        engine = "kv_connector_module_path cannot be an empty string."
        yield hit_at(where, says=says, fixes=(change(where, ABSENT),), engine=engine)


@rule(
    "configuration.kv_sizes",
    says="kv_connector_extra_config says {key} {found} for {part}, and this service has {own}",
    source="vllm_ascend/utils.py, check_kv_extra_config",
)
def its_own_sizes_are_right(v: CommandView) -> Iterator[Hit]:
    """Each side computes from these numbers who sends which part of a block to whom."""
    extra = _extra(v)
    for part, mine in (("prefill", v.produces), ("decode", v.consumes)):
        sizes = extra.get(part, {})
        if not mine or not isinstance(sizes, dict):
            continue
        for key, own, flag, word in (
            ("tp_size", v.tp, "--tensor-parallel-size", "tensor"),
            ("dp_size", v.dp, "--data-parallel-size", "data"),
        ):
            if key in sizes and sizes[key] != own:
                at = f"{EXTRA}/{part}/{key}"
                engine = (
                    f"KV transfer '{part}' config has a conflicting {word} parallel size. Expected {own}, but got "
                    f"{sizes[key]}."
                )
                fixes = (change(at, own),)
                found = shown(sizes[key])
                yield hit_at(at, flag, key=key, found=found, part=part, own=own, fixes=fixes, engine=engine)


@rule(
    "configuration.kv_ratio",
    says="kv_connector_extra_config: the tp of prefill, {prefill}, must be a multiple of that of decode, {decode}",
    places=(f"{EXTRA}/prefill/tp_size", f"{EXTRA}/decode/tp_size"),
    source="vllm_ascend/ascend_config.py",
)
def prefill_is_a_multiple_of_decode(v: CommandView) -> Iterator[Hit]:
    """Without latent attention each decode rank takes its heads from whole prefill ranks."""
    if v.transfer is None or v.weights is None or v.weights.mla:
        return
    sizes = []
    for part in ("prefill", "decode"):
        one = _extra(v).get(part, {"tp_size": 1})
        size = one.get("tp_size") if isinstance(one, dict) else None
        if type(size) is not int:
            says = "kv_connector_extra_config needs a whole number tp_size for {part}"
            yield hit_at(f"{EXTRA}/{part}/tp_size", says=says, part=part, engine="KeyError: 'tp_size'")
            return
        sizes.append(size)
    prefill, decode = sizes
    if decode == 0 or prefill % decode:
        engine = "Prefill TP size must be divisible by Decode TP size."
        yield hit_at(prefill=prefill, decode=decode, engine=engine)


@rule(
    "configuration.kv_memory",
    says="PYTORCH_CUDA_ALLOC_CONF with expandable_segments:True excludes a KV connector",
    places=("$PYTORCH_CUDA_ALLOC_CONF", AT),
    source="vllm, config/vllm.py",
)
def registered_memory_stays(v: CommandView) -> Iterator[Hit]:
    """A connector registers the memory of the KV cache, which must not be mapped elsewhere. The variable for NPUs,
    PYTORCH_NPU_ALLOC_CONF, is not looked at."""
    segments = "expandable_segments:True" in (v.variable("PYTORCH_CUDA_ALLOC_CONF") or "")
    if segments and (v.transfer or {}).get("kv_connector") is not None and not v.value("enable_sleep_mode"):
        engine = "KV connector is incompatible with PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True"
        yield hit_at(fixes=(change("$PYTORCH_CUDA_ALLOC_CONF", ABSENT),), engine=engine)


def _extra(v: CommandView) -> dict[str, object]:
    extra = (v.transfer or {}).get("kv_connector_extra_config")
    return extra if isinstance(extra, dict) else {}


RULES: tuple[ServeRule, ...] = (
    the_connector_is_known,
    its_own_sizes_are_right,
    prefill_is_a_multiple_of_decode,
    registered_memory_stays,
)
