"""on_node/shared/proc.py: processes of this machine, zombies among them."""

from __future__ import annotations

import os
import subprocess
import sys

from mindie_tui.on_node.shared import proc
from tests.kit.waiting import until_blocking


def test_a_process_is_named_by_its_pid_and_its_start() -> None:
    began = proc.start_time(os.getpid())
    assert began and not proc.has_ended(os.getpid(), began, 0)
    assert proc.has_ended(os.getpid(), began - 1, 0), "another process has the number now"
    assert proc.group(os.getpid()) == os.getpgrp() and os.getpid() in proc.members(os.getpgrp())


def test_a_zombie_has_fields_but_does_not_live() -> None:
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    until_blocking(lambda: (proc.fields_of(child.pid) or ["gone"])[proc.STATE] == "Z", "a zombie")
    assert proc.living(child.pid) is None and proc.start_time(child.pid) is None
    assert child.pid in proc.pids()
    child.wait()
    assert proc.fields_of(child.pid) is None and proc.name_of(child.pid) == ""


def test_the_boot_has_a_name() -> None:
    assert len(proc.boot_id()) == 36
