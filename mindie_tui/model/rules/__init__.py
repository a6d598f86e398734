"""The rules, filed by who would complain; `judge` runs every one of them over what will stand on the nodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mindie_tui.model import bench_fields, document
from mindie_tui.model.artefacts import Artefacts
from mindie_tui.model.document import Json
from mindie_tui.model.findings import SEVERITIES, STAGES, Finding, Fix, Stage
from mindie_tui.model.rules import (  # noqa: F401  importing them files their rules
    advice,
    advice_environment,
    advice_keys,
    advice_plugin_fields,
    advice_plugins,
    bench,
    bench_sweep,
    executor,
    profile_values,
    site,
    start,
    start_files,
    start_models,
    start_relations,
    start_table,
    workers,
)
from mindie_tui.model.rules.rule import RULES, Rule
from mindie_tui.model.rules.service import Service
from mindie_tui.model.rules.silenced import silenced

_OF_STAGE: dict[Stage, tuple[Rule, ...]] = {stage: tuple(r for r in RULES if r.stage == stage) for stage in STAGES}
_STAGE_RANK = {stage: i for i, stage in enumerate(STAGES)}
_SEVERITY_RANK = {severity: i for i, severity in enumerate(SEVERITIES)}
_OTHERS: dict[Stage, tuple[Stage, ...]] = {
    one: tuple(stage for stage in STAGES if stage not in (one, "start", "advice")) for one in STAGES
}
"""What else may refuse after a fix; stage start costs most, and hardly any fix of another stage reaches it."""
_FILES = {"config.json": 0, "rank_table.json": 1, "environment": 2, "profile": 3}


def judge(artefacts: Artefacts) -> tuple[Finding, ...]:
    """Every finding of every rule, sorted by stage, severity and place in the file; each offered fix was tried."""
    service = Service(artefacts)
    found = _run(service, STAGES)
    order = {id(f): _rank(f, artefacts) for f in found}
    found.sort(key=lambda f: order[id(f)])
    return tuple(_with_tried_fixes(f, found, artefacts) if f.fixes else f for f in found)


def _run(service: Service, stages: Iterable[Stage]) -> list[Finding]:
    found = [finding for stage in stages for rule in _OF_STAGE[stage] for finding in rule.findings(service)]
    return silenced(service, found) if found else found


def _rank(finding: Finding, artefacts: Artefacts) -> tuple[int, int, int, tuple[int, ...]]:
    """Stage, severity, file, and the index of each step of the first place."""
    first = finding.places[0] if finding.places else None
    if first is None:
        return _STAGE_RANK[finding.stage], _SEVERITY_RANK[finding.severity], 9, ()
    value: Json = {"config.json": artefacts.config, "rank_table.json": artefacts.rank_table}.get(first.file)
    steps = []
    for token in document.tokens(first.pointer):
        if isinstance(value, dict):
            keys = list(value)
            steps.append(keys.index(token) if token in value else len(keys))
            value = value.get(token)
        else:
            steps.append(int(token) if token.isdecimal() else 0)
            value = value[steps[-1]] if isinstance(value, list) and steps[-1] < len(value) else None
    return _STAGE_RANK[finding.stage], _SEVERITY_RANK[finding.severity], _FILES.get(first.file, 8), tuple(steps)


def _with_tried_fixes(finding: Finding, found: list[Finding], artefacts: Artefacts) -> Finding:
    """Only the fixes that remove the finding and bring no new error of its stage; of two, one of which holds the
    other, the larger only where it leaves fewer errors. One that brings an error of another stage is offered only
    where there is none without."""
    before = {_key(f) for f in found if f.severity == "error"}
    good: list[tuple[Fix, set[tuple[str, str]], bool]] = []
    for fix in finding.fixes:
        fixed = fixed_by(artefacts, fix)
        if fixed is None:
            continue
        service = Service(fixed)
        after = _run(service, (finding.stage,))
        errors = {_key(f) for f in after if f.severity == "error"}
        new = [f for f in after if f.severity == "error" and _key(f) not in before]
        if _key(finding) in {_key(f) for f in after} or (new and not fix.opens):
            continue
        fix = _naming(fix, new)
        choice = finding.severity == "error" and len(finding.fixes) > 1
        others = _run(service, _OTHERS[finding.stage]) if choice else ()
        clean = all(_key(f) in before for f in others if f.severity == "error")
        if not any(
            all(e in fix.edits for e in other.edits) and left <= errors and (done or not clean)
            for other, left, done in good
        ):
            good.append((fix, errors, clean))
    alone = any(clean for _, _, clean in good)
    return replace(finding, fixes=tuple(fix for fix, _, clean in good if clean or not alone))


def _naming(fix: Fix, new: list[Finding]) -> Fix:
    """A fix whose label names what it leaves to be filled in."""
    names = dict.fromkeys(f.places[0].pointer.rpartition("/")[2] for f in new if f.places)
    left = [name for name in names if name not in fix.label]
    return replace(fix, label=f"{fix.label}; {', '.join(left[:4])} stays to be set") if left else fix


def _key(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.places[0].pointer if finding.places else ""


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
