"""A line of a chart keeps to its seconds."""

from mindie_tui.tui.common.chart import sampled


def test_a_line_keeps_to_its_seconds_and_never_joins_over_a_hole():
    assert sampled([(2.0, 10.0), (4.0, 30.0)], 8.0, 9) == [None, None, 10.0, 20.0, 30.0, None, None, None, None]
    assert sampled([], 5.0, 3) == [None, None, None]
    assert sampled([(3.0, 7.0)], 6.0, 7).count(7.0) >= 1
    broken = [(1.0, 5.0), (2.0, 6.0), (3.0, None), (4.0, None), (5.0, None), (6.0, 8.0)]
    assert sampled(broken, 6.0, 7) == [None, 5.0, 6.0, None, None, None, 8.0]
