"""MindIE's daemon, before it starts: is this JSON, are the sections there, has each field its type and range.

Each field is judged by its declaration (parameters/wrong_fields.py); relations between fields are in `relations.py`,
certificates in `files.py`, the rank table in `rank_table.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents import json_text
from mindie_tui.model.documents.cpp_values import WIDTHS, cast, shown, type_name
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.documents.kinds import Bool, Field, Int, Wrong
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.rules.fixes import section as section_fixes
from mindie_tui.model.mindie.rules.rule import Found, Rule, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service

CONFIG = "config.json"


@rule(
    "start.json",
    says="config.json is not JSON: {what} (line {line}, column {column})",
    places=("",),
    source="param_checker.cpp",
    mindie="Json file is invalid. Please check json format! ",
)
def the_text_is_json(s: Service) -> Iterator[Found]:
    """MindIE parses config.json strictly and says no more than that it is invalid."""
    if s.config is ABSENT:
        refusal = next((f for f in s.flaws if f.kind == "refused"), None)
        refusal = refusal or json_text.parse(s.artefacts.config_text).refusal
        if refusal is not None:
            yield Found({"what": refusal.text, "line": refusal.line, "column": refusal.column})


_SECTIONS = (
    # name, where it stands, where its parent stands
    ("ServerConfig", pointers.SERVER, ""),
    ("BackendConfig", pointers.BACKEND, ""),
    ("ModelDeployConfig", pointers.DEPLOY, pointers.BACKEND),
    ("ScheduleConfig", pointers.SCHEDULE, pointers.BACKEND),
)


@rule(
    "start.section",
    says="{name} must be {wanted}",
    source="base_config.cpp",
    mindie="{name}: missing compulsory field",
)
def the_sections_are_there(s: Service) -> Iterator[Found]:
    """ServerConfig, BackendConfig, ModelDeployConfig, ScheduleConfig are objects, ModelConfig a list of objects."""
    if s.config is ABSENT:
        return
    if not isinstance(s.config, dict):
        yield _no_section(s, "config.json", "", "an object", s.config)
        return
    parents: dict[str, Json] = {"": s.config, pointers.BACKEND: s.backend}
    for name, pointer, parent in _SECTIONS:
        if isinstance(parents[parent], dict) and not (parent and not isinstance(s.config.get("BackendConfig"), dict)):
            value = parents[parent].get(name, ABSENT)
            if not isinstance(value, dict):
                yield _no_section(s, name, pointer, "an object", value)
    if not isinstance(s.backend.get("ModelDeployConfig"), dict):
        return
    models = s.deploy.get("ModelConfig", ABSENT)
    if not isinstance(models, list) or not models:
        yield _no_section(s, "ModelConfig", pointers.MODELS, "a list with an object in it", models)
        return
    for i, model in enumerate(models):
        if not isinstance(model, dict):
            yield _no_section(s, f"ModelConfig[{i}]", f"{pointers.MODELS}/{i}", "an object", model)


def _no_section(s: Service, name: str, pointer: str, wanted: str, value: Json) -> Found:
    fixes = section_fixes.section(s, pointer, name)
    if value is ABSENT:
        says = "{name} is missing: it must be {wanted}"
        return hit(says, Place(CONFIG, pointer), fixes=fixes, name=name, wanted=wanted)
    says = "{name} must be {wanted}; found {found}"
    return hit(says, Place(CONFIG, pointer), fixes=fixes, name=name, wanted=wanted, found=shown(value))


def _fixes(s: Service, field: Field, pointer: str, value: Json, wrong: Wrong | None) -> tuple[Fix, ...]:
    name = field.name
    if name == "modelWeightPath":
        return section_fixes.weights(s, pointer)

    def becomes(new: Json) -> Fix:
        return Fix(f"{name} = {shown(new)}", (Edit("replace", pointer, new),))

    good = [wrong.nearest] if wrong is not None and wrong.nearest is not ABSENT else []
    if name == "npuDeviceIds" and (ids := section_fixes.ids_of(s)):
        good.append(ids)
    if name == "worldSize" and (sizes := {len(i) for i in _lists(s.backend.get("npuDeviceIds"))}):
        good += sorted(sizes)
    if field.default is not ABSENT:
        good.append(field.default)
    if isinstance(field.kind, Bool):
        good += [True, False]
    good += section_fixes.beside(s, name)
    fixes = [becomes(new) for new in good if field.kind.wrong(new) is None]
    if value is not ABSENT and not field.required:
        fixes.append(Fix(f"without {name}", (Edit("remove", pointer),)))
    return some(*fixes)


def _lists(value: Json) -> list[list[Json]]:
    return [ids for ids in value if isinstance(ids, list) and ids] if isinstance(value, list) else []


def _values(field: Field, value: Json) -> dict[str, Json]:
    return {
        "name": field.name,
        "value": shown(value),
        "wanted": field.kind.describe(),
        "cpp": field.kind.cpp,
        "got": type_name(value),
    }


_LABELS = {
    "ServerConfig": "serverConfig",
    "BackendConfig": "backendConfig",
    "ModelDeployConfig": "modelParam",
    "ModelConfig": "modelParam",
    "ScheduleConfig": "scheduleParam",
}
_SAID = {
    "maxIterTimes": "The value of ScheduleParam.maxIterTimes can not be 0.",
    "maxSeqLen": "The value of modelParam.maxSeqLen can not be 0.",
    "worldSize": "The value of modelParam.worldSize can not be 0.",
    "maxInputTokenLen": "The value of modelParam.maxInputTokenLen should be in [1, 4194304].",
    "modelName": "The value of modelName must meet the following rules: The string length is [1, 256] and consists of "
    "a match of the type [a-zA-Z0-9_.-]. The first and last characters must be characters or digits.",
    "backendName": "The pattern of backendName is invalid.",
    "configPath": "The length of kvPool Config Path exceeds 500.",
    "npuMemSize": "The value of 'npuMemSize' in ModelDeployConfig in config.json is {value} it should be within "
    "(0, 4294967295] or -1",
    "inferMode": "The inferMode should be standard or dmi",
    "backendType": "Backend type only supports atb, ms, torch.",
    "modelInstanceType": "Model instance type is invalid. supported values: "
    "[AssistantModel,Standard,StandardMock,TargetModel]",
    "templateType": "The templateType must be Standard or Mix, but is {value}",
    "templateName": "The templateName must be Standard_LLM, but is {value}",
    "backend": "Unknow kv pool backend. And only [`unifiedcache`, `mooncake`, `memcache`, ``] is available!",
    "policyType": "The scheduleParam.policyType [{value}] is outside the expected range: 0 or 4~7.",
    "prefillPolicyType": "scheduleParam.prefillPolicyType [{value}] is outside the expected schedule policy range: "
    "0, 1, 2, 3",
    "decodePolicyType": "scheduleParam.decodePolicyType [{value}] is outside the expected schedule policy range: "
    "0, 1, 2, 3",
}
"""MindIE's sentences of single fields, letter by letter."""


def _mindie(field: Field, value: Json) -> str:
    """MindIE's sentence for a value out of range: its own one, or that of its type, or that of the bound."""
    kind = field.kind
    low, high = WIDTHS.get(kind.cpp, (0, 0))
    if isinstance(kind, Int) and kind.strict and type(value) is int and not low <= value <= high:
        return "The value of param {name} for {cpp} is invalid."
    if field.name in _SAID:
        return _SAID[field.name]
    if isinstance(kind, Int):
        number = cast(value, kind.cpp)
        label = f"{_LABELS.get(field.section, '')}.{field.pointer.split('/', 2)[-1].replace('/', '.')}"
        if field.section != "ServerConfig":
            label = f"{_LABELS.get(field.section, '')}.{field.name}"
        if number is not None and kind.low is not None and number < kind.low:
            return f"{label} [{number}] is less than [{kind.low}]"
        return f"{label} [{number}] is out of bound [{kind.high}]"
    return ""


def _hits(s: Service, trouble: tuple[str, ...]) -> Iterator[Found]:
    for field, pointer, value, wrong in s.hits():
        said = wrong.trouble if wrong else "missing"
        if said in trouble:
            values = _values(field, value)
            mindie = _mindie(field, value) if said in ("range", "choice") else ""
            if said == "type":
                mindie = _ARRAY if field.kind.cpp == "array" else "" if getattr(field.kind, "strict", True) else _THROWN
            places = (Place(CONFIG, pointer),)
            plain = values | {"value": value if isinstance(value, str) else values["value"]}
            yield Found(values, _fixes(s, field, pointer, value, wrong), places, mindie=mindie.format(**plain))


_ARRAY = "The type of param {name} should be array, but is {got}"
_THROWN = "JSON error in ConfigManager: [json.exception.type_error.302] type must be number, but is {got}"


@rule(
    "start.missing",
    says="{name} is missing: it must be {wanted}",
    source="param_checker.cpp",
    mindie="[ParamChecker::CheckJsonParamType] {name}: missing compulsory field",
)
def what_is_required_is_there(s: Service) -> Iterator[Found]:
    """Fields without which the daemon refuses the file; three of them because they are read without a look."""
    yield from _hits(s, ("missing",))


@rule(
    "start.type",
    says="{name} is {value}, which is not a {cpp}: it must be {wanted}",
    source="param_checker.cpp",
    mindie="The type of param {name} should be {cpp}, but got {got}",
)
def each_field_has_its_type(s: Service) -> Iterator[Found]:
    """The daemon looks at the JSON type of each field that it knows: "5" is no number, 1.0 no integer."""
    yield from _hits(s, ("type",))


@rule(
    "start.range",
    says="{name} is {value}: it must be {wanted}",
    source="config_manager/*.cpp",
    mindie="{name} [{value}] is out of bound",
)
def each_field_is_in_its_range(s: Service) -> Iterator[Found]:
    """Each number has a range, each text a pattern."""
    yield from _hits(s, ("range",))


@rule(
    "start.choice",
    says="{name} is {value}: it must be {wanted}",
    source="config_manager/*.cpp",
    mindie="The {name} must be one of {wanted}, but is {value}",
)
def each_word_is_one_of_its_choices(s: Service) -> Iterator[Found]:
    """Some fields take a few words or numbers only, spelled exactly."""
    yield from _hits(s, ("choice",))


RULES: tuple[Rule, ...] = (
    the_text_is_json,
    the_sections_are_there,
    what_is_required_is_there,
    each_field_has_its_type,
    each_field_is_in_its_range,
    each_word_is_one_of_its_choices,
)
