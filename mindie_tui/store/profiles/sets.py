"""`--set X=V`: one value of a profile changed from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engines import engine_of
from mindie_tui.model.errors import CommandLineError, ProfileError
from mindie_tui.model.message import Message
from mindie_tui.store.profiles import shape
from mindie_tui.store.profiles.unsupported import not_yet
from mindie_tui.store.yaml import loader
from mindie_tui.store.yaml.loader import Path_, dotted

_FILE_ONLY = {"extends", "drop", "mindie-tui", "notes", "config", "rank_table"}
_NOT_SHORT = _FILE_ONLY | {"sweep", "objective", "accuracy"}
"""Keys whose fields do not go by their own name: they would make others ambiguous."""
_FREE: set[Path_] = {("environment",), ("preflight", "waive"), ("bench", "datasets")}
_FREE |= {("bench", "performance", key) for key in ("settings", "generation_kwargs")}
"""Mappings whose keys are the operator's."""


def with_sets(deployment: Deployment, sets: Iterable[str]) -> Deployment:
    """A deployment with `X=V` applied in order. V is JSON, else text; variables of the environment are text always.

    X is a field's own name where only one has it (dp, port, num_prompts, NPU_MEMORY_FRACTION), else a dotted path
    (ServerConfig.port, bench.performance.settings.request_rate). Raises CommandLineError.
    """
    for text in sets:
        name, equals, given = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise CommandLineError(
                Message("--set {text} has no value", text=text), do="write --set NAME=VALUE, such as --set dp=4"
            )
        path = _path(deployment, name)
        value = given if path[0] == "environment" else _json(given)
        deployment = _set(deployment, path, value, text)
    return deployment


def _json(text: str) -> Any:
    def no(word: str) -> Any:
        raise ValueError(word)  # NaN and Infinity are no JSON

    try:
        return json.loads(text, parse_constant=no)
    except (ValueError, RecursionError):
        return text


def known(deployment: Deployment) -> list[Path_]:
    """The path of everything that has a name: keys of the format, fields of config.json, variables."""
    found: list[Path_] = [path for path in shape.all_keys() if not _NOT_SHORT & set(path)]
    found += engine_of(deployment).form.named_paths(deployment)
    found += [("environment", name) for name in deployment.environment]
    performance = deployment.bench.performance
    if performance is not None:
        found += [("bench", "performance", "settings", name) for name in performance.settings]
        found += [("bench", "performance", "generation_kwargs", name) for name in performance.generation_kwargs]
    return list(dict.fromkeys(found))


def _path(deployment: Deployment, name: str) -> Path_:
    parts = tuple(name.split("."))
    if not all(parts):
        raise CommandLineError(
            Message("--set {name}: a dotted path has a name between its dots", name=name), do="write ServerConfig.port"
        )
    if parts[0] in _FILE_ONLY:
        raise CommandLineError(
            Message("--set {name}: {parts} has its place in the profile alone", name=name, parts=parts[0]),
            do="write a profile of your own",
        )
    paths = known(deployment)
    form = engine_of(deployment).form
    free = _FREE | {(section,) for section in form.free}
    is_free = any(len(parts) > len(one) and parts[: len(one)] == one for one in free)
    if len(parts) > 1 and (parts in paths or parts in shape.all_keys() or is_free):
        return parts
    if parts[0] in form.heads and len(parts) > 1:
        return form.lead(name)
    matches = [path for path in paths if path[-1] == parts[0] or (len(parts) > 1 and path[-len(parts) :] == parts)]
    exact = [path for path in matches if path[-len(parts) :] == parts]
    matches = exact or [path for path in matches if path[-1] == parts[0]]
    if len(parts) == 1 and not matches and parts[0].isupper():
        return ("environment", parts[0])
    if len(matches) > 1:
        places = " or ".join(dotted(path).removeprefix("parameters.") for path in matches[:4])
        raise CommandLineError(
            Message("--set {name}: more than one field is named {parts}", name=name, parts=parts[0]),
            do=Message("write {places}", places=places),
        )
    if matches:
        return matches[0] if exact else (*matches[0], *parts[1:])
    near = shape.did_you_mean(parts[-1], [str(path[-1]) for path in paths])
    do = (
        Message("did you mean {near}?", near=near)
        if near
        else "write a dotted path, such as ModelConfig.dp or environment.NAME"
    )
    raise CommandLineError(Message("--set {name}: no field is named {name}", name=name), do=do)


def _set(deployment: Deployment, path: Path_, value: Any, text: str) -> Deployment:
    values = deployment.model_dump(mode="json", by_alias=True, exclude_unset=True)
    name = values.pop("name", deployment.name)
    holder: Any = values
    for at, part in enumerate(path[:-1]):
        inner = holder.get(part) if isinstance(holder, dict) else None
        if inner is None:
            holder[part] = inner = {}
        elif not isinstance(inner, dict):
            raise CommandLineError(
                Message("--set {text}: {dotted} has no fields", text=text, dotted=dotted(path[: at + 1])),
                do="set it as a whole, as JSON",
            )
        holder = inner
    holder[path[-1]] = value
    try:
        changed = Deployment.model_validate_json(json.dumps(values))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = dotted(tuple(first["loc"])) or dotted(path)
        what, do = _instead(first, path, value)
        raise CommandLineError(
            Message("--set {text}: {where}: {what}", text=text, where=where, what=what), do=do
        ) from error
    for key, sentence in set(not_yet(changed)) - set(not_yet(deployment)):
        raise CommandLineError(Message("--set {text}: {key}: {sentence}", text=text, key=key, sentence=sentence))
    before = set(shape.form_problems(deployment))
    for problem in shape.form_problems(changed):
        if problem not in before:
            raise CommandLineError(Message("--set {text}: {what}", text=text, what=problem.what), do=problem.do)
    return changed.model_copy(update={"name": name})


_AS_JSON = {
    "dict_type": ("a mapping", '{"name": 1}'),
    "model_type": ("a mapping", '{"name": 1}'),
    "model_attributes_type": ("a mapping", '{"name": 1}'),
    "tuple_type": ("a list", "[1, 2]"),
    "list_type": ("a list", "[1, 2]"),
}


def _instead(error: Any, path: Path_, value: Any) -> tuple[str, str]:
    """What is wrong with a value, and how to write it: --set takes JSON, in quotes for the shell."""
    if error["type"] in _AS_JSON and tuple(error["loc"])[: len(path)] == path:
        kind, example = _AS_JSON[error["type"]]
        inner = _json_of(value) if kind == "a mapping" else None
        written = inner or (example if kind == "a mapping" or not isinstance(value, str) else f'["{value}"]')
        return Message(
            "must be {kind}, which --set takes as JSON", kind=kind
        ), f"write --set '{dotted(path)}={written}'"
    return error["msg"].removeprefix("Value error, ").lower(), "correct the value"


def _json_of(value: Any) -> str | None:
    """A flow mapping of YAML as JSON, where it is a plain one: {tpot_p90_ms: 40}."""
    if not (isinstance(value, str) and value.startswith("{") and len(value) < 500):
        return None
    try:
        found = loader.value(loader.parse(value, "--set"))
    except ProfileError:
        return None
    return json.dumps(found, ensure_ascii=False) if isinstance(found, dict) else None
