"""A run folder as a comparison takes it."""

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.store import passed_over
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs.compared import compared_run
from mindie_tui.store.runs.run import Run


@pytest.fixture
def run(tmp_path):
    made = Run.create(profiles.load("a3-double").deployment, [], root=tmp_path)
    yield made
    made.close()
    passed_over.take_sentences()


def test_a_run_without_a_report_gives_what_it_planned(run):
    assert compared_run(run).configuration is None
    run.write_planned("config.json", b'{"ServerConfig": {"port": 1040}}')
    run.record("launch", ev.ServicePhase("a3-01", "weights", 61.0))
    seen = compared_run(run)
    assert seen.configuration == {"nodes": 0, "config": {"ServerConfig": {"port": 1040}}}
    assert seen.phases == {"weights": 61.0} and "mindie-tui of this machine" in seen.environment


def test_a_broken_report_is_named_and_the_rest_is_compared(run):
    (run.folder / "report.json").write_text("{")
    assert compared_run(run).report == {} and passed_over.take_sentences()
