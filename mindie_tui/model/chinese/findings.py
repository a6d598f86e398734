"""A finding in Chinese: the words that stand in its gaps are translated too. Names of parameters never are."""

from __future__ import annotations

from mindie_tui.model import language
from mindie_tui.model.chinese.values import WORDS, label, word
from mindie_tui.model.finding import Finding


def said(finding: Finding) -> str:
    """A finding's sentence in the language in force; English where it is not translated."""
    if language.in_force() == "en":
        return finding.text
    text = language.chinese().get(("", finding.says))
    if not text:
        return finding.text
    return text.format(**{k: word(v) if k in WORDS and isinstance(v, str) else v for k, v in finding.values.items()})


def fix_name(english: str) -> str:
    """What a fix is called, in the language in force."""
    return english if language.in_force() == "en" else label(english)


def described(words: str) -> str:
    """What a field must be, in the language in force."""
    return words if language.in_force() == "en" else word(words)
