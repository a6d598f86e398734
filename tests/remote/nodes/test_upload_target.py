"""What stands on a node where files are to be sent: a refusal before anything is sent."""

import pytest

from mindie_tui.model.errors import CommandFailed, Refused
from mindie_tui.remote.nodes.upload_progress import Upload
from mindie_tui.remote.nodes.upload_target import Target
from mindie_tui.store.uploads import list_files


@pytest.fixture
def target(tmp_path):
    (tmp_path / "a").write_bytes(bytes(1000))
    return Target(Upload("a3-01", "gsm8k", tmp_path, "/data", files=list_files(tmp_path, "a3-01")))


def test_a_file_of_another_size_or_no_file_is_refused(target):
    target.hear({"at": 0, "there": 7, "sha256": None})
    with pytest.raises(Refused, match="/data/a is there with 7 bytes, not 1000"):
        target.judge_names()


def test_what_has_arrived_of_a_file_is_no_refusal(target):
    target.hear({"at": 0, "part": 10, "sha256": "ab"})
    target.judge_names()
    assert target.parts == {0: (10, "ab")} and target.there == {}


def test_too_little_room_is_said_and_none_may_be_used(target):
    with pytest.raises(CommandFailed, match="did not say what is there"):
        target.judge_room(1)
    target.hear({"target": False, "free": 1 << 20, "folder": "/", "why": ""})
    with pytest.raises(Refused, match="gsm8k needs 1000 B more"):
        target.judge_room(1000)
    target.hear({"target": False, "free": None, "folder": "/", "why": "is not writable for uid 7"})
    with pytest.raises(Refused, match="/ is not writable for uid 7"):
        target.judge_room(1)


def test_an_error_of_the_node_is_a_refusal_with_what_to_do(target):
    with pytest.raises(Refused, match="/data: Permission denied"):
        target.hear({"error": "Permission denied", "path": "/data", "do": "name another folder"})
