"""English that is left in a Chinese text."""

import re

_WORD = r"[A-Za-z][a-z']+"
_RUN = re.compile(rf"(?<![\w/.\-=_\[<])(?:{_WORD}[,;:]? )+{_WORD}(?![\w/=_\-.]\w)")


def english_runs(text: str, least: int) -> list[tuple[str, str]]:
    """(words, their line) for each run of at least so many English words in a row; paths, options and keys are none."""
    return [
        (found[0], line.strip())
        for line in text.splitlines()
        for found in _RUN.finditer(line)
        if len(found[0].split()) >= least
    ]
