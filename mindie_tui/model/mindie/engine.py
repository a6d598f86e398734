"""MindIE as an engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mindie_tui.model.engine import Engine
from mindie_tui.model.finding import Finding
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.form import FORM
from mindie_tui.model.mindie.parameter_rows import PARAMETERS
from mindie_tui.model.mindie.profiles.new_profile import new_profile
from mindie_tui.model.mindie.start import START

if TYPE_CHECKING:
    from mindie_tui.model.mindie.artefacts.artefacts import Artefacts


def _documents(*given: Any, **more: Any) -> Any:
    from mindie_tui.model.mindie.artefacts import artefacts  # not before the first frame

    return artefacts.of(*given, **more)


def _with_devices(documents: Artefacts, devices: int) -> Artefacts:
    return replace(documents, site=replace(documents.site, devices_per_node=devices))


def _origin(documents: Artefacts) -> str:
    return Message("base: {base}", base=Message(documents.site.base))


def _read_script(*given: Any) -> Any:
    from mindie_tui.model.mindie.profiles.imported import profile_of  # not before the first frame

    return profile_of(*given)


def _judge(documents: Any) -> tuple[Finding, ...]:
    from mindie_tui.model.mindie.rules.judge import judge  # not before the first frame

    return judge(documents)


MINDIE = Engine(
    name="mindie",
    label="MindIE",
    form=FORM,
    start=START,
    parameters=PARAMETERS,
    skips=frozenset({"vllm_equal", "vllm_versions"}),
    documents=_documents,
    with_devices=_with_devices,
    origin=_origin,
    read_script=_read_script,
    new_profile=new_profile,
    judge=_judge,
)
