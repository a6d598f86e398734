"""Dots to braille: figures, scales, lines and bars keep their cells and say what they mean."""

import unicodedata

import pytest

from mindie_tui.tui.common.raster import BAR, across, bar, change, figure, level, raster, scale, trace


def test_a_dot_outside_is_left_out_and_an_empty_cell_is_a_blank():
    assert raster([(0, 0), (3, 7), (99, 0), (0, -1)], 2, 2) == ["⠁ ", " ⢀"]


@pytest.mark.parametrize("number", ["0", "1462", "51.3", "98765", "-7", "234"])
def test_a_figure_is_three_rows_of_one_width_in_braille(number):
    rows = figure(number)
    assert len(rows) == 3 and len({len(row) for row in rows}) == 1
    assert all(char == " " or "\u2800" < char <= "\u28ff" for row in rows for char in row)


def test_every_digit_looks_different():
    def dots(digit):
        return {(x, y, bit) for y, row in enumerate(figure(digit)) for x, char in enumerate(row)
                for bit in range(8) if char != " " and ord(char) - 0x2800 >> bit & 1}  # fmt: skip

    for one in "0123456789":
        for other in "0123456789".replace(one, ""):
            assert len(dots(one) ^ dots(other)) >= 8, f"{one} and {other}: at a glance, two squares at least"


@pytest.mark.parametrize(
    "low, high", [(1210, 1540), (0, 5), (300, 300), (0, 0), (181, 771), (0.002, 0.0021), (-3, 4), (1e6, 3e7)]
)
@pytest.mark.parametrize("rows", [1, 2, 3, 5, 9])
def test_a_scale_holds_every_value_and_its_ticks_stand_on_rows(low, high, rows):
    axis = scale(low, high, rows)
    assert axis.low <= low + 1e-9 and axis.high >= high - 1e-6
    assert all(0 <= row < rows for row in axis.ticks())
    assert list(axis.ticks().values()) == sorted(axis.ticks().values())


@pytest.mark.parametrize("high", [0.0, 0.8, 9.43, 25.0, 297.0, 1603.0, 7e6])
@pytest.mark.parametrize("rows", [2, 3, 5, 9])
def test_an_axis_from_zero_has_round_ticks(high, rows):
    axis = scale(0.0, high, rows)
    assert axis.low == 0 and f"{axis.step:e}".split("e")[0].rstrip("0.") in ("1", "2", "2.5", "5")
    lower = across(high, 5)
    assert lower.ticks()[0] == 0 and 2 <= len(lower.ticks()) <= 6 and lower.high >= high
    assert f"{lower.step:e}".split("e")[0].rstrip("0.") in ("1", "2", "2.5", "5")


def test_the_newest_value_is_at_the_right_edge_and_a_gap_stays_empty():
    rows = raster(trace([None, None, 1.0, 2.0], 8, 4, 1.0, 2.0), 8, 4)
    assert rows[0].rstrip()[-1] != " " and len(rows[0].rstrip()) == 8
    assert all(row[:4].isspace() for row in rows)


def test_a_baseline_is_dashed_so_that_it_differs_without_colour():
    (row,) = raster(level(5, 8, 1, 0, 10), 8, 1)
    assert "  " in row.replace(" ", "  ") and row.strip()


def test_a_bar_is_full_only_at_the_end():
    assert (
        bar(999, 1000, 10) == (BAR * 9, BAR) and bar(1000, 1000, 10) == (BAR * 10, "") and bar(0, 0, 4) == ("", BAR * 4)
    )


def test_a_change_reaches_the_post_at_its_tolerance_and_never_leaves_the_field():
    zero, posts = change(0, 5)
    up, _ = change(5, 5)
    far, _ = change(400, 5)
    down, _ = change(-400, 5)
    assert len(zero) == len(posts) == len(up) == len(far) == len(down) == 9
    assert far.rstrip() == far and down.lstrip() == down
    assert up.rstrip() != far and zero.strip() == "⢸"


def test_nothing_that_is_drawn_is_of_ambiguous_width():
    drawn = "".join(figure("0123456789.-")) + BAR + "".join(change(7, 5))
    assert {unicodedata.east_asian_width(char) for char in drawn} <= {"N", "Na"}
