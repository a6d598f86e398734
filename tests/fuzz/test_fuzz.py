"""A small share of `make fuzz`, so that what it would find is mostly found earlier; and that it finds something."""

import pytest

from mindie_tui.store.profiles import shape
from tests.fuzz import documents, folders, lines, profiles
from tests.fuzz.answers import Answer, Tally, own_folders

SHARES = ((profiles, 70), (documents, 40), (lines, 60), (folders, 3))


@pytest.mark.parametrize(("fuzzer", "count"), SHARES, ids=lambda one: getattr(one, "__name__", one))
def test_nothing_that_is_thrown_at_a_command_ends_in_a_fault(fuzzer, count, tmp_path):
    with own_folders(tmp_path / "home"):
        tally = fuzzer.run(count, tmp_path)
    assert tally.count >= count and tally.wrong == [], str(tally)


def test_a_fault_of_ours_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(shape, "deployment", lambda values, tree: 1 // 0)
    with own_folders(tmp_path / "home"):
        tally = profiles.run(30, tmp_path)
    assert any("a fault of ours" in flaw for flaw in tally.wrong)


def test_what_is_raw_or_slow_is_found():
    tally = Tally("x")
    tally.note(Answer(("x",), 0, "\x1b[2J", "", 0.1), "0")
    tally.note(Answer(("x",), 0, "", "", 2.1), "1")
    tally.note(Answer(("x",), 1, "", "said", 0.1), "2", "refused without a line")
    assert len(tally.wrong) == 3
