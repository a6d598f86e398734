"""YAML that the strict loader reads back to the same values: quotes only where needed, Chinese as it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml

from mindie_tui.model.errors import ProfileError
from mindie_tui.store.yaml import loader
from mindie_tui.store.yaml.errors import Mark

WIDTH = 110
_SEQ, _MAP = "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"


class AsWritten(str):
    """Text that is written without quotes where YAML allows it: a variable's value, which the loader reads as text."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: _Dumper, text: str, block: bool = True) -> yaml.Node:
    """Single quotes where the loader would not take the plain form as this very text."""
    mark = Mark("", 0, 0)
    try:
        same = loader.scalar(loader.Scalar(text, True, mark)) == text
    except ProfileError:
        same = False
    style = None if same else "'"
    if not text.isprintable():
        lines = text.split("\n")
        tidy = all(line.isprintable() and line == line.strip() for line in lines)
        style = "|" if block and tidy else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _as_written(dumper: _Dumper, text: str) -> yaml.Node:
    """The plain form of whatever type it would have, since the loader takes its text."""
    tag: str = dumper.resolve(yaml.ScalarNode, str(text), (True, False))  # type: ignore[no-untyped-call]  # bare stub
    if not text.isprintable() or tag.rpartition(":")[2] in ("yaml", "merge", "value"):
        return _text(dumper, text)
    return dumper.represent_scalar(tag, str(text))


def _list(dumper: _Dumper, items: list[Any]) -> yaml.Node:
    """On one line where it holds single values, lists of them, or nothing; small mappings in it on a line each."""
    node = dumper.represent_sequence(_SEQ, items)
    node.flow_style = all(isinstance(child, yaml.ScalarNode) or child.flow_style for child in node.value)
    for child in node.value:
        if isinstance(child, yaml.MappingNode):
            node.flow_style = False
            child.flow_style = all(isinstance(value, yaml.ScalarNode) for _, value in child.value)
    return node


def _mapping(dumper: _Dumper, items: dict[str, Any]) -> yaml.Node:
    return dumper.represent_mapping(_MAP, items.items(), flow_style=not items)


class _FlowDumper(_Dumper):
    """Everything on one line."""


def _float(dumper: _Dumper, number: float) -> yaml.Node:
    """In decimals: an exponent would be text."""
    text = format(Decimal(repr(number)), "f")
    return dumper.represent_scalar("tag:yaml.org,2002:float", text if "." in text else f"{text}.0")


_Dumper.add_representer(float, _float)
_Dumper.add_representer(str, _text)
_Dumper.add_representer(AsWritten, _as_written)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(dict, _mapping)
_FlowDumper.add_representer(str, lambda dumper, text: _text(dumper, text, block=False))
_FlowDumper.add_representer(list, lambda dumper, items: dumper.represent_sequence(_SEQ, items, flow_style=True))
_FlowDumper.add_representer(dict, lambda dumper, items: dumper.represent_mapping(_MAP, items.items(), flow_style=True))


def dump(values: Any) -> str:
    """The text of a value in block style, a newline at the end."""
    return _text_of(values, width=WIDTH, flow=False)


def inline(value: Any) -> str:
    """The text of a value for one line, safe between the braces of a mapping too."""
    return _text_of([value], width=float("inf"), flow=True).strip()[1:-1]


def _text_of(values: Any, *, width: float, flow: bool) -> str:
    dumper = _FlowDumper if flow else _Dumper
    return yaml.dump(values, Dumper=dumper, sort_keys=False, allow_unicode=True, width=width, default_flow_style=flow)
