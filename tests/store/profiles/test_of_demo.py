"""What is saved in one demo opens in the next, whose folder and addresses are others."""

import pytest

from mindie_tui.store import passed_over, paths
from mindie_tui.store.profiles import of_demo
from mindie_tui.store.profiles.load import list_profiles, load
from mindie_tui.store.profiles.of_demo import DemoProfiles, kept, kept_folder
from mindie_tui.store.profiles.save import save

TEXT = """mindie-tui: 1
extends: a3-double
nodes: [{{name: a3-01, ip: {one}}}, {{name: a3-02, ip: {two}}}]
container: {{name: mindie-a3, ascend: {folder}/Ascend}}
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    yield
    of_demo.use(None)


def demo(tmp_path, name, *addresses):
    fleet = tmp_path / name
    fleet.mkdir()
    own = DemoProfiles(fleet, addresses)
    of_demo.use(own)
    values = {"one": addresses[0], "two": addresses[-1], "folder": fleet}
    (fleet / "a3-demo.yaml").write_text(TEXT.format(**values))
    return own


def test_a_saved_profile_is_listed_and_opens_on_the_next_fleet(tmp_path):
    own = demo(tmp_path, "first", "127.1.0.1", "127.1.0.11")
    loaded = load(str(own.fleet / "a3-demo.yaml"))
    changed = loaded.deployment.model_copy(update={"notes": "tried on 127.1.0.111"})
    save(changed, paths.own_profiles() / "mine.yaml", loaded=loaded)
    text = kept("mine").read_text()
    assert "127.1.0.1," not in text and str(tmp_path) not in text and "tried on 127.1.0.111" in text
    of_demo.use(None)
    assert "mine" not in {entry.name for entry in list_profiles()}, "the user's own list has none of a demo"

    later = demo(tmp_path, "second", "127.9.0.1", "127.9.0.2")
    assert next(entry for entry in list_profiles() if entry.name == "mine").origin == "yours"
    again = load("mine").deployment
    assert [node.ip for node in again.nodes] == ["127.9.0.1", "127.9.0.2"]
    assert again.container.ascend == f"{later.fleet}/Ascend" and again.notes == changed.notes
    path = later.folder / "mine.yaml"
    path.unlink()
    of_demo.removed(path)
    assert kept("mine") is None


def test_one_that_cannot_be_read_stops_no_demo(tmp_path):
    kept_folder().mkdir(parents=True)
    (kept_folder() / "odd.yaml").write_bytes(b"\xff\xfe\x00")
    (kept_folder() / "good.yaml").write_text("mindie-tui: 1\n")
    own = demo(tmp_path, "fleet", "127.1.0.1")
    assert [path.name for path in own.folder.iterdir()] == ["good.yaml"]
    assert len(passed_over.take_sentences()) == 1
    assert kept("../odd") is None and kept("nobody") is None and kept("a\0") is None
