"""The lines of one log in order: tracebacks, levels, good lines without end."""

import random

import pytest

from mindie_tui.model.faults.watch import FaultWatch

TRACE = ["Traceback (most recent call last):", '  File "x.py", line 3, in f', "    f()"]


def seen(*lines, **how):
    found = FaultWatch(**how).look([(line.encode(), n) for n, line in enumerate(lines)])
    return [(one.fault.code if one.fault else None, one.offset, one.raised) for one in found]


def test_a_known_and_an_unknown_error_are_seen_with_their_places():
    lines = ("all is well", "[ERROR] odd", "[ERROR] NPU out of memory. Tried to allocate 2.00 GiB", "well again")
    assert seen(*lines) == [(None, 1, False), ("mem-oom", 2, False)]


def test_of_a_traceback_its_exception_counts_once_or_each_time():
    assert seen(*TRACE, "KeyError: 'rank'", *TRACE, "KeyError: 2") == [(None, 3, True)]
    twice = seen(*TRACE, "KeyError: 'rank'", *TRACE, "KeyError: 2", every_traceback=True)
    assert twice == [(None, 3, True), (None, 7, True)]


def test_the_last_line_of_a_traceback_is_an_error_where_it_was_sent_alone():
    line = "ValueError: the model is odd"
    assert seen(line, every_traceback=True) == [(None, 0, False)] and seen(line) == []
    assert seen("a note: ValueError: the model is odd", every_traceback=True) == []


def test_a_traceback_that_ended_nothing_is_passed_over():
    assert seen("[WARN] could not import: " + TRACE[0], *TRACE[1:], "ImportError: no module") == []
    assert seen("Exception ignored in: <function f>", *TRACE, "TypeError: not callable") == []


def test_entries_of_a_phase_that_is_left_out_are_not_looked_for():
    assert seen("requests failed: Connection refused") == [("ais-refused", 0, False)]
    assert seen("requests failed: Connection refused", without=frozenset({"bench"})) == []


def test_a_hundred_thousand_good_lines_show_nothing_and_are_remembered_by_few_shapes():
    choose = random.Random(7)
    kinds = (
        "[2025-11-25 17:50:{s:02d}.{n:06d}] [240] [245] [llm] [WARN] [scheduler.cpp:88] batch {n} took {s} ms",
        "request {h} is done, {s} tokens in {n} us, the next one waits",
        "INFO 11-25 10:{s:02d}:00 [loggers.py:118] Engine 000: Avg prompt throughput: {n}.0 tokens/s, Running: {s}",
        "(EngineCore_0 pid={n}) INFO 11-25 10:00:{s:02d} [core.py:80] cache {h} hit",
        "[EVENT] PROFILING({n},python):2026-03-01-10:00:{s:02d}.123.456 [x.cpp:20] [{n}]start {h}",
        '127.0.0.1:{n} - "POST /v1/chat/completions HTTP/1.1" 200 OK',
        "Loading safetensors checkpoint shards: {s}% Completed | {s}/163 [00:{s:02d}<00:12, 2.11it/s]",
        "[Mar  1 10:00:{s:02d}] docker0: port {s}(veth{h}) entered forwarding state",
        "hccl rank {s} connected to rank {n}, error count 0, timeout 120 s",
    )
    watch = FaultWatch()
    for _ in range(100):
        numbers = [(choose.randrange(60), choose.randrange(10**6), choose.randbytes(8).hex()) for _ in range(1000)]
        lines = [(choose.choice(kinds).format(s=s, n=n, h=h).encode(), n) for s, n, h in numbers]
        assert watch.look(lines) == []
    assert watch.remembered < 100


@pytest.mark.long
def test_a_million_good_lines_of_every_kind_show_nothing():
    """Words that sound like faults, in lines that say that all is well, each unlike the one before."""
    choose = random.Random(11)
    levels = ("[INFO]", "[DEBUG]", "[WARN]", "[EVENT]", "INFO", "DEBUG", "WARNING", "")
    says = (
        "request {h} done: error_code=0, 0 failed, 0 timeouts, ret 0", "no error on device {s}, health OK",
        'answered {{"error": null, "id": "{h}", "finish_reason": "stop"}}', "retry 0 of 3, connection {h} is alive",
        "hccl communicator of group {h} created, {n} ranks, no link lost", "memory of NPU {s}: {n} MB free, no leak",
        "checkpoint shard {s} of 163 read from /data/failover/{h}.safetensors", "heartbeat of rank {s} after {n} us",
        "warmup batch {n} passed, exception count 0", "killed 0 processes, 0 zombies; out of {n} requests none is lost",
        "timeout is {n} s, error threshold {s} %", "plog level 3, dump off, fatal 0, warning {s}",
        "user said: my training crashed with CUDA error, please help ({h})", "exit status 0 after {n} ms",
    )  # fmt: skip
    words = ["".join(choose.choices("ghjkmnpqrstuvwxyz", k=5)) for _ in range(5000)]
    heads = [
        f"2025-11-25 17:50:{at % 60:02d} {choose.choice(levels)} [{word}.cpp:{at}]" for at, word in enumerate(words)
    ]
    bodies = [
        said.format(s=at % 60, n=choose.randrange(10**6), h=choose.randbytes(6).hex())
        for at in range(300)
        for said in says
    ]
    watch, at = FaultWatch(), 0
    for _ in range(100):
        lines = [f"{heads[(at + n) * 7 % 5000]} {bodies[(at + n) * 11 % len(bodies)]}".encode() for n in range(10_000)]
        at += len(lines)
        assert watch.look([(line, n) for n, line in enumerate(lines)]) == []
    assert at == 1_000_000


def test_shapes_are_forgotten_before_they_fill_the_memory():
    watch, choose = FaultWatch(), random.Random(1)
    for _ in range(60):
        watch.look([("".join(choose.choices("ghjkmnpq", k=12)).encode(), 0) for _ in range(1000)])
    assert watch.remembered <= 21_000


def test_foreign_bytes_are_no_trouble():
    assert seen("\x1b[31m[ERROR]\x1b[0m odd \u202e") == [(None, 0, False)]
    assert FaultWatch().look([(b"\xff\xfe[ERROR] \x00odd", 0)])[0].line.endswith("[ERROR] odd")
