"""The rules, filed by who would complain; `judge` runs every one of them over a command."""

from __future__ import annotations

from mindie_tui.model.finding import SEVERITIES, Finding
from mindie_tui.model.vllm_ascend.rules import site, workers
from mindie_tui.model.vllm_ascend.rules.advice import ignored, names
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
)


def judge(command: ServeCommand) -> tuple[Finding, ...]:
    """Every finding of every rule, by stage and severity, in the order of the rules."""
    view = CommandView(command)
    found = [finding for one in RULES for finding in one.findings(view)]
    return tuple(sorted(found, key=lambda f: (STAGES.index(f.stage), SEVERITIES.index(f.severity))))
