"""Why it failed: the one answer as lines, as a sheet with its effects behind it, as a block for a chat."""

import pytest

from mindie_tui.model import language
from mindie_tui.model.events import codec as ev
from mindie_tui.tui.launch.why import Why, block_of, culprit_facts, title_of
from tests.kit import whole_plays as b
from tests.kit.plays import deployment, shown, until
from tests.kit.sizes import SIZES

LINE = "2026-03-01T10:00:00+0800 a3-02 kernel: Out of memory: Killed process 42 (mindie_llm_backe) total-vm:9kB"
FOUND = ev.ServiceCulprit(
    "a3-02", "kernel-oom", LINE, ("quiet before", LINE, "quiet behind"),
    "the kernel killed a process: the machine is out of memory", "The kernel killed process 42 (mindie_llm_backe).",
    "Run free -g", "a3-02", {"file": "logs/a3-02/kernel.log", "offset": 1234}, "2026-03-01T10:00:00+08:00",
    ({"rank": 16, "node": "a3-02", "npu": "0", "device_ip": "192.168.7.20"},),
    ({"node": "a3-01", "code": "EI0006", "line": "EI0006: waited", "when": "2026-03-01T10:02:00"},), 9,
    ({"node": "a3-01", "code": "unrecognised", "line": "ERROR odd", "when": None},),
)  # fmt: skip
UNKNOWN = ev.ServiceCulprit("a3-01", "unrecognised", "FooError: odd", ("Traceback (most", "FooError: odd"))


def test_the_block_has_what_where_why_what_to_do_the_lines_and_what_follows():
    text = block_of(FOUND)
    for words in ("a3-02: the kernel killed", "(kernel-oom)", "byte 1,234", "NPU 0, 192.168.7.20", "process 42",
                  "Run free -g", "\n> " + LINE, "\n  quiet before", "9 errors follow", "EI0006"):  # fmt: skip
        assert words in text, words


def test_an_unknown_error_is_called_so_and_points_to_its_lines():
    assert title_of(UNKNOWN) == "an error that no known fault fits"
    assert [label for label, _, _ in culprit_facts(UNKNOWN)] == ["line", "do"]
    assert "\n> FooError: odd" in block_of(UNKNOWN) and "\n  Traceback" in block_of(UNKNOWN)


def test_it_is_said_in_chinese():
    language.use("zh")
    try:
        assert "内核杀死了进程" in title_of(FOUND) and "根因" not in block_of(FOUND)
        assert "由此引发 9 条错误" in block_of(FOUND)
    finally:
        language.use("en")


@pytest.mark.parametrize("size", SIZES)
async def test_the_sheet_shows_the_first_fault_hides_what_follows_and_copies_one_block(size):
    state = b.fold(*b.started(), *b.checked())
    state = b.fold(*b.launched(until="failed"), FOUND, state=state)
    app = b.opened(b.Walk(deployment(2), None, state=state, spools={}), "launch")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "the kernel killed a process" in shown(app))
        assert "9 errors follow" in shown(app) and "first error, on" not in shown(app)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, Why))
        assert "what happened first" in shown(app) and "EI0006" not in shown(app)
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard.startswith("a3-02: the kernel killed"))
        await pilot.press("tab")
        await until(pilot, lambda: "EI0006: waited" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, Why))
