"""What to do, as the wizard offers it: a remedy that names an option of `replay` names the key instead. Pure."""

from __future__ import annotations

import re

from mindie_tui.tui.text.translate import t

_KEY = re.compile(r"give --accept-host-key \S+")
_RESTART = re.compile(r", or (?:launch with )?--restart\b")
_ALL_THE_SAME = re.compile(r", or end it all the same: --restart --take-over")
_TAKE_OVER = re.compile(r", launch with --take-over")


def wizard_do(remedy: str) -> str:
    """`remedy`, in which each option that only a command line has is the key that does the same here."""
    said = _KEY.sub(lambda _: t("press enter on its row in step 1 to accept it"), remedy)
    said = _ALL_THE_SAME.sub("", said)
    said = _RESTART.sub(lambda _: t(", or press x in step 4 to stop it first"), said)
    return _TAKE_OVER.sub(lambda _: t(", launch again and take it over"), said)
