"""Loads held against each other, and repeats with their spread."""

import pytest

from mindie_tui.model import language
from mindie_tui.model.report.diff.compared_run import ComparedRun
from mindie_tui.model.report.page.front import front
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import tag, written
from mindie_tui.model.runs.state import RunState
from tests.kit.pages import Seen


def html(*points):
    return written(tag("body", *front(PageSource(ComparedRun("x", "p", None, report={"points": points}), RunState()))))


def point(key, output, ttft, repeat=1):
    found = {"key": key, "throughput": {"output_tok_s": output}, "latency": {"ttft_ms": {"p99": ttft}}}
    return found | ({"repeat": repeat} if repeat > 1 else {})


def pair(a, b):
    return {"batch_size": 8, "input_len": a, "output_len": b}


def test_a_load_that_another_one_beats_is_told_with_the_one_that_does():
    points = [point(pair(128, 64), 100.0, 50.0), point(pair(512, 64), 90.0, 70.0), point(pair(512, 512), 300.0, 80.0)]
    drawn = html(*points)
    said = Seen(drawn).text
    assert "Throughput against TTFT p99" in said and "as these 2: the Pareto front" in said
    assert said.count("on it") == 2 and "beaten by batch_size 8, input_len 128, output_len 64" in said
    assert drawn.count("<svg") == 1 and drawn.count("<circle") == 3
    assert html(points[0]) == written(tag("body"))


def test_repeats_have_their_mean_and_their_spread():
    said = Seen(html(*(point({"batch_size": 8}, output, 50.0, 3) for output in (100.0, 104.0, 96.0)))).text
    assert "Repeats of batch_size 8" in said and "output 100.0 tok/s 4.0 % 96.00 tok/s 104.0 tok/s 3" in said
    assert "Pareto" not in said


@pytest.fixture
def chinese():
    language.use("zh")
    yield
    language.use("en")


def test_it_is_told_in_chinese_too(chinese):
    points = [point({"batch_size": n}, 100.0 * n, 50.0 * n, 2) for n in (1, 1, 2, 2)]
    said = Seen(html(*points)).text
    assert "帕累托前沿" in said and "重复测量" in said
    assert not [word for word in ("not beaten", "Repeats", "Noise", "lowest") if word in said]
