"""What MindIE's daemon finds and then forgets: two of its checks overwrite the verdict of those before.

Such a finding stays, as a warning: the daemon starts, and what is wrong is wrong all the same.
"""

from __future__ import annotations

from dataclasses import replace

from mindie_tui.model.documents.cpp_values import WIDTHS
from mindie_tui.model.documents.kinds import Choice, Int
from mindie_tui.model.finding import Finding
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.rules.service_view import Service, entries

_BEFORE = frozenset(
    "start.json start.section start.missing start.type start.npu_ids start.instances start.world_size start.one_model "
    "start.parallel start.plugin_params start.names start.inter_comm start.layerwise start.rank_table "
    "start.rank_table_file start.inter_node_tls start.weights".split()
)
"""Rules whose check comes before that of layerwiseDisaggregated and throws, so that nothing can overwrite it."""
_BEFORE_TOO = frozenset(
    (
        "/ServerConfig/maxRequestLength",
        "/ServerConfig/maxJsonDepth",
        "/ServerConfig/HealthCheckConfig/npuUsageThreshold",
        "/ServerConfig/interCommPort",
        *(f"{pointers.MODELS}/{i}/modelInstanceType" for i in range(10)),
    )
)
_OF_A_MODEL = frozenset(("modelName", "worldSize", "backendType", "npuMemSize"))
"""Fields of a model whose error the next model's, or a LoRA adapter's, name check overwrites."""


def soften_forgotten(service: Service, found: list[Finding]) -> list[Finding]:
    """The findings, those that the daemon forgets as warnings."""
    several = len(service.models) > 1 or service.deploy.get("LoraModules")
    if not service.layerwise and not several:
        return found
    return [replace(f, severity="warning") if _forgotten(service, f, found) else f for f in found]


def _thrown(s: Service, finding: Finding) -> bool:
    """Whether the daemon stops at this when it reads the file: a number that its type does not hold, an adapter
    without a key; what it only compares later is no such thing."""
    if finding.code == "start.lora":
        return "{text}" not in finding.says
    pointer = finding.places[0].pointer
    for field, at, value, _ in s.hits():
        if at == pointer and type(value) is int and isinstance(field.kind, (Int, Choice)) and field.kind.strict:
            low, high = WIDTHS.get(field.kind.cpp, (value, value))
            return not low <= value <= high
    return False


def _forgotten(s: Service, finding: Finding, found: list[Finding]) -> bool:
    if finding.stage != "start" or finding.severity != "error" or not finding.places:
        return False
    pointer = finding.places[0].pointer
    if s.layerwise and finding.code not in _BEFORE and pointer not in _BEFORE_TOO and not _thrown(s, finding):
        return not any(f.stage == "start" and f.code == "start.layerwise" for f in found)
    if (at := _of_a_model(finding)) is None or _thrown(s, finding):
        return False
    loras = entries(s.deploy.get("LoraModules"))
    if not loras:
        return at < len(s.models) - 1
    base = loras[-1].get("baseModelName") if isinstance(loras[-1], dict) else None
    bad = {_of_a_model(f) for f in found}
    good = (model for i, model in enumerate(s.models) if i not in bad and isinstance(model, dict))
    return any(model.get("modelName") == base for model in good)


def _of_a_model(finding: Finding) -> int | None:
    """The index of the model whose own check failed; None for another finding."""
    pointer = finding.places[0].pointer if finding.places else ""
    if finding.code not in ("start.range", "start.choice") or not pointer.startswith(f"{pointers.MODELS}/"):
        return None
    index, _, name = pointer[len(pointers.MODELS) + 1 :].partition("/")
    return int(index) if name in _OF_A_MODEL else None
