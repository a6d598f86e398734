"""YAML read strictly: every value with its file, line and column, and nothing guessed.

PyYAML's parser gives the events; the tree is built here, so that YAML 1.1's surprises (yes is true, 012 is ten,
12:30 is 750, dates, `=`, the last of two equal keys wins) cannot happen, and an anchor bomb cannot grow.
"""

from __future__ import annotations

import errno
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from mindie_tui.model.errors import ProfileError
from mindie_tui.model.message import Message
from mindie_tui.store import disk
from mindie_tui.store.yaml.errors import Mark, not_yaml, refusal, refusal_at, refuse_tabs

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 1_000_000
MAX_DEPTH = 60
MAX_VALUES = 20_000
"""A profile holds a few hundred values; a file beyond these limits is no profile."""

Path_ = tuple[str | int, ...]
"""The path of a value: keys and list positions from the root."""


@dataclass(slots=True)
class Scalar:
    text: str
    plain: bool
    """Written without quotes, and without the tag !!str."""
    mark: Mark
    size: int = 1


@dataclass(slots=True)
class Sequence:
    items: list[Tree]
    mark: Mark
    flow: bool = False
    size: int = 1


@dataclass(slots=True)
class Mapping:
    items: dict[str, tuple[Mark, Tree]]
    mark: Mark
    flow: bool = False
    size: int = 1

    def get(self, key: str) -> Tree | None:
        return self.items[key][1] if key in self.items else None


Tree = Scalar | Sequence | Mapping

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)")
_EXPONENT = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]{1,3}")
_STRANGE = re.compile(r"[-+]?(?:0[0-9_]+|0[xX][0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|[0-9]+(?:_[0-9]+)+)")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_WORDS |= {form(word): value for word, value in list(_WORDS.items()) for form in (str.title, str.upper)}
_TAGS = {None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


def read_text(path: Path) -> str:
    """The file's text; ProfileError where it is not there, too large or not UTF-8."""
    try:
        data = disk.read_bytes(path, MAX_BYTES)
    except OSError as error:
        what = (
            "is larger than 1 MB, so it is no such file"
            if error.errno == errno.EFBIG
            else Message("cannot be read ({strerror})", strerror=error.strerror)
        )
        raise ProfileError(what, file=str(path), do="check the path") from error
    except ValueError as error:  # a NUL byte in the name
        raise ProfileError(
            Message("cannot be read ({error})", error=error), file=str(path), do="check the path"
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise ProfileError(
            "is not text in UTF-8", file=str(path), line=line, column=column, do="save it as UTF-8"
        ) from error


def parse(text: str, file: str) -> Tree:
    """The tree of one YAML document. Raises ProfileError: one sentence with file, line, column, and what to write."""
    try:
        events = list(_limited(yaml.parse(text, Loader=Loader), file))
        if "\t" in text:
            refuse_tabs(text, file, yaml.scan(text, Loader=Loader))
    except yaml.YAMLError as error:
        raise not_yaml(error, text, file) from error
    body = [event for event in events if not isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent))]
    if not body:
        raise ProfileError("is empty", file=file, do="write at least `mindie-tui: 1`")
    documents = [event for event in body if isinstance(event, yaml.DocumentStartEvent)]
    if len(documents) > 1:
        mark = documents[1].start_mark
        raise refusal_at(file, mark, "a second document begins here", do="write one document a file, without ---")
    return _Composer(file, iter(body[1:-1])).tree()


def _limited(events: Iterator[Any], file: str) -> Iterator[Any]:
    depth = count = 0
    for event in events:
        count += 1
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        if depth > MAX_DEPTH:
            raise refusal_at(
                file,
                event.start_mark,
                Message("nests deeper than {MAX_DEPTH} levels", MAX_DEPTH=MAX_DEPTH),
                do="write it flatter",
            )
        if count > 2 * MAX_VALUES:
            raise refusal_at(
                file,
                event.start_mark,
                Message("holds more than {MAX_VALUES} values", MAX_VALUES=MAX_VALUES),
                do="check that this is a profile",
            )
        yield event


_UNSAYABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(slots=True)
class _Composer:
    file: str
    events: Iterator[Any]
    anchors: dict[str, Tree] = field(default_factory=dict)
    aliased: int = 0

    def tree(self) -> Tree:
        return self._node(next(self.events))

    def _mark(self, event: Any) -> Mark:
        start, end = event.start_mark, event.end_mark
        return Mark(self.file, start.line + 1, start.column + 1, (end.line + 1, end.column + 1))

    def _closed(self, node: Mapping | Sequence, event: Any) -> Mark:
        """The mark with where the brace or bracket closes; a block ends where its last value does."""
        return replace(node.mark, end=(event.end_mark.line + 1, event.end_mark.column + 1)) if node.flow else node.mark

    def _node(self, event: Any) -> Tree:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.tag not in _TAGS:
            raise refusal_at(
                self.file,
                event.start_mark,
                Message("the tag {tag} has no place here", tag=event.tag.replace("tag:yaml.org,2002:", "!!")),
                do="write the plain value",
            )
        node: Tree
        if isinstance(event, yaml.ScalarEvent):
            if bad := _UNSAYABLE.search(event.value):
                what = "a NUL byte" if bad[0] == "\0" else "half a character (a lone surrogate)"
                raise refusal_at(
                    self.file,
                    event.start_mark,
                    Message("holds {what}, which no file or command takes", what=what),
                    do="take it out",
                )
            node = Scalar(event.value, event.style in (None, "") and event.tag is None, self._mark(event))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Sequence([], self._mark(event), bool(event.flow_style))
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                child = self._node(inner)
                node.items.append(child)
                node.size += child.size
            node.mark = self._closed(node, inner)
        else:
            node = self._mapping(event)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _alias(self, event: Any) -> Tree:
        if event.anchor not in self.anchors:
            raise refusal_at(
                self.file,
                event.start_mark,
                Message("*{anchor} names nothing that was written before", anchor=event.anchor),
                do=Message(
                    "mark the value with &{anchor}, or put a text that begins with * in quotes", anchor=event.anchor
                ),
            )
        node = self.anchors[event.anchor]
        self.aliased += node.size
        if self.aliased > MAX_VALUES:
            raise refusal_at(
                self.file,
                event.start_mark,
                Message("aliases grow to more than {MAX_VALUES} values", MAX_VALUES=MAX_VALUES),
                do="write them out",
            )
        return node

    def _mapping(self, event: Any) -> Mapping:
        node = Mapping({}, self._mark(event), bool(event.flow_style))
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            key = self._node(inner)
            if not isinstance(key, Scalar) or (key.plain and not key.text):
                raise refusal_at(self.file, inner.start_mark, "a key must be a word", do="write `key: value`")
            if key.text == "<<" and key.plain:
                raise refusal_at(
                    self.file,
                    inner.start_mark,
                    "merging with << is not read here",
                    do="write the keys out, or use `extends`",
                )
            if key.text in node.items:
                first = node.items[key.text][0]
                raise refusal_at(
                    self.file,
                    inner.start_mark,
                    Message("occurs a second time, first on line {line}", line=first.line),
                    key=key.text,
                    do="keep one of the two",
                )
            value = self._node(next(self.events))
            node.items[key.text] = (key.mark, value)
            node.size += value.size + 1
        node.mark = self._closed(node, inner)
        return node


def scalar(node: Scalar, key: str = "") -> Any:
    """The JSON value of a scalar: plain true, false, null, integers and decimals; everything else is text.

    Raises ProfileError for a number in a form that YAML takes as text or as another number (1e5, 012, 0x1F, 1_000).
    """
    if not node.plain:
        return node.text
    text = node.text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= 400:
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _EXPONENT.fullmatch(text) and math.isfinite(number := float(text)):
            raise refusal(
                node.mark,
                Message("{text} is text in YAML", text=text),
                key=key,
                do=Message("write {written}, or '{text}' for the text", written=_written(number), text=text),
            )
        if _STRANGE.fullmatch(text):
            raise refusal(
                node.mark,
                Message("{text} is not a plain number", text=text),
                key=key,
                do=Message("write it in decimal, or '{text}' for the text", text=text),
            )
    elif _INT.fullmatch(text) or _FLOAT.fullmatch(text):
        raise refusal(node.mark, "a number of more than 400 digits", key=key, do="check it")
    return text


def _written(number: float) -> str:
    """In decimals, as YAML wants it."""
    return format(Decimal(repr(number)).normalize(), "f")


def dotted(path: Path_) -> str:
    """A path for people: nodes[0].name."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def value(tree: Tree, *, as_text: Callable[[Path_], bool] = lambda path: False, path: Path_ = ()) -> Any:
    """The JSON value of a tree; scalars at paths where `as_text` says so are their text, as written."""
    if isinstance(tree, Scalar):
        return tree.text if as_text(path) else scalar(tree, dotted(path))
    if isinstance(tree, Sequence):
        return [value(item, as_text=as_text, path=(*path, at)) for at, item in enumerate(tree.items)]
    return {key: value(item, as_text=as_text, path=(*path, key)) for key, (_, item) in tree.items.items()}


def find(tree: Tree, path: Path_) -> tuple[Mark, Tree | None]:
    """The mark of the value at a path and the value; where the path ends early, the mark of the last that is there.

    A value written below its key is marked at its key.
    """
    mark = tree.mark
    node: Tree | None = tree
    for part in path:
        if isinstance(node, Mapping) and isinstance(part, str) and part in node.items:
            key_mark, node = node.items[part]
            mark = node.mark if node.mark.line == key_mark.line else key_mark
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            mark = node.mark
        else:
            return mark, None
    return mark, node


def key_mark(tree: Tree, path: Path_) -> Mark:
    """The mark of the key at the end of a path, for a key that should not be there."""
    _, parent = find(tree, path[:-1])
    if isinstance(parent, Mapping) and path[-1] in parent.items:
        return parent.items[path[-1]][0]
    return find(tree, path)[0]


def merge(base: Tree, over: Tree) -> Tree:
    """Mappings merge key by key, anything else replaces; each value keeps the mark of the file that it came from."""
    if not isinstance(base, Mapping) or not isinstance(over, Mapping):
        return over
    items = dict(base.items)
    for key, (mark, item) in over.items.items():
        items[key] = (mark, merge(items[key][1], item) if key in items else item)
    return Mapping(items, over.mark, over.flow, base.size + over.size)
