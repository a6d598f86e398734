"""The rules, filed by who would complain; `judge` runs every one of them over a command."""

from __future__ import annotations

from collections.abc import Iterable

from mindie_tui.model.finding import SEVERITIES, Finding, Place
from mindie_tui.model.vllm_ascend.rules import site, workers
from mindie_tui.model.vllm_ascend.rules.advice import bench, ignored, names
from mindie_tui.model.vllm_ascend.rules.arguments import parser, serve
from mindie_tui.model.vllm_ascend.rules.command import ServeCommand
from mindie_tui.model.vllm_ascend.rules.configuration import (
    captures,
    eplb,
    groups,
    lengths,
    parallel,
    ranges,
    ranks,
    schedulers,
    sizes,
    speculation,
    switches,
    transfer,
    variables,
    weights,
)
from mindie_tui.model.vllm_ascend.rules.rule import ServeRule
from mindie_tui.model.vllm_ascend.rules.view import CommandView

STAGES = ("arguments", "configuration", "workers", "site", "advice")
"""In the order in which vLLM would come to them."""
RULES: tuple[ServeRule, ...] = (
    *parser.RULES,
    *serve.RULES,
    *ranges.RULES,
    *ranks.RULES,
    *parallel.RULES,
    *lengths.RULES,
    *captures.RULES,
    *speculation.RULES,
    *transfer.RULES,
    *weights.RULES,
    *variables.RULES,
    *groups.RULES,
    *switches.RULES,
    *sizes.RULES,
    *eplb.RULES,
    *schedulers.RULES,
    *workers.RULES,
    *site.RULES,
    *ignored.RULES,
    *names.RULES,
    *bench.RULES,
)


def judge_nodes(commands: Iterable[ServeCommand]) -> tuple[Finding, ...]:
    """The findings of the commands of all nodes; one that is the same on every node is reported once."""
    found: dict[tuple[str, str, tuple[Place, ...]], Finding] = {}
    for command in commands:
        for finding in judge(command):
            found.setdefault((finding.code, finding.text, finding.places), finding)
    return tuple(sorted(found.values(), key=_rank))


def judge(command: ServeCommand) -> tuple[Finding, ...]:
    """Every finding of every rule, by stage and severity, in the order of the rules."""
    view = CommandView(command)
    found = [finding for one in RULES for finding in one.findings(view)]
    return tuple(sorted(found, key=_rank))


def _rank(finding: Finding) -> tuple[int, int]:
    return STAGES.index(finding.stage), SEVERITIES.index(finding.severity)
