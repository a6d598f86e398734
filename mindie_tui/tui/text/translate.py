"""The language of the screens: English, or Chinese where the locale says so. Names of parameters stay as they are."""

from __future__ import annotations

import os

from mindie_tui.model.chinese import checks, findings
from mindie_tui.model.chinese.values import label, word
from mindie_tui.model.finding import Finding
from mindie_tui.model.mindie.parameters.layouts import Layout
from mindie_tui.model.text import language_of
from mindie_tui.tui.terminal.plain import is_console
from mindie_tui.tui.text.chinese.screens import ZH

_language = "en"
_OWN = "'s own config.json"


def use(language: str) -> None:
    """ "en" or "zh" from here on."""
    global _language
    _language = language if language in ("en", "zh") else "en"


def language() -> str:
    return _language


def of_environment() -> str:
    """The language that the locale names; English on a console, whose font has no Chinese."""
    return "en" if is_console(os.environ) else language_of(os.environ)


def t(english: str, **values: object) -> str:
    """The text in the language in use, its {names} filled."""
    text = ZH.get(english, english) if _language == "zh" else english
    return text.format(**values) if values else text


def said(finding: Finding) -> str:
    """A finding's sentence in the language in use; English where it is not translated."""
    return findings.said(finding) if _language == "zh" else finding.text


def found(text: str) -> str:
    """What a check found, in the language in use; English where it is not translated."""
    return checks.found(text) if _language == "zh" else text


def reason_of(layout: Layout) -> str:
    """Why a layout stands where it stands, in the language in use."""
    template = checks.LAYOUTS.get(layout.says, layout.says) if _language == "zh" else layout.says
    return template.format(**layout.values)


def described(words: str) -> str:
    """What a field must be, in the language in use."""
    return word(words) if _language == "zh" else words


def fix_name(english: str) -> str:
    """What a fix is called, in the language in use."""
    return label(english) if _language == "zh" else english


def base_name(english: str) -> str:
    """What a config.json was made from, in the language in use."""
    if (node := english.removesuffix(_OWN)) != english:
        return t("{node}'s own config.json", node=node)
    return t("MindIE's default config.json") if english == "MindIE's default config.json" else english
