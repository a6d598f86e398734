"""What a profile of vLLM-Ascend cannot hold, with what to write instead. What vLLM refuses itself is for the rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import Json, tokens
from mindie_tui.model.engine import FormProblem, KeyPath, ProfileForm
from mindie_tui.model.finding import Place
from mindie_tui.model.message import Message
from mindie_tui.model.vllm_ascend.arguments.table import Argument, arguments, by_name
from mindie_tui.model.vllm_ascend.artefacts.arguments import JSON_SECTIONS, SHORT_SECTIONS
from mindie_tui.model.vllm_ascend.artefacts.nodes import OF_A_NODE, VARIABLES_OF_A_NODE
from mindie_tui.model.vllm_ascend.parameters import declarations

_SECTION_OF = {flag: section for section, flag in JSON_SECTIONS.items()}
_SECTION_OF |= SHORT_SECTIONS


def _problems(deployment: Deployment) -> Iterator[FormProblem]:
    """Each key that has another place or another name, in the order of the profile."""
    for name, value in deployment.serve.items():
        problem = _of_argument(name, value, deployment.serve)
        if problem is not None:
            yield FormProblem(("serve", name), *problem)
    if len(deployment.serving) < 2:
        return
    what = "differs from node to node, and mindie-tui writes it for each of the nodes"
    for name in OF_A_NODE:
        if name in deployment.serve:
            yield FormProblem(("serve", name), Message(what), Message("remove it"))
    for name in VARIABLES_OF_A_NODE:
        if name in deployment.environment:
            yield FormProblem(("environment", name), Message(what), Message("remove it"))


def _of_argument(name: str, value: Json, serve: dict[str, Json]) -> tuple[Message, Message] | None:
    """What is wrong with a key of `serve:` or its value, and what to write."""
    if name == "api-key":
        what = Message("has no place in a profile: it would be readable, there and in the list of processes")
        return what, Message("write environment_from: [VLLM_API_KEY]")
    bare = name.lstrip("-")
    head, dot, key = bare.partition(".")
    head = head.replace("_", "-")
    if head in _SECTION_OF:
        section = _SECTION_OF[head]
        below = Message("write it under {section}:", section=section)
        return Message("has a section of its own in a profile"), below
    if dot:
        what = Message("is a dotted key, which a command line has")
        return what, Message("write {key} under {head}:", key=key, head=head)
    long = _long_name(head)
    if long != name:
        return Message("is not written as vllm serve --config has it"), Message("write {name}", name=long)
    if value is None:
        return Message("has no value"), Message("write one, or remove the key")
    opposite = name.removeprefix("no-") if name.startswith("no-") else f"no-{name}"
    if opposite in serve and f"--{opposite}" in by_name() and not name.startswith("no-"):
        what = Message("is set twice, the second time by {other}", other=opposite)
        return what, Message("remove one of the two")
    return None


def _long_name(name: str) -> str:
    """The name without dashes by which an argument is written; one that nobody knows is itself."""
    if f"--{name}" in by_name():
        return name
    short: Argument | None = by_name().get(f"-{name}")
    return short.flag.lstrip("-") if short is not None else name


def _named_paths(deployment: Deployment) -> Iterator[KeyPath]:
    yield from (("serve", one.flag[2:]) for one in arguments() if one.flag[2:] not in _SECTION_OF)
    yield from (("additional_config", *one.name.split("/")) for one in declarations.keys())
    yield from (("environment", one.name) for one in declarations.variables())
    for section in ("serve", *JSON_SECTIONS):
        yield from ((section, name) for name in getattr(deployment, section))


def _section_of_stray(name: str) -> str:
    if name == "model" or f"--{_long_name(name.replace('_', '-'))}" in by_name():
        return "serve:"
    if any(name == one.name for one in declarations.keys()):
        return "additional_config:"
    return "environment:" if any(name == one.name for one in declarations.variables()) else ""


def _path_of(place: Place) -> KeyPath:
    parts = tuple(tokens(place.pointer))
    if place.file == "arguments" and parts and parts[0] in _SECTION_OF:
        return (_SECTION_OF[parts[0]], *parts[1:])
    if place.file in ("environment", "additional_config"):
        return (place.file, *parts)
    if place.file != "arguments":
        return parts
    return ("serve", "model" if parts[:1] in (("model-tag",), ()) else parts[0], *parts[1:])


def _schema() -> tuple[dict[str, dict[str, Any]], list[Any]]:
    from mindie_tui.model.vllm_ascend.artefacts.schema import sections  # only for `profiles schema`

    return sections()


def _variables() -> Iterator[tuple[str, str]]:
    from mindie_tui.model.vllm_ascend.artefacts.schema import variables

    return variables()


FORM = ProfileForm(
    sections=("serve", *JSON_SECTIONS, "vllm_ascend"),
    free=("serve", *JSON_SECTIONS),
    heads={},
    problems=_problems,
    named_paths=_named_paths,
    lead=lambda name: tuple(name.split(".")),
    section_of_stray=_section_of_stray,
    path_of=_path_of,
    schema=_schema,
    variables=_variables,
)
