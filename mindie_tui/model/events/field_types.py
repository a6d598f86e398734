"""Whether the values of a line fit the fields of its event: what was written by hand or half is no event."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Union

from mindie_tui.model.events.base import Event

BROKEN = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What code raises for a document of another shape than it was written in."""


@cache
def _hints(kind: type[Event]) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def misfit(kind: type[Event], values: Mapping[str, Any]) -> str:
    """The first field whose value is of another type than it is declared with, or ""."""
    hints = _hints(kind)  # type: ignore[arg-type]  # a class has a hash, also where mypy sees none for its instances
    return next((name for name, value in values.items() if not _fits(value, hints[name])), "")


def _fits(value: Any, hint: Any) -> bool:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, types.UnionType):
        return any(_fits(value, one) for one in inner)
    if origin is Literal:
        return value in inner if isinstance(value, str | int) else False
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(item, inner[0]) for item in value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(_fits(item, inner[1]) for item in value.values())
    if hint is float:
        return value is None or (isinstance(value, int | float) and not isinstance(value, bool))  # null: not finite
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint) if isinstance(hint, type) else True
