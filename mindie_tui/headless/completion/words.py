"""The words of each kind on this machine: profiles, runs, nodes, checks, codes. Quick, without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Literal

from mindie_tui.store import paths

MOST = 200
"""So many runs are offered, the newest ones."""
RUNS_READ = 20
"""The names of nodes come from this many of the newest runs."""


def words(kind: str) -> list[str]:
    """The words of a kind, those that a shell can take as they are; [] for a kind that is unknown.

    A name with a space, a quote, a control character or a leading dash is left out: it came from a file's name.
    """
    find = _FINDERS.get(kind)
    return list(dict.fromkeys(word for word in find() if _is_plain(word))) if find is not None else []


def _is_plain(word: str) -> bool:
    quoted = " \t\n'\"\\$`;&|<>(){}[]*?!#~"
    return bool(word) and word.isprintable() and not word.startswith("-") and not any(c in quoted for c in word)


def _stems(kind: Literal["profiles", "themes"]) -> Iterator[str]:
    for folder in paths.search(kind):
        yield from sorted(path.stem for path in folder.glob("*.yaml"))


def _runs() -> Iterator[str]:
    from mindie_tui.store.runs.info import names

    yield "last"
    yield from sorted(names(paths.runs()), reverse=True)[:MOST]


def _nodes() -> Iterator[str]:
    from mindie_tui.store.runs.info import newest

    for info in islice(newest(paths.runs()), RUNS_READ):
        yield from info.nodes


def _baselines() -> Iterator[str]:
    yield from sorted(path.stem for path in paths.baselines().glob("*.json"))


def _metrics() -> Iterable[str]:
    from mindie_tui.model.bench.figures.metrics import BY_NAME

    return BY_NAME


def _orders() -> Iterable[str]:
    from mindie_tui.model.runs.outcomes import ORDERS

    return ORDERS


def _outcomes() -> Iterator[str]:
    """The exit statuses, and of what they mean each word by which `--outcome` finds it."""
    from mindie_tui.model.runs.outcomes import OUTCOMES

    yield from (str(status) for status in OUTCOMES)
    yield from (text.split()[-1] for text in OUTCOMES.values())


def _checks() -> Iterable[str]:
    from mindie_tui.model.preflight.check import BY_NAME

    return BY_NAME


def _waivable() -> Iterator[str]:
    from mindie_tui.model.preflight.check import CHECKS

    return (f"{check.name}=" for check in CHECKS if check.waivable)


def _codes() -> Iterable[str]:
    from mindie_tui.model import explain

    return explain.names()


def _releases() -> Iterator[str]:
    from mindie_tui.model.mindie.parameters.releases import KNOWN

    return (str(release) for release in KNOWN)


def _sets() -> Iterator[str]:
    from mindie_tui.model.mindie.parameters.catalogue import FIELDS
    from mindie_tui.model.mindie.parameters.pointers import SECTIONS

    return (f"{field.name}=" for field in FIELDS if field.section in SECTIONS)


_FINDERS: dict[str, Callable[[], Iterable[str]]] = {
    "profiles": lambda: _stems("profiles"),
    "themes": lambda: _stems("themes"),
    "runs": _runs,
    "nodes": _nodes,
    "baselines": _baselines,
    "metrics": _metrics,
    "orders": _orders,
    "outcomes": _outcomes,
    "checks": _checks,
    "waivable": _waivable,
    "codes": _codes,
    "releases": _releases,
    "sets": _sets,
}
KINDS = tuple(_FINDERS)
"""Every kind that has words."""
