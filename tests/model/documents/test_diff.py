"""Two documents as a diff of what they say."""

from mindie_tui.model.documents.diff import laid_out, unified


def test_blanks_and_order_of_lines_are_no_difference():
    assert unified('{"a":1,"b":[2]}', '{\n  "a": 1,\n  "b": [2]}', "config.json") == ""


def test_what_changes_comes_with_a_line_around_it():
    lines = unified('{"a": 1, "b": 2, "c": 3, "d": 4}', '{"a": 1, "b": 5, "c": 3, "d": 4}', "config.json").splitlines()
    assert lines[:2] == ["--- config.json", "+++ as it would be, blanks aside"]
    assert lines[3:] == ['   "a": 1,', '-  "b": 2,', '+  "b": 5,', '   "c": 3,']


def test_a_text_that_is_no_json_stays_as_it_is():
    assert laid_out("{a\nb") == ["{a", "b"] and laid_out('"权重"') == ['"权重"']
