"""Nobody complains: flaws of the text of config.json that nobody sees, and what no document contains."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.finding import Severity
from mindie_tui.model.mindie.rules.rule import Found, Rule, hit, rule
from mindie_tui.model.mindie.rules.service_view import Service


@rule("advice.text", says="config.json: MindIE silently accepts parts of its text", source="nlohmann/json")
def the_text_is_as_it_seems(s: Service) -> Iterator[Found]:
    """What MindIE's parser accepts silently: a key that occurs twice, a byte order mark, text after the end."""
    for flaw in s.flaws:
        if flaw.kind != "refused":
            severity: Severity = "note" if flaw.kind == "bom" else "warning"
            says = f"config.json: {flaw.says} (line {{line}}, column {{column}})"
            yield hit(says, flaw.pointer, severity=severity, line=flaw.line, column=flaw.column, **flaw.values)


@rule(
    "advice.world_unknown",
    severity="note",
    places=("multiNodesInferEnabled",),
    source="ranktable_config.cpp",
    says="multiNodesInferEnabled is true, and neither a rank table nor the nodes are known: the parallel sizes are "
    "not judged",
)
def the_world_is_known(s: Service) -> Iterator[Found]:
    """W is the devices of the rank table, or nodes x NPUs of a node."""
    if s.multi and s.world is None and s.table is None:
        yield Found({})


RULES: tuple[Rule, ...] = (
    the_text_is_as_it_seems,
    the_world_is_known,
)
