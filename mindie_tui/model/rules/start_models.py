"""MindIE's daemon, before it starts: what stands inside a model: parallel sizes, plug-ins, LoRA adapters."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model import fields, json_text
from mindie_tui.model.document import ABSENT, Json
from mindie_tui.model.findings import Severity
from mindie_tui.model.json_text import OVERFLOW
from mindie_tui.model.kinds import cast, shown, stoi, type_name
from mindie_tui.model.rules.rule import Found, at, edit, rule, some
from mindie_tui.model.rules.service import Service, entries
from mindie_tui.model.rules.start_files import folder_trouble

MODELS = fields.MODEL.rpartition("/")[0]


@rule(
    "start.parallel",
    says="{name} is {value}: it must be 1 and up, or absent",
    source="model_deploy_config.cpp",
    mindie="{name} cannot be smaller than 1.",
)
def parallel_sizes_are_at_least_one(s: Service) -> Iterator[Found]:
    """dp, cp and sp, where given, are 1 and up as a number or as text. MindIE's manual names -1 as their default,
    and its daemon refuses it: take the key out instead."""
    for i, model in enumerate(s.models):
        for name in ("dp", "sp", "cp") if isinstance(model, dict) else ():
            value = model.get(name, ABSENT)
            size = stoi(value) if isinstance(value, str) else cast(value, "int32_t")
            if (size is None and isinstance(value, str)) or (size is not None and size <= 0):
                pointer = f"{MODELS}/{i}/{name}"
                fixes = some(edit(pointer, ABSENT), edit(pointer, 1))
                yield Found({"name": name, "value": shown(value)}, fixes, at((pointer,)))


@rule(
    "start.plugin_params",
    says="plugin_params: {what}",
    source="model_deploy_config.cpp",
    mindie="JSON error in ConfigManager: {mindie}",
)
def plugin_params_are_readable(s: Service) -> Iterator[Found]:
    """Text that is no JSON is only logged (MTP is silently off); JSON with a wrong type in it stops the daemon."""
    for i, model in enumerate(s.models):
        value = model.get("plugin_params") if isinstance(model, dict) else None
        if isinstance(value, str):
            parsed = json_text.parse_short(value)
            refusal = parsed.refusal
            if refusal is not None and refusal.says == OVERFLOW:
                yield _bad_plugin(i, refusal.text, "[json.exception.out_of_range.406] number overflow")
            value = parsed.value if not any(f.kind == "trailing" for f in parsed.flaws) else ABSENT
        yield from _plugin_types(i, value)


def _plugin_types(i: int, value: Json) -> Iterator[Found]:
    if not isinstance(value, dict) or "plugin_type" not in value:
        return
    kind = value["plugin_type"]
    if not isinstance(kind, str):
        what = f"type must be string, but is {type_name(kind)}"
        yield _bad_plugin(i, "plugin_type must be text, such as mtp", f"[json.exception.type_error.302] {what}")
    elif "mtp" in kind and "num_speculative_tokens" in value:
        tokens = value["num_speculative_tokens"]
        if cast(tokens, "uint32_t") is None:
            what = f"type must be number, but is {type_name(tokens)}"
            yield _bad_plugin(i, "num_speculative_tokens must be a number", f"[json.exception.type_error.302] {what}")


def _bad_plugin(i: int, what: str, mindie: str) -> Found:
    pointer = f"{MODELS}/{i}/plugin_params"
    mtp = '{"plugin_type":"mtp","num_speculative_tokens": 1}'
    return Found({"what": what, "mindie": mindie}, (edit(pointer, mtp), edit(pointer, ABSENT)), at((pointer,)))


@rule(
    "start.lora",
    says="LoraModules[{index}]: {what}",
    source="model_deploy_config.cpp",
    mindie="JSON error in ConfigManager: LoraModules: {what}",
)
def lora_modules_name_a_model(s: Service) -> Iterator[Found]:
    """Each LoRA adapter has name, path and baseModelName, all text; the last is the modelName of a model here. Of
    several, the daemon's verdict on the last overwrites that on the others."""
    where = f"{fields.DEPLOY}/LoraModules"
    value = s.deploy.get("LoraModules", ABSENT)
    loras = entries(value)
    for i, lora in enumerate(loras):
        pointer = f"{where}/{i}" if isinstance(value, list) else where
        for key in ("name", "path", "baseModelName"):
            text = lora.get(key) if isinstance(lora, dict) else None
            what, forgotten = _lora_trouble(s, key, text), i < len(loras) - 1
            if what:
                severity: Severity = "warning" if forgotten and isinstance(text, str) else "error"
                places = at((f"{pointer}/{key}", pointer))
                yield Found({"index": i, "what": what}, (edit("LoraModules", ABSENT),), places, severity)


def _lora_trouble(s: Service, key: str, text: Json) -> str:
    if not isinstance(text, str):
        return f"{key} must be there, and text"
    if len(text.encode(errors="replace")) > 256:
        return f"{key} is longer than 256 bytes"
    if key == "baseModelName":
        names = [model.get("modelName") for model in s.models if isinstance(model, dict)]
        return "" if text in names else f"baseModelName {shown(text)} is no modelName of this file"
    if key == "name":
        return f"name {shown(text)} must be {fields.NAME.words()}" if fields.NAME.wrong(text) else ""
    trouble = folder_trouble(s, text)
    return f"path {shown(text)}: {trouble}" if trouble else ""
