"""Every word of the screens is said in Chinese too, with the same gaps."""

import ast
import string
from pathlib import Path

from mindie_tui.tui import words_zh
from mindie_tui.tui.words_zh import ZH


def words(tree: ast.AST):
    """What `t(...)`, a binding's hint and a choice say in English."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = {"t": 0, "Binding": 2, "Choice": 1}.get(called)
        if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
            yield node.args[place].value


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_word_of_the_screens_is_said_in_chinese_with_the_same_gaps():
    said = {
        word
        for path in Path(words_zh.__file__).parent.rglob("*.py")
        for word in words(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(word, str) and word
    }
    assert len(said) > 400
    assert sorted(said - ZH.keys()) == []
    assert not [word for word in said if gaps(ZH[word]) - gaps(word)]
