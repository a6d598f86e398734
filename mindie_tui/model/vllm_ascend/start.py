"""How vLLM-Ascend is found, started, read, asked and stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import Json
from mindie_tui.model.engine import StartForm
from mindie_tui.model.launch.endpoint import Endpoint
from mindie_tui.model.launch.log_recogniser import LogWords
from mindie_tui.model.launch.planned_file import PlannedFile
from mindie_tui.model.launch.seen_memory import SeenMemory
from mindie_tui.model.node import Facts
from mindie_tui.model.vllm_ascend.answers import EXITS, failed_answer
from mindie_tui.model.vllm_ascend.versions import PACKAGES

if TYPE_CHECKING:
    from mindie_tui.model.launch.usual_times import UsualStart
    from mindie_tui.model.vllm_ascend.artefacts.artefacts import ServeArtefacts

TERM_AGAIN_S = 4.0
"""A TERM during the load is swallowed (vllm, utils/network_utils.py); while it serves one is enough within 2 s."""
OF_A_NODE = frozenset(
    "HCCL_IF_IP VLLM_HOST_IP HCCL_SOCKET_IFNAME GLOO_SOCKET_IFNAME TP_SOCKET_IFNAME VLLM_ENGINE_READY_TIMEOUT_S".split()
)
"""Variables that describe a node, or our own waiting times."""


def _npu_ids(deployment: Deployment, facts: Mapping[str, Facts]) -> tuple[int, ...] | None:
    """As many NPUs of the first node as its ranks take, the first of them; all where nobody knows how many."""
    from mindie_tui.model.vllm_ascend.artefacts.artefacts import of
    from mindie_tui.model.vllm_ascend.rules.view import CommandView

    serving = deployment.serving
    fact = facts.get(serving[0].name) if serving else None
    if fact is None or not fact.npus:
        return None
    ids = tuple(sorted(npu.id for npu in fact.npus))
    view = CommandView(of(deployment, facts).commands[0])
    visible = view.variable("ASCEND_RT_VISIBLE_DEVICES")
    if visible:
        return tuple(int(one) for one in visible.split(",") if one.strip().isdecimal()) or ids
    world = max(view.tp * view.pp * view.pcp, 1)
    spread = view.number("nnodes")
    used = max(world // spread, 1) if spread > 1 and view.dp == 1 else world * max(view.dp_local, 1)
    return ids[:used]


def _weights(deployment: Deployment, documents: ServeArtefacts | None) -> str | None:
    from mindie_tui.model.vllm_ascend.service import weights_folder

    return weights_folder(deployment, documents)


def _service_values(documents: ServeArtefacts) -> Mapping[str, Json]:
    from mindie_tui.model.vllm_ascend.service import service_values

    return service_values(documents)


def _ports(documents: ServeArtefacts, master: bool, several: bool) -> tuple[tuple[str, int], ...]:
    from mindie_tui.model.vllm_ascend.service import ports

    return ports(documents, master, several)


def _files(documents: ServeArtefacts, fact: Facts, folder: str) -> tuple[PlannedFile, ...]:
    return ()


def _script(deployment: Deployment, documents: ServeArtefacts, rank: int, fact: Facts, unkept: frozenset[str]) -> str:
    from mindie_tui.model.vllm_ascend.artefacts.start_script import start_script

    return start_script(deployment, documents, rank, fact, unkept)


def _endpoint(documents: ServeArtefacts, several: bool, config_path: str | None) -> Endpoint:
    from mindie_tui.model.vllm_ascend.service import endpoint

    return endpoint(documents, several, config_path)


def _words() -> LogWords:
    from mindie_tui.model.vllm_ascend.start_log import WORDS

    return WORDS


def _memory(lines: Iterable[str], documents: ServeArtefacts, rank: int, hbm_gib: float | None) -> SeenMemory | None:
    from mindie_tui.model.vllm_ascend.seen_memory import seen_memory

    return seen_memory(lines, documents, rank, hbm_gib)


def _most_at_once(documents: ServeArtefacts) -> int | None:
    return None


def _term_again_s(documents: ServeArtefacts) -> float:
    """Later where --shutdown-timeout lets running requests end."""
    from mindie_tui.model.vllm_ascend.rules.view import CommandView

    return TERM_AGAIN_S + max(CommandView(documents.commands[0]).number("shutdown_timeout", 0), 0)


def _usual() -> UsualStart:
    """Qwen3-235B on 2 x 8 NPUs: Dynamo 26 s and compiling 54 s; GLM-5, dp 2 x tp 8: 25 graphs in 83 s. The length of
    the whole depends on the weights. Source: docs/developers/vllm-ascend.md, "Log"."""
    from mindie_tui.model.launch.usual_times import UsualStart

    return UsualStart({"profiling": 80, "graphs": 83}, None)


START = StartForm(
    probe={"program": "vllm", "packages": PACKAGES},
    npu_ids=_npu_ids,
    weights=_weights,
    service_values=_service_values,
    ports=_ports,
    files=_files,
    script=_script,
    endpoint=_endpoint,
    words=_words,
    memory=_memory,
    of_a_node=OF_A_NODE,
    most_at_once=_most_at_once,
    usual=_usual,
    failed_answer=failed_answer,
    exits=EXITS,
    term_again_s=_term_again_s,
)
