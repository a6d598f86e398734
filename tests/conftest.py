"""What every test needs: none of the developer's own folders, settings or colours; and nothing left at the end."""

import gc
import itertools
import os
from contextlib import suppress

import pytest

from mindie_tui.model import language
from mindie_tui.store import passed_over
from tests.kit import marked, needs
from tests.kit.waiting import until_blocking

ENDING_S = 15.0
"""For what is just ending when the last test is over."""
_OURS = marked.below(f"tests-{os.getpid()}")
_MARKS = not os.environ.get("PYTEST_XDIST_WORKER")
"""This is the session itself, not one of its workers: they inherit its mark."""
if _MARKS:
    os.environ[marked.NAME] = _OURS


_HOMES = itertools.count()
_LONGEST_ID = 80


def pytest_make_parametrize_id(val):
    """A value of megabytes is no name: each process of xdist says every name several times."""
    if isinstance(val, str | bytes) and len(val) > _LONGEST_ID:
        return f"{val[:_LONGEST_ID]!r} of {len(val)}"
    return None


def pytest_collection_modifyitems(items):
    """The small files of tests/model come last: of two workers neither ends long before the other."""
    items.sort(key=lambda item: item.nodeid.startswith("tests/model/"))


def pytest_collection_finish():
    """What was imported and collected stays to the end: no later collection of garbage looks at it again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session):
    """After everything else, the workers' end included: a process that a test has started and left is a failure."""
    result = yield
    if _MARKS:
        with suppress(AssertionError):
            until_blocking(lambda: not marked.running(_OURS), seconds=ENDING_S)
        left = marked.running(_OURS)
        for process in left:
            print(f"\nleft by the tests: {process}")
        if left:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return result


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """State, configuration and home of this test alone; nothing in the environment changes what is drawn."""
    # mktemp would look through all earlier ones for the next number
    home = tmp_path_factory.getbasetemp() / "homes" / str(next(_HOMES))
    home.mkdir(parents=True)
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("HOME", str(home))
    for name in ("NO_COLOR", "TMUX", "SSH_AUTH_SOCK", "TEXTUAL_FPS", "TEXTUAL_ANIMATIONS", "MIES_CONFIG_JSON_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    language.use("en")
    return home


@pytest.fixture(autouse=True)
def nothing_passed_over():
    """Each command begins as in a process of its own: what an earlier test found broken is not named by this one's."""
    passed_over.take_sentences()


def pytest_terminal_summary(terminalreporter):
    """Say once, at the end, what was skipped for a missing program, why, and the one command that installs it."""
    reasons = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()) if report.longrepr]
    if line := needs.summary(reasons):
        terminalreporter.write_line(line, yellow=True)
