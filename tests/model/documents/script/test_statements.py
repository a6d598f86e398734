from mindie_tui.model.documents.script.grammar import parse


def test_a_statement_knows_its_lines():
    [first, second] = parse("a \\\n b\nif c\nthen d\nfi").items
    assert (first.statement.line, first.statement.last_line) == (1, 2)
    assert (second.statement.line, second.statement.last_line) == (3, 5)
