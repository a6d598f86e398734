"""The five questions that make a new profile, whoever asks them, and the profile that the answers make."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engines import ENGINES, engine_named
from mindie_tui.model.message import Message
from mindie_tui.model.node import Node, node_names

MACHINES: Final = {"A2": 8, "A3": 16}
"""Kind of machine -> its NPUs."""
_NODE = re.compile(Node.model_json_schema()["properties"]["name"]["pattern"])
_GAP = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the operator."""

    key: str
    asks: Message
    choices: tuple[str, ...] = ()
    """The answers that there are; empty: any text."""
    default: str = ""
    """The answer that an empty line gives."""
    optional: bool = False
    """An empty answer is one."""


def questions() -> tuple[Question, ...]:
    """In the order of the questions."""
    names = tuple(engine.name for engine in ENGINES)
    return (
        Question("engine", Message("Which engine serves?"), names, names[0]),
        Question("machine", Message("Which machines?"), tuple(MACHINES), "A3"),
        Question("weights", Message("Where are the weights on the nodes? (a path)")),
        Question("model", Message("Under which name is the model served?")),
        Question("nodes", Message("Which nodes? (root@10.0.0.1, a3-[01-04]; empty: later)"), optional=True),
    )


def default_of(question: Question, answers: Mapping[str, str]) -> str:
    """The answer that an empty line gives: the served name is that of the weights' folder."""
    if question.key != "model":
        return question.default
    return answers.get("weights", "").rstrip("/").rpartition("/")[2]


def problem_of(question: Question, answer: str) -> Message | None:
    """Why an answer is not valid; None: it is valid."""
    if not answer:
        return None if question.optional else Message("write an answer")
    if question.choices and answer not in question.choices:
        return Message("write one of {choices}", choices=", ".join(question.choices))
    if question.key == "weights" and not re.fullmatch(r"/[^\s\0]*", answer):
        return Message("write an absolute path without blanks, such as /data/weights/DeepSeek-V3.1")
    if question.key == "model" and re.search(r"\s", answer):
        return Message("write a name without blanks")
    return _problem_of_nodes(answer) if question.key == "nodes" else None


def _problem_of_nodes(answer: str) -> Message | None:
    try:
        found = [str(node["name"]) for node in nodes_of(answer)]
    except ValueError as error:
        return Message("no nodes: {error}", error=error)
    twice = next((name for name in found if found.count(name) > 1), None)
    if twice is not None:
        return Message("{name} is there twice", name=twice)
    wrong = next((name for name in found if len(name) > 64 or not _NODE.fullmatch(name)), None)
    return None if wrong is None else Message("{name} is not a valid node name", name=repr(wrong))


def nodes_of(answer: str) -> list[dict[str, Any]]:
    """The nodes of an answer, in rank order. Raises ValueError for a range that runs backwards."""
    hosts = [host for word in _GAP.split(answer.strip()) if word for host in node_names(word)]
    return [_node(host) for host in hosts]


def _node(host: str) -> dict[str, Any]:
    address = host.rpartition("@")[2]
    bare = address.partition(":")[0] if address.count(":") == 1 else address
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return {"name": bare} if bare == host else {"name": bare, "host": host}
    return {"name": bare.replace(":", "-"), "host": host, "ip": bare}


def profile_of(answers: Mapping[str, str]) -> dict[str, Any]:
    """The values of the profile's file. Each answer has no problem."""
    nodes = nodes_of(answers["nodes"])
    engine = engine_named(answers["engine"])
    values = engine.new_profile(answers, MACHINES[answers["machine"]], max(len(nodes), 1))
    if nodes:
        values["nodes"] = nodes
    return {key: values[key] for key in (*Deployment.model_fields, "mindie-tui") if key in values}
