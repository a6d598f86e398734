"""What was kept as English is told in Chinese: every template of the catalogue is found again by its text."""

from collections import defaultdict

import pytest

from mindie_tui.model import language
from mindie_tui.model.chinese.kept_english import LEAST_LETTERS, pieces_of, translate_kept
from mindie_tui.model.message import Message, in_language


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh")


def gaps(template):
    return list(dict.fromkeys(name for _, name in pieces_of(template) if name))


def filled(template):
    """The template with a word in each gap, as text; None where a gap takes no text."""
    try:
        return Message(template, **{name: f"<{at}>" for at, name in enumerate(gaps(template))})
    except (ValueError, TypeError):
        return None


def test_every_sentence_of_the_catalogue_is_told_as_its_message_would_be():
    wrong, said = [], defaultdict(set)
    for _, english in language.chinese():
        if (message := filled(english)) is not None:
            said[str(message)].add(in_language(message))
    for _, english in language.chinese():
        letters = sum(len(letters) for letters, _ in pieces_of(english))
        if letters < LEAST_LETTERS or not gaps(english):
            continue
        message = filled(english)
        if message is not None and translate_kept(str(message)) not in said[str(message)]:
            wrong.append((str(message), translate_kept(str(message)), in_language(message)))
    assert not wrong, f"{len(wrong)}: {wrong[:8]}"


def test_values_that_are_sentences_are_told_too_and_foreign_text_stays():
    inside = Message("run {run} has no report: nothing was measured", run="x-1")
    assert translate_kept(str(inside)) == in_language(inside) != str(inside)
    assert translate_kept("RuntimeError: an error; somewhere") == "RuntimeError: an error; somewhere"
    language.use("en")
    assert translate_kept("value") == "value"
