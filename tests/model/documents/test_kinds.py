"""A kind says what is wrong with a value, what would do instead, and what typing means."""

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Array, Bool, Choice, Int, Object, Text, Word


def test_kinds_say_what_would_do_instead():
    assert Int(low=1, high=4).wrong(9).nearest == 4
    assert Int(low=1, high=4).wrong("3").nearest == 3
    assert Bool().wrong("TRUE").nearest is True
    assert Choice(of=("Standard", "Mix")).wrong("mix").nearest == "Mix"
    assert Text().wrong(5).nearest == "5"


def test_an_array_and_an_object_take_nothing_else():
    assert Array().wrong([1]) is None and Object().wrong({}) is None
    assert Array().wrong({}).trouble == Object().wrong([]).trouble == "type"
    assert Array(what="list of file names").wrong("ca.pem").nearest == ["ca.pem"]
    assert Array(what="list of ports").wrong("1025").nearest is ABSENT


def test_the_text_of_a_variable_is_never_read_as_json():
    assert Word().parse("[1]") == "[1]" and Word().show("true") == "true"
    assert Word(low=8, high=64, step=8).wrong("13").nearest == "8"
