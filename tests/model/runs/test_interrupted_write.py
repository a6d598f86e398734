"""A run that was cut off while it wrote: the command that helps, then how each node stands."""

from mindie_tui.model.runs.interrupted_write import CutOff


def test_the_run_and_its_command_come_first_then_a_sentence_a_node():
    head, one, two = CutOff("r-1", {"a3-01": "new", "a3-02": "unknown"}).sentences()
    assert head.startswith("run r-1 has no end") and "mindie-tui rollback r-1" in head
    assert one == "a3-01: config.json is the one that run r-1 wrote"
    assert two == "a3-02: its config.json is not known"
