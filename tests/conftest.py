"""What every test needs: none of the developer's own folders, settings or colours."""

import pytest


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """State, configuration and home of this test alone; nothing in the environment changes what is drawn."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("HOME", str(home))
    for name in ("NO_COLOR", "TMUX", "SSH_AUTH_SOCK", "TEXTUAL_FPS", "TEXTUAL_ANIMATIONS", "MIES_CONFIG_JSON_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    return home
