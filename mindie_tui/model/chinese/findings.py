"""A finding in Chinese: the words that stand in its gaps are translated too. Names of parameters never are."""

from __future__ import annotations

from mindie_tui.model import language
from mindie_tui.model.chinese.values import WORDS, word
from mindie_tui.model.finding import Finding


def said(finding: Finding) -> str:
    """A finding's sentence in Chinese; English where it is not translated."""
    text = language.chinese().get(("", finding.says))
    if not text:
        return finding.text
    return text.format(**{k: word(v) if k in WORDS and isinstance(v, str) else v for k, v in finding.values.items()})
