"""What a command printed, in full."""

from mindie_tui.tui.dialogs.output import Output


def test_blocks_stand_below_their_labels_with_a_row_between_and_empty_ones_are_left_out():
    (page,) = Output("npu-smi", [("found", "one\ntwo"), ("nothing", ""), ("do", "three")]).pages
    assert [text for text, *_ in page.lines] == ["found", "one", "two", "", "do", "three"]
