"""The words of the screens in the language in force. Names of parameters stay as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mindie_tui.model import language
from mindie_tui.model.message import Message, in_language, spoken

if TYPE_CHECKING:
    from mindie_tui.model.mindie.parameters.layouts import Layout

_OWN = "'s own config.json"


def t(english: str, /, **values: object) -> str:
    """The text in the language in force, its {names} filled."""
    if isinstance(english, Message):
        return in_language(english)
    text = language.translation(english) or english
    return text.format(**spoken(values)) if values else text


def label_of(context: str, english: str, /, **values: object) -> str:
    """As `t`, of a short word that has another Chinese in some places: `context` names the place ("key", "verdict")."""
    text = language.translation(english, context) or language.translation(english) or english
    return text.format(**spoken(values)) if values else text


def is_known(english: str) -> bool:
    """Whether a text has its words in the language in force."""
    return language.in_force() == "en" or language.translation(english) is not None


def clauses(text: str) -> list[str]:
    """The lines of a text in the language in force, else the clauses between its semicolons; at least one."""
    said = in_language(text)
    parts = said.split("\n") if "\n" in said else re.split("; |；", said)
    return [part.strip() for part in parts if part.strip()] or ["-"]


def reason_of(layout: Layout) -> str:
    """Why a layout stands where it stands, in the language in force."""
    return t(layout.says, **layout.values)


def base_name(english: str) -> str:
    """What a config.json was made from, in the language in force."""
    if (node := english.removesuffix(_OWN)) != english:
        return t("{node}'s own config.json", node=node)
    return t("MindIE's default config.json") if english == "MindIE's default config.json" else in_language(english)
