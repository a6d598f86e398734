"""The one place where text leaves for a terminal: nothing that a terminal acts on passes here.

`main` puts both standard streams behind `clean_streams`: print, argparse, logging and warnings all go through it.
JSON lines go past it: `json_line` escapes for itself.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from mindie_tui.model.message import in_language
from mindie_tui.model.text import one_line, printable

_hidden: list[str] = []
"""Secrets of the profile that this command works with."""


def hide(values: Iterable[str]) -> None:
    """Secrets that leave for no terminal and no script from now on, in this command."""
    from mindie_tui.model.mindie.artefacts.secret import telling  # not for --help

    _hidden[:] = telling((*_hidden, *values))


def without_secrets(value: Any) -> Any:
    """A text or a JSON value as it may leave."""
    if not _hidden:
        return value
    from mindie_tui.model.mindie.artefacts.secret import scrub

    return scrub(value, _hidden)


class CleanStream:
    """A text stream that drops escape sequences, control and bidirectional characters from all that is written."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write what is harmless of `text`; the length of `text`."""
        self.stream.write(printable(without_secrets(text)))
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextlib.contextmanager
def clean_streams() -> Iterator[None]:
    """Both standard streams are clean until the block ends; a stream that is closed (None) stays so."""
    _hidden.clear()
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_clean(stream) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _clean(stream: Any) -> Any:
    return stream if stream is None or isinstance(stream, CleanStream) else CleanStream(stream)


def rewrite(out: TextIO, line: str) -> None:
    """Write `line` over the terminal's current line: the only control characters that we send ourselves."""
    raw = out.stream if isinstance(out, CleanStream) else out
    raw.write(f"\r\x1b[K{one_line(without_secrets(line))}")
    raw.flush()


def say(*sentences: str) -> None:
    """Print each sentence as one line on standard output, in the language in force."""
    for sentence in sentences:
        print(one_line(in_language(sentence)))


def complain(*sentences: str) -> None:
    """Each sentence as one line on standard error, whatever foreign text it holds."""
    for sentence in sentences:
        print(one_line(in_language(sentence)), file=sys.stderr, flush=True)
