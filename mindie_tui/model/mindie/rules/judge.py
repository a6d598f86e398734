"""The rules, filed by who would complain; `judge` runs every one of them over the files for the nodes."""

from __future__ import annotations

from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import Json
from mindie_tui.model.finding import SEVERITIES, STAGES, Finding
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.mindie.rules import (
    bench,
    bench_sweep,
    by_release,
    executor,
    profile_values,
    workers,
)
from mindie_tui.model.mindie.rules.advice import (
    config,
    documents,
    environment,
    keys,
    lengths,
    network,
    plugin_fields,
    plugins,
)
from mindie_tui.model.mindie.rules.by_release import for_release
from mindie_tui.model.mindie.rules.hccl import rank_table as hccl_rank_table, super_pods
from mindie_tui.model.mindie.rules.rule import Rule
from mindie_tui.model.mindie.rules.service_view import Service
from mindie_tui.model.mindie.rules.site import memory, placement, visible
from mindie_tui.model.mindie.rules.start import fields, files, layerwise, models, rank_table, relations, this_node
from mindie_tui.model.mindie.rules.start.overwritten_verdicts import soften_forgotten
from mindie_tui.model.mindie.rules.trials import Trials, fixed_by

__all__ = ["RULES", "Rule", "fixed_by", "judge"]

RULES: tuple[Rule, ...] = (
    *plugins.RULES,
    *placement.RULES,
    *documents.RULES,
    *lengths.RULES,
    *network.RULES,
    *config.RULES,
    *environment.RULES,
    *keys.RULES,
    *plugin_fields.RULES,
    *bench.RULES,
    *bench_sweep.RULES,
    *by_release.RULES,
    *workers.RULES,
    *executor.RULES,
    *hccl_rank_table.RULES,
    *super_pods.RULES,
    *profile_values.RULES,
    *visible.RULES,
    *memory.RULES,
    *fields.RULES,
    *relations.RULES,
    *files.RULES,
    *layerwise.RULES,
    *models.RULES,
    *rank_table.RULES,
    *this_node.RULES,
)
"""Every rule; those of a stage are run and listed in this order."""
_IN_ORDER: tuple[Rule, ...] = tuple(r for stage in STAGES for r in RULES if r.stage == stage)
_STAGE_RANK = {stage: i for i, stage in enumerate(STAGES)}
_SEVERITY_RANK = {severity: i for i, severity in enumerate(SEVERITIES)}
_FILES = {"config.json": 0, "rank_table.json": 1, "environment": 2, "profile": 3}


def judge(artefacts: Artefacts) -> tuple[Finding, ...]:
    """Every finding of every rule, sorted by stage, severity and place in the file; each offered fix was tried."""
    service = Service(artefacts)
    said = [list(rule.findings(service)) for rule in _IN_ORDER]
    found = _as_they_count(service, [finding for one in said for finding in one])
    order = _Order(artefacts)
    found.sort(key=order.rank)
    if not any(f.fixes for f in found):
        return tuple(found)
    trials = Trials(_IN_ORDER, service, said, found, _as_they_count)
    return tuple(trials.tried(f) if f.fixes else f for f in found)


def _as_they_count(service: Service, found: list[Finding]) -> list[Finding]:
    """The findings without what the release does not demand, and as warnings what MindIE's daemon forgets."""
    return soften_forgotten(service, for_release(service, found))


class _Order:
    """The order of a finding among the others: stage, severity, file, and the index of each step of its place."""

    def __init__(self, artefacts: Artefacts) -> None:
        self._files: dict[str, Json] = {"config.json": artefacts.config, "rank_table.json": artefacts.rank_table}
        self._indices: dict[int, dict[str, int]] = {}

    def rank(self, finding: Finding) -> tuple[int, int, int, tuple[int, ...]]:
        first = finding.places[0] if finding.places else None
        if first is None:
            return _STAGE_RANK[finding.stage], _SEVERITY_RANK[finding.severity], 9, ()
        value: Json = self._files.get(first.file)
        steps = []
        for token in document.tokens(first.pointer):
            if isinstance(value, dict):
                steps.append(self._index(value, token))
                value = value.get(token)
            else:
                steps.append(int(token) if token.isdecimal() else 0)
                value = value[steps[-1]] if isinstance(value, list) and steps[-1] < len(value) else None
        return _STAGE_RANK[finding.stage], _SEVERITY_RANK[finding.severity], _FILES.get(first.file, 8), tuple(steps)

    def _index(self, holder: dict[str, Json], key: str) -> int:
        """The place of a key in its object, each object counted once."""
        indices = self._indices.get(id(holder))
        if indices is None:
            indices = self._indices[id(holder)] = {name: i for i, name in enumerate(holder)}
        return indices.get(key, len(indices))
