"""Text by terminal cells: cut, align, numbers and durations as people read them, and a strip of styled text."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

from mindie_tui.model.text import one_line

Parts = Iterable[tuple[str, str]]
"""(text, style) pairs; a style is Textual's, such as "bold $strong". The text is taken as it is, never as markup."""

NAMES = {"A2", "A3", "B", "Atlas", "Python"}
"""Words that are written with a capital."""
SPIN = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_STOP = re.compile(r"[.] +(?=[A-Z0-9\"'(])|。(?=.)")
_SHORT = frozenset({"e.g", "i.e", "vs", "cf", "approx", "etc", "incl"})
"""Words that end in a stop without ending a sentence."""
_WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/"
STILL = os.environ.get("TEXTUAL_ANIMATIONS") == "none"
"""On a slow link spinners stand still."""


def width(text: str) -> int:
    """Cells that a text takes; a Chinese character takes two."""
    return cell_len(text)


def cut(text: str, cells: int) -> str:
    """`text` in at most so many cells; a sentence loses its tail, marked by two dots."""
    if cell_len(text) <= cells:
        return text
    if cells <= 2:
        return ".."[: max(cells, 0)]
    return set_cell_size(text, cells - 2).rstrip() + ".."


def clause(text: str, cells: int) -> str:
    """A sentence in so many cells: all of it, else its first whole sentence, else cut after a word, with two dots.

    It is never cut at a comma or a colon without the dots: what is left would be read as the whole.
    """
    text = text.strip().rstrip("。.")
    if cell_len(text) <= cells:
        return text
    first = first_sentence(text)
    return first if cell_len(first) <= cells else cut_word(first, cells)


def first_sentence(text: str) -> str:
    """The first sentence without its stop. A stop ends one before a capital or Chinese, never after an abbreviation."""
    for found in _STOP.finditer(text):
        words = text[: found.start()].split()
        if words and words[-1].lower().lstrip("(") not in _SHORT:
            return text[: found.start()]
    return text


def cut_word(text: str, cells: int) -> str:
    """As `cut`, but after a whole word where there is one; a Chinese character is a word of its own."""
    if cell_len(text) <= cells or cells <= 2:
        return cut(text, cells)
    head = set_cell_size(text, cells - 2)
    head = head[:-1] if not text.startswith(head) else head  # half of a wide character became a blank
    rest = text[len(head) :]
    if rest and _is_word(rest[0]) and head and _is_word(head[-1]):
        shorter = head.rstrip(_WORD).rstrip()
        head = shorter if cell_len(shorter) >= cells // 3 else head
    return head.rstrip(" ,;:(（，；：、") + ".."


def _is_word(char: str) -> bool:
    return char in _WORD


def lower(text: str) -> str:
    """A sentence without its capital; a name keeps it (MindIE, HTTPS)."""
    first = text.split(" ", 1)[0].rstrip(".,;:")
    return text[:1].lower() + text[1:] if first[1:] == first[1:].lower() and first not in NAMES else text


def cut_head(text: str, cells: int) -> str:
    """As `cut`, for a path: it loses its head."""
    if cell_len(text) <= cells:
        return text
    if cells <= 2:
        return ".."[: max(cells, 0)]
    tail = text
    while cell_len(tail) > cells - 2:
        tail = tail[1:]
    return ".." + tail


def cut_middle(text: str, cells: int) -> str:
    """As `cut`, for a name: it keeps its head and its tail, where names of one kind differ."""
    if cell_len(text) <= cells:
        return text
    if cells <= 6:
        return cut(text, cells)
    tail = (cells - 2) * 3 // 5
    head = set_cell_size(text, cells - 2 - tail).rstrip()
    end = text
    while cell_len(end) > cells - 2 - cell_len(head):
        end = end[1:]
    return f"{head}..{end}"


def distinct(names: Sequence[str], cells: int) -> dict[str, str]:
    """Each name in at most so many cells. Those that would look alike are cut where they differ, else numbered."""
    made = {name: cut_middle(name, cells) for name in names}
    for look in {look for look in made.values() if list(made.values()).count(look) > 1}:
        alike = [name for name in made if made[name] == look]
        made |= _apart(alike, cells)
    return made if len(set(made.values())) == len(made) else _numbered(list(made), cells)


def _apart(alike: Sequence[str], cells: int) -> dict[str, str]:
    """Names that one cut made the same: cut to begin where they differ, else numbered."""
    start = len(os.path.commonprefix(list(alike)))
    end = len(os.path.commonprefix([name[::-1] for name in alike]))
    for keep in (3, 1, 0):
        looks = {}
        for name in alike:
            core = name[max(start - 1, keep) : max(len(name) - end + 1, start + 1)]
            looks[name] = f"{name[:keep]}..{cut(core, max(cells - keep - 4, 1))}.."[:cells]
        if len(set(looks.values())) == len(alike):
            return looks
    return _numbered(alike, cells)


def _numbered(names: Sequence[str], cells: int) -> dict[str, str]:
    return {name: cut(name, max(cells - len(mark), 0)) + mark for n, name in enumerate(names, 1) if (mark := f"~{n}")}


def left(text: str, cells: int) -> str:
    """Cut or padded to exactly so many cells, text at the left."""
    text = cut(text, cells)
    return text + " " * (cells - cell_len(text))


def right(text: str, cells: int) -> str:
    """Cut or padded to exactly so many cells, text at the right."""
    text = cut(text, cells)
    return " " * (cells - cell_len(text)) + text


def number(value: float, digits: int = 0) -> str:
    """1462.3 with one digit is "1 462.3"."""
    return f"{value:,.{digits}f}".replace(",", " ")


def duration(seconds: float) -> str:
    """ "12 s", "5 m 49 s", "2 h 05 m", "41 d": two units at most."""
    s = max(int(seconds), 0)
    if s < 60:
        return f"{s} s"
    if s < 3600:
        return f"{s // 60} m {s % 60:02d} s"
    if s < 2 * 86400:
        return f"{s // 3600} h {s % 3600 // 60:02d} m"
    return f"{s // 86400} d"


def age(seconds: float) -> str:
    """How long ago, coarse, so that the screen does not change every second: "20 s", "3 m", "2 h", "41 d"."""
    s = max(int(seconds), 0)
    if s < 60:
        return f"{s // 20 * 20 or s} s"
    if s < 3600:
        return f"{s // 60} m"
    return f"{s // 3600} h" if s < 2 * 86400 else f"{s // 86400} d"


def size(count: float) -> str:
    """Bytes in one unit of 1024: "1.1 T", "500 G", "3 M"."""
    for unit, of in (("T", 1024**4), ("G", 1024**3), ("M", 1024**2), ("K", 1024)):
        if count >= of:
            value = count / of
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
    return f"{count:.0f} B"


def spinner() -> str:
    """The frame of the moment; the same one always on a slow link."""
    return "⠹" if STILL else SPIN[int(time.monotonic() * 8) % len(SPIN)]


_NARROW = str.maketrans(
    {
        "×": "x",
        "…": "..",
        "–": "-",
        "—": "-",
        "→": "->",
        "≥": ">=",
        "≤": "<=",
        "±": "+-",
        "·": ",",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "°": "",
        "√": "v",
    }
)


def tame(text: str) -> str:
    """One harmless line without the characters that a Chinese terminal draws two cells wide and others one."""
    return one_line(text).translate(_NARROW)


def say(*parts: tuple[str, str] | str) -> Content:
    """Content of (text, style) pairs; a bare text is in `$foreground`."""
    return Content.assemble(*((part, "$foreground") if isinstance(part, str) else part for part in parts))


def foreign(text: str, style: str = "$foreground") -> Content:
    """One line from outside: harmless, never markup."""
    return Content.styled(tame(text), style)


def fit(content: Content, cells: int) -> Content:
    """Content in at most so many cells, its tail marked by two dots when it was longer."""
    if content.cell_length <= cells:
        return content
    return content.truncate(max(cells - 2, 0)) + Content.styled(".." if cells >= 2 else "", "$muted")


def spread(start: Content, end: Content, cells: int, margin: int = 2) -> Content:
    """`start` at the left, `end` at the right of a line of `cells`; where both do not fit, `start` is cut."""
    room = cells - margin - end.cell_length - (2 if end else 0)
    start = fit(start, max(room, 0))
    gap = cells - margin - start.cell_length - end.cell_length
    return start.pad_right(max(gap, 0)) + end


def strip(content: Content, cells: int, base: Style) -> Strip:
    """One line for a `render_line`: cut or padded to `cells` over the ground of `base`."""
    made = Strip(content.render_segments(base), content.cell_length)
    return made.adjust_cell_length(cells, base.rich_style)
