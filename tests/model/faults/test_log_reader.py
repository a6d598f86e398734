"""One file in chunks: first lines of each fault, neighbours, times, bounds."""

import pytest

from mindie_tui.model.faults.log_reader import LogReader, seconds_of

LINES = [f"[2025-11-25 10:00:{n:02d}.000+08:00] [1] [2] [llm] [INFO] step {n}" for n in range(20)]
OOM = "RuntimeError: NPU out of memory. Tried to allocate 2.00 GiB"


def read(data, size=1 << 20):
    reader = LogReader("a/service.log")
    for at in range(0, len(data), size):
        reader.feed(data[at : at + size])
    return reader.finish()


@pytest.mark.parametrize("size", [7, 64, 1000, 1 << 20])
def test_a_line_is_kept_with_its_place_and_the_time_before_it(size):
    data = "\n".join([*LINES[:10], OOM, *LINES[10:]]).encode()
    tally = read(data, size)
    (one,) = tally.of("a3-01", 0.0)
    assert (one.node, one.file, one.seen.fault.code) == ("a3-01", "a/service.log", "mem-oom")
    assert data[one.seen.offset :].startswith(OOM.encode())
    assert one.when == "2025-11-25T10:00:09+08:00"
    assert (tally.bytes, tally.lines, tally.errors, tally.zone_s) == (len(data), 20, 1, 8 * 3600.0)


def test_the_neighbours_of_a_line_stand_around_it():
    (one,) = read("\n".join([*LINES[:10], OOM, *LINES[10:]]).encode()).found
    assert one.around == (*LINES[7:10], OOM, *LINES[10:16])


def test_each_code_is_kept_once_and_of_unknown_errors_twenty():
    tally = read(f"{OOM}\n".encode() * 50 + b"".join(b"[ERROR] odd %d\n" % n for n in range(50)))
    assert len(tally.found) == 21
    assert tally.errors == 100


def test_a_line_without_end_does_not_grow():
    reader = LogReader("x")
    for _ in range(50):
        reader.feed(b"x" * 100_000)
    reader.feed(b"\n[ERROR] after it\n")
    (one,) = reader.finish().found
    assert one.seen.line == "[ERROR] after it"
    assert one.seen.offset == 5_000_001


def test_a_time_without_a_zone_is_read_in_the_zone_of_the_others():
    assert seconds_of("2025-11-25T18:00:00+08:00") == seconds_of("2025-11-25T18:00:00", 8 * 3600.0) == 1764064800.0
    assert seconds_of(None) is None
