"""Files that are to be sent: what there is, read in slices, and whether it changes meanwhile."""

import hashlib

import pytest

from mindie_tui.model.errors import Refused, StoreError
from mindie_tui.store import uploads


@pytest.fixture
def folder(tmp_path):
    for name, text in (("b.txt", "bb"), ("a/c.txt", "ccc"), (".git/x", "x"), ("d.mindie-tui.part", "x")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_the_files_of_a_folder_come_by_name_without_what_is_not_data(folder):
    found = uploads.list_files(folder, "data")
    assert [(one.name, one.size) for one in found] == [("a/c.txt", 3), ("b.txt", 2)]
    (alone,) = uploads.list_files(folder / "b.txt", "data")
    assert (alone.name, alone.size) == ("", 2)


def test_what_cannot_be_sent_is_refused(folder, monkeypatch):
    (folder / "empty").mkdir()
    for path, why in ((folder / "empty", "contains no file"), (folder / "gone", "does not exist")):
        with pytest.raises(Refused, match=why):
            uploads.list_files(path, "data")
    monkeypatch.setattr(uploads, "MOST_FILES", 1)
    with pytest.raises(Refused, match="more than 1 files"):
        uploads.list_files(folder, "data")


def test_a_file_is_read_from_a_place_on_and_hashed_up_to_one(folder):
    (one,) = uploads.list_files(folder / "a" / "c.txt", "data")
    assert b"".join(uploads.slices(one, 1)) == b"cc"
    into = hashlib.sha256()
    assert list(uploads.hash_slices(one, 2, into)) == [3] and into.digest() == hashlib.sha256(b"cc").digest()


def test_a_file_that_changes_on_the_way_is_not_sent_as_it_was(folder):
    (one,) = uploads.list_files(folder / "b.txt", "data")
    one.path.write_text("longer")
    with pytest.raises(StoreError, match="was changed while it was read"):
        list(uploads.slices(one))
    one.path.unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        list(uploads.slices(one))
