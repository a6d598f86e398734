"""What to do, as the wizard offers it: a remedy that names an option of `replay` names the key instead. Pure."""

from __future__ import annotations

import re

from mindie_tui.model.message import in_language
from mindie_tui.tui.text.translate import t

_KEY = re.compile(r"(?:give|请加) --accept-host-key \S+")
_RESTART = re.compile(r"(?:, or (?:launch with )?|，或(?:启动时加)? ?)--restart\b")
_ALL_THE_SAME = re.compile(r"(?:, or stop it anyway: |；如仍要结束它：)--restart --take-over")
_TAKE_OVER = re.compile(r"(?:, launch with |，启动时加 ?)--take-over")


def wizard_do(remedy: str) -> str:
    """`remedy` in the language in force; an option that only a command line has is the key that does the same here."""
    said = in_language(remedy)
    said = _KEY.sub(lambda _: t("press enter on its row in step 1 to accept it"), said)
    said = _ALL_THE_SAME.sub("", said)
    said = _RESTART.sub(lambda _: t(", or press x in step 4 to stop it first"), said)
    return _TAKE_OVER.sub(lambda _: t(", launch again and take it over"), said)
