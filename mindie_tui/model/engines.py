"""The engines by their names: the only place where one is looked up."""

from __future__ import annotations

from functools import cache

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engine import Engine
from mindie_tui.model.mindie.engine import MINDIE
from mindie_tui.model.vllm_ascend.engine import VLLM_ASCEND

ENGINES: tuple[Engine, ...] = (MINDIE, VLLM_ASCEND)
"""The first one is that of a profile which names none."""


@cache
def engine_named(name: str) -> Engine:
    """The engine of a name that a profile may hold."""
    return next(engine for engine in ENGINES if engine.name == name)


def engine_of(deployment: Deployment) -> Engine:
    """The engine of a profile."""
    return engine_named(deployment.engine)
