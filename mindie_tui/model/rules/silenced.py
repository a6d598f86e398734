"""What MindIE's daemon finds and then forgets: two of its checks overwrite the verdict of those before.

Such a finding stays, as a warning: the daemon starts, and what is wrong is wrong all the same.
"""

from __future__ import annotations

from dataclasses import replace

from mindie_tui.model import fields
from mindie_tui.model.findings import Finding
from mindie_tui.model.rules.service import Service, entries

MODELS = fields.MODEL.rpartition("/")[0]

_BEFORE = frozenset(
    "start.json start.section start.missing start.type start.npu_ids start.instances start.world_size start.one_model "
    "start.parallel start.plugin_params start.names start.inter_comm start.lora start.layerwise start.rank_table "
    "start.rank_table_file start.inter_node_tls start.weights".split()
)
"""Rules whose check comes before that of layerwiseDisaggregated and throws, so that nothing can overwrite it."""
_BEFORE_TOO = frozenset(
    (
        "/ServerConfig/maxRequestLength",
        "/ServerConfig/maxJsonDepth",
        "/ServerConfig/HealthCheckConfig/npuUsageThreshold",
        "/ServerConfig/interCommPort",
        *(f"{MODELS}/{i}/modelInstanceType" for i in range(10)),
    )
)
_OF_A_MODEL = frozenset(("modelName", "worldSize", "backendType", "npuMemSize"))
"""Fields of a model whose error the next model's, or a LoRA adapter's, name check overwrites."""


def silenced(service: Service, found: list[Finding]) -> list[Finding]:
    """The findings, those that the daemon forgets as warnings."""
    several = len(service.models) > 1 or service.deploy.get("LoraModules")
    if not service.layerwise and not several:
        return found
    return [replace(f, severity="warning") if _forgotten(service, f, found) else f for f in found]


def _forgotten(s: Service, finding: Finding, found: list[Finding]) -> bool:
    if finding.stage != "start" or finding.severity != "error" or not finding.places:
        return False
    pointer = finding.places[0].pointer
    if s.layerwise and finding.code not in _BEFORE and pointer not in _BEFORE_TOO:
        return not any(f.stage == "start" and f.code == "start.layerwise" for f in found)
    if finding.code not in ("start.range", "start.choice") or not pointer.startswith(f"{MODELS}/"):
        return False
    index, _, name = pointer[len(MODELS) + 1 :].partition("/")
    if name not in _OF_A_MODEL:
        return False
    if int(index) < len(s.models) - 1:
        return True
    loras = entries(s.deploy.get("LoraModules"))
    return (
        bool(loras) and isinstance(loras[-1], dict) and loras[-1].get("baseModelName") != s.models[-1].get("modelName")
    )
