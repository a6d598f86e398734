"""What the service prints is recognised, in chunks cut anywhere, whatever the bytes."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from mindie_tui.model.events.codec import PHASES, ServiceError, ServicePhase
from mindie_tui.model.mindie.startup_log import UNRECOGNISED, Recogniser

LOGS = Path(__file__).parents[1] / "logs"
SINGLE = (LOGS / "start_success_single.log").read_bytes()


def fed(data, size=65536, seconds=1.0):
    """All events of some bytes, in chunks of `size`, `seconds` apart."""
    watcher, events, at = Recogniser("a3-01"), [], 0.0
    for start in range(0, len(data), size):
        at += seconds
        events += watcher.feed(data[start : start + size], at)
    return events + watcher.finish(at)


def phases(events):
    return [event.phase for event in events if isinstance(event, ServicePhase)]


def codes(events):
    return [event.code for event in events if isinstance(event, ServiceError)]


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("start_success_single.log", ["config", "engine", "weights", "weights", "endpoint", "started"]),
        (
            "start_success_master_2node.log",
            ["config", "rank_table", "slaves", "engine", "weights", "memory", "warmup", "endpoint", "started"],
        ),
        (
            "start_success_slave_2node.log",
            ["config", "rank_table", "slaves", "engine", "weights", "endpoint", "started"],
        ),
    ],
)
def test_a_good_start_walks_through_its_phases_without_an_error(log, expected):
    events = fed((LOGS / log).read_bytes())
    assert phases(events) == expected
    assert codes(events) == []


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("fail_dp_number.log", ["par-dp-node", "died-terminate", "died-aborted"]),
        ("fail_hccl_socket.log", ["hccl-16666", UNRECOGNISED, "hccl-link-est", UNRECOGNISED, "hccl-link-table"]),
        ("fail_listen.log", ["port-listen", "http-wrapper"]),
        ("fail_model_type.log", ["tok-vocab"]),
    ],
)
def test_a_bad_start_is_recognised_with_its_cause(log, expected):
    events = fed((LOGS / log).read_bytes())
    assert codes(events) == expected
    first = next(event for event in events if isinstance(event, ServiceError))
    assert first.cause and first.remedy


def test_an_error_says_where_in_the_log_it_stands():
    data = (LOGS / "fail_listen.log").read_bytes()
    for size in (7, 64, 65536):
        for event in fed(data, size):
            if isinstance(event, ServiceError):
                assert event.log["file"] == "logs/a3-01/service.log"
                assert data[event.log["offset"] :].startswith(event.line.encode()[:40])


@pytest.mark.parametrize("size", [1, 2, 3, 17, 256])
@pytest.mark.parametrize("log", sorted(path.name for path in LOGS.iterdir()))
def test_it_does_not_matter_where_the_chunks_are_cut(log, size):
    data = (LOGS / log).read_bytes()
    assert phases(fed(data, size, 9)) == phases(fed(data))
    assert codes(fed(data, size)) == codes(fed(data))


def test_the_progress_of_the_weights_comes_out_of_the_rewritten_line():
    watcher, events = Recogniser("a3-02"), []
    for layer in range(62):
        percent = layer * 100 // 61
        bar = f"{percent:3}%|{'#' * (percent // 10):10}| {layer}/61 [00:01<00:09, 8.07s/layer]"
        line = f"\rLoading selected layers: {bar}"
        events += watcher.feed(line.encode(), layer * 8.0)
    events += watcher.feed(b"\n", 500)
    told = [(event.percent, event.count) for event in events]
    assert told[0] == (0, "0/61")
    assert (70, "43/61") in told
    assert told[-1] == (100, "61/61")
    assert [percent for percent, _ in told] == sorted({percent for percent, _ in told})


def test_the_weights_are_told_once_a_second_and_at_their_end():
    lines = b"".join(b"Loading selected layers: %3d%%|##| %d/99 [00:00<00:00]\r" % (n, n) for n in range(1, 101))
    watcher = Recogniser("a3-01")
    assert [e.percent for e in watcher.feed(lines, 0.5)] == [1, 100]


def test_phases_only_go_forward():
    events = fed(b"Daemon start success!\nConfigManager: Load Config from /x\nLoading selected layers:  50%|#| 1/2 [\n")
    assert phases(events) == ["started"]


def test_what_is_said_as_info_is_no_error():
    assert fed(b"[INFO] HCCL: NPU out of memory. Tried to allocate 2 GiB would be bad\n") == []


def test_a_slave_that_waits_for_its_master_is_no_error():
    line = b"[llm] [ERROR] [grpc.cpp:294] Send registration message to master failed. Retrying in 1 second...\n"
    assert fed(line * 99) == []


def test_the_same_error_is_told_once():
    assert codes(fed(b"[ERROR] NPU out of memory. Tried to allocate 2.00 GiB\n" * 500)) == ["mem-oom"]


def test_errors_that_nobody_knows_are_told_ten_times():
    assert codes(fed(b"".join(b"[ERROR] something odd %d\n" % n for n in range(500)))) == [UNRECOGNISED] * 10


def test_the_exception_of_a_bare_traceback_is_an_error():
    lines = ["Traceback (most recent call last):", '  File "x.py"', "    f()", "KeyError: 'rank'", "KeyError: 2"]
    (event,) = fed("\n".join(lines).encode())
    assert (event.code, event.line) == (UNRECOGNISED, "KeyError: 'rank'")


def test_a_line_without_an_end_does_not_grow_and_what_follows_is_seen():
    watcher = Recogniser("a3-01")
    for _ in range(100):
        assert watcher.feed(b"x" * 65536, 1) == []
    (event,) = watcher.feed(b"\nDaemon start success!\n[ERROR] after it\n", 2)[:1]
    assert event.phase == "started"
    error = watcher.feed(b"[ERROR] and one more\n", 3)[0]
    assert error.log["offset"] == 100 * 65536 + len(b"\nDaemon start success!\n[ERROR] after it\n")


def test_foreign_bytes_and_escape_sequences_do_no_harm():
    (event,) = fed(b"\x1b[31m[ERROR]\x1b[0m \xff\xfe NPU out of memory. Tried to allocate 2.00 GiB\x07\r\n")
    assert event.code == "mem-oom"
    assert "\x1b" not in event.line and "\x07" not in event.line


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_no_bytes_at_all_make_it_fail(chunks):
    watcher = Recogniser("a3-01")
    events = [event for at, chunk in enumerate(chunks) for event in watcher.feed(chunk, at)]
    events += watcher.finish(99)
    assert all(event.node == "a3-01" for event in events)


@given(st.lists(st.integers(1, 400), max_size=30))
def test_any_cut_gives_the_same_order_of_phases(cuts):
    watcher, events, at = Recogniser("a3-01"), [], 0
    for number, cut in enumerate([*cuts, len(SINGLE)]):
        events += watcher.feed(SINGLE[at : at + cut], number * 2)
        at += cut
    assert list(dict.fromkeys(phases(events))) == [p for p in PHASES if p in phases(events)]


# -- the end of a start

TRACE = 'Traceback (most recent call last):\n  File "x.py", line 1, in f\n    f()\n'


def fatal(text):
    return [(event.code, event.line) for event in fed(text.encode()) if event.fatal]


def test_a_workers_bare_traceback_is_the_end_of_a_start():
    assert fatal(TRACE + "KeyError: 'rank'\n") == [(UNRECOGNISED, "KeyError: 'rank'")]
    assert fatal(TRACE.replace("T", "[rank3]: T", 1) + "[rank3]: ValueError: no\n") == [
        (UNRECOGNISED, "[rank3]: ValueError: no")
    ]


def test_a_traceback_of_a_known_error_is_both_even_where_the_error_was_told_before():
    line = "RuntimeError: NPU out of memory. Tried to allocate 226.00 MiB"
    assert fatal(TRACE + line + "\n") == [("mem-oom", line)]
    assert fatal("[ERROR] NPU out of memory. Tried to allocate 2.00 GiB\n" + TRACE + line + "\n") == [("mem-oom", line)]


def test_one_rank_after_the_other_fails_and_it_is_told_once():
    assert len(fatal((TRACE + "KeyError: 'rank'\n") * 16)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[llm] [WARN] [x.py:3] could not import: " + TRACE + "ImportError: no module\n",
        "Exception ignored in: <function _Pool.__del__ at 0x1>\n" + TRACE + "TypeError: not callable\n",
        "[ERROR] a line that stands alone\n",
        "KeyError: 'no traceback before it'\n",
    ],
)
def test_what_ended_nothing_is_no_end(text):
    assert fatal(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "Process 245 was terminated by signal 11 (Segmentation fault)",
        "Process 245 was terminated by signal 9 (Killed)",
        "[server] [ERROR] [endpoint.cpp:45] : [endpoint] Failed to init engine! "
        "Please check in the env MINDIE_LOG_PATH",
    ],
)
def test_a_child_that_was_killed_or_an_engine_that_is_not_up_is_the_end(line):
    assert [line for _, line in fatal(line + "\n")] == [line]


def test_status_137_is_not_called_out_of_memory():
    (event,) = fed(b"Process 245 was terminated by signal 9 (Killed)\n")
    said = f"{event.line} {event.cause} {event.remedy}"
    assert "also the usual end of a failed start" in event.cause and "dmesg" in event.remedy
    assert "OOM" not in said


def test_an_error_carries_the_time_of_its_line():
    (event,) = fed(b"[2025-11-25 17:59:09.908+08:00] [1] [server] [ERROR] [x.cpp:1] : something odd\n")
    assert event.when == "2025-11-25T17:59:09.908000+08:00"


def test_the_lines_of_the_memory_and_the_config_that_was_read_are_kept():
    watcher = Recogniser("a3-01")
    watcher.feed((LOGS / "start_success_master_2node.log").read_bytes(), 1)
    assert len(watcher.memory) == 4 and "One block during warmup" in watcher.memory[0]
    assert watcher.config_path == "/usr/local/Ascend/mindie/latest/mindie-service/conf/config.json"
