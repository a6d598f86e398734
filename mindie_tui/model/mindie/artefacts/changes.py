"""What was changed between two deployments, key by key, and the same changes done to another one. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import ABSENT, Edit, Json, edited, pointer
from mindie_tui.model.mindie.artefacts.secret import secrets_of

_NOT_TYPED = ("name", "extends", "mindie-tui")


@dataclass(frozen=True, slots=True)
class Change:
    """One value at its path in the profile; ABSENT where there was or is none. A list is one value."""

    path: tuple[str, ...]
    before: Json
    after: Json
    is_secret: bool = False
    """One of the two is a secret, or holds one."""

    @property
    def name(self) -> str:
        """The words by which a person knows the place: "dp", "NPU_MEMORY_FRACTION", "container.name"."""
        head, *rest = self.path
        if not rest:
            return head
        if head == "parameters":
            return ".".join(rest[1:] or rest)
        return rest[0] if head == "environment" else ".".join(self.path)


def changes(before: Deployment, after: Deployment) -> tuple[Change, ...]:
    """Every value that differs, in the order of the profile's format.

    Where JSON nests deeper than can be walked, a whole section is one change, and counts as a secret: who keeps
    changes leaves it out and names it.
    """
    try:
        return _each(before, after)
    except (ValueError, RecursionError):
        names = [name for name in Deployment.model_fields if getattr(before, name) is not getattr(after, name)]
        return tuple(Change((name,), getattr(before, name), getattr(after, name), is_secret=True) for name in names)


def _each(before: Deployment, after: Deployment) -> tuple[Change, ...]:
    if before == after:
        return ()
    hidden = {tuple(map(str, secret.path)) for side in (before, after) for secret in secrets_of(side)}
    return tuple(
        replace(change, is_secret=any(path[: len(change.path)] == change.path for path in hidden))
        for change in _changes(_values(before), _values(after), ())
    )


def with_changes(deployment: Deployment, made: Iterable[Change]) -> Deployment:
    """The deployment with these values; those it cannot hold together with its own are left out, the last first."""
    kept = list(made)
    while True:
        values: dict[str, Any] = _values(deployment)
        for change in kept:
            op: Literal["remove", "replace"] = "remove" if change.after is ABSENT else "replace"
            values = edited(values, Edit(op, pointer(*change.path), change.after))
        try:
            made_of_it = Deployment.model_validate_json(json.dumps({**values, "extends": None}))
        except ValueError:
            if not kept:
                return deployment
            kept.pop()
            continue
        return made_of_it.model_copy(update={"name": deployment.name, "extends": deployment.extends})


def without_secrets(made: Sequence[Change]) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """The changes that may be written down, and the names of the others."""
    hidden = tuple(change.name for change in made if change.is_secret)
    return tuple(change for change in made if not change.is_secret), hidden


def _values(deployment: Deployment) -> dict[str, Json]:
    values = deployment.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return {key: value for key, value in values.items() if key not in _NOT_TYPED}


def _changes(before: Json, after: Json, at: tuple[str, ...]) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from _changes(before.get(key, ABSENT), after.get(key, ABSENT), (*at, key))
    elif type(before) is not type(after) or before != after:
        inner = before if after is ABSENT else after if before is ABSENT else None
        if isinstance(inner, dict) and inner and at[:1] in (("parameters",), ("environment",)):
            for key, item in inner.items():  # a whole section: each of its values is named
                was, becomes = (item, ABSENT) if after is ABSENT else (ABSENT, item)
                yield from _changes(was, becomes, (*at, key))
        else:
            yield Change(at, before, after)
