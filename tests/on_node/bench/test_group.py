"""on_node/bench/group.py: which processes are of a point, and how they are ended."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

from mindie_tui.on_node.bench.group import end_group, keeper_lives, leader_lives, members, read_record, wait_until_gone
from tests.kit.points import LEAVES, child_of, exit_of, start_folder


def test_leader_and_child_are_members_until_they_are_ended(tmp_path: Path) -> None:
    folder = start_folder(tmp_path, LEAVES)
    record, child = read_record(str(folder)), child_of(folder)
    assert record and keeper_lives(record) and leader_lives(record)
    assert sorted(members(record)) == sorted([record["pid"], child])
    assert end_group(record) == "TERM"
    assert wait_until_gone(record) and not leader_lives(record)
    assert exit_of(folder) == -signal.SIGTERM


def test_a_keeper_whose_number_another_process_has_is_dead(tmp_path: Path) -> None:
    own = {"pid": os.getpid(), "start_time": 1, "session": os.getsid(0), "keeper": os.getpid(), "keeper_start": 1}
    (tmp_path / "bench.json").write_text(json.dumps(own))
    record = read_record(str(tmp_path))
    assert record and not keeper_lives(record) and members(record) == []
    assert read_record(str(tmp_path / "other")) is None
