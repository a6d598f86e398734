"""MindIE's releases: their order, which keys and variables each knows, and which one a config.json looks like.

Source: facts of MindIE's releases, from the vendor's converters, shipped files and notes. What a release before
DEMANDED demands of config.json is not known, so of such a one nothing is demanded.
"""

from __future__ import annotations

from dataclasses import dataclass

from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.release import Release, as_release

KNOWN = (
    "1.0.RC1", "1.0.RC2", "1.0.RC3", "1.0.0", "2.0.T3", "2.0.T6", "2.0.RC1", "2.0.RC2", "2.1.RC1", "2.1.RC2",
    "2.2.RC1", "2.3.0", "3.0.0",
)  # fmt: skip
"""In their order; 2.0.T are previews."""
NEWEST = KNOWN[-1]
DEMANDED = "2.3.0"
"""The first release whose demands are known."""

SINCE: dict[str, str] = {
    **dict.fromkeys(("inferMode", "openAiSupport", "metricsPort", "allowAllZeroIpListening", "interCommTLSEnabled",
                     "interCommPort", "interCommTlsCert", "interCommPk", "maxInputTokenLen", "truncation",
                     "plugin_params"), "1.0.RC3"),
    **dict.fromkeys(("trustRemoteCode", "interCommTlsCaPath", "interCommTlsCaFiles", "interCommTlsCrlPath",
                     "interCommTlsCrlFiles", "interNodeTlsCaFiles"), "1.0.0"),
    **dict.fromkeys(("dp", "tp", "moe_tp", "moe_ep", "tokenTimeout", "e2eTimeout"), "2.0.T6"),
    "distDPServerEnabled": "2.0.RC1",
    **dict.fromkeys(("async_scheduler_wait_time", "kv_trans_timeout", "kv_link_timeout"), "2.1.RC1"),
    **dict.fromkeys(("maxFirstTokenWaitTime", "kvPoolConfig", "backend", "configPath", "dynamicLogLevel",
                     "dynamicLogLevelValidHours", "dynamicLogLevelValidTime"), "2.2.RC1"),
    **dict.fromkeys(("metricsTlsCaFile", "metricsTlsCert", "metricsTlsPk", "metricsTlsCrlPath", "metricsTlsCrlFiles",
                     "EnableDynamicAdjustTimeoutConfig", "layerwiseDisaggregated", "layerwiseDisaggregatedRoleType",
                     "layerwiseDisaggregatedMasterIpAddress", "layerwiseDisaggregatedSlaveIpAddress",
                     "layerwiseDisaggregatedDataPort", "layerwiseDisaggregatedCrtlPort", "nextPHeadPrior",
                     "layerwiseDisaggregatedMasterDeviceNum", "layerwiseDisaggregatedSlaveDeviceNum"), "2.3.0"),
    **dict.fromkeys(("npuUsageThreshold", "maxJsonDepth", "maxN", "asyncWrite"), "3.0.0"),
    "RANK_TABLE_FILE": "2.0.RC1",
    **dict.fromkeys(("MINDIE_LOG_TO_STDOUT", "MINDIE_LOG_TO_FILE", "MINDIE_LOG_LEVEL"), "1.0.0"),
    "MINDIE_LLM_HOME_PATH": "3.0.0",
}  # fmt: skip
"""Name of a key of config.json or of a variable: the release that brought it. What is not here was always there, or
it is not known since when."""

UNTIL: dict[str, str] = {
    "RANKTABLEFILE": "2.0.RC2",
    "MIES_PYTHON_LOG_LEVEL": "1.0.RC2", "MIES_PYTHON_LOG_TO_FILE": "1.0.RC2", "MIES_PYTHON_LOG_PATH": "1.0.RC2",
    "MINDIE_LLM_PYTHON_LOG_LEVEL": "2.3.0", "MINDIE_LLM_PYTHON_LOG_TO_FILE": "2.3.0",
    "MINDIE_LLM_PYTHON_LOG_PATH": "2.3.0", "MINDIE_LLM_PYTHON_LOG_TO_STDOUT": "2.3.0", "MINDIE_LLM_LOG_LEVEL": "2.3.0",
    "MINDIE_LLM_LOG_TO_FILE": "2.3.0", "MINDIE_LLM_LOG_TO_STDOUT": "2.3.0",
}  # fmt: skip
"""Name of a variable: the last release that reads it."""


@dataclass(frozen=True, slots=True)
class OldKey:
    """A key that a release has dropped: the last one that has it, and what newer ones have instead."""

    until: str
    instead: tuple[str, ...] = ()


PATHS = {
    "tlsCrl": ("tlsCrlPath", "tlsCrlFiles"),
    "managementTlsCrl": ("managementTlsCrlPath", "managementTlsCrlFiles"),
    "interCommTlsCrl": ("interCommTlsCrlPath", "interCommTlsCrlFiles"),
    "interCommTlsCaFile": ("interCommTlsCaPath", "interCommTlsCaFiles"),
    "interNodeTlsCrl": ("interNodeTlsCrlPath", "interNodeTlsCrlFiles"),
    "interNodeTlsCaFile": ("interNodeTlsCaPath", "interNodeTlsCaFiles"),
}
"""Keys with one path as text, which 1.0.0 took apart into a folder and a list of file names."""
_GONE = (
    "tlsPkPwd managementTlsPkPwd metricsTlsPkPwd interCommPkPwd interNodeTlsPkPwd kmcKsfMaster kmcKsfStandby "
    "interNodeKmcKsfMaster interNodeKmcKsfStandby"
).split()
OLD: dict[str, OldKey] = {
    **{name: OldKey("1.0.RC3", instead) for name, instead in PATHS.items()},
    **dict.fromkeys(_GONE, OldKey("2.3.0")),
    **dict.fromkeys(("logPath", "logLevel", "logFileSize", "logFileNum"), OldKey("2.0.T6")),
    **dict.fromkeys(("preAllocBlocks", "pipelineNumber"), OldKey("1.0.RC1")),
    **dict.fromkeys(("inferPort", "preemptPolicy", "maxPositionEmbeddings", "npuUsage"), OldKey("")),
}
"""Keys of older releases by name. An empty `until`: it is not known which was the last."""
SECTIONS_OF_RC2 = ("OtherParam", "WorkFlowParam", "ModelDeployParam", "ScheduleParam")


@dataclass(frozen=True, slots=True)
class Looks:
    """The release that a config.json looks like, by keys that only it and its neighbours have."""

    release: Release
    because: tuple[str, ...]
    """Pointers of the keys that say so."""


def looks_like(config: Json) -> Looks | None:
    """The old form of a config.json; None for today's form, and where none of its keys tells.

    A missing key proves nothing.
    """
    if not isinstance(config, dict):
        return None
    sections = tuple(f"/{name}" for name in SECTIONS_OF_RC2 if isinstance(config.get(name), dict))
    if sections and "BackendConfig" not in config:
        blocks = document.get(config, "/OtherParam/ResourceParam/preAllocBlocks")
        lines = document.get(config, "/WorkFlowParam/TemplateParam/pipelineNumber")
        return Looks(as_release("1.0.RC1" if ABSENT not in (blocks, lines) else "1.0.RC2"), sections)
    strings = tuple(
        f"/{section}/{name}"
        for section in ("ServerConfig", "BackendConfig")
        for name in PATHS
        if isinstance(document.get(config, f"/{section}/{name}"), str)
    )
    if strings:
        return Looks(as_release("1.0.RC3"), strings)
    log = tuple(f"/LogConfig/{name}" for name in ("logLevel", "logPath")
                if document.get(config, f"/LogConfig/{name}") is not ABSENT)  # fmt: skip
    if log and document.get(config, "/LogConfig/dynamicLogLevel") is ABSENT:
        return Looks(as_release(_of_log(config)), log)
    return None


def _of_log(config: Json) -> str:
    """1.0.0 or a preview of 2.0: both have LogConfig, its log file has another name."""
    if document.get(config, "/ServerConfig/tokenTimeout") is not ABSENT:
        return "2.0.T6"
    path = document.get(config, "/LogConfig/logPath")
    return "2.0.T3" if isinstance(path, str) and path.endswith("mindie-server.log") else "1.0.0"
