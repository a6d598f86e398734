"""Trying the fixes: each is applied to a copy of the documents, judged again, and offered only where it helps.

A rule that reads nothing of what a fix changes gives the same result as before, so only the others run again. The cost
of the trials of one judgement is limited, so that a document with thousands of mistakes is judged in a time that grows
with its size alone; a fix that was not tried is not offered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.documents import document
from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.finding import Finding, Fix
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.mindie.rules.reads import DERIVED, PARTS, reads
from mindie_tui.model.mindie.rules.rule import Rule
from mindie_tui.model.mindie.rules.service_view import Parallel, Service, entries
from mindie_tui.model.release import Release

Key = tuple[str, str]
"""Code and first place of a finding."""
WORK, FEWEST = 20_000, 4
"""Units of all trials of a judgement, a unit being a finding or a device of the rank table; and how many are tried
whatever they cost."""
OF_A_TRIAL = 60
"""Further units of a trial."""


MOST_WAYS = 5
"""Fixes of what a fix brings that are tried together with it."""
_COMPARED = tuple(PARTS - DERIVED)


def key(finding: Finding) -> Key:
    return finding.code, finding.places[0].pointer if finding.places else ""


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a fix leaves."""

    fix: Fix
    edits: frozenset[str]
    errors: frozenset[Key]
    """The errors after it."""
    fewer: bool
    """It leaves fewer findings than there were; else as many, and fewer errors among them."""


class Trials:
    """All trials of one judgement."""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        service: Service,
        said: list[list[Finding]],
        found: list[Finding],
        as_they_count: Callable[[Service, list[Finding]], list[Finding]],
    ) -> None:
        """`said`: the result of each rule; `found`: all findings, as they are shown."""
        self.rules, self.said, self.as_they_count = rules, said, as_they_count
        self.artefacts, self.service = service.artefacts, service
        self.keys = {key(f) for f in found}
        self.errors = {key(f) for f in found if f.severity == "error"}
        self.before = len(found)
        cost = OF_A_TRIAL + len(found) + _devices(service)
        self.left = max(FEWEST, WORK // cost)
        self._kept: dict[frozenset[str], tuple[tuple[Rule, ...], list[Finding]]] = {}

    def tried(self, finding: Finding) -> Finding:
        """The finding with those of its fixes that help: the finding disappears, no error is added, and fewer findings
        remain (or as many with fewer errors, where no fix does better). A fix that `opens` may leave what its label
        names.

        Of two fixes, one of which contains the other, the larger one only where it leaves fewer errors.
        """
        good: list[_Tried] = []
        for i, fix in enumerate(finding.fixes):
            done = self._try(finding, fix)
            if done is None and (i == 0 or not good):
                done = self._completed(finding, fix)
            if done is not None and not any(
                other.edits <= done.edits and other.errors <= done.errors and other.fewer >= done.fewer
                for other in good
            ):
                good.append(done)
        best = [one for one in good if one.fewer] or good
        return replace(finding, fixes=tuple(one.fix for one in best))

    def _try(self, finding: Finding, fix: Fix) -> _Tried | None:
        """What a fix leaves; None where it does not help, or may not be tried any more."""
        edits = frozenset(f"{e.op} {e.pointer} {shown(e.value, 400)}" for e in fix.edits)
        if fix.proven:
            return _Tried(fix, edits, frozenset(self.errors), fewer=True)
        after = self._after(fix, trial=True)
        if after is None or key(finding) in {key(f) for f in after}:
            return None
        wrong = [f for f in after if f.severity == "error"]
        new = [f for f in wrong if key(f) not in self.errors]
        if not fix.opens and (new or (len(after), len(wrong)) >= (self.before, len(self.errors))):
            return None
        return _Tried(_naming(fix, new), edits, frozenset(key(f) for f in wrong), fewer=len(after) < self.before)

    def _completed(self, finding: Finding, fix: Fix) -> _Tried | None:
        """A fix that brings a finding, together with the fix of what it brings."""
        after = self._after(fix, trial=False)
        if fix.opens or after is None or key(finding) in {key(f) for f in after}:
            return None
        brought = sorted((f for f in after if key(f) not in self.keys), key=lambda f: f.severity != "error")
        for more in brought[0].fixes[:MOST_WAYS] if brought else ():
            if more.file == fix.file and not more.opens:
                both = replace(fix, label=f"{fix.label}, {more.label}", edits=(*fix.edits, *more.edits))
                if (done := self._try(finding, both)) is not None:
                    return done
        return None

    def _after(self, fix: Fix, *, trial: bool) -> list[Finding] | None:
        """The findings once a fix is done; None where the limit is reached."""
        if self.left <= 0 or (fixed := fixed_by(self.artefacts, fix)) is None:
            return None
        self.left -= 1
        return self._judged(Service(fixed, trial=trial, like=self.service))

    def _judged(self, service: Service) -> list[Finding]:
        """Every finding of a changed service: the rules that read the change run again, the others keep their
        findings."""
        changed = frozenset(name for name in _COMPARED if not _same(self.service, service, name))
        if (known := self._kept.get(changed)) is None:
            same = [reads(rule.run).isdisjoint(changed) for rule in self.rules]
            again = tuple(rule for rule, kept in zip(self.rules, same, strict=True) if not kept)
            kept = [f for said, kept in zip(self.said, same, strict=True) if kept for f in said]
            known = self._kept[changed] = again, kept
        again, kept = known
        found = [*kept, *(f for rule in again for f in rule.findings(service))]
        return self.as_they_count(service, found)


def _same(one: Service, other: Service, name: str) -> bool:
    """Whether a part of two services is the same; what is unlike in identity alone counts as changed where it is
    large."""
    a, b = getattr(one, name), getattr(other, name)
    if a is b or (isinstance(a, _SMALL) and a == b):
        return True
    return name == "table_servers" and one.table is other.table and one.uses_table == other.uses_table


_SMALL = (bool, int, str, Parallel, Release)


def _devices(s: Service) -> int:
    servers = s.table.get("server_list") if isinstance(s.table, dict) else None
    return sum(len(entries(server.get("device"))) for server in entries(servers) if isinstance(server, dict))


def _naming(fix: Fix, new: list[Finding]) -> Fix:
    """A fix whose label names what it leaves to be filled in."""
    names = dict.fromkeys(f.places[0].pointer.rpartition("/")[2] for f in new if f.places)
    left = [name for name in names if name not in fix.label]
    return replace(fix, label=f"{fix.label}; {', '.join(left[:4])} stays to be set") if left else fix


def fixed_by(artefacts: Artefacts, fix: Fix) -> Artefacts | None:
    """The artefacts with one fix done; None for a file that is not among them."""
    if fix.file == "config.json":
        return replace(artefacts, config=document.all_edited(artefacts.config, fix.edits), config_flaws=())
    if fix.file == "rank_table.json":
        return replace(artefacts, rank_table=document.all_edited(artefacts.rank_table, fix.edits))
    if fix.file == "environment":
        environments = []
        for env in artefacts.environments:
            changed = dict(env)
            for edit in fix.edits:
                name = document.tokens(edit.pointer)[0]
                if edit.op == "remove":
                    changed.pop(name, None)
                else:
                    changed[name] = edit.value
            environments.append(changed)
        return replace(artefacts, environments=tuple(environments))
    if fix.file == bench_fields.FILE and artefacts.bench is not None:
        value = artefacts.bench
        for edit in fix.edits:
            head, *rest = document.tokens(edit.pointer)
            if head == "environment":
                artefacts = _handed_over(artefacts, rest[0])
            elif head != "environment_from":
                value = bench_fields.edited(value, edit)
        return replace(artefacts, bench=value)
    return None


def _handed_over(artefacts: Artefacts, name: str) -> Artefacts:
    """The artefacts where a variable of the profile comes from the environment of this machine."""
    return replace(
        artefacts,
        environments=tuple({k: v for k, v in env.items() if k != name} for env in artefacts.environments),
        secrets=tuple(s for s in artefacts.secrets if s.path[:2] != ("environment", name)),
        unkept=artefacts.unkept - {name},
        handed=(*artefacts.handed, name),
    )
