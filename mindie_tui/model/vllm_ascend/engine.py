"""vLLM-Ascend as an engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mindie_tui.model.engine import Engine
from mindie_tui.model.finding import Finding
from mindie_tui.model.message import Message
from mindie_tui.model.vllm_ascend.artefacts.form import FORM
from mindie_tui.model.vllm_ascend.new_profile import new_profile
from mindie_tui.model.vllm_ascend.parameter_rows import PARAMETERS
from mindie_tui.model.vllm_ascend.start import START

if TYPE_CHECKING:
    from mindie_tui.model.vllm_ascend.artefacts.artefacts import ServeArtefacts

SKIPS = frozenset(
    {
        *("config_mode", "config_writable", "mindie_equal", "model_config", "rank_table"),
        *("shm_residue", "weights_links", "weights_mode"),
    }
)
"""Checks of what MindIE demands: config.json, its rank table, modes and links of the weights."""


def _documents(*given: Any, **more: Any) -> Any:
    from mindie_tui.model.vllm_ascend.artefacts import artefacts  # not before the first frame

    return artefacts.of(*given, **more)


def _with_devices(documents: ServeArtefacts, devices: int) -> ServeArtefacts:
    return replace(documents, commands=tuple(replace(one, devices=devices) for one in documents.commands))


def _origin(documents: ServeArtefacts) -> str:
    return Message("vLLM-Ascend {release}", release=documents.commands[0].release)


def _read_script(*given: Any) -> Any:
    from mindie_tui.model.vllm_ascend.imported import profile_of  # not before the first frame

    return profile_of(*given)


def _judge(documents: Any) -> tuple[Finding, ...]:
    from mindie_tui.model.vllm_ascend.rules.judge import judge_nodes  # not before the first frame

    head, *rest = documents.commands
    return judge_nodes((replace(head, bench=documents.bench), *rest))


VLLM_ASCEND = Engine(
    name="vllm-ascend",
    label="vLLM-Ascend",
    form=FORM,
    start=START,
    parameters=PARAMETERS,
    skips=SKIPS,
    documents=_documents,
    with_devices=_with_devices,
    origin=_origin,
    read_script=_read_script,
    new_profile=new_profile,
    judge=_judge,
)
