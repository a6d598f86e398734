"""The command line as data: nothing of the parser is lost."""

from mindie_tui.headless.command_line import COMMANDS, parser
from mindie_tui.headless.completion.grammar import FILES, KINDS, read_commands
from mindie_tui.headless.completion.words import KINDS as WITH_WORDS

FREE = {"N", "X", "5%", "DAYS", "SHA256:..", "NAME=PATH", "WHY", "N|A..B", "AGE", "NAME"}
"""Values that nobody can list."""


def test_every_command_is_read_in_its_order_after_the_line_without_one():
    assert [one.name for one in read_commands(parser())] == ["", *(one.name for one in COMMANDS)]


def test_an_option_keeps_its_meaning_its_value_and_its_choices():
    replay = next(one for one in read_commands(parser()) if one.name == "replay")
    options = {one.names[-1]: one for one in replay.options}
    assert options["--until"].choices[0] == "nodes" and options["--until"].kinds == ()
    assert options["--json"].value == "" and options["--json"].meaning == "one JSON object per line"
    assert options["--waive"].repeats and options["--waive"].kinds == ("waivable",)
    assert [place.kinds for place in replay.places] == [("profiles", FILES)]


def test_each_value_has_its_kind_of_words_or_is_known_to_have_none():
    arguments = [one for command in read_commands(parser()) for one in command.arguments if one.value]
    unknown = {one.value for one in arguments if not one.choices and not one.kinds}
    assert unknown <= FREE, "name its kind in grammar.KINDS"


def test_each_kind_has_words():
    assert {kind for kinds in KINDS.values() for kind in kinds} - {FILES} <= set(WITH_WORDS)


def test_what_the_help_hides_is_hidden():
    assert all("--words" not in one.names for command in read_commands(parser()) for one in command.arguments)


def test_a_word_that_more_of_its_kind_may_follow_is_known():
    diff = next(one for one in read_commands(parser()) if one.name == "diff")
    assert [place.repeats for place in diff.places] == [False, True]
