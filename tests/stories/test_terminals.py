"""Terminals are taken away at random moments and nothing is left; and the session itself tells what a test leaves."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import terminals
from tests.kit import needs

pytestmark = pytest.mark.long
LEAVES = """
import subprocess
def test_leaves_one():
    print("pid", subprocess.Popen(["sleep", "600"], start_new_session=True).pid)
"""


async def test_twenty_terminals_taken_away_leave_no_process_no_open_run_and_the_service():
    needs.program("tmux")
    assert await terminals.faults(20, seed=15) == []


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_the_session_fails_where_a_test_leaves_a_process_and_names_it(workers, tmp_path):
    (tmp_path / "test_it.py").write_text(LEAVES)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    line = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "--rootdir", str(tmp_path), *workers]
    done = subprocess.run(
        [*line, "-c", str(tmp_path / "pytest.ini"), str(tmp_path / "test_it.py")],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTEST_XDIST_WORKER": ""},
        capture_output=True,
        text=True,
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("left by the tests: ")]
    assert done.returncode == 1 and len(told) == 1 and told[0].endswith(" sleep 600"), done.stdout
    os.kill(int(told[0].split()[4]), signal.SIGKILL)
