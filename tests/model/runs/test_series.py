"""A series stays short and keeps its shape; a second that is said again takes the place of the first."""

from mindie_tui.model.runs.series import corrected, thinned


def test_a_series_that_grows_keeps_its_newest_and_its_shape() -> None:
    series: tuple[int, ...] = ()
    for n in range(10_000):
        series = thinned((*series, n))
    assert len(series) <= 1801 and series[-600:] == tuple(range(9_400, 10_000)) and series[0] == 0
    assert list(series) == sorted(series)


def test_a_second_that_is_said_again_takes_the_place_of_the_first():
    first = ({"at_s": 1, "n": 1}, {"at_s": 2, "n": 1})
    assert corrected(first, ({"at_s": 2, "n": 5}, {"at_s": 3, "n": 1})) == (
        {"at_s": 1, "n": 1}, {"at_s": 2, "n": 5}, {"at_s": 3, "n": 1})  # fmt: skip
    assert corrected((), first) == first and corrected(first, ()) == first
