from mindie_tui.model.documents.script.conditions import holds
from mindie_tui.model.documents.script.grammar import parse
from mindie_tui.model.documents.script.statements import Simple
from mindie_tui.model.documents.script.values import Variables
from mindie_tui.model.documents.script.words import text_word


def decided(text: str):
    [item] = parse(text).items
    assert isinstance(item.statement, Simple)
    variables = Variables()
    for name, value in {"a": "x", "n": "7", "e": ""}.items():
        variables.set(name, text_word(value))
    return holds([one for word in item.statement.words for one in variables.fields(word)])


def test_tests():
    cases = {
        '[ "$a" = x ]': True,
        '[ "$a" == "y" ]': False,
        '[ "$a" != "y" ]': True,
        "[[ $a == x* ]]": True,
        '[[ $a == "x*" ]]': False,
        "test $n -ge 7": True,
        "[ $n -lt 7 ]": False,
        '[ -z "$e" ]': True,
        '[ -n "$e" ]': False,
        '[ "$a" ]': True,
        "[[ $a == x && $n -eq 8 ]]": False,
        "[[ $a == y || $n -eq 7 ]]": True,
        '[ ! "$a" = y ]': True,
        "true": True,
        "false": False,
        '[ -z "$unset" ]': None,
        '[ "$1" = x ]': None,
        "[ -f /etc/hccn.conf ]": None,
        "command -v vllm": None,
    }
    assert {text: decided(text) for text in cases} == cases
