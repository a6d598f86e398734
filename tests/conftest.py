"""What every test needs: none of the developer's own folders, settings or colours."""

import pytest

from tests import needs


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


def pytest_terminal_summary(terminalreporter):
    """Say once, at the end, what was skipped for a missing program, why, and the one command that installs it."""
    reasons = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()) if report.longrepr]
    if line := needs.summary(reasons):
        terminalreporter.write_line(line, yellow=True)
