"""How MindIE is found, started, read, asked and stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import Json
from mindie_tui.model.engine import StartForm
from mindie_tui.model.errors import Refused
from mindie_tui.model.launch.endpoint import Endpoint
from mindie_tui.model.launch.log_recogniser import LogWords
from mindie_tui.model.launch.planned_file import PlannedFile
from mindie_tui.model.launch.seen_memory import SeenMemory
from mindie_tui.model.mindie import endpoint as addresses
from mindie_tui.model.mindie.answers import EXITS, failed_answer
from mindie_tui.model.mindie.artefacts import service_values as values
from mindie_tui.model.mindie.parameters.environment.places import OF_THE_NODE
from mindie_tui.model.mindie.parameters.pointers import SERVER
from mindie_tui.model.node import Facts

if TYPE_CHECKING:
    from mindie_tui.model.launch.usual_times import UsualStart
    from mindie_tui.model.mindie.artefacts.artefacts import Artefacts

USUAL: Mapping[str, float] = {
    "config": 2, "rank_table": 1, "slaves": 21, "engine": 30, "weights": 492, "memory": 2, "warmup": 8,
    "endpoint": 5, "started": 1, "healthy": 2,
}  # fmt: skip
"""What the two nodes of the documented start took: DeepSeek W8A8 on 2 x 16 NPUs, its log lines' own times."""
CONFIG, TABLE = "config.json", "rank_table.json"


def _npu_ids(deployment: Deployment, facts: Mapping[str, Facts]) -> tuple[int, ...] | None:
    from mindie_tui.model.mindie.artefacts.artefacts import npu_ids_of

    return npu_ids_of(deployment, facts)


def _weights(deployment: Deployment, documents: Artefacts | None) -> str | None:
    return values.weights_path(deployment, documents.config if documents is not None else None)


def _service_values(documents: Artefacts) -> Mapping[str, Json]:
    return values.service_values(documents.config)


def _ports(documents: Artefacts, master: bool, several: bool) -> tuple[tuple[str, int], ...]:
    return addresses.ports_of(documents.config, master, several)


def _files(documents: Artefacts, fact: Facts, folder: str) -> tuple[PlannedFile, ...]:
    """config.json, and the rank table where there is one. Raises Refused where config.json was not found."""
    if not fact.config_path:
        raise Refused("its config.json was not found", where=fact.node, do="see that MindIE is installed there")
    config = PlannedFile(CONFIG, fact.config_path, documents.config_text.encode(), 0o640, True, fact.config_sha256)
    if documents.rank_table_text is None:
        return (config,)
    return config, PlannedFile(TABLE, f"{folder}/{TABLE}", documents.rank_table_text.encode(), 0o640)


def _script(deployment: Deployment, documents: Artefacts, rank: int, fact: Facts, unkept: frozenset[str]) -> str:
    from mindie_tui.model.mindie.artefacts.start_script import start_script

    return start_script(deployment, fact, dict(documents.environments[rank]), unkept)


def _endpoint(documents: Artefacts, several: bool, config_path: str | None) -> Endpoint:
    return addresses.endpoint_of(documents, several=several, config_path=config_path)


def _words() -> LogWords:
    from mindie_tui.model.mindie.startup_log import WORDS

    return WORDS


def _memory(lines: Iterable[str], documents: Artefacts, rank: int, hbm_gib: float | None) -> SeenMemory | None:
    from mindie_tui.model.mindie.kv_memory import MemorySetting, estimate

    found = estimate(lines, MemorySetting.of(documents.config, documents.environments[rank], hbm_gib))
    if found is None:
        return None
    return SeenMemory(
        found.setting, found.value, found.least, found.starts, found.blocks, found.needed, found.block_gib
    )


def _most_at_once(documents: Artefacts) -> int | None:
    value = document.get(documents.config, f"{SERVER}/maxLinkNum")
    return value if type(value) is int and value > 0 else None


def _usual() -> UsualStart:
    from mindie_tui.model.launch.usual_times import UsualStart

    return UsualStart(USUAL, 565.0)


START = StartForm(
    probe={},
    npu_ids=_npu_ids,
    weights=_weights,
    service_values=_service_values,
    ports=_ports,
    files=_files,
    script=_script,
    endpoint=_endpoint,
    words=_words,
    memory=_memory,
    of_a_node=OF_THE_NODE,
    most_at_once=_most_at_once,
    usual=_usual,
    failed_answer=failed_answer,
    exits=EXITS,
    term_again_s=lambda documents: None,
)
