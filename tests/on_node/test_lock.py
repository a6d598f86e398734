"""on_node/lock.py: one holder at a time; whoever replaces it names the very lock that he means."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mindie_tui.on_node import lock

LI, WANG = b'{"who": "li@jump"}', b'{"who": "wang@jump"}'


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(lock, "OURS", str(tmp_path / "ours"))
    monkeypatch.setattr(lock, "LOCK", str(tmp_path / "ours" / "lock"))
    return tmp_path / "ours"


def test_a_lock_is_taken_once_and_again_by_its_holder(home: Path) -> None:
    assert lock.take(LI, "") == {"taken": True} and lock.take(LI, "") == {"taken": True}
    assert home.stat().st_mode & 0o777 == 0o700
    told = lock.take(WANG, "")
    assert told["holder"] == json.loads(LI) and told["age_s"] >= 0
    assert lock.take(WANG, told["sha256"]) == {"taken": True}
    assert sorted(path.name for path in home.iterdir()) == ["lock"]


def test_only_the_holder_touches_it_and_gives_it_back(home: Path) -> None:
    lock.take(LI, "")
    assert (lock.keep(WANG), lock.release(WANG)) == ({"kept": False}, {"released": False})
    assert (lock.keep(LI), lock.release(LI)) == ({"kept": True}, {"released": True})
    assert lock.keep(LI) == {"kept": False} and list(home.iterdir()) == []


def test_a_folder_that_is_a_link_is_refused(home: Path, tmp_path: Path) -> None:
    home.symlink_to(tmp_path)
    assert "is a symbolic link" in lock.take(LI, "")["error"]
