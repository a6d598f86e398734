"""What is there when the wizard opens; a service that a later run stopped is none."""

from mindie_tui.model.events import codec as ev
from mindie_tui.store.runs.run import Run
from mindie_tui.store.shown import home
from tests.kit.many_runs import plant_run
from tests.kit.plays import deployment


def test_what_is_there_is_read_once(tmp_path):
    for at in range(7):
        plant_run(tmp_path, at)
    found = home.read(tmp_path)
    assert found.run_count == 7 and len(found.newest) == home.NEWEST and found.services == ()
    assert [row.exit for row in found.cut_off] == [None]


def test_a_service_that_was_left_is_there_until_its_end_is_recorded(tmp_path):
    run = Run.create(deployment(1), [], root=tmp_path)
    run.record("nodes", ev.RunStarted("a3", "0.1.0", ({"name": "a3-01", "ranks": None, "ip": "10.0.0.1"},)))
    run.record("launch", ev.ServiceStarted("a3-01", 42, 7))
    run.close()
    assert [one.nodes for one in home.read(tmp_path).services] == [("10.0.0.1",)]
    run.record("launch", ev.ServiceStopped("a3-01", "TERM"))
    run.close()
    assert home.read(tmp_path).services == ()
