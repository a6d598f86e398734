"""The interval of a share."""

import pytest
from hypothesis import given, strategies as st

from mindie_tui.model.bench.figures.share import wilson


def test_wilson_is_the_interval_of_the_books() -> None:
    assert wilson(43, 60) == pytest.approx((59.23, 81.49), abs=0.01)
    assert wilson(0, 10) == pytest.approx((0.0, 27.75), abs=0.01)
    assert wilson(10, 10) == pytest.approx((72.25, 100.0), abs=0.01)
    assert wilson(0, 0) == (0.0, 100.0)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_score_and_grows_narrower_with_more_questions(case: tuple[int, int]) -> None:
    correct, total = case
    low, high = wilson(correct, total)
    assert 0 <= low <= 100 * correct / total + 0.01 and 100 * correct / total - 0.01 <= high <= 100
    wider = wilson(correct, total)
    narrow = wilson(correct * 4, total * 4)
    assert narrow[1] - narrow[0] <= wider[1] - wider[0] + 0.02
