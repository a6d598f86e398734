"""Loads for a demo node that serves, and what a bench's events come to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mindie_tui.model.deployment import AccuracyRun, Deployment
from mindie_tui.model.documents.document import Json
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState
from mindie_tui.remote.context import Context
from tests.kit.demo_site import DemoSite


def with_performance(deployment: Deployment, num_prompts: int, **settings: Json) -> Deployment:
    """The deployment with another load."""
    assert deployment.bench.performance, "the demo's profile has one"
    performance = deployment.bench.performance.model_copy(
        update={"num_prompts": num_prompts, "settings": {**deployment.bench.performance.settings, **settings}}
    )
    return deployment.model_copy(update={"bench": deployment.bench.model_copy(update={"performance": performance})})


def asks(site: DemoSite, questions: int = 40, api_key_env: str | None = None, **settings: Any) -> Context:
    """The context of a site whose gsm8k has so many questions."""
    path = site.demo.folder / "data" / "ais_bench" / "datasets" / "gsm8k" / "test.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:questions]))
    asked = site.deployment.bench
    assert asked.accuracy, "the demo's profile has one"
    part = asked.accuracy.model_copy(
        update={
            "settings": {**asked.accuracy.settings, "max_seq_len": 24576, **settings},
            "runs": (AccuracyRun(datasets="gsm8k_gen_0_shot_cot_chat_prompt"),),
        }
    )
    bench = asked.model_copy(update={"accuracy": part, "api_key_env": api_key_env})
    site.deployment = site.deployment.model_copy(update={"bench": bench})
    return site.context(new_run=site.run is None)


def fold(events: Iterable[ev.Event]) -> RunState:
    """The state after the events of a bench."""
    state = RunState()
    for seq, event in enumerate(events, 1):
        state = after(state, ev.Recorded(seq, "", "", "bench", event))
    return state
