"""What the figures stand on: settings, start, environment."""

from mindie_tui.model.report.diff.compared_run import ComparedRun
from mindie_tui.model.report.page import ground
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import tag, written
from mindie_tui.model.runs.state import NodeState, RunState
from tests.kit.pages import Seen


def text(part, **run):
    source = PageSource(
        ComparedRun("x", "p", **{"configuration": None} | run),
        RunState(nodes={"a3-01": NodeState("a3-01")}),
        {"ServerConfig": {"port": 1025, "httpsEnabled": True}},
        repeat="mindie-tui replay profile.yaml",
    )
    return Seen(written(tag("body", *part(source)))).text


def test_only_what_differs_from_the_default_is_listed_with_what_it_does():
    config = {"ServerConfig": {"port": 1025, "httpsEnabled": False}}
    said = text(ground.configuration, configuration={"nodes": 1, "config": config})
    assert "httpsEnabled false true HTTPS" in said and "port" not in said.split("what it does")[1]
    assert text(ground.configuration) == ""


def test_the_start_is_told_by_phase_up_to_the_first_token():
    said = text(
        ground.start, phases={"weights": 1200.0}, report={"start": {"ready_s": 1500.0, "first_token_s": 1501.0}}
    )
    assert "weights 1200 s" in said and "first token 1501 s" in said
    assert text(ground.start) == ""


def test_what_nobody_saw_is_not_known():
    said = text(ground.environment, environment={"driver": "25.0.rc1"})
    assert "a3-01 not known -" in said and "driver 25.0.rc1" in said
