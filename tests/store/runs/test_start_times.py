"""What earlier starts of a profile took."""

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.store.runs.run import Run
from mindie_tui.store.runs.start_times import earlier_starts

STARTED = ev.ServiceStarted("a3-01", 7, 8)
READY = ev.ServiceReady(("a3-01",), 42.0)


def made(root, name, *events):
    run = Run.create(Deployment(name=name), [], root=root)
    for event in events:
        run.record("launch", event)
    run.close()
    return run


@pytest.fixture
def now(tmp_path):
    return made(tmp_path, "lab", STARTED, READY)


def test_only_starts_of_the_profile_that_became_ready_count(tmp_path, now):
    made(tmp_path, "lab", STARTED)
    made(tmp_path, "other", STARTED, READY)
    assert earlier_starts("lab", now) == []
    made(tmp_path, "lab", STARTED, READY)
    assert len(earlier_starts("lab", now)) == 1


def test_what_is_no_run_stops_nothing(tmp_path, now):
    (tmp_path / "20991231-000000-x").mkdir()
    (tmp_path / "20991231-000000-y").write_text("")
    assert earlier_starts("lab", now) == []
