from mindie_tui.model.documents.script.words import Opaque, PlainText, Reference, ShellWord, as_source, text_word


def test_raw_is_the_text_without_quotes():
    word = ShellWord((PlainText("a "), Reference("X", "${X:-1}"), Opaque("$(ls)")))
    assert word.raw == "a ${X:-1}$(ls)"
    assert word.literal is None
    assert [part.source for part in word.unknown] == ["${X:-1}", "$(ls)"]


def test_only_unquoted_text_is_bare():
    assert ShellWord((PlainText("if"),)).bare == "if"
    assert text_word("if").bare is None and text_word("if").literal == "if"


def test_source_means_the_word():
    cases = {
        "plain": text_word("plain"),
        "''": text_word(""),
        "'a b'": text_word("a b"),
        "'it'\"'\"'s'": text_word("it's"),
        "'$HOME'": text_word("$HOME"),
        '"$X"/b': ShellWord((Reference("X", "$X", quoted=True), PlainText("/b"))),
        "$X'abc'": ShellWord((Reference("X", "$X"), PlainText("abc"))),
        "~/weights": ShellWord((Reference("HOME", "~"), PlainText("/weights"))),
        "'{\"a\": '\"$X\"'}'": ShellWord((PlainText('{"a": '), Reference("X", "$X", quoted=True), PlainText("}"))),
    }
    assert {as_source(word): source for source, word in cases.items()} == {source: source for source in cases}
