"""events.jsonl as several processes append to it."""

import threading

import pytest

from mindie_tui.model.errors import StoreError
from mindie_tui.store.runs.event_log import EventLog, alone, is_stopped


def line(number):
    return number, b"%d\n" % number


def test_two_writers_number_their_lines_without_a_gap(tmp_path):
    one, two = EventLog(tmp_path / "e"), EventLog(tmp_path / "e")
    assert [log.append(line) for log in (one, two, two, one)] == [1, 2, 3, 4]
    one.close()
    assert one.append(line) == 5 and (tmp_path / "e").read_bytes() == b"1\n2\n3\n4\n5\n"


def test_a_line_that_a_kill_cut_off_is_taken_away(tmp_path):
    (tmp_path / "e").write_bytes(b"1\n2\n3 half")
    assert EventLog(tmp_path / "e").append(line) == 3
    assert (tmp_path / "e").read_bytes() == b"1\n2\n3\n"


def test_a_folder_that_is_gone_is_a_refusal(tmp_path):
    with pytest.raises(StoreError, match="it does not exist"):
        EventLog(tmp_path / "gone" / "e").append(line)


def test_only_one_is_inside_at_a_time(tmp_path):
    inside, order = threading.Event(), []

    def second():
        inside.wait(20)
        with alone(tmp_path / "lock"):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with alone(tmp_path / "lock"):
        inside.set()
        order.append("first")
    thread.join(20)
    assert order == ["first", "second"]


@pytest.mark.parametrize(
    ("events", "stopped"),
    [([], False), ([("service.stopped", "a")], True), ([("service.stopped", "a"), ("service.started", "a")], False),
     ([("service.stopped", "b")], False), ([("service.stopped", "a"), ("bench.started", "a")], True)],
)  # fmt: skip
def test_the_last_word_on_a_nodes_service_counts(events, stopped):
    assert is_stopped([{"event": event, "node": node} for event, node in events], "a") is stopped
    assert not is_stopped(
        [{"event": "service.stopped", "node": "a"}, {"event": "service.attached", "nodes": ["a"]}], "a"
    )
