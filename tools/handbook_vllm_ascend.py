"""The pages of vLLM-Ascend: its parameters in both languages, and its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import Json
from mindie_tui.model.vllm_ascend.arguments.table import by_name
from mindie_tui.model.vllm_ascend.parameters import declarations
from mindie_tui.model.vllm_ascend.parameters.declarations import Declaration, OtherName
from mindie_tui.model.vllm_ascend.rules import judge

Table = Callable[[Iterable[str], Iterable[Iterable[str]]], Iterator[str]]
HEADS = {
    "en": ("name", "may be", "absent", "meaning", "releases", "source"),
    "zh": ("名称", "取值", "默认", "含义", "版本", "来源"),
}
TITLES = {
    "en": ("vllm serve", "additional_config", "Environment", "Read by other releases only"),
    "zh": ("vllm serve", "additional_config", "环境变量", "仅其他版本读取"),
}
STAGES = {
    "arguments": "The parser of vLLM and `vllm serve` itself refuse it at once (exit code 2, or a traceback).",
    "configuration": "EngineArgs, AscendConfig and the platform refuse it after 5 to 30 seconds, without the weights.",
    "workers": "The workers refuse it before they load the weights.",
    "site": "Nobody complains at the start, yet it cannot work on this node.",
    "advice": "Nobody complains; the operator will.",
}


def parameters(language: str, note: str, table: Table) -> str:
    """Every declared argument, key and variable, and the names that only other releases read."""
    title = "# vLLM-Ascend 参数" if language == "zh" else "# Parameters of vLLM-Ascend"
    serve, keys, environment, others = TITLES[language]
    tables = (
        (serve, declarations.arguments()),
        (keys, declarations.keys()),
        (environment, declarations.variables()),
    )
    lines = [title, "", note, ""]
    for heading, declared in tables:
        rows = (_row(one, language) for one in declared)
        lines += [f"## {heading}", "", *table(HEADS[language], rows)]
    heads = ("名称", "版本", "现为") if language == "zh" else ("name", "releases", "now")
    former = [*declarations.other_keys().values(), *declarations.other_variables().values()]
    return "\n".join([*lines, f"## {others}", "", *table(heads, map(_former, former))])


def _row(one: Declaration, language: str) -> tuple[str, ...]:
    default = by_name()[one.name].default if one.name.startswith("--") else one.default
    kind = ", ".join(part for part in (one.kind, one.range) if part)
    return f"`{one.name}`", kind, _default(default), one.meaning(language), _releases(one), f"`{one.source}`"


def _default(value: Json) -> str:
    return "" if value is None or str(value).endswith("()") else f"`{shown(value)}`"


def _releases(one: Declaration | OtherName) -> str:
    """ "0.20.2rc1 to 0.23.0"; empty: all that were read."""
    if one.until == "0":
        return "none of them"
    if one.since and one.until:
        return one.since if one.since == one.until else f"{one.since} to {one.until}"
    return f"from {one.since}" if one.since else f"to {one.until}" if one.until else ""


def _former(one: OtherName) -> tuple[str, ...]:
    return f"`{one.name}`", _releases(one), one.now


def findings(note: str, table: Table) -> str:
    """Every rule, by the stage at which somebody would complain."""
    lines = ["# Findings of vLLM-Ascend", "", note, ""]
    for stage, who in STAGES.items():
        rows = ((f"`{r.code}`", r.severity, r.says, r.why, f"`{r.source}`") for r in judge.RULES if r.stage == stage)
        lines += [f"## {stage}", "", who, "", *table(("code", "severity", "says", "why", "source"), rows)]
    return "\n".join(lines)
