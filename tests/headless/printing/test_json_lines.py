"""A JSON object as a line."""

import io

from mindie_tui.headless.printing.json_lines import write_json


def test_a_line_moves_no_cursor_and_keeps_other_letters():
    out = io.StringIO()
    write_json({"a": "\x9b名"}, out)
    assert out.getvalue() == '{"a":"\\u009b名"}\n'
