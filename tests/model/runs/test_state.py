"""What is asked of the state of a run."""

from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState, SweepState
from tests.kit.events import folded, recorded


def test_a_waived_check_does_not_block_and_is_counted_as_waived():
    state = folded([ev.CheckDone("a3-01", "hbm_free", "fail", "3 GiB"), ev.CheckDone("a3-01", "disk", "unknown", "?")])
    assert [c.check for c in state.blocking()] == ["hbm_free", "disk"]
    state = after(state, recorded(ev.CheckWaived("hbm_free", "shared")))
    assert [c.check for c in state.blocking()] == ["disk"]
    assert state.check_counts()["waived"] == 1


def test_samples_alone_are_no_news():
    before = folded([ev.NodeAsked("a3-01")])
    assert after(before, recorded(ev.NpuSample("a3-01", 58.0, 91))).only_sampled_since(before)
    assert not after(before, recorded(ev.NodeLost("a3-01", "gone"))).only_sampled_since(before)


def test_what_changes_of_a_node_or_a_point_that_nobody_knows_makes_it_known():
    state = RunState().with_node("a3-01", pid=7).with_point("performance-01", phase="load")
    assert state.node("a3-01").pid == 7 and state.point("performance-01").phase == "load"
    assert state.node("a3-02").pid is None and "a3-02" not in state.nodes


def test_only_a_sweep_that_there_is_changes():
    assert RunState().with_sweep(eta_s=1.0) == RunState()
    assert RunState(sweep=SweepState("sweep")).with_sweep(eta_s=1.0).sweep == SweepState("sweep", eta_s=1.0)


def test_a_sweep_that_was_cut_off_counts_its_points():
    names = ({"point": "performance-01"}, {"point": "performance-02"}, {"point": "performance-03"})
    state = RunState(sweep=SweepState("sweep", names)).with_point("performance-01", state="finished")
    cut = state.with_point("performance-02", state="failed").sweep_cut("cut off")
    assert (cut.finished, cut.failed, cut.left) == (1, 1, 1) and RunState().sweep_cut("") is None
