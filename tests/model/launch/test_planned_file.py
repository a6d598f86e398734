"""A file that will be written."""

from mindie_tui.model.launch.planned_file import PlannedFile, sha256


def test_it_is_known_by_its_hash():
    file = PlannedFile("start.sh", "~/start.sh", b"x", 0o700)
    assert file.sha256 == sha256(b"x") != sha256(b"y")
