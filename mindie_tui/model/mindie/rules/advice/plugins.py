"""Nobody complains: plug-ins and options of the model that do not go together, or do nothing."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents import json_text
from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.mindie.parameters import catalogue, pointers
from mindie_tui.model.mindie.rules.rule import Found, Rule, at, edit, edits, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service

DEEPSEEK = f"{pointers.MODEL}/models/deepseekv2"


def plugin(s: Service) -> dict[str, Json] | None:
    """plugin_params as an object; None where there are none or they are no JSON."""
    value = s.model.get("plugin_params")
    if isinstance(value, str):
        parsed = json_text.parse_short(value)
        value = None if any(flaw.kind == "trailing" for flaw in parsed.flaws) else parsed.value
    return value if isinstance(value, dict) else None


def has_plugin(s: Service, name: str) -> bool:
    """Whether a plug-in is turned on in plugin_params."""
    if "plugin_params" not in s.model:
        return False
    kind = (plugin(s) or {}).get("plugin_type")
    return isinstance(kind, str) and name in [part.strip() for part in kind.split(",")]


PLUGINS = ("mtp", "splitfuse", "prefix_cache", "la", "memory_decoding")
MTP = '{"plugin_type":"mtp","num_speculative_tokens": 1}'


@rule(
    "advice.plugin_params",
    places=("plugin_params",),
    source="model_deploy_config.cpp",
    says="plugin_params enables no plug-in",
)
def plugin_params_turn_something_on(s: Service) -> Iterator[Found]:
    """Text that is no JSON is logged once and ignored: MTP is off, and nobody says so."""
    value = s.model.get("plugin_params", ABSENT)
    if value is ABSENT:
        return
    read = plugin(s)
    if read is None:
        says = "plugin_params is {value}, which is not a JSON object as text: MindIE ignores it, and no plug-in is on"
        yield hit(says, fixes=(edit("plugin_params", MTP), edit("plugin_params", ABSENT)), value=shown(value))
    elif isinstance(kind := read.get("plugin_type"), str):
        for part in (part.strip() for part in kind.split(",") if kind):
            if part and part not in PLUGINS:
                says = "plugin_params names the plug-in {plugin}, which is not one of {known}"
                yield hit(says, plugin=part, known=", ".join(PLUGINS))
    elif kind is None and read:
        says = "plugin_params has no plugin_type, so no plug-in is on"
        yield hit(says, fixes=(edit("plugin_params", ABSENT),))


@rule(
    "advice.mtp",
    places=("plugin_params",),
    source="context_parallel.md; GPUStack's checks",
    says="MTP cannot be combined with other settings",
)
def mtp_goes_with_the_rest(s: Service) -> Iterator[Found]:
    """MTP with cp or sp is supported for one speculative token, and not beside other ways to speculate."""
    if not has_plugin(s, "mtp"):
        return
    read = plugin(s) or {}
    tokens = read.get("num_speculative_tokens")
    split = [name for name in ("cp", "sp") if s.parallel.given.get(name, 1) > 1]
    if type(tokens) is int and tokens > 1 and split:
        says = "num_speculative_tokens is {tokens}, and with {split} above 1 only 1 is supported"
        fixes = (edit("plugin_params", MTP),)
        yield hit(says, "plugin_params", *split, fixes=fixes, tokens=tokens, split=", ".join(split))
    elif tokens is None:
        says = "MTP is on without num_speculative_tokens, which the workers refuse; 1 is the usual number"
        yield hit(says, fixes=(edit("plugin_params", MTP),))
    for other in ("splitfuse", "memory_decoding", "la"):
        if has_plugin(s, other):
            yield hit("MTP and {other} exclude each other", fixes=(edit("plugin_params", MTP),), other=other)


@rule(
    "advice.plugins_and_dp",
    places=("plugin_params", "dp"),
    source="GPUStack's checks",
    says="dp is {dp}: {plugin} is not supported with dp above 1",
)
def plugins_go_with_dp(s: Service) -> Iterator[Found]:
    """splitfuse, memory_decoding and la are for dp 1; MindIE's own manual says nothing of prefix_cache. With
    backendType torch splitfuse (chunked prefill) goes with dp: deepseek_v3.2.md runs it with dp 4."""
    dp = s.parallel.given.get("dp", 1)
    torch = s.model.get("backendType") == "torch"
    for name in ("splitfuse", "memory_decoding", "la", "prefix_cache") if dp > 1 else ():
        if has_plugin(s, name) and not (torch and name in ("splitfuse", "prefix_cache")):
            yield Found({"dp": dp, "plugin": name}, severity="note" if name == "prefix_cache" else None)


@rule(
    "advice.template",
    places=("templateType", "plugin_params"),
    source="splitFuse.md",
    says="templateType is Mix, but plugin_params does not turn splitfuse on: nothing mixes prefill and decode",
)
def mix_needs_splitfuse(s: Service) -> Iterator[Found]:
    """Prefill and decode share a batch by splitfuse only."""
    if s.schedule.get("templateType") == "Mix" and not has_plugin(s, "splitfuse"):
        yield Found({}, (edit("templateType", "Standard"),))


@rule(
    "advice.ep_level",
    says="ep_level is 2, and AllToAll does not support these parallel sizes",
    places=(f"{DEEPSEEK}/ep_level",),
    source="flash_causal_deepseek.py",
)
def all_to_all_has_experts_to_itself(s: Service) -> Iterator[Found]:
    """ep_level 2 moves tokens to experts by AllToAll: each expert whole on one NPU, and data parallel attention."""
    model = s.model.get("models")
    deepseek = model.get("deepseekv2") if isinstance(model, dict) else None
    if not isinstance(deepseek, dict) or deepseek.get("ep_level") not in (2, "2"):
        return
    given, world = s.parallel.given, s.world
    tp = given.get("tp", world or 1)
    moe_tp, moe_ep = given.get("moe_tp", tp), given.get("moe_ep", 1)
    level = f"{DEEPSEEK}/ep_level"
    if moe_tp > 1:
        both = edits({f"{pointers.MODEL}/moe_tp": 1, f"{pointers.MODEL}/moe_ep": world}) if world else None
        says = "ep_level is 2 with moe_tp {moe_tp}: AllToAll needs moe_tp 1 and moe_ep over all NPUs"
        yield hit(says, level, f"{pointers.MODEL}/moe_tp", fixes=some(edit(level, 1), both), moe_tp=moe_tp)
    elif moe_ep == 1:
        yield hit("ep_level is 2 with moe_ep 1: there is nothing to exchange", fixes=(edit(level, 1),))
    if given.get("dp", 1) == 1 and moe_tp == 1 and moe_ep > 1:
        yield hit("ep_level is 2 with dp 1: AllToAll needs data parallel attention", fixes=(edit(level, 1),))


_OPTIONS: tuple[tuple[str, tuple[type, ...], float | None, float | None, tuple[float, ...]], ...] = (
    ("ep_level", (int,), 1, 2, (3,)),
    ("parallel_options/o_proj_local_tp", (int,), 1, 16, (-1,)),
    ("parallel_options/lm_head_local_tp", (int,), 1, 16, (-1,)),
    ("parallel_options/hccl_buffer", (int,), 1, None, ()),
    ("parallel_options/hccl_moe_ep_buffer", (int,), 512, None, ()),
    ("parallel_options/hccl_moe_tp_buffer", (int,), 64, None, ()),
    ("kv_cache_options/enable_nz", (bool,), None, None, ()),
    ("enable_mlapo_prefetch", (bool,), None, None, ()),
    ("enable_oproj_prefetch", (bool,), None, None, ()),
    ("eplb/level", (int,), 0, 3, ()),
    ("topk_scaling_factor", (int, float), 0, 1, ()),
    ("num_dangling_shared_experts", (int,), 0, None, ()),
)


@rule(
    "advice.model_option",
    says="{name} is {value}: it must be {wanted}, or the workers refuse it",
    source="atb_llm/models/base/router.py",
)
def model_options_are_in_range(s: Service) -> Iterator[Found]:
    """The daemon does not look below models; the workers check it when they load the model."""
    models = s.model.get("models")
    deepseek = models.get("deepseekv2") if isinstance(models, dict) else None
    if not isinstance(deepseek, dict):
        return
    for path, types, low, high, also in _OPTIONS:
        *way, key = path.split("/")
        holder: Json = deepseek
        for step in way:
            holder = holder.get(step) if isinstance(holder, dict) else None
        if not isinstance(holder, dict) or key not in holder:
            continue
        value = holder[key]
        if bool in types and isinstance(value, str) and value.lower() in ("true", "false"):
            continue
        good = isinstance(value, types) and (isinstance(value, bool) == (bool in types))
        if good and (low is not None and value < low or high is not None and value > high) and value not in also:
            good = False
        if not good:
            field = catalogue.by_pointer(f"{DEEPSEEK}/{path}")
            assert field is not None, path
            fixes = (edit(field.pointer, field.default), edit(field.pointer, ABSENT))
            values = {"name": key, "value": shown(value), "wanted": field.kind.words()}
            yield Found(values, fixes, at((field.pointer,)))


@rule(
    "advice.kv_pool",
    places=("kvPoolConfig",),
    source="backend_config.cpp",
    says="kvPoolConfig names the backend {backend} and no configPath",
)
def a_pool_has_its_configuration(s: Service) -> Iterator[Found]:
    """A pool reads its own configuration file."""
    pool = s.backend.get("kvPoolConfig")
    if isinstance(pool, dict) and pool.get("backend") in ("mooncake", "memcache") and not pool.get("configPath"):
        yield Found({"backend": pool["backend"]}, (edit(f"{pointers.BACKEND}/kvPoolConfig/backend", ""),))


@rule(
    "advice.torch",
    places=("backendType",),
    source="facts of backendType torch",
    says="backendType is torch, which has limits of its own",
)
def torch_goes_with_the_rest(s: Service) -> Iterator[Found]:
    """torch has its own limits: cp excludes asynchronous scheduling, MTP excludes chunked prefill."""
    if s.model.get("backendType") != "torch":
        return
    if s.parallel.given.get("cp", 1) > 1 and s.env.get("MINDIE_ASYNC_SCHEDULING_ENABLE") == "1":
        yield hit("backendType is torch: cp above 1 excludes MINDIE_ASYNC_SCHEDULING_ENABLE=1", "backendType", "cp")
    if has_plugin(s, "mtp") and has_plugin(s, "splitfuse"):
        yield hit("backendType is torch: MTP excludes chunked prefill", "backendType", "plugin_params")


RULES: tuple[Rule, ...] = (
    plugin_params_turn_something_on,
    mtp_goes_with_the_rest,
    plugins_go_with_dp,
    mix_needs_splitfuse,
    all_to_all_has_experts_to_itself,
    model_options_are_in_range,
    a_pool_has_its_configuration,
    torch_goes_with_the_rest,
)
