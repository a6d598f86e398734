"""More of the log: one row opened, where to go, what is saved, further files, what we did ourselves, the time."""

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.store.runs.run import Run
from mindie_tui.store.saved_files import Saved, free
from mindie_tui.tui.launch.log.filter import VisibleLines
from mindie_tui.tui.launch.log.goto import line_of
from mindie_tui.tui.launch.log.lines import parse, since
from mindie_tui.tui.launch.log.our_lines import OWN, OwnLines, sentence
from mindie_tui.tui.launch.log.paint import voices
from mindie_tui.tui.launch.log.rows import Rows
from mindie_tui.tui.launch.log_files import LogFiles
from mindie_tui.tui.text import translate
from tests.kit import whole_plays as b
from tests.kit.plays import deployment, row_of, shown, until
from tests.tui.launch.log.test_view import Lines, Shown, said
from tests.tui.launch.test_screen import pane


class Kept(b.Walk):
    """A walk with a run folder of its own."""

    def __init__(self, root, **more):
        value = deployment(2)
        launch = value.launch.model_copy(update={"follow": ("~/mindie/log/debug/*",)})
        super().__init__(value.model_copy(update={"launch": launch}), **more)
        self.run = Run.create(self.deployment, [], root=root)

    def spool(self, node):
        return self.run.spool(node)


@pytest.fixture
def kept(tmp_path):
    state = b.fold(*b.started(), *b.launched(until="weights"))
    walk = Kept(tmp_path / "runs", state=state)
    yield walk
    walk.run.close()


def test_every_line_of_a_fold_is_inside_it():
    spools = {"a": Lines(said(1, "x") * 9 + said(2, "y")), "b": Lines(said(1, "z") + said(2, "y"))}
    rows = Rows(("a", "b"), spools.get)
    rows.pull()
    rows.pull()
    for row in range(len(rows)):
        place, inside = rows.place(row), rows.inside(row)
        assert len(inside) == max(place.hidden, place.mask.bit_count())
        texts = {parse(spools[rows.nodes[p.node]].lines(p.line, 1)[0]).message for p in inside}
        assert texts == {parse(spools[rows.nodes[place.node]].lines(place.line, 1)[0]).message}
    assert sorted(len(rows.inside(row)) for row in range(len(rows))) == [1, 1, 2, 8]


def test_lines_below_an_opened_row_move_down_and_up_again():
    spools = {"a": Lines("first\n" + "same\n" * 5 + "last\n")}
    rows = Rows(("a",), spools.get)
    rows.pull()
    rows.pull()
    seen = VisibleLines(rows)
    before = [seen.at(n)[0] for n in range(len(seen))]
    assert len(seen) == 4 and seen.line_of(3) == 3
    assert seen.turn(2) and not seen.turn(0)
    assert len(seen) == 8 and seen.line_of(3) == 7
    assert [seen.at(n)[1] is not None for n in range(8)] == [False, False, False, True, True, True, True, False]
    assert [seen.at(n)[1].line for n in range(3, 7)] == [2, 3, 4, 5]
    assert seen.turn(2) and [seen.at(n)[0] for n in range(len(seen))] == before


async def test_a_click_stands_on_a_line_and_at_the_edge_opens_what_is_inside():
    app = Shown({"a": Lines("first\n" + "same\n" * 5 + "last\n")})
    async with app.run_test(size=(120, 12)) as pilot:
        view = app.log_view
        await until(pilot, lambda: "4 more alike" in shown(app))
        await pilot.click(view, offset=(20, 0))
        assert view.entry(view.marked).raw == "first" and not view.following
        await pilot.click(view, offset=(view.size.width - 3, 2))
        await until(pilot, lambda: view.line_count == 8)
        assert shown(app).count("same") == 6 and "o fold" in shown(app)
        await pilot.click(view, offset=(view.size.width - 3, 2))
        await until(pilot, lambda: view.line_count == 4)


@pytest.mark.long
async def test_where_to_go_is_a_line_or_a_percentage(kept):
    kept.run.spool("a3-01").append("".join(f"line {n}.\n" for n in range(1, 5_001)).encode())
    app = b.opened(kept, "launch")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "line 5000." in shown(app))
        for text, there in (("1200", "line 1200."), ("50%", "line 2500."), ("99999", "line 5000.")):
            await pilot.press("colon", *["percent_sign" if key == "%" else key for key in text], "enter")
            await until(pilot, lambda there=there: pane(app).marked is not None and there in shown(app))
            assert pane(app).entry(pane(app).marked).raw == there
        assert "paused" in shown(app) and "line 5 000 of 5 000" in shown(app)
        await pilot.press("colon", *"half", "enter")
        await until(pilot, lambda: "write a line as 1200" in shown(app))
        assert app.screen.query_one("#goto").value == "half", "what was typed stays"
        assert not pane(app).sought


def test_a_place_that_is_none_is_none():
    assert [line_of(text, 100) for text in ("1", " 1 00 ", "0", "1000", "100%", "0%", "50 %")] == [
        0, 99, 0, 99, 99, 0, 49
    ]  # fmt: skip
    assert [line_of(text, 100) for text in ("", "%", "x", "-1", "1.5", "１２", "9" * 500 + "x")] == [None] * 7
    assert line_of("9" * 500, 100) == 99 and line_of("1", 0) == 0


@pytest.mark.long
async def test_what_is_shown_is_saved_as_text(kept):
    for node in ("a3-01", "a3-02"):
        lines = (said(n % 60, f"{node} {n}", "ERROR" if n % 100 == 0 else "INFO") for n in range(2_000))
        kept.run.spool(node).append("".join(lines).encode())
    app = b.opened(kept, "launch")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: pane(app).line_count == 4_000)
        await pilot.press("s")
        path = kept.run.folder / "saved" / "log-all.txt"
        await until(pilot, path.exists)
        assert path.read_text().count("\n") == 4_000
        assert "a3-02  [2025-11-25 17:50:00.000000]" in path.read_text()
        await pilot.press("l", "l", "l", "s")
        errors = kept.run.folder / "saved" / "log-all-E.txt"
        await until(pilot, errors.exists)
        assert errors.read_text().count("\n") == 40
        await until(pilot, lambda: "40 lines saved in" in shown(app))
    assert [path.name for path in errors.parent.iterdir() if path.name.startswith(".")] == []


def test_a_file_that_is_dropped_leaves_nothing_and_no_name_is_taken_twice(tmp_path):
    first = Saved(free(tmp_path, "log", ".txt"))
    first.add("一行\nx\n")
    assert first.done() == tmp_path / "log.txt" and first.lines == 2
    first.drop()
    second = Saved(free(tmp_path, "log", ".txt"))
    second.add("half")
    second.drop()
    assert second.path.name == "log-2.txt" and [p.name for p in tmp_path.iterdir()] == ["log.txt"]


async def test_further_files_are_picked_and_shown_beside_each_other(kept):
    kept.run.spool("a3-01").append(said(1, "of the service").encode())
    kept.run.spool("a3-01", "mindie-llm_240").append(said(2, "of a further file").encode())
    kept.run.spool("a3-02", "plog-77_2025").append(said(3, "of the other node").encode())
    app = b.opened(kept, "launch")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "of the service" in shown(app))
        assert "of a further file" not in shown(app)
        await pilot.press("F")
        await until(pilot, lambda: isinstance(app.screen, LogFiles))
        assert row_of(app, "mindie-llm_240") and row_of(app, "plog-77_2025")
        await pilot.press("j", "enter")
        await until(pilot, lambda: "of a further file" in shown(app) and "of the other node" in shown(app))
        assert "of the service" not in shown(app) and "all further files" in row_of(app, "following")
        assert "a3-01 llm" in row_of(app, "of a further file")
        await pilot.press("F", "j", "j", "enter")
        await until(pilot, lambda: "of the service" in shown(app) and "of the other node" not in shown(app))
        assert "service" in row_of(app, "of the service")[:40] and "all files of a3-01" in shown(app)
        await pilot.press("a")
        await until(pilot, lambda: "both nodes" in shown(app))


async def test_what_we_did_ourselves_stands_between_the_lines(kept):
    kept.run.spool("a3-01").append(b"a line without a time\n")
    for event in (ev.LockTaken("a3-01"), ev.FileWritten("a3-01", "/x/config.json", "c0de41" * 10), ev.NodeAsked("x")):
        kept.run.record("launch", event)
    app = b.opened(kept, "launch")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "config.json written on a3-01, sha256 c0de41" in shown(app))
        assert " tui " in row_of(app, "config.json written")
        kept.run.record("launch", ev.NodeBack("a3-01", 12.0))
        await until(pilot, lambda: "a3-01 is back after 12 s" in shown(app))
        await pilot.press("slash", *"c0de41", "enter")
        await until(pilot, lambda: pane(app).marked is not None)
        assert pane(app).entry(pane(app).marked).node == OWN
        await pilot.press("j", "enter")
        await until(pilot, lambda: "config.json written" not in shown(app))


def test_our_own_lines_are_a_spool_that_grows(kept):
    own = OwnLines(kept.run)
    assert len(own) == 0 and own.hits("x", 0) == ([], None)
    kept.run.record("launch", ev.ServiceStarted("a3-01", 4242, 1))
    kept.run.record("launch", ev.ServiceReady(("a3-01",), 251.0))
    assert len(own) == 2 and own.size > 0
    assert own.search("READY", 0) == (None, None) and own.search("ready", 0) == (1, None)
    assert own.search("pid", 9, backwards=True) == (0, None)
    assert parse(own.lines(0, 1)[0]).message == "started on a3-01, pid 4242"


def test_our_own_lines_speak_chinese():
    translate.use("zh")
    for event in (
        ev.LockTaken("n"), ev.FileWritten("n", "/a/config.json", "c0de41"), ev.FileKept("n", "/a/b", "c"),
        ev.FileRestored("n", "/a/b", "c"), ev.ServiceStarted("n", 1, 2), ev.ServiceAttached(("n",), "r"),
        ev.ServiceAnswered("n", "u", "m", 1.0, 2.0), ev.ServiceReady(("n",), 1.0), ev.ServiceDied("n", 1, "x"),
        ev.ServiceStopped("n", "TERM"), ev.NodeLost("n", "x"), ev.NodeBack("n", 1.0),
        ev.LogTurned("n", "logs/n/service.log", "rotated", 1, True), ev.LogTurned("n", "f", "truncated", 1),
    ):  # fmt: skip
        assert any("\u4e00" <= c <= "\u9fff" for c in sentence(event)), event


async def test_the_time_of_a_line_is_from_the_first_one_on_or_left_out():
    app = Shown({"a": Lines(said(5, "the first") + said(59, "the last", node_ms=250))})
    async with app.run_test(size=(120, 12)) as pilot:
        await until(pilot, lambda: "17:50:59.250" in shown(app))
        app.log_view.next_clock()
        await until(pilot, lambda: "0:54.250" in shown(app) and "17:50:59" not in shown(app))
        app.log_view.next_clock()
        await until(pilot, lambda: "0:54.250" not in shown(app))
        app.log_view.next_clock()
        await until(pilot, lambda: "17:50:59.250" in shown(app))


def test_a_span_over_midnight_is_short():
    assert since("00:00:01.500", 86_399.0) == "0:02.500" and since("12:00:00", 0) == "12:00:00.000"


def test_a_voice_says_as_little_as_tells_it_apart():
    nodes = ("a3-01", "a3-02")
    assert [v.label for v in voices(("a3-01", "a3-02", OWN), nodes)] == ["a3-01", "a3-02", "tui"]
    one = voices(("a3-01", "a3-01/mindie-llm_24_2025", "a3-01/plog-1_2025", "a3-01/plog-2_2025"), nodes)
    assert [v.label for v in one] == ["service", "llm", "plog-1_2025", "plog-2_2025"]
    assert {v.ink for v in one} == {"$node-1"}


async def test_chinese_text_keeps_the_columns():
    app = Shown({"a": Lines(said(1, "加载权重 中文") + said(2, "ascii")), "b": Lines(said(3, "节点"))})
    async with app.run_test(size=(120, 12)) as pilot:
        await until(pilot, lambda: "节点" in shown(app) and "ascii" in shown(app))
        rows = [row for row in shown(app).split("\n") if "x.cpp:1" in row]
        starts = {row.index(text) for row in rows for text in ("加载", "ascii", "节点") if text in row}
        assert len(starts) == 1, "the message begins in one column"
        wide = [row.index("x.cpp:1") + sum("\u2e80" < c for c in row[: row.index("x.cpp:1")]) for row in rows]
        assert len(set(wide)) == 1, "the source ends in one column, by cells"
