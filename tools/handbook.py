"""Writes docs/parameters.md and faults.md (and .zh.md), findings.md, checks.md, events.md, the same of vLLM-Ascend and
the man page from the declarations.

`make docs`, or `python -m tools.handbook`. What stands there is what `explain` says, as tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import groupby
from pathlib import Path

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Field
from mindie_tui.model.events import codec as events
from mindie_tui.model.explain import FIELDS, STAGES
from mindie_tui.model.faults import table as faults
from mindie_tui.model.faults.fault import Fault
from mindie_tui.model.mindie.rules import judge as rules
from mindie_tui.model.preflight import check as checks
from tools import handbook_vllm_ascend as vllm_ascend, man_page

DOCS = Path(__file__).parents[1] / "docs"
NOTE = {
    "en": "Made from the declarations in `mindie_tui/model` by `make docs`; do not edit.",
    "zh": "由 `make docs` 从 `mindie_tui/model` 中的声明生成，请勿手工修改。",
}


def cell(text: str) -> str:
    """Text that stays in its cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(heads)
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(cell(one) for one in row) + " |"
    yield ""


def parameters(language: str) -> str:
    """Every parameter: name, what it may be, what it is where it is absent, meaning, source."""
    zh = language == "zh"
    lines = ["# 参数" if zh else "# Parameters", "", NOTE[language], ""]
    heads = ("参数", "取值", "默认", "含义", "来源") if zh else ("parameter", "may be", "absent", "meaning", "source")

    def row(field: Field) -> tuple[str, ...]:
        default = "" if field.default is ABSENT else f"`{shown(field.default)}`"
        return f"`{field.name}`", field.kind.describe(), default, field.meaning(language), f"`{field.source}`"

    for (file, section), group in groupby(FIELDS, key=lambda f: (f.file, f.section)):
        title = section if file in ("config.json", "environment") else f"{file}: {section}"
        lines += [f"## {title}", "", *table(heads, map(row, group))]
    return "\n".join(lines)


def findings() -> str:
    """Every rule, by the stage at which somebody would complain."""
    lines = ["# Findings", "", NOTE["en"], ""]
    for stage, who in STAGES.items():
        lines += [f"## {stage}", "", f"{who[0].upper()}{who[1:]}.", ""]
        rows: Iterable[tuple[str, ...]]
        rows = ((f"`{r.code}`", r.severity, r.says, r.why, f"`{r.source}`") for r in rules.RULES if r.stage == stage)
        lines += table(("code", "severity", "says", "why", "source"), rows)
    return "\n".join(lines)


ORIGINS = {
    "service": "MindIE, its workers and AISBench",
    "deaths": "Processes that died",
    "hccl": "HCCL and container, newer wordings",
    "cann_codes": "CANN, by code",
    "mindie": "MindIE, by code",
    "plog": "CANN's plog",
    "python": "Python programs and frameworks",
    "machine": "Kernel, machine and driver",
    "aisbench": "AISBench's own codes",
    "vllm": "vLLM and vLLM-Ascend",
}


def known_faults(language: str) -> str:
    """Every fault that a log line can show, by origin."""
    zh = language == "zh"
    title = "# 已知故障" if zh else "# Known faults"
    says = (
        "日志行同时符合多条时，最具体的一条生效。"
        if zh
        else "Where several entries fit a line, the most specific wins."
    )
    lines = [title, "", NOTE[language], "", says, ""]
    heads = ("代码", "故障", "原因", "处理") if zh else ("code", "fault", "cause", "do")

    def row(fault: Fault) -> tuple[str, ...]:
        texts = faults.chinese(fault.code) if zh else None
        said = (fault.title, fault.cause, fault.remedy)
        if texts is not None:
            said = (texts.title, texts.cause or fault.cause, texts.remedy or fault.remedy)
        return f"`{fault.code}`", *said

    for file, origin in ORIGINS.items():
        mine = [faults.from_json(one) for one in faults.rows(file)]
        lines += [f"## {origin}", "", *table(heads, map(row, mine))]
    return "\n".join(lines)


def preflight() -> str:
    """Every check of the preflight."""
    lines = ["# Preflight checks", "", NOTE["en"], ""]
    lines += [
        "A check that fails stops a launch, and so does one that is unknown: what could not be seen is not good. A",
        "warning never does; what could not be seen and would be no danger is one (the version files that many images",
        "lack, a clock). Where the last column says yes, `preflight.waive` or `--waive CHECK=REASON` lets a launch go",
        "on all the same, and the reason stands in the report. The last sentence of a refused preflight names the",
        "cause: what fails before what is unknown, the login and the container before what is asked through them.",
        "",
    ]
    for group in checks.GROUPS:
        mine = [check for check in checks.CHECKS if check.group == group]
        rows = ((f"`{c.name}`", c.title, c.zh, c.on, "yes" if c.waivable else "no") for c in mine)
        lines += [f"## {group}", "", *table(("check", "asks", "", "on", "may be waived"), rows)]
    return "\n".join(lines)


def lines_of_a_run() -> str:
    """Every event of `replay --json` and events.jsonl."""
    lines = ["# Events", "", NOTE["en"], ""]
    lines += [
        "One JSON object a line, by `replay --json` and in a run's events.jsonl. First always `v` (1), `seq` (from 1,",
        "no gaps), `at` (ISO 8601), `run`, `step`, `event`, and `node` where one is meant; then the keys below. Units",
        "stand in the names. What is not known is left out or null; readers ignore what they do not know.",
        "",
        "Where nothing was printed for five seconds, a line on standard error says what is waited for and since when",
        "(without `--json` it stands among the other lines). It is no event and is not recorded.",
        "",
    ]

    def row(name: str, kind: type) -> tuple[str, ...]:
        keys = ", ".join(f"`{field.name}`" for field in fields(kind) if field.name != "node")
        said = "" if (kind.__doc__ or "").startswith(f"{kind.__name__}(") else kind.__doc__ or ""
        return f"`{name}`", keys, said

    rows = (row(name, kind) for name, kind in events.KINDS.items())
    return "\n".join([*lines, *table(("event", "keys", "meaning"), rows)])


def pages() -> dict[str, str]:
    """{file name: text} of all that is made."""
    made = {"parameters.md": parameters("en"), "parameters.zh.md": parameters("zh")}
    made |= {"findings.md": findings(), "checks.md": preflight(), "events.md": lines_of_a_run()}
    made |= {"faults.md": known_faults("en"), "faults.zh.md": known_faults("zh"), "mindie-tui.1": man_page.page()}
    made |= {
        "parameters-vllm-ascend.md": vllm_ascend.parameters("en", NOTE["en"], table),
        "parameters-vllm-ascend.zh.md": vllm_ascend.parameters("zh", NOTE["zh"], table),
        "findings-vllm-ascend.md": vllm_ascend.findings(NOTE["en"], table),
    }
    return {name: text.rstrip() + "\n" for name, text in made.items()}


def main() -> None:
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
