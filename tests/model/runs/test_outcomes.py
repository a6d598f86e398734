"""How a run ended, in two words."""

from mindie_tui.model.runs.outcomes import outcome_word


def test_each_status_has_its_word():
    assert [outcome_word(status) for status in (0, 3, None, 77)] == [
        "done",
        "outside the baseline",
        "not ended",
        "ended",
    ]
