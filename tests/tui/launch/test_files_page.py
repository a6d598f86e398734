"""What a launch would write on each node, to be read before the yes."""

import json

import pytest

from mindie_tui.model.documents import document
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from tests.kit import whole_plays as b
from tests.kit.launch_question import ask_for_launch, holding
from tests.kit.plays import shown, until


def other(**server):
    """A config.json with other values in ServerConfig."""
    value = document.edited(json.loads(DEFAULT_CONFIG), document.Edit("replace", "/ServerConfig/port", 1))
    for name, item in server.items():
        value = document.edited(value, document.Edit("replace", f"/ServerConfig/{name}", item))
    return document.dump(value)


async def test_each_nodes_own_old_file_stands_against_the_new_one():
    app = b.opened(holding({"a3-01": DEFAULT_CONFIG, "a3-02": other(maxLinkNum=300)}), "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await ask_for_launch(pilot)
        titles = [page.title.split("   ")[:2] for page in app.screen.pages]
        assert titles[:2] == [["config.json", "a3-01"], ["config.json", "a3-02"]]
        assert any(line.startswith("- ") and '"httpsEnabled": true' in line for line, _ in app.screen.pages[0].lines)
        gone = [[line for line, style in page.lines if style == "$error"] for page in app.screen.pages[:2]]
        assert not any("maxLinkNum" in line for line in gone[0]) and any("maxLinkNum" in line for line in gone[1])


@pytest.mark.long
async def test_nodes_that_hold_the_same_share_a_page_and_one_that_was_not_read_is_said():
    app = b.opened(holding({"a3-01": DEFAULT_CONFIG, "a3-02": DEFAULT_CONFIG}), "preflight")
    async with app.run_test(size=(80, 24)) as pilot:
        await ask_for_launch(pilot)
        assert app.screen.pages[0].title.startswith("config.json   a3-01, a3-02   /usr/local")
    app = b.opened(holding({"a3-01": DEFAULT_CONFIG}), "preflight")
    async with app.run_test(size=(80, 24)) as pilot:
        await ask_for_launch(pilot)
        assert "was not read" in app.screen.pages[1].text


async def test_the_start_script_is_shown_as_it_is_written_and_that_of_another_node_by_what_differs():
    app = b.opened(holding({"a3-01": DEFAULT_CONFIG, "a3-02": DEFAULT_CONFIG}), "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await ask_for_launch(pilot)
        await pilot.press("tab")
        await until(pilot, lambda: "start.sh   a3-01" in shown(app))
        assert "export MIES_CONTAINER_IP=10.20.3.11" in shown(app)
        await pilot.press("tab")
        await until(pilot, lambda: "against a3-01" in shown(app))
        assert "+ export MIES_CONTAINER_IP=10.20.3.12" in shown(app)
        assert app.screen.pages[-1].title == "rank_table.json"
