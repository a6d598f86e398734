"""What a launch would write is read before the yes: a page for each file, each node's own old file against the new."""

import json
from dataclasses import replace

from mindie_tui.model.documents import document
from mindie_tui.model.errors import LockHeld, LockHolder
from mindie_tui.model.events import codec as ev
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.tui.common.text_pane import TextPane, _pieces, plain
from mindie_tui.tui.dialogs.confirm import Confirm, Told
from mindie_tui.tui.dialogs.pages import Page, Pages
from tests.kit import whole_plays as b
from tests.kit.plays import deployment, shown, until


def other(**server):
    """A config.json with other values in ServerConfig."""
    value = document.edited(json.loads(DEFAULT_CONFIG), document.Edit("replace", "/ServerConfig/port", 1))
    for name, item in server.items():
        value = document.edited(value, document.Edit("replace", f"/ServerConfig/{name}", item))
    return document.dump(value)


def walk(texts, **steps):
    """A fleet at the launch whose nodes hold these config.json."""
    state = b.preflight(well=True)
    found = [ev.NodeFound(name, replace(fact, config_text=texts.get(name))) for name, fact in state.facts.items()]
    return b.Walk(deployment(2), steps, state=b.fold(*found, state=state))


async def asked(pilot):
    await until(pilot, lambda: pilot.app.current_mode == "preflight")
    await pilot.press("L")
    await until(pilot, lambda: isinstance(pilot.app.screen, Pages))
    return pilot.app


async def test_each_nodes_own_old_file_stands_against_the_new_one():
    app = b.opened(walk({"a3-01": DEFAULT_CONFIG, "a3-02": other(maxLinkNum=300)}), "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await asked(pilot)
        titles = [page.title.split("   ")[:2] for page in app.screen.pages]
        assert titles[:2] == [["config.json", "a3-01"], ["config.json", "a3-02"]]
        assert any(line.startswith("- ") and '"httpsEnabled": true' in line for line, _ in app.screen.pages[0].lines)
        gone = [[line for line, style in page.lines if style == "$error"] for page in app.screen.pages[:2]]
        assert not any("maxLinkNum" in line for line in gone[0]) and any("maxLinkNum" in line for line in gone[1])


async def test_nodes_that_hold_the_same_share_a_page_and_one_that_was_not_read_is_said():
    app = b.opened(walk({"a3-01": DEFAULT_CONFIG, "a3-02": DEFAULT_CONFIG}), "preflight")
    async with app.run_test(size=(80, 24)) as pilot:
        await asked(pilot)
        assert app.screen.pages[0].title.startswith("config.json   a3-01, a3-02   /usr/local")
    app = b.opened(walk({"a3-01": DEFAULT_CONFIG}), "preflight")
    async with app.run_test(size=(80, 24)) as pilot:
        await asked(pilot)
        assert "was not read" in app.screen.pages[1].text


async def test_the_start_script_is_shown_as_it_is_written_and_that_of_another_node_by_what_differs():
    app = b.opened(walk({"a3-01": DEFAULT_CONFIG, "a3-02": DEFAULT_CONFIG}), "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await asked(pilot)
        await pilot.press("tab")
        await until(pilot, lambda: "start.sh   a3-01" in shown(app))
        assert "export MIES_CONTAINER_IP=10.20.3.11" in shown(app)
        await pilot.press("tab")
        await until(pilot, lambda: "against a3-01" in shown(app))
        assert "+ export MIES_CONTAINER_IP=10.20.3.12" in shown(app)
        assert app.screen.pages[-1].title == "rank_table.json"


async def test_what_is_sought_is_found_on_whichever_page_it_stands():
    app = b.opened(walk({"a3-01": DEFAULT_CONFIG, "a3-02": DEFAULT_CONFIG}), "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await asked(pilot)
        await pilot.press("slash", *"DETERMINISTIC")
        await until(pilot, lambda: "export HCCL_DETERMINISTIC=true" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.focused, TextPane))
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal)
        assert not app.session.asked, "enter starts nothing"


async def test_a_stale_lock_is_taken_over_on_a_yes_and_a_fresh_one_is_not_asked_about():
    for stale in (True, False):
        holder = LockHolder("li@jump", "02:11", "R", age_s=900, stale=stale)
        held = LockHeld("the node is in use", node="a3-01", holder=holder)
        told = walk({}, launch=[ev.LockTaken("a3-01")])
        plain_walk = told.launch

        def launch(*, restart=False, take_over=False, told=told, held=held, plain_walk=plain_walk):
            told.asked.append(("launch", take_over))
            return plain_walk(restart=restart) if take_over else raising(held)

        told.launch = launch
        app = b.opened(told, "preflight")
        async with app.run_test(size=(80, 24)) as pilot:
            await asked(pilot)
            await pilot.press("L")
            wanted = Confirm if stale else Told
            await until(pilot, lambda app=app, wanted=wanted: isinstance(app.screen, wanted))
            assert not stale or ("li@jump" in shown(app) and "15 m" in shown(app))
            await pilot.press("t" if stale else "enter")
            await until(pilot, lambda app=app: not app.screen.is_modal)
            assert (("launch", True) in told.asked) is stale


async def raising(error):
    raise error
    yield


def test_a_long_line_goes_on_below_itself_and_loses_nothing():
    line = "export LD_PRELOAD=" + "/usr/lib/中文/" * 12
    pieces = _pieces(line, 40)
    assert len(pieces) > 3 and pieces[0] + "".join(piece.lstrip() for piece in pieces[1:]) == line
    assert Page("x", plain("a\nb")).text == "a\nb"
