"""Folders and archives are read as they are; nothing is unpacked, nothing outside is followed."""

import gzip
import zipfile

import pytest

from mindie_tui.model.errors import StoreError
from mindie_tui.store import collected_logs
from mindie_tui.store.collected_logs import CollectedLogs


def read(path):
    logs = CollectedLogs(path)
    return {name: b"".join(chunks) for name, chunks in logs.files()}, logs.notes


def test_of_a_folder_the_regular_files_that_may_be_logs_are_read(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.log").write_bytes(b"one")
    (tmp_path / "a" / "y.log.gz").write_bytes(gzip.compress(b"two"))
    (tmp_path / "w.safetensors").write_bytes(b"weights")
    (tmp_path / "core.123").write_bytes(b"\x7fELF\0\0")
    (tmp_path / "link.log").symlink_to("/etc/passwd")
    found, notes = read(tmp_path)
    assert {name: data for name, data in found.items() if data} == {"a/x.log": b"one", "a/y.log.gz": b"two"}
    assert notes == []


def test_an_archive_in_a_folder_is_a_folder_of_its_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "a3-01.zip", "w") as archive:
        archive.writestr("plog/x.log", "one")
        archive.writestr("../../y.log", "two")
        archive.writestr("dir/", "")
    assert read(tmp_path)[0] == {"a3-01/plog/x.log": b"one", "a3-01/y.log": b"two"}


def test_of_an_archive_that_unpacks_to_too_much_the_first_part_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(collected_logs, "MOST_BYTES", 5_000_000)
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(3):
            archive.writestr(f"{n}.log", b"0" * 4_000_000)
    (tmp_path / "y.log.gz").write_bytes(gzip.compress(b"0" * 20_000_000))
    found, notes = read(tmp_path)
    assert sum(map(len, found.values())) <= 10_000_000
    assert len(notes) == 3


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.gz"])
def test_what_is_no_archive_is_a_note(tmp_path, name):
    (tmp_path / name).write_bytes(b"no archive at all")
    found, notes = read(tmp_path / name)
    assert not any(found.values())
    assert len(notes) == 1 and name in notes[0]


def test_a_path_that_is_not_there_raises(tmp_path):
    with pytest.raises(StoreError):
        read(tmp_path / "nowhere")
