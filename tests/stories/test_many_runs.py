"""Ten thousand runs on the disk: looking back costs no more CPU than it would with a few."""

import json
import os
import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.long
MANY = 10_000
LINE = '{{"v":1,"seq":1,"at":"","run":"{0}","step":"nodes","event":"run.ended","exit":1,"reason":"refused"}}\n'


def cpu_s(*line, state):
    """User and system seconds of one command line."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"XDG_STATE_HOME": str(state)}
    subprocess.run([sys.executable, "-m", "mindie_tui", *line], env=environment, capture_output=True, timeout=120)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    state = tmp_path_factory.mktemp("many")
    for number in range(MANY):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=37 * number)
        folder = state / "mindie-tui" / "runs" / f"{at:%Y%m%d-%H%M%S}-a3-double"
        folder.mkdir(parents=True)
        head = {"format": 1, "id": folder.name, "profile": "a3-double", "argv": [], "nodes": ["a3-01"],
                "step": "nodes", "started": at.isoformat(), "ended": at.isoformat(), "exit": 1}  # fmt: skip
        (folder / "run.json").write_text(json.dumps(head))
        (folder / "events.jsonl").write_text(LINE.format(folder.name))
    return state


@pytest.mark.parametrize("line", ["runs", "show last", "status", "stop last"])
def test_looking_back_does_not_grow_with_the_number_of_runs(line, many, tmp_path):
    few = min(cpu_s(*line.split(), state=tmp_path) for _ in range(3))
    assert min(cpu_s(*line.split(), state=many) for _ in range(3)) < few + 0.4, "0.1 s; it was 60 s"
