"""How far each node's start is, and how long each part of it took."""

import json

from mindie_tui.model import language
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.state import NodeState
from mindie_tui.tui.launch.phases import NAMES, Beside, last_time, phase_rows, ranks_of, spans
from tests.kit import whole_plays as b
from tests.kit.plays import AT

NODES = ("a3-01", "a3-02")


def take(state, name, seconds):
    at = f"2026-11-24T02:{14 + seconds // 60:02d}:{seconds % 60:02d}.000+08:00"
    return spans(state, state.nodes[name], at)


def test_time_spent_stands_in_the_cell_of_its_phase():
    state = b.fold(*b.started(), *b.launched())
    found = take(state, "a3-01", 351)
    assert [found[n].stand for n in ("write", "start", "connect", "weights")] == ["done", "done", "done", "now"]
    assert (found["write"].seconds, found["start"].seconds, found["connect"].seconds) == (2, 3, 23)
    assert found["weights"].seconds == 351 - 2 - 26 and found["answer"].stand == "not"


def test_a_failed_start_stands_still_where_it_failed():
    state = b.fold(*b.started(), *b.launched(until="failed"))
    assert take(state, "a3-01", 200)["connect"] == take(state, "a3-01", 900)["connect"]
    assert take(state, "a3-01", 200)["connect"].stand == "bad"


def test_every_part_has_a_span_whatever_events_came_in_whatever_order():
    for events in (
        b.launched(until="ready")[::-1],
        b.launched(until="failed")[::2],
        [(0, ev.ServicePhase("x", "healthy", 3.0))],
    ):
        state = b.fold(*events)
        for node in [*state.nodes.values(), NodeState("new")]:
            assert tuple(spans(state, node, AT)) == NAMES


def test_last_time_is_taken_from_a_run_that_became_ready():
    def lines(*events):
        at = 0
        for event in events:
            seconds, event = event if isinstance(event, tuple) else (at, event)
            state_at = f"2026-11-24T02:{14 + seconds // 60:02d}:{seconds % 60:02d}+08:00"
            yield json.loads(json.dumps(ev.Recorded(1, state_at, "x", "launch", event).as_json()))

    took = last_time(lines(*b.started(), *b.launched(until="ready")))
    assert took["ready"] == 251 and took["write"] == 2 and took["connect"] == 23 and took["weights"] == 215
    assert last_time(lines(*b.started(), *b.launched(until="failed"))) == {}


def test_a_narrow_screen_names_the_phase_in_the_language_in_use():
    language.use("zh")
    state = b.fold(*b.started(), *b.launched(until="failed"))
    _, rows = phase_rows(NODES, state, AT, Beside(wide=False))
    assert "建链" in "".join(span for span, _ in rows[0].cells[2])


def test_the_row_of_last_time_stands_below_the_nodes_of_a_wide_screen():
    state = b.fold(*b.started(), *b.launched())
    columns, rows = phase_rows(NODES, state, AT, Beside(lines={"a3-01": 1200}, last={"weights": 90.0}))
    assert [row.key for row in rows] == ["a3-01", "a3-02", None]
    assert all(len(row.cells) == len(columns) for row in rows)
    assert "1 m 30 s" in str(rows[-1].cells) and "1 200" in str(rows[0].cells)


def test_each_row_of_a_screen_of_100_columns_is_seen_to_its_end():
    state = b.fold(*b.started(), *b.launched(until="ready"))
    columns, rows = phase_rows(NODES, state, AT, Beside(tight=True, last={"weights": 90.0}))
    assert sum(column.width + column.gap for column in columns) <= 100
    assert all(len(row.cells) == len(columns) for row in rows)


def test_ranks_are_counted_through_the_nodes_in_their_order():
    assert ranks_of(NODES, 16) == {"a3-01": "0-15", "a3-02": "16-31"}
    assert ranks_of(NODES, None) == {}


def test_where_there_is_room_each_node_shows_its_newest_line():
    state = b.fold(*b.started(), *b.launched())
    columns, rows = phase_rows(NODES, state, AT, Beside(newest={"a3-01": "Loading 3/61"}))
    assert columns[-1].head == "newest line" and columns[-1].width == 0
    assert [row.cells[len(columns) - 1] for row in rows] == [(("Loading 3/61", "$muted"),), ()]
    assert phase_rows(NODES, state, AT, Beside())[0][-1].head == "err"
