"""The language of the screens: English, or Chinese where the locale says so. Names of parameters stay as they are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mindie_tui.model.finding import Finding
from mindie_tui.model.text import language_of
from mindie_tui.tui.terminal.plain import is_console

if TYPE_CHECKING:
    from mindie_tui.model.mindie.parameters.layouts import Layout

_language = "en"
_texts: Mapping[str, str] = {}
"""English to the language in use. Chinese is imported where it is in use alone: English does not wait for it."""
_OWN = "'s own config.json"


def use(language: str) -> None:
    """ "en" or "zh" from here on."""
    global _language, _texts
    _language, _texts = "en", {}
    if language == "zh":
        from mindie_tui.tui.text.chinese.screens import ZH

        _language, _texts = "zh", ZH


def language() -> str:
    return _language


def of_environment() -> str:
    """The language that the locale names; English on a console, whose font has no Chinese."""
    return "en" if is_console(os.environ) else language_of(os.environ)


def t(english: str, **values: object) -> str:
    """The text in the language in use, its {names} filled."""
    text = _texts.get(english, english)
    return text.format(**values) if values else text


def is_known(english: str) -> bool:
    """Whether a text has its words in the language in use."""
    return _language == "en" or english in _texts


def said(finding: Finding) -> str:
    """A finding's sentence in the language in use; English where it is not translated."""
    if _language == "en":
        return finding.text
    from mindie_tui.model.chinese import findings

    return findings.said(finding)


def found(text: str) -> str:
    """What a check found, in the language in use; English where it is not translated."""
    if _language == "en":
        return text
    from mindie_tui.model.chinese import checks

    return checks.found(text)


def reason_of(layout: Layout) -> str:
    """Why a layout stands where it stands, in the language in use."""
    if _language == "en":
        return layout.says.format(**layout.values)
    from mindie_tui.model.chinese import checks

    return checks.LAYOUTS.get(layout.says, layout.says).format(**layout.values)


def described(words: str) -> str:
    """What a field must be, in the language in use."""
    if _language == "en":
        return words
    from mindie_tui.model.chinese.values import word

    return word(words)


def fix_name(english: str) -> str:
    """What a fix is called, in the language in use."""
    if _language == "en":
        return english
    from mindie_tui.model.chinese.values import label

    return label(english)


def base_name(english: str) -> str:
    """What a config.json was made from, in the language in use."""
    if (node := english.removesuffix(_OWN)) != english:
        return t("{node}'s own config.json", node=node)
    return t("MindIE's default config.json") if english == "MindIE's default config.json" else english
