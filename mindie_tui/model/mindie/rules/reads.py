"""The parts of a service that a rule reads, by the names that its code and the code it calls use.

It errs on the side of too much: a name counts wherever it is used. So a rule that uses no name of what a fix changes
gives the same findings before and after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import CodeType, FunctionType, ModuleType

from mindie_tui.model.mindie.rules.service_view import Service

PARTS = frozenset(Service.__slots__)
DERIVED = frozenset(("_hits", "_flagged", "_once", "_shared", "trial"))
"""Parts that are made of others when they are first asked for, and what is no part of the documents."""
_OURS = "mindie_tui.model.mindie.rules"


@cache
def reads(run: Callable[..., object]) -> frozenset[str]:
    """The parts of a service (its slots) that a rule's function may read."""
    seen: set[int] = set()
    found: set[str] = set()
    waiting: list[object] = [run]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, type):
            waiting += [value for value in vars(one).values() if isinstance(value, (FunctionType, property))]
        elif isinstance(one, property):
            waiting.append(one.fget)
        elif isinstance(inner := getattr(one, "__wrapped__", one), FunctionType):
            spaces = _spaces(inner)
            for name in _names(inner.__code__):
                if name in PARTS:
                    found.add(name)
                waiting += _called(name, spaces)
    return frozenset(found)


def _names(code: CodeType) -> Iterator[str]:
    """Every attribute and global that some code uses, that of its inner functions too."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _spaces(function: FunctionType) -> tuple[Mapping[str, object], ...]:
    """Where the names of a function are looked up: the service, its module, and the modules that this one imports."""
    inside = function.__globals__
    modules = (m for m in inside.values() if isinstance(m, ModuleType) and m.__name__.startswith(_OURS))
    return (vars(Service), inside, *(vars(module) for module in modules))


def _called(name: str, spaces: tuple[Mapping[str, object], ...]) -> Iterator[object]:
    """What a name may denote: a method of the service, a function or a class of the rules."""
    for space in spaces:
        value = space.get(name)
        if isinstance(value, property) or str(getattr(value, "__module__", "")).startswith(_OURS):
            yield value
