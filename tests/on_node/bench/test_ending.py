"""on_node/bench/ending.py: the exit status of a point, also where nobody will write it."""

from __future__ import annotations

import json
from pathlib import Path

from mindie_tui.on_node.bench.ending import read_exit


def test_the_reader_ends_when_nobody_will_write_the_status(tmp_path: Path) -> None:
    (tmp_path / "bench.json").write_text(json.dumps({"keeper": 2**22 + 1}))
    assert read_exit(str(tmp_path)) == {"exit": None}
    (tmp_path / "exit.json").write_text('{"exit": 0}')
    assert read_exit(str(tmp_path)) == {"exit": 0}
