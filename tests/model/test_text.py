import json

from mindie_tui.model.text import few, json_escaped, one_line, printable


def test_nothing_that_steers_a_terminal_is_left():
    assert printable("\x1b[31mred\x1b[0m \x1b]52;c;aGk=\x07x\x1b]0;title\x1b\\y\x9b2Jz\x07\x00\u202e") == "red xyz"


def test_markup_and_chinese_are_only_text():
    assert printable("[/tmp] [bold]中文[/bold]") == "[/tmp] [bold]中文[/bold]"


def test_a_sentence_is_one_line():
    assert one_line("a\r\n\tb  c\n") == "a b c"


def test_a_json_text_means_the_same_and_moves_no_cursor():
    value = {"said": "\x9b2J\x7f\u202e权重 \u200d ok\x1b"}
    text = json_escaped(json.dumps(value, ensure_ascii=False))
    assert json.loads(text) == value and "权重" in text
    assert not set(text) & set("\x9b\x7f\u202e\x1b")


NO_WIDTH_OR_DIRECTION = (
    "\u00ad\u034f\u061c\u115f\u180e\u200b\u200d\u200f\u2028\u202e\u2060\u2069\u206f\u3164\ufeff\ufffb\U000e0041"
)


def test_no_character_without_width_or_with_a_direction_is_left():
    assert printable(f"a{NO_WIDTH_OR_DIRECTION}b") == "ab"
    text = json_escaped(json.dumps(NO_WIDTH_OR_DIRECTION, ensure_ascii=False))
    assert text.isascii() and json.loads(text) == NO_WIDTH_OR_DIRECTION


def test_a_long_list_is_cut_and_counted():
    assert few(["a", "b"]) == "a, b" and few([1, 2, 3, 4]) == "1, 2, 3, 4"
    assert few(range(6)) == "0, 1, 2, 3 and 2 more"
