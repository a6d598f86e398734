"""What the bench step says of a point."""

from mindie_tui.model.deployment import Bench, Performance
from mindie_tui.model.runs.state import PointState, RunState
from mindie_tui.tui.bench import words
from tests.kit import bench_plays, whole_plays as b
from tests.kit.plays import deployment

POINTS = {
    how: b.fold(*bench_plays.benched(60, end=how), step="bench").points["performance-01"]
    for how in ("finished", "failed")
}
RUNNING = b.fold(*bench_plays.benched(60), step="bench").points["performance-01"]


def test_before_the_first_point_the_plan_stands_as_rows():
    rows = [line.plain for line in words.plan(deployment(2, bench=Bench(performance=Performance(num_prompts=7))))]
    assert rows[0].startswith("What b measures") and "7 prompts of" in rows[2]
    assert words.plan(deployment(2)) == []


def test_the_sentence_says_what_is_asked_or_what_is_missing():
    assert words.asked(None, True, True)[0].plain == "the profile asks for no bench"
    assert words.asked(Performance(), True, True)[1].plain == "b start"
    assert words.asked(Performance(), False, True)[1].plain == "4 no service is ready"


def test_a_point_runs_ends_or_fails():
    assert words.of_point(POINTS["finished"], True)[0].plain.startswith("✓ ")
    assert "succeeded" in words.of_point(POINTS["finished"], True)[1].plain
    assert "could not be measured" in words.of_point(POINTS["failed"], True)[0].plain
    assert "of 1 000" in words.of_point(RUNNING, True)[1].plain


def test_notes_are_a_failure_with_its_remedy_or_the_first_few_beside_the_figures():
    assert [label for label, _, _ in words.notes(POINTS["failed"], None, 3)] == ["found", "do"]
    noted = PointState("p", state="finished", summary={"notes": ["one", "two", "three"]})
    assert [text for _, text, _ in words.notes(noted, None, 2)] == ["one", "two", "1 more: 6 Report"]
    assert words.notes(RUNNING, None, 3) == [] and words.notes(None, None, 3) == []


def test_the_inspector_offers_to_start_again_after_a_failure_alone():
    found = words.notes(POINTS["failed"], None, 3)
    assert "start again" in words.inspector_lines(found, 80, failed=True)[-1].plain
    assert len(words.inspector_lines(found, 80, failed=False)) == len(found)
    assert words.inspector_lines([], 80, failed=True) == []


def test_what_is_copied_is_the_table_or_why_it_failed():
    assert words.text_to_copy(POINTS["finished"])[1] == "the table"
    assert words.text_to_copy(POINTS["failed"])[1] == "why it failed"
    assert words.text_to_copy(None) is None and words.text_to_copy(PointState("")) is None


def test_the_line_of_the_npus_leaves_out_what_has_no_room():
    state = b.fold(*b.started(), *b.launched(until="ready"))
    names = ("a3-01", "a3-02")
    wide, narrow = words.npus(names, state, 200), words.npus(names, state, 30)
    assert "HBM" in wide.plain and "HBM" not in narrow.plain
    assert words.npus((), RunState(), 80).plain == ""


def test_how_many_requests_met_their_limits_stands_before_the_notes():
    share = {"limits": {"ttft_ms": 2000}, "met": 195, "of": 200, "percent": 97.5, "interval": [94.28, 98.93]}
    summary = {"attainment": share, "service": {"prefix_hit_percent": 41.2}, "notes": ["one"]}
    point = PointState(name="p", state="finished", summary=summary)
    said = [text for _, text, _ in words.notes(point, None, most=3)]
    assert said == ["97.5 % of 200 requests meet TTFT <= 2000 ms, 95 % interval 94.3 to 98.9",
                    "Service: prefix cache hits 41.2 %", "one"]  # fmt: skip
