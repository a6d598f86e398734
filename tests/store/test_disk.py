"""Files written whole or not at all; what the operating system refuses is a sentence."""

import errno
import os
import stat

import pytest

from mindie_tui.model.errors import StoreError
from mindie_tui.store import disk


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_refusal_names_the_path_and_what_to_do(tmp_path):
    with pytest.raises(StoreError, match="it does not exist") as refused, disk.as_store_error(tmp_path / "x"):
        (tmp_path / "x").read_bytes()
    assert str(tmp_path / "x") in str(refused.value) and refused.value.do == "check the path"
    assert disk.store_error(OSError(errno.ENOSPC, "x"), "/p").what == "the disk is full"
    assert disk.store_error(OSError("odd"), "/p").what == "odd"


def test_a_file_is_replaced_and_keeps_its_mode_and_its_link(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o644)
    link.symlink_to(real)
    disk.write_atomic(link, b"new")
    assert (real.read_bytes(), mode(real), link.is_symlink()) == (b"new", 0o644, True)
    disk.write_atomic(tmp_path / "fresh", b"x", sync=False)
    assert mode(tmp_path / "fresh") == 0o600 and sorted(p.name for p in tmp_path.iterdir()) == ["fresh", "link", "real"]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    with pytest.raises(StoreError):
        disk.write_atomic(tmp_path / "gone" / "x", b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="it is a folder"):
        disk.write_atomic(tmp_path / "folder", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_larger_file_is_refused_with_its_name(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"12345")
    assert disk.read_bytes(path, 5) == b"12345"
    with pytest.raises(OSError, match="larger than") as refused:
        disk.read_bytes(path, 4)
    assert refused.value.errno == errno.EFBIG and refused.value.filename == str(path)


def test_a_pipe_that_says_nothing_is_given_up(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert disk.read_bytes(tmp_path / "pipe", 9) == b"", "nobody has opened it to write"
    writer = os.open(tmp_path / "pipe", os.O_RDWR)
    try:
        with pytest.raises(OSError, match="nothing was written to it"):
            disk.read_bytes(tmp_path / "pipe", 9, wait=False)
    finally:
        os.close(writer)


def test_folders_are_made_for_this_user_alone_and_kept_private(tmp_path):
    made = disk.make_folder(tmp_path / "a" / "b")
    assert mode(made) == mode(made.parent) == 0o700
    made.chmod(0o777)
    disk.keep_private(made)
    assert mode(made) == 0o700
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="a part of the path is a file"):
        disk.make_folder(tmp_path / "file")
    with disk.open_to_append(tmp_path / "log") as file:
        file.write(b"x")
    assert mode(tmp_path / "log") == 0o600
