"""The scrollbar as a line of dots: where its thumb is."""

from mindie_tui.tui.common.scrollbar import DOTS, THUMB, BrailleBar


def thumb(size, virtual, window, position):
    made = list(BrailleBar.render_bar(size, virtual, window, position).segments)
    assert {segment.text for segment in made} == {DOTS}
    return [at for at, segment in enumerate(made) if segment.style.color == THUMB]


def test_the_thumb_is_as_long_as_what_is_seen_and_stands_where_one_is():
    assert thumb(10, 100, 20, 0) == [0, 1]
    assert thumb(10, 100, 20, 80) == [8, 9]
    assert thumb(10, 100, 20, 40) == [4, 5]


def test_it_is_never_shorter_than_a_cell_and_there_is_none_where_all_is_seen():
    assert len(thumb(10, 100_000, 20, 0)) == 1
    assert thumb(10, 20, 20, 0) == []
