"""What the settings of the log let through, and where to."""

import pytest

from mindie_tui.demo.programs.mindie.mindie_log import MindieLog, plain


@pytest.fixture
def log(monkeypatch, tmp_path):
    """`log(**settings)` writes a line of each level; what came to standard output and to the files."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MINDIE_DEMO_NAME", "a3-01")

    def one(capfd, **settings):
        for name, value in settings.items():
            monkeypatch.setenv(f"MINDIE_LOG_{name}", value)
        made = MindieLog()
        made.server("INFO", "a.cpp:1", "an INFO line")
        made.llm("ERROR", "b.cpp:2", "an ERROR line")
        made.audit("system", "Start", "success")
        files = "".join(path.read_text() for path in sorted((tmp_path / "mindie" / "log" / "debug").glob("*")))
        return capfd.readouterr().out, files

    return one


def test_the_files_have_all_and_the_screen_nothing_unless_it_is_asked_for(log, capfd):
    out, files = log(capfd)
    assert out == "" and "[server] [INFO] [a.cpp:1] : an INFO line" in files and "[a3-01] [system]" in files


def test_a_setting_per_component_is_read_by_its_first(log, capfd):
    out, _ = log(capfd, LEVEL="llm:ERROR; server:INFO", TO_STDOUT="1", TO_FILE="0")
    assert "an ERROR line" in out and "INFO" not in out


def test_a_plain_line_is_silenced_by_nothing(capfd):
    plain("Daemon start success!")
    assert capfd.readouterr().out == "Daemon start success!\n"
