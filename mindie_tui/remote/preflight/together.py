"""The checks that judge all nodes together: each waits until every node has answered what it needs, or is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mindie_tui.model.preflight.check import Check
from mindie_tui.model.preflight.evidence import Seen

Judgement = tuple[Check, Seen, int]
"""A check that can be judged now, of what, and how many milliseconds its answers took."""


class Together:
    """What was seen of all nodes so far, and the checks that judge them together and wait for it."""

    def __init__(
        self, checks: list[Check], on: Mapping[str, Sequence[str]], wanted: Mapping[str, Sequence[str]]
    ) -> None:
        self._left, self._on, self._wanted = checks, on, wanted
        self._missing = {check.name: set(on[check.name]) for check in checks}
        """The nodes that have not answered yet what a check needs."""
        self._seen: dict[str, Seen] = {}
        self._took: dict[str, Mapping[str, int]] = {}
        self._gone: set[str] = set()

    def saw(self, seen: Seen, took: Mapping[str, int]) -> list[Judgement]:
        """The answers of one node so far; what is judged now that they are there."""
        self._seen[seen.node], self._took[seen.node] = seen, dict(took)
        for check in self._left:
            if check.needs <= took.keys():
                self._missing[check.name].discard(seen.node)
        return self._ready()

    def lost(self, name: str) -> list[Judgement]:
        """This node answers no more; nobody waits for it."""
        self._gone.add(name)
        for missing in self._missing.values():
            missing.discard(name)
        return self._ready()

    def _ready(self) -> list[Judgement]:
        done: list[Judgement] = []
        for check in [check for check in self._left if not self._missing[check.name]]:
            self._left.remove(check)
            peers = {name: self._seen[name] for name in self._on[check.name] if name not in self._gone}
            for name in self._wanted[check.name]:
                if name in peers:
                    ms = max(self._took[name][need] for need in check.needs)
                    done.append((check, replace(peers[name], peers=peers), ms))
        return done

    def waiting(self, check: Check) -> bool:
        return check in self._left
