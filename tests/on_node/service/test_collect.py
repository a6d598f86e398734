"""on_node/service/collect.py: what was written since a start, bounded, the newest first."""

from __future__ import annotations

import os
import time
from pathlib import Path

from mindie_tui.on_node.service.collect import newest, read_end, read_kernel


def test_only_logs_that_were_written_to_since_the_start_are_taken_those_of_the_devices_last(tmp_path: Path) -> None:
    plog, device = tmp_path / "debug" / "plog", tmp_path / "debug" / "device-0"
    for folder in (plog, device):
        folder.mkdir(parents=True)
    ages = {"plog-1.log": 10, "plog-2.log": 5, "plog-0.log": 900, "core.bin": 1}
    for name, age in ages.items():
        (plog / name).write_text("x")
        os.utime(plog / name, (time.time() - age,) * 2)
    (device / "device-1.log").write_text("x")
    (plog / "link.log").symlink_to("/etc/passwd")
    notes: list[str] = []
    found = newest([str(tmp_path), str(tmp_path / "none"), str(tmp_path)], time.time() - 60, notes)
    assert [Path(path).name for path in found] == ["plog-2.log", "plog-1.log", "device-1.log"] and notes == []


def test_of_a_long_file_its_end_is_read_from_the_begin_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_text("first\nsecond\nthird\n")
    assert read_end(str(path), 9) == (19, b"third\n")
    assert read_end(str(path), 100) == (19, b"first\nsecond\nthird\n")


def test_the_kernel_s_lines_get_the_time_of_this_node(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    up = time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
    dmesg = tmp_path / "dmesg"
    dmesg.write_text(f"#!/bin/sh\necho '[    0.100000] old'\necho '[{up:.6f}] Out of memory: Killed process 1 (x)'\n")
    dmesg.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    notes: list[str] = []
    (line,) = read_kernel(time.time() - 30, notes).decode().splitlines()
    assert line.endswith("+0000 kernel: Out of memory: Killed process 1 (x)") and notes == []
    assert line[:16] in {time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() - ago)) for ago in (0, 30)}
    dmesg.write_text("#!/bin/sh\necho 'read kernel buffer failed' >&2\nexit 1\n")
    assert read_kernel(0, notes) == b"" and "read kernel buffer failed" in notes[0]
