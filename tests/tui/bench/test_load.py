"""The form of a load: what its texts mean, and what the rules say of it."""

import pytest
from textual.widgets import Input

from mindie_tui.model.deployment import Bench, Objective, Sweep
from mindie_tui.tui.bench.load import Choose, LoadForm, formed, verdict
from tests.kit import whole_plays as b
from tests.kit.plays import deployment, shown, until
from tests.kit.sweeps import SWEPT


def walk(*events, performance=SWEPT, script=None):
    value = deployment(1, bench=Bench(performance=performance))
    state = b.fold(*b.started(("a3-01",)), *b.launched(until="ready", nodes=("a3-01",)))
    return b.Walk(value, script, state=b.fold(*events, state=state, step="bench"))


async def test_the_form_turns_a_point_into_a_sweep_and_a_search():
    app = b.opened(walk(performance=SWEPT.model_copy(update={"sweep": None})), "bench")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, LoadForm))
        await pilot.press("right")
        app.screen.query_one("#batch_size", Input).value = "8, x"
        await until(pilot, lambda: "concurrency: x is not a number" in shown(app))
        await pilot.press("enter")
        assert isinstance(app.screen, LoadForm), "what was typed is kept"
        app.screen.query_one("#batch_size", Input).value = "8, 16 400"
        await until(pilot, lambda: "3 points, one after the other" in shown(app))
        assert "never reached" in shown(app), "the rules speak at once"
        await pilot.press("enter")
        await until(pilot, lambda: app.deployment.bench.performance.sweep is not None)
        assert app.deployment.bench.performance.sweep.batch_size == (8, 16, 400)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, LoadForm))
        mode, sizes = app.screen.query_one("#mode", Choose), app.screen.query_one("#batch_size", Input)
        mode.action_turn(-1)
        await until(pilot, lambda: "one point" in shown(app))
        assert sizes.value == "8", "a point takes the first of a list"
        mode.action_turn(1)
        await until(pilot, lambda: sizes.value == "8, 16, 400")
        mode.action_turn(1)
        app.screen.query_one("#limits", Input).value = "ttft_p99 2000, tpot_p90_ms 50"
        await until(pilot, lambda: "at most 8 points" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.deployment.bench.performance.objective is not None)
        assert app.deployment.bench.performance.objective == Objective(ttft_p99_ms=2000, tpot_p90_ms=50)
        assert app.deployment.bench.performance.sweep is None


@pytest.mark.parametrize(
    ("mode", "changed", "words"),
    [
        ("point", {"batch_size": "8, 16"}, "several are a sweep"),
        ("point", {"prompts": "0"}, "whole number from 1"),
        ("point", {"request_rate": "70000"}, "not within 0 to 64000"),
        ("sweep", {"batch_size": "", "request_rate": ""}, "needs a list"),
        ("sweep", {"lengths": "512"}, "not a pair of lengths"),
        ("sweep", {"lengths": "512/1a"}, "not a pair of lengths"),
        ("sweep", {"lengths": "512/128/3"}, "not a pair of lengths"),
        ("sweep", {"lengths": "0/128"}, "not within 1 to 1048576"),
        ("sweep", {"lengths": "512/2000000"}, "not within 1 to 1048576"),
        ("search", {"limits": ""}, "a name and a number"),
        ("search", {"limits": "ttft 5"}, "not one of"),
        ("search", {"limits": "ttft_p99_ms -1"}, "above 0"),
        ("search", {"limits": "ttft_p99_ms many"}, "not a number"),
    ],
)
def test_what_the_form_cannot_mean_is_said(mode, changed, words):
    good = {"batch_size": "20", "request_rate": "0", "limits": "ttft_p99_ms 2000", "prompts": "200", "lengths": ""}
    with pytest.raises(ValueError, match=words):
        formed(SWEPT, mode, "batch_size", good | changed)
    made = formed(SWEPT, "point", "batch_size", good)
    assert made.sweep is None and made.settings == {"batch_size": 20, "request_rate": 0}
    pairs = formed(SWEPT, "sweep", "batch_size", good | {"batch_size": "", "lengths": "512/128, 2048x256 512:128"})
    assert pairs.sweep == Sweep(request_rate=(0,), lengths=((512, 128), (2048, 256)))


def test_a_rule_speaks_of_each_point_of_a_sweep_once():
    value = deployment(1, bench=Bench(performance=SWEPT))
    play = b.Walk(value, state=b.fold(*b.started(("a3-01",))))
    artefacts = play.artefacts()
    assert verdict(artefacts, value, SWEPT.model_copy(update={"sweep": None})) == ()
    high = SWEPT.model_copy(update={"sweep": Sweep(batch_size=(8, 400))})
    said = verdict(artefacts, value, high)
    assert [text for text, _ in said if "never reached" in text] == [said[0][0]] and not said[0][1]


@pytest.mark.long
async def test_pairs_of_lengths_are_typed_and_those_that_the_service_refuses_are_told():
    app = b.opened(walk(performance=SWEPT.model_copy(update={"sweep": Sweep(lengths=((256, 64),))})), "bench")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, LoadForm) and "256/64" in shown(app))
        app.screen.query_one("#lengths", Input).value = "256/64, 900000/64"
        await until(pilot, lambda: "900000 tokens" in shown(app))
        app.screen.query_one("#lengths", Input).value = "256/64, 512/64"
        await until(pilot, lambda: "900000" not in shown(app) and "2 points" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.deployment.bench.performance.sweep.lengths == ((256, 64), (512, 64)))
