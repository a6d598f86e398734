"""Changes made inside the text of a YAML file, so that its comments and its order stay."""

from __future__ import annotations

import json
import re
from typing import Any

from mindie_tui.store.yaml.loader import Mapping, Scalar, Sequence, Tree
from mindie_tui.store.yaml.writer import dump, inline

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class _Whole(Exception):
    """This change needs the whole value written again."""


def edit_text(text: str, tree: Mapping, before: dict[str, Any], after: dict[str, Any]) -> str | None:
    """The text with the differences between two values changed in it; None where that needs the whole written again.

    `tree` is the text's own. The caller reads the result back: an alias may have changed more than was meant.
    """
    editor = _Editor(text)
    try:
        edits = editor.mapping(tree, before, after)
    except _Whole:
        return None
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


Edits = list[tuple[int, int, str]]
_ABSENT = object()


def _same(a: Any, b: Any) -> bool:
    """Equal as JSON: true is not 1, and the order of keys counts."""
    return a is not _ABSENT and b is not _ABSENT and json.dumps(a) == json.dumps(b)


class _Editor:
    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in _BREAK.finditer(text))]

    def at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column - 1

    def start(self, node: Tree) -> int:
        return self.at(node.mark.line, node.mark.column)

    def end(self, node: Tree) -> int:
        """The offset after a value's last character."""
        if isinstance(node, Scalar) or node.flow:
            end = self.at(*node.mark.end)
            return max(len(self.text[:end].rstrip()), self.start(node))
        items = node.items if isinstance(node, Sequence) else [item for _, item in node.items.values()]
        return self.end(items[-1]) if items else self.start(node)

    def line_end(self, offset: int) -> int:
        found = _BREAK.search(self.text, offset)
        return found.start() if found else len(self.text)

    def mapping(self, node: Mapping, before: dict[str, Any], after: dict[str, Any]) -> Edits:
        edits: Edits = []
        added = {
            key: item
            for key, item in after.items()
            if key not in node.items and not _same(before.get(key, _ABSENT), item)
        }
        for key, item in after.items():
            if key in node.items and not _same(before.get(key, _ABSENT), item):
                edits += self.value(node, key, before.get(key, _ABSENT), item)
        for key in before:
            if key not in after and key in node.items:
                edits.append(self.removal(node, key))
        if len(edits) == len(node.items) and all(new == "" for _, _, new in edits):
            raise _Whole  # nothing would be left below the key
        return edits + (self.addition(node, added) if added else [])

    def value(self, node: Mapping, key: str, old: Any, new: Any) -> Edits:
        """The edits for one key of a mapping: inside its value if possible, else the whole value again."""
        mark, child = node.items[key]
        try:
            return self.change(child, old, new)
        except _Whole:
            if node.flow:
                return [(self.start(child), self.end(child), inline(new))]
            indent = " " * (mark.column - 1)
            begin = self.at(mark.line, mark.column)
            return [(begin, max(self.end(child), begin + len(key)), _indented({key: new}, indent).lstrip())]

    def change(self, node: Tree, old: Any, new: Any) -> Edits:
        if _same(old, new):
            return []
        if isinstance(node, Mapping) and node.items and isinstance(old, dict) and isinstance(new, dict):
            return self.mapping(node, old, new)
        if isinstance(node, Sequence) and isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            if len(node.items) == len(new):
                pairs = zip(node.items, old, new, strict=True)
                return [edit for child, was, now in pairs for edit in self.change(child, was, now)]
        single = isinstance(node, Scalar) and node.mark.line == node.mark.end[0]
        if not single or isinstance(new, (dict, list)) or (isinstance(new, str) and "\n" in new):
            raise _Whole
        start, end = self.start(node), self.end(node)
        return [(start, end, inline(new) if end > start else f" {inline(new)}")]

    def removal(self, node: Mapping, key: str) -> tuple[int, int, str]:
        mark, child = node.items[key]
        begin = self.starts[mark.line - 1]
        if node.flow or self.text[begin : self.at(mark.line, mark.column)].strip():
            raise _Whole  # the first key of a list's item stands behind a dash
        end = self.line_end(max(self.end(child), self.at(mark.line, mark.column)))
        found = _BREAK.match(self.text, end)
        return begin, found.end() if found else end, ""

    def addition(self, node: Mapping, added: dict[str, Any]) -> Edits:
        if not node.items:
            raise _Whole
        last_mark, last = list(node.items.values())[-1]
        end = max(self.end(last), self.at(last_mark.line, last_mark.column))
        if node.flow:
            return [(end, end, "".join(f", {key}: {inline(item)}" for key, item in added.items()))]
        end = self.line_end(end)
        column = next(iter(node.items.values()))[0].column
        return [(end, end, "\n" + _indented(added, " " * (column - 1)))]


def _indented(values: dict[str, Any], indent: str) -> str:
    lines = dump(values).rstrip("\n").split("\n")
    return "\n".join(f"{indent}{line}" if line else line for line in lines)
