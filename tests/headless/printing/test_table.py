"""A table for people."""

from mindie_tui.headless.printing.table import print_table


def test_columns_stand_side_by_side_and_no_line_ends_in_blanks(capsys):
    print_table([("a", "long", "x"), ("bcd", "e", "")])
    assert capsys.readouterr().out == "a    long  x\nbcd  e\n"


def test_foreign_text_stays_in_its_line(capsys):
    print_table([("a\nb", "\x1b[31mred")])
    assert capsys.readouterr().out.count("\n") == 1
    print_table([])
    assert capsys.readouterr().out == ""
