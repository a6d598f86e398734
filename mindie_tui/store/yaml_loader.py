"""YAML read strictly: every value with its file, line and column, and nothing guessed.

PyYAML's parser gives the events; the tree is built here, so that YAML 1.1's surprises (yes is true, 012 is ten,
12:30 is 750, dates, `=`, the last of two equal keys wins) cannot happen, and an anchor bomb cannot grow.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from mindie_tui.model.errors import ProfileError

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 1_000_000
MAX_DEPTH = 60
MAX_VALUES = 20_000
"""A profile holds a few hundred values; a file beyond these limits is no profile."""

Path_ = tuple[str | int, ...]
"""Where a value stands: keys and list positions from the root."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, counted from 1, and where it ends (line, column; the column is the one after)."""

    file: str
    line: int
    column: int
    end: tuple[int, int] = (0, 0)


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


def refused(mark: Mark, what: str, *, key: str = "", do: str = "") -> ProfileError:
    """The error that says `what` of the place `mark`."""
    return ProfileError(what, file=mark.file, line=mark.line, column=mark.column, key=key, do=do)


def read_text(path: Path) -> str:
    """The file's text; ProfileError where it is not there, too large or not UTF-8."""
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise ProfileError(f"cannot be read ({error.strerror})", file=str(path), do="check the path") from error
    if data is None:
        raise ProfileError("is larger than 1 MB, so it is no such file", file=str(path), do="check the path")
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
            _refuse_tabs(text, file)
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, file) from error
    body = [event for event in events if not isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent))]
    if not body:
        raise ProfileError("is empty", file=file, do="write at least `mindie-tui: 1`")
    documents = [event for event in body if isinstance(event, yaml.DocumentStartEvent)]
    if len(documents) > 1:
        mark = documents[1].start_mark
        raise _at(file, mark, "a second document begins here", do="write one document a file, without ---")
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
            raise _at(file, event.start_mark, f"nests deeper than {MAX_DEPTH} levels", do="write it flatter")
        if count > 2 * MAX_VALUES:
            raise _at(file, event.start_mark, f"holds more than {MAX_VALUES} values", do="check that this is a profile")
        yield event


def _at(file: str, mark: Any, what: str, *, key: str = "", do: str = "") -> ProfileError:
    return ProfileError(what, file=file, line=mark.line + 1, column=mark.column + 1, key=key, do=do)


def _tab(line: str, file: str, number: int, at: int) -> ProfileError:
    """The sentence for a tab in a line, the line's key in it."""
    key = re.match(r"[\s-]*([\w.-]+)\s*:", line)
    return ProfileError(
        "a tab stands here, which YAML does not take for indentation",
        file=file,
        line=number + 1,
        column=at + 1,
        key=key[1] if key else "",
        do="write blanks instead",
    )


def _refuse_tabs(text: str, file: str) -> None:
    """A tab between two tokens, outside a comment, is refused: it looks like blanks and counts as something else."""
    lines = text.splitlines(keepends=True)
    before = (0, 0)
    for token in yaml.scan(text, Loader=Loader):
        start, stop = before, (token.start_mark.line, token.start_mark.column)
        for number in range(start[0], min(stop[0], len(lines) - 1) + 1):
            first = start[1] if number == start[0] else 0
            last = stop[1] if number == stop[0] else len(lines[number])
            at = lines[number][first:last].partition("#")[0].find("\t")
            if at >= 0:
                raise _tab(lines[number], file, number, first + at)
        before = max(before, (token.end_mark.line, token.end_mark.column))


_SECOND_COLON = (
    "a second `:` on this line, or a wrong indentation",
    "put a text that holds `: ` in quotes, and begin keys of one mapping in one column",
)
_PROBLEMS = {
    "mapping values are not allowed in this context": _SECOND_COLON,
    "mapping values are not allowed here": _SECOND_COLON,
    "did not find expected key": ("no key begins here", "begin the keys of one mapping in one column"),
    "could not find expected ':'": ("a key without `:`", "write `key: value`"),
    "did not find expected ',' or '}'": ("a `{` is not closed, or a comma is missing", "write {a: 1, b: 2}"),
    "did not find expected ',' or ']'": ("a `[` is not closed, or a comma is missing", "write [1, 2]"),
    "did not find expected '-' indicator": ("no list item begins here", "begin the items of one list in one column"),
    "found unexpected end of stream": ("a quote is not closed before the end of the file", "close it"),
    "found character that cannot start any token": ("no value begins with this character", "put the text in quotes"),
    "did not find expected alphabetic or numeric character": (
        "`*` or `&` is not a name here",
        "put the text in quotes",
    ),
    "found invalid Unicode character escape code": ("an escape that is no character", "write the character itself"),
    "found unknown escape character": ("an unknown \\ in double quotes", "use single quotes, which take it as it is"),
}


def _not_yaml(error: yaml.YAMLError, text: str, file: str) -> ProfileError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:  # the reader: a control character
        position = getattr(error, "position", None)
        before = text[:position] if isinstance(position, int) else ""
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return ProfileError(
            "a control character, which YAML does not allow", file=file, line=line, column=column, do="remove it"
        )
    lines = text.splitlines()
    for number in (mark.line, mark.line - 1):
        line = lines[number] if 0 <= number < len(lines) else ""
        tab = line.partition("#")[0].find("\t")
        if 0 <= tab <= len(line) - len(line.lstrip()):
            return _tab(line, file, number, tab)
    problem = (getattr(error, "problem", None) or "cannot be read").strip()
    what, do = _PROBLEMS.get(problem, (problem, "see https://yaml.org, or start from a shipped profile"))
    if mark.line >= len(lines) and getattr(error, "context_mark", None):
        mark = error.context_mark  # where it was opened says more than the end of the file
    return _at(file, mark, f"is not YAML: {what}", do=do)


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
            raise _at(
                self.file,
                event.start_mark,
                f"the tag {event.tag.replace('tag:yaml.org,2002:', '!!')} has no place here",
                do="write the plain value",
            )
        node: Tree
        if isinstance(event, yaml.ScalarEvent):
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
            raise _at(
                self.file,
                event.start_mark,
                f"*{event.anchor} names nothing that was written before",
                do=f"mark the value with &{event.anchor}, or put a text that begins with * in quotes",
            )
        node = self.anchors[event.anchor]
        self.aliased += node.size
        if self.aliased > MAX_VALUES:
            raise _at(
                self.file, event.start_mark, f"aliases grow to more than {MAX_VALUES} values", do="write them out"
            )
        return node

    def _mapping(self, event: Any) -> Mapping:
        node = Mapping({}, self._mark(event), bool(event.flow_style))
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            key = self._node(inner)
            if not isinstance(key, Scalar) or (key.plain and not key.text):
                raise _at(self.file, inner.start_mark, "a key must be a word", do="write `key: value`")
            if key.text == "<<" and key.plain:
                raise _at(
                    self.file,
                    inner.start_mark,
                    "merging with << is not read here",
                    do="write the keys out, or use `extends`",
                )
            if key.text in node.items:
                first = node.items[key.text][0]
                raise _at(
                    self.file,
                    inner.start_mark,
                    f"stands here a second time, first on line {first.line}",
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
            raise refused(
                node.mark, f"{text} is text in YAML", key=key, do=f"write {_written(number)}, or '{text}' for the text"
            )
        if _STRANGE.fullmatch(text):
            raise refused(
                node.mark, f"{text} is not a plain number", key=key, do=f"write it in decimal, or '{text}' for the text"
            )
    elif _INT.fullmatch(text) or _FLOAT.fullmatch(text):
        raise refused(node.mark, "a number of more than 400 digits", key=key, do="check it")
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


def merged(base: Tree, over: Tree) -> Tree:
    """Mappings merge key by key, anything else replaces; each value keeps the mark of the file that it came from."""
    if not isinstance(base, Mapping) or not isinstance(over, Mapping):
        return over
    items = dict(base.items)
    for key, (mark, item) in over.items.items():
        items[key] = (mark, merged(items[key][1], item) if key in items else item)
    return Mapping(items, over.mark, over.flow, base.size + over.size)
