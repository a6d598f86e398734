"""What the first keys would otherwise wait for is loaded behind the first frame, in a thread that lets the loop run."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engines import engine_of
from mindie_tui.model.events.codec import STEPS


@cache
def load_rules(engine: str) -> None:
    """The rules of an engine, with the tables that the first judgement makes."""
    empty = Deployment.model_validate({"name": "", "engine": engine})
    value = engine_of(empty)
    value.judge(value.documents(empty, {}, base_text=None, rank_table_text=None, run=""))


@cache
def load_steps() -> None:
    """The screens of all steps, what recognises the first lines of a log, and what measures and reports."""
    for step in (*STEPS, "runs"):
        import_module(f"mindie_tui.tui.{step}.screen")
    from mindie_tui.model.faults.gate import coded, uncoded

    uncoded(b"a word of a log")
    coded("a word of a log")
    for module in ("bench.sweep", "bench.accuracy", "session.report", "preflight.preflight"):
        import_module(f"mindie_tui.remote.{module}")
    import_module("mindie_tui.store.shown.report_page")
