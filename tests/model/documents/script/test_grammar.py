import time

from mindie_tui.model.documents.script.grammar import parse
from mindie_tui.model.documents.script.statements import Branches, Broken, Function, Group, Loop, Simple


def kinds(text: str):
    return [type(item.statement) for item in parse(text).items]


def test_each_statement():
    cases = {
        "a b": Simple,
        "if a; then b; elif c; then d; else e; fi": Branches,
        "case $x in a|b) c ;; *) d ;; esac": Branches,
        "for i in 1 2; do a; done": Loop,
        "for ((i=0; i<3; i++)); do a; done": Loop,
        "while true; do a; done < f": Loop,
        "{ a; b; }": Group,
        "(a; b)": Group,
        "f() { a; }": Function,
        "function f { a; }": Function,
        "((i++))": Simple,
        "[[ -n $x && $y == z ]]": Simple,
    }
    assert {text: kinds(text) for text in cases} == {text: [kind] for text, kind in cases.items()}


def test_lists_keep_what_joins_them():
    items = parse("a && b || c | d &\ne").items
    assert [(item.joined, item.end) for item in items] == [("", "&&"), ("&&", "||"), ("||", "|"), ("|", "&"), ("", "")]


def test_assignments_and_lists():
    [item] = parse("A=1 B+='x y' C=(1 2) cmd D=3 >f").items
    assert isinstance(item.statement, Simple)
    assert [(one.name, one.adds) for one in item.statement.assignments] == [("A", False), ("B", True), ("C", False)]
    assert [word.raw for word in item.statement.words] == ["cmd", "D=3"]
    assert [one.operator for one in item.statement.redirections] == [">"]


def test_a_broken_line_spoils_no_other():
    text = "if you want this\na: >\n  vllm serve x\n) fi\nb 'c"
    items = parse(text).items
    assert [item.statement.line for item in items if isinstance(item.statement, Broken)] == [1, 2, 4, 5]
    assert [item.statement.line for item in items if isinstance(item.statement, Simple)] == [3]


def test_what_is_left_open_is_read_and_said():
    [item] = parse("if a; then\n  b").items
    assert isinstance(item.statement, Branches)
    inner = item.statement.branches[0][1]
    assert [type(one.statement) for one in inner] == [Simple, Broken]


def test_foul_texts_take_no_time():
    began = time.monotonic()
    for line in (
        "if a; then",
        "for i in",
        "case a in",
        "{",
        "(",
        "$(",
        "'",
        "`",
        "while x; do",
        "f() {",
        "a <<E",
        '"${',
    ):
        parse((line + "\n") * 400)
    assert time.monotonic() - began < 20
