"""A file is picked by its path, which completes itself."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.store.profiles import base_config
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.pick_file import PickFile
from tests.kit.parameters_step import opened
from tests.kit.plays import play, shown, until


@pytest.mark.long
async def test_a_config_json_is_picked_as_the_base_with_its_path_completed(tmp_path):
    value = json.loads(DEFAULT_CONFIG)
    value["ServerConfig"]["maxLinkNum"] = 123
    (tmp_path / "of-the-lab.json").write_text(json.dumps(value))
    (tmp_path / "broken.json").write_text('{"a": 1,}')
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        for typed, keys in (("broken.json", ("enter",)), ("of-", ("tab", "enter"))):
            if not isinstance(app.screen, PickFile):
                await pilot.press("B")
                await until(pilot, lambda: isinstance(app.screen, PickFile))
            app.screen.query_one(Input).value = f"{tmp_path}/{typed}"
            await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()
            if typed == "broken.json":
                await until(pilot, lambda: "not JSON: a comma" in shown(app))
                assert app.screen.query_one(Input).value.endswith("/broken.json"), "what was typed stays"
        await until(pilot, lambda: not app.screen.is_modal)
        assert app.deployment.config == f"{tmp_path}/of-the-lab.json"
        assert app.session.artefacts().config["ServerConfig"]["maxLinkNum"] == 123
        assert "of-the-lab.json" in shown(app).split("\n")[1]
        await pilot.press("u")
        await pilot.pause()
        assert app.deployment.config is None and app.session.base_text is None


def test_completion_grows_by_what_all_names_share(tmp_path):
    for name in ("config-a.json", "config-b.json", "notes.txt", ".hidden.json"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "conf").mkdir()
    assert base_config.completions(f"{tmp_path}/config") == [f"{tmp_path}/config-a.json", f"{tmp_path}/config-b.json"]
    assert base_config.complete(f"{tmp_path}/con") == f"{tmp_path}/conf"
    assert base_config.complete(f"{tmp_path}/config-") == f"{tmp_path}/config-"
    assert [path.name for path in map(Path, base_config.completions(f"{tmp_path}/"))] == [
        "conf",
        "config-a.json",
        "config-b.json",
    ]
    assert base_config.completions("/no/such/folder/") == []
