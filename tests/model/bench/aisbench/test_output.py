"""What ais_bench prints, against recordings of real runs: phases, counts, and the cause of a failure."""

from __future__ import annotations

import random

import pytest

from mindie_tui.model.bench.aisbench import output as aisbench_lines
from mindie_tui.model.bench.aisbench.output import Counts, Lines, remedy
from tests.kit import recording


def read(run: str, size: int) -> tuple[Lines, list[str]]:
    lines, phases = Lines(), []
    for chunk in recording.chunks(recording.output(run), size):
        phases += lines.feed(chunk)
    return lines, phases + list(lines.close())


@pytest.mark.parametrize("size", [1, 7, 4096, 10**6])
def test_the_phases_and_counts_come_out_however_the_output_is_cut(size: int) -> None:
    lines, phases = read("perf200_c20_debug", size)
    assert phases == ["warmup", "load", "tables"]
    assert (lines.total, lines.counts) == (200, Counts(200, 200, 0, 200))
    assert lines.folder == "RUN/out/20261124_143704"
    assert lines.why is None


def test_the_counts_never_run_backwards_while_they_come() -> None:
    lines, last = Lines(), Counts()
    dice = random.Random(7)
    data = recording.output("perf2000_c50_debug")
    while data:
        size = dice.randint(1, 400)
        lines.feed(data[:size])
        data = data[size:]
        assert lines.counts.posted >= last.posted and lines.counts.finished >= last.finished
        last = lines.counts
    assert last.finished == 2000


@pytest.mark.parametrize("run, words, do", [
    ("err_server_down", "Cannot connect to host 127.0.0.1:9", "start the service"),
    ("err_dataset_missing", "FileNotFoundError: [Errno 2] No such file or directory: '/tmp/no/such/gsm8k/train.jsonl'",
     "put the data set on the bench node"),
    ("err_tokenizer_folder_empty", "UTILS-FILE-003", "must be a folder with a tokenizer"),
    ("perf_sigint_group_debug", "10 requests: Request cancelled by user", "without stopping it"),
])  # fmt: skip
def test_the_cause_of_every_failed_run_is_named(run: str, words: str, do: str) -> None:
    lines, _ = read(run, 3)
    assert words in (lines.why or "")
    assert do in remedy(lines.why or "", lines.code)


@pytest.mark.parametrize("why, do", [
    ("8 requests: Internal Server Error", "read the service's log"),
    ("AISBenchRuntimeError: failed reasons: {'Not Found': 1}", "set bench.performance.settings.model"),
    ("AISBench ended without a score: ais_bench ended with status -9", "see dmesg on the bench node"),
    ("ais_bench and its keeper were killed", "see dmesg on the bench node"),
    ("OSError: [Errno 28] No space left on device: '/root/.mindie-tui/runs/x'", "make room"),
    ("3 requests: Too Many Requests", "lower batch_size"),
    ("FileNotFoundError: [Errno 2] No such file or directory: '/d/mmlu/dev/anatomy_dev.csv'", "put the data set"),
    ("TypeError: VLLMCustomAPIChat.__init__() got an unexpected keyword argument 'max_seq_len'", "take that key out"),
])  # fmt: skip
def test_what_to_do_follows_the_cause(why: str, do: str) -> None:
    assert do in remedy(why)


def test_noise_of_megabytes_without_an_end_is_not_kept() -> None:
    lines = Lines()
    for _ in range(50):
        lines.feed(b"x" * 100_000)
    assert len(lines._rest) <= 100_000
    assert lines.feed(b"\nStart warmup, run\n") == ("warmup",)


def test_colours_and_control_characters_do_not_hide_a_cause() -> None:
    lines = Lines()
    lines.feed(b"\x1b[31ma.b.SomeError: \x1b[1mbad\x07 thing\x1b[0m\r\n")
    assert lines.why == "SomeError: bad thing"


def test_an_unknown_cause_says_where_to_look() -> None:
    assert aisbench_lines.remedy("KeyError: 'x'") == "read output.log in the run folder"
