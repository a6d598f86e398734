"""HTML as a tree: text is escaped by the writer of the tree, and no text can become a tag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, tostring

from mindie_tui.model.message import Message, in_language
from mindie_tui.model.text import printable

Child = Element | str | None


def t(english: str, /, **values: object) -> str:
    """A sentence of ours in the language in force."""
    return in_language(Message(english, **values))


def tag(name: str, /, *children: Child, of: str = "", **attributes: str) -> Element:
    """An element; `of` is its class. Text among the children is shown as it is, its control characters as signs."""
    made = Element(name, {"class": of, **attributes} if of else attributes)
    for child in children:
        if isinstance(child, Element):
            made.append(child)
        elif child:
            _append_text(made, printable(child))
    return made


def _append_text(to: Element, text: str) -> None:
    if len(to):
        to[-1].tail = (to[-1].tail or "") + text
    else:
        to.text = (to.text or "") + text


def table(head: Sequence[str], rows: Iterable[Sequence[Child]], *, figures: Iterable[int] = ()) -> Element:
    """A table; the columns of `figures` are set to the right."""
    right = frozenset(figures)

    def line(cells: Sequence[Child], kind: str) -> Element:
        return tag("tr", *(tag(kind, cell, of="n" if at in right else "") for at, cell in enumerate(cells)))

    body = tag("tbody", *(line(row, "td") for row in rows))
    return tag("div", tag("table", tag("thead", line(head, "th")), body), of="wide")


def section(title: str, *children: Child) -> Element:
    """A part of the page below its heading."""
    return tag("section", tag("h2", title), *children)


def written(page: Element) -> str:
    """The file's text."""
    return "<!DOCTYPE html>\n" + tostring(page, encoding="unicode", method="html") + "\n"
