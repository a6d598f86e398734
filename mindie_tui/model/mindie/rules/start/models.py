"""MindIE's daemon, before it starts: the contents of a model: parallel sizes, plug-ins, LoRA adapters."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents import json_text
from mindie_tui.model.documents.cpp_values import cast, shown, stoi, type_name
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.documents.json_text import OVERFLOW
from mindie_tui.model.finding import Severity
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.config_json.model import NAME
from mindie_tui.model.mindie.rules.rule import Found, Rule, at, edit, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service, entries
from mindie_tui.model.mindie.rules.start.files import folder_trouble


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
                pointer = f"{pointers.MODELS}/{i}/{name}"
                fixes = some(edit(pointer, ABSENT), edit(pointer, 1))
                yield Found({"name": name, "value": shown(value)}, fixes, at((pointer,)))


@rule(
    "start.plugin_params",
    says="plugin_params: plugin_type must be text, and with mtp num_speculative_tokens a number",
    source="model_deploy_config.cpp",
)
def plugin_params_are_readable(s: Service) -> Iterator[Found]:
    """Text that is no JSON is only logged (MTP is silently off); JSON with a wrong type in it stops the daemon."""
    for i, model in enumerate(s.models):
        value = model.get("plugin_params") if isinstance(model, dict) else None
        if isinstance(value, str):
            parsed = json_text.parse_short(value)
            refusal = parsed.refusal
            if refusal is not None and refusal.says == OVERFLOW:
                says, thrown = "plugin_params: {number} is too large for a number", "out_of_range.406] number overflow"
                yield _bad_plugin(i, says, thrown, **refusal.values)
            value = parsed.value if not any(f.kind == "trailing" for f in parsed.flaws) else ABSENT
        yield from _plugin_types(i, value)


def _plugin_types(i: int, value: Json) -> Iterator[Found]:
    if not isinstance(value, dict) or "plugin_type" not in value:
        return
    kind = value["plugin_type"]
    if not isinstance(kind, str):
        thrown = f"type_error.302] type must be string, but is {type_name(kind)}"
        yield _bad_plugin(
            i, "plugin_params: plugin_type must be text such as mtp, not {value}", thrown, value=shown(kind)
        )
    elif "mtp" in kind and "num_speculative_tokens" in value:
        tokens = value["num_speculative_tokens"]
        if cast(tokens, "uint32_t") is None:
            thrown = f"type_error.302] type must be number, but is {type_name(tokens)}"
            says = "plugin_params: num_speculative_tokens must be a number, not {value}"
            yield _bad_plugin(i, says, thrown, value=shown(tokens))


def _bad_plugin(i: int, says: str, thrown: str, **values: Json) -> Found:
    pointer = f"{pointers.MODELS}/{i}/plugin_params"
    mtp = '{"plugin_type":"mtp","num_speculative_tokens": 1}'
    mindie = f"JSON error in ConfigManager: [json.exception.{thrown}"
    return hit(says, pointer, fixes=(edit(pointer, mtp), edit(pointer, ABSENT)), mindie=mindie, **values)


@rule(
    "start.lora",
    says="LoraModules[{index}]: name, path and baseModelName must be present and valid",
    source="model_deploy_config.cpp",
)
def lora_modules_name_a_model(s: Service) -> Iterator[Found]:
    """Each LoRA adapter has name, path and baseModelName, all text; the last is the modelName of a model here. Of
    several, the daemon's verdict on the last overwrites that on the others."""
    where = f"{pointers.DEPLOY}/LoraModules"
    value = s.deploy.get("LoraModules", ABSENT)
    loras = entries(value)
    for i, lora in enumerate(loras):
        pointer = f"{where}/{i}" if isinstance(value, list) else where
        for key in ("name", "path", "baseModelName"):
            text = lora.get(key) if isinstance(lora, dict) else None
            says, mindie, values = _lora_trouble(s, key, text)
            if says:
                forgotten = i < len(loras) - 1 and isinstance(text, str)
                severity: Severity = "warning" if forgotten else "error"
                places = (f"{pointer}/{key}", pointer)
                out = (edit("LoraModules", ABSENT),)
                values |= {"index": i, "key": key, "text": shown(text)}
                yield hit(
                    "LoraModules[{index}]: " + says, *places, fixes=out, severity=severity, mindie=mindie, **values
                )


def _lora_trouble(s: Service, key: str, text: Json) -> tuple[str, str, dict[str, Json]]:
    """What is wrong with one key of an adapter, what MindIE says, and values; no text where nothing is."""
    if not isinstance(text, str):
        thrown = f"[json.exception.out_of_range.403] key '{key}' not found"
        return "{key} must be there, and text", f"JSON error in ConfigManager: {thrown}", {}
    if len(text.encode(errors="replace")) > 256:
        return (
            "{key} is longer than 256 bytes",
            f"The length of config parameter '{key}' exceeds the maximum limit: 256",
            {},
        )
    if key == "baseModelName":
        names = [model.get("modelName") for model in s.models if isinstance(model, dict)]
        known = text in names
        return "" if known else "baseModelName {text} is no modelName of this file", "Lora base model not found.", {}
    if key == "name":
        wrong = NAME.wrong(text) is not None
        return (
            "name {text} must be {wanted}" if wrong else "",
            "The value of loraName must meet",
            {"wanted": NAME.words()},
        )
    trouble = folder_trouble(s, text)
    return "path {text}: {trouble}" if trouble else "", "Path not found: " + text, {"trouble": trouble}


RULES: tuple[Rule, ...] = (
    parallel_sizes_are_at_least_one,
    plugin_params_are_readable,
    lora_modules_name_a_model,
)
