"""No test of a screen writes to the operator's own folders, and the screens speak English unless told otherwise."""

import pytest

from mindie_tui.model import language


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """The folder that stands for the operator's own: state/ and config/ below it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    language.use("en")
