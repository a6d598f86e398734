import pytest

from mindie_tui.model.documents.script.cursor import Cursor, fragment
from mindie_tui.model.documents.script.problems import ScriptError
from mindie_tui.model.documents.script.words import Opaque, PlainText, Reference


def parts(text: str):
    cursor = Cursor(text)
    found = cursor.quoted_or_expanded()
    return found, text[cursor.at :]


def test_quotes():
    cases = {
        "'a $b'c": "a $b",
        '"a \\" \\$ \\x"c': 'a " $ \\x',
        "\\ c": " ",
        "$'a\\tb\\'c\\x41\\e'c": "a\tb'cA\x1b",
        '""c': "",
    }
    for text, said in cases.items():
        found, rest = parts(text)
        assert ("".join(part.source for part in found), rest[-1:]) == (said, "c" if text != "\\ c" else "c"), text
        assert all(isinstance(part, PlainText) and part.quoted for part in found)


def test_references():
    assert parts("$X-1") == ([Reference("X", "$X")], "-1")
    assert parts("${10}") == ([Reference("10", "${10}")], "")
    assert parts("${A[@]}") == ([Reference("A", "${A[@]}", index="@")], "")
    [found], _ = parts('"${X:-a b}"')
    assert isinstance(found, Reference) and found.quoted and found.operator == ":-"
    assert found.operand is not None and found.operand.raw == "a b"
    for text in ("${X%.sh}", "${#X}", "${!X}", "${X/a/b}", "$(ls ')' \")\" $(a))", "`a \\` b`", "$((1 + 2))"):
        assert parts(text) == ([Opaque(text)], ""), text
    assert parts("$ a") == ([PlainText("$")], " a")


def test_what_never_ends_names_its_line():
    for text in ("'a", '"a', "$(a", "${a", "`a", "$'a"):
        cursor = Cursor("\n\n" + text)
        cursor.at = 2
        with pytest.raises(ScriptError) as caught:
            cursor.quoted_or_expanded()
        assert caught.value.line == 3, text


def test_an_apostrophe_in_prose_is_none_of_the_shells():
    cursor = Cursor("don't do it\nx")
    cursor.at = 3
    assert cursor.quoted_or_expanded() == [PlainText("'")]
    assert Cursor("a'b c'd").line_of(3) == 1


def test_expansions_inside_of_one_another_have_an_end():
    assert fragment("a ${b:-c d} 'e'", 1).raw == "a ${b:-c d} e"
    with pytest.raises(ScriptError):
        fragment("${a:-" * 50 + "}" * 50, 1)
