"""Every sentence of the rules is said in Chinese too, with the same gaps."""

import ast
import string
from pathlib import Path

from mindie_tui.model.chinese.findings import FINDINGS
from mindie_tui.model.chinese.values import word
from mindie_tui.model.mindie.parameters import catalogue
from mindie_tui.model.mindie.rules import judge as rules
from mindie_tui.tui.text.chinese.screens import ZH

SENTENCES = ZH | FINDINGS


def literals(tree: ast.AST):
    """Every template that a rule may say: those of its declaration, of hit(...), and of the name `says`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("rule", "hit"):
            yield from (k.value for k in node.keywords if k.arg == "says")
            yield from node.args[:1] if node.func.id == "hit" else ()
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "says" for target in node.targets):
            yield node.value


def templates() -> set[str]:
    found = set()
    for path in Path(rules.__file__).parent.rglob("*.py"):
        for value in literals(ast.parse(path.read_text())):
            if isinstance(value, ast.Constant) and value.value:
                found.add(value.value)
    return found


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_template_of_the_rules_is_translated_with_gaps_that_it_has():
    said = templates()
    assert len(said) > 130
    missing = [text for text in said if text not in SENTENCES and "{" in text.replace("{text}", "")]
    assert not missing
    wrong = [text for text in said if text in SENTENCES and not gaps(SENTENCES[text]) <= gaps(text)]
    assert not wrong


def test_what_a_field_must_be_is_said_in_chinese():
    assert word("int, 1024 to 65535, or absent") == "整数 1024 到 65535，或不写"
    assert word("int, 1 and up, or -1") == "整数，不小于 1，或 -1"
    assert word("x of its own") == "x of its own"
    assert all(word(w) != w for w in {f.kind.words() for f in catalogue.FIELDS} if " and " in w or " to " in w)
