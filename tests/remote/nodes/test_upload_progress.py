"""What is said of an upload once a second."""

from pathlib import Path

from mindie_tui.remote.nodes.upload_progress import Progress, Upload
from mindie_tui.store.uploads import list_files


def test_the_rate_counts_what_was_sent_and_not_what_stood_there(tmp_path: Path):
    (tmp_path / "a").write_bytes(bytes(1000))
    up = Upload("a3-01", "gsm8k", tmp_path, "/data", files=list_files(tmp_path, "a3-01"))
    progress = Progress(up, began=10.0, tick_s=1.0, kept=400, done={0: 600})
    event = progress.event(12.0)
    assert (event.done_bytes, event.total_bytes, event.total_files, event.elapsed_s) == (600, 1000, 1, 2.0)
    assert event.eta_s == 4.0, "200 bytes in two seconds, 400 are left"


def test_it_is_told_again_when_the_tick_is_over(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"x")
    up = Upload("a3-01", "image", tmp_path / "a", "/a", files=list_files(tmp_path / "a", "a3-01"))
    assert up.single and up.total == 1
    progress = Progress(up, began=10.0, tick_s=1.0, told=10.0)
    assert [len(list(progress.due(now))) for now in (10.5, 11.0, 11.5, 12.5)] == [0, 1, 0, 1]
