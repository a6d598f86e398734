"""on_node/shared/mindie.py: a daemon is known by its command line."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from mindie_tui.on_node.shared.mindie import daemon_program, daemons
from tests.kit.waiting import until_blocking


def test_a_daemon_is_found_by_the_name_of_its_program_and_nothing_else_is(tmp_path: Path) -> None:
    program = tmp_path / "mindieservice_daemon"
    process = subprocess.Popen(["bash", "-c", "read", str(program)], stdin=subprocess.PIPE)
    try:
        until_blocking(lambda: daemon_program(process.pid) is not None, "its command line")
        assert daemons()[process.pid] == str(program)
        assert daemon_program(os.getpid()) is None
    finally:
        process.communicate()
    assert daemon_program(process.pid) is None
