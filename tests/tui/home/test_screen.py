"""The start page: one line says what to do first; enter opens, a digit goes to a step, and the nodes are asked once."""

import pytest

from mindie_tui.store import paths
from mindie_tui.store.profiles import of_demo
from mindie_tui.store.profiles.of_demo import DemoProfiles
from mindie_tui.store.profiles.save import save
from tests.kit import whole_plays as b
from tests.kit.plays import answers, deployment, facts, shown, until

PROFILE = "mindie-tui: 1\nnodes: [{name: a3-01}]\n"


def play(nodes=2):
    value = deployment(nodes)
    return b.Walk(value, {"probe": answers(*(facts(node.name) for node in value.nodes))})


async def test_enter_goes_to_the_nodes_of_this_deployment_and_they_are_asked():
    app = b.opened(play(), "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Press enter to begin" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == "nodes" and len(app.run_state.facts) == 2)


async def test_a_digit_goes_to_its_step_and_the_nodes_are_asked_all_the_same():
    app = b.opened(play(), "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Press enter to begin" in shown(app))
        await pilot.press("3")
        await until(pilot, lambda: app.current_mode == "preflight" and len(app.run_state.facts) == 2)
        await pilot.press("9")
        await until(pilot, lambda: "this deployment" in shown(app))


async def test_a_profile_is_loaded_and_what_it_replaced_comes_back_by_u():
    folder = paths.user_config() / "profiles"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(PROFILE)
    app = b.opened(play(), "home")
    before = app.deployment
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "your profiles" in shown(app))
        await pilot.press("slash", *"mine", "enter", "enter")
        await until(pilot, lambda: app.current_mode == "nodes" and app.deployment.name == "mine")
        await pilot.press("u")
        await until(pilot, lambda: app.deployment == before)


async def test_without_anything_it_says_how_to_begin():
    app = b.opened(b.Walk(deployment(0)), "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Press i to import nodes" in shown(app))


@pytest.mark.long
async def test_n_asks_five_questions_and_opens_the_profile_that_they_make():
    app = b.opened(b.Walk(deployment(0)), "home")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "Press i to import nodes" in shown(app))
        await pilot.press("n")
        await until(pilot, lambda: "1/5" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "2/5" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "3/5" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "write an answer" in shown(app))
        await pilot.press(*"/data/qwen", "enter")
        await until(pilot, lambda: "4/5" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "5/5" in shown(app))
        await pilot.press(*"a3-01", "enter")
        await until(pilot, lambda: app.current_mode == "nodes" and app.deployment.name == "qwen")
        assert [node.name for node in app.deployment.nodes] == ["a3-01"]
        assert (paths.user_config() / "profiles" / "qwen.yaml").is_file()


@pytest.mark.long
async def test_what_is_saved_in_the_demo_is_listed_at_the_next_one(tmp_path):
    value = deployment(2)
    demo = DemoProfiles(tmp_path / "fleet", ("127.1.0.1", "127.1.0.2"))
    try:
        of_demo.use(demo)
        own = save(value, demo.fleet / "a3-demo.yaml")
        session = play()
        session.options.simulated = True
        app = b.opened(session, "home")
        app.loaded = own
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.press("ctrl+s")
            await until(pilot, lambda: app.screen.is_modal)
            await pilot.press("ctrl+u", *"night", "enter")
            await until(pilot, lambda: app.deployment.name == "night")
        of_demo.use(DemoProfiles(tmp_path / "another", ("127.2.0.1", "127.2.0.2")))
        app = b.opened(play(), "home")
        async with app.run_test(size=(120, 36)) as pilot:
            await until(pilot, lambda: "night" in shown(app))
            await pilot.press("slash", *"night", "enter", "enter")
            await until(pilot, lambda: app.current_mode == "nodes" and app.deployment.name == "night")
    finally:
        of_demo.use(None)


async def test_on_a_wide_terminal_the_inspector_stands_beside_the_list_and_shows_more(tmp_path):
    folder = paths.user_config() / "profiles"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(PROFILE)
    app = b.opened(play(), "home")
    async with app.run_test(size=(190, 40)) as pilot:
        await until(pilot, lambda: "your profiles" in shown(app))
        inspector = app.screen.query_one("Inspector")
        assert inspector.region.x == 120 and inspector.region.height == 36
        await pilot.press("slash", *"mine", "enter")
        await until(pilot, lambda: "nodes: [{name: a3-01}]" in shown(app))
        await pilot.resize_terminal(120, 36)
        await until(pilot, lambda: inspector.region.x == 0 and inspector.region.height == 7)
        assert "nodes: [{name: a3-01}]" not in shown(app)
