"""The logs of old runs go on request, and nothing else of them."""

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.store.runs import old_logs
from mindie_tui.store.runs.info import when
from mindie_tui.store.runs.run import Run


@pytest.fixture
def run(tmp_path):
    made = Run.create(Deployment(name="lab"), [], root=tmp_path)
    log = made.folder / "logs" / "a3-01" / "service.log"
    log.parent.mkdir(parents=True)
    log.write_bytes(b"12345")
    yield made
    made.close()


def test_only_a_run_that_ended_before_loses_its_logs(run, tmp_path):
    assert old_logs.remove(float("inf"), tmp_path) == (0, 0), "it has not ended"
    run.end(0)
    run.close()
    ended = when(Run.find(run.id, tmp_path).info.ended)
    assert old_logs.remove(ended, tmp_path) == (0, 0)
    assert old_logs.remove(ended + 1, tmp_path) == (1, 5)
    assert not list(run.folder.glob("logs/*/*")) and (run.folder / "run.json").is_file()
    assert old_logs.remove(ended + 1, tmp_path) == (0, 0)


def test_a_run_that_another_follows_keeps_its_logs(run, tmp_path):
    run.end(0)
    run.close()
    other = Run.find(run.id, tmp_path)
    other.hold()
    try:
        assert old_logs.remove(float("inf"), tmp_path) == (0, 0)
    finally:
        other.close()
