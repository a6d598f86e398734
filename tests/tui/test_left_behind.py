"""Two lines after the wizard: where the run is and how to come back, whatever state it was left in."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs.run import Run
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.left_behind import left_behind
from tests.kit.plays import deployment, play
from tests.kit.serve_profiles import HEAD, serve_profile


def left(tmp_path, *, service=None, simulated=False, readonly=False, loaded=None, serves=None):
    session = play()
    session.deployment = serves or session.deployment
    session.options = SimpleNamespace(simulated=simulated, runs=tmp_path)
    session.readonly = readonly
    if service is not None:
        session.run = Run.create(deployment(2), ["mindie-tui"], root=tmp_path)
        session.state = replace(session.state, service=service)
    return left_behind(MindieApp(session, loaded)), session.run


@pytest.mark.parametrize("service", ["none", "failed", "stopped", "died"])
def test_a_run_that_is_over_is_opened_again(tmp_path, service):
    said, run = left(tmp_path, service=service)
    assert said == [f"run {run.id}: {run.folder}", f"to see it again: mindie-tui open {run.id}"]


@pytest.mark.parametrize("service", ["starting", "ready", "attached"])
def test_a_service_that_goes_on_is_followed_again_and_that_of_a_demo_ended_with_it(tmp_path, service):
    said, run = left(tmp_path, service=service)
    assert said[0].startswith(f"run {run.id}: ") and said[1].endswith(f"mindie-tui attach {run.id}")
    watched, run = left(tmp_path, service=service, readonly=True)
    assert watched[1].endswith(f"mindie-tui attach {run.id} --readonly")
    demo, run = left(tmp_path, service=service, simulated=True)
    assert demo[1] == f"to see it again: mindie-tui open {run.id}"


def test_without_a_run_the_command_is_told_that_opens_the_wizard_again(tmp_path):
    assert left(tmp_path)[0] == ["no run was begun, and nothing was started on a node", "to come back: mindie-tui"]
    assert left(tmp_path, simulated=True)[0][1] == "to come back: mindie-tui demo"
    demo, _ = left(tmp_path, simulated=True, serves=serve_profile(HEAD))
    assert demo[1] == "to come back: mindie-tui demo --engine vllm-ascend"
    loaded = profiles.load("a3-double")
    assert left(tmp_path, loaded=loaded)[0][1].endswith("a3-double.yaml")
