"""Edits that were not saved: kept without secrets, offered to the next wizard, and to no other while theirs lives."""

import stat

import pytest

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.mindie.artefacts.changes import Change
from mindie_tui.model.node import Node
from mindie_tui.store.profiles.drafts import Keeper, find_drafts

DP = Change(("parameters", "ModelConfig", "dp"), 2, 4)
NEW = Change(("environment", "A"), ABSENT, "1")


@pytest.fixture
def keeper():
    made = Keeper("/p/lab.yaml")
    yield made
    made.close()


def test_what_was_kept_is_found_once_its_wizard_has_ended(keeper):
    keeper.keep("lab", [DP, NEW], [Node(name="a3-09")])
    assert keeper.is_kept and stat.S_IMODE(keeper.path.stat().st_mode) == 0o600
    assert find_drafts("/p/lab.yaml") == [], "its wizard lives"
    keeper.close()
    (draft,) = find_drafts("/p/lab.yaml")
    assert (draft.profile, draft.changes, draft.left_out) == ("lab", (DP, NEW), ())
    assert [node.name for node in draft.candidates] == ["a3-09"] and find_drafts("/p/other.yaml") == []
    draft.drop()
    assert find_drafts("/p/lab.yaml") == [] and not keeper.is_kept


def test_a_secret_is_named_and_not_written(keeper):
    keeper.keep("lab", [DP, Change(("environment", "HF_TOKEN"), ABSENT, "hf_verysecret", is_secret=True)])
    assert "verysecret" not in keeper.path.read_text()
    keeper.close()
    (draft,) = find_drafts("/p/lab.yaml")
    assert draft.changes == (DP,) and draft.left_out == ("HF_TOKEN",)


def test_nothing_changed_is_nothing_kept(keeper):
    keeper.keep("lab", [DP])
    keeper.keep("lab", [])
    assert not keeper.is_kept and list(keeper.path.parent.iterdir()) == []


def test_a_draft_that_cannot_be_read_is_passed_over(keeper):
    keeper.keep("lab", [DP])
    keeper.close()
    for text in ("", "{}", '{"draft": 1, "key": "/p/lab.yaml"}', '{"draft": 9}'):
        keeper.path.write_text(text)
        assert find_drafts("/p/lab.yaml") == []
