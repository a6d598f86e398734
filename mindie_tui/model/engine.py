"""What a serving engine is to the rest of the program: one value, given by each engine's own folder.

Who needs to know something that depends on the engine asks `engines.engine_of(deployment)` for this value; nobody
compares names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mindie_tui.model.message import Message

if TYPE_CHECKING:
    from mindie_tui.model.deployment import Deployment
    from mindie_tui.model.finding import Finding, Place

KeyPath = tuple[str | int, ...]
"""The way to a value of a profile: ("serve", "tensor-parallel-size")."""


@dataclass(frozen=True, slots=True)
class FormProblem:
    """A key that a profile of this engine cannot hold: what is wrong with it, and what to write instead."""

    path: KeyPath
    what: Message
    do: Message


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """The part of the profile's format that is the engine's own."""

    sections: tuple[str, ...]
    """Keys of the profile that no other engine has."""
    free: tuple[str, ...]
    """Those of them whose keys are the operator's."""
    heads: Mapping[str, KeyPath]
    """Words that begin a dotted path inside of such a section: {"ModelConfig": ("parameters", "ModelConfig")}."""
    problems: Callable[[Deployment], Iterable[FormProblem]]
    """What strict reading refuses beyond the shape, in the order of the profile."""
    named_paths: Callable[[Deployment], Iterable[KeyPath]]
    """Every place in the engine's sections and in the environment that goes by its name (`--set NAME=VALUE`)."""
    section_of_stray: Callable[[str], str]
    """Where a key that stands at the top of a profile belongs, such as "serve:"; "" where it is no parameter."""
    path_of: Callable[[Place], KeyPath]
    """Where in a profile a finding's place is."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One serving engine."""

    name: str
    """As a profile names it: `engine: NAME`."""
    label: str
    """As people call it."""
    form: ProfileForm
    documents: Callable[..., Any]
    """(deployment, facts, base_text=, rank_table_text=, run=) -> what will stand on the nodes; never raises."""
    with_devices: Callable[[Any, int], Any]
    """The documents as if each node had so many NPUs."""
    origin: Callable[[Any], str]
    """What the documents were made from beside the profile, in words, or the release that they are judged for."""
    judge: Callable[[Any], tuple[Finding, ...]]
    """What the engine, its workers and experience say of the documents, by stage and severity."""
