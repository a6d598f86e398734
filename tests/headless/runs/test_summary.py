"""What a line says of one run."""

import pytest

from mindie_tui.headless.runs.summary import outcome, started


@pytest.mark.parametrize(("status", "words"), [(0, "done (0)"), (3, "outside the baseline (3)"), (9, "ended (9)")])
def test_an_exit_status_has_its_words(cut_off_run, status, words):
    cut_off_run.end(status)
    assert outcome(cut_off_run.info) == words


def test_a_run_that_was_cut_off_names_its_last_step(cut_off_run):
    assert outcome(cut_off_run.info) == "not ended (bench)"


def test_a_run_started_at_a_minute_of_this_machine(cut_off_run):
    assert started(cut_off_run.info) == cut_off_run.info.started[:10] + " " + cut_off_run.info.started[11:16]
