"""The language that people are spoken to in: English, or Chinese out of gettext's catalogue below `locale/`.

Which one is chosen once, at the edge: by the command line, else by the locale. The catalogue is read when Chinese is
first spoken, as its text: that takes less time than importing gettext, nothing has to be compiled, and an edited
sentence is in force at the next start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from mindie_tui.model.terminal import is_console

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
CATALOGUES = "locale/zh_CN/LC_MESSAGES"
"""Their folder, below the package."""
_ESCAPES = {"n": "\n", "t": "\t"}
_in_force: Language = "en"


def use(language: Language) -> None:
    """Speak this language from here on."""
    global _in_force
    _in_force = language


def in_force() -> Language:
    """The language that is spoken now."""
    return _in_force


def choose(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Speak what a command line says (`--lang zh`, also behind a command), else what the locale says."""
    use(_named(words) or language_of(environment))


def _named(words: Sequence[str]) -> Language | None:
    """The last `--lang` of a line; None where it has none, or one that the parser will refuse."""
    found: Language | None = None
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == "--lang":
            value = value if equals else "".join(words[at + 1 : at + 2])
            found = next((one for one in LANGUAGES if one == value), found)
    return found


def language_of(environment: Mapping[str, str]) -> Language:
    """ "zh" when the locale says so (LC_ALL, LC_MESSAGES, LANG in this order), generated on this machine or not.

    English on a console, whose font has no Chinese.
    """
    if is_console(environment):
        return "en"
    value = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh" if value.lower().startswith("zh") else "en"


def translation(english: str, context: str = "") -> str | None:
    """The Chinese of a sentence, its gaps open; None where the catalogue does not have it, or English is spoken."""
    return None if _in_force == "en" else chinese().get((context, english))


def chinese() -> Mapping[tuple[str, str], str]:
    """(context, English): Chinese, of all but the table of faults. A fuzzy entry counts as none."""
    return catalogue("mindie_tui")


@cache
def catalogue(name: str) -> Mapping[tuple[str, str], str]:
    """(context, English): Chinese, of one catalogue."""
    return parse((Path(__file__).parents[1] / CATALOGUES / f"{name}.po").read_text(encoding="utf-8"))


def parse(catalogue: str) -> Mapping[tuple[str, str], str]:
    """The entries of a .po file that are translated and not fuzzy; its head is none of them."""
    text = r'(".*"(?:\n".*")*)'
    entry = re.compile(rf"^(#,.*fuzzy.*\n)?(?:msgctxt {text}\n)?msgid {text}\nmsgstr {text}$", re.MULTILINE)
    return {
        (_unquoted(context), english): said
        for fuzzy, context, msgid, msgstr in entry.findall(catalogue)
        if not fuzzy and (english := _unquoted(msgid)) and (said := _unquoted(msgstr))
    }


def _unquoted(lines: str) -> str:
    """What quoted lines hold together."""
    text = lines[1:-1].replace('"\n"', "")
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text) if "\\" in text else text
