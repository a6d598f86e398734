"""A report's Markdown in the language in force, for a screen: the file itself is always English."""

from __future__ import annotations

import re

from mindie_tui.model import language
from mindie_tui.model.chinese.kept_english import translate_kept

_MARK = re.compile(r"#+ |- ")
_RULER = re.compile(r"[| :-]+")


def localized(markdown: str) -> str:
    """The text with its sentences, headings and table cells in the language in force; names and figures stay."""
    if language.in_force() == "en":
        return markdown
    return "\n".join(map(_line, markdown.split("\n")))


def _line(line: str) -> str:
    if line.startswith("| "):
        if _RULER.fullmatch(line):
            return line
        return f"| {' | '.join(map(_words, line[2:].removesuffix(' |').split(' | ')))} |"
    found = _MARK.match(line)
    mark = found[0] if found else ""
    return mark + _words(line[len(mark) :])


def _words(text: str) -> str:
    """A sentence or a cell; of "name: sentence" the sentence, of "**word**" the word."""
    if text.startswith("**") and text.endswith("**"):
        return f"**{translate_kept(text[2:-2])}**"
    said = translate_kept(text)
    if said != text:
        return said
    name, colon, rest = text.partition(": ")
    said = translate_kept(rest)
    if colon and said != rest:
        return f"{name}：{said}"
    whole = text.removesuffix(".")
    said = translate_kept(whole)
    return f"{said}。" if said != whole else text
