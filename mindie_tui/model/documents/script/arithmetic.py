"""`$((...))` of whole numbers: + - * / % and brackets, as a shell reckons."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

_FORM = re.compile(r"\$\(\(([\w\s+\-*/%()$]{1,200})\)\)")


def whole_number(source: str, value_of: Callable[[str], int | None]) -> int | None:
    """The result of `$((...))`; None where it has none, or where a variable in it is unknown.

    `value_of`: the integer that a variable holds.
    """
    found = _FORM.fullmatch(source)
    if found is None or "**" in found[1] or "//" in found[1]:
        return None
    try:
        return _reckon(ast.parse(found[1].replace("$", "").strip(), mode="eval").body, value_of)
    except (SyntaxError, ValueError, RecursionError, ZeroDivisionError):
        return None


def _reckon(node: ast.expr, value_of: Callable[[str], int | None]) -> int | None:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.Name):
        return value_of(node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        number = _reckon(node.operand, value_of)
        return number if number is None or isinstance(node.op, ast.UAdd) else -number
    if not isinstance(node, ast.BinOp):
        return None
    left, right = _reckon(node.left, value_of), _reckon(node.right, value_of)
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.Add):
        return left + right
    if isinstance(node.op, ast.Sub):
        return left - right
    if isinstance(node.op, ast.Mult):
        return left * right
    if isinstance(node.op, ast.Div | ast.Mod):
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
        return quotient if isinstance(node.op, ast.Div) else left - quotient * right
    return None
