"""All that was found on a node stays with the run; a file that is broken leaves the event's summary."""

from mindie_tui.model.events.codec import NodeFound
from mindie_tui.model.node import Facts, Npu
from mindie_tui.store.kept_facts import FOLDER
from mindie_tui.store.runs.run import Run
from tests.kit.plays import deployment

FACTS = Facts(
    node="a3-01", hostname="h", npus=(Npu(0, "910", "OK", 45, None, 3103, 65536, 0, "11.12.165.80", ("1 x 2",)),),
    containers=("a", "b"), set_env=("x.sh",), driver="25.0.rc1.1", config_text="{}", load=1.5,
)  # fmt: skip


def found(tmp_path):
    run = Run.create(deployment(1), [], root=tmp_path)
    run.record("nodes", NodeFound("a3-01", FACTS))
    return run


def test_a_run_read_again_knows_what_was_known(tmp_path):
    run = found(tmp_path)
    assert Run.find(run.id, tmp_path).state().nodes["a3-01"].facts == FACTS


def test_what_cannot_be_read_leaves_the_summary(tmp_path):
    run = found(tmp_path)
    for text in ("", "[]", '{"npus": 3}', '{"npus": [[]]}', '{"unheard": 1}'):
        for path in (run.folder / FOLDER).iterdir():
            path.write_text(text)
        facts = Run.find(run.id, tmp_path).state().nodes["a3-01"].facts
        assert facts.driver == "25.0.rc1.1" and facts.npus is None, text
