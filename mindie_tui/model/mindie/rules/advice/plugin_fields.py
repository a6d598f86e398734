"""Nobody complains at start: plug-ins and options of the model that the workers refuse when they load it."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import is_int, shown
from mindie_tui.model.documents.document import ABSENT, Json, get
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.rules.advice.plugins import DEEPSEEK, MTP, has_plugin, plugin
from mindie_tui.model.mindie.rules.rule import Found, Rule, edit, hit, rule
from mindie_tui.model.mindie.rules.service_view import Service, variable_of
from mindie_tui.model.mindie.rules.site.placement import variable

PLUGINS = "mindie_llm/text_generator/plugins/plugin_utils.py"
DEEPSEEKV2 = "models/deepseekv2/flash_causal_deepseekv2.py"
LONGEST, MOST_SPECULATIVE = 1024, 5
_NEEDS = {
    "mtp": ("num_speculative_tokens",),
    "la": ("level", "window", "guess_set_size"),
    "memory_decoding": ("decoding_length",),
}
"""Keys that each plug-in cannot do without."""


@rule(
    "advice.plugin_fields",
    says="plugin_params contains what the workers reject",
    places=("plugin_params",),
    source=PLUGINS,
)
def plug_ins_have_what_they_need(s: Service) -> Iterator[Found]:
    """Each plug-in has keys without which the text generator refuses it, and guesses no more than speculationGamma."""
    read = plugin(s)
    text = s.model.get("plugin_params")
    if not read:
        return
    if isinstance(text, str) and len(text) > LONGEST:
        says = "plugin_params has {length} characters, and the workers take at most {most}"
        yield hit(says, length=len(text), most=LONGEST)
    for name, needs in _NEEDS.items():
        missing = [key for key in needs if key not in read] if has_plugin(s, name) else []
        if missing and name != "mtp":
            says = "plugin_params turns {plugin} on without {missing_keys}: the workers refuse it"
            off = (edit("plugin_params", ABSENT),)
            yield hit(says, fixes=off, plugin=name, missing_keys=", ".join(missing))
    yield from _too_many(s, read)


def _too_many(s: Service, read: dict[str, Json]) -> Iterator[Found]:
    gamma = s.deploy.get("speculationGamma", 0)
    gamma = gamma if is_int(gamma) else 0
    tokens = read.get("num_speculative_tokens")
    if has_plugin(s, "mtp") and is_int(tokens) and not 0 <= tokens <= MOST_SPECULATIVE:
        says = "num_speculative_tokens is {tokens}: the workers take 0 to {most}"
        yield hit(says, fixes=(edit("plugin_params", MTP),), tokens=tokens, most=MOST_SPECULATIVE)
    level, window, kept = (read.get(key) for key in _NEEDS["la"])
    needed = {
        "la": (level - 1) * (window + kept) if is_int(level) and is_int(window) and is_int(kept) else None,
        "memory_decoding": read.get("decoding_length") if is_int(read.get("decoding_length")) else None,
    }
    for name, slots in needed.items():
        if slots is not None and has_plugin(s, name) and slots > gamma:
            says = "{plugin} guesses {slots} tokens, and speculationGamma keeps {gamma} slots: the workers refuse it"
            fixes = (edit("speculationGamma", slots),)
            yield hit(says, "plugin_params", "speculationGamma", fixes=fixes, plugin=name, slots=slots, gamma=gamma)


@rule("advice.async_plugins", says="MINDIE_ASYNC_SCHEDULING_ENABLE=1 cannot be combined with {plugin}", source=PLUGINS)
def asynchronous_scheduling_goes_with_the_plug_ins(s: Service) -> Iterator[Found]:
    """la and memory_decoding guess from the tokens just generated, which asynchronous scheduling does not wait for."""
    for name in ("la", "memory_decoding"):
        if variable_of(s.env, "MINDIE_ASYNC_SCHEDULING_ENABLE") == "1" and has_plugin(s, name):
            places = "environment:/MINDIE_ASYNC_SCHEDULING_ENABLE", "plugin_params"
            says = "MINDIE_ASYNC_SCHEDULING_ENABLE=1 cannot be combined with {plugin}"
            yield hit(says, *places, fixes=(variable("MINDIE_ASYNC_SCHEDULING_ENABLE", "0"),), plugin=name)


@rule(
    "advice.lora",
    says="LoRA adapters cannot be combined with {plugin}",
    source="multi_loRA.md",
    places=("LoraModules",),
)
def adapters_go_with_the_rest(s: Service) -> Iterator[Found]:
    """Multi-LoRA is not for splitfuse, MTP, prefix cache, parallel decoding and asynchronous scheduling."""
    if not s.deploy.get("LoraModules"):
        return
    for name in ("splitfuse", "mtp", "prefix_cache", "la", "memory_decoding"):
        if has_plugin(s, name):
            out = (edit("LoraModules", ABSENT), edit("plugin_params", ABSENT))
            yield hit(
                "LoRA adapters cannot be combined with {plugin}", "LoraModules", "plugin_params", fixes=out, plugin=name
            )
    if variable_of(s.env, "MINDIE_ASYNC_SCHEDULING_ENABLE") == "1":
        places = "LoraModules", "environment:/MINDIE_ASYNC_SCHEDULING_ENABLE"
        off = (variable("MINDIE_ASYNC_SCHEDULING_ENABLE", "0"),)
        says = "LoRA adapters cannot be combined with {plugin}"
        yield hit(says, *places, fixes=off, plugin="MINDIE_ASYNC_SCHEDULING_ENABLE=1")


@rule("advice.model_pairs", says="options of deepseekv2 exclude each other", source=DEEPSEEKV2)
def options_of_the_model_go_together(s: Service) -> Iterator[Found]:
    """What the workers refuse when they build DeepSeek V2 and V3."""
    model = s.model.get("models")
    options = model.get("deepseekv2") if isinstance(model, dict) else None
    if not isinstance(options, dict):
        return
    head = f"{DEEPSEEK}/parallel_options/lm_head_local_tp"
    if s.parallel.lm_head_local_tp > 1 and has_plugin(s, "mtp"):
        yield hit("lm_head_local_tp does not go with mtp", head, "plugin_params", fixes=(edit(head, ABSENT),))
    mix, dangling = f"{DEEPSEEK}/mix_shared_routing", f"{DEEPSEEK}/num_dangling_shared_experts"
    outside = options.get("num_dangling_shared_experts")
    if options.get("mix_shared_routing") is True and is_int(outside) and outside > 0:
        says = "mix_shared_routing does not go with num_dangling_shared_experts {outside}"
        yield hit(says, mix, dangling, fixes=(edit(mix, False), edit(dangling, 0)), outside=outside)
    if options.get("mix_shared_routing") is True and s.parallel.given.get("cp", 1) > 1:
        says = "mix_shared_routing does not go with cp above 1"
        yield hit(says, mix, f"{pointers.MODEL}/cp", fixes=(edit(mix, False),))
    factor, at = options.get("topk_scaling_factor"), f"{DEEPSEEK}/topk_scaling_factor"
    cut = options.get("enable_init_routing_cutoff") is True and options.get("ep_level", 1) == 1
    if cut and isinstance(factor, (int, float)) and not isinstance(factor, bool) and 0 <= factor < 0.25:
        says = "topk_scaling_factor is {factor}: with enable_init_routing_cutoff it must be 0.25 to 1"
        yield hit(says, at, fixes=(edit(at, 0.25), edit(at, 1.0)), factor=factor)
    nz = f"{DEEPSEEK}/kv_cache_options/enable_nz"
    if has_plugin(s, "prefix_cache") and get(options, "/kv_cache_options/enable_nz") is not True:
        says = "prefix_cache is on and enable_nz is not: the workers of DeepSeek refuse that"
        yield hit(says, nz, "plugin_params", fixes=(edit(nz, True),))
    table = f"{DEEPSEEK}/eplb/expert_map_file"
    if get(options, "/eplb/level") == 1 and not get(options, "/eplb/expert_map_file"):
        says = "eplb level 1 balances by a table, and expert_map_file names none"
        yield hit(says, table, fixes=(edit(f"{DEEPSEEK}/eplb/level", 0),))
    buffer, least = get(options, "/parallel_options/hccl_moe_ep_buffer"), variable_of(s.env, "HCCL_BUFFSIZE")
    if is_int(buffer) and least.isdecimal() and 512 <= buffer < int(least):
        at = f"{DEEPSEEK}/parallel_options/hccl_moe_ep_buffer"
        says = "hccl_moe_ep_buffer is {buffer}: it must be at least HCCL_BUFFSIZE, which is {least}"
        yield hit(says, at, fixes=(edit(at, int(least)),), buffer=shown(buffer), least=least)


@rule(
    "advice.pool_prefix", says="kvPoolConfig without prefix_cache", source="kv_cache_pool.md", places=("kvPoolConfig",)
)
def a_pool_keeps_prefixes(s: Service) -> Iterator[Found]:
    """The pool is the second level of the prefix cache."""
    pool = s.backend.get("kvPoolConfig")
    if isinstance(pool, dict) and pool.get("backend") in ("unifiedcache", "mooncake", "memcache"):
        if not has_plugin(s, "prefix_cache"):
            says = "kvPoolConfig names the backend {backend}, but prefix_cache is off: nothing enters the pool"
            off = (edit(f"{pointers.BACKEND}/kvPoolConfig/backend", ""),)
            yield hit(says, "kvPoolConfig", "plugin_params", fixes=off, backend=pool["backend"])


RULES: tuple[Rule, ...] = (
    plug_ins_have_what_they_need,
    asynchronous_scheduling_goes_with_the_plug_ins,
    adapters_go_with_the_rest,
    options_of_the_model_go_together,
    a_pool_keeps_prefixes,
)
