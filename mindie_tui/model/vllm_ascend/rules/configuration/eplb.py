"""eplb_config: the load balancing of experts, the one group that refuses keys that it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT, Json, pointer
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule, some
from mindie_tui.model.vllm_ascend.rules.view import CommandView

SOURCE = "vllm_ascend/ascend_config.py, EplbConfig"
DEFAULTS: dict[str, Json] = {
    "dynamic_eplb": False,
    "expert_map_path": None,
    "expert_heat_collection_interval": 600,
    "algorithm_execution_interval": 50,
    "expert_map_record_path": None,
    "num_redundant_experts": 0,
    "eplb_policy_type": 2,
    "eplb_heat_collection_stage": "all",
}
COUNTS = ("expert_heat_collection_interval", "algorithm_execution_interval", "num_redundant_experts")
POLICIES = (0, 1, 2, 3)
STAGES = ("all", "prefill", "decode")
_FORMER = {
    "num_iterations_eplb_update": "expert_heat_collection_interval",
    "num_wait_worker_iterations": "algorithm_execution_interval",
    "init_redundancy_expert": "num_redundant_experts",
}
"""What a key was called in older releases (vllm-ascend v0.13.0)."""


@rule(
    "configuration.eplb_key",
    says="eplb_config has no key {name} in release {release}",
    source=SOURCE,
)
def keys_are_known(v: CommandView) -> Iterator[Hit]:
    """Elsewhere an unknown key passes in silence; here it is refused."""
    for name in v.group("eplb_config"):
        if name not in DEFAULTS:
            at = "eplb_config" + pointer(name)
            yield hit_at(
                at,
                name=name,
                release=v.command.release,
                fixes=(change(at, ABSENT),),
                engine=f"Config has no attribute '{name}'",
                new=_FORMER.get(name, ""),
                says="eplb_config has no key {name} in release {release}: it is {new} now" if name in _FORMER else "",
            )


@rule("configuration.eplb_map", says="{name} must be the path of a .json file; found {value}", source=SOURCE)
def maps_are_json_files(v: CommandView) -> Iterator[Hit]:
    """expert_map_path is read at start and must exist; the folder of expert_map_record_path is made."""
    for name, label in (("expert_map_path", "expert_map"), ("expert_map_record_path", "expert_map_record_path")):
        value, at = _effective(v).get(name), f"eplb_config/{name}"
        if value is None:
            continue
        fixes = (change(at, ABSENT),)
        if not isinstance(value, str) or not value.endswith(".json"):
            yield hit_at(at, name=name, value=shown(value), fixes=fixes, engine=f"The {label} is not json.")
        elif name == "expert_map_path" and v.command.paths.has(value) is False:
            says = "{name}: the file {value} does not exist on this node"
            yield hit_at(at, says=says, name=name, value=value, fixes=fixes, engine="The expert_map is not exist.")
        elif name == "expert_map_record_path" and "/" not in value:
            says = "{name} must include a folder: vLLM-Ascend creates the folder of {value}, which has none"
            yield hit_at(at, says=says, name=name, value=value, fixes=(change(at, f"./{value}"),))


@rule("configuration.eplb_count", says="{name} must be a whole number of 0 and up; found {value}", source=SOURCE)
def counts_are_whole_numbers(v: CommandView) -> Iterator[Hit]:
    """The intervals and the number of redundant experts; 0 passes, though vLLM-Ascend's text says "greater than 0"."""
    for name in COUNTS:
        value, at = _effective(v)[name], f"eplb_config/{name}"
        if isinstance(value, int) and value >= 0:
            continue
        engine = f"{name} must greater than 0; got {value} instead"
        meant = None
        if not isinstance(value, int):
            engine = f"{name} must be an integer"
            meant = change(at, int(value)) if isinstance(value, str) and value.isdecimal() else None
        yield hit_at(at, name=name, value=shown(value), fixes=some(meant, change(at, ABSENT)), engine=engine)


@rule("configuration.eplb_policy", says="{name} must be one of {choices}; found {value}", source=SOURCE)
def policy_and_stage_are_known(v: CommandView) -> Iterator[Hit]:
    """Four policies, and three stages in which the heat of the experts is counted."""
    for name, choices in (("eplb_policy_type", POLICIES), ("eplb_heat_collection_stage", STAGES)):
        value, at = _effective(v)[name], f"eplb_config/{name}"
        if value not in choices:
            engine = "eplb_policy_type must in [0, 1, 2, 3]"
            if name == "eplb_heat_collection_stage":
                engine = 'eplb_heat_collection_stage must be one of ["all", "prefill", "decode"]'
            listed = ", ".join(map(str, choices))
            fixes = (change(at, ABSENT),)
            yield hit_at(at, name=name, choices=listed, value=shown(value), fixes=fixes, engine=engine)


@rule(
    "configuration.eplb_variable",
    says="{key} needs DYNAMIC_EPLB=true or EXPERT_MAP_RECORD=true in the environment",
    source=SOURCE,
)
def the_environment_allows_it(v: CommandView) -> Iterator[Hit]:
    """Dynamic load balancing patches vLLM at import, before additional_config is read: hence the variable."""
    group = _effective(v)
    recorded = group["expert_map_record_path"] is not None
    if not (group["dynamic_eplb"] or recorded):
        return
    allowed = (v.variable("DYNAMIC_EPLB") or "").lower() in ("true", "1")
    if allowed or v.variable("EXPERT_MAP_RECORD") == "true":
        return
    key = "expert_map_record_path" if recorded else "dynamic_eplb"
    variable = "EXPERT_MAP_RECORD" if recorded else "DYNAMIC_EPLB"
    engine = "The environment variable DYNAMIC_EPLB or EXPERT_MAP_RECORD of the EPLB must be set to true."
    places = (f"eplb_config/{key}", "$DYNAMIC_EPLB", "$EXPERT_MAP_RECORD")
    fixes = (change(f"${variable}", "true"), change(f"eplb_config/{key}", ABSENT))
    yield hit_at(*places, key=key, fixes=fixes, engine=engine)


def _effective(v: CommandView) -> dict[str, Any]:
    """The keys of the group over their defaults."""
    return {**DEFAULTS, **v.group("eplb_config")}


RULES: tuple[ServeRule, ...] = (
    keys_are_known,
    maps_are_json_files,
    counts_are_whole_numbers,
    policy_and_stage_are_known,
    the_environment_allows_it,
)
