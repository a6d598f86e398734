"""Step 1: which machines serve, in which order, and how each stands."""

import asyncio

import pytest

from mindie_tui.model.deployment import Bench
from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Node
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.nodes.screen import with_nodes
from tests.kit.plays import Play, answers, deployment, facts, play, row_of, shown, until
from tests.kit.sizes import SIZES


def names(app):
    return [node.name for node in app.deployment.serving]


@pytest.mark.parametrize("size", SIZES)
async def test_the_rows_are_there_at_once_and_fill_as_the_answers_come(size):
    gate = asyncio.Event()
    found = answers(facts("a3-01"), facts("a3-02"))
    app = MindieApp(Play(deployment(2), {"probe": [*found[:2], gate, *found[2:]]}))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "asking" in row_of(app, "a3-02"))
        assert "a3-01" in shown(app) and "ready" not in shown(app)
        gate.set()
        await until(pilot, lambda: "ready" in row_of(app, "a3-02 "))
        assert "0-15" in row_of(app, "a3-01") and "16-31" in row_of(app, "a3-02")
        assert "2 of 2" in shown(app) and "32" in shown(app).split("\n")[1]


@pytest.mark.parametrize("size", SIZES)
async def test_each_row_says_in_words_what_is_wrong(size):
    app = MindieApp(play("mixed"))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "differs" in row_of(app, "a3-07"))
        for name, glyph, words in (
            ("a3-01", "✓", "ready"),
            ("a3-03", "!", "busy 8 NPUs"),
            ("a3-04", "✗", "NPU 7 gone"),
            ("a3-05", "✗", "login refused"),
            ("a3-06", "✗", "key changed"),
        ):
            row = row_of(app, f"{name}  ")
            assert glyph in row and words in row


async def test_the_inspector_says_what_to_do_about_a_refused_login_and_another_host_key():
    app = MindieApp(play("mixed"))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "differs" in row_of(app, "a3-07"))
        app.screen.query_one(Matrix).go_to("a3-05")
        await until(pilot, lambda: "no key or password was accepted" in shown(app))
        assert "ssh-copy-id root@10.20.3.15" in row_of(app, "do  ") and "probe" in row_of(app, "then")
        app.screen.query_one(Matrix).go_to("a3-06")
        await until(pilot, lambda: "ssh-keygen -R 10.20.3.16" in shown(app))
        assert "SHA256:zzz" in shown(app)


async def test_a_dead_node_does_not_stop_the_others():
    dead = ev.NodeRefused("a3-01", "unreachable", "no answer within 10 s", "is it on?")
    app = MindieApp(Play(deployment(2), {"probe": [*answers(facts("a3-01"))[:1], dead, *answers(facts("a3-02"))]}))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "ready" in row_of(app, "a3-02"))
        assert "no answer" in row_of(app, "a3-01")


async def test_the_inspector_shows_every_npu():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "ready" in row_of(app, "a3-01 "))
        lines = shown(app).split("\n")
        head = next(i for i, line in enumerate(lines) if "HBM MB" in line)
        assert [line.split()[0] for line in lines[head + 1 : head + 9]] == [str(i) for i in range(8)]
        assert "192.168.7.16" in lines[head + 8] and "3 103" in lines[head + 1]


async def test_space_picks_and_leaves_out_and_the_ranks_follow():
    app = MindieApp(play("mixed"))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "differs" in row_of(app, "a3-07"))
        await pilot.press("space")
        assert names(app) == ["a3-02"] and "a3-01" in [n.name for n in app.session.candidates]
        await pilot.pause()
        assert "0-15" in row_of(app, "a3-02 ") and "master" in row_of(app, "a3-02 ")
        await pilot.press("j", "j", "space")
        assert names(app) == ["a3-02", "a3-03"]
        await pilot.press("k", "k", "space")
        assert names(app) == ["a3-01", "a3-02", "a3-03"], "a row that comes back keeps its place"
        await pilot.press("u", "u", "u")
        assert names(app) == ["a3-01", "a3-02"]


async def test_the_order_of_the_rows_is_the_rank_and_m_makes_the_master():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "ready" in row_of(app, "a3-02 "))
        await pilot.press("J")
        assert names(app) == ["a3-02", "a3-01"] and app.screen.here.name == "a3-01"
        await pilot.press("m")
        assert names(app) == ["a3-01", "a3-02"]
        await pilot.press("j", "K")
        assert names(app) == ["a3-02", "a3-01"]


async def test_the_filter_narrows_the_rows_and_esc_clears_it():
    app = MindieApp(play("mixed"))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "differs" in row_of(app, "a3-07"))
        await pilot.press("slash", *"3.14")
        await until(pilot, lambda: len(app.screen.query_one(Matrix).rows) == 1)
        assert app.screen.here.name == "a3-04"
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen.query_one(Matrix).rows) == 8)


async def test_a_second_probe_waits_for_the_first():
    gate = asyncio.Event()
    app = MindieApp(Play(deployment(1), {"probe": [gate, *answers(facts("a3-01"))]}))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.screen.busy)
        await pilot.press("r")
        await pilot.pause()
        assert "the nodes are being asked" in [notice.message for notice in app._notifications]
        gate.set()
        await until(pilot, lambda: not app.screen.busy)
        assert len(app.session.asked) == 1
        await pilot.press("r")
        await until(pilot, lambda: len(app.session.asked) == 2)


async def test_sixty_nodes_fit_by_scrolling_and_the_names_stay_whole():
    many = tuple(Node(name=f"rack7-a3-{i:02d}") for i in range(60))
    app = MindieApp(Play(deployment(1).model_copy(update={"nodes": many}), {}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G")
        await until(pilot, lambda: "▸" in row_of(app, "rack7-a3-59"))
        assert "60 of 60" in shown(app)


# -- how a node stands, pure


def test_a_bench_node_that_goes_leaves_the_bench_to_the_master():
    value = deployment(2).model_copy(update={"bench": Bench(node="a3-02")})
    assert with_nodes(value, value.nodes[:1]).bench_node == "a3-01"
