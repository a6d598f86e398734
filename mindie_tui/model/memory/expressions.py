"""Arithmetic over named numbers, as the tables of shapes write it: "2*lk*lkd+2*lv*lvd", "not tie".

The tables are data, so nothing of them is executed: an expression is parsed, and only whole numbers, names,
+ - * // and `not` are taken.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache

OPERATORS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}


class UnknownName(LookupError):
    """An expression names a dimension that the model's configuration does not have; the argument is the name."""


@lru_cache(maxsize=1024)
def _parsed(text: str) -> ast.expr:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{text!r} is not an expression") from error


def evaluate(text: str, values: Mapping[str, int]) -> int:
    """The value of the expression `text`; a condition is 1 or 0.

    Raises UnknownName for a name without a value, ValueError for anything but the arithmetic above.
    """
    return _value(_parsed(text), values, text)


def _value(node: ast.expr, values: Mapping[str, int], text: str) -> int:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.Name):
        if node.id not in values:
            raise UnknownName(node.id)
        return values[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        left, right = _value(node.left, values, text), _value(node.right, values, text)
        if isinstance(node.op, ast.FloorDiv) and not right:
            raise ValueError(f"{text!r} divides by zero")
        return OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return int(not _value(node.operand, values, text))
    raise ValueError(f"{text!r} holds more than + - * // and not")
