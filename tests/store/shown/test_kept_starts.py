"""What the start of a stored run used counts for its layout."""

import json

import pytest

from mindie_tui.__main__ import main
from mindie_tui.model.deployment import Deployment, Node
from mindie_tui.model.events.codec import NodeFound, ServiceMemory
from mindie_tui.model.mindie.kv_memory import FIXED, FRACTION
from mindie_tui.model.node import Facts
from mindie_tui.store.runs.run import Run
from tests.kit.models import CONFIGS

PROFILE = Deployment(name="p", nodes=(Node(name="n", host="10.0.0.1"),))
QWEN = str(CONFIGS / "qwen3-32b.json")
BLOCK_GIB = 64 * 2 * 128 * 2 * 128 / 2**30
"""Of Qwen3-32B with one KV head on each NPU."""


def made_run(setting=FRACTION, block_gib=BLOCK_GIB, *, lines=True, shown=None):
    run = Run.create(PROFILE, [])
    if shown is not None:
        run.record("nodes", NodeFound("n", Facts("n", model_text=shown)))
    sizes = {"worldSize": 8, "dp": 1, "tp": 8}
    config = {"BackendConfig": {"ModelDeployConfig": {"ModelConfig": [sizes]}}}
    run.write_planned("config.json", json.dumps(config).encode())
    if lines:
        blocks = round((0.8 * 60.96 - 12.0) / BLOCK_GIB)
        run.record("launch", ServiceMemory("n", setting, 0.8, 0.4, True, blocks, 24, block_gib))
    run.close()
    return run.info.id


def plan(capsys, *words):
    status = main(["plan", QWEN, "--npu", "A2", "--json", "--most", "99", *words])
    return status, *capsys.readouterr()


def test_kept_starts_of_the_same_model_count_by_themselves(capsys):
    made_run(shown=(CONFIGS / "qwen3-8b.json").read_text())
    made_run()
    assert not any(one["seen"] for one in json.loads(plan(capsys)[1])["layouts"])
    made_run(shown=(CONFIGS / "qwen3-32b.json").read_text())
    seen = [one for one in json.loads(plan(capsys)[1])["layouts"] if one["seen"]]
    assert len(seen) == 1 and "a start of this layout used 12.00 GiB" in seen[0]["reason"]


def test_its_layout_has_the_numbers_of_the_start(capsys):
    status, out, _ = plan(capsys, "--run", made_run())
    layouts = json.loads(out)["layouts"]
    seen = [one for one in layouts if one["seen"]]
    assert status == 0 and len(seen) == 1 and len(layouts) > 1
    assert (seen[0]["sizes"]["dp"], seen[0]["sizes"]["tp"]) == (1, 8)
    assert abs((seen[0]["weights_bytes"] + seen[0]["other_bytes"]) / 2**30 - 12.0) < 0.01
    assert "a start of this layout used 12.00 GiB" in seen[0]["reason"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ({"lines": False}, "no lines of a start's memory"),
        ({"setting": FIXED}, "a share of the memory"),
        ({"block_gib": 3 * BLOCK_GIB}, "of another model"),
    ],
)
def test_a_run_that_says_nothing_of_this_model_is_refused(capsys, words, part):
    try:
        status = main(["plan", QWEN, "--npu", "A2", "--run", made_run(**words)])
    except SystemExit as end:
        status = end.code
    assert status == 64 and part in capsys.readouterr().err


def test_a_run_that_is_not_there_is_named(capsys):
    assert main(["plan", QWEN, "--run", "unheard-of"]) != 0
    assert "unheard-of" in capsys.readouterr().err
