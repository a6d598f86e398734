from mindie_tui.model.documents.script.grammar import parse
from mindie_tui.model.documents.script.statements import Simple
from mindie_tui.model.documents.script.values import Variables, merged


def variables(text: str) -> Variables:
    found = Variables()
    for item in parse(text).items:
        assert isinstance(item.statement, Simple)
        for one in item.statement.assignments:
            found.set(one.name, one.value, adds=one.adds)
    return found


def fields(text: str, of: Variables):
    [item] = parse(text).items
    assert isinstance(item.statement, Simple)
    return [one.raw for word in item.statement.words for one in of.fields(word)]


def test_unquoted_values_are_split_and_lists_are_spread():
    known = variables("A='x  y'; E=; L=(1 'b c'); L+=(3); S=-; S+=tp; S+=\" $A\"")
    assert fields('c $A "$A" $E "$E" p$A', known) == ["c", "x", "y", "x  y", "", "px", "y"]
    assert fields('c "${L[@]}" pre"${L[@]}" $L ${L[1]}', known) == [
        "c",
        "1",
        "b c",
        "3",
        "pre1",
        "b c",
        "3",
        "1",
        "b",
        "c",
    ]
    assert fields("c $S {1..3} $unknown", known) == ["c", "-tp", "x", "y", "1", "2", "3", "$unknown"]


def test_defaults():
    known = variables("A=1; E=")
    assert fields("${A:-2} ${E:-3} ${E-4}x ${N:-5} ${N:=6} $N ${A:+7} ${E:+8}y ${N?}", known) == (
        ["1", "3", "x", "5", "6", "6", "7", "y", "6"]
    )
    assert [(name, value) for _, name, value in known.defaults] == [("N", "5"), ("N", "6")]
    assert fields("/a:${PATH:-} ${U:+x}", known) == ["/a:${PATH:-}", "${U:+x}"]


def test_a_value_knows_its_own_words():
    known = variables("A=x; B=$A/y; C=$1")
    assert known.values["B"].raw == "x/y" and known.written["B"].raw == "$A/y"  # type: ignore[union-attr]
    assert fields("$C", known) == ["$1"]


def test_branches_that_differ_leave_a_value_open():
    before = variables("A=1; B=1")
    one, other = before.copy(), before.copy()
    one.set("A", parse("X=2").items[0].statement.assignments[0].value)  # type: ignore[union-attr]
    after, unclear = merged(before, [one, other], 4)
    assert unclear == ("A",) and fields("$A $B", after) == ["$A", "1"]


def test_a_text_that_cat_prints_is_known_where_no_shell_expands_it():
    said = {
        '$(cat <<EOF\n{"a": true,\n "b": 2}\nEOF\n)': '{"a": true,\n "b": 2}',
        "$(cat <<'END'\n$HOME\n\nEND\n)": "$HOME",
        "$(cat <<-EOF\n\tx\n\tEOF\n)": "x",
        "$(cat <<EOF\n$HOME\nEOF\n)": None,
        "$(cat <<EOF | sort\nx\nEOF\n)": None,
        "$(cat file)": None,
    }
    found = {source: fields('"$A"', variables(f'A="{source}"')) for source in said}
    assert found == {source: [text or source] for source, text in said.items()}
