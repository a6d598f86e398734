"""Nothing outside of the engines' own folders asks which engine it is: everybody asks the value."""

import ast

from mindie_tui.model.engines import ENGINES
from tests.contracts.package import FILES, ROOT, tree_of

NAMES = {engine.name for engine in ENGINES}
WORDS = {f"{quote}{name}{quote}" for name in NAMES for quote in "'\""} | {"MINDIE", "VLLM_ASCEND"}
"""A text without any of these asks nothing, and is not parsed."""
STILL = {"headless/documents/plan.py"}
"""Who still asks; it may only shrink."""


def _asks(tree: ast.Module) -> bool:
    """Whether a comparison or a match has the name of an engine on one side, or an engine's value."""
    for node in ast.walk(tree):
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        sides += [node.value] if isinstance(node, ast.MatchValue) else []
        inner = [one for side in sides for one in ast.walk(side)]
        if any(isinstance(one, ast.Constant) and one.value in NAMES for one in inner):
            return True
        if any(isinstance(one, ast.Name) and one.id in ("MINDIE", "VLLM_ASCEND") for one in inner):
            return True
    return False


def test_nobody_outside_asks_which_engine_it_is():
    asking = {
        str(path.relative_to(ROOT))
        for path in FILES
        if not str(path.relative_to(ROOT)).startswith(("model/mindie/", "model/vllm_ascend/"))
        and any(word in path.read_text() for word in WORDS)
        and _asks(tree_of(path))
    }
    assert asking <= STILL


def test_a_question_would_be_seen():
    for text in ("x == 'vllm-ascend'", "x in ('mindie', 'y')", "e is MINDIE", "match x:\n case 'mindie': pass"):
        assert _asks(ast.parse(text)), text
    assert not _asks(ast.parse("x = 'mindie'"))
