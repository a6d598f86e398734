"""The names of a site that a run knows."""

from mindie_tui.model.events import codec as ev
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs.redacted import redactor_of
from mindie_tui.store.runs.run import Run


def test_nodes_operators_and_the_model_where_asked_are_known(tmp_path):
    run = Run.create(profiles.load("a3-double").deployment, [], root=tmp_path)
    run.record("nodes", ev.LockRefused("n7", "lisi@jump9", "", "r"))
    run.write_report({"configuration": {"config": None}}, "")
    run.close()
    assert redactor_of(run).text("lisi on jump9, n7") == "user-01 on host-01, node-01"
    weights = run.deployment().parameters.get("ModelConfig", {}).get("modelWeightPath", "")
    assert not weights or weights.rpartition("/")[2] not in redactor_of(run, model=True).text(f"runs {weights}")
