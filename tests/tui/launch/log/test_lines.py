"""A line of MindIE's log in its parts, and whether a level shows it."""

from mindie_tui.tui.launch.log.lines import parse, shown as is_shown, since
from tests.kit.scenes import FAILED


def test_a_line_is_taken_apart_by_either_of_its_forms():
    line = parse(
        "[2025-11-25 17:50:00.000001] [240] [245] [llm] [INFO] [grpc_communicator.cpp:203] gRPC server started"
    )
    assert (line.time, line.level, line.source, line.message) == (
        "17:50:00.000",
        "I",
        "grpc_communicator.cpp:203",
        "gRPC server started",
    )
    plog = parse(FAILED.splitlines()[0])
    assert plog.level == "E" and plog.source == "hccl_socket.cc:100" and plog.time == "03:47:57.070"
    assert parse("ValueError: no").level == "E" and parse("Daemon start success!").level == ""
    assert parse("[" * 100_000).message and not is_shown(parse("plain"), "W")


def test_a_span_over_midnight_is_short():
    assert since("00:00:01.500", 86_399.0) == "0:02.500" and since("12:00:00", 0) == "12:00:00.000"
