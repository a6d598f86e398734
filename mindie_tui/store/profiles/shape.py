"""From a YAML tree to a Deployment: every refusal is one sentence with file, line, column, key, and what to write."""

from __future__ import annotations

import difflib
import json
import re
import types
import typing
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Union

from pydantic import BaseModel, ValidationError

from mindie_tui.model.deployment import FORMAT, Deployment
from mindie_tui.model.engine import FormProblem
from mindie_tui.model.engines import ENGINES, engine_of
from mindie_tui.model.errors import ProfileError
from mindie_tui.model.message import Message, phrase
from mindie_tui.model.mindie.parameters.pointers import MAIN_SECTIONS
from mindie_tui.store.yaml import loader
from mindie_tui.store.yaml.errors import Mark, refusal
from mindie_tui.store.yaml.loader import Mapping, Path_, Scalar, Sequence, Tree, dotted

FILE_KEYS = {"name"}
"""Fields of Deployment that are no keys of the file."""
_SECRET = re.compile(r"passw|secret|token$|api_?key$|passphrase|credential", re.IGNORECASE)
_KEY = re.compile(r"passw|secret|api_?key", re.IGNORECASE)
"""Narrower: among AISBench's own keys there may be a stop_token."""
_YES = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def is_environment(path: Path_) -> bool:
    """Values of variables are text, as written: TRUE stays TRUE, 0.90 stays 0.90."""
    return len(path) == 2 and path[0] == "environment"


def did_you_mean(word: str, among: Iterable[str]) -> str:
    """The one word that was probably meant, or ""."""
    close = difflib.get_close_matches(word, list(among), n=1, cutoff=0.6)
    return close[0] if close else ""


def refuse_other_formats(tree: Tree, file: str) -> Mapping:
    """The tree as the mapping that a profile is; ProfileError for another kind of file and for a newer format."""
    if not isinstance(tree, Mapping):
        raise refusal(
            tree.mark,
            Message("is not a profile: it holds {kind}", kind=phrase(kind(tree))),
            do="write `key: value` lines, the first `mindie-tui: 1`",
        )
    for word in MAIN_SECTIONS:
        if word in tree.items:
            mark = tree.items[word][0]
            raise refusal(
                mark,
                "is a config.json, not a profile",
                do="check it with `mindie-tui validate FILE`, or name it in a profile with `config: FILE`",
            )
    version = tree.get("mindie-tui")
    if version is not None:
        number = loader.scalar(version) if isinstance(version, Scalar) else None
        if type(number) is int and number > FORMAT:
            raise refusal(
                version.mark,
                Message(
                    "has format {number}; this mindie-tui reads formats up to {FORMAT}", number=number, FORMAT=FORMAT
                ),
                key="mindie-tui",
                do="install a newer mindie-tui",
            )
        if number != FORMAT or isinstance(number, bool):
            raise refusal(
                version.mark,
                Message("is not a format of a profile: {found}", found=phrase(describe(version))),
                key="mindie-tui",
                do=Message("write {FORMAT}", FORMAT=FORMAT),
            )
    return tree


def kind(tree: Tree | None) -> str:
    """The kind of a value, in a word."""
    if isinstance(tree, Mapping):
        return "a mapping"
    if isinstance(tree, Sequence):
        return "a list"
    return "nothing" if tree is None or (tree.plain and not tree.text) else "one value"


def describe(tree: Tree | None) -> str:
    """A value as an operator would name it."""
    if isinstance(tree, Scalar) and tree.text:
        text = tree.text if len(tree.text) <= 40 else tree.text[:37] + "..."
        return text if tree.plain else f"'{text}'"
    return kind(tree)


def deployment(values: dict[str, Any], tree: Mapping) -> Deployment:
    """The Deployment of a profile's values; the tree gives the places. ProfileError names the first that is wrong."""
    for key in FILE_KEYS & set(values):
        raise _unknown((key,), tree)
    for group in ("settings", "generation_kwargs"):
        _, node = loader.find(tree, ("bench", "performance", group))
        items = node.items if isinstance(node, Mapping) else {}
        for name in items:
            if _KEY.search(name):
                raise _secret(items[name][0], f"bench.performance.{group}.{name}")
    try:
        made = Deployment.model_validate_json(json.dumps(values))
    except ValidationError as error:
        found = error.errors(include_url=False)
    except ValueError as error:  # a lone surrogate, written as \ud800
        raise ProfileError(
            "contains text that is not Unicode", file=tree.mark.file, do="remove the \\u escape"
        ) from error
    else:
        _refuse_other_forms(made, tree)
        return made
    first = min(found, key=lambda one: _order(one, tree))
    raise _sentence(first, tree)


def form_problems(deployment: Deployment) -> Iterator[FormProblem]:
    """What a profile of its engine cannot hold: the sections of other engines, then what its own form refuses."""
    engine = engine_of(deployment)
    for other in ENGINES:
        for key in other.form.sections if other is not engine else ():
            if getattr(deployment, key):
                what = Message("is for {label}, and this profile is for {own}", label=other.label, own=engine.label)
                do = Message("write `engine: {name}` at the top, or remove it", name=other.name)
                yield FormProblem((key,), what, do)
    yield from engine.form.problems(deployment)


def _refuse_other_forms(deployment: Deployment, tree: Mapping) -> None:
    """Raise ProfileError for the first thing that a profile of this engine cannot hold."""
    for problem in form_problems(deployment):
        raise refusal(loader.key_mark(tree, problem.path), problem.what, key=dotted(problem.path), do=problem.do)


def _order(error: Any, tree: Mapping) -> tuple[bool, int, int]:
    """The order of an error: those of the file itself first, in the order of its lines."""
    path: Path_ = tuple(error["loc"])
    if error["type"] == "extra_forbidden":
        mark = loader.key_mark(tree, path)
    elif error["type"] == "missing":
        mark, _ = loader.find(tree, path[:-1])
    else:
        mark, _ = loader.find(tree, path or _named_in(error, tree))
    return mark.file != tree.mark.file, mark.line, mark.column


def _sentence(error: Any, tree: Mapping) -> ProfileError:
    path: Path_ = tuple(error["loc"])
    if error["type"] == "extra_forbidden":
        return _unknown(path, tree)
    if error["type"] == "missing":
        mark, _ = loader.find(tree, path[:-1])
        return refusal(
            mark,
            Message("needs `{name}`", name=path[-1]),
            key=dotted(path[:-1]),
            do=Message("write `{path}: ...` there", path=path[-1]),
        )
    path = path or _named_in(error, tree)
    mark, node = loader.find(tree, path)
    what, do = _what(error, node, path)
    key = dotted(path)
    return refusal(mark, what.removeprefix(f"{key} ").removeprefix(f"{key}."), do=do, key=key)


def _named_in(error: Any, tree: Mapping) -> Path_:
    """For a sentence about the whole: the key it begins with, or the nodes that it speaks of."""
    path = tuple(str(error["ctx"]["error"]).split(" ", 1)[0].split(".")) if "error" in error.get("ctx", {}) else ()
    if path and loader.find(tree, path)[1] is not None:
        return path
    return ("nodes",) if "nodes" in tree.items else ()


def _unknown(path: Path_, tree: Mapping) -> ProfileError:
    mark = loader.key_mark(tree, path)
    name = str(path[-1])
    allowed = keys_at(path[:-1])
    key = dotted(path)
    if _SECRET.search(name):
        return _secret(mark, key)
    return refusal(mark, "is not a key here", key=key, do=_instead_of(name, path, allowed))


def _secret(mark: Mark, key: str) -> ProfileError:
    what = "has no place in a profile: it would be readable"
    return refusal(
        mark,
        what,
        key=key,
        do="use SSH keys or the agent; a variable that holds the service's key is named by bench.api_key_env, one that "
        "holds a secret of the service by environment_from",
    )


def _instead_of(name: str, path: Path_, allowed: list[str]) -> str:
    """What to write instead of an unknown key."""
    if path == ("name",):
        return "remove it: the file's own name is the profile's"
    for engine in ENGINES:
        if section := engine.form.section_of_stray(name):
            return Message("write it under {section}", section=section)
    if near := did_you_mean(name, allowed):
        return Message("did you mean `{near}`?", near=near)
    elsewhere = [p for p in all_keys() if p[-1] == name]
    if elsewhere:
        return Message("write it at {place}", place=dotted(elsewhere[0]))
    return Message("the keys are {names}", names=", ".join(allowed))


_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "tuple_type": "a list",
}
_EXAMPLE = {
    ("nodes",): "- {name: a3-01, host: root@10.20.3.11, ip: 10.20.3.11}",
    ("nodes", 0): "{name: a3-01, host: root@10.20.3.11, ip: 10.20.3.11}",
    ("bench", "datasets", ""): "{path: /data/datasets/gsm8k}",
}
OTHER = "another number"
_PATTERNS = {"name": "letters, digits, `.`, `_` and `-`, such as a3-01", "shm_size": "a size such as 500g"}


def _what(error: Any, node: Tree | None, path: Path_) -> tuple[str, str]:
    code, ctx = error["type"], error.get("ctx", {})
    if code in _EXPECTED:
        wanted = _EXPECTED[code]
        what = Message("must be {wanted}, not {found}", wanted=phrase(wanted), found=phrase(describe(node)))
        return what, _write(wanted, node, path)
    if code == "literal_error":
        words = re.findall(r"'([^']*)'", ctx["expected"]) or [ctx["expected"]]
        near = did_you_mean(node.text, words) if isinstance(node, Scalar) else ""
        return Message("cannot be {found}", found=phrase(describe(node))), (
            Message("did you mean {near}?", near=near)
            if near
            else Message("write one of {names}", names=", ".join(words))
        )
    if code in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        limits = {"gt": "more than {limit:g}", "ge": "at least {limit:g}"}
        limits |= {"lt": "less than {limit:g}", "le": "at most {limit:g}"}
        bound = next((Message(form, limit=ctx[name]) for name, form in limits.items() if name in ctx), Message(OTHER))
        refused = Message("must be {bound}, not {found}", bound=bound, found=phrase(describe(node)))
        return refused, Message("write {bound}", bound=bound)
    if code == "string_pattern_mismatch":
        form = Message(_PATTERNS.get(str(path[-1]), "another form"))
        return Message("cannot be {found}", found=phrase(describe(node))), Message("write {form}", form=form)
    if code == "string_too_short":
        return "is empty", "write it, or leave the key out"
    if code == "string_too_long":
        return Message("is longer than {limit} characters", limit=ctx["max_length"]), "shorten it"
    if code == "value_error":
        said, _, do = str(ctx["error"]).partition("; ")
        return said, do or "write another value"
    return str(error["msg"]).lower(), "write another value"


def _write(wanted: str, node: Tree | None, path: Path_) -> str:
    if isinstance(node, Scalar) and node.text:
        if wanted == "text":
            return Message("write '{text}' in quotes", text=node.text)
        if wanted == "true or false" and node.text.lower() in _YES:
            return Message("write {text}", text=_YES[node.text.lower()])
        if wanted in ("a number", "a whole number") and not node.plain and re.fullmatch(r"-?[0-9.]+", node.text):
            return Message("write {text} without quotes", text=node.text)
        if wanted == "a list" and path[:-1] != () and len(node.text) < 60:
            return Message("write {text}", text=f"[{node.text}]")
    shape = tuple(0 if isinstance(part, int) else part for part in path)
    example = _EXAMPLE.get(shape) or (_EXAMPLE.get((*shape[:-1], "")) if shape else None)
    if example:
        return Message("write {text}", text=example)
    if wanted == "a mapping":
        for name in keys_at(path):
            return Message("write `key: value` lines below it, such as {name}, or leave the key out", name=name)
        return "write `key: value` lines below it, or leave the key out"
    if wanted == "a list":
        return "write [a, b], or leave the key out"
    return Message("write {wanted}, or leave the key out", wanted=phrase(wanted))


def keys_at(path: Path_) -> list[str]:
    """The keys that a profile may hold at a path; empty where any key is allowed."""
    here: Any = Deployment
    for part in path:
        here = _inside(here, part)
    model = _bare(here)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    names = [info.alias or name for name, info in model.model_fields.items()]
    return [name for name in names if not (model is Deployment and name in FILE_KEYS)]


def all_keys() -> list[Path_]:
    """The path of every key of the format, lists and free mappings left out."""
    found: list[Path_] = []
    todo: list[Path_] = [()]
    while todo:
        path = todo.pop(0)
        for name in keys_at(path):
            found.append((*path, name))
            todo.append((*path, name))
    return found


def _bare(annotation: Any) -> Any:
    """An annotation without Annotated and Optional."""
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        return _bare(typing.get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _bare(next(a for a in typing.get_args(annotation) if a is not type(None)))
    return annotation


def _inside(annotation: Any, part: str | int) -> Any:
    annotation = _bare(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in annotation.model_fields.items():
            if part in (name, info.alias):
                return info.annotation
        return None
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is tuple:
        return arguments[0]
    return arguments[1] if typing.get_origin(annotation) is dict else None
