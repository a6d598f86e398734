"""A release: read however it is written, compared with others."""

import pytest

from mindie_tui.model.release import as_release, find_release


@pytest.mark.parametrize(
    ("text", "release"),
    [("Ascend-mindie : MindIE 2.1.RC1.B152", "2.1.RC1"), ("mindie_llm 2.1rc1", "2.1.RC1"), ("1.0.0", "1.0.0"),
     ("2.0.T3.B010", "2.0.T3"), ("3.0.0.beta.1", "3.0.0.beta.1"), ("2.3", "2.3.0"), ("1.0.RC3", "1.0.RC3"),
     ("mindie-llm: 2.3.0", "2.3.0")],
)  # fmt: skip
def test_a_release_is_read_however_it_is_written(text, release):
    assert find_release(text).text == release


def test_a_preview_is_before_its_release():
    assert as_release("2.0.T3").before("2.0.RC1") and as_release("2.1.RC1").before("2.1.RC2")
    assert as_release("3.0.0.beta.1").before("3.0.0") and as_release("1.0.RC3").before("1.0.0")
    assert as_release("3.0.0").after("3.0.0.beta.1") and not as_release("3.0.0").after("3.0.0")


def test_a_range_of_releases_is_open_where_its_end_is_empty():
    release = as_release("2.1.RC1")
    assert release.knows("2.0.RC1") and release.knows("", "2.1.RC1") and release.knows("2.1.RC1", "2.3.0")
    assert not release.knows("2.3.0") and not release.knows("", "2.0.RC1")


def test_a_text_without_a_release_names_none():
    assert find_release("no number") is None and find_release(None) is None
    with pytest.raises(ValueError, match="not a release"):
        as_release("newest")
