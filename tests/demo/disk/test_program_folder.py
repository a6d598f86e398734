"""The demo's programs stand where the kernel starts them."""

import os
import tempfile

from mindie_tui.demo.disk import program_folder
from mindie_tui.demo.disk.program_folder import find_program_folder


def test_the_first_folder_that_can_be_written_is_taken(tmp_path):
    (tmp_path / "b").mkdir()
    assert find_program_folder([tmp_path / "missing", tmp_path / "b", tmp_path]) == str(tmp_path / "b")


def test_a_file_system_without_programs_is_passed_over(tmp_path, monkeypatch):
    real = os.statvfs

    class Noexec:
        f_flag = os.ST_NOEXEC

    monkeypatch.setattr(program_folder.os, "statvfs", lambda at: Noexec if str(at).endswith("tmp") else real(at))
    for name in ("tmp", "cache"):
        (tmp_path / name).mkdir()
    assert find_program_folder([tmp_path / "tmp", tmp_path / "cache"]) == str(tmp_path / "cache")


def test_where_none_is_found_the_temporary_directory_is_taken(tmp_path):
    assert find_program_folder([tmp_path / "missing"]) == tempfile.gettempdir()
