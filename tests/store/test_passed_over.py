"""What was passed over is named once, and not without end."""

import pytest

from mindie_tui.store import passed_over


@pytest.fixture(autouse=True)
def nothing_yet():
    passed_over.take_sentences()
    yield
    passed_over.take_sentences()


def test_a_path_is_named_once_with_its_first_reason():
    passed_over.note("/a", "broken")
    passed_over.note("/a", "worse")
    assert passed_over.take_sentences() == ["/a was passed over: broken"]
    assert passed_over.take_sentences() == []


def test_the_last_sentence_counts_the_others():
    for n in range(8):
        passed_over.note(f"/{n}", "broken")
    sentences = passed_over.take_sentences()
    assert len(sentences) == 6 and sentences[-1] == "3 more were passed over as well"
