"""The form of additional_config and of its groups: vllm_ascend/ascend_config.py is written by hand, so a group of a
wrong type ends in a traceback, and most wrong types inside of it pass in silence.
"""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.finding import Fix
from mindie_tui.model.message import Message
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule, some
from mindie_tui.model.vllm_ascend.rules.view import CommandView

SOURCE = "vllm_ascend/ascend_config.py"
PLAIN = ("xlite_graph_config", "finegrained_tp_config", "weight_prefetch_config")
"""Groups that must be objects where they are given."""
UNPACKED = {"ascend_compilation_config": "AscendCompilationConfig", "ascend_fusion_config": "AscendFusionConfig"}
"""Groups that must be objects, with the class that takes their keys."""
NULLABLE = ("profiling_chunk_config", "rejection_sampler_config")
"""Groups that may also be null."""
_NAMES = {dict: "dict", list: "list", str: "str", bool: "bool", int: "int", float: "float", type(None): "NoneType"}


def python_type(value: Json) -> str:
    """The name that Python gives the type of a JSON value, as vLLM prints it."""
    return _NAMES.get(type(value), type(value).__name__)


@rule(
    "configuration.additional_config",
    says="--additional-config must be a JSON object; found {value}",
    places=("--additional-config", ""),
    source="vllm, config/vllm.py",
)
def additional_config_is_an_object(v: CommandView) -> Iterator[Hit]:
    """A text that is not of the form {...} passes the parser as plain text, and the configuration refuses it."""
    value = v.parsed.values.get("additional_config", ABSENT)
    if value is not ABSENT and not isinstance(value, dict):
        engine = "additional_config.dict[any,any]: Input should be a valid dictionary"
        yield hit_at(value=shown(value), fixes=(change("--additional-config", ABSENT),), engine=engine)


@rule(
    "configuration.group",
    says="{name} must be an object; found {value}",
    source=SOURCE,
)
def groups_are_objects(v: CommandView) -> Iterator[Hit]:
    """AscendConfig asks each group for its keys without a look at its type. eplb_config is the exception: it ignores
    what is no object."""
    for name in (*PLAIN, *UNPACKED, *NULLABLE):
        value = v.key(name, {})
        if isinstance(value, dict) or value is None and name in NULLABLE:
            continue
        engine = f"{python_type(value)!r} object has no attribute 'get'"
        if name in UNPACKED:
            engine = f"{UNPACKED[name]}() argument after ** must be a mapping, not {python_type(value)}"
        yield hit_at(name, name=name, value=shown(value), fixes=(change(name, ABSENT),), engine=engine)


@rule(
    "configuration.hamming_sparse",
    says="hamming_sparse needs {key}",
    source=SOURCE,
)
def hamming_sparse_is_whole(v: CommandView) -> Iterator[Hit]:
    """Both keys are read without a default."""
    if "hamming_sparse" not in v.additional:
        return
    group, off = v.key("hamming_sparse"), change("hamming_sparse", ABSENT)
    if not isinstance(group, dict):
        says = "hamming_sparse must be an object with enabled and sparse_json_location; found {value}"
        engine = f"{python_type(group)!r} object is not subscriptable"
        yield hit_at("hamming_sparse", says=says, value=shown(group), fixes=(off,), engine=engine)
        return
    for key in ("enabled", "sparse_json_location"):
        if key not in group:
            fill = change("hamming_sparse/enabled", False) if key == "enabled" else None
            yield hit_at(f"hamming_sparse/{key}", key=key, fixes=some(off, fill), engine=f"KeyError: '{key}'")
            return
    path = group["sparse_json_location"]
    if group["enabled"] and isinstance(path, str) and (path == "" or v.command.paths.has(path) is False):
        yield hit_at(
            "hamming_sparse/sparse_json_location",
            says="hamming_sparse is enabled, and its file {path} does not exist",
            path=shown(path),
            fixes=(change("hamming_sparse/enabled", False),),
            engine="Hamming sparse config json file doesn't exist.",
        )


@rule(
    "configuration.dump_config",
    says="dump_config and dump_config_path exclude each other",
    places=("dump_config", "dump_config_path"),
    source=SOURCE,
)
def one_dump_configuration(v: CommandView) -> Iterator[Hit]:
    """The configuration of the precision debugger is an object or the path of a file."""
    config, path = v.key("dump_config"), v.key("dump_config_path")
    if config is not None and path is not None:
        fixes = (change("dump_config", ABSENT), change("dump_config_path", ABSENT))
        engine = "Only one of additional_config.dump_config_path or additional_config.dump_config can be set."
        yield hit_at(fixes=fixes, engine=engine)
    elif config is not None and not isinstance(config, dict):
        engine = f"additional_config.dump_config must be a dict, got {python_type(config)}."
        yield _wrong("dump_config", Message("an object"), config, change("dump_config", ABSENT), engine)
    elif path is not None and not isinstance(path, str):
        engine = f"additional_config.dump_config_path must be a string, got {python_type(path)}."
        yield _wrong("dump_config_path", Message("text"), path, change("dump_config_path", ABSENT), engine)


@rule(
    "configuration.mega_moe_max_tokens",
    says="mega_moe_max_tokens must be a whole number above 0; found {value}",
    places=("mega_moe_max_tokens",),
    source=SOURCE,
)
def mega_moe_has_tokens(v: CommandView) -> Iterator[Hit]:
    """The capacity of a rank after the dispatch of the fused operator."""
    value = v.key("mega_moe_max_tokens", 65536)
    if isinstance(value, int) and value > 0:
        return
    engine = f"mega_moe_max_tokens must be a positive integer, got {value}"
    if not isinstance(value, int):
        engine = f"mega_moe_max_tokens must be an integer, got {python_type(value)}: {value}"
    yield hit_at(value=shown(value), fixes=(change("mega_moe_max_tokens", ABSENT),), engine=engine)


@rule("configuration.rejection_sampler_config", says="{name} must be {wanted}; found {value}", source=SOURCE)
def the_rejection_sampler_is_in_range(v: CommandView) -> Iterator[Hit]:
    """The one group whose types AscendConfig checks: "true" in quotes is no bool here."""
    group = v.group("rejection_sampler_config")
    for name in ("enable_block_verify", "enable_entropy_verify"):
        value = group.get(name, False)
        if not isinstance(value, bool):
            at = f"rejection_sampler_config/{name}"
            meant = change(at, value.lower() == "true") if str(value).lower() in ("true", "false") else None
            engine = f"rejection_sampler_config.{name} must be a bool, got {python_type(value)}"
            yield _wrong(at, Message("true or false"), value, meant or change(at, bool(value)), engine)
    for name, default, low, high in (("posterior_threshold", 0.95, 0.0, 1.0), ("posterior_alpha", 0.4, None, None)):
        value, at = group.get(name, default), f"rejection_sampler_config/{name}"
        wanted = Message("a number above 0 and up to 1") if high else Message("a number of 0 and up")
        if not isinstance(value, (int, float)):
            engine = f"rejection_sampler_config.{name} must be a float, got {python_type(value)}"
            yield _wrong(at, wanted, value, change(at, ABSENT), engine)
        elif low is not None and high is not None and not low < value <= high:
            engine = f"rejection_sampler_config.{name} must be in (0, 1], got {value}"
            yield _wrong(at, wanted, value, change(at, ABSENT), engine)
        elif low is None and value < 0:
            engine = f"rejection_sampler_config.{name} must be >= 0, got {value}"
            yield _wrong(at, wanted, value, change(at, 0), engine)


def _wrong(at: str, wanted: str, value: Json, fix: Fix, engine: str) -> Hit:
    says, name = "{name} must be {wanted}; found {value}", at.rpartition("/")[2]
    return hit_at(at, says=says, name=name, wanted=wanted, value=shown(value), fixes=(fix,), engine=engine)


RULES: tuple[ServeRule, ...] = (
    additional_config_is_an_object,
    groups_are_objects,
    hamming_sparse_is_whole,
    one_dump_configuration,
    mega_moe_has_tokens,
    the_rejection_sampler_is_in_range,
)
